/**
 * What the simulation does not judge yet, and why: parts of invariants, planted bugs and incidents, each with the feature
 * that it waits for.
 *
 * An invariant is watched by a checker (`src/sim/checkers`), judged beside the checkers (`BESIDE`), or waits here; some are
 * judged in part and wait in part, and their rows say which part is which. Planted bugs and incidents keep their rows where
 * they live. A row whose feature has landed fails the build (`waiting.test.ts`): it is to be activated and taken from here.
 */
import { WAITING as MUTANTS } from "../../mutants/mutants.ts";
import { WAITING as INCIDENTS } from "../incidents/weaknesses.ts";
import { type FeatureName, landedAt, type Tree } from "./features.ts";

export interface WaitingInvariant {
  readonly id: string;
  /** What is not judged yet. */
  readonly missing: string;
  readonly waitsFor: FeatureName;
  /** What of the invariant is judged already, and by whom. */
  readonly already?: string;
}

export const WAITING_INVARIANTS: readonly WaitingInvariant[] = [
  {
    id: "I7",
    missing: "a stop that the market has crossed and that does not trigger raises STOP_INERT or STOP_UNOBSERVABLE",
    waitsFor: "price watch",
  },
  {
    id: "I11",
    missing: "what clients are shown of other people's orders is, order by order, what the broker has",
    waitsFor: "list of others",
    already: "holdfast's own orders, fills and positions, in the book and by the journal's executions",
  },
  {
    id: "I13",
    missing: "a strategy's event stream is numbered, and goes on where it was left",
    waitsFor: "event stream",
    already:
      "the TWS door, as far as that protocol can say it: executions in order, once and without a gap, fills that never fall",
  },
  {
    id: "I21",
    missing: "escalation goes from rung to rung, ends, and pages a person in time",
    waitsFor: "ladder",
    already:
      "that attempts keep their pauses, by I24; that they go on and that a person is told when they fail, by its checker",
  },
  {
    id: "I28",
    missing: "no credential of a strategy stands in journal, log or error",
    waitsFor: "event stream",
    already: "strangers at the TWS door, which knows no credentials; secrets that clients write into their orders",
  },
];

/** Invariants that are judged elsewhere than in a checker of their own. */
export interface Beside {
  readonly id: string;
  /** Like a checker's: what is promised. */
  readonly says: string;
  /** Where; each file names the invariant. */
  readonly where: readonly string[];
}

export const BESIDE: readonly Beside[] = [
  {
    id: "I15",
    says: "no damage to a journal is taken for content: a daemon cuts a torn tail and starts, or refuses to start",
    where: ["test/sim/journalDamage.test.ts"],
  },
  {
    id: "I24",
    says: "not a byte of the daemon changes or comes at another time when its wall clock jumps",
    where: ["src/sim/campaign/twice.ts"],
  },
  {
    id: "I24",
    says: "a suspension takes the evidence for readiness away before anything else happens",
    where: ["src/sim/checkers/i20-ready.ts"],
  },
  {
    id: "I27",
    says: "a run in which nothing goes wrong raises no alert",
    where: ["src/sim/campaign/calm.ts"],
  },
];

/** Everything that waits, of whatever kind, by its name. */
export interface Row {
  readonly id: string;
  readonly waitsFor: string;
}

export const ALL_WAITING: readonly Row[] = [
  ...WAITING_INVARIANTS,
  ...MUTANTS,
  ...INCIDENTS.map(({ incident, waitsFor }) => ({ id: incident, waitsFor })),
];

/** `I17 waits for risk, and src/risk/gates.ts is there: activate it`, for every row that waits in vain. */
export function overdue(rows: readonly Row[], tree: Tree): readonly string[] {
  return rows.flatMap(({ id, waitsFor }) => {
    const found = landedAt(waitsFor as FeatureName, tree);
    return found === undefined ? [] : [`${id} waits for ${waitsFor}, and ${found} is there: activate it`];
  });
}
