/** Positions that brackets have opened: what leaves them without a working stop is an alert, and nothing else is. */
import assert from "node:assert/strict";
import test from "node:test";
import {
  ALPHA,
  alerts,
  causes,
  ends,
  fills,
  hundred,
  opens,
  place,
  positionIs,
  sendsBracket,
  showsAll,
} from "../../test/engine/bracket.ts";
import { config, contract, order, profit, ready, Stage, shares, stop } from "../../test/engine/stage.ts";
import type { Entry } from "../model/entry.ts";
import { fromJson, toJson } from "../model/lean.ts";
import { Blotter } from "../orders/blotter.ts";
import { Families } from "../sentinel/families.ts";

const verdict = (stage: Stage): string => (stage.answer("protected") as { verdict: string }).verdict;

test("a bracket that rests and fills raises nothing, also when its children are shown before their parent", () => {
  const stage = ready();
  sendsBracket(stage);
  for (const n of [2, 1, 0]) stage.shows(n, { status: "PreSubmitted" });
  fills(stage, 0, 40);
  stage.pass(20_000);
  fills(stage, 0, 60, 100);
  positionIs(stage, 100);
  stage.pass(60_000);
  ends(stage, 2, "Cancelled");
  fills(stage, 1, 100);
  positionIs(stage, 0);
  stage.pass(60_000);
  assert.deepEqual(alerts(stage), []);
  assert.equal(stage.logged("alert"), 0);
});

test("a stop that the broker refuses leaves the filled entry unprotected after five seconds", () => {
  const stage = ready();
  sendsBracket(stage);
  stage.shows(0, { status: "PreSubmitted" });
  stage.shows(1, { status: "PreSubmitted" });
  stage.refuses(stage.placed[2]!.orderId, 201, "Order rejected - reason:no");
  fills(stage, 0, 100);
  positionIs(stage, 100);
  stage.pass(4_900);
  assert.ok(!causes(stage).includes("unprotected"));
  stage.pass(200);
  const [told] = alerts(stage).filter(({ cause }) => cause === "unprotected");
  assert.deepEqual([told?.account, told?.strategy, told?.conId], ["DU1", "alpha", contract.conId]);
  assert.match(told!.detail, /^100 of AAPL long \(entry 1\), 0 covered by working stops$/);
});

test("a stop that its client spells in another way is one: without it the filled entry is unprotected", () => {
  for (const orderType of ["stp", "Stop", "Stop Limit", "trail"]) {
    const stage = opens(ready(), { stop: { orderType } });
    ends(stage, 2, "Cancelled");
    stage.pass(5_100);
    assert.ok(causes(stage).includes("unprotected"), orderType);
  }
});

test("a partial fill without its stop is unprotected, not only a whole one", () => {
  const stage = ready();
  sendsBracket(stage);
  stage.shows(0);
  stage.shows(1, { status: "PreSubmitted" });
  fills(stage, 0, 30);
  positionIs(stage, 30);
  stage.pass(5_100);
  assert.match(alerts(stage).find(({ cause }) => cause === "unprotected")!.detail, /^30 of AAPL long/);
});

test("what an alert shows is what lacks its stop now, not what lacked it when somebody was told", () => {
  const stage = ready();
  sendsBracket(stage);
  stage.shows(0);
  stage.shows(1, { status: "PreSubmitted" });
  fills(stage, 0, 30);
  positionIs(stage, 30);
  stage.pass(5_100);
  const detail = (): string | undefined => alerts(stage).find(({ cause }) => cause === "unprotected")?.detail;
  assert.match(detail()!, /^30 of AAPL long/);
  fills(stage, 0, 70, 100);
  positionIs(stage, 100);
  stage.pass(1_000);
  assert.match(detail()!, /^100 of AAPL long/);
  assert.equal(stage.logged("alert"), 2, "the missing leg, and the position once");
  assert.equal(stage.logged("alert-changed"), 1);
});

for (const orderType of ["TRAIL MIT", "TRAIL LIT"])
  test(`a ${orderType} waits for the market to go with the position, and is no stop`, () => {
    const stage = opens(ready(), { target: { orderType, auxPrice: 1, lmtPrice: undefined } });
    assert.equal(verdict(stage), "yes");
    stage.ask(ALPHA, "cancelOrder", { orderId: 3 });
    stage.pass(500);
    ends(stage, 2, "Cancelled");
    stage.pass(5_100);
    assert.deepEqual(causes(stage), ["unprotected"]);
    assert.equal(verdict(stage), "no");
  });

test("a stop that the operator cancels is missed, until the bot places another one of its own", () => {
  const stage = opens(ready());
  ends(stage, 2, "Cancelled");
  stage.pass(5_100);
  assert.deepEqual(causes(stage), ["leg-missing", "unprotected"]);
  place(stage, 9, { ...stop, ...hundred, auxPrice: 8 });
  stage.pass(500);
  stage.shows(3, { status: "PreSubmitted" });
  assert.deepEqual(causes(stage), ["leg-missing"]);
});

test("a stop that its own bot cancels leaves the position unprotected all the same", () => {
  const stage = ready();
  sendsBracket(stage);
  showsAll(stage);
  fills(stage, 0, 100);
  positionIs(stage, 100);
  stage.ask(ALPHA, "cancelOrder", { orderId: 3 });
  stage.pass(500);
  ends(stage, 2, "Cancelled");
  stage.pass(5_100);
  assert.deepEqual(causes(stage), ["unprotected"]);
});

test("an alert of missing protection ends when the position is closed, by the bot or by hand", () => {
  const byBot = opens(ready());
  ends(byBot, 2, "Cancelled");
  byBot.pass(5_100);
  place(byBot, 9, { ...profit, ...hundred, orderType: "MKT", lmtPrice: undefined });
  byBot.pass(500);
  fills(byBot, 3, 100);
  assert.deepEqual(causes(byBot), []);

  const byHand = opens(ready());
  ends(byHand, 2, "Cancelled");
  byHand.pass(5_100);
  assert.equal(causes(byHand).length, 2);
  positionIs(byHand, 0);
  assert.deepEqual(causes(byHand), []);
});

test("what was closed by other orders stays closed: a later position of the bot is not the bracket's", () => {
  const stage = opens(ready());
  stage.ask(ALPHA, "cancelOrder", { orderId: 3 });
  stage.ask(ALPHA, "cancelOrder", { orderId: 2 });
  place(stage, 9, { ...profit, ...hundred, orderType: "MKT", lmtPrice: undefined });
  stage.pass(1_000);
  ends(stage, 1, "Cancelled");
  ends(stage, 2, "Cancelled");
  fills(stage, 3, 100);
  positionIs(stage, 0);
  place(stage, 10, { ...order, ...hundred });
  stage.pass(1_000);
  fills(stage, 4, 100);
  positionIs(stage, 100);
  stage.pass(60_000);
  assert.equal(stage.logged("alert"), 0);
});

/** Beside a bracket whose stop has ended: order 9 buys as much again, and order 10 sells that at the market. */
function besides(stage: Stage): Stage {
  place(stage, 9, { ...order, ...hundred });
  place(stage, 10, { ...profit, ...hundred, orderType: "MKT", lmtPrice: undefined });
  stage.pass(500);
  for (const n of [3, 4]) stage.shows(n);
  for (const n of [1, 2]) ends(stage, n, "Cancelled");
  return stage;
}

/** An execution of the nth order that left, as `tells` hears it. */
function makes(stage: Stage, n: number, second: number, { version = 1, quantity = 100, tells = stage } = {}): void {
  const { orderId, order: sent } = stage.placed[n]!;
  const ids = { orderId, clientId: 100, permId: 500 + n, acctNumber: "DU1", orderRef: sent.orderRef };
  const traded = { side: n === 4 ? "SLD" : "BOT", shares: shares(quantity), cumQty: shares(quantity), avgPrice: 10 };
  const when = { execId: `e${n}.01.0${version}`, time: `20260105 10:00:0${second} US/Eastern` };
  tells.says("execDetails", { reqId: -1, contract, execution: { ...ids, ...traded, ...when } });
}

const isBare = (stage: Stage): boolean => {
  stage.pass(6_000);
  return causes(stage).includes("unprotected");
};

for (const [what, bought, isTold] of [
  ["before it", 4, true],
  ["in the second of it", 5, true],
  ["behind it", 6, false],
] as const)
  test(`what was bought ${what} and is told after a sale ${isTold ? "is what that has closed" : "leaves closed what that has closed"}`, () => {
    for (const isCut of [false, true]) {
      const stage = besides(opens(ready()));
      assert.equal(isBare(stage), true);
      makes(stage, 4, 5);
      assert.equal(isBare(stage), false);
      const again = isCut ? new Stage(config, [fromJson(toJson(stage.engine.carry())) as Entry]) : stage;
      if (isCut) again.greet();
      if (isCut) again.recover(() => positionIs(again, 100));
      makes(stage, 3, bought, { tells: again });
      positionIs(again, 100);
      assert.equal(isBare(again), isTold, `over a cut: ${isCut}`);
    }
  });

test("what a bot buys in the second of its sale, and has placed behind it, is another position", () => {
  const stage = besides(opens(ready()));
  makes(stage, 4, 5);
  place(stage, 11, { ...order, ...hundred });
  stage.pass(200);
  makes(stage, 5, 5);
  positionIs(stage, 100);
  assert.equal(isBare(stage), false);
});

test("a sale that is taken back has closed nothing", () => {
  const stage = besides(opens(ready()));
  makes(stage, 4, 5);
  assert.equal(isBare(stage), false);
  makes(stage, 4, 5, { version: 2, quantity: 0 });
  positionIs(stage, 100);
  assert.equal(isBare(stage), true);
});

test("what a bot closes by another order is taken from entries without a stop first: the bare one stays told", () => {
  const stage = opens(ready());
  ends(stage, 2, "Cancelled");
  place(stage, 4, { ...order, ...hundred, transmit: false });
  place(stage, 5, { ...profit, ...hundred, parentId: 4 });
  stage.pass(500);
  for (const n of [3, 4]) stage.shows(n, { status: "PreSubmitted" });
  fills(stage, 3, 100);
  stage.pass(6_000);
  const [bare] = alerts(stage).filter(({ cause }) => cause === "unprotected");
  assert.equal(bare?.detail, "100 of AAPL long (entry 1), 0 covered by working stops");
  const close = { ...profit, totalQuantity: shares(200), orderType: "MKT", lmtPrice: undefined };
  place(stage, 9, close);
  stage.pass(500);
  for (const [quantity, cumulative, isTold] of [
    [100, 100, true],
    [99, 199, true],
    [1, 200, false],
  ] as const) {
    fills(stage, 5, quantity, cumulative);
    stage.pass(6_000);
    assert.equal(causes(stage).includes("unprotected"), isTold, `${cumulative} of 200 are closed`);
  }
});

test("what a bot closes by another order is taken from the entry that has been open for longest, not from the one that was placed first", () => {
  const stage = ready();
  sendsBracket(stage);
  showsAll(stage);
  place(stage, 4, { ...order, ...hundred, transmit: false });
  place(stage, 5, { ...stop, ...hundred, parentId: 4 });
  stage.pass(500);
  for (const n of [3, 4]) stage.shows(n, { status: "PreSubmitted" });
  fills(stage, 3, 100);
  ends(stage, 2, "Cancelled");
  fills(stage, 0, 100);
  place(stage, 9, { ...profit, ...hundred, orderType: "MKT", lmtPrice: undefined });
  stage.pass(500);
  fills(stage, 5, 100);
  positionIs(stage, 100);
  ends(stage, 4, "Cancelled");
  stage.pass(6_000);
  const [bare] = alerts(stage).filter(({ cause }) => cause === "unprotected");
  assert.equal(bare?.detail, "100 of AAPL long (entry 1), 0 covered by working stops");
});

test("the stop of another entry covers from that entry's first fill on, and not while it waits for it", () => {
  const stage = opens(ready());
  ends(stage, 2, "Cancelled");
  place(stage, 4, { ...order, ...hundred, transmit: false });
  place(stage, 5, { ...stop, totalQuantity: shares(300), parentId: 4 });
  stage.pass(500);
  for (const n of [3, 4]) stage.shows(n, { status: "PreSubmitted" });
  stage.pass(6_000);
  assert.ok(causes(stage).includes("unprotected"), "the broker shows it PreSubmitted, and it sleeps");
  fills(stage, 3, 40);
  assert.ok(!causes(stage).includes("unprotected"));
});

test("the stop of an entry that ended without a trade covers nothing, though the broker goes on showing it", () => {
  const stage = opens(ready());
  ends(stage, 2, "Cancelled");
  place(stage, 4, { ...order, ...hundred, transmit: false });
  place(stage, 5, { ...stop, totalQuantity: shares(300), parentId: 4 });
  stage.pass(500);
  for (const n of [3, 4]) stage.shows(n, { status: "PreSubmitted" });
  stage.refuses(stage.placed[3]!.orderId, 201, "Order rejected - reason:no");
  ends(stage, 3, "Inactive");
  stage.pass(6_000);
  assert.ok(stage.statuses().includes("4 rejected"));
  assert.ok(stage.statuses().includes("5 working"), "children of an Inactive parent keep waiting as its children");
  assert.ok(causes(stage).includes("unprotected"), "it waits for an entry that will never fill");
});

test("a manual stop covers whatever the broker calls its waiting: `child` may stand there behind the fill of its entry", () => {
  const stage = opens(ready());
  const manual = { orderId: 0, clientId: 0, permId: 900, account: "DU1", ...stop, ...hundred };
  const whyHeld = "child,trigger";
  stage.says("openOrder", { contract, order: manual, orderState: { status: "PreSubmitted" } });
  stage.says("orderStatus", { orderId: 0, clientId: 0, permId: 900, status: "PreSubmitted", whyHeld });
  ends(stage, 2, "Cancelled");
  stage.pass(6_000);
  assert.ok(!causes(stage).includes("unprotected"));
});

test("the stop of an add-on that has not traded covers nothing of the entry before it, although they are one family", () => {
  const stage = ready();
  stage.connect(ALPHA, 1);
  const held = { transmit: false };
  place(stage, 1, { ...order, ...hundred, ...held });
  place(stage, 2, { ...stop, ...hundred, parentId: 1, ...held });
  place(stage, 3, { ...order, ...hundred, orderType: "STP", auxPrice: 11, lmtPrice: undefined, parentId: 1, ...held });
  place(stage, 4, { ...stop, ...hundred, parentId: 3 });
  stage.pass(500);
  for (const n of [0, 1, 2, 3]) stage.shows(n, { status: "PreSubmitted" });
  fills(stage, 0, 100);
  positionIs(stage, 100);
  stage.pass(10_000);
  assert.deepEqual(causes(stage), []);
  ends(stage, 1, "Cancelled");
  stage.pass(10_000);
  assert.deepEqual(causes(stage), ["unprotected"]);
});

test("a stop that works on behind the end of its entry covers", () => {
  const stage = opens(ready());
  ends(stage, 2, "Cancelled");
  place(stage, 4, { ...order, ...hundred, transmit: false });
  place(stage, 5, { ...stop, ...hundred, parentId: 4 });
  stage.pass(500);
  for (const n of [3, 4]) stage.shows(n, { status: "PreSubmitted" });
  ends(stage, 3, "Cancelled");
  stage.shows(4, { status: "PreSubmitted", parentId: 0 });
  stage.pass(10_000);
  assert.ok(!causes(stage).includes("unprotected"));
});

test("a manual stop in the same account and contract covers", () => {
  const stage = opens(ready());
  const manual = { orderId: 0, clientId: 0, permId: 900, account: "DU1", ...stop, ...hundred };
  stage.says("openOrder", { contract, order: manual, orderState: { status: "PreSubmitted" } });
  ends(stage, 2, "Cancelled");
  stage.pass(6_000);
  assert.deepEqual(causes(stage), ["leg-missing"]);
  stage.says("orderStatus", { orderId: 0, clientId: 0, permId: 900, status: "Cancelled" });
  stage.pass(6_000);
  assert.deepEqual(causes(stage).sort(), ["leg-missing", "unprotected"]);
});

test("a group of the same name behind a later entry guards that one", () => {
  const stage = ready();
  stage.connect(ALPHA, 1);
  const enters = (id: number): void => {
    place(stage, id, { ...order, ...hundred });
    stage.pass(100);
    stage.shows(id - 1);
    fills(stage, id - 1, 100);
    positionIs(stage, 100);
    place(stage, id + 1, { ...stop, ...hundred, ocaGroup: "exits", ocaType: 1 });
    stage.pass(500);
    stage.shows(id, { status: "PreSubmitted" });
  };
  enters(1);
  fills(stage, 1, 100);
  positionIs(stage, 0);
  enters(3);
  stage.pass(60_000);
  assert.deepEqual(causes(stage), []);
  ends(stage, 3, "Cancelled");
  stage.pass(6_000);
  assert.deepEqual(causes(stage), ["leg-missing", "unprotected"]);
});

test("a group that fitted no entry takes nothing from the one behind which its name is used again", () => {
  const stage = ready();
  stage.connect(ALPHA, 1);
  const enters = (id: number, held: number): void => {
    place(stage, id, { ...order, ...hundred });
    stage.pass(100);
    stage.shows(stage.placed.length - 1);
    fills(stage, stage.placed.length - 1, 100);
    positionIs(stage, held);
  };
  const stops = (id: number, totalQuantity: number): void => {
    place(stage, id, { ...stop, totalQuantity: shares(totalQuantity), ocaGroup: "exits", ocaType: 1 });
    stage.pass(500);
    stage.shows(stage.placed.length - 1, { status: "PreSubmitted" });
  };
  enters(1, 100);
  enters(2, 200);
  stops(3, 200);
  fills(stage, 2, 200);
  positionIs(stage, 0);
  enters(4, 100);
  stops(5, 100);
  stage.pass(60_000);
  assert.deepEqual(causes(stage), []);
  ends(stage, 4, "Cancelled");
  stage.pass(6_000);
  assert.deepEqual(causes(stage), ["leg-missing", "unprotected"]);
});

test("an entry in a group behind a round trip without stops is no exit of what was closed then", () => {
  const stage = ready();
  stage.connect(ALPHA, 1);
  const trades = (id: number, action: string): void => {
    place(stage, id, { ...order, ...hundred, action });
    stage.pass(100);
    stage.shows(id - 1);
    fills(stage, id - 1, 100);
  };
  trades(1, "SELL");
  trades(2, "BUY");
  positionIs(stage, 0);
  place(stage, 3, { ...stop, ...hundred, action: "BUY", ocaGroup: "breakout", ocaType: 1, transmit: false });
  place(stage, 4, { ...stop, ...hundred, parentId: 3 });
  stage.pass(500);
  for (const n of [2, 3]) stage.shows(n, { status: "PreSubmitted" });
  fills(stage, 2, 100);
  positionIs(stage, 100);
  stage.pass(60_000);
  assert.deepEqual(causes(stage), []);
  ends(stage, 3, "Cancelled");
  stage.pass(6_000);
  assert.deepEqual(causes(stage), ["leg-missing", "unprotected"]);
});

test("an entry whose exits follow in one OCA group is guarded as a bracket is", () => {
  const stage = ready();
  stage.connect(ALPHA, 1);
  place(stage, 1, { ...order, ...hundred });
  stage.pass(100);
  stage.shows(0);
  fills(stage, 0, 100);
  positionIs(stage, 100);
  stage.pass(60_000);
  assert.deepEqual(causes(stage), [], "nobody said yet that it shall have a stop");
  const group = { ocaGroup: "exits", ocaType: 1, ...hundred };
  place(stage, 2, { ...profit, ...group });
  place(stage, 3, { ...stop, ...group });
  stage.pass(500);
  stage.shows(1);
  stage.shows(2, { status: "PreSubmitted" });
  stage.pass(60_000);
  assert.deepEqual(causes(stage), []);
  ends(stage, 2, "Cancelled");
  stage.pass(6_000);
  assert.deepEqual(causes(stage), ["leg-missing", "unprotected"]);
});

test("two exits in a group that fit no entry are guarded by nobody", () => {
  const stage = ready();
  stage.connect(ALPHA, 1);
  place(stage, 1, { ...order, totalQuantity: shares(70) });
  stage.pass(100);
  stage.shows(0);
  fills(stage, 0, 70);
  place(stage, 2, { ...stop, ...hundred, ocaGroup: "exits" });
  stage.pass(100);
  stage.shows(1, { status: "PreSubmitted" });
  ends(stage, 1, "Cancelled");
  stage.pass(60_000);
  assert.deepEqual(causes(stage), []);
});

test("the alert outlives the process, is not raised twice, and ends when a restart finds the position covered", () => {
  const stage = opens(ready());
  ends(stage, 2, "Cancelled");
  stage.pass(5_100);
  const again = new Stage(config, stage.entries);
  assert.deepEqual(causes(again), ["leg-missing", "unprotected"]);
  again.greet();
  const manual = { orderId: 0, clientId: 0, permId: 900, account: "DU1", ...stop, ...hundred };
  again.recover(() => {
    again.says("position", { account: "DU1", contract, position: shares(100), avgCost: 10 });
    again.says("openOrder", { contract, order: manual, orderState: { status: "PreSubmitted" } });
  });
  again.pass(10_000);
  assert.ok(!causes(again).includes("unprotected"));
  const raised = again.entries.flatMap((entry) => (entry.kind === "alertRaised" ? [entry.alert.cause] : []));
  assert.ok(!raised.includes("unprotected"), "it held already");
});

test("while the session is away nothing is judged: time counts from when it is ready again", () => {
  const stage = opens(ready());
  ends(stage, 2, "Cancelled");
  stage.pass(3_000);
  stage.notices(1100);
  stage.pass(20_000);
  assert.deepEqual(causes(stage), []);
  stage.notices(1102);
  stage.pass(4_900);
  assert.ok(!causes(stage).includes("unprotected"));
  stage.pass(300);
  assert.ok(causes(stage).includes("unprotected"));
});

test("a new file of the journal carries all of it along: families, groups, and what was forgiven", () => {
  const stage = opens(ready());
  place(stage, 4, { ...order, ...hundred });
  stage.pass(200);
  stage.shows(3);
  fills(stage, 3, 100);
  const group = { ...hundred, ocaGroup: "exits" };
  place(stage, 5, { ...stop, ...group });
  place(stage, 6, { ...profit, ...hundred, orderType: "MKT", lmtPrice: undefined });
  stage.pass(200);
  stage.shows(4, { status: "PreSubmitted" });
  fills(stage, 5, 100);
  positionIs(stage, 100);
  const again = new Stage(config, [fromJson(toJson(stage.engine.carry())) as Entry]);
  stage.reconnect();
  again.greet();
  for (const one of [stage, again]) {
    one.recover(() => positionIs(one, 100));
    one.pass(6_000);
    assert.match(alerts(one).find(({ cause }) => cause === "unprotected")!.detail, /^100 of AAPL long/);
  }
});

test("a stop that waits at our door for a leg that never comes protects nothing", () => {
  const stage = ready();
  stage.connect(ALPHA, 1);
  place(stage, 1, { ...order, ...hundred, transmit: false });
  place(stage, 2, { ...stop, ...hundred, parentId: 1, transmit: false });
  place(stage, 1, { ...order, ...hundred });
  stage.pass(200);
  stage.shows(0);
  fills(stage, 0, 100);
  positionIs(stage, 100);
  stage.pass(5_500);
  assert.deepEqual(causes(stage), ["leg-missing", "unprotected"]);
  assert.match(
    alerts(stage)[0]!.detail,
    /it waits at our door for a leg that transmits while its entry has filled 100$/,
  );
});

test("a fill that crosses the cancel of an entry is unprotected too, when its stop went with the entry", () => {
  const stage = ready();
  sendsBracket(stage);
  showsAll(stage);
  for (const n of [0, 1, 2]) ends(stage, n, "Cancelled");
  stage.pass(60_000);
  assert.deepEqual(causes(stage), []);
  fills(stage, 0, 100);
  positionIs(stage, 100);
  stage.pass(5_500);
  assert.ok(causes(stage).includes("unprotected"));
});

test("a contract that its client names by its symbol is one with the number that the broker gives it", () => {
  const stage = ready();
  stage.connect(ALPHA, 1);
  const named = { ...contract, conId: 0 };
  place(stage, 1, { ...order, ...hundred, transmit: false }, named);
  place(stage, 2, { ...stop, ...hundred, parentId: 1 }, named);
  stage.pass(200);
  for (const n of [0, 1]) {
    const { orderId, order: sent } = stage.placed[n]!;
    const echo = { ...sent, orderId, clientId: 100, permId: 500 + n };
    stage.says("openOrder", { contract, order: echo, orderState: { status: "PreSubmitted" } });
  }
  fills(stage, 0, 100);
  positionIs(stage, 100);
  stage.pass(10_000);
  assert.deepEqual(causes(stage), []);
  ends(stage, 1, "Cancelled");
  stage.pass(6_000);
  assert.equal(alerts(stage).find(({ cause }) => cause === "unprotected")?.conId, contract.conId);
  positionIs(stage, 0);
  assert.deepEqual(causes(stage), []);
});

test("combinations are guarded family by family: all of them share one conId", () => {
  const combination = { conId: 28812380, symbol: "AAPL,MSFT", secType: "BAG", exchange: "SMART", currency: "USD" };
  const stage = ready();
  stage.connect(ALPHA, 1);
  place(stage, 1, { ...order, ...hundred, transmit: false }, combination);
  place(stage, 2, { ...stop, ...hundred, parentId: 1 }, combination);
  place(stage, 3, { ...order, ...hundred }, combination);
  stage.pass(200);
  for (const n of [0, 1, 2]) stage.shows(n, { status: "PreSubmitted" });
  const cumulative = { shares: shares(100), cumQty: shares(100), avgPrice: 1 };
  stage.executes(0, { execId: "c0.01", ...cumulative }, -1, combination as typeof contract);
  stage.executes(2, { execId: "c2.01", ...cumulative }, -1, combination as typeof contract);
  stage.pass(10_000);
  assert.deepEqual(causes(stage), []);
  ends(stage, 1, "Cancelled");
  stage.pass(6_000);
  const [missing, bare] = alerts(stage);
  assert.deepEqual([missing?.cause, bare?.cause, bare?.conId], ["leg-missing", "unprotected", undefined]);
  assert.match(bare!.detail, /^100 of AAPL,MSFT long \(entry 1\)/);
});

test("positions that a session has never told are not flat: the alert stays, and nobody is said to be protected", () => {
  const stage = opens(ready());
  ends(stage, 2, "Cancelled");
  stage.pass(5_100);
  const before = causes(stage);
  assert.ok(before.includes("unprotected"));
  const again = new Stage(config, [fromJson(toJson(stage.engine.carry())) as Entry]);
  again.greet();
  again.recover(undefined, undefined, false);
  again.pass(50_000);
  const { conditions } = again.answer("status") as { readonly conditions: { readonly condition: string }[] };
  assert.deepEqual(
    conditions.map(({ condition }) => condition),
    ["accounts-untold"],
  );
  assert.equal(verdict(again), "unknown");
  assert.ok(causes(again).includes("unprotected"));
  positionIs(again, 100);
  again.says("positionEnd");
  again.pass(1_000);
  assert.equal(verdict(again), "no");
  assert.ok(causes(again).includes("unprotected"));
});

test("an unprotected position is not looked at behind what lists say again, and beside its contract's own orders alone", (t) => {
  const stage = opens(ready());
  place(stage, 9, { ...order, ...hundred, lmtPrice: 5 }, { ...contract, conId: 7, symbol: "OTHER" });
  stage.pass(500);
  stage.shows(3);
  ends(stage, 2, "Cancelled");
  stage.pass(5_100);
  assert.ok(causes(stage).includes("unprotected"));
  const looks = t.mock.method(Families.prototype, "exposureOf").mock;
  const all = t.mock.getter(Blotter.prototype, "open").mock;
  stage.shows(3);
  positionIs(stage, 100);
  assert.equal(looks.callCount(), 0);
  stage.shows(3, { status: "PreSubmitted" });
  assert.ok(looks.callCount() > 0);
  assert.equal(all.callCount(), 0);
});

for (const [what, taken, others, closed] of [
  ["whose execution is taken back before it was told has closed nothing", 100, [], 0],
  ["of which a part is taken back before it was told has closed the other part alone", 60, [40], 40],
] as const)
  test(`a stop ${what}`, () => {
    const stage = opens(ready());
    ends(stage, 1, "Cancelled");
    const { orderId } = stage.placed[2]!;
    const filled = { filled: shares(100), remaining: shares(0) };
    stage.says("orderStatus", { orderId, clientId: 100, permId: 502, status: "Filled", ...filled });
    positionIs(stage, 0);
    stage.pass(2_000);
    const sold = { side: "SLD", avgPrice: 9 };
    stage.executes(2, { execId: "e2.01.02", shares: shares(0), cumQty: shares(0), ...sold });
    for (const each of others)
      stage.executes(2, { execId: "e3.01.01", shares: shares(each), cumQty: shares(100), ...sold });
    positionIs(stage, 100 - closed);
    stage.pass(5_100);
    assert.ok(causes(stage).includes("unprotected"));
    stage.executes(2, { execId: "e2.01.01", shares: shares(taken), cumQty: shares(taken), ...sold });
    stage.pass(60_000);
    assert.ok(causes(stage).includes("unprotected"), "the list tells what was taken back behind it");
  });
