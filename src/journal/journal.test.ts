import assert from "node:assert/strict";
import test from "node:test";
import type { WallMs } from "../base/time.ts";
import { type Entry, JOURNAL_FORMAT } from "../model/entry.ts";
import { behind, JournalDamaged, JournalWriter, type Replay, readJournal } from "./journal.ts";

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

test("a number that an earlier build has journaled as a flag is read as a number", () => {
  const echo = (routeMarketableToBbo: unknown): Entry =>
    ({
      kind: "orderEchoed",
      echo: { order: { orderRef: '"routeMarketableToBbo":true', routeMarketableToBbo } },
    }) as never;
  const replay = readJournal(new JournalWriter("main").bytes([echo(true), echo(0)], WALL), "main") as Replay;
  assert.deepEqual(
    replay.records.map((record) => record.entry),
    [echo(1), echo(0)],
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

for (const newer of [
  { kind: "daemonStarted", epoch: "x7k2", format: JOURNAL_FORMAT + 1, build: "9.1.0" },
  { kind: "bookCarried", format: JOURNAL_FORMAT + 1, build: "9.1.0", folds: {} },
] as const)
  test(`a newer build's ${newer.kind} says which build wrote it, and what to do`, () => {
    const bytes = new JournalWriter("main").bytes([entry("one"), newer], WALL);
    const { reason, remedy, line } = readJournal(bytes, "main") as JournalDamaged;
    assert.equal(
      `${line}: ${reason}; ${remedy}`,
      `2: it was written by a newer holdfast, 9.1.0 (format ${JOURNAL_FORMAT + 1}, this one reads ${JOURNAL_FORMAT}); start that one again, or restore a copy from before it began`,
    );
  });

test("a file is read alone, and behind the one before it, and behind no other", () => {
  const writer = new JournalWriter("main");
  const first = writer.bytes([entry("one")], WALL);
  const second = Buffer.concat([
    writer.opening({ kind: "bookCarried", format: 2, folds: {} }, WALL),
    writer.bytes([entry("two")], WALL),
  ]);
  const before = readJournal(first, "main") as Replay;
  const alone = readJournal(second, "main") as Replay;
  assert.deepEqual([alone.count, alone.records.length], [3, 2]);
  assert.deepEqual(readJournal(second, "main", behind(before)), alone);
  const other = readJournal(written("another"), "main") as Replay;
  assert.match((readJournal(second, "main", behind(other)) as JournalDamaged).reason, /does not continue the chain/);
});
