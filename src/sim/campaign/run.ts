/**
 * One run: faults as the plan says (safety phase), then everything is healed and must come back (liveness phase).
 *
 * In the first phase only what must never happen is judged, at the instant it happens. In the second the faults are over,
 * and within a bound the daemon is ready, every actor has what it waits for, and the oracle compares what is believed with
 * what is true.
 */
import { minutes, seconds } from "../../base/time.ts";
import type { Violation } from "../checkers/checker.ts";
import { unrest } from "./calm.ts";
import { isKind, kindRow } from "./kinds.ts";
import type { Scenario } from "./scenario.ts";
import { DAEMON, Stage, type StageOptions } from "./stage.ts";
import { Tally } from "./tally.ts";

export interface RunOptions extends StageOptions {
  /** Goes on after a violation, to see what else breaks. */
  readonly goesOn?: boolean;
}

export interface Outcome {
  readonly violations: readonly Violation[];
  /** Equal for equal runs. */
  readonly digest: string;
  /** Simulated, healing included. */
  readonly hours: number;
  /** Effects of the daemons on their ports: the places where a crash can be put. */
  readonly portCalls: number;
  /** How often a checker looked at something. */
  readonly checks: number;
  /** What was done, by words such as `orders`, `fills`, `kills`, `restarts`, `alerts`. */
  readonly counts: Readonly<Record<string, number>>;
  /** How often each fault was set or injected. */
  readonly set: Readonly<Record<string, number>>;
  /** How often each fault struck. */
  readonly struck: Readonly<Record<string, number>>;
  /** Lines of the daemon's log, by event. */
  readonly logged: Readonly<Record<string, number>>;
  /** How often each recovery path or rare situation was seen. */
  readonly sometimes: Readonly<Record<string, number>>;
}

/** Backoff at its longest, a reconciliation at its longest, and some air. */
export const CONVERGE_MS_MAX = minutes(15);
/** How often the actors are asked. */
const LOOK_MS = seconds(1);
/** What is still on its way when everybody is content. */
const SETTLE_MS = seconds(30);

export function run(scenario: Scenario, options: RunOptions = {}): Outcome {
  return new Run(scenario, options).outcome();
}

class Run {
  readonly #stage: Stage;
  readonly #scenario: Scenario;
  readonly #options: RunOptions;
  readonly #violations: Violation[] = [];
  readonly #tally = new Tally(new Set([DAEMON]));

  constructor(scenario: Scenario, options: RunOptions) {
    this.#scenario = scenario;
    this.#options = options;
    this.#stage = new Stage(scenario, { ...options, violated: (violation) => this.#violated(violation) });
    this.#stage.world.watch(this.#tally.tap());
    for (const planned of scenario.plan) this.#stage.world.in(planned.atMs, () => this.#stage.strike(planned));
  }

  outcome(): Outcome {
    const { world, gateway, actors, oracle, seen } = this.#stage;
    this.#guarded(() => {
      this.#safety();
      if (!this.#over) this.#liveness();
    });
    const faults = [...gateway.faults.list(), ...world.faults.list()];
    return {
      violations: this.#violations,
      digest: world.digest,
      hours: world.now / 3_600_000,
      portCalls: world.portCalls(DAEMON),
      checks: oracle.checks,
      counts: { ...summed(actors.map((actor) => actor.counts())), ...this.#tally.counts },
      set: Object.fromEntries(faults.map(({ name, set }) => [name, set])),
      struck: Object.fromEntries(faults.map(({ name, struck }) => [name, struck])),
      logged: Object.fromEntries(this.#tally.events),
      sometimes: Object.fromEntries(seen),
    };
  }

  get #over(): boolean {
    return this.#violations.length > 0 && this.#options.goesOn !== true;
  }

  #safety(): void {
    this.#stage.world.runUntil(() => this.#over, this.#scenario.safetyMs);
  }

  #liveness(): void {
    const { world, gateway, actors, oracle } = this.#stage;
    this.#stage.heal();
    if (this.#outlasts()) gateway.restart();
    const waiting = (): readonly string[] => [...this.#stage.lacks(), ...actors.flatMap((actor) => actor.waitingFor())];
    let left = waiting();
    for (let ms = 0; ms < CONVERGE_MS_MAX && !this.#over && left.length > 0; ms += LOOK_MS) {
      this.#stage.takeBackOutOfReach();
      world.runFor(LOOK_MS);
      left = waiting();
    }
    if (this.#over) return;
    for (const sentence of left) this.#violated({ invariant: "L", atMs: Math.round(world.now), sentence });
    if (this.#over) return;
    world.runFor(SETTLE_MS);
    this.#stage.askBook();
    this.#stage.askReady();
    this.#stage.compare();
    this.#stage.askBeliefs();
    oracle.quiet();
    if (this.#scenario.calm) this.#calm();
  }

  #calm(): void {
    const { world, gateway } = this.#stage;
    for (const violation of unrest(this.#tally, gateway.broker.orders(), Math.round(world.now)))
      this.#violated(violation);
  }

  /** Something was planned that only a restart of the Gateway repairs. */
  #outlasts(): boolean {
    return this.#scenario.plan.some(({ fault }) => isKind(fault) && kindRow(fault).outlasts === true);
  }

  /** What is thrown out of the world was caught by nobody: in production it would have ended the process. */
  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      const sentence = `thrown through the loop: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
      this.#violated({ invariant: "I23", atMs: Math.round(this.#stage.world.now), sentence });
    }
  }

  #violated(violation: Violation): void {
    this.#violations.push(violation);
    this.#options.violated?.(violation);
  }
}

function summed(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const counts of all) for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}
