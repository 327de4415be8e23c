import assert from "node:assert/strict";
import test from "node:test";
import type { WallMs } from "../base/time.ts";
import type { Entry } from "../model/entry.ts";
import { JournalDamaged, JournalWriter, readJournal } from "./journal.ts";

const WALL = 1_767_607_872_345 as WallMs;
const entry = (reason: string): Entry => ({ kind: "orderDiscarded", key: "alpha-0000-1" as never, reason });

function written(...reasons: string[]): Uint8Array {
  return new JournalWriter("main").bytes(reasons.map(entry), WALL);
}

test("what was written is read back, and writing goes on where it ended", () => {
  const first = written("one", "two \u2028 ü ∞");
  const replay = readJournal(first, "main");
  assert.ok(!(replay instanceof JournalDamaged));
  const rest = new JournalWriter("main", replay).bytes([entry("three")], WALL);
  const all = readJournal(Buffer.concat([first, rest]), "main");
  assert.ok(!(all instanceof JournalDamaged));
  assert.deepEqual(
    all.records.map(({ entry: e }) => e.kind === "orderDiscarded" && e.reason),
    ["one", "two \u2028 ü ∞", "three"],
  );
});

test("a tail torn at any byte is cut to the last whole entry", () => {
  const whole = written("one", "two");
  const firstLine = whole.indexOf(10) + 1;
  for (let length = 0; length < whole.length; length++) {
    const replay = readJournal(whole.subarray(0, length), "main");
    assert.ok(!(replay instanceof JournalDamaged), `cut at ${length}`);
    assert.equal(replay.length, length < firstLine ? 0 : firstLine);
  }
});

test("a tail of zeros is cut", () => {
  const replay = readJournal(Buffer.concat([written("one"), new Uint8Array(300)]), "main");
  assert.ok(!(replay instanceof JournalDamaged) && replay.count === 1);
});

test("a flipped bit before intact entries stops the start", () => {
  const whole = written("one", "two");
  for (let at = 0; at < whole.indexOf(10); at++) {
    const copy = Uint8Array.from(whole);
    copy[at]! ^= 1;
    assert.ok(readJournal(copy, "main") instanceof JournalDamaged, `byte ${at}`);
  }
});

test("a removed line, a swapped line and another Gateway's journal are refused", () => {
  const lines = Buffer.from(written("one", "two", "three"))
    .toString()
    .split("\n");
  const journal = (...kept: number[]) => Buffer.from(kept.map((i) => `${lines[i]}\n`).join(""));
  assert.ok(readJournal(journal(0, 2), "main") instanceof JournalDamaged);
  assert.ok(readJournal(journal(1, 0, 2), "main") instanceof JournalDamaged);
  assert.ok(readJournal(journal(0, 1, 2), "second") instanceof JournalDamaged);
});
