/** Records too big for an object literal come from a constructor, and nobody can tell. */
import assert from "node:assert/strict";
import test from "node:test";
import { blankOf } from "./interpret.ts";
import { Order } from "./messages/records.ts";

test("a blank order is a plain object with every declared key in order", () => {
  const order = blankOf(Order)();
  assert.deepEqual(Object.keys(order), Object.keys(Order.fields));
  assert.equal(Object.getPrototypeOf(order), Object.prototype);
  assert.deepEqual(order.softDollarTier, { name: "", value: "", displayName: "" });
  assert.notEqual(blankOf(Order)().softDollarTier, order.softDollarTier, "each has a tier of its own");
});
