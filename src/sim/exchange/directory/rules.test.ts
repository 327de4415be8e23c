import assert from "node:assert/strict";
import test from "node:test";
import {
  increment,
  marketRule,
  ONE_CENT,
  onStep,
  PENNY_BELOW_3,
  rulesOf,
  SUB_DOLLAR,
  stepAbove,
  stepBelow,
  stepped,
} from "./rules.ts";

test("one cent is the only step of rule 26", () => {
  assert.deepEqual(marketRule(ONE_CENT), [{ lowEdge: 0, increment: 0.01 }]);
  assert.equal(marketRule(1), undefined);
});

test("the step grows at one dollar under the other rule", () => {
  const steps = marketRule(SUB_DOLLAR) ?? [];
  assert.deepEqual(
    [0.5, 0.9999, 1, 13.2].map((price) => increment(steps, price)),
    [0.0001, 0.0001, 0.01, 0.01],
  );
});

test("a price is on its step or not, whatever a double makes of it", () => {
  const cents = marketRule(ONE_CENT) ?? [];
  const fine = marketRule(SUB_DOLLAR) ?? [];
  for (const price of [0.01, 0.29, 1.1, 187.37, 4_321.07]) assert.ok(onStep(cents, price), String(price));
  for (const price of [0.001, 187.375, 99.999]) assert.ok(!onStep(cents, price), String(price));
  assert.deepEqual([onStep(fine, 0.1234), onStep(fine, 0.12345), onStep(fine, 1.1234)], [true, false, false]);
});

test("a price is brought to its step, below or above if asked, and never to nothing", () => {
  const steps = rulesOf({ marketRuleIds: `${PENNY_BELOW_3},${ONE_CENT}` });
  assert.deepEqual(
    [0.001, 2.994, 2.996, 3.02, 3.03, 7.849999].map((price) => stepped(steps, price)),
    [0.01, 2.99, 3, 3, 3.05, 7.85],
  );
  assert.deepEqual([stepped(steps, 3.04, Math.floor), stepped(steps, 3.01, Math.ceil)], [3, 3.05]);
  assert.deepEqual([stepped(steps, 7.85, Math.floor), stepped(steps, 7.85, Math.ceil)], [7.85, 7.85]);
  assert.deepEqual([stepAbove(steps, 2.99), stepAbove(steps, 3)], [3, 3.05]);
  assert.deepEqual(
    [3.1, 3.05, 3, 2.99, 0.02, 0.01].map((price) => stepBelow(steps, price)),
    [3.05, 3, 2.99, 2.98, 0.01, 0],
  );
});
