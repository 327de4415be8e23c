/** Margin previews: one answer each, in the client's own words, and never an order. */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, order, ready, type Stage } from "../../test/engine/stage.ts";
import type { ConnId } from "../model/ids.ts";

const whatIf = { ...order, whatIf: true };

function previewing(changed: object = {}): { stage: Stage; alpha: ConnId } {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.told(alpha);
  stage.ask(alpha, "placeOrder", { orderId: 9, contract, order: { ...whatIf, ...changed } });
  return { stage, alpha };
}

function answer(stage: Stage): void {
  const { orderId, order: sent } = stage.placed.at(-1)!;
  const echo = { ...sent, orderId, clientId: 100 };
  stage.says("openOrder", { contract, order: echo, orderState: { status: "PreSubmitted", initMarginChange: "1" } });
}

for (const code of [399, 10349, 2109])
  test(`the note ${code} does not end a preview: the answer still comes`, () => {
    const { stage, alpha } = previewing();
    stage.refuses(stage.placed[0]!.orderId, code, "Order TIF was set to DAY based on order preset.");
    answer(stage);
    assert.deepEqual(stage.brief(alpha), [`error 9 ${code}`, "openOrder 9 PreSubmitted"]);
  });

for (const code of [201, 111])
  test(`${code} is a preview's answer: what comes after it is nobody's`, () => {
    const { stage, alpha } = previewing();
    stage.refuses(stage.placed[0]!.orderId, code);
    answer(stage);
    assert.deepEqual(stage.brief(alpha), [`error 9 ${code}`]);
  });

test("a code that nobody has described does not end a preview", () => {
  const { stage, alpha } = previewing();
  stage.refuses(stage.placed[0]!.orderId, 12345);
  answer(stage);
  assert.deepEqual(stage.brief(alpha), ["error 9 12345", "openOrder 9 PreSubmitted"]);
});

test("every preview is answered at the loss of the session, also those that still waited to leave", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.told(alpha);
  for (let orderId = 1; orderId <= 10; orderId++) stage.ask(alpha, "placeOrder", { orderId, contract, order: whatIf });
  assert.ok(stage.placed.length < 10, "some still wait");
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  const errors = Array.from({ length: 10 }, (_, i) => `error ${i + 1} 322`);
  assert.deepEqual(stage.brief(alpha), [...errors, "error -1 1100"]);
});

test("a strategy that asks for more previews than are answered takes no place from another one, and none leaves for who left", () => {
  const stage = ready();
  const [alpha, beta] = [stage.connect(1, 1), stage.connect(2, 2)];
  for (let orderId = 1; orderId <= 1_001; orderId++)
    stage.ask(alpha, "placeOrder", { orderId, contract, order: whatIf });
  assert.equal(stage.brief(alpha).at(-1), "error 1001 100");
  stage.told(beta);
  stage.ask(beta, "placeOrder", { orderId: 1, contract, order: whatIf });
  assert.deepEqual(stage.brief(beta), []);
  stage.step({ kind: "clientClosed", conn: alpha, code: "" });
  const left = stage.placed.length;
  stage.pass(5_000);
  assert.equal(stage.placed.length, left + 1, "beta's");
  answer(stage);
  assert.deepEqual(stage.brief(beta), ["openOrder 1 PreSubmitted"]);
  const again = stage.connect(3, 1);
  stage.told(again);
  stage.ask(again, "placeOrder", { orderId: 1, contract, order: whatIf });
  assert.deepEqual(stage.brief(again), []);
});

test("a preview that is not answered is refused when its time is over, and what comes later is nobody's", () => {
  const { stage, alpha } = previewing();
  stage.notices(1100);
  stage.notices(1102);
  stage.told(alpha);
  stage.pass(44_000);
  assert.deepEqual(stage.brief(alpha), []);
  stage.pass(1_000);
  assert.deepEqual(stage.brief(alpha), ["error 9 322"]);
  answer(stage);
  assert.deepEqual(stage.brief(alpha), []);
});

test("a preview's answer shows the client's own ocaGroup and orderRef", () => {
  const { stage, alpha } = previewing({ ocaGroup: "g", orderRef: "mine" });
  answer(stage);
  const [told] = stage.told(alpha);
  assert.ok(told?.name === "openOrder");
  const { ocaGroup, orderRef, account } = told.body.order;
  assert.deepEqual([ocaGroup, orderRef, account], ["g", "mine", "DU1"]);
});
