/** Shows where a question mark stands for no value, and where nothing does. */
import assert from "node:assert/strict";
import test from "node:test";
import { questionMarked } from "./questionMarks.ts";

const STOCK = { contract: { conId: 265598, right: "?" }, order: { orderId: 1, deltaNeutralOpenClose: "?" } };

test("what a Gateway said in text has no question mark in protobuf", () => {
  const { contract, order } = questionMarked("openOrder", STOCK, "protobuf");
  assert.deepEqual([contract!.right, order!.deltaNeutralOpenClose], [undefined, undefined]);
  assert.deepEqual([contract!.conId, order!.orderId], [265598, 1]);
});

test("what a Gateway said in protobuf has question marks in text", () => {
  const said = { contract: { conId: 265598, right: "" }, order: { orderId: 1 } };
  assert.deepEqual(questionMarked("completedOrder", said, "text"), STOCK);
});

test("the right of an option is the same in both forms", () => {
  for (const form of ["text", "protobuf"] as const)
    assert.equal(questionMarked("openOrder", { contract: { right: "P" } }, form).contract!.right, "P");
});

test("no other message is touched", () => {
  const execution = { contract: { right: "?" } };
  assert.equal(questionMarked("execDetails", execution, "protobuf"), execution);
});
