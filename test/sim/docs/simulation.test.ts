/** docs/simulation.md says what is so: its tables are those of the simulation itself. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { filledIn } from "./page.ts";
import { DOCUMENT, PARTS } from "./simulation.ts";

const PAGE = readFileSync(DOCUMENT, "utf8");

test("the page's tables are as npm run sim:docs writes them", () => {
  assert.equal(PAGE, filledIn(PAGE, PARTS), "run npm run sim:docs");
});

test("a part that was changed by hand would be found", () => {
  for (const name of Object.keys(PARTS)) {
    const changed = PAGE.replace(`<!-- ${name} -->\n\n`, `<!-- ${name} -->\n\nx`);
    assert.notEqual(changed, PAGE, name);
    assert.equal(filledIn(changed, PARTS), PAGE, name);
  }
});

test("a part without a place would be found", () => {
  assert.throws(() => filledIn(PAGE, { nowhere: () => "" }), /no place for nowhere/);
});

test("nothing in the tables is left without a word", () => {
  const bare = [...PAGE.matchAll(/^\| [^\n|]+ \|\s+\|[^\n]*$/gm)].map(([row]) => row);
  assert.deepEqual(bare, []);
});
