/** Steps from one list of rows to another keep a client's list whole at every step. */
import { deepEqual, equal, ok } from "node:assert/strict";
import test from "node:test";
import { Prng } from "../../../base/prng.ts";
import type { BookRow } from "../../exchange/book.ts";
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

test("a changed size is one update, a new best price one delete and one insert", () => {
  const told = [row(10), row(9), row(8)];
  deepEqual(depthSteps(told, [row(10), row(9, 200), row(8)]), [{ position: 1, operation: 1, row: row(9, 200) }]);
  deepEqual(
    depthSteps(told, [row(11), row(10), row(9)]).map(({ position, operation }) => [position, operation]),
    [
      [2, 2],
      [0, 0],
    ],
  );
  deepEqual(depthSteps(told, told), []);
});

test("rows of one price are told apart by their market makers", () => {
  const told = [row(10, 100, "BYX"), row(10, 100, "IEX")];
  deepEqual(applied(told, [row(10, 100, "IEX")]), [row(10, 100, "IEX")]);
  equal(depthSteps(told, [row(10, 100, "IEX")]).length, 1);
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
    told = now;
  }
});
