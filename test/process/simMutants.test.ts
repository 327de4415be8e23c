/** `holdfast sim mutants` as a program: the worst bugs are caught within their seeds, and the canary fails. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { MAIN, ROOT, temporaryDirectory } from "../rig/folders.ts";

const MS_MAX = 290_000;

function mutants(words: readonly string[], main = MAIN) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, "sim", "mutants", ...words], {
    ...{ encoding: "utf8", cwd: ROOT, timeout: MS_MAX },
  });
  return { status, stdout, stderr };
}

/** What a daemon must never have, and what CI waits for: the others are hunted at night. */
const WORST = ["M1", "M2", "M3", "M4", "M5", "M11", "M12-tail", "M12-sync"];

interface Caught {
  readonly id: string;
  readonly caught: boolean;
  readonly seeds: number;
  readonly seed: number;
  readonly invariant: string;
  readonly expected: readonly string[];
}

test("the worst planted bugs are each caught within their seeds by a promise that they break, and the canary fails", () => {
  const { status, stdout, stderr } = mutants([...WORST, "--json"]);
  assert.equal(status, 0, stderr);
  const { mutants: all, waiting, canary } = JSON.parse(stdout);
  assert.deepEqual(
    all.map(({ id }: Caught) => id),
    WORST,
  );
  for (const { id, caught, seeds, seed, invariant, expected } of all as readonly Caught[]) {
    assert.ok(caught && seeds >= 1 && seed === seeds, `${id} on seed ${seed}`);
    assert.ok(expected.includes(invariant), `${id} was caught by ${invariant}, expected ${expected}`);
  }
  assert.ok(waiting.every(({ waitsFor }: { waitsFor: string }) => waitsFor.length > 0));
  assert.equal(canary.failed, true);
});

test("people get a table of what was caught, what waits and the canary", () => {
  const { status, stdout, stderr } = mutants(["M1", "--from", "2"]);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^M1\tsends before the journal is durable\tcaught by I2\t2\t1\t\d+\.\d$/m);
  assert.match(stdout, /^M10\t[^\t]+\twaits for price watch\t/m);
  assert.match(stdout, /^canary\tseed 1 with M1 in it must fail\tfails, by I2\t/m);
});

test("a bug that is not caught within the seeds it is given is a failure", () => {
  const { status, stdout, stderr } = mutants(["X23", "--seeds", "1"]);
  assert.equal(status, 1);
  assert.match(stdout, /^X23\t[^\t]+\tNOT CAUGHT\t\t1\t/m);
  assert.match(stderr, /^holdfast: X23 is not caught: nothing objected/m);
});

test("a name that is no planted bug's, and one of a part that does not exist, are one sentence and exit code 2", () => {
  for (const [id, says] of [
    ["M99", /^holdfast: there is no planted bug "M99"; there are M1, M2, [^\n]+\n$/],
    ["M10", /^holdfast: M10 \([^)]+\) waits for price watch, which does not exist yet\n$/],
  ] as const) {
    const { status, stderr } = mutants([id]);
    assert.equal(status, 2, stderr);
    assert.match(stderr, says);
  }
});

test("a package without tests says where planted bugs come from", () => {
  const root = temporaryDirectory();
  for (const name of ["src", "package.json"]) cpSync(join(ROOT, name), join(root, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  const { status, stderr } = mutants([], join(root, "src/cli/main.ts"));
  assert.equal(status, 2);
  assert.match(stderr, /^holdfast: planted bugs come with the repository[^\n]+\n$/);
});
