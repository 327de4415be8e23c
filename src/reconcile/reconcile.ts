/**
 * Reconciliation: what we believe against what the broker says, by loops that do not wait for each other.
 *
 * The broker is truth and our state a cache (DESIGN section 5). A difference that lasts is journaled with both values and
 * raises an alert; it ends when it is gone. A list that failed is not an empty one: nothing is concluded from it. Nothing
 * here sends, changes or cancels an order (RELIABILITY I12): it has no means to.
 */
import { earliest, type Instant } from "../base/time.ts";
import { type Drift, driftId } from "../model/drift.ts";
import type { OrderKey } from "../model/ids.ts";
import type { Drifts } from "./drifts.ts";
import { ExecutionLoop } from "./executionLoop.ts";
import { Findings } from "./findings.ts";
import { Forced, type ForcedAnswer, type ForcedOwner } from "./forced.ts";
import type { Ledger } from "./ledger.ts";
import type { OpenOrders } from "./openOrders.ts";
import { OrderLoop, type OrdersView, orderDrifts } from "./orderLoop.ts";
import type { BrokersLists, ReconcileOut } from "./out.ts";
import { PositionLoop, type PositionsView, positionDrifts } from "./positionLoop.ts";

/** What the engine shows and does for it. */
export interface Views {
  readonly orders: OrdersView & {
    /** The status of an order that exists. */
    statusOf(key: OrderKey): string;
    /** No list of the broker shows it: its fate is unknown. */
    lost(key: OrderKey, reason: string): void;
  };
  readonly positions: PositionsView;
  /** Who proves what became of orders whose fate is unknown, by complete looks at all three lists. */
  readonly prover: { readonly waits: boolean; looked(askedAt: Instant, now: Instant): void };
}

export class Reconcile {
  readonly #out: ReconcileOut;
  readonly #views: Views;
  readonly #ledger: Ledger;
  readonly #drifts: Drifts;
  readonly #lists: BrokersLists;
  readonly #openOrders: OpenOrders;
  readonly #findings: Findings;
  readonly #orders: OrderLoop;
  readonly #executions: ExecutionLoop;
  readonly #positions: PositionLoop;
  readonly #forced: Forced;
  /** The newest look at all three lists that was told to the prover. */
  #proved: Instant | undefined;

  constructor(
    out: ReconcileOut,
    lists: BrokersLists,
    openOrders: OpenOrders,
    views: Views,
    { ledger, drifts }: { readonly ledger: Ledger; readonly drifts: Drifts },
  ) {
    this.#out = out;
    this.#lists = lists;
    this.#openOrders = openOrders;
    this.#views = views;
    this.#ledger = ledger;
    this.#drifts = drifts;
    this.#findings = new Findings(out, drifts);
    this.#executions = new ExecutionLoop(out, lists, (now) => this.#looked(now));
    this.#orders = new OrderLoop(out, lists, openOrders, views.orders, this.#findings, {
      looked: (now) => this.#looked(now),
      wantsExecutions: (now) => this.#executions.want(now),
      hurries: () => views.prover.waits,
    });
    this.#positions = new PositionLoop(out, lists, views.positions, ledger, this.#findings, this.#executions);
    this.#forced = new Forced(this.#forcing());
  }

  #forcing(): ForcedOwner {
    const positions = this.#positions;
    return {
      isReady: () => this.#out.ready,
      get quietAt() {
        return positions.quietAt;
      },
      askAll: (now) => this.#askAll(now),
      missing: (since) => this.#missing(since),
      standing: () => new Map([...this.#views.orders.working()].map((order) => [order.key, order])),
      statusOf: (key) => this.#views.orders.statusOf(key),
      differences: () => this.#differences(),
      wished: (by) => this.#out.record({ kind: "reconcileForced", by }),
      takeOver: (drift, reason) => this.#takeOver(drift, reason),
      takePositions: (reason) => {
        for (const account of this.#views.positions.accounts) positions.take(account, reason);
      },
    };
  }

  /** The recovery of this session is complete. */
  sessionReady(now: Instant): void {
    this.#findings.agree();
    for (const loop of [this.#orders, this.#executions, this.#positions]) loop.sessionReady(now);
  }

  sessionLost(): void {
    for (const loop of [this.#orders, this.#executions, this.#positions, this.#forced]) loop.sessionLost();
    this.#openOrders.sessionLost();
    this.#findings.forget();
    this.#proved = undefined;
  }

  /** The Gateway lost its link: what was seen before is not held against what is seen after, nor are lists under way. */
  linkLost(now: Instant): void {
    this.#openOrders.interrupted(now);
    this.#findings.forget();
    this.#forced.linkLost();
  }

  /** What happened meanwhile is asked for by the recovery; when that has settled we compare. */
  linkBack(now: Instant): void {
    for (const loop of [this.#orders, this.#positions]) loop.soon(now);
  }

  /** An execution or a position of this account was heard. */
  moved(account: string, now: Instant): void {
    this.#positions.moved(account, now);
  }

  /** An image of all positions is complete. */
  positionsLoaded(now: Instant): void {
    this.#positions.check(now);
    this.#forced.progress(now);
    // The image may have been asked for before the wish was.
    if (this.#forced.waitsFor("positions")) this.#lists.positions(now);
  }

  /** An operator's wish; answered when all lists are in, or with a sentence why not. */
  force(by: string, answer: (answer: ForcedAnswer) => void, now: Instant): void {
    this.#forced.wish(by, answer, now);
  }

  nextDeadline(): Instant | undefined {
    const parts = [this.#openOrders, this.#orders, this.#executions, this.#positions, this.#forced];
    return earliest(...parts.map((part) => part.nextDeadline()));
  }

  tick(now: Instant): void {
    for (const part of [this.#openOrders, this.#orders, this.#executions, this.#positions, this.#forced])
      part.tick(now);
  }

  #looked(now: Instant): void {
    this.#positions.check(now);
    this.#prove(now);
    this.#forced.progress(now);
  }

  /** All three lists, asked for anew since the last time. */
  #prove(now: Instant): void {
    const [orders, executions] = [this.#orders.completeSince, this.#executions.completeSince];
    if (orders === undefined || executions === undefined) return;
    const since = earliest(orders, executions)!;
    if (this.#proved !== undefined && since <= this.#proved) return;
    this.#proved = since;
    this.#views.prover.looked(since, now);
  }

  #askAll(now: Instant): void {
    this.#orders.want(now);
    this.#executions.want(now);
    this.#lists.positions(now);
  }

  #missing(since: Instant): string[] {
    const lists = {
      "open and completed orders": this.#orders.completeSince,
      executions: this.#executions.completeSince,
      positions: this.#views.positions.completeSince,
    };
    return Object.entries(lists).flatMap(([name, asked]) => (asked === undefined || asked < since ? [name] : []));
  }

  /** What differs now, and what is held to differ although nobody can see it at present. */
  #differences(): readonly Drift[] {
    const listed = this.#openOrders.newest?.orders ?? [];
    const seen = [
      ...orderDrifts(listed, this.#views.orders).filter((drift) => !this.#drifts.isAccepted(drift)),
      ...positionDrifts(this.#views.positions, this.#ledger),
    ];
    const ids = new Set(seen.map(driftId));
    return [...seen, ...this.#drifts.all.flatMap(({ drift }) => (ids.has(driftId(drift)) ? [] : [drift]))];
  }

  /** A difference that had not lasted yet is journaled all the same: it is what was taken over. */
  #takeOver(drift: Drift, reason: string): void {
    if (this.#drifts.holds(driftId(drift)) === undefined) this.#out.record({ kind: "driftFound", drift });
    this.#findings.end(drift, reason);
    if (drift.key !== undefined && drift.field === "order" && drift.brokers === "none")
      this.#views.orders.lost(drift.key, "no list of the broker shows it");
  }
}
