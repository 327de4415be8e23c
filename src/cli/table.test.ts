import assert from "node:assert/strict";
import test from "node:test";
import { type Column, table } from "./table.ts";

const COLUMNS: readonly Column<{ readonly symbol: string; readonly position?: number }>[] = [
  { title: "symbol", of: (row) => row.symbol },
  { title: "position", of: (row) => row.position, right: true },
];

test("on a terminal columns are aligned, numbers to the right; in a pipe they are separated by tabs", () => {
  const rows = [{ symbol: "AAPL", position: 5 }, { symbol: "GOOGL", position: -1_000 }, { symbol: "X" }];
  const pretty = table(COLUMNS, rows, true).replace(/\u001b\[\d+m/g, "");
  assert.equal(pretty, "symbol  position\nAAPL           5\nGOOGL      -1000\nX");
  assert.equal(table(COLUMNS, rows, false), "symbol\tposition\nAAPL\t5\nGOOGL\t-1000\nX\t");
});

test("text of a bot cannot move the cursor, colour the terminal or break a line", () => {
  for (const pretty of [true, false]) {
    const text = table(COLUMNS, [{ symbol: "\u001b[2J\u009b31mA\nB\tC" }], pretty);
    assert.match(text.split("\n")[1]!, /^\?\[2J\?31mA\?B\?C/);
  }
});
