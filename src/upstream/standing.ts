/**
 * Which conditions hold now, since when, and with what particulars: what `holdfast status` and readiness are made of.
 *
 * A condition that begins again while it holds keeps its beginning and takes the newer particulars. Of what keeps a session
 * from being there one holds at a time; what belongs to a session ends with it. Each beginning and each end is news once.
 */
import type { Instant } from "../base/time.ts";
import { CONDITION_IDS, type ConditionId, conditionRow } from "./conditions.ts";

export interface Holding {
  readonly condition: ConditionId;
  readonly since: Instant;
  /** What exactly was met, for people. */
  readonly detail: string;
}

export interface News {
  readonly condition: ConditionId;
  readonly detail: string;
  readonly began: boolean;
}

/** Conditions of a session that is not there: one of them at a time, and none once a session is ready. */
const OF_ATTEMPTS: readonly ConditionId[] = [
  ...(["refused", "unreachable", "not-trusted", "mute-handshake", "api-disabled", "wrong-version"] as const),
  ...([
    "not-logged-in",
    "client-id-taken",
    "client-id-stuck",
    "client-id-mistaken",
    "wrong-accounts",
    "order-ids-spent",
    "unanswered",
  ] as const),
  ...(["half-open", "garbled", "dropped"] as const),
];

/** What is the matter with one session and says nothing about the next. */
const OF_SESSIONS: readonly ConditionId[] = [
  ...(["link-lost", "server-broken", "farms-broken", "competing-session", "read-only-session"] as const),
  "accounts-untold",
];

export class Standing {
  readonly #holding = new Map<ConditionId, Holding>();
  #news: News[] = [];

  begin(condition: ConditionId, now: Instant, detail: string): void {
    const known = this.#holding.get(condition);
    if (OF_ATTEMPTS.includes(condition)) for (const other of OF_ATTEMPTS) if (other !== condition) this.end(other);
    this.#holding.set(condition, { condition, since: known?.since ?? now, detail });
    if (known === undefined) this.#news.push({ condition, detail, began: true });
  }

  end(condition: ConditionId): void {
    const known = this.#holding.get(condition);
    if (known === undefined) return;
    this.#holding.delete(condition);
    this.#news.push({ condition, detail: known.detail, began: false });
  }

  /** A session is ready: whatever kept it from it is over. */
  ready(): void {
    for (const condition of OF_ATTEMPTS) this.end(condition);
  }

  /** A session is over, or a new one has begun. */
  sessionOver(): void {
    for (const condition of OF_SESSIONS) this.end(condition);
  }

  holds(condition: ConditionId): boolean {
    return this.#holding.has(condition);
  }

  /** In the order of the table. */
  get all(): readonly Holding[] {
    return CONDITION_IDS.flatMap((id) => this.#holding.get(id) ?? []);
  }

  /** Under which no new order may leave; the last one of the table, because what says more stands later in it. */
  get refusing(): ConditionId | undefined {
    if (this.#holding.size === 0) return undefined;
    return CONDITION_IDS.findLast((id) => this.#holding.has(id) && !conditionRow(id).orders);
  }

  /** What has begun and ended since the last call, oldest first. */
  takeNews(): readonly News[] {
    if (this.#news.length === 0) return NONE;
    const news = this.#news;
    this.#news = [];
    return news;
  }
}

const NONE: readonly News[] = [];
