/** Frames that come too thick, and cancels that wait too long; both beside what is allowed. */
import assert from "node:assert/strict";
import test from "node:test";
import { History, openOrder, placement, placeOrder, toGateway } from "../../../test/sim/oracleStage.ts";
import type { Frame } from "../sight/frame.ts";
import { pacing } from "./i19-pacing.ts";

const request = { name: "request", id: 1, reqId: 5 } as const;

/** Five frames in each slice of 100 ms, as long as told. */
function steady(history: History, slices: number, fromMs = 0): History {
  for (let slice = 0; slice < slices; slice++)
    for (let n = 0; n < 5 - (slice % 2); n++) history.at(fromMs + slice * 100).sent(request);
  return history;
}

test("45 messages a second in slices of 100 ms are what may leave, for as long as one likes", () => {
  assert.deepEqual(steady(new History(pacing), 100).sentences, []);
});

test("one message more within a second is too many", () => {
  const { sentences } = steady(new History(pacing), 10).sent(request);
  assert.deepEqual(sentences, ["46 frames left within 900 ms: 45 may leave in a second"]);
});

test("a burst inside a second freezes Gateways: two slices that touch, and no more", () => {
  const burst = (frames: number) => {
    const history = new History(pacing);
    for (let n = 0; n < frames; n++) history.at(n).sent(request);
    return history.sentences;
  };
  assert.deepEqual(burst(10), []);
  assert.deepEqual(burst(11), ["11 frames left within 10 ms: two slices that touch carry 10"]);
});

test("a bracket is not split, however many legs it has", () => {
  const bracketAnd = (others: number) => {
    const history = new History(pacing);
    for (let leg = 0; leg < 12; leg++) history.sent(placeOrder({ orderId: 5 + leg, transmit: leg === 11 }));
    for (let n = 0; n < others; n++) history.sent(placeOrder({ orderId: 20 + n }));
    return history.sentences;
  };
  assert.deepEqual(bracketAnd(5), [], "it counts as one slice");
  assert.equal(bracketAnd(6).length, 1);
});

test("each connection has its own count, and a machine that slept begins anew", () => {
  const slept = steady(new History(pacing), 10).leapt(60_000).sent(request);
  assert.deepEqual(slept.sentences, []);
  assert.deepEqual(steady(new History(pacing), 10).sent(request, undefined, toGateway(2)).sentences, []);
});

const intended = { kind: "orderIntended", legs: [placement()] };
const sending = { kind: "orderSending", key: "alpha-0abc-1", orderId: 5, frame: "new" };
const wanted = () =>
  new History(pacing)
    .logged("ready")
    .journaled(intended)
    .journaled(sending)
    .at(1_000)
    .journaled({ kind: "cancelIntended", key: "alpha-0abc-1" });
const cancel = { name: "cancelOrder", orderId: 5 } as const;

test("a cancel that other frames overtake for more than its time starves", () => {
  assert.deepEqual(steady(wanted(), 9, 1_000).sent(cancel).sentences, []);
  assert.deepEqual(steady(wanted(), 14, 1_000).sentences, [
    "the cancel of alpha-0abc-1 waits since 1250 ms in which other frames left, among 1 cancels: 1172 ms was its time",
  ]);
});

test("the cancel of a refused order is said by the process alone that took it, any other also by the next one", () => {
  const again = (history: History) => steady(history.ended("killed").logged("ready"), 14, 1_000).sentences.length;
  const rejected = { kind: "orderRejected", key: "alpha-0abc-1", errorCode: 201, errorMsg: "" };
  const refused = () => wanted().journaled(rejected).journaled({ kind: "cancelIntended", key: "alpha-0abc-1" });
  assert.deepEqual([again(wanted()), again(refused())], [1, 0]);
  assert.equal(steady(refused(), 14, 1_000).sentences.length, 1);
  assert.equal(steady(refused().ended("killed", "bot1"), 14, 1_000).sentences.length, 1, "what ends beside it");
});

test("nobody starves behind a disk that stands still, without a session, or when the order has ended", () => {
  assert.deepEqual(wanted().at(9_000).sent(request).sent(cancel).sentences, []);
  assert.deepEqual(steady(wanted().logged("session-lost"), 30, 1_100).sentences, []);
  const lost = wanted().heard({ name: "error", id: -1, code: 1100, text: "" });
  assert.deepEqual(steady(lost, 30, 1_100).sentences, []);
  const over = wanted().heard(openOrder({ status: "Cancelled" }));
  assert.deepEqual(steady(over, 30, 1_100).sentences, []);
  const absent = wanted().journaled({ kind: "orderAbsent", key: "alpha-0abc-1", proof: "no list shows it" });
  assert.deepEqual(steady(absent, 30, 1_100).sentences, []);
  const changed = wanted().journaled({ ...placement(), kind: "modifyIntended" });
  assert.deepEqual(steady(changed, 30, 1_100).sentences, []);
});

test("what another daemon says to the Gateway is none of this one's queue", () => {
  const standby = { ...toGateway(9), client: "standby" };
  const beside = (slices: number): History => {
    const history = wanted();
    for (let n = 1; n <= slices; n++) history.at(1_000 + n * 100).sent(request, undefined, standby);
    return history;
  };
  assert.deepEqual(beside(20).sent(cancel).sentences, []);
  assert.equal(steady(beside(5), 14, 1_600).sentences.length, 1, "its own frames count as ever");
});

test("a cancel that waited for the link has its second from there on", () => {
  const lost = () => steady(wanted().heard({ name: "error", id: -1, code: 1100, text: "" }), 20, 1_100).at(3_200);
  const damaged = lost().heard({ name: "error", id: -1, code: 1102, text: "" });
  assert.deepEqual(steady(damaged, 20, 3_200).sentences, [], "the daemon could not read that it is back");
  const back = lost().logged("gateway-notice", { errorCode: 1102 });
  assert.deepEqual(steady(back, 9, 3_200).sentences, []);
  assert.match(steady(back, 9, 4_200).sentences.join(), /the cancel of alpha-0abc-1 waits since/);
});

test("the last of many cancels has the turns of those that went before it, and no more", () => {
  const keys = Array.from({ length: 20 }, (_, n) => `alpha-0abc-${n + 1}`);
  const wave = (everyMs: number): readonly string[] => {
    const history = new History(pacing).logged("ready");
    for (const [n, key] of keys.entries())
      history
        .journaled({ kind: "orderIntended", legs: [placement({ key, clientOrderId: n + 1 })] })
        .journaled({ kind: "orderSending", key, orderId: n + 1, frame: "new" });
    history.at(1_000).sent(request);
    for (const key of keys) history.journaled({ kind: "cancelIntended", key });
    for (const [n] of keys.entries())
      history.at(1_000 + (n + 1) * everyMs).sent({ name: "cancelOrder", orderId: n + 1 });
    return history.sentences;
  };
  assert.deepEqual(wave(70), []);
  assert.match(wave(100).join(), /the cancel of alpha-0abc-\d+ waits since \d+ ms .* among 20 cancels/);
});

test("cancels that are said once more in a new session have their turns, too", () => {
  const again = (frame: Frame): readonly string[] => {
    const history = wanted();
    for (let n = 1; n <= 15; n++) history.at(1_000 + n * 90).sent(frame);
    return history.sentences;
  };
  assert.deepEqual(again({ name: "cancelOrder", orderId: 9 }), []);
  assert.match(again(request).join(), /the cancel of alpha-0abc-1 waits/);
});
