/** Introduces reconciliation to the machines it compares: how it asks for lists, and what it is shown of book and positions. */
import type { AccountDesk } from "../account/desk.ts";
import { compare, ZERO } from "../base/decimal.ts";
import type { EngineConfig } from "../model/config.ts";
import { filledOf, isCorrected } from "../model/filled.ts";
import type { OrderKey, PermId } from "../model/ids.ts";
import { keyIn, strategyIn } from "../model/orderKey.ts";
import { isSet, mannerOf } from "../model/orderType.ts";
import { isFinished, isWorking } from "../model/status.ts";
import type { Blotter } from "../orders/blotter.ts";
import type { Order } from "../orders/order.ts";
import type { Pulls } from "../orders/pulls.ts";
import type { Resolver } from "../orders/resolver.ts";
import type { Watch } from "../orders/watch.ts";
import type { Drifts } from "../reconcile/drifts.ts";
import type { Ledger } from "../reconcile/ledger.ts";
import type { Listed, OpenOrders } from "../reconcile/openOrders.ts";
import type { OrdersView, OurOrder } from "../reconcile/orderLoop.ts";
import type { BrokersLists } from "../reconcile/out.ts";
import { Reconcile, type Views } from "../reconcile/reconcile.ts";
import type { Standing } from "../upstream/standing.ts";
import type { Outbox } from "./outbox.ts";

/** The machines it looks at and asks through. */
interface Reconciled {
  readonly out: Outbox;
  readonly blotter: Blotter;
  readonly watch: Watch;
  readonly pulls: Pulls;
  readonly account: AccountDesk;
  readonly standing: Standing;
  readonly openOrders: OpenOrders;
  readonly ledger: Ledger;
  readonly drifts: Drifts;
  readonly resolver: Resolver;
}

export function reconciling(m: Reconciled, config: EngineConfig): Reconcile {
  const strategies = new Set(config.strategies.map(({ name }) => name));
  const orders = { ...ordersView(m, strategies), ...lost(m) };
  const { account } = m;
  const positions = {
    accounts: [...new Set(config.strategies.map((strategy) => strategy.account))],
    positions: () => account.positions(),
    get completeSince() {
      return account.positionsSince;
    },
  };
  return new Reconcile(m.out, brokersLists(m), m.openOrders, { orders, positions, prover: m.resolver }, m);
}

/** A read-only Gateway gives no completed orders: they are asked for again when it is no longer taken for one. */
const brokersLists = ({ openOrders, pulls, account, standing }: Reconciled): BrokersLists => ({
  openOrders: (end, now) => openOrders.ask(end, now),
  get givesCompleted() {
    return !standing.holds("read-only-session");
  },
  completedOrders: (end, now) => pulls.completed(end, false, now),
  executions: (end, ofAll, now) => pulls.executions({ ...end, ofAll }, {}, now),
  positions: (now) => account.refreshPositions(now),
});

/** What it is shown of the book. */
type Booked = Pick<Reconciled, "blotter" | "watch">;

function ordersView(booked: Booked, strategies: ReadonlySet<string>): OrdersView {
  const { blotter } = booked;
  return {
    *working() {
      for (const order of blotter.atBroker()) if (works(order)) yield ourOrder(booked, order);
    },
    owner(listed) {
      const order = ownOrder(blotter, listed);
      if (order !== undefined) return order === "twin" ? "foreign" : ourOrder(booked, order);
      return strategies.has(strategyIn(listed.orderRef) ?? "") ? "lost" : "foreign";
    },
  };
}

/** An exercise is no order that any list shows. */
const works = (order: Order): boolean => isWorking(order.status) && order.exercise === undefined;

function ownOrder(blotter: Blotter, { permId, orderRef }: Listed): Order | "twin" | undefined {
  const key = keyIn(orderRef);
  const byKey = key === undefined ? undefined : blotter.byKey(key);
  if (byKey === undefined) return blotter.byPermId(permId as PermId);
  return byKey.permId === 0 || permId === 0 || byKey.permId === permId ? byKey : "twin";
}

function ourOrder(booked: Booked, order: Order): OurOrder {
  const { key, account, permId, conId, status } = order;
  return {
    ...{ key, account, permId, conId, status },
    isOver: isFinished(status),
    otherwise: otherwise(booked, order),
    filled: filledTwice(order),
  };
}

/** Where the broker shows other terms than the client's newest wish, although nothing is on its way, or should be any more. */
function otherwise({ blotter, watch }: Booked, ours: Order): OurOrder["otherwise"] {
  const { order, settled, changeWaits, inFlight } = ours;
  if (changeWaits || (inFlight.length > 0 && !watch.isChangeLate(ours))) return [];
  return [...STEADY, ...steadyPrices(order)].flatMap((field) => {
    if (order[field] === settled.order[field] || (field === "totalQuantity" && isReduced(blotter, ours))) return [];
    return [{ field, ours: String(order[field]), brokers: String(settled.order[field]) }];
  });
}

/** Less rests than was placed, because another order of its bracket or its group has traded (SEQUENCES 6). */
function isReduced(blotter: Blotter, ours: Order): boolean {
  const [placed, rests] = [ours.order.totalQuantity, ours.settled.order.totalQuantity];
  if (placed === undefined || rests === undefined || compare(rests, placed) >= 0) return false;
  for (const other of blotter.orders)
    if (other !== ours && isBesides(other, ours) && compare(filledOf(other), ZERO) > 0) return true;
  return false;
}

function isBesides(other: Order, { strategy, account, parent, order: { ocaGroup } }: Order): boolean {
  if (other.strategy !== strategy || other.account !== account) return false;
  return (parent !== undefined && other.parent === parent) || (!!ocaGroup && other.order.ocaGroup === ocaGroup);
}

const STEADY = ["totalQuantity", "tif"] as const;

/** Prices that only a change moves: the limit of a trailing order follows the market, an adjustable stop its own rule. */
function steadyPrices(order: Order["order"]): readonly ("lmtPrice" | "auxPrice")[] {
  if (isSet(order.adjustedOrderType)) return [];
  return mannerOf(order) === "trail" ? ["auxPrice"] : ["lmtPrice", "auxPrice"];
}

/** By executions and by status, of an order whose executions add up to its own quantity. */
function filledTwice({ contract, fill, report }: Order): OurOrder["filled"] {
  if (report?.filled === undefined || contract.secType === "BAG") return undefined;
  if (fill !== undefined && isCorrected(fill)) return undefined;
  return { ours: fill?.filled ?? ZERO, brokers: report.filled };
}

const lost = ({ blotter, resolver }: Reconciled): Pick<Views["orders"], "statusOf" | "lost"> => ({
  statusOf: (key: OrderKey) => blotter.byKey(key)?.status ?? "unknown",
  lost: (key: OrderKey, reason: string) => resolver.lost(blotter.byKey(key)!, reason),
});
