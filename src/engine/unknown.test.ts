/** Orders whose fate is unknown: what proves that one never was, what does not, and what may not be added to it meanwhile. */
import assert from "node:assert/strict";
import test from "node:test";
import { ends, sendsBracket } from "../../test/engine/bracket.ts";
import { config, contract, order, ready, Stage, shares, stop } from "../../test/engine/stage.ts";
import { type Instant, minutes, seconds } from "../base/time.ts";
import type { Entry } from "../model/entry.ts";
import type { ConnId } from "../model/ids.ts";
import { Outbox } from "./outbox.ts";

const ALPHA = 1 as ConnId;
const orderOf = (stage: Stage, kind: Entry["kind"]): number => stage.entries.filter((e) => e.kind === kind).length;
const alerts = (stage: Stage): string[] =>
  (stage.answer("alerts") as { cause: string }[]).map(({ cause }) => cause).sort();

const BETA = 2 as ConnId;
const another = { ...contract, conId: 272093, symbol: "MSFT" };
/** Beta's order, shown to work before alpha's left: its cancel is what IB itself can answer. */
const RESTING = 90;
/** The nth placeOrder that left: beta's, then alpha's. */
const LOST = 1;
/** Alpha's orders, as `<its number> <status>`. */
const fates = (stage: Stage): string[] => stage.statuses().filter((fate) => !fate.startsWith(`${RESTING} `));

interface Loss {
  /** What the new session calls the next order id; the order has 2. */
  readonly nextValidId?: number;
  /** Said of the order before the session was lost. */
  readonly before?: (stage: Stage) => void;
  /** The order, when it is another one than an entry. */
  readonly of?: object;
}

/** An order left, and the session was lost before the Gateway said a word of it; a new session is recovered. */
function lost({ nextValidId = 2, before = () => {}, of = order }: Loss = {}): Stage {
  const stage = new Stage(config);
  stage.greet();
  stage.recover();
  stage.connect(ALPHA, 1);
  stage.connect(BETA, 2);
  stage.ask(BETA, "placeOrder", { orderId: RESTING, contract, order });
  stage.pass(200);
  stage.shows();
  stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order: of });
  stage.pass(200);
  before(stage);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  stage.pass(1_500);
  stage.greet("DU1,DU2", nextValidId);
  stage.recover(() => stage.shows());
  stage.told(ALPHA);
  return stage;
}

/** IB carries out a cancel of beta's: the Gateway has a link to it. */
function ibAnswers(stage: Stage, status = "Cancelled"): Stage {
  stage.ask(BETA, "cancelOrder", { orderId: RESTING });
  stage.pass(200);
  stage.shows(0, { status });
  return stage;
}

/** Time passes, and every list that is asked for is answered at once with nothing in it; so is the count that IB's answer led to. */
function lookFor(stage: Stage, ms: number, shown: () => void = () => {}, nextValidId = 2): void {
  let seen = stage.asked.findLastIndex(({ name }) => name !== "reqIds") + 1;
  for (let passed = 0; passed < ms; passed += seconds(1)) {
    stage.pass(seconds(1));
    for (; seen < stage.asked.length; seen++) {
      const { name } = stage.asked[seen]!;
      if (name === "reqAllOpenOrders") {
        shown();
        stage.says("openOrderEnd");
      }
      if (name === "reqCompletedOrders") stage.says("completedOrdersEnd");
      if (name === "reqExecutions") stage.says("execDetailsEnd", { reqId: stage.lastReqId("reqExecutions") });
      if (name === "reqPositions") stage.says("positionEnd");
      if (name === "reqIds") stage.says("nextValidId", { orderId: nextValidId });
    }
  }
}

test("new risk waits for the fate of an order whose contract is spelt otherwise", () => {
  const future = { symbol: "ES", secType: "FUT", exchange: "CME", currency: "USD" };
  const stage = ready();
  stage.connect(ALPHA, 1);
  const december = { ...future, lastTradeDateOrContractMonth: "20261218" };
  stage.ask(ALPHA, "placeOrder", { orderId: 1, contract: december, order });
  stage.pass(200);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  stage.pass(1_500);
  stage.greet("DU1,DU2", 1);
  stage.recover();
  stage.told(ALPHA);
  for (const [orderId, symbol, lastTradeDateOrContractMonth, isRefused] of [
    [2, "ES", "202612", true],
    [3, "es", "20261218", true],
    [4, "ES", "202703", false],
  ] as const) {
    const asked = { ...future, symbol, lastTradeDateOrContractMonth };
    stage.ask(ALPHA, "placeOrder", { orderId, contract: asked, order: { ...order, lmtPrice: 9 } });
    assert.equal(stage.brief(ALPHA).includes(`error ${orderId} 201`), isRefused, `order ${orderId}`);
  }
});

test("new risk waits for the fate of a combination in what it may trade, and a combination for that of an order in one of its legs", () => {
  const leg = (conId: number) => ({ conId, ratio: 1, action: "BUY", exchange: "SMART" });
  const combination = (...conIds: readonly number[]) => ({
    ...{ symbol: "AAPL", secType: "BAG", exchange: "SMART", currency: "USD" },
    comboLegs: conIds.map(leg),
  });
  const other = { ...another, conId: 4_711 };
  for (const [of, cases] of [
    [
      combination(contract.conId, another.conId),
      [
        [contract, true],
        [another, true],
        [other, false],
        [combination(another.conId, other.conId), true],
      ],
    ],
    [
      contract,
      [
        [combination(contract.conId, another.conId), true],
        [combination(another.conId), false],
      ],
    ],
  ] as const) {
    const stage = ready();
    stage.connect(ALPHA, 1);
    stage.ask(ALPHA, "placeOrder", { orderId: 1, contract: of, order });
    stage.pass(200);
    stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
    stage.pass(1_500);
    stage.greet("DU1,DU2", 1);
    stage.recover();
    stage.told(ALPHA);
    for (const [n, [asked, isRefused]] of cases.entries()) {
      const orderId = n + 2;
      stage.ask(ALPHA, "placeOrder", { orderId, contract: asked, order: { ...order, lmtPrice: 9 } });
      const what = `${JSON.stringify(asked)} beside ${JSON.stringify(of)}`;
      assert.equal(stage.brief(ALPHA).includes(`error ${orderId} 201`), isRefused, what);
    }
  }
});

test("an order that never reached the Gateway is absent after IB's answer and two complete looks two minutes apart, and its client is told the end", () => {
  const stage = ibAnswers(lost());
  assert.deepEqual([fates(stage), alerts(stage)], [["1 unknown"], ["order-unknown"]]);
  lookFor(stage, minutes(2));
  assert.deepEqual(fates(stage), ["1 unknown"]);
  lookFor(stage, minutes(1));
  assert.deepEqual([fates(stage), alerts(stage)], [["1 absent"], []]);
  const [refusal, end] = stage.told(ALPHA).filter(({ name }) => name === "error" || name === "orderStatus");
  assert.ok(refusal?.name === "error" && refusal.body.id === 1 && refusal.body.errorCode === 201);
  assert.match(refusal.body.errorMsg, /^Order rejected - reason:holdfast absent: .*; it never reached the broker$/);
  assert.ok(end?.name === "orderStatus" && end.body.status === "Cancelled");
  assert.equal(stage.placed.length, 2, "it is never sent again");
});

test("orders that leave behind the count, and have higher numbers, keep nobody from the proof", () => {
  const stage = ibAnswers(lost());
  lookFor(stage, seconds(1));
  stage.ask(BETA, "placeOrder", { orderId: RESTING + 1, contract: another, order });
  stage.pass(200);
  assert.equal(stage.shows(2).orderId, 3);
  lookFor(stage, minutes(3));
  assert.deepEqual(
    fates(stage).filter((fate) => fate.startsWith("1 ")),
    ["1 absent"],
  );
});

const NO_PROOF: Readonly<Record<string, Loss>> = {
  "the Gateway's next id is above the order's: it may have taken it": { nextValidId: 3 },
  "the Gateway has shown the order once": { before: (stage) => void stage.shows(LOST) },
};

for (const [reason, loss] of Object.entries(NO_PROOF))
  test(`no look proves absence when ${reason}`, () => {
    const stage = ibAnswers(lost(loss));
    lookFor(stage, minutes(20));
    assert.deepEqual([fates(stage), alerts(stage)], [["1 unknown"], ["order-unknown"]]);
  });

test("no look proves absence when the Gateway's next id is below an order of ours that it has shown", () => {
  const stage = ibAnswers(lost({ nextValidId: 1 }));
  lookFor(stage, minutes(20), undefined, 1);
  assert.deepEqual(fates(stage), ["1 unknown"]);
});

test("no look proves absence before IB itself has answered: what a Gateway without its link keeps back is in no list", () => {
  const stage = lost();
  lookFor(stage, minutes(30));
  stage.notices(1102);
  stage.says("orderStatus", { orderId: 1, clientId: 100, permId: 500, status: "PreSubmitted" });
  lookFor(stage, minutes(30));
  assert.deepEqual(fates(stage), ["1 unknown"]);
  const { orderId } = stage.shows(LOST);
  assert.deepEqual([orderId, fates(stage)], [2, ["1 working"]]);
});

test("a cancel that the Gateway only says it will pass on is no answer of IB", () => {
  const stage = ibAnswers(lost(), "PendingCancel");
  lookFor(stage, minutes(30));
  assert.deepEqual(fates(stage), ["1 unknown"]);
  stage.shows(0, { status: "Cancelled" });
  lookFor(stage, minutes(4));
  assert.deepEqual(fates(stage), ["1 absent"]);
});

test("a Gateway that refuses a cancel as it may any request says nothing of the fate of its order, which may rest at IB", () => {
  const stage = lost();
  stage.ask(ALPHA, "cancelOrder", { orderId: 1 });
  stage.pass(200);
  const [cancelled] = stage.cancelled;
  stage.refuses(cancelled!, 321, "The API interface is currently in Read-Only mode.");
  assert.deepEqual([cancelled, fates(stage), orderOf(stage, "cancelRefused")], [2, ["1 unknown"], 1]);
});

test("the end of an order that nobody asked to cancel in this session is no answer of IB", () => {
  const stage = lost();
  stage.shows(0, { status: "Cancelled" });
  lookFor(stage, minutes(30));
  assert.deepEqual(fates(stage), ["1 unknown"]);
});

test("the cancel of an order that only the Gateway may have is no answer of IB", () => {
  const stage = lost();
  stage.shows(0, { status: "PendingSubmit" });
  ibAnswers(stage);
  lookFor(stage, minutes(30));
  assert.deepEqual(fates(stage), ["1 unknown"]);
});

test("IB's answer in one session proves nothing in the next one", () => {
  const stage = ibAnswers(lost());
  lookFor(stage, minutes(1));
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  stage.pass(1_500);
  stage.greet("DU1,DU2", 2);
  stage.recover();
  lookFor(stage, minutes(30));
  assert.deepEqual(fates(stage), ["1 unknown"]);
});

test("an order that the Gateway has counted when it is asked behind IB's answer was kept back, and is not absent", () => {
  const stage = ibAnswers(lost());
  lookFor(stage, minutes(30), undefined, 3);
  assert.deepEqual(fates(stage), ["1 unknown"]);
});

test("a link that is lost between two looks makes the first one count for nothing", () => {
  const stage = ibAnswers(lost());
  lookFor(stage, minutes(2));
  stage.notices(1100);
  stage.notices(1102);
  lookFor(stage, minutes(2));
  assert.deepEqual(fates(stage), ["1 unknown"]);
  lookFor(stage, minutes(1));
  assert.deepEqual(fates(stage), ["1 absent"]);
});

test("lists that are not answered prove nothing", () => {
  const stage = ibAnswers(lost());
  stage.pass(minutes(4));
  assert.deepEqual(fates(stage), ["1 unknown"]);
});

test("a list that shows the order between two looks settles it", () => {
  const stage = ibAnswers(lost());
  lookFor(stage, minutes(1));
  lookFor(stage, minutes(10), () => stage.shows(LOST));
  assert.deepEqual([fates(stage), alerts(stage)], [["1 working"], []]);
});

test("an absent order that the Gateway shows all the same stays absent, is alerted, and can be cancelled by its client", () => {
  const stage = ibAnswers(lost());
  lookFor(stage, minutes(4));
  const { orderId } = stage.shows(LOST);
  assert.deepEqual([fates(stage), alerts(stage)], [["1 absent"], ["order-after-end"]]);
  stage.ask(ALPHA, "cancelOrder", { orderId: 1 });
  stage.pass(200);
  assert.equal(stage.cancelled.at(-1), orderId);
});

test("what was absent is absent after a restart of holdfast too, and its number is used up", () => {
  const stage = ibAnswers(lost());
  lookFor(stage, minutes(4));
  const again = new Stage(config, stage.entries);
  assert.deepEqual(fates(again), ["1 absent"]);
  assert.equal(orderOf(stage, "orderAbsent"), 1);
});

test("an order without a word for fifteen seconds is stuck, and unknown when no list shows it; its session proves nothing", () => {
  const stage = new Stage(config);
  stage.greet();
  stage.recover();
  stage.connect(ALPHA, 1);
  stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order });
  stage.pass(seconds(14));
  assert.deepEqual(alerts(stage), []);
  stage.pass(seconds(2));
  assert.deepEqual(alerts(stage), ["order-stuck"]);
  lookFor(stage, minutes(20));
  assert.deepEqual([fates(stage), alerts(stage)], [["1 unknown"], ["order-unknown"]]);
});

test("an order without a word is stuck also at a Gateway that calls itself read-only behind it", () => {
  const stage = ready();
  const bot = stage.connect(1, 1);
  stage.ask(bot, "placeOrder", { orderId: 1, contract, order });
  stage.pass(seconds(5));
  stage.ask(bot, "placeOrder", { orderId: 2, contract, order });
  stage.pass(seconds(1));
  stage.refuses(stage.placed[1]!.orderId, 321, "The API interface is currently in Read-Only mode.");
  stage.pass(seconds(11));
  assert.deepEqual([stage.statuses(), alerts(stage)], [["1 sent", "2 rejected"], ["order-stuck"]]);
});

test("an order of unknown fate is alerted once, not in every session and not by every look", () => {
  const stage = lost({ nextValidId: 3 });
  const rests = (): void => void stage.shows();
  lookFor(stage, minutes(3), rests);
  stage.reconnect();
  stage.recover(rests);
  lookFor(stage, minutes(3), rests);
  assert.equal(orderOf(stage, "alertRaised"), 1);
});

interface Wish {
  readonly held?: number;
  readonly asked: object;
  readonly conId?: number;
  readonly passes: boolean;
}

const sell = { ...order, action: "SELL" };
const WISHES: Readonly<Record<string, Wish>> = {
  "another entry is refused": { asked: order, passes: false },
  "an entry in another contract passes": { asked: order, conId: 272093, passes: true },
  "a sale against nothing is refused": { asked: sell, passes: false },
  "a sale of no more than is held passes": { held: 5, asked: { ...sell, totalQuantity: shares(5) }, passes: true },
  "a sale of more than is held is refused": { held: 5, asked: { ...sell, totalQuantity: shares(6) }, passes: false },
  "a stop for what is held passes": { held: 5, asked: { ...stop, totalQuantity: shares(5) }, passes: true },
  "a stop for more than is held is refused": { held: 5, asked: { ...stop, totalQuantity: shares(6) }, passes: false },
  "an entry on top of what is held is refused": { held: 5, asked: order, passes: false },
  "a purchase against a short position passes": { held: -5, asked: order, passes: true },
  "an order by cash amount is refused": {
    held: 5,
    asked: { ...sell, totalQuantity: undefined, cashQty: 100 },
    passes: false,
  },
  "an order that names an amount of cash beside its quantity is refused": {
    held: 5,
    asked: { ...sell, totalQuantity: shares(5), cashQty: 100 },
    passes: false,
  },
  "a preview passes": { asked: { ...order, whatIf: true }, passes: true },
};

for (const [says, { held = 0, asked, conId = contract.conId, passes }] of Object.entries(WISHES))
  test(`beside an order of unknown fate ${says}`, () => {
    const stage = lost();
    if (held !== 0) stage.says("position", { account: "DU1", contract, position: shares(held), avgCost: 10 });
    stage.ask(ALPHA, "placeOrder", { orderId: 2, contract: { ...contract, conId }, order: asked });
    stage.pass(200);
    assert.equal(stage.placed.length, passes ? 3 : 2);
    if (passes) return;
    const [refusal] = stage.told(ALPHA);
    assert.ok(refusal?.name === "error" && refusal.body.errorCode === 201);
    assert.match(
      refusal.body.errorMsg,
      /^Order rejected - reason:holdfast unknown: .* beside order 1 of unknown fate /,
    );
  });

test("two sales that together are more than is held: the second one is refused", () => {
  const stage = lost();
  stage.says("position", { account: "DU1", contract, position: shares(5), avgCost: 10 });
  for (const orderId of [2, 3])
    stage.ask(ALPHA, "placeOrder", { orderId, contract, order: { ...sell, totalQuantity: shares(3) } });
  stage.pass(200);
  assert.equal(stage.placed.length, 3);
});

test("beside a stop of unknown fate the position can be protected by another stop, once, and not be sold", () => {
  const five = { ...stop, totalQuantity: shares(5) };
  const stage = lost({ of: five });
  stage.says("position", { account: "DU1", contract, position: shares(5), avgCost: 10 });
  const left = (orderId: number, asked: object): boolean => {
    const before = stage.placed.length;
    stage.ask(ALPHA, "placeOrder", { orderId, contract, order: asked } as never);
    stage.pass(200);
    return stage.placed.length > before;
  };
  assert.ok(!left(2, { ...sell, totalQuantity: shares(5) }));
  assert.ok(left(3, five));
  assert.ok(!left(4, five));
});

test("when the order of unknown fate is found, new risk passes again", () => {
  const stage = lost();
  stage.shows(LOST);
  stage.ask(ALPHA, "placeOrder", { orderId: 2, contract, order });
  stage.pass(200);
  assert.equal(stage.placed.length, 3);
});

test("an order of unknown fate that had filled in part is shown as sent, with what has filled", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, totalQuantity: shares(10) } });
  stage.pass(200);
  stage.shows(0);
  stage.executes(0, { shares: shares(4), cumQty: shares(4), avgPrice: 10, price: 10 });
  stage.reconnect();
  stage.recover();
  stage.told(alpha);
  stage.ask(alpha, "reqOpenOrders");
  assert.deepEqual(stage.brief(alpha), [
    "openOrder 1 PendingSubmit",
    "orderStatus 1 PendingSubmit 4/6",
    "openOrderEnd",
  ]);
});

test("while the disk keeps frames back nobody misses the Gateway's word of them; its time begins when they leave", () => {
  const stage = ready();
  const bot = stage.connect(1, 1);
  const change = { ...order, lmtPrice: 11 };
  for (const orderId of [1, 2]) stage.ask(bot, "placeOrder", { orderId, contract, order });
  stage.pass(500);
  for (const n of [0, 1]) stage.shows(n);
  stage.ask(bot, "placeOrder", { orderId: 1, contract, order: change });
  stage.ask(bot, "cancelOrder", { orderId: 2 });
  stage.ask(bot, "placeOrder", { orderId: 3, contract, order });
  stage.pass(0);
  assert.deepEqual(
    [stage.placed.length, stage.cancelled.length],
    [4, 1],
    "all of it is let go, and waits for the disk",
  );
  stage.diskMs = 2_000;
  stage.step({ kind: "deadline" });
  stage.pass(seconds(40));
  stage.diskMs = 0;
  stage.step({ kind: "deadline" });
  stage.pass(seconds(14));
  assert.deepEqual([alerts(stage), stage.statuses()], [[], ["1 working", "2 working", "3 sent"]]);
  stage.ask(bot, "placeOrder", { orderId: 1, contract, order: change });
  stage.pass(200);
  assert.equal(stage.placed.length, 4, "the change may still be answered");
  stage.pass(seconds(2));
  assert.deepEqual(alerts(stage), ["order-stuck", "order-stuck"]);
});

test("what the disk has kept back has its time from its end on, also when nothing else happened meanwhile", () => {
  const stage = ready();
  const bot = stage.connect(1, 1);
  stage.ask(bot, "placeOrder", { orderId: 1, contract, order });
  stage.pass(0);
  const since = stage.now as Instant;
  stage.now += seconds(14);
  stage.engine.diskAnswered(since, stage.now as Instant);
  stage.step({ kind: "deadline" });
  stage.pass(seconds(14));
  assert.deepEqual(alerts(stage), []);
  stage.pass(seconds(2));
  assert.deepEqual(alerts(stage), ["order-stuck"]);
});

test("what the disk keeps back is not missed either when the link is lost and found again meanwhile", () => {
  const stage = ready();
  const bot = stage.connect(1, 1);
  stage.ask(bot, "placeOrder", { orderId: 1, contract, order });
  stage.pass(0);
  stage.diskMs = 2_000;
  stage.step({ kind: "deadline" });
  for (const code of [1100, 1102]) stage.notices(code);
  stage.pass(seconds(40));
  assert.deepEqual(alerts(stage), []);
  stage.diskMs = 0;
  stage.step({ kind: "deadline" });
  stage.pass(seconds(14));
  assert.deepEqual(alerts(stage), []);
  stage.pass(seconds(2));
  assert.deepEqual(alerts(stage), ["order-stuck"]);
});

test("a disk that is slow again and again behind an order that has left does not hide that the Gateway says nothing of it", () => {
  const stage = ready();
  const bot = stage.connect(1, 1);
  stage.ask(bot, "placeOrder", { orderId: 1, contract, order });
  stage.pass(0);
  for (let round = 0; round < 160; round++) {
    stage.syncs(50);
    stage.says("currentTime", { time: 1 });
  }
  assert.deepEqual(alerts(stage), ["order-stuck"]);
});

/** A bracket left, and its legs on the other side were refused: by a limit of orders per contract, say. */
function leftBehind(refused: readonly number[]): Stage {
  const stage = new Stage(config);
  stage.greet();
  stage.recover();
  sendsBracket(stage);
  for (const id of refused) stage.refuses(id, 201, "Order rejected - reason:There are already 20 active orders");
  lookFor(stage, minutes(5));
  return stage;
}

test("an entry that the refusal of its last leg leaves untransmitted is not lost when no list shows it, and keeps nobody from trading", () => {
  const stage = leftBehind([2, 3]);
  assert.deepEqual(stage.statuses(), ["1 sent", "2 rejected", "3 rejected"]);
  assert.deepEqual(alerts(stage), ["leg-missing", "leg-missing", "leg-missing", "order-stuck"]);
  stage.ask(ALPHA, "placeOrder", { orderId: 4, contract, order });
  stage.pass(200);
  assert.equal(stage.placed.length, 4, "an order of the same contract leaves");
  stage.ask(ALPHA, "cancelOrder", { orderId: 1 });
  stage.pass(200);
  assert.deepEqual(stage.cancelled, [1], "its client alone ends it");
});

test("legs before the refused last one stay behind with their entry", () => {
  assert.deepEqual(leftBehind([3]).statuses(), ["1 sent", "2 sent", "3 rejected"]);
});

test("legs that are left behind end with their entry, of whose end alone the Gateway speaks", () => {
  const stage = leftBehind([3]);
  stage.ask(ALPHA, "cancelOrder", { orderId: 1 });
  stage.pass(200);
  stage.told(ALPHA);
  ends(stage, 0, "Cancelled");
  for (const code of [202, 161]) stage.refuses(1, code);
  assert.deepEqual(stage.statuses(), ["1 cancelled", "2 cancelled", "3 rejected"]);
  assert.deepEqual(stage.brief(ALPHA), [
    "orderStatus 1 Cancelled 0/0",
    "orderStatus 2 Cancelled 0/100",
    "error 1 202",
    "error 1 161",
  ]);
  stage.pass(minutes(1));
  assert.deepEqual(alerts(stage), []);
});

test("a leg that is left behind and cancelled by itself takes nothing along", () => {
  const stage = leftBehind([3]);
  stage.ask(ALPHA, "cancelOrder", { orderId: 2 });
  stage.pass(200);
  ends(stage, 1, "Cancelled");
  assert.deepEqual(stage.statuses(), ["1 sent", "2 cancelled", "3 rejected"]);
});

test("what is left behind untransmitted is of no unknown fate in the next session, and keeps nobody from trading", () => {
  const stage = leftBehind([3]);
  stage.reconnect(undefined, 4);
  stage.recover();
  stage.pass(minutes(1));
  assert.deepEqual(stage.statuses(), ["1 sent", "2 sent", "3 rejected"]);
  assert.deepEqual(alerts(stage), ["leg-missing", "leg-missing", "leg-missing", "order-stuck", "order-stuck"]);
  stage.ask(ALPHA, "placeOrder", { orderId: 4, contract, order });
  stage.pass(200);
  assert.equal(stage.placed.length, 4);
});

test("what was left behind untransmitted has ended once a Gateway that was restarted does not find it", () => {
  const stage = leftBehind([3]);
  const isCancelled = (orderId: number): void => {
    stage.ask(ALPHA, "cancelOrder", { orderId });
    stage.pass(200);
    stage.refuses(orderId, 10147, `OrderId ${orderId} that needs to be cancelled is not found.`);
  };
  isCancelled(1);
  assert.deepEqual(
    stage.statuses(),
    ["1 sent", "2 sent", "3 rejected"],
    "the Gateway that it was sent to may be wrong",
  );
  stage.reconnect(undefined, 4);
  stage.recover();
  stage.told(ALPHA);
  for (const orderId of [1, 2]) isCancelled(orderId);
  assert.deepEqual(stage.statuses(), ["1 cancelled", "2 cancelled", "3 rejected"]);
  assert.deepEqual(stage.brief(ALPHA), [
    ...["orderStatus 1 Cancelled 0/100", "error 1 10147"],
    ...["orderStatus 2 Cancelled 0/100", "error 2 10147"],
  ]);
  assert.deepEqual(alerts(stage), []);
});

test("an entry whose last leg was not refused was transmitted, and is unknown when no list shows it", () => {
  assert.deepEqual(leftBehind([2]).statuses(), ["1 unknown", "2 rejected", "3 unknown"]);
});

test("a cancel of which the Gateway says nothing is told: the bot waits for its end, and the order works on", () => {
  const stage = ready();
  const bot = stage.connect(1, 1);
  for (const orderId of [1, 2]) stage.ask(bot, "placeOrder", { orderId, contract, order });
  stage.pass(500);
  for (const n of [0, 1]) stage.shows(n);
  for (const orderId of [1, 2]) stage.ask(bot, "cancelOrder", { orderId });
  stage.pass(1_000);
  stage.shows(1, { status: "PendingCancel" });
  stage.pass(13_000);
  assert.deepEqual(alerts(stage), []);
  stage.pass(2_000);
  assert.deepEqual(alerts(stage), ["order-stuck"]);
  const [{ detail }] = stage.answer("alerts") as [{ readonly detail: string }];
  assert.equal(detail, "client's order 1 works on: its cancel left and the Gateway has not said a word of it for 15 s");
  stage.shows(0);
  assert.deepEqual(alerts(stage), ["order-stuck"], "a list shows what it has shown before");
  const { orderId } = stage.placed[0]!;
  stage.says("orderStatus", {
    orderId,
    clientId: 100,
    permId: 500,
    status: "Cancelled",
    filled: shares(0),
    remaining: shares(1),
  });
  assert.deepEqual(alerts(stage), []);
});

test("what it takes to tell of many orders of unknown fate grows with them, not with their square", (t) => {
  const ways = [5, 20].map((many) => {
    const stage = new Stage(config);
    stage.greet();
    stage.recover();
    stage.connect(ALPHA, 1);
    for (let orderId = 1; orderId <= many; orderId++) stage.ask(ALPHA, "placeOrder", { orderId, contract, order });
    stage.pass(seconds(2));
    stage.reconnect();
    const all = t.mock.method(Outbox.prototype, "alerted").mock;
    stage.recover();
    all.restore();
    assert.equal(alerts(stage).length, many);
    return all.callCount();
  });
  assert.equal(ways[0], ways[1], "each time all alerts are gone through");
});

test("a cancel that is said again behind the refusal of the first has a time of its own", () => {
  const stage = ready();
  const bot = stage.connect(1, 1);
  stage.ask(bot, "placeOrder", { orderId: 1, contract, order });
  stage.pass(500);
  stage.shows(0);
  stage.ask(bot, "cancelOrder", { orderId: 1 });
  stage.pass(1_000);
  stage.says("error", {
    id: stage.placed[0]!.orderId,
    errorCode: 10148,
    errorMsg: "cannot be cancelled, state: Submitted",
  });
  stage.pass(11_000);
  stage.ask(bot, "cancelOrder", { orderId: 1 });
  stage.pass(5_000);
  assert.equal(stage.cancelled.length, 2);
  assert.deepEqual(alerts(stage), [], "the Gateway has had 5 s");
  stage.pass(11_000);
  assert.deepEqual(alerts(stage), ["order-stuck"]);
});
