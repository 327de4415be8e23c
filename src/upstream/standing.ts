/**
 * Which conditions hold now, since when, and with what particulars: what `holdfast status` and readiness are made of.
 *
 * A condition that begins again while it holds keeps its beginning and takes the newer particulars.
 */
import type { Instant } from "../base/time.ts";
import { CONDITION_IDS, type ConditionId, conditionRow } from "./conditions.ts";

export interface Holding {
  readonly condition: ConditionId;
  readonly since: Instant;
  /** What exactly was met, for people. */
  readonly detail: string;
}

/** Conditions of a session that is not there: one of them at a time, and none once a session is ready. */
const OF_ATTEMPTS: ReadonlySet<ConditionId> = new Set([
  ...["refused", "unreachable", "not-trusted", "mute-handshake", "api-disabled", "wrong-version"],
  ...["not-logged-in", "client-id-taken", "client-id-stuck", "wrong-accounts", "unanswered", "half-open"],
  ...["garbled", "dropped", "second-factor"],
] as ConditionId[]);

export class Standing {
  readonly #holding = new Map<ConditionId, Holding>();

  /** Whether it is news. */
  begin(condition: ConditionId, now: Instant, detail: string): boolean {
    const known = this.#holding.get(condition);
    if (OF_ATTEMPTS.has(condition))
      for (const other of OF_ATTEMPTS) if (other !== condition) this.#holding.delete(other);
    this.#holding.set(condition, { condition, since: known?.since ?? now, detail });
    return known === undefined;
  }

  /** Whether it held. */
  end(condition: ConditionId): boolean {
    return this.#holding.delete(condition);
  }

  /** A session is ready: whatever kept it from it is over. */
  ready(): void {
    for (const condition of OF_ATTEMPTS) this.#holding.delete(condition);
  }

  holds(condition: ConditionId): boolean {
    return this.#holding.has(condition);
  }

  /** In the order of the table. */
  get all(): readonly Holding[] {
    return CONDITION_IDS.flatMap((id) => this.#holding.get(id) ?? []);
  }

  /** The first condition under which no new order may leave. */
  get refusing(): ConditionId | undefined {
    return this.all.find(({ condition }) => !conditionRow(condition).orders)?.condition;
  }
}
