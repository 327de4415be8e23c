/** exerciseOptions: granted by name, an order for its whole life, sent once. */
import assert from "node:assert/strict";
import test from "node:test";
import { resumes } from "../../test/engine/haltsBroker.ts";
import { config, contract, order, Stage } from "../../test/engine/stage.ts";
import type { EngineConfig } from "../model/config.ts";
import type { ConnId } from "../model/ids.ts";

const option = { ...contract, secType: "OPT", lastTradeDateOrContractMonth: "20260116", strike: 200, right: "C" };
const wish = { contract: option, exerciseAction: 1, exerciseQuantity: 3, account: "", override: 1 };
const [alpha, ...others] = config.strategies;
const GRANTED: EngineConfig = { ...config, strategies: [{ ...alpha!, exerciseOptions: true }, ...others] };

function desk(given = GRANTED): { stage: Stage; conn: ConnId } {
  const stage = new Stage(given);
  stage.greet();
  stage.recover();
  const conn = stage.connect(1, 1);
  stage.told(conn);
  return { stage, conn };
}

function exercise(stage: Stage, conn: ConnId, reqId: number, more: object = {}): void {
  stage.ask(conn, "exerciseOptions", { reqId, ...wish, ...more });
  stage.pass(200);
}

const left = (stage: Stage) => stage.asked.flatMap((r) => (r.name === "exerciseOptions" ? [r.body] : []));

/** The Gateway takes what left first: 10349, then the pair under its number (captured). */
function accepted(stage: Stage, status = "PreSubmitted"): void {
  const { reqId: orderId, contract: about } = left(stage)[0]!;
  const shown = { orderId, clientId: 100, permId: 900, totalQuantity: "3" as never, account: "DU1" };
  stage.refuses(orderId, 10349, "Order TIF was set to DAY based on order preset.");
  stage.says("openOrder", { contract: about, order: { ...order, ...shown }, orderState: { status } });
  const told = { filled: "0" as never, remaining: "3" as never };
  stage.says("orderStatus", { orderId, clientId: 100, permId: 900, status, ...told });
}

/** The note, and what is known of the order then: that it has been sent. */
const NOTED = ["error 7 10349", "orderStatus 7 PendingSubmit 0/3"];

test("an exercise leaves once, under an order id of ours and with the account written in, after its intent is durable", () => {
  const { stage, conn } = desk();
  const before = stage.effects.length;
  exercise(stage, conn, 7);
  const [frame, ...more] = left(stage);
  assert.deepEqual(more, []);
  assert.deepEqual(
    [frame!.reqId, frame!.account, frame!.exerciseAction, frame!.exerciseQuantity, frame!.override],
    [1, "DU1", 1, 3, 1],
  );
  const kinds = stage.effects
    .slice(before)
    .flatMap((e) =>
      e.kind === "append" ? e.entries.map(({ kind }) => kind) : e.kind === "sendUpstream" ? "sent" : [],
    );
  assert.deepEqual(kinds, ["exerciseIntended", "orderSending", "sent"]);
  accepted(stage);
  assert.deepEqual(stage.brief(conn), [...NOTED, "openOrder 7 PreSubmitted", "orderStatus 7 PreSubmitted 0/3"]);
});

test("a strategy that is not granted it is refused by name, and nothing is durable or sent", () => {
  const { stage, conn } = desk(config);
  const entries = stage.entries.length;
  exercise(stage, conn, 7);
  const [told] = stage.told(conn);
  assert.ok(told?.name === "error");
  assert.deepEqual([told.body.id, told.body.errorCode], [7, 322]);
  assert.match(told.body.errorMsg, /^holdfast exercise: .*strategy alpha.*exercise-options/);
  assert.deepEqual([left(stage).length, stage.entries.length], [0, entries]);
});

test("an exercise for another account reaches nothing", () => {
  const { stage, conn } = desk();
  exercise(stage, conn, 7, { account: "DU2" });
  const [told] = stage.told(conn);
  assert.ok(told?.name === "error");
  assert.match(told.body.errorMsg, /^holdfast account: account DU2 against DU1/);
  assert.equal(left(stage).length, 0);
});

test("its number is an order's: it takes part in 10149 and 103, on both sides", () => {
  const { stage, conn } = desk();
  exercise(stage, conn, 0);
  exercise(stage, conn, 2 ** 31 - 1);
  exercise(stage, conn, 7);
  exercise(stage, conn, 7);
  exercise(stage, conn, 6);
  stage.ask(conn, "placeOrder", { orderId: 7, contract, order });
  stage.ask(conn, "reqIds", {});
  assert.deepEqual(stage.brief(conn), [
    ...["error 0 10149", `error ${2 ** 31 - 1} 10149`, "error 7 103", "error 6 103", "error 7 103", "nextValidId 8"],
  ]);
  assert.deepEqual([left(stage).length, stage.placed.length], [1, 0]);
});

test("a refusal of the Gateway ends it", () => {
  const { stage, conn } = desk();
  exercise(stage, conn, 7);
  stage.refuses(
    left(stage)[0]!.reqId,
    322,
    "Error processing request.Exercise ignored because option is not in-the-money.",
  );
  assert.deepEqual(stage.brief(conn), ["error 7 322"]);
  assert.deepEqual(stage.statuses(), ["7 rejected"]);
});

test("people see what it is", () => {
  const { stage, conn } = desk();
  exercise(stage, conn, 7);
  exercise(stage, conn, 8, { exerciseAction: 2 });
  const shown = stage.answer("orders") as readonly { readonly action: string }[];
  assert.deepEqual(
    shown.map(({ action }) => action),
    ["EXERCISE", "LAPSE"],
  );
});

test("it is listed, and cancelled under the number it left with", () => {
  const { stage, conn } = desk();
  exercise(stage, conn, 7);
  accepted(stage);
  stage.told(conn);
  stage.ask(conn, "reqOpenOrders");
  assert.deepEqual(stage.brief(conn), ["openOrder 7 PreSubmitted", "orderStatus 7 PreSubmitted 0/3", "openOrderEnd"]);
  stage.ask(conn, "cancelOrder", { orderId: 7 });
  stage.pass(200);
  assert.deepEqual(stage.cancelled, [left(stage)[0]!.reqId]);
});

test("executions of the option and of what lies under it go to its owner, and its status alone says that it is done", () => {
  const { stage, conn } = desk();
  exercise(stage, conn, 7);
  accepted(stage);
  stage.told(conn);
  const { reqId: orderId } = left(stage)[0]!;
  const shares = { orderId, clientId: 100, permId: 900, acctNumber: "DU1", side: "BOT", cumQty: "300" as never };
  stage.says("execDetails", { reqId: -1, contract, execution: { ...shares, execId: "e.1" } });
  assert.deepEqual(stage.statuses(), ["7 working"]);
  const done = { orderId, clientId: 100, permId: 900, filled: "3" as never, remaining: "0" as never };
  stage.says("orderStatus", { ...done, status: "Filled" });
  assert.deepEqual([stage.names(conn), stage.statuses()], [["execDetails", "orderStatus"], ["7 filled"]]);
});

test("after a lost session it is unknown and never sent again; the Gateway's list finds it by its number", () => {
  const { stage, conn } = desk();
  exercise(stage, conn, 7);
  stage.reconnect();
  assert.deepEqual(stage.statuses(), ["7 unknown"]);
  stage.recover(() => accepted(stage));
  assert.deepEqual([stage.statuses(), left(stage).length], [["7 working"], 1]);
  const again = new Stage(GRANTED, stage.entries);
  assert.deepEqual(again.statuses(), ["7 working"]);
  assert.equal(conn, 1);
});

test("an exercise without a word of the Gateway is stuck after fifteen seconds, and somebody is told", () => {
  const { stage, conn } = desk();
  exercise(stage, conn, 7);
  stage.pass(15_000);
  const [alert] = stage.answer("alerts") as { cause: string; detail: string }[];
  assert.equal(alert?.cause, "order-stuck");
  accepted(stage);
  assert.deepEqual(stage.answer("alerts"), []);
});

test("an exercise that is asked again under a new number while the fate of the first is unknown is refused", () => {
  const { stage, conn } = desk();
  exercise(stage, conn, 7);
  stage.reconnect();
  stage.recover();
  stage.told(conn);
  exercise(stage, conn, 8);
  const [told] = stage.told(conn).filter(({ name }) => name === "error");
  assert.ok(told?.name === "error");
  assert.deepEqual([told.body.id, told.body.errorCode, left(stage).length], [8, 322, 1]);
  assert.match(told.body.errorMsg, /beside order 7 of unknown fate/);
  exercise(stage, conn, 9, { contract: { ...option, conId: 777, strike: 210 } });
  assert.equal(left(stage).length, 2, "another option is another matter");
});

test("an exercise whose process died before it left never leaves", () => {
  const { stage, conn } = desk();
  exercise(stage, conn, 7);
  const intended = stage.entries.slice(
    0,
    stage.entries.findIndex(({ kind }) => kind === "orderSending"),
  );
  const again = new Stage(GRANTED, intended);
  again.greet();
  again.recover();
  assert.deepEqual([again.statuses(), left(again).length], [["7 discarded"], 0]);
});

test("an exercise whose turn has not come when trading only reduces never leaves, and its client is told why", () => {
  const { stage, conn } = desk();
  // The queue takes 45 messages in a second: what comes behind these waits.
  for (let id = 1; id <= 60; id++) stage.ask(conn, "placeOrder", { orderId: id, contract, order });
  stage.ask(conn, "exerciseOptions", { reqId: 70, ...wish });
  resumes(stage, { strategy: "alpha" }, "reducing");
  stage.told(conn);
  stage.pass(4_000);
  assert.deepEqual(left(stage), []);
  const told = stage.brief(conn).filter((line) => line.includes(" 70 "));
  assert.deepEqual(told, ["error 70 201", "orderStatus 70 Cancelled 0/3"]);
});

test("a global cancel names what it does not reach on the account, and nothing that is hidden", () => {
  const shared = { ...config, strategies: config.strategies.map((one) => ({ ...one, account: "DU1" })) };
  for (const [hidden, named] of [
    [false, ["BUY 1 AAPL (permId 500)", "SELL 5 MSFT (permId 77)"]],
    [true, ["SELL 5 MSFT (permId 77)"]],
  ] as const) {
    const strategies = shared.strategies.map((one, i) => ({ ...one, privateOrders: i === 1 && hidden }));
    const stage = new Stage({ ...shared, strategies });
    stage.greet();
    stage.recover(() => {
      const manual = {
        permId: 77,
        orderId: 0,
        clientId: 0,
        account: "DU1",
        action: "SELL",
        totalQuantity: "5" as never,
      };
      stage.says("openOrder", { contract: { symbol: "MSFT" }, order: manual, orderState: { status: "Submitted" } });
    });
    const [mine, other] = [stage.connect(1, 1), stage.connect(2, 2)];
    stage.ask(other, "placeOrder", { orderId: 1, contract, order });
    stage.pass(200);
    stage.shows(0);
    stage.ask(mine, "placeOrder", { orderId: 1, contract, order });
    stage.pass(200);
    stage.shows(1);
    stage.told(mine);
    stage.ask(mine, "reqGlobalCancel");
    stage.pass(200);
    const told = stage.told(mine).flatMap((m) => (m.name === "error" ? [m.body] : []));
    assert.deepEqual(
      told.map(({ id, errorCode }) => [id, errorCode]),
      [[-1, 2165]],
    );
    assert.ok(told[0]!.errorMsg.includes(`does not reach ${named.join(", ")}:`), told[0]!.errorMsg);
    assert.deepEqual(stage.cancelled, [stage.placed[1]!.orderId], "only its own");
  }
});

test("a global cancel that reaches everything on the account says nothing more", () => {
  const { stage, conn } = desk();
  stage.ask(conn, "placeOrder", { orderId: 1, contract, order });
  stage.pass(200);
  stage.shows(0);
  stage.told(conn);
  stage.ask(conn, "reqGlobalCancel");
  assert.deepEqual(stage.brief(conn), []);
});
