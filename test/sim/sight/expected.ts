/** What the oracle should see of a message, said once more from what our codec read: field by field, under its names. */
import { decimal } from "../../../src/base/decimal.ts";
import type { Frame } from "../../../src/sim/sight/frame.ts";
import {
  type Incoming,
  type IncomingBody,
  incomingId,
  type Outgoing,
  type OutgoingBody,
  outgoingId,
} from "../../../src/wire/codec.ts";

type Message = Incoming | Outgoing;
type BodyOf<N extends Message["name"]> = Extract<Message, { readonly name: N }>["body"];

const placeOrder = ({ orderId, contract, order }: OutgoingBody<"placeOrder">): Frame => ({
  name: "placeOrder",
  orderId,
  conId: contract.conId,
  symbol: contract.symbol,
  secType: contract.secType,
  action: order.action,
  totalQuantity: order.totalQuantity ?? "",
  orderType: order.orderType,
  lmtPrice: order.lmtPrice,
  auxPrice: order.auxPrice,
  tif: order.tif,
  ocaGroup: order.ocaGroup,
  ocaType: order.ocaType,
  account: order.account,
  orderRef: order.orderRef,
  transmit: order.transmit,
  parentId: order.parentId,
  outsideRth: order.outsideRth,
  triggerMethod: order.triggerMethod,
  goodTillDate: order.goodTillDate,
  trailStopPrice: order.trailStopPrice,
  trailingPercent: order.trailingPercent,
  faGroup: order.faGroup,
  faMethod: order.faMethod,
  faPercentage: order.faPercentage,
  faProfile: order.faProfile,
  modelCode: order.modelCode,
  whatIf: order.whatIf,
});

const openOrder = ({ contract, order, orderState }: IncomingBody<"openOrder">): Frame => ({
  name: "openOrder",
  orderId: order.orderId,
  permId: order.permId ?? 0,
  clientId: order.clientId,
  account: order.account,
  orderRef: order.orderRef,
  status: orderState.status,
  whatIf: order.whatIf,
  action: order.action,
  totalQuantity: order.totalQuantity ?? "",
  orderType: order.orderType,
  lmtPrice: order.lmtPrice,
  auxPrice: order.auxPrice,
  parentId: order.parentId,
  symbol: contract.symbol,
  conId: contract.conId,
});

const orderStatus = (body: IncomingBody<"orderStatus">): Frame => ({
  name: "orderStatus",
  orderId: body.orderId,
  permId: body.permId,
  clientId: body.clientId,
  status: body.status,
  filled: body.filled ?? "",
  remaining: body.remaining ?? "",
  avgFillPrice: body.avgFillPrice,
  parentId: body.parentId,
  whyHeld: body.whyHeld,
});

const execDetails = ({ reqId, contract, execution }: IncomingBody<"execDetails">): Frame => ({
  name: "execDetails",
  reqId,
  orderId: execution.orderId,
  permId: execution.permId,
  clientId: execution.clientId,
  execId: execution.execId,
  account: execution.acctNumber,
  orderRef: execution.orderRef,
  side: execution.side,
  shares: execution.shares ?? "",
  price: execution.price,
  symbol: contract.symbol,
  conId: contract.conId,
  cumQty: execution.cumQty ?? "",
});

/** Of each message that the oracle reads in full. */
const FRAMES: { readonly [N in Message["name"]]?: (body: BodyOf<N>) => Frame } = {
  placeOrder,
  openOrder,
  orderStatus,
  execDetails,
  startApi: ({ clientId }) => ({ name: "startApi", clientId }),
  reqMktData: ({ reqId, contract: { conId, symbol }, snapshot }) => ({
    ...{ name: "request", id: 1, reqId, conId, symbol, snapshot },
  }),
  cancelOrder: ({ orderId }) => ({ name: "cancelOrder", orderId }),
  reqGlobalCancel: () => ({ name: "reqGlobalCancel" }),
  exerciseOptions: ({ reqId, account }) => ({ name: "exerciseOptions", orderId: reqId, account }),
  replaceFA: () => ({ name: "replaceFA" }),
  updateConfig: () => ({ name: "updateConfig" }),
  commissionReport: ({ execId, commission }) => ({ name: "commissionReport", execId, commission }),
  completedOrder: ({ contract, order, orderState }) => ({
    name: "completedOrder",
    account: order.account,
    permId: order.permId ?? 0,
    orderRef: order.orderRef,
    status: orderState.status,
    symbol: contract.symbol,
  }),
  error: ({ id, errorCode, errorMsg }) => ({ name: "error", id, code: errorCode, text: errorMsg }),
  position: ({ account, contract, position }) => ({
    name: "position",
    account,
    conId: contract.conId,
    symbol: contract.symbol,
    position: position ?? "",
  }),
  updateAccountValue: ({ accountName: account, key, value, currency }) => ({
    ...{ name: "accountValue", account, key, value, currency },
  }),
  updatePortfolio: ({ accountName: account, contract: { conId, symbol }, position, marketPrice }) => ({
    ...{ name: "portfolio", account, conId, symbol, position: position ?? "", marketPrice },
  }),
  accountDownloadEnd: ({ accountName: account }) => ({ name: "end", id: 54, reqId: undefined, account }),
  managedAccounts: ({ accountsList }) => ({
    name: "managedAccounts",
    accounts: accountsList.split(",").filter((account) => account !== ""),
  }),
  nextValidId: ({ orderId }) => ({ name: "nextValidId", orderId }),
  tickPrice: ({ reqId }) => ({ name: "tick", reqId }),
  tickSize: ({ reqId }) => ({ name: "tick", reqId }),
  tickSnapshotEnd: ({ reqId }) => ({ name: "ticker", id: 57, reqId }),
  marketDataType: ({ reqId }) => ({ name: "ticker", id: 58, reqId }),
  tickReqParams: ({ reqId }) => ({ name: "ticker", id: 81, reqId }),
};

const ENDS: readonly string[] = ["openOrderEnd", "execDetailsEnd", "positionEnd", "completedOrdersEnd"];

/** The frame that a message from a client should be. */
export function ofOutgoing(message: Outgoing): Frame {
  const frame = FRAMES[message.name] as ((body: unknown) => Frame) | undefined;
  if (frame !== undefined) return frame(message.body);
  return { name: "request", id: outgoingId(message.name), reqId: (message.body as { reqId?: number }).reqId };
}

/** The frame that a message from the Gateway should be. */
export function ofIncoming(message: Incoming): Frame {
  const frame = FRAMES[message.name] as ((body: unknown) => Frame) | undefined;
  if (frame !== undefined) return frame(message.body);
  const id = incomingId(message.name);
  if (!ENDS.includes(message.name)) return { name: "other", id };
  return { name: "end", id, reqId: message.name === "execDetailsEnd" ? message.body.reqId : undefined };
}

const QUANTITIES = ["totalQuantity", "filled", "remaining", "shares", "cumQty", "position"];

/** A frame whose quantities are in the one spelling that our codec gives them. */
export const canonical = (frame: Frame): Frame =>
  Object.fromEntries(
    Object.entries(frame).map(([key, value]) =>
      QUANTITIES.includes(key) && value !== "" ? [key, decimal(value as string)] : [key, value],
    ),
  ) as unknown as Frame;
