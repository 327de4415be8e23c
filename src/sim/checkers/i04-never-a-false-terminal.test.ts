/** Ends that are not true, ends that come undone, and ends that are as they should be. */
import assert from "node:assert/strict";
import test from "node:test";
import {
  Books,
  guest,
  History,
  openOrder,
  orderStatus,
  placement,
  placeOrder,
  SETUP,
} from "../../../test/sim/oracleStage.ts";
import type { BookRow } from "./book.ts";
import { neverAFalseTerminal } from "./i04-never-a-false-terminal.ts";

const alpha = guest(1);
const told = (status: string, permId = 9001) => orderStatus({ orderId: 1, clientId: 1, status, permId });
const placed = placeOrder({ orderId: 1 });
const row = (status: string): BookRow => ({
  ...{ key: "alpha-0abc-1", strategy: "alpha", clientId: 1, orderId: 1, account: "DU1111", status },
  ...{ gatewayStatus: "", filled: "0", permId: 9001 },
});

function sent(books: Books): History {
  const history = new History(neverAFalseTerminal, SETUP, books).at(10).asked(placed, alpha);
  return history
    .journaled({ kind: "orderIntended", legs: [placement()] })
    .sent(placed)
    .at(50);
}

test("Filled is true only of an order that has filled at the broker", () => {
  const books = new Books();
  books.put("Submitted", { filled: "4" });
  assert.deepEqual(sent(books).told(told("Filled"), alpha).sentences, [
    "alpha-0abc-1 was Filled to client 1 of alpha, and at the broker order 9001 is Submitted, filled 4: only an order that has filled is Filled",
  ]);
  books.put("Filled", { filled: "10" });
  assert.deepEqual(
    sent(books)
      .told(told("Filled"), alpha)
      .book([row("filled")])
      .quiet().sentences,
    [],
  );
  assert.equal(sent(books).told(told("Filled", 9002), alpha).sentences.length, 1, "another order under its key");
});

test("neither Cancelled nor 201 may be told of an order that works", () => {
  const books = new Books();
  books.put("Submitted");
  const ends = [told("Cancelled"), openOrder({ orderId: 1, clientId: 1, status: "ApiCancelled" })];
  for (const frame of [...ends, { name: "error", id: 1, code: 201, text: "no" } as const])
    assert.match(
      sent(books).told(frame, alpha).sentences.join(),
      /^alpha-0abc-1 was \w+ to client 1 of alpha, and at the broker order 9001 is Submitted, filled 0: of an order that ended so none may work$/,
    );
  books.put("Cancelled");
  for (const frame of ends) assert.deepEqual(sent(books).told(frame, alpha).quiet().sentences, []);
});

test("an order that was told as cancelled and reaches the broker later is found at that moment", () => {
  const books = new Books();
  const history = sent(books).told(told("Cancelled", 0), alpha);
  assert.deepEqual(history.sentences, [], "nobody could know it yet");
  history.at(700).truth(books.put("PreSubmitted"));
  assert.deepEqual(history.sentences, [
    "alpha-0abc-1 works at the broker (order 9001 is PreSubmitted, filled 0), and was Cancelled to client 1 of alpha at 50 ms: it was to be unknown as long as that could happen",
  ]);
  books.put("Submitted", { key: "beta-0abc-7", permId: 9002 });
  assert.equal(sent(new Books()).told(told("Cancelled", 0), alpha).quiet().sentences.length, 0);
});

test("an order that begins to work without a word is found when all is quiet", () => {
  const books = new Books();
  const history = sent(books).told(told("Cancelled", 0), alpha);
  books.put("Submitted");
  assert.equal(history.quiet().sentences.length, 1);
});

test("what has ended is not told as working again, by whatever message", () => {
  const books = new Books();
  books.put("Filled", { filled: "10" });
  const filled = () => sent(books).told(told("Filled"), alpha).at(90);
  for (const status of ["Submitted", "PreSubmitted", "PendingSubmit", "PendingCancel"]) {
    assert.equal(filled().told(told(status), alpha).sentences.length, 1, status);
    assert.equal(filled().told(openOrder({ orderId: 1, clientId: 1, status }), alpha).sentences.length, 1, status);
  }
  assert.deepEqual(filled().book([row("working")]).sentences, [
    "the book has working of alpha-0abc-1, which was Filled to client 1 of alpha at 50 ms: what has ended never works again",
  ]);
  assert.deepEqual(filled().told(told("Filled"), alpha).told(told("Inactive"), alpha).sentences, []);
});

test("a fill that crosses a cancel turns cancelled into filled", () => {
  const books = new Books();
  books.put("Cancelled");
  const history = sent(books).told(told("Cancelled"), alpha);
  history
    .truth(books.put("Filled", { filled: "10" }))
    .told(told("Filled"), alpha)
    .book([row("filled")])
    .quiet();
  assert.deepEqual(history.sentences, []);
});

test("the book and the journal are held to the truth as clients' messages are", () => {
  const books = new Books();
  books.put("Submitted");
  for (const status of ["filled", "cancelled", "rejected", "discarded"])
    assert.match(
      sent(books)
        .book([row(status)])
        .sentences.join(),
      new RegExp(`was ${status} to the book`),
    );
  for (const status of ["working", "unknown", "sent"]) assert.deepEqual(sent(books).book([row(status)]).sentences, []);
  const key = "alpha-0abc-1";
  assert.equal(sent(books).journaled({ kind: "orderDiscarded", key, reason: "restart" }).sentences.length, 1);
  const completed = { kind: "orderCompleted", key, permId: 9001, status: "Cancelled" };
  assert.equal(sent(books).journaled(completed).sentences.length, 1);
  books.put("Cancelled");
  assert.deepEqual(sent(books).journaled(completed).sentences, []);
});

test("the door's refusal of an earlier placeOrder is no end of the next one with that number", () => {
  const books = new Books();
  const history = new History(neverAFalseTerminal, SETUP, books).asked(placed, alpha).asked(placed, alpha);
  history
    .journaled({ kind: "orderIntended", legs: [placement()] })
    .told(told("Cancelled", 0), alpha)
    .sent(placed);
  assert.deepEqual(history.truth(books.put("Submitted")).told(told("Submitted"), alpha).sentences, []);
  const once = new History(neverAFalseTerminal, SETUP, books).asked(placed, alpha);
  once.journaled({ kind: "orderIntended", legs: [placement()] }).told(told("Cancelled", 0), alpha);
  assert.equal(once.sentences.length, 1, "there was only this one");
});

test("the door's refusal of a preview is no end of the order that was placed under its number meanwhile", () => {
  const books = new Books();
  const history = new History(neverAFalseTerminal, SETUP, books)
    .asked({ ...placed, whatIf: true }, alpha)
    .asked(placed, alpha)
    .journaled({ kind: "orderIntended", legs: [placement()] })
    .told({ name: "error", id: 1, code: 201, text: "Order rejected - reason:holdfast session: recovering" }, alpha)
    .told(told("Cancelled", 0), alpha)
    .sent(placed);
  assert.deepEqual(history.truth(books.put("Submitted")).told(told("Submitted"), alpha).sentences, []);
});

test("201 is also how a change and a preview are refused, and the order lives", () => {
  const books = new Books();
  books.put("Submitted");
  const rejected = { name: "error", id: 1, code: 201, text: "Order rejected - reason:no money" } as const;
  assert.deepEqual(sent(books).sent(placed).told(rejected, alpha).sentences, []);
  assert.deepEqual(
    sent(books)
      .asked({ ...placed, whatIf: true }, alpha)
      .told(rejected, alpha).sentences,
    [],
  );
});

test("201 of another connection's order, told to the master on a number of its own, is a false end", () => {
  const books = new Books();
  books.put("Submitted");
  const strategies = SETUP.strategies.map((one) => (one.name === "alpha" ? { ...one, masterClientId: 1 } : one));
  const history = new History(neverAFalseTerminal, { ...SETUP, strategies }, books)
    .journaled({ kind: "orderIntended", legs: [placement()] })
    .sent(placed);
  const theirs = { name: "error", id: 1, code: 201, text: "Order rejected - reason:no money" } as const;
  assert.equal(history.told(theirs, alpha).sentences.length, 1);
});

test("an absent order the broker never had, not even one that has ended there since", () => {
  const absent = (books: Books): History =>
    new History(neverAFalseTerminal, undefined, books)
      .journaled({ kind: "orderIntended", legs: [placement()] })
      .journaled({ kind: "orderAbsent", key: "alpha-0abc-1", proof: "two looks" });
  assert.deepEqual(absent(new Books()).quiet().sentences, []);
  for (const status of ["Submitted", "Cancelled", "Filled"] as const) {
    const books = new Books();
    const history = absent(books).at(9_000).truth(books.put(status));
    assert.match(history.sentences.join(), /alpha-0abc-1 was said to be absent to the journal at 0 ms/, status);
  }
});
