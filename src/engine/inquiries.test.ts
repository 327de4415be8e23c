/** What codes make of orders in the running engine, the operator's file over them, and what is asked about those nobody knows. */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, order, ready, type Stage } from "../../test/engine/stage.ts";
import type { ConnId } from "../model/ids.ts";
import { ASK_MS_MIN } from "./inquiries.ts";

interface Placed {
  readonly stage: Stage;
  readonly alpha: ConnId;
  readonly id: number;
}

/** A client with one order that has left; `shown` says whether the Gateway has shown it. */
function placed(shown: boolean): Placed {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.pass(200);
  const id = shown ? stage.shows().orderId : stage.placed[0]!.orderId;
  stage.told(alpha);
  return { stage, alpha, id };
}

const lists = (stage: Stage): number => stage.asked.filter(({ name }) => name === "reqAllOpenOrders").length;

/** Ends the lists that were asked for, so that the next question is not taken for part of this one. */
function answered(stage: Stage): void {
  stage.pass(200);
  stage.says("openOrderEnd");
  stage.says("completedOrdersEnd");
  stage.says("execDetailsEnd", { reqId: stage.lastReqId("reqExecutions") });
}

for (const shown of [true, false])
  test(`10349, 399, 404 and 2109 leave an order as it is that the Gateway has ${shown ? "" : "not "}shown`, () => {
    const { stage, alpha, id } = placed(shown);
    const before = [stage.statuses(), lists(stage)];
    for (const code of [10349, 399, 404, 2109, 2137]) stage.refuses(id, code);
    stage.pass(2 * ASK_MS_MIN);
    assert.deepEqual([stage.statuses(), lists(stage)], before);
    const heard = stage.brief(alpha).filter((line) => line.startsWith("error 1 "));
    assert.deepEqual(heard.slice(0, 5), [
      "error 1 10349",
      "error 1 399",
      "error 1 404",
      "error 1 2109",
      "error 1 2137",
    ]);
  });

test("a code that nobody has described ends nothing, reaches the client as it came, and has the lists asked for once", () => {
  const { stage, alpha, id } = placed(true);
  const before = lists(stage);
  stage.refuses(id, 12345, "something new");
  stage.pass(200);
  assert.deepEqual(stage.statuses(), ["1 working"]);
  assert.deepEqual(stage.brief(alpha), ["error 1 12345"]);
  assert.equal(lists(stage), before + 1);
  assert.equal(stage.logged("code-unknown"), 1);
  answered(stage);
  stage.pass(2 * ASK_MS_MIN);
  assert.equal(lists(stage), before + 1);
});

test("however many such codes come, the lists are asked for at once, and once more when five seconds have passed", () => {
  const { stage, id } = placed(true);
  const before = lists(stage);
  for (let n = 0; n < 50; n++) {
    stage.refuses(id, 12345);
    if (n === 0) answered(stage);
    stage.pass(50);
  }
  assert.equal(lists(stage), before + 1);
  assert.equal(stage.logged("code-unknown"), 1, "logged once for each code");
  stage.pass(ASK_MS_MIN);
  assert.equal(lists(stage), before + 2);
  answered(stage);
  stage.pass(2 * ASK_MS_MIN);
  assert.equal(lists(stage), before + 2);
});

test("a code on an order that has ended asks nothing, nor one while the link to IB is lost", () => {
  const { stage, id } = placed(true);
  stage.notices(1100);
  const before = lists(stage);
  stage.refuses(id, 12345);
  stage.pass(ASK_MS_MIN + 200);
  assert.equal(lists(stage), before);
  stage.notices(1102);
  stage.pass(200);
  answered(stage);
  const asked = lists(stage);
  stage.says("orderStatus", { orderId: id, clientId: 100, permId: 500, status: "Cancelled" });
  stage.refuses(id, 54321);
  stage.pass(ASK_MS_MIN + 200);
  assert.equal(lists(stage), asked);
});

test("202 without a status has the lists asked for; behind its status it asks nothing", () => {
  const quiet = placed(true);
  const before = lists(quiet.stage);
  quiet.stage.says("orderStatus", { orderId: quiet.id, clientId: 100, permId: 500, status: "Cancelled" });
  quiet.stage.refuses(quiet.id, 202);
  quiet.stage.pass(200);
  assert.equal(lists(quiet.stage), before);

  const { stage, id } = placed(true);
  stage.refuses(id, 202);
  stage.pass(200);
  assert.equal(lists(stage), before + 1);
  assert.deepEqual(stage.statuses(), ["1 working"]);
});

test("201 on an order that was shown has the lists asked for, in case no status follows; behind its end it asks nothing", () => {
  const { stage, alpha, id } = placed(true);
  const before = lists(stage);
  stage.refuses(id, 201, "Order rejected - reason:too late");
  stage.pass(200);
  assert.deepEqual([stage.statuses(), lists(stage)], [["1 working"], before + 1]);
  stage.brief(alpha);
  stage.says("openOrderEnd");
  stage.says("execDetailsEnd", { reqId: stage.lastReqId("reqExecutions") });
  const { orderRef, totalQuantity } = stage.placed[0]!.order;
  const row = { permId: 500, orderRef, totalQuantity, account: "DU1" };
  stage.says("completedOrder", { contract, order: row, orderState: { status: "Inactive" } });
  stage.says("completedOrdersEnd");
  assert.deepEqual([stage.statuses(), stage.brief(alpha)], [["1 cancelled"], ["orderStatus 1 Cancelled 0/1"]]);

  const other = placed(true);
  other.stage.says("orderStatus", { orderId: other.id, clientId: 100, permId: 500, status: "Inactive" });
  other.stage.refuses(other.id, 201);
  other.stage.pass(ASK_MS_MIN + 200);
  assert.deepEqual([other.stage.statuses(), lists(other.stage)], [["1 rejected"], before]);
});

test("what IB documents and nobody has seen is asked about, and the order is not told as rejected", () => {
  const { stage, id } = placed(false);
  const before = lists(stage);
  stage.refuses(id, 111);
  stage.pass(200);
  assert.equal(lists(stage), before + 1);
  assert.deepEqual(stage.statuses(), ["1 sent"]);
});

test("a row of the operator's file is in force at once, and no longer when the file has lost it", () => {
  const { stage, id } = placed(false);
  stage.step({ kind: "codesLoaded", rows: [{ code: 12345, effect: "refuses-order" }], digest: "d1" });
  const { codes } = stage.answer("status") as { codes: { digest: string; overrides: number } };
  assert.deepEqual([codes.digest, codes.overrides], ["d1", 1]);
  stage.refuses(id, 12345);
  assert.deepEqual(stage.statuses(), ["1 rejected"]);
  assert.equal(stage.logged("code-unknown"), 0);

  const other = placed(false);
  other.stage.step({ kind: "codesLoaded", rows: [{ code: 12345, effect: "refuses-order" }], digest: "d1" });
  other.stage.step({ kind: "codesLoaded", rows: [], digest: "d2" });
  other.stage.refuses(other.id, 12345);
  assert.deepEqual(other.stage.statuses(), ["1 sent"]);
});

test("a file may take the sting out of a code, but never touches what was made of it before", () => {
  const { stage, id } = placed(false);
  stage.step({ kind: "codesLoaded", rows: [{ code: 110, effect: "none" }], digest: "d1" });
  stage.refuses(id, 110);
  assert.deepEqual(stage.statuses(), ["1 sent"]);
  stage.step({ kind: "codesLoaded", rows: [], digest: "d2" });
  assert.deepEqual(stage.statuses(), ["1 sent"]);
  stage.refuses(id, 110);
  assert.deepEqual(stage.statuses(), ["1 rejected"]);
});

test("a refused change has the lists asked for, because the resting order may have died with it", () => {
  const { stage, alpha, id } = placed(true);
  const before = lists(stage);
  stage.refuses(id, 105);
  stage.pass(200);
  assert.equal(lists(stage), before, "no change was under way");
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, lmtPrice: 99 } });
  stage.pass(200);
  stage.refuses(id, 201);
  stage.pass(200);
  assert.equal(lists(stage), before + 1);
  assert.deepEqual(stage.statuses(), ["1 working"]);
});
