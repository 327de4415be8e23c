/**
 * The planted bugs of a checkout, found where they are and never part of the program: `test/mutants/` beside the sources.
 *
 * What is published has neither tests nor sources, and so no planted bugs.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../../", import.meta.url);
const ROWS = new URL("test/mutants/mutants.ts", ROOT);
/** Preloaded, it plants the bug that `HOLDFAST_MUTANT` names. */
export const PLANT = fileURLToPath(new URL("test/mutants/plant.ts", ROOT));
export const SOURCES_MAIN = fileURLToPath(new URL("src/cli/main.ts", ROOT));

/** A bug, how many seeds it may need at most, and which invariants it is to break. */
export interface PlantedBug {
  readonly id: string;
  readonly says: string;
  readonly seeds: number;
  readonly invariants: readonly string[];
}

export interface Rows {
  readonly MUTANTS: readonly PlantedBug[];
  /** Bugs in what does not exist yet. */
  readonly WAITING: readonly { readonly id: string; readonly says: string; readonly waitsFor: string }[];
  /** A seed that must fail with this bug, every time. */
  readonly CANARY: { readonly mutant: string; readonly seed: number };
}

/** Undefined where there is no checkout. */
export async function plantedBugs(): Promise<Rows | undefined> {
  return existsSync(ROWS) && existsSync(SOURCES_MAIN) ? ((await import(ROWS.href)) as Rows) : undefined;
}
