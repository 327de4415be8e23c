/**
 * What a person does in TWS beside the API: places an order, cancels it.
 *
 * Such an order belongs to client id 0 and carries order id 0 until it is bound; who hears of it is the Gateway's business.
 */
import { z } from "zod";
import { decimal } from "../base/decimal.ts";
import type { BrokerEvent } from "../sim/broker/event.ts";
import type { RunningGateway } from "../sim/gateway/options.ts";

const CONTRACT = z.strictObject({
  conId: z.int().optional(),
  symbol: z.string().optional(),
  secType: z.string().optional(),
  exchange: z.string().optional(),
  currency: z.string().optional(),
  localSymbol: z.string().optional(),
  lastTradeDateOrContractMonth: z.string().optional(),
  strike: z.number().optional(),
  right: z.string().optional(),
});

const ORDER = z.strictObject({
  action: z.enum(["BUY", "SELL"]),
  totalQuantity: z.union([z.number().positive(), z.string()]),
  orderType: z.string(),
  lmtPrice: z.number().optional(),
  auxPrice: z.number().optional(),
  tif: z.string().optional(),
  goodTillDate: z.string().optional(),
  outsideRth: z.boolean().optional(),
  ocaGroup: z.string().optional(),
  orderRef: z.string().optional(),
});

/** An order as a person enters it: account, contract and order, named as on the wire. */
export const MANUAL_ORDER = z.strictObject({ account: z.string(), contract: CONTRACT, order: ORDER });
export type ManualOrder = z.infer<typeof MANUAL_ORDER>;

/** The person's order was not taken; `message` says why, in the broker's words where it has some. */
export class ManualOrderError extends Error {
  override readonly name = "ManualOrderError";
}

/** Answers the order's permId. */
export function placeByHand(gateway: RunningGateway, asked: ManualOrder): number {
  const { account, contract, order } = asked;
  if (!gateway.broker.accounts().includes(account))
    throw new ManualOrderError(`there is no account ${account}; there are ${gateway.broker.accounts().join(", ")}`);
  const found = gateway.exchange.find({ exchange: "SMART", ...contract });
  const [listing] = found.length > 0 ? found : gateway.exchange.find(contract);
  if (listing === undefined) throw new ManualOrderError(`there is no contract ${JSON.stringify(contract)}`);
  if (found.length > 1)
    throw new ManualOrderError(`${found.length} contracts fit ${JSON.stringify(contract)}: say more`);
  const totalQuantity = decimal(order.totalQuantity);
  if (totalQuantity === undefined) throw new ManualOrderError(`${order.totalQuantity} is no quantity`);
  let permId: number | undefined;
  let said: readonly BrokerEvent[] = [];
  gateway.act((moment) => {
    const placed = gateway.broker.placeManual({ listing, terms: { ...order, totalQuantity, account } }, moment);
    permId = placed.permId;
    said = placed.events;
    return said;
  });
  if (permId === undefined) throw new ManualOrderError(refusalIn(said));
  return permId;
}

function refusalIn(events: readonly BrokerEvent[]): string {
  const refused = events.find((event) => event.kind === "error");
  return refused === undefined ? "the broker does not take this order" : `${refused.code} ${refused.text}`;
}

/** False when no open order that was placed by hand has this permId. */
export function cancelByHand(gateway: RunningGateway, permId: number): boolean {
  const open = gateway.broker.openOrders().some((order) => order.permId === permId && order.manual);
  if (open) gateway.act((moment) => gateway.broker.cancelManual(permId, moment));
  return open;
}
