import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { isEvent, KINDS } from "./kinds.ts";
import { TABLE_NAMES } from "./tables.ts";

/** As they are written down: what a type says cannot be asked at run time. */
const written = [
  ...readFileSync(new URL("../model/entry.ts", import.meta.url), "utf8").matchAll(/readonly kind: "(\w+)"/g),
].map(([, kind]) => kind!);

test("of every kind of entry it is said what it makes, and of no other", () => {
  assert.ok(written.length > 30);
  assert.deepEqual(Object.keys(KINDS).toSorted(), [...new Set(written)].toSorted());
});

test("what makes no row has a reason, and what makes one names tables that there are", () => {
  for (const [kind, makes] of Object.entries(KINDS)) {
    if ("none" in makes) assert.ok(makes.none.split(" ").length > 4, kind);
    else
      assert.deepEqual(
        makes.rows.filter((name) => !TABLE_NAMES.includes(name)),
        [],
        kind,
      );
  }
});

test("a kind that nobody thought of is kept whole", () => {
  assert.ok(isEvent("somethingNew" as never));
  assert.ok(!isEvent("orderIdSeen"));
});
