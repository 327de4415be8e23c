/**
 * Makes a failing scenario small while it still fails in the same way.
 *
 * Coarse cuts come first, for each makes the runs after it shorter: everything that goes wrong at all, whole kinds of
 * faults, time, actors; then single faults, crashes and steps; then what is left is made plain. All of it again until
 * nothing more goes. Every candidate is run; none is taken that was not seen to fail. Where a scenario stays large, other
 * seeds are tried too: taking one thing away shifts what is drawn for the others.
 */
import type { Cut } from "./cut.ts";
import { cuts, eventsOf } from "./cuts.ts";
import type { Scenario } from "./scenario.ts";

/** Runs a scenario and answers the instant at which it fails in the way that is looked for, or nothing. */
export type Fails = (scenario: Scenario) => number | undefined;

export interface ShrinkOptions {
  readonly runsMax?: number;
  /** Told after every run. */
  readonly progress?: (progress: Progress) => void;
}

export interface Progress {
  readonly runs: number;
  /** What was tried: `without the fault order-lost`. */
  readonly tried: string;
  readonly failed: boolean;
  /** Of the smallest scenario so far. */
  readonly events: number;
  readonly safetyMs: number;
}

export interface Shrunk {
  readonly scenario: Scenario;
  readonly runs: number;
}

const RUNS_MAX = 400;
/** A scenario of more faults, crashes and actors than this deserves other seeds. */
const EVENTS_FEW = 15;
const OTHER_SEEDS = 3;
/** Of the runs, before other seeds are tried. */
const FIRST_SHARE = 0.6;

/** The smallest that was found; `undefined` when not even the whole fails. */
export function shrink(scenario: Scenario, fails: Fails, options: ShrinkOptions = {}): Shrunk | undefined {
  const shrinking = new Shrinking(scenario, fails, options);
  return shrinking.begins() ? shrinking.smallest() : undefined;
}

class Shrinking {
  readonly #fails: Fails;
  readonly #options: ShrinkOptions;
  readonly #runsMax: number;
  #best: Scenario;
  #failsAtMs = 0;
  #runs = 0;
  /** Some runs are kept for other seeds. */
  #limit: number;

  constructor(scenario: Scenario, fails: Fails, options: ShrinkOptions) {
    this.#best = scenario;
    this.#fails = fails;
    this.#options = options;
    this.#runsMax = options.runsMax ?? RUNS_MAX;
    this.#limit = Math.ceil(this.#runsMax * FIRST_SHARE);
  }

  /** Whether it fails at all. */
  begins(): boolean {
    return this.#takes(this.#best, "the whole");
  }

  smallest(): Shrunk {
    this.#untilNothingGoes(0);
    this.#limit = this.#runsMax;
    this.#untilNothingGoes(eventsOf(this.#best) > EVENTS_FEW ? OTHER_SEEDS : 0);
    return { scenario: this.#best, runs: this.#runs };
  }

  #untilNothingGoes(otherSeeds: number): void {
    for (let before: Scenario | undefined; before !== this.#best && this.#goesOn; ) {
      before = this.#best;
      for (const cut of cuts(
        () => this.#best,
        () => this.#failsAtMs,
      ))
        this.#delta(cut, otherSeeds);
    }
  }

  get #goesOn(): boolean {
    return this.#runs < this.#limit;
  }

  /**
   * Delta debugging (Zeller's ddmin) on one list: nothing of it, then halves, quarters and so on, each alone and each left
   * out, until every single one is needed.
   */
  #delta(cut: Cut, otherSeeds: number): void {
    let parts = cut.parts();
    if (parts.length === 0 || this.#try(cut, [], otherSeeds)) return;
    for (let pieces = 2; parts.length > 1 && this.#goesOn; ) {
      const smaller = split(parts, pieces).find((kept) => this.#try(cut, kept, otherSeeds));
      if (smaller === undefined && pieces >= parts.length) return;
      pieces = smaller === undefined ? Math.min(parts.length, pieces * 2) : Math.max(2, pieces - 1);
      parts = smaller ?? parts;
    }
  }

  #try(cut: Cut, kept: readonly unknown[], otherSeeds: number): boolean {
    const candidate = cut.keeping(kept);
    if (candidate === undefined) return false;
    const tried = `${cut.what}: ${kept.length} of ${cut.parts().length}`;
    for (let i = 0; i <= otherSeeds; i++)
      if (this.#takes({ ...candidate, seed: candidate.seed + i }, tried)) return true;
    return false;
  }

  #takes(candidate: Scenario, tried: string): boolean {
    if (!this.#goesOn) return false;
    this.#runs++;
    const failsAtMs = this.#fails(candidate);
    if (failsAtMs !== undefined) [this.#best, this.#failsAtMs] = [candidate, failsAtMs];
    const events = eventsOf(this.#best);
    const failed = failsAtMs !== undefined;
    this.#options.progress?.({ runs: this.#runs, tried, failed, events, safetyMs: this.#best.safetyMs });
    return failed;
  }
}

/** What is left when a list is cut into so many pieces and one of them is taken away. */
function split(parts: readonly unknown[], pieces: number): readonly (readonly unknown[])[] {
  const size = Math.ceil(parts.length / pieces);
  const starts = Array.from({ length: Math.ceil(parts.length / size) }, (_, i) => i * size);
  return starts.map((start) => [...parts.slice(0, start), ...parts.slice(start + size)]);
}
