import assert from "node:assert/strict";
import test from "node:test";
import { Prng } from "../../../base/prng.ts";
import type { WallMs } from "../../../base/time.ts";
import { dayNumber, easternWall } from "../calendar/calendar.ts";
import type { Listing } from "../directory/listing.ts";
import { increment, onStep, rulesOf } from "../directory/rules.ts";
import { Exchange } from "../exchange.ts";
import { Candle, midpoint } from "./tape.ts";

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

test("an early close of a stock closes its options too, and one of an option nothing else", () => {
  const { exchange, call, put } = stage();
  const session = (conId: number, wall: WallMs): string | undefined => {
    const listing = exchange.byConId(conId);
    return listing && exchange.session(listing, wall);
  };
  exchange.closeEarly(call);
  assert.deepEqual([session(SPY, start), session(call, start), session(put, start)], ["regular", "closed", "regular"]);
  exchange.closeEarly(SPY);
  exchange.reopen(call);
  assert.deepEqual([session(call, start), session(put, start), session(AAPL, start)], ["closed", "closed", "regular"]);
  const tomorrow = easternWall(dayNumber("20260408"), 600);
  assert.deepEqual([session(call, tomorrow), session(put, tomorrow)], ["regular", "regular"]);
  exchange.reopen(SPY);
  assert.deepEqual([session(call, start), session(put, start)], ["regular", "regular"]);
});

test("a halt and an early close each end by themselves; the market stands still until neither is in force", () => {
  for (const [first, second] of [
    ["resume", "reopen"],
    ["reopen", "resume"],
  ] as const) {
    const { exchange, call } = stage();
    const [spy] = exchange.find({ localSymbol: "SPY" });
    assert.ok(spy);
    const state = () => [exchange.session(spy, after(4_000)), exchange.halted(SPY), exchange.halted(call)];
    exchange.halt(SPY, 2);
    exchange.advance(after(1_000));
    exchange.closeEarly(SPY);
    const quotes = [exchange.quote(SPY), exchange.quote(call)];
    assert.deepEqual(state(), ["closed", 2, 2]);
    exchange.advance(after(2_000));
    exchange[first](SPY);
    exchange.advance(after(3_000));
    assert.deepEqual([exchange.quote(SPY), exchange.quote(call)], quotes, `after ${first}`);
    assert.deepEqual(state(), first === "resume" ? ["closed", 0, 0] : ["regular", 2, 2]);
    exchange[second](SPY);
    exchange.advance(after(4_000));
    assert.deepEqual(state(), ["regular", 0, 0]);
    assert.notDeepEqual(exchange.quote(SPY), quotes[0]);
  }
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

test("a gap leaves every price on its step, in the quote and in the bars behind it", () => {
  const { exchange } = stage();
  const tesla = exchange.find({ localSymbol: "TSLA  260618C00440000" })[0];
  const ford = exchange.find({ symbol: "F" })[0];
  for (const listing of [tesla, ford]) {
    assert.ok(listing !== undefined);
    exchange.watch(listing.conId);
    exchange.gap(listing.conId, -0.137);
  }
  exchange.advance(after(90_000));
  for (const listing of [tesla, ford] as Listing[]) {
    const { bid, ask, last, high, low } = exchange.quote(listing.conId);
    const candle = exchange.past(listing.conId).tape.candle(after(1), after(90_001));
    assert.deepEqual([candle.bid.close, candle.ask.close], [bid, ask]);
    assert.ok(Math.abs(candle.midpoint.close - midpoint(bid, ask)) <= (ask - bid) / 2);
    for (const price of [bid, ask, last, high, low, candle.ask.low, candle.bid.high, candle.trades.low])
      assert.ok(onStep(rulesOf(listing), price), `${listing.localSymbol} ${price}`);
    assert.ok(candle.bid.low < candle.ask.low && candle.bid.high < candle.ask.high);
  }
});

const ORDERS = ["gap", "halt", "resume", "pin", "unpin", "closeEarly", "reopen", "delist"] as const;
const NAMES = ["SPY", "SPX", "ESM6", "EUR.USD", "USD.JPY", "SPY   260408P00685000", "TSLA  260618C00440000", "F"];
const MINUTE_MS = 60_000;

interface Order {
  readonly at: WallMs;
  readonly what: (typeof ORDERS)[number];
  readonly conId: number;
  readonly part: number;
}

function give(exchange: Exchange, { what, conId, part }: Order): void {
  if (what === "gap") exchange.gap(conId, part);
  else if (what === "halt") exchange.halt(conId, part > 0 ? 1 : 2);
  else if (what === "pin") exchange.pin(conId, { bidSize: 7 });
  else exchange[what](conId);
}

/** A few hours with a handful of orders at random: what a seed gives to all who walk through it. */
function drawn(seed: number) {
  const prng = new Prng(seed, "dictation");
  const below = (n: number): number => prng.uint32() % n;
  const calendar = seed % 3 === 0 ? ("always" as const) : ("real" as const);
  const begin = easternWall(dayNumber("20260407"), [540, 905, 1_021, 200, 601][below(5)] ?? 0);
  const lengthMs = (1 + below(8)) * 3_600_000;
  const fresh = () => new Exchange({ seed, calendar, startWall: begin });
  const conIds = NAMES.map((localSymbol) => fresh().find({ localSymbol })[0]?.conId ?? 0);
  const moments = Array.from({ length: 8 }, () => (begin + below(lengthMs)) as WallMs).sort((a, b) => a - b);
  const orders = moments.slice(0, -1).map((moment) => ({
    ...{ at: moment, what: ORDERS[below(ORDERS.length)] ?? "gap" },
    ...{ conId: conIds[below(NAMES.length)] ?? 0, part: (below(200) - 100) / 1_000 },
  }));
  return { fresh, begin, below, conIds, orders, end: moments.at(-1) as WallMs };
}

/** Walks to the end with steps of at most so many milliseconds, giving the orders at their moments. */
function walked(seed: number, stepMsMax: number, watching: boolean): Exchange {
  const { fresh, begin, below, conIds, orders, end } = drawn(seed);
  const exchange = fresh();
  if (watching) for (const conId of conIds) exchange.watch(conId);
  let now: number = begin;
  for (const order of [...orders, { at: end }]) {
    while (now < order.at) {
      now = Math.min(order.at, now + 1 + below(stepMsMax));
      exchange.advance(now as WallMs);
    }
    if ("what" in order) give(exchange, order);
  }
  return exchange;
}

test("whatever is dictated, quotes do not depend on the steps nor on being watched, and history says the same", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { conIds, end } = drawn(seed);
    const [large, small, unseen] = [walked(seed, 1e9, true), walked(seed, 500_000, true), walked(seed, 1e9, false)];
    for (const conId of conIds) {
      const quote = large.quote(conId);
      assert.deepEqual(small.quote(conId), quote, `seed ${seed}, ${conId}`);
      assert.deepEqual(unseen.quote(conId), quote, `seed ${seed}, ${conId}`);
      agreesWithHistory(large, conId, end, `seed ${seed}, ${conId}`);
    }
  }
});

/** The day's minutes add up to the quote: its shares, its range, and where it stands. */
function agreesWithHistory(exchange: Exchange, conId: number, end: WallMs, name: string): void {
  const { listing, tape } = exchange.past(conId);
  const quote = exchange.quote(conId);
  const day = new Candle();
  const first = listing.calendar.segments(listing.calendar.latest(end).day)[0]?.from ?? end;
  for (let at: number = first; at <= end; at += MINUTE_MS)
    day.merge(tape.candle(at as WallMs, Math.min(at + MINUTE_MS, end + 1) as WallMs));
  if (day.bid.empty) return;
  const { bid, ask } = quote;
  // The middle of what a gap has moved is rounded to half a step, and an option follows the middle.
  const slack = listing.secType === "OPT" ? increment(rulesOf(listing), ask) + 1e-9 : 0;
  if (bid > 0)
    assert.ok(
      Math.abs(day.bid.close - bid) <= slack && Math.abs(day.ask.close - ask) <= slack,
      `${name} ${bid} ${ask}`,
    );
  if (listing.secType === "CASH") return;
  assert.deepEqual([day.trades.high, day.trades.low, day.trades.close], [quote.high, quote.low, quote.last], name);
  assert.equal(day.volume, listing.secType === "IND" ? day.volume : quote.volume, name);
}
