/**
 * A campaign of seeds, each a day of trouble drawn from a number, judged by the oracle: what `holdfast sim run` does.
 *
 * It stops at the first failure, makes it small, and says how to see it again. The lowest seed of those that failed is the
 * one that is told. A campaign over all kinds of days is also held against what it must have done and seen.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { print } from "../../sim/campaign/print.ts";
import { missing } from "../../sim/campaign/sometimes.ts";
import { type Failure, merged, NOTHING_YET, type Totals, vacuous } from "../../sim/campaign/totals.ts";
import { complain, INTERRUPTED, say } from "../say.ts";
import { build } from "./build.ts";
import { BROKEN, broke, replayWords, told, VAULT } from "./failure.ts";
import { howFar, Progress } from "./progress.ts";
import { summary } from "./summary.ts";
import type { Drawing } from "./trial.ts";
import { type Broken, Workers } from "./workers.ts";

export interface CampaignFlags extends Drawing {
  readonly seeds: number;
  readonly from: number;
  readonly workers: number;
  readonly out: string;
  readonly shrink: boolean;
  readonly vault?: boolean;
  readonly keepGoing?: boolean;
  readonly json?: boolean;
}

/** In fewer simulated hours what is rare may honestly not have happened. */
const COVERAGE_HOURS = 800;

export class Campaign {
  readonly #flags: CampaignFlags;
  readonly #drawing: Drawing;
  readonly #commit = build();
  readonly #begun = performance.now();
  readonly #workers: Workers;
  readonly #files = new Map<number, string>();
  #totals = NOTHING_YET;
  #interrupted = false;
  /** Tells of a failure beside the progress, for a campaign that goes on for hours behind it. */
  #tell: (failure: Failure) => void = () => {};

  constructor(flags: CampaignFlags) {
    this.#flags = flags;
    this.#drawing = { hours: flags.hours, profile: flags.profile };
    this.#workers = new Workers(Math.min(flags.workers, flags.seeds));
  }

  /** The exit code. */
  async run(): Promise<number> {
    const { seeds, json } = this.#flags;
    const progress = new Progress(() => howFar(this.#totals, seeds, this.#seconds), json !== true);
    this.#tell = (failure) => progress.aside(`holdfast: ${broke(failure)}`);
    process.once("SIGINT", () => this.#interrupt());
    const how = { drawing: this.#drawing, vault: this.#flags.vault === true };
    await this.#workers.run(this.#seeds(), how, { ran: (seed, totals) => this.#ran(seed, totals) });
    progress.end();
    const seconds = this.#seconds;
    const first = this.#firstOfEach();
    for (const failure of first) await this.#dealWith(failure);
    this.#alsoFailed(first);
    return this.#conclude(seconds);
  }

  get #seconds(): number {
    return (performance.now() - this.#begun) / 1_000;
  }

  *#seeds(): Generator<number> {
    for (let i = 0; i < this.#flags.seeds; i++) yield this.#flags.from + i;
  }

  /** Runs that are under way end first; a second Ctrl-C ends it at once. */
  #interrupt(): void {
    this.#interrupted = true;
    if (!this.#flags.json) complain("waits for the runs under way; Ctrl-C once more ends it at once");
    this.#workers.stop();
  }

  /** Whether it goes on. */
  #ran(seed: number, totals: Totals | Broken): boolean {
    const ended = "error" in totals ? broken(seed, totals.error) : totals;
    this.#totals = merged(this.#totals, ended);
    if (this.#flags.keepGoing) for (const failure of ended.failures) this.#tell(failure);
    return this.#totals.failures.length === 0 || this.#flags.keepGoing === true;
  }

  /** The lowest seed of every invariant that broke; unless it goes on, of the first alone. */
  #firstOfEach(): readonly Failure[] {
    const { failures } = this.#totals;
    const lowest = failures.filter(
      ({ invariant }, i) => failures.findIndex((failure) => failure.invariant === invariant) === i,
    );
    return this.#flags.keepGoing ? lowest : lowest.slice(0, 1);
  }

  /** Seeds that failed like one that was told, or later than it. */
  #alsoFailed(first: readonly Failure[]): void {
    const others = this.#totals.failures.filter((failure) => !first.includes(failure));
    if (others.length === 0 || this.#flags.json) return;
    const words = others.map(({ seed, invariant }) => `${seed} (${invariant})`);
    complain(`also failed: seed${words.length > 1 ? "s" : ""} ${words.join(", ")}`);
  }

  async #dealWith(failure: Failure): Promise<void> {
    if (!this.#flags.json) for (const line of told(failure, this.#replay(failure))) complain(line);
    if (this.#flags.shrink && ![BROKEN, VAULT].includes(failure.invariant)) await this.#shrink(failure);
  }

  async #shrink(failure: Failure): Promise<void> {
    const { seed } = failure;
    let last = `shrinking seed ${seed}`;
    const progress = new Progress(() => last, this.#flags.json !== true);
    const shrunk = await this.#workers.shrink(failure, this.#drawing, this.#commit, (tried) => {
      last = `shrinking seed ${seed}: run ${tried.runs}, ${tried.events} events and ${tried.safetyMs / 1_000} s are left`;
    });
    progress.end();
    if (shrunk === undefined) complain(`seed ${seed} did not fail again: its run depends on more than its seed`);
    else if ("error" in shrunk) complain(`seed ${seed} cannot be made smaller: ${shrunk.error}`);
    else this.#write(seed, print(shrunk.scenario), shrunk.runs);
  }

  #write(seed: number, text: string, runs: number): void {
    const file = join(this.#flags.out, `holdfast-sim-${seed}.json`);
    try {
      mkdirSync(this.#flags.out, { recursive: true });
      writeFileSync(file, text);
    } catch (error) {
      return complain(`made smaller in ${runs} runs, but ${file} cannot be written: ${(error as Error).message}`);
    }
    this.#files.set(seed, file);
    if (!this.#flags.json) complain(`made smaller in ${runs} runs; see it: holdfast sim replay ${file}`);
  }

  #replay(failure: Failure): string {
    return replayWords(failure, this.#commit, this.#drawing);
  }

  /** Tells the end of it and answers the exit code. */
  #conclude(seconds: number): number {
    const lacks = this.#lacks();
    if (this.#flags.json) say(JSON.stringify(this.#result(seconds, lacks)));
    else {
      say(summary(this.#totals, seconds));
      for (const sentence of lacks) complain(`this campaign proves too little: ${sentence}`);
    }
    if (this.#totals.failures.length + lacks.length > 0) return 1;
    return this.#interrupted ? INTERRUPTED : 0;
  }

  /** What it must have done and seen; only of all kinds of days, at their own length, and of a whole campaign. */
  #lacks(): readonly string[] {
    const { hours, profile } = this.#drawing;
    const { failures } = this.#totals;
    if (hours !== undefined || profile !== undefined || failures.length > 0 || this.#interrupted) return [];
    return [...vacuous(this.#totals), ...(this.#totals.hours >= COVERAGE_HOURS ? missing(this.#totals) : [])];
  }

  #result(seconds: number, lacks: readonly string[]): object {
    const { failures, hours, counts, struck, set, ...rest } = this.#totals;
    const failed = failures.map((failure) => ({
      ...{ ...failure, replay: this.#replay(failure), scenario: this.#files.get(failure.seed) },
    }));
    return {
      ...{ commit: this.#commit, from: this.#flags.from, seeds: rest.seeds, hours: thousandths(hours) },
      ...{ kills: counts.kills ?? 0, failures: failed.length, seconds: thousandths(seconds) },
      ...{ hoursPerSecond: thousandths(hours / seconds), counts, ...rest },
      ...{ set: positive(set), faults: positive(struck), lacks, failed },
    };
  }
}

const broken = (seed: number, sentence: string): Totals => ({
  ...{ ...NOTHING_YET, seeds: 1 },
  failures: [{ seed, profile: "", invariant: BROKEN, atMs: 0, sentence }],
});

/** Without the many faults that were not drawn. */
const positive = (counts: Totals["struck"]): Totals["struck"] =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000;
