/**
 * Orders, executions and contracts as the Gateway spells them, with all that it fills in by itself.
 *
 * Evidence: the openOrder frames captured at server versions 176, 200 and 225 (SEQUENCES 3, 4, 6): `right` is `?`, margins
 * are the largest double in words, deltaNeutralOrderType and adjustedOrderType say `None`, trailStopPrice is one above a
 * limit price and equal to a stop price, clearingIntent is `IB`, ocaType 3 where nobody asked for a group.
 */
import { toNumber } from "../../../base/decimal.ts";
import type { Draft, IncomingBody } from "../../../wire/codec.ts";
import type { Execution, Preview } from "../../broker/event.ts";
import {
  avgFillPrice,
  type Order,
  remaining,
  round,
  shownStatus,
  type Terms,
  typeOf,
  whyHeld,
} from "../../broker/order.ts";
import { trailLimit } from "../../broker/trading/trail.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import { timeText } from "../texts.ts";

type OrderDraft = Draft<IncomingBody<"openOrder">["order"]>;
type StateDraft = Draft<IncomingBody<"openOrder">["orderState"]>;

const SUBMITTER = "simulated";

/** What a future or an option says beside (recorded in executions of options and orders for futures). */
function derived({ lastTradeDate, strike, right, multiplier }: Listing) {
  if (lastTradeDate === "") return {};
  const term = { lastTradeDateOrContractMonth: lastTradeDate, multiplier: String(multiplier) };
  return right === "" ? term : { ...term, strike, right };
}

/** The contract of an order, as it was sent. */
const orderContract = (listing: Listing) => ({
  ...{ conId: listing.conId, symbol: listing.symbol, secType: listing.secType, strike: 0, right: "?" },
  ...derived(listing),
  ...{ exchange: listing.exchange, currency: listing.currency },
  ...{ localSymbol: listing.localSymbol, tradingClass: listing.tradingClass },
});

/** The contract of an execution or a position: where it is or was traded. */
export const heldContract = (listing: Listing, exchange: string) => ({
  ...{ conId: listing.conId, symbol: listing.symbol, secType: listing.secType, strike: 0 },
  ...derived(listing),
  ...{ exchange, primaryExchange: listing.primaryExchange, currency: listing.currency },
  ...{ localSymbol: listing.localSymbol, tradingClass: listing.tradingClass },
});

/**
 * The prices that the Gateway fills in: a stop order's stop as its trailStopPrice, one above a limit; the limit of a
 * TRAIL LIMIT from its moving stop (captured: stop 2000, offset 0.05, lmtPrice 1999.95).
 */
function prices(terms: Terms, stop: number | undefined): OrderDraft {
  const { needs, trigger, works } = typeOf({ terms });
  const { lmtPrice = 0, auxPrice = 0 } = terms;
  if (trigger === "trailing" && stop !== undefined)
    return { lmtPrice: works === "trailing-limit" ? trailLimit(terms, stop) : 0, auxPrice, trailStopPrice: stop };
  if (needs.includes("stop")) return { lmtPrice, auxPrice, trailStopPrice: auxPrice };
  return { lmtPrice, auxPrice, trailStopPrice: needs.includes("lmtPrice") ? round(lmtPrice + 1, 8) : undefined };
}

/** What terms say, by terms: they never change, and most of their hundred and more fields are empty. */
const SAID = new WeakMap<Terms, OrderDraft>();

/** Without the empty fields: on the wire those that are not there are empty just the same. */
export function said(terms: Terms): OrderDraft {
  const known = SAID.get(terms);
  if (known !== undefined) return known;
  const found: Record<string, unknown> = {};
  for (const name of Object.keys(terms) as (keyof Terms)[]) if (!isEmpty(terms[name])) found[name] = terms[name];
  SAID.set(terms, found);
  return found;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === "" || value === false || (Array.isArray(value) && value.length === 0);

/** The whole order as it is shown: what was sent, what the Gateway fills in, and `own`. */
const shown = (terms: Terms, stop: number | undefined, own: OrderDraft): OrderDraft => ({
  ...said(terms),
  ...prices(terms, stop),
  exemptCode: -1,
  displaySize: terms.displaySize === 0 ? undefined : terms.displaySize,
  volatilityType: 0,
  referencePriceType: 0,
  deltaNeutralOrderType: "None",
  deltaNeutralOpenClose: "?",
  adjustedOrderType: "None",
  clearingIntent: "IB",
  dontUseAutoPriceForHedge: true,
  usePriceMgmtAlgo: 0,
  submitter: SUBMITTER,
  ...own,
});

export function openOrder(
  order: Order,
  also: { readonly commissionShown: boolean; readonly lmtPrice?: number },
): Draft<IncomingBody<"openOrder">> {
  const { orderId, clientId, permId, filled, listing, terms } = order;
  const invented = also.lmtPrice === undefined ? {} : { lmtPrice: also.lmtPrice };
  const cost = { commission: toNumber(order.commission), commissionCurrency: listing.currency };
  return {
    contract: orderContract(listing),
    order: shown(terms, order.trailStopPrice, { orderId, clientId, permId, filledQuantity: filled, ...invented }),
    orderState: { status: shownStatus(order), ...(also.commissionShown ? cost : {}) },
  };
}

export function orderStatus(order: Order, clientId: number): Draft<IncomingBody<"orderStatus">> {
  return {
    ...{ orderId: order.orderId, status: shownStatus(order), filled: order.filled, remaining: remaining(order) },
    ...{ avgFillPrice: avgFillPrice(order), permId: order.permId, parentId: order.terms.parentId },
    ...{ lastFillPrice: order.lastFillPrice, clientId, whyHeld: whyHeld(order), mktCapPrice: 0 },
  };
}

/** The margins of a what-if order, as text (an ib_insync notebook shows them: `188130.0`). */
export function preview(asked: Preview): Draft<IncomingBody<"openOrder">> {
  const { equityBefore, equityChange, listing, commission, commissionCurrency, marginCurrency } = asked;
  const margin = (name: "initMargin" | "maintMargin", before: number, change: number): StateDraft => ({
    [`${name}Before`]: javaDouble(before),
    [`${name}Change`]: javaDouble(change),
    [`${name}After`]: javaDouble(round(before + change, 2)),
  });
  return {
    contract: orderContract(listing),
    order: shown(asked.terms, asked.terms.trailStopPrice, {
      orderId: asked.orderId,
      clientId: asked.clientId,
      whatIf: true,
    }),
    orderState: {
      status: "PreSubmitted",
      ...margin("initMargin", asked.marginBefore, asked.marginChange),
      ...margin("maintMargin", asked.maintenanceBefore, asked.maintenanceChange),
      equityWithLoanBefore: javaDouble(equityBefore),
      equityWithLoanChange: javaDouble(equityChange),
      equityWithLoanAfter: javaDouble(round(equityBefore + equityChange, 2)),
      ...{ commission, commissionCurrency, marginCurrency },
    },
  };
}

const javaDouble = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));

export function execDetails(
  execution: Execution,
  reqId: number,
  serverVersion: number,
): Draft<IncomingBody<"execDetails">> {
  const { orderId, clientId, permId, execId, exchange, side, shares, price, cumQty, avgPrice } = execution;
  return {
    reqId,
    contract: heldContract(execution.listing, exchange),
    execution: {
      ...{ orderId, clientId, permId, execId, exchange, side, shares, price, cumQty, avgPrice },
      ...{ acctNumber: execution.account, time: timeText(execution.wall, serverVersion) },
      ...{ orderRef: execution.orderRef, lastLiquidity: execution.lastLiquidity, submitter: SUBMITTER },
      optExerciseOrLapseType: execution.optExerciseOrLapseType,
    },
  };
}

export const commissionReport = (execution: Execution): Draft<IncomingBody<"commissionReport">> => ({
  execId: execution.execId,
  commission: toNumber(execution.commission),
  currency: execution.commissionCurrency,
  realizedPNL: execution.realizedPNL,
  yieldRedemptionDate: 0,
});

/** No orderId and no clientId: completed orders are known by permId and orderRef (PROTOCOL 7). */
export function completedOrder(order: Order, serverVersion: number): Draft<IncomingBody<"completedOrder">> {
  const completedTime = timeText(order.completedWall ?? order.placedWall, serverVersion);
  const { permId, filled, parent, terms, trailStopPrice } = order;
  const shareholder = "Not an insider or substantial shareholder";
  return {
    contract: orderContract(order.listing),
    order: shown(terms, trailStopPrice, { permId, filledQuantity: filled, parentPermId: parent, shareholder }),
    orderState: { status: order.status, completedTime, completedStatus: order.completedStatus },
  };
}
