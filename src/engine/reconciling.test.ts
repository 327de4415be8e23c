/** Our book and positions against the broker's lists: what is a difference, what is not, and what an operator can do. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, ready, Stage, shares } from "../../test/engine/stage.ts";
import type { Entry } from "../model/entry.ts";

const names = (stage: Stage, kind: Entry["kind"]): Entry[] => stage.entries.filter((entry) => entry.kind === kind);
const found = (stage: Stage): string[] =>
  stage.entries.flatMap((entry) =>
    entry.kind === "driftFound" ? [`${entry.drift.field} ${entry.drift.ours}/${entry.drift.brokers}`] : [],
  );
const alerts = (stage: Stage): string[] => (stage.answer("alerts") as { cause: string }[]).map(({ cause }) => cause);
const drifts = (stage: Stage) => stage.answer("drift") as { now: { field: string }[]; lately: { reason: string }[] };

const position = (stage: Stage, count: number, account = "DU1"): void =>
  stage.says("position", { account, contract, position: shares(count), avgCost: 10 });

/** What the Gateway answers to every question that is open, until nothing more is asked. */
class Broker {
  readonly #stage: Stage;
  #answered: number;
  /** What its lists hold. */
  openOrders = (): void => {};
  completed = (): void => {};
  executions = (_reqId: number): void => {};
  positions = (): void => {};
  /** Requests it does not answer. */
  silentOn = new Set<string>();

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#answered = stage.asked.length;
  }

  answer(): void {
    for (; this.#answered < this.#stage.asked.length; this.#answered++) {
      const request = this.#stage.asked[this.#answered]!;
      if (this.silentOn.has(request.name)) continue;
      if (request.name === "reqAllOpenOrders") this.#list(this.openOrders, "openOrderEnd");
      if (request.name === "reqCompletedOrders") this.#list(this.completed, "completedOrdersEnd");
      if (request.name === "reqPositions") this.#list(this.positions, "positionEnd");
      if (request.name !== "reqExecutions") continue;
      this.executions(request.body.reqId);
      this.#stage.says("execDetailsEnd", { reqId: request.body.reqId });
    }
  }

  #list(rows: () => void, end: "openOrderEnd" | "completedOrdersEnd" | "positionEnd"): void {
    rows();
    this.#stage.says(end);
  }

  /** Time passes second by second, and every question is answered in it. */
  pass(seconds: number): void {
    for (let i = 0; i < seconds; i++) {
      this.#stage.pass(1_000);
      this.answer();
    }
  }
}

/** A session whose accounts have been taken over as they stand. */
function settled(journal: readonly Entry[] = []): { stage: Stage; broker: Broker } {
  const stage = journal.length === 0 ? ready() : new Stage(config, journal);
  if (journal.length > 0) {
    stage.greet();
    stage.recover();
  }
  const broker = new Broker(stage);
  if (journal.length === 0) broker.pass(45);
  return { stage, broker };
}

test("a run in which nothing happens finds nothing, and asks for lists at the stated periods", () => {
  const { stage, broker } = settled();
  const before = stage.asked.length;
  broker.pass(600);
  const count = (name: string): number => stage.asked.slice(before).filter((request) => request.name === name).length;
  assert.deepEqual(found(stage), []);
  assert.equal(count("reqPositions"), 20);
  assert.equal(count("reqAllOpenOrders"), 10);
  assert.equal(count("reqCompletedOrders"), 2, "what is known already is not asked for each time");
  assert.equal(count("reqExecutions"), 4, "twice, ours and all");
});

const manual = (execId: string, count: number, side = "BOT") => ({
  contract,
  execution: { execId, acctNumber: "DU1", side, shares: shares(count), cumQty: shares(count), price: 10, permId: 77 },
});

test("a manual trade moves the position, is asked for at once and recorded: no difference", () => {
  const { stage, broker } = settled();
  broker.executions = (reqId) => stage.says("execDetails", { reqId, ...manual("m.1.01.01", 5) });
  broker.positions = () => position(stage, 5);
  position(stage, 5);
  broker.pass(60);
  assert.equal(names(stage, "foreignExecuted").length, 1);
  assert.equal(stage.logged("execution-found"), 1);
  assert.deepEqual(found(stage), []);
});

test("an account that holds something is taken over in a quiet moment, which a position that is said again does not disturb", () => {
  const stage = new Stage();
  stage.greet();
  stage.recover(() => position(stage, 100));
  const broker = new Broker(stage);
  broker.positions = () => position(stage, 100);
  broker.pass(45);
  assert.equal(names(stage, "positionTaken").length, 3, "one for each account, and one for what is held");
});

test("what was traded before an account was taken over is in its positions already, whoever asks for it later", () => {
  const stage = new Stage(config, [], { upstream: 200, client: 200 });
  stage.greet();
  stage.recover(() => position(stage, 100));
  const broker = new Broker(stage);
  broker.positions = () => position(stage, 100);
  broker.pass(120);
  assert.equal(names(stage, "positionTaken").length, 3);
  const bot = stage.connect(1, 1);
  stage.told(bot);
  stage.ask(bot, "reqExecutions", { reqId: 7, filter: { lastNDays: 7 } });
  broker.executions = (reqId) => {
    const asked = stage.asked.findLast(({ name }) => name === "reqExecutions")!;
    if ((asked.body as { filter: { lastNDays?: number } }).filter.lastNDays === 7)
      stage.says("execDetails", { reqId, ...manual("m.1.01.01", 100) });
  };
  broker.pass(60);
  assert.deepEqual(found(stage), []);
  assert.deepEqual(
    stage.names(bot).filter((name) => name.startsWith("exec")),
    ["execDetails", "execDetailsEnd"],
  );
});

const beyond = { account: "DU1", conId: 265598 } as const;
const drift = { kind: "position", ...beyond, field: "position", ours: "0", brokers: "5" } as const;
const takenOver = ["DU1", "DU2"].map(
  (account): Entry => ({ kind: "positionTaken", account, conId: 0, symbol: "", position: shares(0), reason: "" }),
);

test("a difference whose alert a crash has torn from the journal is alerted by the next start", () => {
  const stage = new Stage(config, [...takenOver, { kind: "driftFound", drift }]);
  stage.greet();
  stage.recover(() => position(stage, 5));
  assert.deepEqual(alerts(stage), ["drift-position"]);
});

test("an alert whose end a crash has torn from the journal ends with the next start", () => {
  const alert = { cause: "drift-position", scope: beyond, detail: "position: ours 0, the broker's 5" } as const;
  const ended = { kind: "driftEnded", drift, reason: "it agrees again" } as const;
  const stage = new Stage(config, [...takenOver, { kind: "driftFound", drift }, { kind: "alertRaised", alert }, ended]);
  stage.greet();
  stage.recover();
  assert.deepEqual(alerts(stage), []);
});

test("a position that its executions do not make is found, told, and ends when it is gone", () => {
  const { stage, broker } = settled();
  broker.positions = () => position(stage, 5);
  position(stage, 5);
  broker.pass(9);
  assert.deepEqual(found(stage), [], "it has not settled");
  broker.pass(21);
  assert.deepEqual(found(stage), ["position 0/5"]);
  assert.deepEqual(alerts(stage), ["drift-position"]);
  broker.positions = () => position(stage, 0);
  position(stage, 0);
  broker.pass(40);
  assert.deepEqual(alerts(stage), []);
  assert.deepEqual([drifts(stage).now.length, drifts(stage).lately.length], [0, 1]);
});

test("a fill and its position may come seconds apart, in either order", () => {
  const { stage, broker } = settled();
  const bot = stage.connect(1, 1);
  stage.ask(bot, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  position(stage, 1);
  broker.openOrders = () => {};
  broker.pass(8);
  stage.executes(0, { execId: "e.1.01.01", side: "BOT", shares: shares(1), cumQty: shares(1) });
  stage.says("orderStatus", { orderId: 1, clientId: 100, permId: 500, status: "Filled", filled: shares(1) });
  broker.positions = () => position(stage, 1);
  broker.pass(60);
  assert.deepEqual(found(stage), []);
});

test("an order that a list leaves out once is no difference, twice it is", () => {
  const { stage, broker } = settled();
  stage.ask(stage.connect(1, 1), "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  broker.openOrders = () => void stage.shows();
  broker.pass(60);
  broker.openOrders = () => {};
  while (stage.asked.at(-1)!.name !== "reqCompletedOrders" && stage.now < 500_000) broker.pass(1);
  broker.openOrders = () => void stage.shows();
  broker.pass(60);
  assert.deepEqual(found(stage), [], "left out once at most");
  broker.openOrders = () => {};
  broker.pass(75);
  assert.deepEqual(found(stage), ["order working/none"]);
  assert.deepEqual(alerts(stage), ["drift-order"]);
  assert.deepEqual(stage.placed.length, 1, "nothing is repaired by trading");
  broker.openOrders = () => void stage.shows();
  broker.pass(75);
  assert.deepEqual(alerts(stage), []);
});

test("a list that fails, or does not end, concludes nothing", () => {
  const { stage, broker } = settled();
  stage.ask(stage.connect(1, 1), "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  broker.silentOn.add("reqCompletedOrders");
  broker.pass(300);
  assert.deepEqual(found(stage), [], "the order may have completed");
  broker.silentOn = new Set(["reqExecutions"]);
  position(stage, 5);
  broker.positions = () => position(stage, 5);
  broker.openOrders = () => void stage.shows();
  broker.pass(300);
  assert.deepEqual(found(stage), [], "an execution may explain the position");
});

test("an order without a word is looked for in the lists at once, and is unknown when none shows it", () => {
  const { stage, broker } = settled();
  stage.ask(stage.connect(1, 1), "placeOrder", { orderId: 1, contract, order });
  broker.pass(15 + 20 + 2);
  assert.deepEqual(stage.statuses(), ["1 unknown"]);
  assert.deepEqual(alerts(stage), ["order-unknown"]);
  assert.deepEqual(found(stage), [], "it is the resolver's");
});

test("a second order with the key of ours is not gone because another list is complete that was asked for before", () => {
  const { stage, broker } = settled();
  stage.ask(stage.connect(1, 1), "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  broker.openOrders = () => {
    stage.shows();
    stage.shows(0, { permId: 777 });
  };
  broker.pass(75);
  assert.deepEqual(alerts(stage), ["order-twin"]);
  const seen = new Set<string>();
  // Each position that nothing explains makes the list of executions be asked for, before that of orders and behind it.
  for (let i = 0; i < 100; i++) {
    position(stage, i % 2);
    broker.positions = () => position(stage, i % 2);
    for (let s = 0; s < 7; s++) {
      broker.pass(1);
      seen.add(alerts(stage).join());
    }
  }
  assert.deepEqual([...seen], ["order-twin"]);
  broker.positions = () => position(stage, 0);
  broker.openOrders = () => void stage.shows();
  broker.pass(700);
  assert.deepEqual(alerts(stage), [], "lists that were asked for since do not show it");
});

test("terms that were changed in TWS differ from what the client wants", () => {
  const { stage, broker } = settled();
  stage.ask(stage.connect(1, 1), "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  broker.openOrders = () => void stage.shows(0, { lmtPrice: 11 });
  broker.pass(75);
  assert.deepEqual(found(stage), ["lmtPrice 10/11"]);
});

/** A stop at 9 that its bot moves to 9.5; the Gateway shows it as it says. */
function moved(): { stage: Stage; broker: Broker; shownAt: (auxPrice: number) => void } {
  const { stage, broker } = settled();
  const bot = stage.connect(1, 1);
  const stop = { ...order, action: "SELL", orderType: "STP", lmtPrice: undefined };
  let shown = 9;
  broker.openOrders = () => void stage.shows(0, { action: "SELL", orderType: "STP", auxPrice: shown });
  stage.ask(bot, "placeOrder", { orderId: 1, contract, order: { ...stop, auxPrice: 9 } });
  broker.openOrders();
  stage.ask(bot, "placeOrder", { orderId: 1, contract, order: { ...stop, auxPrice: 9.5 } });
  stage.pass(500);
  assert.equal(stage.placed.length, 2);
  return { stage, broker, shownAt: (auxPrice) => (shown = auxPrice) };
}

test("a change that the Gateway swallowed is a difference: the stop rests where it was, and its bot believes that it was moved", () => {
  const { stage, broker, shownAt } = moved();
  broker.pass(120);
  assert.deepEqual(found(stage), ["auxPrice 9.5/9"]);
  assert.deepEqual(alerts(stage), ["drift-order"]);
  shownAt(9.5);
  broker.pass(75);
  assert.deepEqual(alerts(stage), []);
});

test("a change that was under way when the link was lost is one, too, when the lists go on without it", () => {
  const { stage, broker } = moved();
  stage.notices(1100);
  broker.pass(20);
  stage.notices(1102);
  broker.pass(120);
  assert.deepEqual(found(stage), ["auxPrice 9.5/9"]);
});

test("a change that nothing has become of for too long is sent again when its bot asks again, and not before", () => {
  const { stage, broker, shownAt } = moved();
  const again = (): void => {
    const stop = { ...order, action: "SELL", orderType: "STP", lmtPrice: undefined };
    stage.ask(1 as never, "placeOrder", { orderId: 1, contract, order: { ...stop, auxPrice: 9.5 } });
    stage.pass(500);
  };
  again();
  assert.equal(stage.placed.length, 2, "it is on its way");
  broker.pass(20);
  again();
  again();
  assert.deepEqual(
    stage.placed.map(({ order: { auxPrice } }) => auxPrice),
    [9, 9.5, 9.5],
  );
  shownAt(9.5);
  broker.pass(75);
  again();
  assert.equal(stage.placed.length, 3);
  assert.deepEqual(found(stage), []);
});

test("the refusal of a change that was swallowed and said again ends both: no terms are wanted that were refused", () => {
  const { stage, broker } = moved();
  const stop = { ...order, action: "SELL", orderType: "STP", lmtPrice: undefined };
  const again = (): void => {
    stage.ask(1 as never, "placeOrder", { orderId: 1, contract, order: { ...stop, auxPrice: 9.5 } });
    stage.pass(500);
  };
  broker.pass(20);
  again();
  assert.equal(stage.placed.length, 3);
  stage.says("error", { id: stage.placed[0]!.orderId, errorCode: 110, errorMsg: "The price does not conform" });
  broker.pass(150);
  assert.deepEqual(alerts(stage), []);
  again();
  assert.equal(stage.placed.length, 4, "it is wanted anew");
});

test("a change that is a moment old is on its way, however often its bot makes one", () => {
  const { stage, broker, shownAt } = moved();
  for (let n = 0; n < 20; n++) {
    const order = { action: "SELL", orderType: "STP", auxPrice: 9.5 + n / 100 };
    shownAt(order.auxPrice);
    broker.pass(10);
    stage.ask(1 as never, "placeOrder", {
      orderId: 1,
      contract,
      order: { ...stage.placed[0]!.order, ...order, auxPrice: order.auxPrice + 0.01 },
    });
  }
  assert.deepEqual(found(stage), []);
});

test("an order that repeats the word None of an openOrder is no adjustable one: its price may not differ either", () => {
  const { stage, broker } = settled();
  const repeated = { ...order, adjustedOrderType: "None" };
  stage.ask(stage.connect(1, 1), "placeOrder", { orderId: 1, contract, order: repeated });
  stage.shows();
  broker.openOrders = () => void stage.shows(0, { lmtPrice: 11 });
  broker.pass(75);
  assert.deepEqual(found(stage), ["lmtPrice 10/11"]);
});

test("a stop that rests with less because its target has traded is no difference; with less by itself it is", () => {
  const { stage, broker } = settled();
  const bot = stage.connect(1, 1);
  const exit = { ...order, action: "SELL", totalQuantity: shares(7), ocaGroup: "exits", ocaType: 2 };
  stage.ask(bot, "placeOrder", { orderId: 1, contract, order: exit });
  stage.ask(bot, "placeOrder", { orderId: 2, contract, order: { ...exit, orderType: "STP", auxPrice: 9 } });
  stage.pass(500);
  const rest = { orderType: "STP", auxPrice: 9, action: "SELL", ocaGroup: "alpha:exits", totalQuantity: shares(5) };
  const target = { action: "SELL", ocaGroup: "alpha:exits", totalQuantity: shares(7) };
  broker.openOrders = () => {
    stage.shows(0, target);
    stage.shows(1, rest);
  };
  broker.pass(75);
  assert.deepEqual(found(stage), ["totalQuantity 7/5"]);
  stage.executes(0, { execId: "t.1.01.01", side: "SLD", shares: shares(2), cumQty: shares(2) });
  const { orderId } = stage.placed[0]!;
  const traded = { filled: shares(2), remaining: shares(5) };
  stage.says("orderStatus", { orderId, clientId: 100, permId: 500, status: "Submitted", ...traded });
  broker.positions = () => position(stage, -2);
  position(stage, -2);
  broker.pass(75);
  assert.deepEqual(
    drifts(stage).now.map(({ field }) => field),
    [],
  );
});

test("the limit of a trailing order follows the market, which is no difference", () => {
  const { stage, broker } = settled();
  const trailing = { ...order, orderType: "TRAIL LIMIT", lmtPrice: 10, auxPrice: 1 };
  stage.ask(stage.connect(1, 1), "placeOrder", { orderId: 1, contract, order: trailing });
  stage.shows();
  broker.openOrders = () => void stage.shows(0, { lmtPrice: 11 });
  broker.pass(75);
  assert.deepEqual(found(stage), []);
});

test("an order that bears a key of ours and that we do not know is told; somebody else's is not", () => {
  const { stage, broker } = settled();
  const listed = (permId: number, orderRef: string): void =>
    stage.says("openOrder", {
      contract,
      order: { ...order, orderId: 0, permId, account: "DU1", orderRef },
      orderState: { status: "Submitted" },
    });
  broker.openOrders = () => {
    listed(901, "by hand");
    listed(902, "alpha-zzzz-9|mine");
  };
  broker.pass(75);
  assert.deepEqual(found(stage), ["order none/Submitted alpha-zzzz-9|mine"]);
});

test("of orders that bear keys of ours, that we do not know and that have no permId yet each one is told", () => {
  const { stage, broker } = settled();
  const refs = ["alpha-zzzz-9", "alpha-zzzz-a"];
  broker.openOrders = () => {
    for (const orderRef of refs)
      stage.says("openOrder", {
        contract,
        order: { ...order, orderId: 0, permId: 0, account: "DU1", orderRef },
        orderState: { status: "PreSubmitted" },
      });
  };
  broker.pass(200);
  assert.deepEqual(
    found(stage),
    refs.map((orderRef) => `order none/PreSubmitted ${orderRef}`),
  );
  stage.step({ kind: "operate", query: 9, what: { kind: "reconcile" }, by: "ann@host" });
  broker.pass(200);
  assert.deepEqual(drifts(stage).now, []);
  assert.equal(found(stage).length, 2, "what was taken over is not found again");
});

test("after a restart the same difference is not found a second time", () => {
  const { stage, broker } = settled();
  broker.positions = () => position(stage, 5);
  position(stage, 5);
  broker.pass(45);
  assert.equal(found(stage).length, 1);
  const second = settled(stage.entries);
  second.broker.positions = () => position(second.stage, 5);
  position(second.stage, 5);
  second.broker.pass(90);
  assert.deepEqual(found(second.stage), []);
  assert.deepEqual(names(second.stage, "alertRaised"), []);
  assert.deepEqual(drifts(second.stage).now.length, 1);
  assert.deepEqual(alerts(second.stage), ["drift-position"]);
});

/** A start on a journal by which account DU1 holds 100 shares, at a Gateway that has just logged in: its image is still empty. */
function startsAtEmpty(): Stage {
  const taken = (account: string, conId: number, count: number): Entry => {
    return { kind: "positionTaken", account, conId, symbol: "AAPL", position: shares(count), reason: "first start" };
  };
  const stage = new Stage(config, [taken("DU1", 0, 0), taken("DU1", 265598, 100), taken("DU2", 0, 0)]);
  stage.greet();
  stage.recover();
  return stage;
}

test("a start serves nobody before a second image agrees that what executions make is not held", () => {
  const stage = startsAtEmpty();
  assert.deepEqual([stage.opened(), stage.answer("positions")], [false, null]);
  stage.pass(5_000);
  stage.says("positionEnd");
  assert.equal(stage.opened(), true);
  const bot = stage.connect(1, 1);
  stage.told(bot);
  stage.ask(bot, "reqPositions");
  assert.deepEqual(stage.names(bot), ["positionEnd"]);
});

test("what the second image of a start shows was never gone", () => {
  const stage = startsAtEmpty();
  stage.pass(5_000);
  position(stage, 100);
  stage.says("positionEnd");
  const bot = stage.connect(1, 1);
  stage.told(bot);
  stage.ask(bot, "reqPositions");
  assert.deepEqual(stage.names(bot), ["position", "positionEnd"]);
});

test("a start goes on without the second image when it does not come", () => {
  const stage = startsAtEmpty();
  stage.pass(20_000);
  assert.equal(stage.opened(), true);
  const bot = stage.connect(1, 1);
  stage.told(bot);
  stage.ask(bot, "reqPositions");
  assert.deepEqual(stage.names(bot), [], "silence is no false flat position");
});

interface Answer {
  readonly done: boolean;
  readonly reason?: string;
  readonly changed: readonly { readonly field: string; readonly now: string }[];
}

/** What was answered to the wish with the number 9. */
const forced = (stage: Stage): Answer | undefined =>
  stage.effects.flatMap((effect) =>
    effect.kind === "answer" && effect.query === 9 ? [effect.result as Answer] : [],
  )[0];

test("an operator has the broker's word taken over: journaled with who it was, positions counted on from there", () => {
  const { stage, broker } = settled();
  broker.positions = () => position(stage, 5);
  position(stage, 5);
  broker.pass(45);
  stage.step({ kind: "operate", query: 9, what: { kind: "reconcile" }, by: "ann@host" });
  assert.equal(forced(stage), undefined, "the lists are not in");
  broker.pass(2);
  assert.equal(forced(stage)?.done, true);
  assert.deepEqual(
    forced(stage)?.changed.map(({ field, now }) => `${field} ${now}`),
    ["position 5"],
  );
  assert.deepEqual(names(stage, "reconcileForced"), [{ kind: "reconcileForced", by: "ann@host" }]);
  assert.deepEqual(alerts(stage), []);
  broker.pass(120);
  assert.equal(found(stage).length, 1);
  assert.equal(drifts(stage).lately[0]!.reason, "taken over by ann@host");
});

test("a position that was taken over and differs in the same way again is found again", () => {
  const { stage, broker } = settled();
  const bot = stage.connect(1, 1);
  const buys = (n: number): void => {
    stage.ask(bot, "placeOrder", { orderId: n + 1, contract, order });
    stage.shows(n);
    const { totalQuantity } = stage.placed[n]!.order;
    stage.executes(n, { execId: `e.${n}.01.01`, shares: totalQuantity, cumQty: totalQuantity });
  };
  const holds = (count: number): void => {
    broker.positions = () => position(stage, count);
    position(stage, count);
    broker.pass(45);
  };
  const bought = Number(order.totalQuantity);
  buys(0);
  holds(0);
  stage.step({ kind: "operate", query: 9, what: { kind: "reconcile" }, by: "ann@host" });
  broker.pass(2);
  buys(1);
  holds(bought);
  assert.deepEqual(alerts(stage), []);
  holds(0);
  assert.deepEqual(found(stage), [`position ${bought}/0`, `position ${bought}/0`]);
  assert.deepEqual(alerts(stage), ["drift-position"]);
});

test("what is taken over while something trades is counted once, whichever of fill and position is told first", () => {
  for (const fillFirst of [true, false]) {
    const { stage, broker } = settled();
    let held = 5;
    broker.executions = (reqId) => stage.says("execDetails", { reqId, ...manual("m.1.01.01", 5) });
    broker.positions = () => position(stage, held);
    broker.pass(60);
    stage.step({ kind: "operate", query: 9, what: { kind: "reconcile" }, by: "ann@host" });
    const fills = (): void => stage.says("execDetails", { reqId: -1, ...manual("m.2.01.01", 5) });
    const moves = (): void => {
      held = 10;
      position(stage, held);
    };
    const [first, second] = fillFirst ? [fills, moves] : [moves, fills];
    first();
    broker.pass(1);
    second();
    assert.equal(forced(stage), undefined, "it waits for a quiet moment");
    broker.pass(60);
    assert.deepEqual([forced(stage)?.done, found(stage), alerts(stage)], [true, [], []], `fill first: ${fillFirst}`);
  }
});

test("a taking over does not wait for ever for an account that is never quiet", () => {
  const { stage, broker } = settled();
  let held = 0;
  broker.positions = () => position(stage, held);
  stage.step({ kind: "operate", query: 9, what: { kind: "reconcile" }, by: "ann@host" });
  for (let second = 0; second < 24; second++) {
    position(stage, ++held);
    broker.pass(1);
  }
  assert.equal(forced(stage), undefined);
  position(stage, ++held);
  broker.pass(1);
  assert.equal(forced(stage)?.done, true);
});

test("an order that no list shows is unknown after a taking over, and its key is never used again", () => {
  const { stage, broker } = settled();
  const bot = stage.connect(1, 1);
  stage.ask(bot, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  stage.step({ kind: "operate", query: 9, what: { kind: "reconcile" }, by: "ann@host" });
  broker.pass(2);
  assert.deepEqual(stage.statuses(), ["1 unknown"]);
  assert.deepEqual(alerts(stage), ["order-unknown"]);
  stage.ask(bot, "placeOrder", { orderId: 1, contract, order });
  assert.equal(stage.placed.length, 1);
});

test("without a session it is told that nothing is compared", () => {
  const stage = ready();
  const comparing = (): boolean => (stage.answer("drift") as { comparing: boolean }).comparing;
  assert.equal(comparing(), true);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  assert.equal(comparing(), false);
});

test("without a session there is nothing to take over", () => {
  const { stage } = settled();
  stage.notices(1100);
  stage.step({ kind: "operate", query: 9, what: { kind: "reconcile" }, by: "ann@host" });
  assert.equal(forced(stage)?.done, false);
  assert.match(forced(stage)!.reason!, /not ready/);
  assert.deepEqual(names(stage, "reconcileForced"), []);
});

test("a list that does not end leaves a taking over undone", () => {
  const { stage, broker } = settled();
  broker.silentOn.add("reqAllOpenOrders");
  stage.step({ kind: "operate", query: 9, what: { kind: "reconcile" }, by: "ann@host" });
  broker.pass(30);
  assert.match(forced(stage)!.reason!, /open and completed orders/);
  assert.deepEqual(found(stage), []);
});

test("an order that nobody said had filled is told filled at the price of its executions", () => {
  const { stage, broker } = settled();
  const bot = stage.connect(1, 1);
  stage.ask(bot, "placeOrder", { orderId: 1, contract, order });
  const { order: placed } = stage.shows();
  broker.completed = () =>
    stage.says("completedOrder", {
      contract,
      order: { ...placed, permId: 500, filledQuantity: shares(1) },
      orderState: { status: "Filled" },
    });
  broker.executions = (reqId) => stage.executes(0, { shares: shares(1), cumQty: shares(1), avgPrice: 9.5 }, reqId);
  stage.told(bot);
  broker.pass(70);
  const ends = stage.told(bot).flatMap((message) => (message.name === "orderStatus" ? [message.body] : []));
  assert.deepEqual(
    ends.map(({ status, avgFillPrice }) => [status, avgFillPrice]),
    [["Filled", 9.5]],
  );
});

test("an order that no list shows is found although the list of executions is refused each time", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows(0);
  for (let [second, answered] = [0, stage.asked.length]; second < 300; second++) {
    stage.pass(1_000);
    for (; answered < stage.asked.length; answered++) {
      const request = stage.asked[answered]!;
      if (request.name === "reqAllOpenOrders") stage.says("openOrderEnd");
      if (request.name === "reqCompletedOrders") stage.says("completedOrdersEnd");
      if (request.name === "reqExecutions") stage.refuses(request.body.reqId, 321);
    }
  }
  assert.ok(stage.entries.some((entry) => entry.kind === "driftFound" && entry.drift.field === "order"));
});

test("an order that ends unseen at a read-only Gateway, which gives no completed orders, is a difference all the same", () => {
  const stage = ready();
  const broker = new Broker(stage);
  const bot = stage.connect(1, 1);
  stage.ask(bot, "placeOrder", { orderId: 1, contract, order });
  const sent = stage.shows();
  broker.openOrders = () => stage.shows();
  broker.pass(5);
  stage.refuses(-1, 321, "The API interface is currently in Read-Only mode.");
  broker.pass(70);
  assert.deepEqual(alerts(stage), []);
  broker.openOrders = () => {};
  broker.pass(90);
  assert.deepEqual([found(stage), alerts(stage)], [["order working/none"], ["drift-order"]]);
  broker.completed = () =>
    stage.says("completedOrder", {
      contract,
      order: { ...sent.order, permId: 500 },
      orderState: { status: "Cancelled" },
    });
  broker.pass(720);
  assert.deepEqual([stage.statuses(), alerts(stage)], [["1 cancelled"], []]);
});

test("an account is not taken over by the image of a Gateway that had just logged in", () => {
  const stage = new Stage();
  stage.greet();
  stage.recover();
  const broker = new Broker(stage);
  broker.silentOn.add("reqPositions");
  broker.pass(32);
  broker.silentOn.clear();
  stage.says("position", { account: "DU1", contract, position: shares(100), avgCost: 10 });
  stage.says("positionEnd");
  broker.positions = () => position(stage, 100);
  broker.pass(120);
  assert.deepEqual(found(stage), []);
});

for (const [what, before] of [
  ["", () => {}],
  [", though it had one", (stage: Stage) => void stage.shows()],
] as const)
  test(`an order that works and that every list shows without a permId is no difference${what}`, () => {
    const { stage, broker } = settled();
    stage.ask(stage.connect(1, 1), "placeOrder", { orderId: 1, contract, order });
    before(stage);
    const shows = (): unknown => stage.shows(0, { permId: 0, status: "PendingSubmit" });
    shows();
    broker.openOrders = () => void shows();
    broker.pass(200);
    assert.deepEqual([stage.statuses(), found(stage), alerts(stage)], [["1 working"], [], []]);
  });
