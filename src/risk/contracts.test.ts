import assert from "node:assert/strict";
import test from "node:test";
import {
  type Draft,
  decodeIncoming,
  encodeIncoming,
  type Incoming,
  type IncomingBody,
  type IncomingName,
} from "../wire/codec.ts";
import { Contracts } from "./contracts.ts";

const VERSION = 178;
const AAPL = { conId: 265598, symbol: "AAPL", secType: "STK", currency: "USD", localSymbol: "AAPL" };

function says<N extends IncomingName>(name: N, body: Draft<IncomingBody<N>>): Incoming {
  return decodeIncoming(encodeIncoming(name, body, VERSION).subarray(4), VERSION) as Incoming;
}

const MESSAGES = [
  says("contractDetails", { reqId: 1, contract: AAPL }),
  says("openOrder", { contract: AAPL, order: { orderId: 1 }, orderState: {} }),
  says("position", { account: "DU1", contract: AAPL, position: "1" as never }),
  says("updatePortfolio", { contract: AAPL, accountName: "DU1" }),
  says("execDetails", { reqId: -1, contract: AAPL, execution: {} }),
];

for (const message of MESSAGES)
  test(`${message.name} says what a conId is called`, () => {
    const contracts = new Contracts();
    assert.equal(contracts.of(265598), undefined);
    contracts.heard(message);
    const { symbol, secType, currency, localSymbol } = contracts.of(265598)!;
    assert.deepEqual([symbol, secType, currency, localSymbol], ["AAPL", "STK", "USD", "AAPL"]);
  });

const told = { ...AAPL, primaryExchange: "", multiplier: "" };

test("a later message that says less takes nothing away, and one that says otherwise is believed", () => {
  const contracts = new Contracts();
  contracts.learn({ ...told, primaryExchange: "NASDAQ" });
  contracts.learn({ ...told, localSymbol: "" });
  assert.deepEqual(contracts.of(265598), { ...told, primaryExchange: "NASDAQ" });
  contracts.learn({ ...told, symbol: "APPL" });
  assert.equal(contracts.of(265598)?.symbol, "APPL");
});

test("a combination, a contract without a conId and one without a symbol teach nothing", () => {
  const contracts = new Contracts();
  contracts.learn({ ...told, secType: "BAG" });
  contracts.learn({ ...told, symbol: "" });
  contracts.learn({ ...told, conId: 0 });
  assert.equal(contracts.of(265598) ?? contracts.of(0), undefined);
});

for (const [told, counted] of [
  [100, 100],
  [1, 1],
  [0, 1],
  [-100, 1],
  [2_000_000_000, 1],
] as const)
  test(`details that say a magnifier of ${told} make it ${counted}`, () => {
    const contracts = new Contracts();
    contracts.heard(says("contractDetails", { reqId: 1, contract: AAPL, priceMagnifier: told }));
    assert.equal(contracts.of(AAPL.conId)?.priceMagnifier, counted);
    assert.ok(contracts.isDescribed(AAPL.conId));
  });

test("what was learnt first is forgotten first, and knowing it again makes no room", () => {
  const contracts = new Contracts(2);
  for (const conId of [1, 2, 2, 3]) contracts.learn({ ...told, conId });
  assert.deepEqual(
    [1, 2, 3].map((conId) => contracts.of(conId)?.conId),
    [undefined, 2, 3],
  );
});
