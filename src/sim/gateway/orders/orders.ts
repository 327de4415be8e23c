/** Requests about orders: placing, cancelling, listing open and completed ones, executions. */
import type { WallMs } from "../../../base/time.ts";
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Execution } from "../../broker/event.ts";
import type { Order } from "../../broker/order.ts";
import { readDate } from "../../broker/until.ts";
import { dateText, easternDay } from "../../exchange/calendar.ts";
import type { Context, Handlers } from "../context.ts";
import { resolve } from "../contracts/contracts.ts";
import type { Session } from "../door/session.ts";
import { notSupported, validating, wholeSecond } from "../texts.ts";
import { sayOrder } from "./deliver.ts";
import { commissionReport, completedOrder, execDetails, orderStatus } from "./echo.ts";

export const orderHandlers: Handlers = {
  placeOrder(context, session, { orderId, contract, order, attachedOrders }) {
    const { slOrderId, ptOrderId } = attachedOrders;
    if (slOrderId !== undefined || ptOrderId !== undefined)
      return session.error(orderId, 321, notSupported("An attached order"), wholeSecond(context.wall()));
    const found = resolve(context, contract);
    if (!("listing" in found)) return session.error(orderId, found.code, found.text, wholeSecond(context.wall()));
    const placement = { clientId: session.clientId, orderId, listing: found.listing, terms: order };
    context.deliver(context.broker.place(placement, context.moment()));
  },

  cancelOrder(context, session, { orderId }) {
    context.deliver(context.broker.cancel(session.clientId, orderId, context.moment()));
  },

  /** Empties the whole login, whoever asks (PROTOCOL 11.3). */
  reqGlobalCancel(context) {
    context.deliver(context.broker.cancelEverything(context.moment()));
  },

  reqOpenOrders(context, session) {
    sayOpenOrders(context, session, (order) => order.clientId === session.clientId);
    session.say("openOrderEnd", {});
  },

  reqAllOpenOrders(context, session) {
    sayOpenOrders(context, session, () => true);
    session.say("openOrderEnd", {});
  },

  /** Binds orders placed by hand, of which the simulated Gateway has none. */
  reqAutoOpenOrders(context, session) {
    if (session.clientId !== 0)
      session.error(
        -1,
        327,
        "Only API connections with clientId set to 0 can set the auto bind TWS orders property.",
        context.wall(),
      );
  },

  /** Every order here came through the API, so apiOnly takes nothing away. */
  reqCompletedOrders(context, session) {
    for (const order of context.broker.completedOrders())
      session.say("completedOrder", completedOrder(order, session.serverVersion));
    session.say("completedOrdersEnd", {});
  },

  reqExecutions(context, session, { reqId, filter }) {
    const since = filter.time === "" ? undefined : readDate(filter.time);
    if (filter.time !== "" && since === undefined)
      return session.error(reqId, 321, validating("Invalid time format in the execution filter"), context.wall());
    for (const execution of context.broker.executions()) {
      if (!passes(context, execution, filter, since)) continue;
      session.say("execDetails", execDetails(execution, reqId, session.serverVersion));
      session.say("commissionReport", commissionReport(execution));
    }
    session.say("execDetailsEnd", { reqId });
  },
};

/** openOrder then orderStatus, one order after the other (SEQUENCES 11); answers how many there were. */
export function sayOpenOrders(context: Context, session: Session, wanted: (order: Order) => boolean): number {
  const orders = context.broker.openOrders().filter(wanted);
  for (const order of orders) {
    sayOrder(context, session, order);
    session.say("orderStatus", orderStatus(order, order.clientId));
  }
  return orders.length;
}

type Filter = OutgoingBody<"reqExecutions">["filter"];

/** What an empty field means is "any". Without dates only the day under way counts (PROTOCOL 11.4). */
function passes(context: Context, execution: Execution, filter: Filter, since: WallMs | undefined): boolean {
  const { listing, side, exchange, account, clientId, wall } = execution;
  const same = (asked: string, is: string): boolean => asked === "" || asked.toUpperCase() === is;
  const anyClient = filter.clientId === 0 && context.switches.filterClientZero === "all";
  return (
    (anyClient || filter.clientId === clientId) &&
    same(filter.acctCode, account) &&
    same(filter.symbol, listing.symbol) &&
    same(filter.secType, listing.secType) &&
    same(filter.exchange, exchange) &&
    (filter.side === "" || sideOf(filter.side) === side) &&
    (since === undefined || wall >= since) &&
    onDay(context, wall, filter)
  );
}

const sideOf = (side: string): string => ({ BUY: "BOT", SELL: "SLD" })[side.toUpperCase()] ?? side.toUpperCase();

function onDay(context: Context, wall: WallMs, { lastNDays, specificDates }: Filter): boolean {
  if (specificDates.length > 0) return specificDates.includes(Number(dateText(easternDay(wall))));
  const days = Math.max(1, lastNDays ?? 1);
  return easternDay(context.wall()) - easternDay(wall) < days;
}
