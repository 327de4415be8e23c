/**
 * One order in two sets of numbers: the Gateway's and its client's (MUX.md section 2). Every function is pure.
 *
 * Out: our order id, our key in orderRef, the strategy's prefix on ocaGroup, the account written in, permIds and
 * flags that IBKR refuses cleared. Back: the client's own order id, client id, orderRef and ocaGroup; ids that are not the
 * strategy's become 0. permId, conId and execId pass unchanged.
 */

import { compare, minus, ZERO } from "../base/decimal.ts";
import type { Echo, Execution, PlacedOrder, StatusReport } from "../model/entry.ts";
import { filledOf } from "../model/filled.ts";
import type { StrategyName } from "../model/ids.ts";
import { ocaGroupOf, ownOcaGroup } from "../model/ocaGroup.ts";
import { keyIn, orderRefOf } from "../model/orderKey.ts";
import type { Draft, IncomingBody, OutgoingBody } from "../wire/codec.ts";
import type { Order } from "./order.ts";

/**
 * The placeOrder frame of an order, new or changed. `clientId` is ours: protobuf has both ids a second time, inside the order,
 * and they are its client's there in the order that a client has read and sends again.
 */
export function toGateway(
  order: Order,
  clientId: number,
  parentId: number,
  transmit: boolean,
): Draft<OutgoingBody<"placeOrder">> {
  const { orderId, contract, strategy, account } = order;
  const orderRef = orderRefOf(order.key, order.order.orderRef ?? "");
  const ocaGroup = groupAtGateway(order);
  return {
    orderId,
    contract,
    order: { ...forGateway(strategy, account, order.order), ocaGroup, parentId, orderRef, transmit, orderId, clientId },
  };
}

/**
 * What changes in any order of a strategy, a margin preview's included. A permId in it, which only protobuf has, could name
 * anybody's order: which one is meant our order id says.
 */
export function forGateway(strategy: StrategyName, account: string, order: PlacedOrder): PlacedOrder {
  const ocaGroup = ocaGroupOf(strategy, order.ocaGroup);
  const numbers = { permId: 0, parentPermId: undefined };
  return { ...order, ...numbers, account, ocaGroup, eTradeOnly: false, firmQuoteOnly: false, nbboPriceCap: undefined };
}

/** A change that repeats the group the client was shown repeats the group the Gateway knows, be it ours or IB's own. */
function groupAtGateway(order: Order): string {
  const known = order.echo?.order;
  const unchanged = known !== undefined && (order.order.ocaGroup ?? "") === (ownWords(known, order).ocaGroup ?? "");
  return unchanged ? (known.ocaGroup ?? "") : ocaGroupOf(order.strategy, order.order.ocaGroup);
}

/** Who looks at the order: its owner (or the strategy's master), or somebody to whom it is not bound. */
export interface View {
  readonly clientId: number;
  readonly orderId: number;
  readonly parentId: number;
}

export const UNBOUND: View = { clientId: 0, orderId: 0, parentId: 0 };

/** `own` is our order behind the frame, if it is one of ours. */
export function echoFor(view: View, echo: Echo, own: Order | undefined): Draft<IncomingBody<"openOrder">> {
  return { ...echo, order: { ...echo.order, ...view, ...ownWords(echo.order ?? {}, own) } };
}

export const statusFor = (view: View, report: StatusReport): Draft<IncomingBody<"orderStatus">> => ({
  ...report,
  ...view,
});

export function executionFor(
  view: View,
  reqId: number,
  told: Execution,
  own: Order | undefined,
): Draft<IncomingBody<"execDetails">> {
  const orderRef = ownWords(told.execution ?? {}, own).orderRef;
  return { ...told, reqId, execution: { ...told.execution, orderId: view.orderId, clientId: view.clientId, orderRef } };
}

/** A completed order carries no ids, only texts of ours to take back. */
export function completedFor(
  body: Draft<IncomingBody<"completedOrder">>,
  own: Order | undefined,
): Draft<IncomingBody<"completedOrder">> {
  return { ...body, order: { ...body.order, ...ownWords(body.order ?? {}, own) } };
}

/** The openOrder of an order that the Gateway has not described yet: what was placed, as PendingSubmit. */
export function assumedEcho(order: Order): Echo {
  const { contract, order: placed } = order;
  return {
    contract: contract as Echo["contract"],
    order: { ...(placed as Echo["order"]), account: order.account, permId: order.permId, orderRef: placed.orderRef },
    orderState: { status: "PendingSubmit" },
  };
}

/** Its status while nobody knows it: sent and not confirmed. What has filled has filled all the same. */
export function assumedReport(order: Order): StatusReport {
  const { permId, fill } = order;
  return { status: "PendingSubmit", ...amounts(order), permId, ...(fill && { avgFillPrice: fill.avgFillPrice }) };
}

/** The end of an order that never reached the broker, told by us alone: libraries release their waiters at it. */
export const endedHere = (order: Order): StatusReport => ({ ...assumedReport(order), status: "Cancelled" });

/** What has filled and what may still. */
export function amounts(order: Order): Pick<StatusReport, "filled" | "remaining"> {
  const { totalQuantity } = order.order;
  const filled = filledOf(order);
  const remaining =
    totalQuantity && compare(filled, totalQuantity) < 0 ? minus(totalQuantity, filled) : totalQuantity && ZERO;
  return { filled, remaining };
}

interface Words {
  readonly orderRef?: string;
  readonly ocaGroup?: string;
}

/** The client's own texts in place of ours. A key of an order we have no memory of is still not shown. */
function ownWords(told: Words, own: Order | undefined): Words {
  if (own === undefined) return { orderRef: withoutKey(told.orderRef ?? ""), ocaGroup: told.ocaGroup };
  return { orderRef: own.order.orderRef ?? "", ocaGroup: ownOcaGroup(own.strategy, told.ocaGroup ?? "") };
}

function withoutKey(orderRef: string): string {
  const key = keyIn(orderRef);
  return key === undefined ? orderRef : orderRef.slice(key.length + 1);
}
