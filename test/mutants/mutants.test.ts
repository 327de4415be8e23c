/** Every planted bug still finds its place, exactly once; RELIABILITY's eighteen are all here. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { CANARY, MUTANTS, WAITING } from "./mutants.ts";
import { planted } from "./plant.ts";

const source = (file: string): string => readFileSync(new URL(`../../src/${file}`, import.meta.url), "utf8");

test("every planted bug stands in its file exactly once and changes at most five lines", () => {
  for (const mutant of MUTANTS) {
    const before = source(mutant.file);
    const after = planted(mutant, before);
    assert.notEqual(after, before, mutant.id);
    const lines = new Set(before.split("\n"));
    const fresh = after.split("\n").filter((line) => !lines.has(line));
    assert.ok(fresh.length <= 5, `${mutant.id} changes ${fresh.length} lines`);
  }
});

test("a planted bug that no longer fits its file is an error", () => {
  const [first] = MUTANTS;
  assert.throws(() => planted(first!, "something else"), /M1: its text stands 0 times/);
});

test("M1 to M18 are all here, planted or waiting, each once", () => {
  const numbers = new Set([...MUTANTS, ...WAITING].map(({ id }) => id.replace(/-.*/, "")));
  for (let n = 1; n <= 18; n++) assert.ok(numbers.has(`M${n}`), `M${n} is missing`);
  assert.equal(new Set([...MUTANTS, ...WAITING].map(({ id }) => id)).size, MUTANTS.length + WAITING.length);
  assert.ok(MUTANTS.some(({ id }) => id === CANARY.mutant));
});
