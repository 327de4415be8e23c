/** Introduces risk to what counts together: open orders by contract, the orders of others, and positions. */
import type { AccountDesk } from "../account/desk.ts";
import { type Decimal, greatest, isZero, minus, plus, ZERO } from "../base/decimal.ts";
import type { EngineConfig } from "../model/config.ts";
import { filledOf, isCorrected } from "../model/filled.ts";
import type { OrderKey } from "../model/ids.ts";
import type { Blotter } from "../orders/blotter.ts";
import type { Foreign } from "../orders/foreign.ts";
import type { Order } from "../orders/order.ts";
import type { Drifts } from "../reconcile/drifts.ts";
import type { Ledger } from "../reconcile/ledger.ts";
import type { BookView, Exposed } from "../risk/bookView.ts";
import type { Bursts } from "../risk/bursts.ts";
import type { Equity } from "../risk/equity.ts";
import type { Holdings } from "../risk/holdings.ts";
import type { Owed } from "../risk/owed.ts";
import type { Tempo } from "../risk/tempo.ts";

/** Whom risk asks. */
export interface Booked {
  /** Of the configuration. */
  readonly strategies: EngineConfig["strategies"];
  readonly blotter: Blotter;
  readonly account: AccountDesk;
  readonly foreign: Foreign;
  readonly ledger: Ledger;
  readonly drifts: Drifts;
  readonly holdings: Holdings;
  readonly owed: Owed;
  readonly tempo: Tempo;
  readonly bursts: Bursts;
  readonly equity: Equity;
}

export const riskBook = (seen: Booked): BookView => ({
  ...ordersSeen(seen),
  ...holdingsSeen(seen),
  ...lossesSeen(seen),
});

type Orders =
  | "openOf"
  | "openVersion"
  | "openConIds"
  | "kept"
  | "strangersOf"
  | "owing"
  | "owedOf"
  | "inSecond"
  | "alike"
  | "executionsNearNewest";
type Losses = "marked" | "mark" | "cash";

const ordersSeen = ({ blotter, foreign, owed, tempo, bursts }: Booked): Pick<BookView, Orders> => ({
  *openOf(conId) {
    for (const order of blotter.openOf(conId)) yield exposed(order);
  },
  openVersion: (conId) => blotter.openVersion(conId),
  *openConIds(strategy, name) {
    for (const order of blotter.open)
      if (order.status !== "held" && order.account === name && (strategy === undefined || order.strategy === strategy))
        yield order.contract.secType === "BAG" ? 0 : order.conId;
  },
  *strangersOf(name) {
    for (const { echo, report } of foreign.all()) {
      const { contract = {}, order = {} } = echo;
      const filled = report?.filled ?? ZERO;
      if (order.account === name) yield { contract, order, conId: contract.conId ?? 0, filled };
    }
  },
  owing: () => owed.all,
  owedOf: (conId) => owed.of(conId),
  inSecond: (scope) => tempo.inSecond(scope),
  alike: (name, strategy, wish, ms) => tempo.alike(name, strategy, wish, ms),
  executionsNearNewest: (place, seconds) => bursts.nearNewest(place, seconds),
  kept: new Map(),
});

const holdingsSeen = (seen: Booked): Omit<BookView, Orders | Losses> => {
  const { account, ledger, holdings } = seen;
  return {
    position: (name, conId) => positionIn(account, name, conId),
    booked: (name, conId) => bookedIn(seen, name, conId),
    own: (strategy, name, conId) => holdings.position(strategy, name, conId),
    nobodys: (name, conId, whole = bookedIn(seen, name, conId) ?? account.position(name, conId) ?? ZERO) =>
      minus(whole, ownedOf(seen, name, conId)),
    holdings: (strategy, name) => holdings.of(strategy, name),
    *heldConIds(strategy, name) {
      if (strategy !== undefined) for (const { conId } of holdings.of(strategy, name)) yield conId;
      if (strategy !== undefined) return;
      for (const held of account.positions()) if (held.account === name) yield held.conId;
      for (const conId of ledger.of(name).keys()) yield conId;
    },
  };
};

/** What those hold that trade the account: what a strategy has left that is configured no more, or elsewhere, is nobody's. */
function ownedOf({ strategies, holdings }: Booked, of: string, conId: number): Decimal {
  let sum = ZERO;
  for (const { name, account } of strategies)
    if (account === of) sum = plus(sum, holdings.position(name, account, conId));
  return sum;
}

/**
 * What executions make of a position, and what the broker was found to hold beside them: a split, or an execution that never
 * came. A difference is found once it has lasted and complete lists of both have confirmed it.
 */
function bookedIn({ ledger, drifts }: Booked, account: string, conId: number): Decimal | undefined {
  if (!ledger.isTaken(account)) return undefined;
  return plus(ledger.of(account).get(conId)?.position ?? ZERO, drifts.positionBeyond(account, conId));
}

const lossesSeen = ({ account, holdings, equity }: Booked): Pick<BookView, Losses> => ({
  mark: (name, conId) => account.marketPrice(name, conId),
  cash: (strategy, name) => holdings.cash(strategy, name),
  marked: (scope) => equity.of(scope),
});

function positionIn(account: AccountDesk, name: string, conId: number): Decimal | undefined {
  if (account.positionsSince === undefined) return undefined;
  return account.position(name, conId) ?? ZERO;
}

/**
 * One that is called filled has traded all that it was for, whoever has said so. Corrected executions know better, and so does
 * a status that says how much: a change for more may have been shown, and have come too late.
 */
function tradedOf(order: Order): Decimal {
  const told = filledOf(order);
  const { status, exercise, fill, echo, report, settled } = order;
  if (status !== "filled" || exercise !== undefined || (fill !== undefined && isCorrected(fill))) return told;
  if (report?.status === "Filled" && !isZero(report.filled ?? ZERO) && isZero(report.remaining ?? ZERO)) return told;
  const whole = echo?.order?.totalQuantity ?? settled.order.totalQuantity ?? ZERO;
  return greatest(whole, told);
}

/** As risk sees an order of ours. */
export const exposed = (order: Order): Exposed => ({
  key: order.key,
  strategy: order.strategy,
  account: order.account,
  contract: order.contract,
  order: order.order,
  parent: order.parent,
  status: order.status,
  conId: order.conId,
  filled: tradedOf(order),
  executed: order.fill?.newest ?? ZERO,
  legs: order.legs,
  cancelWanted: order.cancelWanted,
  settled: order.settled,
  inFlight: order.inFlight,
  wishWaits: order.changeWaits || order.status === "held" || order.status === "intended",
  shown: order.echo?.order,
  exercise: order.exercise,
});

export const exposedUnder =
  (blotter: Blotter) =>
  (key: OrderKey): Exposed | undefined => {
    const order = blotter.byKey(key);
    return order === undefined ? undefined : exposed(order);
  };
