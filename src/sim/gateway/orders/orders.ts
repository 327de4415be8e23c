/** Requests about orders: placing, cancelling, listing open and completed ones. */
import type { Order } from "../../broker/order.ts";
import type { Context, Handlers } from "../context.ts";
import { resolve } from "../contracts/resolve.ts";
import type { Session } from "../door/session.ts";
import { notSupported, wholeSecond } from "../texts.ts";
import { sayOrder } from "./deliver.ts";
import { completedOrder, orderStatus } from "./echo.ts";

export const orderHandlers: Handlers = {
  placeOrder(context, session, { orderId, contract, order, attachedOrders }) {
    if (contract.secType === "BAG")
      return session.error(orderId, 321, notSupported("A combination order (BAG)"), wholeSecond(context.wall()));
    const found = resolve(context, contract);
    if (!("listing" in found)) return session.error(orderId, found.code, found.text, wholeSecond(context.wall()));
    const placement = {
      clientId: session.clientId,
      orderId,
      listing: found.listing,
      terms: order,
      attached: attachedOrders,
    };
    const about = { client: session.clientId, account: order.account, symbol: found.listing.symbol };
    const run = () => context.broker.place(placement, context.moment());
    const twin = () => context.broker.placeTwin(placement, context.moment());
    context.instruct({ about, run, ...(rests(context, placement) ? { twin } : {}) });
  },

  cancelOrder(context, session, { orderId }) {
    const { clientId } = session;
    context.instruct({
      about: { client: clientId },
      run: () => context.broker.cancel(clientId, orderId, context.moment()),
    });
  },

  /** Empties the whole login, whoever asks (PROTOCOL 11.3). */
  reqGlobalCancel(context, session) {
    const about = { client: session.clientId };
    context.instruct({ about, run: () => context.broker.cancelEverything(context.moment()) });
  },

  /** Asked by client 0 it also binds the orders placed by hand that are open (PROTOCOL 11.1). */
  reqOpenOrders(context, session) {
    if (session.clientId === 0) bindOpenOrders(context);
    sayOpenOrders(context, session, (order) => order.clientId === session.clientId);
    session.say("openOrderEnd", {});
  },

  reqAllOpenOrders(context, session) {
    sayOpenOrders(context, session, () => true);
    session.say("openOrderEnd", {});
  },

  /** Binds what is placed by hand from now on, without a word (PROTOCOL 10). */
  reqAutoOpenOrders(context, session, { autoBind }) {
    if (session.clientId === 0) return context.broker.bindManualOrders(autoBind);
    const text = "Only API connections with clientId set to 0 can set the auto bind TWS orders property.";
    session.error(-1, 327, text, context.wall());
  },

  /** apiOnly leaves out what was placed by hand. */
  reqCompletedOrders(context, session, { apiOnly }) {
    for (const order of context.known.completedOrders())
      if (!(apiOnly && order.manual)) session.say("completedOrder", completedOrder(order, session.serverVersion));
    session.say("completedOrdersEnd", {});
  },
};

function bindOpenOrders(context: Context): void {
  for (const { manual, orderId, permId } of context.broker.openOrders())
    if (manual && orderId === 0) context.deliver(context.broker.bind(permId, context.moment()));
}

/** openOrder then orderStatus, one order after the other (SEQUENCES 11); answers how many there were. */
export function sayOpenOrders(context: Context, session: Session, wanted: (order: Order) => boolean): number {
  const orders = context.known.openOrders().filter(wanted);
  for (const order of orders) {
    sayOrder(context, session, order);
    session.say("orderStatus", orderStatus(order, order.clientId));
  }
  return orders.length;
}

const rests = ({ broker }: Context, { clientId, orderId }: { readonly clientId: number; readonly orderId: number }) =>
  broker.openOrders().some((order) => order.clientId === clientId && order.orderId === orderId);
