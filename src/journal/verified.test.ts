/** A journal in three files, whole and damaged in each of the ways that verifying tells apart. */
import assert from "node:assert/strict";
import test from "node:test";
import type { WallMs } from "../base/time.ts";
import type { Entry } from "../model/entry.ts";
import { JournalWriter } from "./journal.ts";
import { gatewaysAmong, segment, segmentsAmong } from "./segments.ts";
import { verified } from "./verified.ts";

const WALL = 1_767_607_872_345 as WallMs;
const entry = (reason: string): Entry => ({ kind: "orderDiscarded", key: "alpha-0000-1" as never, reason });
const SNAPSHOT: Entry = { kind: "bookCarried", format: 2, folds: {} };

function threeFiles(): Map<string, Uint8Array> {
  const writer = new JournalWriter("main");
  const lines = (): Uint8Array => writer.bytes([entry("one"), entry("two")], WALL);
  const opening = (): Uint8Array => Buffer.concat([writer.opening(SNAPSHOT, WALL), lines()]);
  return new Map([0, 1, 2].map((n) => [segment("main", n).name, n === 0 ? lines() : opening()]));
}

const NAMES = ["main.journal", "main.000001.journal", "main.000002.journal"];
const check = (files: Map<string, Uint8Array>) => verified("main", [...files.keys()], (name) => files.get(name)!);

test("files are found by name, oldest first, and other files are none of them", () => {
  const names = [
    "main.000010.journal",
    "lock",
    "main.reserve",
    "second.journal",
    "main.000002.journal",
    "main.journal",
  ];
  const found = segmentsAmong([...names, "main.2.journal", "main.000000.journal"], "main");
  assert.deepEqual(
    found.map(({ number }) => number),
    [0, 2, 10],
  );
  assert.deepEqual(gatewaysAmong(names), ["main", "second"]);
});

test("a whole journal is told file by file", () => {
  const { files, entries, damage } = check(threeFiles());
  assert.deepEqual([files.map(({ file }) => file), entries, damage], [NAMES, 8, undefined]);
  assert.deepEqual(
    files.map(({ last }) => last),
    [2, 5, 8].map((n) => ({ n, at: WALL })),
  );
});

test("the oldest files may be gone, one in the middle may not", () => {
  const files = threeFiles();
  files.delete(NAMES[0]!);
  assert.equal(check(files).damage, undefined);
  const gap = threeFiles();
  gap.delete(NAMES[1]!);
  assert.match(check(gap).damage!.reason, /entry 3 does not continue the chain/);
  assert.equal(check(gap).damage!.file, NAMES[2]);
});

test("damage is named by file, line and byte, and a tail is damage where another file follows", () => {
  const files = threeFiles();
  const middle = files.get(NAMES[1]!)!;
  const second = middle.indexOf(10) + 1;
  middle[second + 40]! ^= 1;
  assert.deepEqual({ ...check(files).damage, reason: "" }, { file: NAMES[1], line: 2, byte: second, reason: "" });
  for (const [name, damaged] of [
    [NAMES[1]!, true],
    [NAMES[2]!, false],
  ] as const) {
    const torn = threeFiles();
    torn.set(name, torn.get(name)!.subarray(0, -5));
    const { damage, files: told } = check(torn);
    assert.equal(damage?.file, damaged ? name : undefined);
    assert.ok(told.at(-1)!.tailBytes > 0);
  }
});

test("a tail is none of the journal's where only a file follows that could not be begun: a start removes that one and cuts the tail", () => {
  for (const left of ["", "0badf00d 00112233"]) {
    const files = threeFiles();
    files.set(NAMES[1]!, files.get(NAMES[1]!)!.subarray(0, -5));
    files.set(NAMES[2]!, Buffer.from(left));
    const { damage, entries } = check(files);
    assert.deepEqual([damage, entries], [undefined, 4]);
  }
});
