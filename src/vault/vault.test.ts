import assert from "node:assert/strict";
import test from "node:test";
import type { WallMs } from "../base/time.ts";
import { wallOf } from "../base/time.ts";
import type { Entry, Recorded } from "../model/entry.ts";
import type { Past } from "./books.ts";
import type { Row } from "./tables.ts";
import { type Changes, type OrderBook, Vault } from "./vault.ts";

const NO_ORDERS = { orders: [], resume: () => {} } as unknown as OrderBook;

/** What a vault that has nothing of the entries before a snapshot takes from it. */
function begunWith(
  folds: object,
  at: WallMs,
  limitsSet: readonly Row[] = [],
): readonly (readonly [table: string, row: Row])[] {
  const put: [string, Row][] = [];
  const changes = { put: (table: string, row: Row) => void put.push([table, row]), endAll: () => {} };
  const snapshot: Recorded = { at, entry: { kind: "bookCarried", format: 2, folds } as unknown as Entry };
  const past = { limitsSet: () => limitsSet } as Past;
  new Vault(NO_ORDERS, past, changes as unknown as Changes).begin(900, snapshot, 900);
  return put;
}

test("what was set before a vault began was set when it was set, not when the vault heard of it", () => {
  const [then, later] = [wallOf(2026, 1, 5, 15), wallOf(2026, 2, 20, 0)];
  const said = { scope: { strategy: "alpha" }, by: "ann", why: "news", at: then };
  const folds = {
    alerts: [{ alert: { cause: "halted", scope: {}, detail: "" }, since: then }],
    trading: [{ ...said, state: "halted", level: "halt-new" }],
    limits: [{ ...said, limit: "max-quantity", value: "50" }],
  };
  assert.deepEqual(
    begunWith(folds, later).map(([table, { entry, at, raisedAt }]) => [table, entry, at ?? raisedAt]),
    ["alerts", "trading_states", "limits"].map((table) => [table, 900, "2026-01-05T15:00:00.000Z"]),
  );
});

test("a limit that was set before a gap and is not in the snapshot behind it has ended; one that is in it is set", () => {
  const at = wallOf(2026, 2, 20, 0);
  const said = { scope: { strategy: "alpha" }, by: "ann", why: "news", at };
  const limits = [{ ...said, limit: "max-quantity", value: "50" }];
  const set = begunWith({ limits }, at).map(([, row]) => ({ ...row, entry: 7 }));
  const other = set.map((row) => ({ ...row, name: "daily-loss" }));
  assert.deepEqual(
    begunWith({ limits }, at, [...set, ...other]).map(([, { entry, name, what, value, by }]) => [
      entry,
      name,
      what,
      value,
      by,
    ]),
    [
      [900, "daily-loss", "ended", null, null],
      [900, "max-quantity", "set", '"50"', "ann"],
    ],
  );
});
