/** Which kills come in which order, drawn from a seed: each flow is killed, and some of the recoveries from that. */
import { setTimeout as pause } from "node:timers/promises";
import type { Prng } from "../../../src/base/prng.ts";
import { FLOWING, type Point, STARTING, strikeFlow, strikeLater, strikeStart } from "./calls.ts";
import type { Stage } from "./stage.ts";

export interface Kill {
  /** What is hit, and the number of the call where it is placed. */
  readonly name: string;
  readonly nth: number | undefined;
  readonly strike: (stage: Stage) => Promise<void>;
}

/** One flow of orders, and the recovery behind it. */
export interface Round {
  readonly flow: Kill;
  readonly start: Kill | undefined;
}

interface Anywhere {
  readonly name: string;
  readonly kills: number;
  readonly msMax: number;
  readonly strike: (stage: Stage, ms: number) => Promise<void>;
}

const ANY_FLOW: Anywhere = { name: "at any moment of a flow", kills: 72, msMax: 250, strike: strikeTrading };
const ANY_START: Anywhere = { name: "at any moment of a recovery", kills: 28, msMax: 120, strike: strikeLater };

/** Without `strace` only those kills are left that are placed nowhere. */
export function roundsOf(prng: Prng, canTrace: boolean): readonly Round[] {
  const traced = (points: readonly Point[], strike: typeof strikeFlow): readonly Kill[] =>
    canTrace ? points.flatMap((point) => placed(prng, point, strike)) : [];
  const flows = [...traced(FLOWING, strikeFlow), ...unplaced(prng, ANY_FLOW)];
  const starts: (Kill | undefined)[] = [...traced(STARTING, strikeStart), ...unplaced(prng, ANY_START)];
  const behind = shuffled(prng, [...starts, ...flows.slice(starts.length).map(() => undefined)]);
  return shuffled(prng, flows).map((flow, i) => ({ flow, start: behind[i] }));
}

function placed(prng: Prng, point: Point, strike: typeof strikeFlow): readonly Kill[] {
  return Array.from({ length: point.kills }, () => {
    const nth = prng.between(1, point.nthMax);
    return { name: `before ${point.sentence}`, nth, strike: (stage) => strike(stage, point, nth) };
  });
}

function unplaced(prng: Prng, { name, kills, msMax, strike }: Anywhere): readonly Kill[] {
  return Array.from({ length: kills }, () => {
    const ms = prng.between(0, msMax);
    return { name, nth: undefined, strike: (stage) => strike(stage, ms) };
  });
}

async function strikeTrading(stage: Stage, ms: number): Promise<void> {
  stage.trade();
  await pause(ms);
  stage.kill();
}

function shuffled<T>(prng: Prng, items: readonly T[]): readonly T[] {
  const left = [...items];
  return items.map(() => left.splice(prng.between(0, left.length - 1), 1)[0]!);
}
