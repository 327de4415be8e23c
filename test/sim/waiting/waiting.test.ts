/** Nothing waits that could be judged, nothing is forgotten, and every sign that a feature has landed can be seen. */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { CHECKERS } from "../../../src/sim/checkers/checkers.ts";
import { ROOT } from "../../rig/folders.ts";
import { FEATURE_NAMES, feature, isFeature, type Sign, type Tree } from "./features.ts";
import { ALL_WAITING, BESIDE, overdue, WAITING_INVARIANTS } from "./waiting.ts";

const INVARIANTS = Array.from({ length: 29 }, (_, i) => `I${i + 1}`);
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const TREE: Tree = { paths: globSync("src/**/*.ts", { cwd: ROOT }), text: read };

/** The project with one thing more in it. */
const withPlant = (sign: Sign): Tree =>
  "path" in sign
    ? { ...TREE, paths: [...TREE.paths, sign.plant] }
    : { ...TREE, text: (file) => read(file) + (file === sign.file ? `\n${sign.plant}\n` : "") };

const judged: ReadonlySet<string> = new Set([...CHECKERS, ...BESIDE].map(({ id }) => id));

test("nothing waits for a feature that has landed", () => {
  assert.deepEqual(overdue(ALL_WAITING, TREE), []);
});

test("every invariant is judged or waits", () => {
  const waiting = new Set(WAITING_INVARIANTS.map(({ id }) => id));
  assert.deepEqual(
    INVARIANTS.filter((id) => !judged.has(id) && !waiting.has(id)),
    [],
  );
  assert.deepEqual(
    [...judged, ...waiting].filter((id) => !INVARIANTS.includes(id)),
    [],
  );
});

test("an invariant that is judged and waits says which part is judged", () => {
  const silent = WAITING_INVARIANTS.filter(({ id, already }) => judged.has(id) && already === undefined);
  assert.deepEqual(silent, []);
});

test("what is judged beside the checkers is judged where it is said", () => {
  for (const { id, where } of BESIDE)
    for (const path of where) assert.match(read(path), new RegExp(`\\b${id}\\b`), `${path} does not speak of ${id}`);
});

test("what waits does so for a feature of the table, and every feature is waited for", () => {
  assert.deepEqual(
    ALL_WAITING.filter(({ waitsFor }) => !isFeature(waitsFor)),
    [],
  );
  const wanted = new Set(ALL_WAITING.map(({ waitsFor }) => waitsFor));
  assert.deepEqual(
    FEATURE_NAMES.filter((name) => !wanted.has(name)),
    [],
  );
});

for (const name of FEATURE_NAMES)
  for (const sign of feature(name).signs)
    test(`${name} is seen to have landed by ${sign.plant}`, () => {
      const rows = ALL_WAITING.filter(({ waitsFor }) => waitsFor === name);
      const found = "path" in sign ? sign.plant : sign.file;
      assert.deepEqual(
        overdue(rows, withPlant(sign)),
        rows.map(({ id }) => `${id} waits for ${name}, and ${found} is there: activate it`),
      );
    });

test("a sign in a file looks at a file that is there", () => {
  const files = FEATURE_NAMES.flatMap((name) =>
    feature(name).signs.flatMap((sign) => ("file" in sign ? sign.file : [])),
  );
  assert.deepEqual(
    files.filter((file) => !existsSync(join(ROOT, file))),
    [],
  );
});
