/** docs/simulated-gateway.md says what is so: its tables are those of the program, its examples the files that run. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { SWITCH_SENTENCES } from "../../src/cli/sim/switchSentences.ts";
import { ROOT } from "../rig/folders.ts";
import { DOCUMENT, filledIn, shownExamples, switchSentences } from "./simGateway/document.ts";

const PAGE = readFileSync(DOCUMENT, "utf8");

test("the guide's tables and examples are as npm run sim:docs writes them", () => {
  assert.equal(PAGE, filledIn(PAGE), "run npm run sim:docs");
});

test("what the program says about switches is what stands beside them", () => {
  assert.deepEqual(SWITCH_SENTENCES, switchSentences(), "run npm run sim:docs");
});

test("a part that was changed by hand would be found", () => {
  for (const name of ["routes", "faults", "switches", "limits", "recordings"]) {
    const changed = PAGE.replace(`<!-- ${name} -->\n\n`, `<!-- ${name} -->\n\nx`);
    assert.notEqual(changed, PAGE, name);
    assert.equal(filledIn(changed), PAGE, name);
  }
});

test("every switch and every limit has a sentence", () => {
  const bare = [...PAGE.matchAll(/^\| `(\w+)` \|[^\n]*\|\s+\|$/gm)].map(([, name]) => name);
  assert.deepEqual(bare, []);
});

test("the guide shows every example", () => {
  const files = globSync("examples/simulated-gateway/*.*", { cwd: ROOT }).map((path) => join(path));
  assert.deepEqual(shownExamples(PAGE).toSorted(), files.toSorted());
});
