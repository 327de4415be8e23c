/** Asks a port for all the orders it knows of, and reads the answers into the plain words of a history. */
import type { Incoming, IncomingBody } from "../../../src/wire/codec.ts";
import type { RawClient } from "../../rig/rig.ts";
import type { Listed, Lists } from "./history.ts";

/** A direct connection asks for the orders of every client; a client asks for its own. */
export type Whose = "reqOpenOrders" | "reqAllOpenOrders";

let nextReqId = 5_000_001;

export async function listsOf(client: RawClient, whose: Whose): Promise<Lists> {
  const reqId = nextReqId++;
  const from = client.messages.length;
  client.send(whose, {});
  client.send("reqCompletedOrders", { apiOnly: true });
  client.send("reqExecutions", { reqId, filter: {} });
  const said = (): readonly Incoming[] => client.messages.slice(from);
  await client.socket.until("the ends of all lists", () => (allEnded(said(), reqId) ? true : undefined));
  return read(said(), reqId);
}

const allEnded = (said: readonly Incoming[], reqId: number): boolean =>
  said.some(({ name }) => name === "openOrderEnd") &&
  said.some(({ name }) => name === "completedOrdersEnd") &&
  said.some((message) => message.name === "execDetailsEnd" && message.body.reqId === reqId);

function read(said: readonly Incoming[], reqId: number): Lists {
  const lists = {
    open: [] as Listed[],
    completed: [] as Lists["completed"][number][],
    executions: [] as Lists["executions"][number][],
  };
  const openEnd = said.findIndex(({ name }) => name === "openOrderEnd");
  for (const [i, message] of said.entries()) {
    if (message.name === "openOrder" && i < openEnd) lists.open.push(listed(message.body));
    if (message.name === "completedOrder") lists.completed.push(completed(message.body));
    if (message.name === "execDetails" && message.body.reqId === reqId) lists.executions.push(executed(message.body));
  }
  return lists;
}

export const listed = ({ contract, order, orderState }: IncomingBody<"openOrder">): Listed => ({
  orderId: order.orderId,
  permId: order.permId,
  orderRef: order.orderRef,
  account: order.account,
  status: orderState.status,
  terms: `${order.action} ${order.totalQuantity} ${contract.symbol} ${order.orderType} ${order.lmtPrice} ${order.auxPrice}`,
});

const completed = ({ order }: IncomingBody<"completedOrder">): Lists["completed"][number] => ({
  permId: order.permId,
  orderRef: order.orderRef,
  account: order.account,
});

const executed = ({ execution }: IncomingBody<"execDetails">): Lists["executions"][number] => ({
  execId: execution.execId,
  permId: execution.permId,
  orderId: execution.orderId,
  orderRef: execution.orderRef,
  account: execution.acctNumber,
});
