/** Steps from one list of rows to another keep a client's list whole at every step. */
import { deepEqual, ok } from "node:assert/strict";
import test from "node:test";
import { Prng } from "../../../base/prng.ts";
import type { BookRow } from "../../exchange/tape/book.ts";
import { depthSteps } from "./depthRows.ts";

const row = (price: number, size = 100, marketMaker = ""): BookRow => ({ price, size, marketMaker });

/** What a client has that does what the steps say. */
function applied(told: readonly BookRow[], now: readonly BookRow[]): BookRow[] {
  const rows = [...told];
  for (const { position, operation, row } of depthSteps(told, now)) {
    ok(position <= rows.length - (operation === 0 ? 0 : 1));
    if (operation === 0) rows.splice(position, 0, row);
    else if (operation === 1) rows[position] = row;
    else rows.splice(position, 1);
  }
  return rows;
}

/** The same for a client that keeps a map from position to row. */
function mapped(told: readonly BookRow[], now: readonly BookRow[]): BookRow[] {
  const rows = new Map(told.entries());
  for (const { position, operation, row } of depthSteps(told, now)) {
    if (operation === 2) rows.delete(position);
    else rows.set(position, row);
  }
  return [...rows].sort(([a], [b]) => a - b).map(([, row]) => row);
}

test("a changed size is one update; a new best price is told by an update of every position it shifts", () => {
  const told = [row(10), row(9), row(8)];
  const changes = (now: readonly BookRow[]): number[][] =>
    depthSteps(told, now).map(({ position, operation }) => [position, operation]);
  deepEqual(depthSteps(told, [row(10), row(9, 200), row(8)]), [{ position: 1, operation: 1, row: row(9, 200) }]);
  deepEqual(changes([row(11), row(10), row(9), row(8)]), [
    [3, 0],
    [2, 1],
    [1, 1],
    [0, 1],
  ]);
  deepEqual(changes([row(9), row(8)]), [
    [2, 2],
    [1, 1],
    [0, 1],
  ]);
  deepEqual(changes(told), []);
});

test("an exchange that comes ahead of another is told as recorded: the other again behind it, then itself", () => {
  const overnight = row(235.84, 300, "OVERNIGHT");
  const ibeos = row(235.84, 100, "IBEOS");
  deepEqual(depthSteps([overnight], [ibeos, overnight]), [
    { position: 1, operation: 0, row: overnight },
    { position: 0, operation: 1, row: ibeos },
  ]);
});

test("whatever the two books are, the steps lead from one to the other", () => {
  const draw = new Prng(1, "depthRows");
  const side = (): BookRow[] =>
    Array.from({ length: 12 }, (_, i) =>
      row(20 - i, 100 + Math.floor(3 * draw.float()), draw.chance(0.5) ? "BYX" : "IEX"),
    ).filter(() => draw.chance(0.6));
  let told = side();
  for (let i = 0; i < 200; i++) {
    const now = side();
    deepEqual(applied(told, now), now);
    deepEqual(mapped(told, now), now);
    told = now;
  }
});
