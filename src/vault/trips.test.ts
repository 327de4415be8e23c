import assert from "node:assert/strict";
import test from "node:test";
import { FLAT, type Trade, tripRow, withTrade } from "./trips.ts";

const BOOK = { strategy: "alpha", account: "DU1", conId: 1 };

const trade = (
  entry: number,
  side: "BOT" | "SLD",
  shares: number,
  price: number,
  more: Partial<Trade> = {},
): Trade => ({
  ...{
    execId: `e${entry}`,
    entry,
    at: `t${entry}`,
    symbol: "AAPL",
    secType: "STK",
    currency: "USD",
    side,
    shares,
    price,
  },
  ...{ perPoint: 1, commission: 1, commissionCurrency: "USD", ...more },
});

/** The rows of all trips, by number. */
function tripsOf(...trades: readonly Trade[]): readonly Record<string, unknown>[] {
  const rows = new Map<number, Record<string, unknown>>();
  let standing = FLAT;
  for (const each of trades) {
    const next = withTrade(standing, each);
    for (const trip of next.trips) rows.set(trip.number, tripRow(BOOK, trip));
    standing = next.standing;
  }
  return [...rows.values()];
}

const only = (row: Record<string, unknown> | undefined, ...names: readonly string[]): unknown[] =>
  names.map((name) => row?.[name]);

test("a trip goes from flat to flat, and its profit is what was sold for less what was bought for", () => {
  const [trip, ...others] = tripsOf(trade(1, "BOT", 10, 100), trade(2, "BOT", 10, 110), trade(3, "SLD", 20, 120));
  assert.deepEqual(others, []);
  assert.deepEqual(only(trip, "side", "bought", "sold", "position", "pnl", "commission", "net", "closedAt"), [
    ...["LONG", 20, 20, 0, 300, 3, 297, "t3"],
  ]);
});

test("one that is open tells by average cost what is realised", () => {
  const [trip] = tripsOf(trade(1, "BOT", 10, 100), trade(2, "BOT", 10, 110), trade(3, "SLD", 5, 120));
  assert.deepEqual(only(trip, "position", "pnl", "closedAt"), [15, 75, null]);
});

test("a short trip earns when it is bought back for less", () => {
  const [trip] = tripsOf(trade(1, "SLD", 10, 100), trade(2, "BOT", 4, 90), trade(3, "BOT", 6, 95));
  assert.deepEqual(only(trip, "side", "pnl", "net"), ["SHORT", 70, 67]);
});

test("an execution that goes through flat ends a trip and begins the next, and its commission is divided", () => {
  const [first, second] = tripsOf(trade(1, "BOT", 10, 100), trade(2, "SLD", 40, 110, { commission: 4 }));
  assert.deepEqual(only(first, "closedAt", "sold", "pnl", "commission"), ["t2", 10, 100, 2]);
  assert.deepEqual(only(second, "side", "openedAt", "position", "pnl", "commission"), ["SHORT", "t2", -30, 0, 3]);
});

test("thirds and other fractions leave nothing behind when the trip is closed", () => {
  const thirds = [trade(2, "SLD", 1, 0.1), trade(3, "SLD", 1, 0.2), trade(4, "SLD", 1, 0.3)];
  const [trip] = tripsOf(trade(1, "BOT", 3, 0.7), ...thirds);
  assert.deepEqual(only(trip, "pnl", "position"), [-1.5, 0]);
});

test("a multiplier counts, and one that nobody knows leaves the money open", () => {
  const known = { perPoint: 50 };
  assert.equal(tripsOf(trade(1, "BOT", 1, 4_000, known), trade(2, "SLD", 1, 4_001, known))[0]?.pnl, 50);
  const unknown = { perPoint: null };
  const [trip] = tripsOf(trade(1, "BOT", 1, 4_000, unknown), trade(2, "SLD", 1, 4_001, unknown));
  assert.deepEqual(only(trip, "boughtValue", "pnl", "net", "position"), [null, null, null, 0]);
});

test("a commission that is missing is counted, and one in another currency is not subtracted", () => {
  const [missing] = tripsOf(trade(1, "BOT", 1, 10, { commission: null }), trade(2, "SLD", 1, 11));
  assert.deepEqual(only(missing, "unreported", "commission", "net"), [1, 1, 0]);
  const [other] = tripsOf(trade(1, "BOT", 1, 10, { currency: "JPY" }), trade(2, "SLD", 1, 11, { currency: "JPY" }));
  assert.deepEqual(only(other, "pnl", "commission", "commissionCurrency", "net"), [1, 2, "USD", null]);
  const [mixed] = tripsOf(trade(1, "BOT", 1, 10), trade(2, "SLD", 1, 11, { commissionCurrency: "EUR" }));
  assert.deepEqual(only(mixed, "commission", "commissionCurrency", "net"), [null, null, null]);
});

test("an execution that was taken back makes no trip", () => {
  assert.deepEqual(tripsOf(trade(1, "BOT", 0, 100)), []);
});
