import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { type WallMs, wallOf } from "../base/time.ts";
import { JournalWriter } from "../journal/journal.ts";
import { segment } from "../journal/segments.ts";
import type { Entry } from "../model/entry.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const LOST = { kind: "sessionLost", reason: "test" } as Entry;
const NOW: WallMs = wallOf(2026, 1, 5, 15, 0);

function stateDir(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "holdfast-journal-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function journal(...words: readonly string[]): {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "journal", ...words], {
    encoding: "utf8",
    maxBuffer: 2 ** 27,
  });
  return { code: status, out: stdout, err: stderr };
}

/** A journal of as many files, with so many entries each. */
function written(dir: string, files: number, each: number): void {
  const writer = new JournalWriter("main");
  for (let number = 0; number < files; number++) {
    const first =
      number === 0 ? new Uint8Array(0) : writer.opening({ kind: "bookCarried", format: 1, folds: {} } as Entry, NOW);
    const rest = writer.bytes(
      Array.from({ length: each }, () => LOST),
      NOW,
    );
    writeFileSync(join(dir, segment("main", number).name), Buffer.concat([first, rest]));
  }
}

test("as many entries are printed as were asked for, over the files, oldest first", (t) => {
  const dir = stateDir(t);
  written(dir, 2, 3);
  const numbers = (count: number): number[] =>
    journal("tail", "--dir", dir, "--json", "-n", String(count))
      .out.split("\n")
      .filter((line) => line !== "")
      .map((line) => (JSON.parse(line) as { n: number }).n);
  assert.deepEqual(numbers(0), []);
  assert.deepEqual(numbers(2), [6, 7]);
  assert.deepEqual(numbers(5), [3, 4, 5, 6, 7]);
  assert.deepEqual(numbers(100), [1, 2, 3, 4, 5, 6, 7]);
});

test("a file of very many entries is printed to its first one", (t) => {
  const dir = stateDir(t);
  const line = new JournalWriter("main").bytes([LOST], NOW);
  // That they are one and the same is for `verify` to find.
  writeFileSync(join(dir, "main.journal"), Buffer.concat(Array(200_000).fill(line)));
  const { code, out, err } = journal("tail", "--dir", dir, "--json", "-n", "1000000");
  assert.equal(code, 0, err);
  assert.equal(out.split("\n").length - 1, 200_000);
});

test("a directory where a file of the journal belongs is one sentence", (t) => {
  const dir = stateDir(t);
  mkdirSync(join(dir, "main.journal"));
  for (const word of ["verify", "tail"]) {
    const { code, out, err } = journal(word, "--dir", dir);
    assert.deepEqual({ code, out }, { code: 1, out: "" });
    assert.match(err, /^holdfast: \S+main\.journal cannot be read: EISDIR[^\n]*\n$/);
  }
});
