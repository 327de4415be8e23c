/** What the tests of the simulated Gateway share: one contract, one order, and a control door to ask. */
import type { TestContext } from "node:test";
import { type SimOptions, startGateway } from "../../../src/standalone/standalone.ts";
import type { RawClient } from "../../rig/raw.ts";

export const AAPL = { symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
export const BUY_TEN = { action: "BUY", orderType: "MKT", totalQuantity: "10", tif: "DAY", transmit: true };
export const ONE = { speed: 0, accounts: ["DU1000001"] } as const;

export function buy(client: RawClient, orderId: number, terms: object = {}): void {
  client.send("placeOrder", { orderId, contract: AAPL, order: { ...BUY_TEN, ...terms } } as never);
}

export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply>;
interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the door says
  readonly body: any;
}

const JSON_TYPE = { "content-type": "application/json" };

export function asking(url: string): Ask {
  return async (method, path, body, headers = body === undefined ? {} : JSON_TYPE) => {
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const reply = await fetch(url + path, { method, body: text as string | undefined, headers });
    return { status: reply.status, body: await reply.json() };
  };
}

export async function controlled(
  t: TestContext,
  options: SimOptions = ONE,
): Promise<{ ask: Ask; port: number; url: string }> {
  const gateway = await startGateway({ ...options, control: true });
  t.after(() => gateway.close());
  return { ask: asking(gateway.control!), port: gateway.port, url: gateway.control! };
}
