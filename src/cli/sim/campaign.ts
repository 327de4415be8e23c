/**
 * A campaign of seeds, each a day of trouble drawn from a number, judged by the oracle: what `holdfast sim run` does.
 *
 * It stops at the first failure, makes it small, and says how to see it again. The lowest seed of those that failed is the
 * one that is told, so that it is the same with any number of workers.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { print } from "../../sim/campaign/print.ts";
import type { Outcome } from "../../sim/campaign/run.ts";
import { complain } from "../say.ts";
import { build } from "./build.ts";
import { type Failure, replayWords, told } from "./failure.ts";
import { howFar, Progress } from "./progress.ts";
import { Sum } from "./sum.ts";
import { summary } from "./summary.ts";
import type { Drawing } from "./trial.ts";
import { type Broken, Workers } from "./workers.ts";

export interface CampaignFlags extends Drawing {
  readonly seeds: number;
  readonly from: number;
  readonly workers: number;
  readonly out: string;
  readonly shrink: boolean;
  readonly keepGoing?: boolean;
  readonly json?: boolean;
}

export class Campaign {
  readonly #flags: CampaignFlags;
  readonly #drawing: Drawing;
  readonly #commit = build();
  readonly #sum = new Sum();
  readonly #failures: Failure[] = [];
  readonly #begun = performance.now();
  readonly #workers: Workers;

  constructor(flags: CampaignFlags) {
    this.#flags = flags;
    this.#drawing = { hours: flags.hours, profile: flags.profile };
    this.#workers = new Workers(Math.min(flags.workers, flags.seeds));
  }

  /** The exit code. */
  async run(): Promise<0 | 1> {
    const { seeds, json } = this.#flags;
    const progress = new Progress(() => howFar(this.#sum, seeds, this.#seconds), json !== true);
    process.once("SIGINT", () => this.#workers.stop());
    await this.#workers.run(this.#seeds(), this.#drawing, { ran: (seed, outcome) => this.#ran(seed, outcome) });
    progress.end();
    const seconds = this.#seconds;
    this.#failures.sort((one, other) => one.seed - other.seed);
    for (const failure of this.#firstOfEach()) await this.#dealWith(failure);
    this.#tell(seconds);
    return this.#failures.length > 0 ? 1 : 0;
  }

  get #seconds(): number {
    return (performance.now() - this.#begun) / 1_000;
  }

  *#seeds(): Generator<number> {
    for (let i = 0; i < this.#flags.seeds; i++) yield this.#flags.from + i;
  }

  /** Whether it goes on. */
  #ran(seed: number, outcome: Outcome | Broken): boolean {
    if ("error" in outcome) this.#failures.push({ seed, violation: undefined, sentence: outcome.error });
    else this.#sum.add(outcome);
    const violation = "error" in outcome ? undefined : outcome.violations[0];
    if (violation !== undefined) this.#failures.push({ seed, violation, sentence: violation.sentence });
    return this.#failures.length === 0 || this.#flags.keepGoing === true;
  }

  /** The lowest seed of every invariant that broke; unless it goes on, of the first alone. */
  #firstOfEach(): readonly Failure[] {
    const first = new Map(this.#failures.toReversed().map((failure) => [failure.violation?.invariant, failure]));
    const lowest = [...first.values()].sort((one, other) => one.seed - other.seed);
    return this.#flags.keepGoing ? lowest : lowest.slice(0, 1);
  }

  async #dealWith(failure: Failure): Promise<void> {
    if (!this.#flags.json) for (const line of told(failure, this.#replay(failure.seed))) complain(line);
    if (this.#flags.shrink && failure.violation !== undefined) await this.#shrink(failure, failure.violation);
  }

  async #shrink(failure: Failure, violation: NonNullable<Failure["violation"]>): Promise<void> {
    const { seed } = failure;
    let last = "shrinking";
    const progress = new Progress(() => last, this.#flags.json !== true);
    const shrunk = await this.#workers.shrink({ seed, violation, commit: this.#commit }, this.#drawing, (tried) => {
      last = `shrinking seed ${seed}: run ${tried.runs}, ${tried.events} events and ${tried.safetyMs / 1_000} s left; ${tried.tried}`;
    });
    progress.end();
    if (shrunk === undefined) return complain(`seed ${seed} did not fail again: its run depends on more than its seed`);
    if ("error" in shrunk) return complain(`seed ${seed} cannot be made smaller: ${shrunk.error}`);
    failure.scenario = join(this.#flags.out, `holdfast-sim-${seed}.json`);
    writeFileSync(failure.scenario, print(shrunk.scenario));
    if (!this.#flags.json)
      complain(`made smaller in ${shrunk.runs} runs; see it: holdfast sim replay ${failure.scenario}`);
  }

  #replay = (seed: number): string => replayWords(seed, this.#commit, this.#drawing);

  #tell(seconds: number): void {
    const { seeds, hours: simulated, checks, counts, struck, sometimes } = this.#sum;
    if (!this.#flags.json) return void process.stdout.write(`${summary(this.#sum, seconds)}\n`);
    const failed = this.#failures.map(({ seed, violation, sentence, scenario }) => ({
      ...{ seed, invariant: violation?.invariant, sentence, replay: this.#replay(seed), scenario },
    }));
    const result = {
      ...{
        commit: this.#commit,
        from: this.#flags.from,
        seeds,
        hours: thousandths(simulated),
        kills: counts.kills ?? 0,
      },
      ...{
        failures: failed.length,
        seconds: thousandths(seconds),
        hoursPerSecond: thousandths(simulated / seconds),
        checks,
        counts,
      },
      ...{ faults: struck, sometimes, failed },
    };
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
}

const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000;
