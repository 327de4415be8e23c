/** The timeline of a small run: what a person finds in it, and what a focus and an end leave out. */
import assert from "node:assert/strict";
import test from "node:test";
import { BUYER, SMALL } from "../../../test/rig/scenario.ts";
import { decimal } from "../../base/decimal.ts";
import type { ActorSpec } from "../actors/spec.ts";
import { run } from "./run.ts";
import type { Scenario } from "./scenario.ts";
import { clockOf, Timeline, type TimelineOptions } from "./timeline.ts";

const SELLER: ActorSpec = {
  ...{ ...BUYER, host: "beta", strategy: "two", clientId: 2 },
  steps: [
    { step: "stream", symbol: "AAPL" },
    {
      ...{ step: "place", name: "b", symbol: "AAPL" },
      order: { action: "SELL", totalQuantity: decimal(3)!, orderType: "LMT", lmtPrice: { from: "ask", percent: 5 } },
    },
    { step: "pause", ms: 20_000 },
    { step: "cancel", name: "b" },
  ],
};

const TWO: Scenario = {
  ...SMALL,
  actors: [BUYER, SELLER],
  plan: [{ atMs: 5_000, fault: "connection-slow", values: { delayMs: 10, forMs: 2_000 } }],
  crashes: [{ call: 60, when: "after" }],
};

function told(options: TimelineOptions = {}, scenario = TWO): readonly string[] {
  const timeline = new Timeline(options);
  run(scenario, { onlooker: timeline, violated: (violation) => timeline.violated(violation), goesOn: true });
  return [...timeline.lines()];
}

const ALL = told();
const has = (lines: readonly string[], what: RegExp): boolean => lines.some((line) => what.test(line));

test("an order is followed from its client's wish to the fill", () => {
  const steps = [
    /^0:00:0\d\.\d{3} {2}alpha > daemon +placeOrder orderId \d+ BUY 10 AAPL MKT/,
    /daemon +durable: orderIntended key \S+ clientId 1 clientOrderId \d+ account DU1000001 BUY 10 AAPL MKT/,
    /daemon +durable: orderSending key/,
    /daemon > gateway +placeOrder orderId \d+ BUY 10 AAPL MKT/,
    /broker +execution orderId \d+ BOT 10/,
    /gateway > daemon +execDetails orderId \d+ BOT 10 AAPL/,
    /daemon +durable: executed key/,
    /daemon > alpha +execDetails orderId \d+ BOT 10 AAPL/,
  ];
  let from = 0;
  for (const step of steps) {
    const at = ALL.findIndex((line, i) => i >= from && step.test(line));
    assert.ok(at >= 0, `${step} behind line ${from}`);
    from = at;
  }
});

test("births, deaths, faults and the number of ticks are told", () => {
  for (const what of [
    /daemon +begins$/,
    /daemon +IS KILLED$/,
    /daemon +begins again, life 2$/,
    /fault +connection-slow set delayMs 10/,
    /fault +connection-slow is over/,
    /gateway > daemon +tick x \d+$/,
    /daemon > alpha +handshake serverVersion 178/,
  ])
    assert.ok(has(ALL, what), String(what));
  assert.ok(!has(ALL, /unreadable/));
});

test("a focus leaves one order, under all of its names", () => {
  const [, key = ""] = /orderIntended key (\S+) clientId 2/.exec(ALL.join("\n")) ?? [];
  const [, permId = ""] = /broker +order orderId \d+ \S+ permId (\d+).*DU1000002/.exec(ALL.join("\n")) ?? [];
  const focused = told({ focus: key });
  for (const what of [
    /beta > daemon +placeOrder/,
    /daemon > gateway +placeOrder .*SELL 3/,
    /beta > daemon +cancelOrder/,
  ])
    assert.ok(has(focused, what), String(what));
  assert.ok(!has(focused, /BUY 10|alpha > daemon +placeOrder|tick x/));
  assert.ok(has(focused, /IS KILLED/) && has(focused, /connection-slow/));
  assert.deepEqual(told({ focus: permId }), focused);
});

test("nothing is told after the end that was asked for", () => {
  const early = told({ untilMs: 3_000 });
  assert.deepEqual(early.slice(0, 5), ALL.slice(0, 5));
  assert.ok(early.length > 10 && early.every((line) => line < "0:00:03.001"));
});

test("a violation stands in its place", () => {
  const timeline = new Timeline();
  timeline.violated({ invariant: "I2", atMs: 1, sentence: "an order left early" });
  assert.match([...timeline.lines()].join(), /oracle +VIOLATION of I2: an order left early/);
  assert.equal(clockOf(3_723_004.7), "1:02:03.004");
});
