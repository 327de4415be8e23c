/** The documentation of the wire says what the declarations say, and the command prints the same. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { wireDocument } from "../../src/wire/document.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

function describe(...args: readonly string[]): { lines: readonly string[]; status: number | null } {
  const ran = spawnSync(`${ROOT}bin/holdfast`, ["wire", "describe", ...args], { encoding: "utf8" });
  return { lines: ran.stdout.trimEnd().split("\n"), status: ran.status };
}

const cellsOf = (lines: readonly string[], field: string): readonly string[] | undefined =>
  lines.map((line) => line.split("|").map((cell) => cell.trim())).find((cells) => cells[1] === field);

test("docs/wire.md is what npm run wire:docs writes", () => {
  assert.equal(readFileSync(`${ROOT}docs/wire.md`, "utf8"), wireDocument());
});

test("what a form may drop is told by names, not by patterns", () => {
  const [, section = ""] = /## What a form may drop\n(.*?)\n## /s.exec(wireDocument()) ?? [];
  assert.match(section, /^\| reqMktData, reqHistoricalData \| text \| contract\.comboLegs\[\]\.openClose, /m);
  assert.match(section, /^\| historicalData \| protobuf \| startDate, endDate \| historicalDataEnd says them \|$/m);
  assert.doesNotMatch(section, /[\\^$?]/);
});

test("the command prints the table of the document", () => {
  const { lines } = describe("openOrder");
  assert(wireDocument().includes(`### openOrder\n\n${lines.join("\n")}\n`));
});

test("at a server version only what is on the wire there is printed", () => {
  const before = describe("cancelOrder", "--server-version", "168").lines;
  const after = describe("cancelOrder", "--server-version", "169").lines;
  assert.equal(cellsOf(before, "manualOrderCancelTime"), undefined);
  assert.equal(cellsOf(after, "manualOrderCancelTime")?.[3], "169..");
  assert.match(describe("configResponse", "--server-version", "218").lines.join("\n"), /does not exist/);
  assert.equal(describe("noSuchMessage").status, 2);
});

test("numbers of protobuf are those of the whole way, and say where text and protobuf differ", () => {
  const lines = describe("openOrder").lines;
  const numbers = (field: string): string | undefined => cellsOf(lines, field)?.[5];
  assert.equal(numbers("order.orderId"), "1, 3.2");
  assert.equal(numbers("contract.multiplier"), "2.7 as double");
  assert.equal(numbers("order.orderComboLegs[].price"), "2.20.9");
  assert.equal(numbers("order.conditions[].price?1"), "3.100.10");
  assert.equal(numbers("order.auctionStrategy"), "");
  assert.equal(cellsOf(describe("tickByTick").lines, "mask?3")?.[5], "4.2, booleans 1 2");
});
