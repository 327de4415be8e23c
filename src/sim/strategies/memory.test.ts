/** What a client may conclude from what it is told. */
import assert from "node:assert/strict";
import test from "node:test";
import { type Decimal, decimal } from "../../base/decimal.ts";
import {
  DecodeError,
  type Draft,
  decodeIncoming,
  encodeIncoming,
  type IncomingBody,
  type IncomingName,
} from "../../wire/codec.ts";
import { Memory } from "./memory.ts";
import { priceOf } from "./price.ts";

const VERSION = 178;
const n = (value: number): Decimal => decimal(value)!;

/** Tells it over the wire, as a Gateway would. */
function tell<N extends IncomingName>(memory: Memory, name: N, body: Draft<IncomingBody<N>>): void {
  const message = decodeIncoming(encodeIncoming(name, body, VERSION).subarray(4), VERSION);
  assert.ok(!(message instanceof DecodeError), String(message));
  memory.hear(message);
}

const execution = (execId: string, side: string, shares: number, orderId = 1): Draft<IncomingBody<"execDetails">> => ({
  reqId: -1,
  contract: { symbol: "AAPL" },
  execution: { execId, orderId, side, shares: n(shares), price: 100 },
});

test("an execution told twice is one fill", () => {
  const memory = new Memory("DU1");
  tell(memory, "execDetails", execution("x.01", "BOT", 10));
  tell(memory, "execDetails", execution("x.01", "BOT", 10));
  tell(memory, "execDetails", execution("y.01", "SLD", 4));
  assert.equal(memory.fills.size, 2);
  assert.equal(memory.traded("AAPL"), "6");
});

test("an order works until its status is final, and a preview never is an order", () => {
  const memory = new Memory("DU1");
  memory.placing(1, "one", "AAPL");
  assert.equal(memory.working.length, 1, "silence is no end");
  tell(memory, "openOrder", { order: { orderId: 9, whatIf: true }, contract: { symbol: "AAPL" } });
  for (const status of ["PreSubmitted", "Submitted", "PendingCancel"]) {
    tell(memory, "orderStatus", { orderId: 1, status, filled: n(0), permId: 77 });
    assert.deepEqual(
      memory.working.map(({ orderId, permId }) => [orderId, permId]),
      [[1, 77]],
    );
  }
  tell(memory, "orderStatus", { orderId: 1, status: "Cancelled" });
  assert.equal(memory.working.length, 0);
});

test("positions are those of the own account, and zero is none", () => {
  const memory = new Memory("DU1");
  tell(memory, "position", { account: "DU2", contract: { symbol: "AAPL" }, position: n(5) });
  tell(memory, "position", { account: "DU1", contract: { symbol: "MSFT" }, position: n(7) });
  assert.deepEqual([...memory.positions], [["MSFT", "7"]]);
  tell(memory, "position", { account: "DU1", contract: { symbol: "MSFT" }, position: n(0) });
  assert.equal(memory.positions.size, 0);
});

test("an error is remembered on the order it names and on no other", () => {
  const memory = new Memory("DU1");
  memory.placing(1, "one", "AAPL");
  memory.placing(2, "two", "AAPL");
  tell(memory, "error", { id: 2, errorCode: 201, errorMsg: "no" });
  tell(memory, "error", { id: -1, errorCode: 2104, errorMsg: "farm" });
  assert.equal(memory.orders.get(1)?.error, undefined);
  assert.deepEqual(memory.orders.get(2)?.error, { errorCode: 201, errorMsg: "no" });
});

test("prices follow the quote of their own symbol, on the cent grid, and are unknown before one", () => {
  const memory = new Memory("DU1");
  memory.asked(5, "AAPL");
  memory.asked(6, "MSFT");
  assert.equal(priceOf({ from: "bid", percent: -3 }, memory.quotes.get("AAPL")), undefined);
  tell(memory, "tickPrice", { reqId: 5, tickType: 1, price: 123.45 });
  tell(memory, "tickPrice", { reqId: 6, tickType: 1, price: 400 });
  tell(memory, "tickPrice", { reqId: 5, tickType: 2, price: -1 });
  assert.equal(priceOf({ from: "bid", percent: -3 }, memory.quotes.get("AAPL")), 119.75);
  assert.equal(priceOf({ from: "ask", percent: 1 }, memory.quotes.get("AAPL")), undefined, "-1 means no ask");
  assert.equal(priceOf(12.5, undefined), 12.5);
});
