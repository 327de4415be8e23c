/**
 * Our open orders against the broker's list, every `ORDERS_EVERY_MS`, and `SETTLE_MS` after something was suspected.
 *
 * One look is a list of open orders, and one of completed orders where that can tell something: when the open ones differ from
 * our book, when somebody waits for it, and with the executions every `EXECUTIONS_EVERY_MS`; it grows all day, and most of it
 * is known. Completed orders end ours by the ordinary way, and what is in neither list is missing. Nothing is concluded
 * from a list that is not complete. Where the Gateway gives no completed orders, what is not open is a difference by itself,
 * and no look is at both lists. Orders that were sent and not seen yet, and
 * those whose fate is unknown, are the resolver's; other people's orders are nobody's difference.
 */
import type { Decimal } from "../base/decimal.ts";
import { after, earliest, type Instant } from "../base/time.ts";
import type { Drift } from "../model/drift.ts";
import type { OrderKey } from "../model/ids.ts";
import { keyIn } from "../model/orderKey.ts";
import { EXECUTIONS_EVERY_MS, HURRY_MS, ORDERS_EVERY_MS, SETTLE_MS } from "./bounds.ts";
import type { Findings } from "./findings.ts";
import { type Ask, Look } from "./look.ts";
import type { Listed, OpenOrders, Snapshot } from "./openOrders.ts";
import type { BrokersLists, ReconcileOut } from "./out.ts";

/** One of our orders, as reconciliation sees it. */
export interface OurOrder {
  readonly key: OrderKey;
  readonly account: string;
  readonly permId: number;
  readonly conId: number;
  readonly status: string;
  /** It has ended, by all we know. */
  readonly isOver: boolean;
  /** What its client wants and the broker shows otherwise; empty while a change is on its way that may still come. */
  readonly otherwise: readonly { readonly field: string; readonly ours: string; readonly brokers: string }[];
  /** Filled by its executions and by its status, where both are told. */
  readonly filled: { readonly ours: Decimal; readonly brokers: Decimal } | undefined;
}

/** What the engine shows of the book. */
export interface OrdersView {
  /** Every order that works. */
  working(): Iterable<OurOrder>;
  /**
   * Whose a listed order is: ours, `foreign`, or `lost` when it bears a key of one of our strategies that we do not know. A
   * second order with a known key is foreign here: it has an alert of its own.
   */
  owner(listed: Listed): OurOrder | "foreign" | "lost";
}

export interface OrderLoopOwner {
  /** A look was complete. */
  looked(now: Instant): void;
  /** The executions have to be looked at, too. */
  wantsExecutions(now: Instant): void;
  /** Somebody waits for complete looks at all lists. */
  hurries(): boolean;
}

export class OrderLoop {
  readonly #out: ReconcileOut;
  readonly #lists: BrokersLists;
  readonly #openOrders: OpenOrders;
  readonly #view: OrdersView;
  readonly #findings: Findings;
  readonly #owner: OrderLoopOwner;
  readonly #open: Ask = (end, now) => this.#lists.openOrders(end, now);
  readonly #completed: Ask = (end, now) => this.#lists.completedOrders(end, now);
  /** For their prices alone: without them the other two lists count all the same. */
  readonly #executions: Ask = ({ done }, now) => this.#lists.executions({ done, failed: done }, false, now);
  readonly #look = new Look((isComplete, now) => this.#over(isComplete, now));
  #due: Instant | undefined;
  /** When a look was due last, whether it began or not. */
  #triedAt = 0 as Instant;
  /** The present look needs both lists, whatever the first one shows. */
  #needsBoth = false;
  /** The present look, or the last one, has both lists. */
  #hasBoth = false;
  /** Wished for while one was under way. */
  #again = false;
  /** When the newest complete look of this session at both lists was asked for. */
  completeSince: Instant | undefined;

  constructor(
    out: ReconcileOut,
    lists: BrokersLists,
    openOrders: OpenOrders,
    view: OrdersView,
    findings: Findings,
    owner: OrderLoopOwner,
  ) {
    this.#out = out;
    this.#lists = lists;
    this.#openOrders = openOrders;
    this.#view = view;
    this.#findings = findings;
    this.#owner = owner;
  }

  /** The lists of the recovery are the first look. */
  sessionReady(now: Instant): void {
    if (this.#openOrders.newest !== undefined) this.#compare(this.#openOrders.newest, now);
    this.#due = after(now, this.#pauseMs);
    this.#triedAt = now;
  }

  sessionLost(): void {
    this.#look.sessionLost();
    this.#due = undefined;
    this.#again = false;
    this.completeSince = undefined;
  }

  /** What is suspected is looked at sooner. */
  get #pauseMs(): number {
    return this.#findings.suspects("order") ? SETTLE_MS : ORDERS_EVERY_MS;
  }

  soon(now: Instant): void {
    if (this.#due !== undefined) this.#due = after(now, SETTLE_MS);
  }

  nextDeadline(): Instant | undefined {
    if (this.#due === undefined || !this.#owner.hurries()) return this.#due;
    return earliest(this.#due, after(this.#triedAt, HURRY_MS));
  }

  tick(now: Instant): void {
    const due = this.nextDeadline();
    if (due === undefined || now < due) return;
    this.#due = after(now, ORDERS_EVERY_MS);
    this.#triedAt = now;
    if (this.#owner.hurries()) this.#owner.wantsExecutions(now);
    if (!this.#look.isUnderWay && this.#out.ready) this.#begin(this.#isBothDue(now), now);
  }

  /** A look at both lists that begins now, or as soon as the present one is over. */
  want(now: Instant): void {
    if (this.#look.isUnderWay) this.#again = true;
    else if (this.#out.ready) this.#begin(true, now);
  }

  #isBothDue(now: Instant): boolean {
    const { completeSince } = this;
    return this.#owner.hurries() || completeSince === undefined || now - completeSince >= EXECUTIONS_EVERY_MS;
  }

  #begin(both: boolean, now: Instant): void {
    this.#again = false;
    this.#needsBoth = both;
    this.#hasBoth = false;
    this.#look.begin([this.#open], now);
  }

  #over(isComplete: boolean, now: Instant): void {
    const { newest } = this.#openOrders;
    const counts = isComplete && newest !== undefined && this.#out.ready;
    if (counts && !this.#hasBoth && this.#goesOn(newest, now)) return;
    if (counts) this.#compare(newest, now);
    this.#due = after(now, isComplete ? this.#pauseMs : this.#look.pauseMs(ORDERS_EVERY_MS));
    if (counts && this.#hasBoth) this.completeSince = this.#look.askedAt;
    if (this.#again) this.want(now);
    if (counts) this.#owner.looked(now);
  }

  /** What is not open may have completed, and completed orders know no price: executions tell it first. */
  #goesOn({ orders }: Snapshot, now: Instant): boolean {
    const differs = orderDrifts(orders, this.#view).length > 0;
    if (!differs && !this.#needsBoth) return false;
    if (!this.#lists.givesCompleted) return this.#goesWithout(differs, now);
    this.#hasBoth = true;
    this.#look.extend(differs ? [this.#executions, this.#completed] : [this.#completed], now);
    return true;
  }

  /** What has filled unseen the executions tell alone. */
  #goesWithout(differs: boolean, now: Instant): false {
    if (differs) this.#owner.wantsExecutions(now);
    return false;
  }

  #compare(snapshot: Snapshot, now: Instant): void {
    const seen = orderDrifts(snapshot.orders, this.#view);
    this.#findings.onlyThese("order", seen, "the broker's list agrees again");
    for (const drift of seen) this.#judge(drift, snapshot.askedAt, now);
  }

  #judge(drift: Drift, askedAt: Instant, now: Instant): void {
    const since = this.#findings.suspect(drift, `${drift.ours} ${drift.brokers}`, now);
    if (since === undefined) return this.#findings.update(drift);
    if (since === now && drift.field === "filled") this.#owner.wantsExecutions(now);
    if (this.#findings.hasSettled(since, askedAt)) this.#findings.find(drift);
  }
}

/** Every difference between a complete list and our book. */
export function orderDrifts(listed: readonly Listed[], view: OrdersView): Drift[] {
  const drifts: Drift[] = [];
  const shown = new Set<OrderKey>();
  for (const one of listed) {
    const owner = view.owner(one);
    if (owner === "lost") drifts.push(unknownToUs(one));
    if (typeof owner === "string") continue;
    shown.add(owner.key);
    drifts.push(...differences(owner, one));
  }
  for (const ours of view.working()) if (!shown.has(ours.key)) drifts.push(missing(ours));
  return drifts;
}

/** Without a permId only its key tells it from another one. */
const unknownToUs = ({ account, permId, conId, orderRef, status }: Listed): Drift => ({
  ...{ kind: "order", account, conId },
  ...(permId === 0 ? { key: keyIn(orderRef)! } : { permId }),
  ...{ field: "order", ours: "none", brokers: `${status} ${orderRef}` },
});

const missing = (ours: OurOrder): Drift => ({
  ...about(ours),
  ...{ field: "order", ours: ours.status, brokers: "none" },
});

function differences(ours: OurOrder, { status }: Listed): Drift[] {
  if (ours.isOver)
    return status === "Inactive" ? [] : [{ ...about(ours), field: "status", ours: ours.status, brokers: status }];
  const { filled } = ours;
  const fills = filled === undefined || filled.ours === filled.brokers ? [] : [{ field: "filled", ...filled }];
  return [...ours.otherwise, ...fills].map((one) => ({ ...about(ours), ...one }));
}

const about = ({ key, account, permId, conId }: OurOrder) => ({ kind: "order" as const, account, key, permId, conId });
