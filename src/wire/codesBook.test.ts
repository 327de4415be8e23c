import assert from "node:assert/strict";
import test from "node:test";
import { CODES } from "./codes.ts";
import { CodeBook } from "./codesBook.ts";

test("what a file leaves out of a known code stays as the table has it", () => {
  const book = new CodeBook();
  book.load([{ code: 399, severity: "info" }], "a");
  assert.deepEqual(book.row(399), { ...CODES.get(399), severity: "info" });
});

test("a code that only the file knows has the effect the file gives it, and without the file it is unknown and asked about", () => {
  const book = new CodeBook();
  assert.deepEqual([book.row(12345), book.effect(12345)], [undefined, "ask"]);
  book.load([{ code: 12345, effect: "none", says: "a new note" }], "a");
  assert.deepEqual([book.row(12345)?.says, book.effect(12345)], ["a new note", "none"]);
});

test("a new file replaces the old one as a whole, and says which codes that changes", () => {
  const book = new CodeBook();
  const first = book.load(
    [
      { code: 12345, effect: "none" },
      { code: 110, effect: "ask" },
      { code: 399, severity: "info" },
    ],
    "a",
  );
  assert.deepEqual(first, { changed: [110, 399, 12345], removed: [] });
  const second = book.load(
    [
      { code: 399, severity: "info" },
      { code: 12345, effect: "refuses-order" },
    ],
    "b",
  );
  assert.deepEqual(second, { changed: [12345], removed: [110] });
  assert.deepEqual([book.effect(110), book.overrides, book.digest], ["refuses-order", 2, "b"]);
});

test("one book knows nothing of another's file", () => {
  const [one, other] = [new CodeBook(), new CodeBook()];
  one.load([{ code: 110, effect: "none" }], "a");
  assert.deepEqual([one.effect(110), other.effect(110)], ["none", "refuses-order"]);
});
