import assert from "node:assert/strict";
import test from "node:test";
import { AAPL, judged, limit, resting, shares } from "./judging.test.ts";

const longOnly = { "long-only": true } as const;
const sell = (quantity: number, more: object = {}) => ({
  order: { ...limit, action: "SELL", totalQuantity: shares(quantity), ...more },
});
const buy = (quantity: number) => ({ order: { ...limit, totalQuantity: shares(quantity) } });
const gate = (legs: readonly object[], trial: object = {}) => {
  const refusal = judged(longOnly, legs as never, trial);
  return refusal === undefined ? "passed" : `${refusal.gate}: ${refusal.detail}`;
};

for (const as of ["strategy", "account"] as const)
  test(`of a position of 10 ten may be sold and not eleven, judged as the ${as}'s`, () => {
    const held = { position: shares(10), as };
    assert.equal(gate([sell(10)], held), "passed");
    assert.equal(gate([sell(11)], held), "long-only: a position of -1 when all that sells has filled against 0");
  });

test("open sales count, those of unknown fate and those on their way among them", () => {
  for (const status of ["intended", "sent", "working", "partly-filled", "unknown"] as const)
    assert.match(
      gate([sell(5)], { position: shares(10), open: [resting(sell(6), status)] }),
      /^long-only: a position of -1/,
    );
  assert.equal(gate([sell(5)], { position: shares(10), open: [resting(sell(6), "held")] }), "passed");
});

test("what reduces is judged all the same", () => {
  assert.match(gate([sell(11)], { position: shares(10), reduces: true }), /^long-only/);
});

test("an open purchase is not held yet", () => {
  assert.match(gate([sell(1)], { open: [resting(buy(5))] }), /^long-only: a position of -1/);
});

test("a purchase passes whatever is held and however it is named", () => {
  assert.equal(gate([buy(1)], { position: shares(-10) }), "passed");
  assert.equal(gate([{ ...buy(1), contract: { symbol: "AAPL", secType: "STK" } }]), "passed");
});

test("a bracket's exits close what its entry opens, and no more", () => {
  const exits = (quantity: number) => [
    { ...sell(quantity), key: "t", parent: "p" },
    { ...sell(quantity, { orderType: "STP", auxPrice: 90 }), key: "s", parent: "p" },
  ];
  assert.equal(gate([{ ...buy(5), key: "p" }, ...exits(5)]), "passed");
  assert.match(gate([{ ...buy(5), key: "p" }, ...exits(6)]), /^long-only: a position of -1/);
});

test("an entry may not be made smaller than its exits", () => {
  const open = [resting({ ...buy(5), key: "p" }), resting({ ...sell(5), key: "s", parent: "p" })];
  assert.match(gate([{ ...buy(4), key: "p" }], { open }), /^long-only: a position of -1/);
  assert.equal(gate([{ ...buy(6), key: "p" }], { open }), "passed");
});

test("a sale without a conId, or of a position that nobody knows, is refused", () => {
  const unnamed = { ...sell(1), contract: { symbol: "AAPL", secType: "STK" } };
  assert.match(
    gate([unnamed], { position: shares(10) }),
    /^long-only: a sale of nobody knows what \(no conId of AAPL: nobody has said which contract it is\)/,
  );
  const unknown = { position: "unknown", as: "account" };
  assert.match(gate([sell(1)], unknown), /^long-only: a position that nobody knows \(no positions of DU1 yet\)/);
});

test("a sale by any other word is a sale", () => {
  for (const action of ["SELL", "SSHORT", "sell", ""]) assert.match(gate([sell(1, { action })]), /^long-only/);
});

test("a combination is judged by what each of its legs sells", () => {
  const legs = (second: string) => [
    { conId: AAPL.conId, ratio: 1, action: "BUY" },
    { conId: 7, ratio: 2, action: second },
  ];
  const bag = (second: string) => ({
    ...buy(1),
    contract: { symbol: "AAPL", secType: "BAG", comboLegs: legs(second) },
  });
  assert.equal(gate([bag("BUY")]), "passed");
  assert.match(gate([bag("SELL")]), /^long-only: a position of -2/);
});

test("a purchase that hedges itself may sell what is not held, however much that is", () => {
  const hedges = [
    { order: { deltaNeutralOrderType: "MKT", deltaNeutralConId: 7 } },
    { order: { hedgeType: "P", hedgeParam: "2" } },
    { contract: { ...AAPL, deltaNeutralContract: { conId: 7, delta: 0.5, price: 100 } } },
  ];
  for (const { order = {}, contract = AAPL } of hedges)
    assert.match(
      gate([{ order: { ...buy(1).order, ...order }, contract }], { position: shares(10) }),
      /^long-only: a sale of nobody knows what \(how much of what a hedge trades the broker alone works out\)/,
    );
  assert.equal(gate([{ order: { ...buy(1).order, deltaNeutralOrderType: "None", hedgeType: "" } }]), "passed");
});

test("nobody knows how large a hedge is, nor what it is worth", () => {
  const hedges = [
    { order: { deltaNeutralOrderType: "MKT", deltaNeutralConId: 7 } },
    { order: { hedgeType: "P", hedgeParam: "2" } },
    { contract: { ...AAPL, deltaNeutralContract: { conId: 7, delta: 0.5, price: 100 } } },
  ];
  const most = shares(1_000_000);
  for (const limits of [{ "max-position": most }, { "max-gross-value": most }, { "max-value": most }])
    for (const { order = {}, contract = AAPL } of hedges)
      assert.match(
        judged(limits, [{ order: { ...buy(1).order, ...order }, contract }])?.detail ?? "passed",
        /nobody can know \(.*a hedge trades the broker alone works out\) against 1000000$/,
      );
});
