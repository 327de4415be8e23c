/** Introduces halts to the orders they end and to the positions they close. */
import type { AccountDesk } from "../account/desk.ts";
import { type Decimal, greatest, least, plus, ZERO } from "../base/decimal.ts";
import type { EngineConfig } from "../model/config.ts";
import type { PlacedContract } from "../model/entry.ts";
import type { Refusal } from "../model/refusal.ts";
import { isFinished } from "../model/status.ts";
import { OPERATOR } from "../model/trading.ts";
import type { Blotter } from "../orders/blotter.ts";
import type { Cancels } from "../orders/cancels.ts";
import type { Departures } from "../orders/departures.ts";
import type { OrderDesk } from "../orders/desk.ts";
import type { Exercises } from "../orders/exercise.ts";
import { hasEvidence, type Order } from "../orders/order.ts";
import type { Resolver } from "../orders/resolver.ts";
import type { Ledger } from "../reconcile/ledger.ts";
import { DeadMan } from "../risk/deadMan.ts";
import { type ClosingView, Flatten } from "../risk/flatten.ts";
import type { Closable } from "../risk/flattenSizes.ts";
import { type HaltedOrders, Halts } from "../risk/halts.ts";
import { reducesNow } from "../risk/reduces.ts";
import type { TradingStates } from "../risk/states.ts";
import type { KnownContract, RiskView } from "../risk/view.ts";
import type { Outbox } from "./outbox.ts";
import { exposed, exposedUnder } from "./riskBook.ts";

/** The machines that a halt works on. */
interface Halted {
  readonly out: Outbox;
  readonly blotter: Blotter;
  readonly cancels: Cancels;
  readonly desk: OrderDesk;
  readonly departures: Departures;
  readonly exercises: Exercises;
  readonly account: AccountDesk;
  readonly ledger: Ledger;
  readonly resolver: Resolver;
  readonly states: TradingStates;
  readonly view: RiskView;
}

export function halting(m: Halted, config: EngineConfig): Halts {
  const { out, desk, departures, exercises, states } = m;
  const flatten = new Flatten(out, closingView(m), config, ({ closes, ...close }, now) => {
    const key = desk.close({ ...close, ...(closes && { closes }) }, now);
    const { action, totalQuantity } = close.order;
    out.log("info", "closing", {
      key,
      account: close.account,
      symbol: close.contract.symbol,
      action,
      totalQuantity,
      closes,
    });
  });
  const halts = new Halts(out, states, haltedOrders(m, config), flatten, new DeadMan(config.strategies));
  exercises.halted = ({ name, account }) => {
    const said = states.of(name, account);
    return said && { gate: "trading", detail: `an exercise against ${said.state}, set by ${said.by}: ${said.why}` };
  };
  exercises.drop = (order, { gate, detail }) => m.cancels.drop(order, gate, detail, `${gate}: ${detail}`);
  departures.leaving = (order, now) => withdrawn(order, config) ?? halts.refusal(closable(order), now);
  return halts;
}

/** A change may have waited over a restart: since then its strategy may only read, trade another account, or be none any more. */
function withdrawn({ strategy, account }: Order, { readOnly, strategies }: EngineConfig): Refusal | undefined {
  if (strategy === OPERATOR) return undefined;
  const own = strategies.find(({ name }) => name === strategy);
  if (readOnly || own?.readOnly)
    return { gate: "read-only", detail: "what waited to leave against the configuration, which has become read-only" };
  if (own?.account === account) return undefined;
  return { gate: "account", detail: `an order on ${account} against ${own?.account ?? "no account"} of its strategy` };
}

const closable = (order: Order): Closable => ({ ...exposed(order), closes: order.closes });

/** What executions have made of a position. */
const counted = (ledger: Ledger, of: string, conId: number): Decimal => ledger.of(of).get(conId)?.position ?? ZERO;

function haltedOrders({ blotter, cancels, account, ledger, view }: Halted, { strategies }: EngineConfig): HaltedOrders {
  const held = (of: string, conId: number): readonly Decimal[] => {
    // What an account held before its first start no execution says: the broker knows better, once it has said anything.
    const untaken = account.positionsSince === undefined ? counted(ledger, of, conId) : ZERO;
    return [account.position(of, conId) ?? ZERO, view.booked(of, conId) ?? untaken];
  };
  return {
    open: () => closables(cancels.stoppable()),
    openOf: (conId) => closables(cancels.stoppableOf(conId)),
    tiedTo: (order) => closables(cancels.stoppableTiedTo(order)),
    get positionsTold() {
      return view.running?.told ?? 0;
    },
    byKey: exposedUnder(blotter),
    held,
    toClose({ strategy, account: of, conId }, isBuying) {
      // What a strategy left on an account that it does not trade is nobody's already.
      const trades = strategies.some(({ name, account: its }) => name === strategy && its === of);
      const own = trades ? view.own(strategy, of, conId) : ZERO;
      const rests = held(of, conId).map((whole) => view.nobodys(of, conId, whole));
      return rests.map((rest) => plus(own, isBuying ? least(rest, ZERO) : greatest(rest, ZERO)));
    },
    cancel: (key) => cancels.cancelOrder(blotter.byKey(key)!),
    drop: (key, why) => cancels.drop(blotter.byKey(key)!, "trading", why, `trading: ${why}`),
    adds: (key) => !reducesNow(view, view.byKey(key)!),
  };
}

/** What lives after its end is to halts what its fate is: unknown. */
const alive = (order: Order): Closable =>
  isFinished(order.status) ? { ...closable(order), status: "unknown" } : closable(order);

function* closables(orders: Iterable<Order>): Generator<Closable> {
  for (const order of orders) yield alive(order);
}

function closingView({ blotter, cancels, account, ledger, resolver, view }: Halted): ClosingView {
  function* closing(orders: Iterable<Order>): Generator<Closable> {
    for (const order of orders) {
      const isNotThere = resolver.isNotThere(order);
      yield isNotThere ? { ...closable(order), isNotThere } : alive(order);
    }
  }
  return {
    ...view,
    open: () => closing(cancels.stoppable()),
    openOf: (conId) => closing(cancels.stoppableOf(conId)),
    get positionsSince() {
      return account.positionsSince;
    },
    refreshPositions: (now) => account.refreshPositions(now),
    counted: (of, conId) => counted(ledger, of, conId),
    lastEnd: (of, conId) => lastClose(blotter, of, conId)?.transitions.at(-1)?.cause,
    named: (of, conId) => namedFor(blotter, of, conId, view.contract(conId)),
  };
}

/** The operator's newest close there that has ended. */
function lastClose(blotter: Blotter, account: string, conId: number): Order | undefined {
  let newest: Order | undefined;
  for (const order of blotter.orders)
    if (order.strategy === OPERATOR && order.account === account && order.conId === conId && isFinished(order.status))
      newest = order;
  return newest;
}

/** As it was traded, else as the broker knows it, else as anybody has called it; where a close was refused the one way, the other one. */
function namedFor(
  blotter: Blotter,
  account: string,
  conId: number,
  told: KnownContract | undefined,
): PlacedContract | string {
  const known = asKnown(told, conId);
  const traded = asOrdered(blotter, account, conId, wasTaken);
  if (typeof known === "string") return traded ?? asOrdered(blotter, account, conId, () => true) ?? known;
  const last = lastClose(blotter, account, conId);
  const isRefused = last?.status === "rejected" && last.contract.exchange === traded?.exchange;
  return isRefused ? known : (traded ?? known);
}

/** As the newest of these orders of the account named it. */
function asOrdered(
  blotter: Blotter,
  account: string,
  conId: number,
  counts: (order: Order) => boolean,
): PlacedContract | undefined {
  let newest: PlacedContract | undefined;
  for (const order of blotter.orders)
    if (order.account === account && order.conId === conId && order.contract.secType !== "BAG" && counts(order))
      newest = { ...order.echo?.contract, ...order.contract };
  if (!newest?.exchange) return undefined;
  const { symbol, secType, exchange, currency } = newest;
  return { conId, symbol, secType, exchange, currency };
}

/** It has found its exchange. One that the broker refused may have been refused for where it was sent. */
const wasTaken = (order: Order): boolean => order.status !== "rejected" && hasEvidence(order);

function asKnown(known: KnownContract | undefined, conId: number): PlacedContract | string {
  const exchange = known === undefined ? undefined : (USUAL_EXCHANGES[known.secType] ?? known.primaryExchange);
  if (known === undefined || !exchange) return `no exchange is known that contract ${conId} could be closed at`;
  const { symbol, secType, currency } = known;
  return { conId, symbol, secType, exchange, currency };
}

/** Where IB routes by itself; a future or an index product has its one exchange. */
const USUAL_EXCHANGES: Readonly<Record<string, string>> = {
  ...{ STK: "SMART", OPT: "SMART", WAR: "SMART", BOND: "SMART", CFD: "SMART", FUND: "FUNDSERV" },
  CASH: "IDEALPRO",
};
