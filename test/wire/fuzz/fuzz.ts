/** One run of the fuzzer: every frame from the seed and its index alone, so any of them can be made again by itself. */
import { Prng } from "../../../src/base/prng.ts";
import { DecodeError, formOf } from "../../../src/wire/codec.ts";
import { CHECKS } from "./checks.ts";
import type { Corpus } from "./corpus.ts";
import { type FuzzFrame, spelled } from "./frame.ts";
import { mutantOf } from "./mutate.ts";
import { decode, type Trial } from "./trial.ts";

export interface Violation {
  readonly seed: number;
  readonly index: number;
  readonly check: string;
  readonly problem: string;
  readonly mutations: readonly string[];
  /** `in 178 3900…`, for a replay. */
  readonly frame: string;
}

/** How often what was answered; a run that decodes nothing, or refuses nothing, has found nothing. */
export interface Tally {
  frames: number;
  /** By message and form, as `openOrder text`. */
  readonly decoded: Map<string, number>;
  readonly refused: Map<string, number>;
}

export const newTally = (): Tally => ({ frames: 0, decoded: new Map(), refused: new Map() });

/** The frame of that index, and what is wrong with it. */
export function trialOf(corpus: Corpus, seed: number, index: number, tally: Tally): Violation | undefined {
  const prng = new Prng(seed, `frame ${index}`);
  const { frame, mutations } = mutantOf(corpus, prng);
  const found = examined(frame, prng, tally);
  return found && { seed, index, ...found, mutations, frame: spelled(frame) };
}

export interface Finding {
  readonly check: string;
  readonly problem: string;
}

/** A frame before every check, none left out by chance. */
export const replayed = (frame: FuzzFrame): Finding | undefined =>
  examined(frame, new Prng(1, "replay"), newTally(), 1);

function examined(frame: FuzzFrame, prng: Prng, tally: Tally, share?: number): Finding | undefined {
  let check = "decoding answers";
  try {
    const trial: Trial = { frame, answer: decode(frame), prng };
    counted(tally, trial);
    for (const row of CHECKS) {
      if (!prng.chance(share ?? row.share)) continue;
      check = row.name;
      const problem = row.holds(trial);
      if (problem !== undefined) return { check, problem };
    }
    return undefined;
  } catch (thrown) {
    return { check, problem: thrown instanceof Error ? (thrown.stack ?? String(thrown)) : String(thrown) };
  }
}

function counted(tally: Tally, { frame, answer }: Trial): void {
  tally.frames++;
  const isRefused = answer instanceof DecodeError;
  const name = isRefused ? answer.messageName : answer.name;
  const key = `${name} ${formOf(frame.payload, frame.version)}`;
  const counts = isRefused ? tally.refused : tally.decoded;
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
