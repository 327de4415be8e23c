/** `max-gross-value` at its edges: what exits what has just filled, and what nobody prices. */
import assert from "node:assert/strict";
import test from "node:test";
import { ALPHA, fills, hundred, place, positionIs } from "../../test/engine/bracket.ts";
import { config, contract, order, profit, Stage, shares, stop } from "../../test/engine/stage.ts";
import type { Entry } from "../model/entry.ts";
import { NO_LIMITS } from "../model/limits.ts";

/** The account's books were taken over before. */
const TAKEN: Entry = {
  ...{ kind: "positionTaken", account: "DU1", conId: 0, symbol: "" },
  ...{ position: shares(0), reason: "first start" },
} as never;

/** All positions of the account may be worth 1,000. */
function limited(): Stage {
  const limits = { ...NO_LIMITS, "max-gross-value": shares(1_000) };
  const stage = new Stage({ ...config, accounts: { DU1: limits } }, [TAKEN]);
  stage.greet();
  stage.recover();
  stage.says("updateAccountValue", { key: "ExchangeRate", value: "1", currency: "USD", accountName: "DU1" });
  stage.connect(ALPHA, 1);
  return stage;
}

/** 100 were bought at 10 for a limit of 1,000, and are worth 1,050 by now. */
function bought(isTold: boolean): Stage {
  const stage = limited();
  place(stage, 1, { ...order, ...hundred });
  stage.pass(200);
  stage.shows(0);
  fills(stage, 0, 100);
  if (isTold) positionIs(stage, 100);
  const worth = { position: shares(100), marketPrice: 10.5, marketValue: 1_050, averageCost: 10 };
  stage.says("updatePortfolio", { contract, ...worth, accountName: "DU1" });
  return stage;
}

const EXITS: Readonly<Record<string, object>> = {
  "a target": profit,
  "a stop": stop,
  "a sale at the market": { ...profit, orderType: "MKT", lmtPrice: undefined },
};

for (const [what, exit] of Object.entries(EXITS))
  for (const isTold of [true, false])
    test(`${what} leaves${isTold ? "" : " before the position is told"}`, () => {
      const stage = bought(isTold);
      place(stage, 2, { ...exit, ...hundred });
      stage.pass(200);
      assert.equal(stage.placed.length, 2);
    });

test("an order at the market in a contract that nobody quotes is not priced by another one's far limit", () => {
  const stage = limited();
  place(stage, 1, { ...order, lmtPrice: 1 });
  place(stage, 2, { ...order, totalQuantity: shares(500), orderType: "MKT", lmtPrice: undefined });
  stage.pass(200);
  assert.equal(stage.placed.length, 1);
});

/** Ninety of the first contract. */
const spread = {
  ...{ ...contract, conId: 0, secType: "BAG" },
  comboLegs: [{ conId: contract.conId, ratio: 90, action: "BUY", exchange: "SMART" }],
};

for (const [what, wanted, of] of [
  ["an order", 90, contract],
  ["a combination", 1, spread],
  ["a combination, shown before,", 1, spread],
] as const)
  test(`${what} that a status alone calls filled is worth something at once, whatever contract is asked for next`, () => {
    const stage = limited();
    const elsewhere = (orderId: number, quantity: number): void => {
      const msft = { ...contract, conId: 7, symbol: "MSFT" };
      const wanted = { ...order, totalQuantity: shares(quantity) };
      stage.ask(ALPHA, "placeOrder", { orderId, contract: msft, order: wanted });
      stage.pass(200);
    };
    positionIs(stage, 1);
    const worth = { position: shares(1), marketPrice: 10, marketValue: 10, averageCost: 10 };
    stage.says("updatePortfolio", { contract, ...worth, accountName: "DU1" });
    elsewhere(1, 1);
    place(stage, 2, { ...order, totalQuantity: shares(wanted) }, of);
    stage.pass(200);
    const { orderId } = stage.placed[1]!;
    if (what.includes("shown before")) stage.shows(1);
    const filled = { orderId, clientId: 100, permId: 501, status: "Filled", remaining: shares(0) };
    stage.says("orderStatus", { ...filled, filled: shares(wanted) });
    elsewhere(3, 10);
    assert.equal(stage.placed.length, 2, "91 of the first contract, 11 of the other");
  });

test("what a status alone calls filled makes the value of all unknown where nothing prices its contract", () => {
  const stage = limited();
  place(stage, 1, { ...order, ...hundred });
  stage.pass(200);
  const { orderId } = stage.shows(0);
  const filled = { orderId, clientId: 100, permId: 500, status: "Filled", filled: shares(100), remaining: shares(0) };
  stage.says("orderStatus", filled);
  stage.told(ALPHA);
  place(stage, 2, { ...order, totalQuantity: shares(1) }, { ...contract, conId: 7, symbol: "MSFT" });
  stage.pass(200);
  const refused = stage.told(ALPHA).flatMap((m) => (m.name === "error" ? [m.body.errorMsg] : []));
  assert.match(refused.join(), /max-gross-value/);
});
