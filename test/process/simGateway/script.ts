/**
 * One client's busy quarter of an hour in lock-step: streams, orders that follow what it sees, history, an outage, a restart.
 *
 * What the client sends follows from what it was told, so the whole wire follows from the seed, as long as time goes on only when
 * the client has heard everything. It makes sure of that by a question of its own after each step. As a program,
 * `node script.ts PORT CONTROL-URL`, it moves time through the control door and prints the digest of the wire.
 */
import type { Draft, OutgoingBody } from "../../../src/wire/codec.ts";
import { type RawClient, rawClient } from "../../rig/raw.ts";

/** What moves the Gateway's time and makes things go wrong there: the library, or the control door. */
export interface Director {
  /** Moves time on, by `span` at most, until a client was told something. */
  step(span: string): Promise<unknown>;
  inject(fault: string, values: Readonly<Record<string, number>>): Promise<unknown> | unknown;
}

/** Runs from the start of the connection to the last answer. */
export async function play(port: number, director: Director): Promise<void> {
  const { step, inject } = director;
  let client = await rawClient(port, 7);
  const steps = async (count: number, span = "5s"): Promise<void> => {
    for (let i = 0; i < count; i++) {
      await step(span);
      await client.settle();
    }
  };
  client.send("reqMktData", { reqId: 1, contract: stock("AAPL") });
  client.send("reqRealTimeBars", {
    reqId: 2,
    contract: stock("MSFT"),
    barSize: 5,
    whatToShow: "TRADES",
    useRTH: false,
  });
  await steps(10);
  trade(client);
  await steps(20);
  client.send("reqHistoricalData", BARS);
  client.send("cancelOrder", { orderId: 3 });
  await steps(10);
  await inject("link-lost", { forMs: 30_000 });
  place(client, 7, { action: "SELL", orderType: "MKT", totalQuantity: "5" });
  await steps(60);
  await inject("gateway-restart", { gapMs: 20_000 });
  await client.socket.closed;
  await step("30s");
  client = await rawClient(port, 7);
  client.send("reqOpenOrders", {});
  client.send("reqExecutions", { reqId: 4 });
  client.send("reqPositions", {});
  await steps(5, "1m");
}

const stock = (symbol: string) => ({ symbol, secType: "STK", exchange: "SMART", currency: "USD" });

const BARS: Draft<OutgoingBody<"reqHistoricalData">> = {
  ...{ reqId: 3, contract: stock("AAPL"), endDateTime: "", durationStr: "1 D", barSizeSetting: "5 mins" },
  ...{ whatToShow: "TRADES", useRTH: false, formatDate: 1, keepUpToDate: false },
};

/** A market order, a resting order at the price it saw last, and a bracket. */
function trade(client: RawClient): void {
  const cent = (price: number): number => Math.round(price * 100) / 100;
  const last = lastPrice(client);
  place(client, 1, { action: "BUY", orderType: "MKT", totalQuantity: "20" });
  place(client, 3, { action: "BUY", orderType: "LMT", lmtPrice: cent(last * 0.99), totalQuantity: "10" });
  place(client, 4, {
    action: "BUY",
    orderType: "LMT",
    lmtPrice: cent(last * 1.01),
    totalQuantity: "10",
    transmit: false,
  });
  const child = { action: "SELL", totalQuantity: "10", parentId: 4 };
  place(client, 5, { ...child, orderType: "LMT", lmtPrice: cent(last * 1.001), transmit: false });
  place(client, 6, { ...child, orderType: "STP", auxPrice: cent(last * 0.999) });
}

function place(client: RawClient, orderId: number, order: object): void {
  client.send("placeOrder", {
    orderId,
    contract: stock("AAPL"),
    order: { tif: "DAY", transmit: true, ...order },
  } as never);
}

function lastPrice(client: RawClient): number {
  const prices = client.messages.flatMap((message) =>
    "body" in message && message.name === "tickPrice" ? [Number(message.body.price)] : [],
  );
  const last = prices.findLast((price) => price > 0);
  if (last === undefined) throw new Error("no price came");
  return last;
}

async function asked(url: string, method: string, body?: object): Promise<unknown> {
  const init =
    body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const reply = await fetch(url, { method, ...init });
  if (!reply.ok) throw new Error(await reply.text());
  return reply.json();
}

if (import.meta.main) {
  const [port, control] = process.argv.slice(2);
  await play(Number(port), {
    step: (advance) => asked(`${control}/clock`, "POST", { advance, until: "bytes" }),
    inject: (fault, values) => asked(`${control}/faults/${fault}/inject`, "POST", values),
  });
  console.log(JSON.stringify(await asked(`${control}/hash`, "GET")));
  process.exit(0);
}
