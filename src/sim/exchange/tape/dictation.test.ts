import assert from "node:assert/strict";
import test from "node:test";
import type { WallMs } from "../../../base/time.ts";
import { dayNumber, easternWall } from "../calendar/calendar.ts";
import { Exchange } from "../exchange.ts";

const SPY = 756733;
const SPX = 416904;
const AAPL = 265598;
const start = easternWall(dayNumber("20260407"), 600);
const after = (ms: number): WallMs => (start + ms) as WallMs;

function stage() {
  const exchange = new Exchange({ seed: 1, calendar: "real", startWall: start });
  const named = (localSymbol: string): number => exchange.find({ localSymbol })[0]?.conId ?? 0;
  const [es, call, put] = [named("ESM6"), named("SPY   260618C00685000"), named("SPY   260618P00685000")];
  const all = [SPY, SPX, AAPL, es, call, put];
  for (const conId of all) exchange.watch(conId);
  return { exchange, es, call, put, all };
}

test("a gap shows at once in the contract and in its options, and in nothing else; the past stays as it was", () => {
  const { exchange, es, call, put } = stage();
  exchange.advance(after(60_000));
  const before = new Map([SPY, call, put, es].map((conId) => [conId, exchange.quote(conId)]));
  const changed = exchange.gap(SPY, -0.05).map(({ conId }) => conId);
  assert.deepEqual(new Set(changed), new Set([SPY, call, put]));
  const [was, is] = [before.get(SPY)?.last ?? 0, exchange.quote(SPY)];
  assert.ok(Math.abs(is.last / was - 0.95) < 0.0001 && Math.abs(is.low - is.last) < 0.02 && is.bid < is.ask);
  assert.ok(
    exchange.quote(call).bid < (before.get(call)?.bid ?? 0) && exchange.quote(put).bid > (before.get(put)?.bid ?? 0),
  );
  assert.equal(exchange.quote(es), before.get(es));
  exchange.advance(after(180_000));
  const ask = {
    end: after(180_000),
    durationStr: "180 S",
    barSizeSetting: "1 min",
    useRth: true,
    whatToShow: "TRADES",
  };
  const found = exchange.bars(SPY, ask);
  assert.ok("bars" in found);
  const closes = found.bars.map(({ close }) => close / was);
  assert.ok((closes[0] ?? 0) > 0.99 && (closes[1] ?? 1) < 0.96 && (closes[2] ?? 1) < 0.96, closes.join());
});

test("a gap of an index moves its futures", () => {
  const { exchange, es } = stage();
  const before = exchange.quote(es).last;
  exchange.gap(SPX, 0.1);
  assert.ok(Math.abs(exchange.quote(es).last / before - 1.1) < 0.001);
  assert.equal((exchange.quote(es).bid * 4) % 1, 0);
});

test("while a contract is halted nothing moves, its options neither; then it trades where the market went", () => {
  const { exchange, call, es } = stage();
  exchange.advance(after(10_000));
  exchange.halt(SPY, 2);
  assert.deepEqual(
    [SPY, call, es, AAPL].map((conId) => exchange.halted(conId)),
    [2, 2, 0, 0],
  );
  const [spy, option] = [exchange.quote(SPY), exchange.quote(call)];
  const moved = exchange.advance(after(600_000)).map(({ conId }) => conId);
  assert.ok(!moved.includes(SPY) && !moved.includes(call) && moved.includes(es));
  assert.deepEqual([exchange.quote(SPY), exchange.quote(call)], [spy, option]);
  const changed = exchange.resume(SPY).map(({ conId }) => conId);
  assert.ok(changed.includes(SPY) && exchange.halted(call) === 0);
  const free = new Exchange({ seed: 1, calendar: "real", startWall: after(600_000) });
  assert.equal(exchange.quote(SPY).bid, free.quote(SPY).bid);
  assert.ok(exchange.quote(SPY).volume < free.quote(SPY).volume);
});

test("a pinned quote stands until it is let go, and bid and ask may be missing", () => {
  const { exchange } = stage();
  const free = exchange.quote(AAPL);
  const [change] = exchange.pin(AAPL, { bid: 200, ask: 200.02, last: 200.01, bidSize: 7 });
  assert.deepEqual([change?.conId, change?.bid, change?.ask, change?.last], [AAPL, true, true, true]);
  exchange.advance(after(60_000));
  const { bid, ask, last, bidSize, low, high } = exchange.quote(AAPL);
  assert.deepEqual([bid, ask, last, bidSize, low], [200, 200.02, 200.01, 7, 200.01]);
  assert.ok(high >= free.high);
  exchange.pin(AAPL, { bid: -1, ask: -1, bidSize: 0, askSize: 0 });
  assert.deepEqual([exchange.quote(AAPL).bid, exchange.quote(AAPL).last], [-1, 200.01]);
  exchange.unpin(AAPL);
  assert.ok(exchange.quote(AAPL).bid > 240);
});

test("an early close ends the session until the next trading day", () => {
  const { exchange } = stage();
  const [apple] = exchange.find({ symbol: "AAPL" });
  assert.ok(apple);
  exchange.closeEarly(AAPL);
  const quote = exchange.quote(AAPL);
  exchange.advance(after(3_600_000));
  assert.equal(exchange.quote(AAPL), quote);
  const sessions = [
    start,
    after(3_600_000),
    easternWall(dayNumber("20260408"), 239),
    easternWall(dayNumber("20260408"), 240),
  ];
  assert.deepEqual(
    sessions.map((wall) => exchange.session(apple, wall)),
    ["closed", "closed", "closed", "extended"],
  );
  assert.equal(exchange.halted(AAPL), 0);
});

test("a delisted contract is found by nobody, stands still, and stays known by its conId", () => {
  const { exchange } = stage();
  exchange.delist(AAPL);
  const quote = exchange.quote(AAPL);
  exchange.advance(after(60_000));
  assert.deepEqual([exchange.find({ symbol: "AAPL" }), exchange.find({ conId: AAPL })], [[], []]);
  const apple = exchange.byConId(AAPL);
  assert.ok(apple && exchange.session(apple, after(60_000)) === "closed");
  assert.equal(exchange.quote(AAPL), quote);
});

test("what was dictated is told alike to those who watched and to those who come later", () => {
  const { exchange, all, call } = stage();
  const orders: [number, () => unknown][] = [
    [5_000, () => exchange.gap(SPY, 0.02)],
    [9_123, () => exchange.halt(SPY, 1)],
    [30_000, () => exchange.gap(SPY, -0.04)],
    [50_000, () => exchange.resume(SPY)],
    [60_000, () => exchange.pin(call, { bid: 1, ask: 1.01, last: 1 })],
    [61_000, () => exchange.unpin(call)],
    [70_000, () => exchange.gap(SPX, -0.01)],
  ];
  for (const [ms, order] of orders) {
    exchange.advance(after(ms));
    order();
  }
  for (let ms = 70_250; ms <= 90_000; ms += 250) exchange.advance(after(ms));
  const watched = all.map((conId) => exchange.quote(conId));
  const fresh = all.map((conId) => exchange.tickerFrom(conId, after(90_000)).quote);
  assert.deepEqual(watched, fresh);
});
