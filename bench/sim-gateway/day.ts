/**
 * Time that stands still is moved on by a day: how long that takes, and the most memory.
 *
 * Once without clients, once with a client that lives through it: it streams ten stocks, holds a position and twenty resting
 * orders. Faults happen at random, by the default mix. A day without anybody passes in a moment, so after every five minutes the
 * client looks whether a fault took its connection, and comes back. Otherwise it is not waited for (`--settle-ms 0`): it is told
 * everything and may answer late. Ten minutes in which it is waited for after every instant, as by default, are measured beside.
 */
import { DEFAULT_MIX } from "../../src/sim/faults/random.ts";
import { Liver } from "./liver.ts";
import { Program } from "./program.ts";

export interface Span {
  readonly startMs: number;
  readonly seconds: number;
  readonly peakMiB: number;
  /** Frames that the client got. */
  readonly frames: number;
  /** How often it came back. */
  readonly returns: number;
  /** How many faults struck, and how often together. */
  readonly faults: number;
  readonly strikes: number;
}

const FLAGS = ["--speed", "0", "--accounts", "DU1000001"];
const MIX = ["--settle-ms", "0", "--fault-rate", String(DEFAULT_MIX.ratePerHour)];

export async function dayAlone(): Promise<Span> {
  return advanced(await Program.start(...FLAGS, ...MIX), DAY_MINUTES, undefined);
}

export async function dayAlive(): Promise<Span> {
  const program = await Program.start(...FLAGS, ...MIX);
  return advanced(program, DAY_MINUTES, await Liver.start(program.port));
}

export async function minutesInStep(): Promise<Span> {
  const program = await Program.start(...FLAGS);
  return advanced(program, 10, await Liver.start(program.port));
}

const DAY_MINUTES = 24 * 60;
const LOOK_MINUTES = 5;

interface Row {
  readonly counts: { readonly struck: number };
}

async function advanced(program: Program, minutes: number, liver: Liver | undefined): Promise<Span> {
  const begun = performance.now();
  const step = liver === undefined ? minutes : LOOK_MINUTES;
  for (let done = 0; done < minutes; done += step) {
    await program.ask("/clock", { advance: `${step}m` });
    await liver?.lookAround();
  }
  const seconds = (performance.now() - begun) / 1_000;
  const struck = ((await program.ask("/faults")).faults as Row[]).map(({ counts }) => counts.struck);
  const { frames = 0, returns = 0 } = liver ?? {};
  liver?.stop();
  const result = {
    ...{ startMs: program.startMs, seconds, peakMiB: program.peakMiB(), frames, returns },
    ...{ faults: struck.filter((count) => count > 0).length, strikes: struck.reduce((sum, count) => sum + count, 0) },
  };
  await program.stop();
  return result;
}
