/** What became of the planted bugs, as a table for people: those that were hunted, those that wait, and the canary. */
import { table } from "../table.ts";
import type { Rows } from "./planted.ts";
import { grouped } from "./progress.ts";

/** A bug, and what became of it. */
export interface Trophy {
  readonly id: string;
  readonly says: string;
  readonly caught: boolean;
  /** Run until it was caught, or all that it was allowed. */
  readonly seeds: number;
  readonly seed: number | null;
  readonly invariant: string | null;
  /** Which invariants it was to break. */
  readonly expected: readonly string[];
  /** What the oracle said, or why it cannot count as caught. */
  readonly sentence: string;
  /** Simulated. */
  readonly hours: number;
  /** On the clock of the wall, in its own process. */
  readonly seconds: number;
}

export interface Canary {
  readonly mutant: string;
  readonly seed: number;
  readonly failed: boolean;
  readonly invariant: string | null;
}

type Row = readonly [id: string, says: string, result: string, seed: string, seeds: string, seconds: string];

const COLUMNS = [
  { title: "ID", of: ([id]: Row) => id },
  { title: "THE BUG", of: ([, says]: Row) => says },
  { title: "RESULT", of: ([, , result]: Row) => result },
  { title: "SEED", of: ([, , , seed]: Row) => seed, right: true },
  { title: "SEEDS", of: ([, , , , seeds]: Row) => seeds, right: true },
  { title: "SECONDS", of: ([, , , , , seconds]: Row) => seconds, right: true },
];

export function trophies(mutants: readonly Trophy[], waiting: Rows["WAITING"], canary: Canary | undefined): string {
  const rows = [
    ...mutants.map(hunted),
    ...waiting.map(({ id, says, waitsFor }): Row => [id, says, `waits for ${waitsFor}`, "", "", ""]),
    ...(canary === undefined ? [] : [ofCanary(canary)]),
  ];
  return table(COLUMNS, rows, process.stdout.isTTY === true);
}

function hunted({ id, says, caught, seeds, seed, invariant, expected, seconds }: Trophy): Row {
  const asExpected = invariant !== null && expected.includes(invariant);
  const by = asExpected ? `caught by ${invariant}` : `caught by ${invariant}, expected ${expected.join(" or ")}`;
  return [id, says, caught ? by : "NOT CAUGHT", String(seed ?? ""), grouped(seeds), seconds.toFixed(1)];
}

const ofCanary = ({ mutant, seed, failed, invariant }: Canary): Row => [
  ...(["canary", `seed ${seed} with ${mutant} in it must fail`] as const),
  ...([failed ? `fails, by ${invariant}` : "DOES NOT FAIL", String(seed), "1", ""] as const),
];
