/**
 * One run: faults as the plan says (safety phase), then everything is healed and must come back (liveness phase).
 *
 * In the first phase only what must never happen is judged, at the instant it happens. In the second the faults are over,
 * and within a bound the daemon is ready, every actor has what it waits for, and the oracle compares what is believed with
 * what is true.
 */
import { minutes, seconds } from "../../base/time.ts";
import type { Violation } from "../checkers/checker.ts";
import { checked, FaultRefused } from "../faults/setting.ts";
import type { Planned, Scenario } from "./scenario.ts";
import { DAEMON, Stage, type StageOptions } from "./stage.ts";

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
  /** What was done, by words such as `orders`, `fills`, `kills`, `restarts`. */
  readonly counts: Readonly<Record<string, number>>;
  /** How often each fault struck. */
  readonly struck: Readonly<Record<string, number>>;
  /** How often each recovery path or rare situation was seen. */
  readonly sometimes: Readonly<Record<string, number>>;
}

/** Backoff at its longest, a reconciliation at its longest, and some air. */
export const CONVERGE_MS_MAX = minutes(15);
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

  constructor(scenario: Scenario, options: RunOptions) {
    this.#scenario = scenario;
    this.#options = options;
    this.#stage = new Stage(scenario, { ...options, violated: (violation) => this.#violated(violation) });
    for (const planned of scenario.plan) this.#stage.world.in(planned.atMs, () => this.#strike(planned));
  }

  outcome(): Outcome {
    const { world, actors, seen } = this.#stage;
    this.#guarded(() => {
      this.#safety();
      if (!this.#over) this.#liveness();
    });
    return {
      violations: this.#violations,
      digest: world.digest,
      hours: world.now / 3_600_000,
      portCalls: world.portCalls(DAEMON),
      counts: summed(actors.map((actor) => actor.counts())),
      struck: Object.fromEntries(this.#stage.gateway.faults.list().map(({ name, struck }) => [name, struck])),
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
    gateway.faults.clearAll();
    for (const actor of actors) actor.heal();
    const waiting = (): readonly string[] => actors.flatMap((actor) => actor.waitingFor());
    world.runUntil(() => this.#over || waiting().length === 0, CONVERGE_MS_MAX);
    for (const sentence of waiting()) this.#violated({ invariant: "L", atMs: Math.round(world.now), sentence });
    if (this.#over) return;
    world.runFor(SETTLE_MS);
    this.#stage.askBook();
    oracle.quiet();
  }

  #strike({ fault, values = {} }: Planned): void {
    const setting = checked(fault, values);
    if (setting instanceof FaultRefused) throw new Error(`${fault} refuses what the plan says: ${setting.reason}`);
    this.#stage.gateway.faults.apply(setting);
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
