/** Orders that name a contract by its symbol, as most bots do, beside limits that must know which contract that is. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, profit, Stage, shares, stop } from "../../test/engine/stage.ts";
import { type Limits, NO_LIMITS } from "../model/limits.ts";

const ALPHA = 1 as never;
const SHARE = { symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const LISTED = { ...contract, exchange: "NASDAQ", localSymbol: "AAPL", tradingClass: "NMS" };
const DETAILS = { ...LISTED, exchange: "SMART", primaryExchange: "NASDAQ" };
const SELL = { action: "SELL" };

/** A stage with these limits of alpha's account, which holds so many shares, with alpha connected. */
function limited(limits: Partial<Limits>, held = 0): Stage {
  const stage = new Stage({ ...config, accounts: { DU1: { ...NO_LIMITS, ...limits } } });
  stage.greet();
  stage.recover(() => {
    if (held > 0) stage.says("position", { account: "DU1", contract: LISTED, position: shares(held), avgCost: 1 });
  });
  stage.connect(1, 1);
  return stage;
}

let orderId = 0;
/** The text of the refusal of an order, or `passed`. */
function told(stage: Stage, changed: object = {}, of: object = SHARE): string {
  stage.told(ALPHA);
  stage.ask(ALPHA, "placeOrder", { orderId: ++orderId, contract: of, order: { ...order, ...changed } } as never);
  const refusal = stage.told(ALPHA).find(({ name }) => name === "error");
  return refusal?.name === "error" ? refusal.body.errorMsg.replace("Order rejected - reason:holdfast ", "") : "passed";
}

/** What the Gateway was asked about contracts. */
const questions = (stage: Stage): object[] =>
  stage.asked.flatMap((r) => {
    if (r.name !== "reqContractDetails") return [];
    const { conId, symbol, exchange } = r.body.contract;
    return [conId ? { conId } : { symbol, exchange }];
  });

/** Answers the last question with these contracts. */
function answers(stage: Stage, ...found: readonly object[]): void {
  const reqId = stage.lastReqId("reqContractDetails");
  for (const one of found)
    stage.says("contractDetails", {
      reqId,
      contract: { ...DETAILS, ...one },
      validExchanges: "SMART,NASDAQ",
      priceMagnifier: 1,
    });
  stage.says("contractDetailsEnd", { reqId });
  stage.pass(150);
}

test("a sale by symbol is refused until the Gateway has said which contract that is, and holdfast asks it at once", () => {
  const stage = limited({ "long-only": true });
  assert.match(
    told(stage, SELL),
    /^long-only: .+ \(no conId of AAPL: holdfast is asking the Gateway, send it again in a second\)/,
  );
  stage.pass(100);
  assert.deepEqual(questions(stage), [{ symbol: "AAPL", exchange: "SMART" }]);
  answers(stage, {});
  assert.equal(told(stage, SELL), "long-only: a position of -1 when all that sells has filled against 0");
  stage.says("position", { account: "DU1", contract: LISTED, position: shares(1), avgCost: 1 });
  assert.equal(told(stage, SELL), "passed");
  assert.equal(questions(stage).length, 1);
});

test("what the account holds when the session begins is sold by symbol at the first try, and not beyond it", () => {
  const stage = limited({ "long-only": true }, 5);
  assert.deepEqual(questions(stage), [{ conId: contract.conId }]);
  answers(stage, {});
  assert.equal(told(stage, { ...SELL, totalQuantity: shares(5) }), "passed");
  assert.equal(told(stage, SELL), "long-only: a position of -1 when all that sells has filled against 0");
});

test("what was bought by symbol is sold by symbol, for the Gateway's echo names it", () => {
  const stage = limited({ "long-only": true, "max-position": shares(3) });
  assert.match(told(stage), /^max-position: .+ send it again in a second/);
  stage.pass(100);
  answers(stage, {});
  assert.equal(told(stage, { totalQuantity: shares(3) }), "passed");
  assert.equal(told(stage), "max-position: a position of 4 with every open order filled against 3");
  const fresh = limited({ "long-only": true });
  assert.equal(told(fresh), "passed");
  fresh.pass(100);
  fresh.says("openOrder", {
    contract: { ...DETAILS },
    order: { ...fresh.placed[0]!.order, orderId: fresh.placed[0]!.orderId, clientId: 100, permId: 500 },
    orderState: { status: "Submitted" },
  });
  fresh.executes(0, { side: "BOT", shares: shares(1), price: 10, cumQty: shares(1) }, -1, DETAILS as never);
  fresh.says("position", { account: "DU1", contract: LISTED, position: shares(1), avgCost: 10 });
  assert.equal(told(fresh, SELL), "passed");
  assert.deepEqual(questions(fresh), []);
});

test("an order leaves as its client named it, and the journal says what that meant", () => {
  const stage = limited({ "max-position": shares(3) }, 1);
  answers(stage, {});
  assert.equal(told(stage), "passed");
  stage.pass(100);
  assert.equal(stage.placed[0]?.contract.conId, 0);
  const [leg] = stage.entries.flatMap((entry) => (entry.kind === "orderIntended" ? entry.legs : []));
  assert.deepEqual([leg?.conId, leg?.contract.conId], [contract.conId, 0]);
});

test("a bracket by symbol passes as one by number does", () => {
  const stage = limited({ "long-only": true, "max-position": shares(1) });
  told(stage);
  stage.pass(100);
  answers(stage, {});
  const parentId = orderId + 1;
  const legs = [{ transmit: false }, { ...profit, parentId, transmit: false }, { ...stop, parentId }];
  for (const leg of legs) assert.equal(told(stage, leg), "passed");
  stage.pass(100);
  assert.equal(stage.placed.length, 3);
});

test("a contract that the Gateway has twice is refused, and so is one that it does not have", () => {
  const stage = limited({ "long-only": true }, 1);
  answers(stage, { exchange: "IBIS" });
  const listed = { ...SHARE, exchange: "LSE" };
  assert.match(told(stage, SELL, listed), /holdfast is asking the Gateway/);
  stage.pass(100);
  answers(stage, {}, { conId: 7, primaryExchange: "PINK" });
  assert.match(
    told(stage, SELL, listed),
    /long-only: .+ the Gateway knows several such contracts: name the primaryExc/,
  );
  assert.match(told(stage, SELL, { ...SHARE, symbol: "NONE" }), /holdfast is asking the Gateway/);
  stage.pass(100);
  stage.refuses(stage.lastReqId("reqContractDetails"), 200);
  assert.match(told(stage, SELL, { ...SHARE, symbol: "NONE" }), /long-only: .+ the Gateway knows no such contract/);
});

test("an order that leaves open which contract it means is refused without a question", () => {
  const stage = limited({ "long-only": true });
  for (const open of [{ symbol: "AAPL" }, { ...SHARE, secType: "OPT" }])
    assert.match(told(stage, SELL, open), /long-only: .+ name the conId, or symbol, secType, exchange and currency/);
  stage.pass(1_000);
  assert.deepEqual(questions(stage), []);
});

test("one question is under way, and the same one goes once in a minute", () => {
  const stage = limited({ "long-only": true });
  for (let n = 0; n < 3; n++) for (const symbol of ["AAPL", "MSFT"]) told(stage, SELL, { ...SHARE, symbol });
  stage.pass(5_000);
  assert.deepEqual(questions(stage), [{ symbol: "AAPL", exchange: "SMART" }]);
  stage.pass(10_200);
  assert.deepEqual(questions(stage).slice(1), [{ symbol: "MSFT", exchange: "SMART" }]);
  assert.equal(stage.logged("contract-not-named"), 1);
  told(stage, SELL);
  stage.pass(30_000);
  assert.equal(questions(stage).length, 2);
  stage.pass(30_000);
  told(stage, SELL);
  stage.pass(100);
  assert.equal(questions(stage).length, 3);
});

test("an answer that comes in pieces counts when it is complete, and one that a lost session takes with it never", () => {
  const stage = limited({ "long-only": true });
  told(stage, SELL);
  stage.pass(100);
  const reqId = stage.lastReqId("reqContractDetails");
  stage.says("contractDetails", {
    reqId,
    contract: { ...DETAILS, exchange: "" },
    validExchanges: "",
    priceMagnifier: 1,
  });
  assert.match(told(stage, SELL), /holdfast is asking the Gateway/);
  stage.reconnect();
  stage.recover();
  stage.says("contractDetailsEnd", { reqId });
  assert.match(told(stage, SELL), /holdfast is asking the Gateway/);
  stage.pass(100);
  assert.equal(questions(stage).length, 2);
});

test("a banned conId is asked for by name before anybody trades, and orders by other names pass", () => {
  const stage = limited({ banned: [{ conId: 4815747 }] });
  assert.deepEqual(questions(stage), [{ conId: 4815747 }]);
  assert.match(told(stage), /^banned: AAPL STK against conId 4815747: .+ holdfast is asking the Gateway/);
  answers(stage, { conId: 4815747, symbol: "NVDA", localSymbol: "NVDA" });
  assert.equal(told(stage), "passed");
  assert.match(told(stage, {}, { ...SHARE, symbol: "NVDA" }), /^banned: NVDA STK conId 4815747 against conId 4815747/);
});

test("a bot that watches a contract before it trades it waits for nothing", () => {
  const stage = limited({ "long-only": true, "max-position": shares(5) });
  stage.ask(ALPHA, "reqMktData", { reqId: 9, contract: SHARE });
  stage.pass(200);
  assert.deepEqual(questions(stage), [{ symbol: "AAPL", exchange: "SMART" }]);
  answers(stage, {});
  assert.equal(told(stage), "passed");
});

test("without a limit that needs them contracts are not asked for", () => {
  const stage = limited({ "max-quantity": shares(1) }, 3);
  stage.ask(ALPHA, "reqMktData", { reqId: 9, contract: SHARE });
  assert.match(told(stage, { totalQuantity: shares(2) }), /^max-quantity/);
  stage.pass(1_000);
  assert.deepEqual(questions(stage), []);
});

test("a close by symbol passes while only what reduces may", () => {
  const stage = limited({ "long-only": true }, 2);
  answers(stage, {});
  stage.step({
    kind: "operate",
    query: 2,
    by: "ann",
    what: { kind: "resume", scope: { account: "DU1" }, to: "reducing", why: "a test" },
  });
  assert.match(told(stage), /^trading/);
  assert.equal(told(stage, { ...SELL, totalQuantity: shares(2) }), "passed");
  stage.pass(100);
  assert.equal(stage.placed.length, 1);
});

test("a leg that waits at the door is judged as the contract that it becomes", () => {
  const stage = limited({ banned: [{ symbol: "TSLA" }] }, 1);
  answers(stage, {});
  assert.equal(told(stage, { transmit: false }, contract), "passed");
  orderId--;
  assert.match(told(stage, {}, { ...SHARE, symbol: "TSLA" }), /banned: TSLA STK against TSLA/);
});

test("what a client writes into a name that it streams stands in no log", () => {
  const stage = limited({ "long-only": true });
  for (const found of [[{ symbol: "AAPL" }], []]) {
    stage.ask(ALPHA, "reqMktData", {
      reqId: 9 + found.length,
      contract: { ...SHARE, symbol: `SECRET${found.length}` },
    });
    stage.pass(200);
    answers(stage, ...found);
  }
  assert.equal(stage.logged("contract-named"), 2);
  assert.ok(!JSON.stringify(stage.effects.filter(({ kind }) => kind === "log")).includes("SECRET"));
});

const POUNDS = { ...contract, conId: 8, symbol: "VOD", currency: "GBP" };
const PENCE = { ...POUNDS, localSymbol: "VOD", primaryExchange: "LSE" };

for (const limit of ["max-value", "max-gross-value"] as const)
  test(`an order in pence that ${limit} refuses is asked for, and passes as what it is worth in pounds`, () => {
    const stage = limited({ [limit]: shares(1_000) });
    stage.says("updateAccountValue", { key: "ExchangeRate", value: "1", currency: "GBP", accountName: "DU1" });
    const hundred = { lmtPrice: 500, totalQuantity: shares(200) };
    assert.match(told(stage, hundred, POUNDS), new RegExp(`^${limit}: .*100000.00 .*against 1000`));
    stage.pass(100);
    assert.deepEqual(questions(stage), [{ conId: 8 }]);
    const reqId = stage.lastReqId("reqContractDetails");
    stage.says("contractDetails", { reqId, contract: PENCE, validExchanges: "SMART,LSE", priceMagnifier: 100 });
    stage.says("contractDetailsEnd", { reqId });
    assert.equal(told(stage, hundred, POUNDS), "passed");
    assert.match(
      told(stage, { ...hundred, totalQuantity: shares(201) }, POUNDS),
      new RegExp(`^${limit}: .*(1005|2005)`),
    );
  });

for (const limit of ["max-value", "max-gross-value"] as const)
  test(`a future by number is asked for under ${limit}, and counts with the broker's multiplier, not with its bot's`, () => {
    const stage = limited({ [limit]: shares(100_000) });
    stage.says("updateAccountValue", { key: "ExchangeRate", value: "1", currency: "USD", accountName: "DU1" });
    const future = { conId: 9, symbol: "ES", secType: "FUT", exchange: "CME", currency: "USD" };
    const one = { lmtPrice: 5_000 };
    assert.match(told(stage, one, { ...future, multiplier: "0.01" }), /its multiplier is not known\) against 100000$/);
    stage.pass(100);
    assert.deepEqual(questions(stage), [{ conId: 9 }]);
    answers(stage, { ...future, multiplier: "50" });
    assert.match(told(stage, one, { ...future, multiplier: "0.01" }), /250000.00 .*against 100000/);
    assert.equal(told(stage, { lmtPrice: 1_000 }, future), "passed");
  });

test("what a list names by number since an operator changed it is asked for when it refuses for want of a name", () => {
  const stage = limited({ banned: [{ symbol: "GME" }] });
  assert.equal(told(stage), "passed");
  stage.step({
    kind: "operate",
    query: 2,
    by: "ann",
    what: {
      kind: "limit",
      scope: { account: "DU1" },
      limit: "banned",
      value: [{ conId: 7 }],
      minutes: 0,
      why: "a test",
    },
  } as never);
  assert.match(told(stage, { lmtPrice: 11 }), /^banned: AAPL STK against conId 7/);
  stage.pass(50);
  answers(stage, {});
  answers(stage, { conId: 7, symbol: "AMC", localSymbol: "AMC" });
  assert.deepEqual(questions(stage), [{ symbol: "AAPL", exchange: "SMART" }, { conId: 7 }]);
  assert.equal(told(stage, { lmtPrice: 11 }, { ...SHARE, symbol: "SPY" }), "passed");
});

test("an order by ISIN is judged as the contract that the Gateway says it is, whatever symbol stands beside it", () => {
  const stage = limited({ banned: [{ symbol: "GME" }], contracts: [{ symbol: "AAPL" }] });
  const byIsin = { ...SHARE, secIdType: "ISIN", secId: "US36467W1099" };
  assert.match(told(stage, {}, byIsin), /^contracts: .+ holdfast is asking the Gateway/);
  stage.pass(100);
  answers(stage, { conId: 7, symbol: "GME", localSymbol: "GME" });
  assert.match(told(stage, {}, byIsin), /^contracts: .+ its name has changed: name its conId/);
  const own = { ...byIsin, secId: "US0378331005" };
  assert.match(told(stage, {}, own), /^contracts: .+ holdfast is asking the Gateway/);
  stage.pass(100);
  answers(stage, {});
  assert.equal(told(stage, {}, own), "passed");
});
