import assert from "node:assert/strict";
import test from "node:test";
import { type WallMs, wallOf } from "../../base/time.ts";
import { dayNumber, easternWall } from "./calendar/calendar.ts";
import { onStep } from "./directory/rules.ts";
import { Exchange } from "./exchange.ts";
import type { Quote, QuoteChange } from "./quote.ts";

const AAPL = 265598;
const at = (date: string, hour: number, minute = 0): WallMs => easternWall(dayNumber(date), hour * 60 + minute);
const start = at("20260407", 9, 29);
const WATCHED = [AAPL, 756733, 8314, 9599491, 15547841];

function exchangeOf(seed: number, startWall = start): Exchange {
  const exchange = new Exchange({ seed, calendar: "real", startWall });
  for (const conId of WATCHED) exchange.watch(conId);
  return exchange;
}

test("the quotes at a time do not depend on the steps that led there", () => {
  const small = exchangeOf(1);
  for (let wall = small.nextChange(start); wall <= at("20260407", 9, 33); wall = small.nextChange(wall))
    small.advance(wall);
  const [large, fresh] = [exchangeOf(1), exchangeOf(1, at("20260407", 9, 33))];
  large.advance(at("20260407", 9, 33));
  for (const conId of [AAPL, 756733, 8314]) {
    assert.deepEqual(small.quote(conId), large.quote(conId));
    assert.deepEqual(small.quote(conId), fresh.quote(conId));
  }
});

test("a change is told exactly where the quote differs, and silence means no difference", () => {
  const exchange = exchangeOf(2);
  let told = 0;
  for (let wall = start as number; wall < start + 120_000; wall += 250) {
    const before = new Map(WATCHED.map((conId) => [conId, exchange.quote(conId)]));
    const changes = new Map(exchange.advance((wall + 250) as WallMs).map((change) => [change.conId, change]));
    for (const conId of WATCHED) {
      const [a, b] = [before.get(conId) as Quote, exchange.quote(conId)];
      const change: QuoteChange | undefined = changes.get(conId);
      if (change === undefined) assert.deepEqual(a, b);
      assert.equal(change?.bid ?? false, a.bid !== b.bid || a.bidSize !== b.bidSize);
      assert.equal(change?.volume ?? false, a.volume !== b.volume);
      assert.equal(change?.last ?? false, a.lastTime !== b.lastTime);
      told += change === undefined ? 0 : 1;
    }
  }
  assert.ok(told > 500);
});

test("last lies between low and high, and volume only grows, through a whole day", () => {
  const exchange = exchangeOf(3, at("20260407", 4));
  let volume = 0;
  for (let wall = at("20260407", 4) as number; wall < at("20260407", 20); wall += 13_457) {
    exchange.advance(wall as WallMs);
    const quote = exchange.quote(AAPL);
    assert.ok(
      quote.low <= quote.last && quote.last <= quote.high && quote.low <= quote.open && quote.open <= quote.high,
    );
    assert.ok(quote.volume >= volume);
    volume = quote.volume;
  }
});

test("a new trading day begins with its first session: new open, high, low and volume, and close is yesterday's last", () => {
  const exchange = exchangeOf(4, at("20260407", 15, 59));
  exchange.advance((at("20260407", 16) - 1) as WallMs);
  const { last } = exchange.quote(AAPL);
  exchange.advance(at("20260407", 20));
  const evening = exchange.quote(AAPL);
  exchange.advance(at("20260408", 3, 59));
  assert.equal(exchange.quote(AAPL), evening);
  const change = exchange.advance(at("20260408", 4)).find(({ conId }) => conId === AAPL);
  const morning = exchange.quote(AAPL);
  assert.deepEqual([change?.day, morning.close], [true, last]);
  assert.ok(morning.volume < evening.volume / 100 && morning.open === morning.last);
});

test("while all watched markets are closed the next change is the next opening or close of any", () => {
  const exchange = exchangeOf(1);
  // Over Good Friday and the weekend: currencies end and begin, futures begin, then stocks.
  const changes = [at("20260402", 20)];
  while (changes.length < 5) changes.push(exchange.nextChange(changes.at(-1) as WallMs));
  const expected = [at("20260403", 17), at("20260405", 17, 15), at("20260405", 18), at("20260406", 4)];
  assert.deepEqual(changes.slice(1), expected);
  assert.equal(exchange.nextChange(at("20260407", 10)), at("20260407", 10) + 250);
  assert.deepEqual(exchangeOf(1, at("20260402", 20)).advance(at("20260406", 3)), []);
});

test("time never goes back", () => {
  const exchange = exchangeOf(1);
  exchange.advance(at("20260407", 11));
  const quote = exchange.quote(AAPL);
  assert.deepEqual(exchange.advance(at("20260407", 10)), []);
  assert.equal(exchange.quote(AAPL), quote);
});

test("an unknown conId is nobody's listing and a bug to quote", () => {
  const exchange = exchangeOf(1);
  assert.equal(exchange.byConId(1), undefined);
  assert.throws(() => exchange.quote(1), /no contract 1/);
});

test("with the market always open a day runs from midnight to midnight in New York", () => {
  const exchange = new Exchange({ seed: 1, calendar: "always", startWall: wallOf(2026, 7, 4, 3, 59) });
  const [apple] = exchange.find({ symbol: "AAPL" });
  assert.ok(apple);
  assert.equal(exchange.session(apple, wallOf(2026, 7, 4, 3, 59)), "regular");
  assert.match(apple.tradingHours(wallOf(2026, 7, 4, 3, 59)), /^20260703:0000-20260704:0000;20260704:0000-/);
  const yesterday = exchange.quote(AAPL);
  exchange.advance(wallOf(2026, 7, 4, 4));
  assert.ok(exchange.quote(AAPL).volume < yesterday.volume / 100);
});

const ONE_OF_EACH = [
  "AAPL",
  "ESM6",
  "MNQM6",
  "EUR.USD",
  "USD.JPY",
  "SPX",
  "SPY   260618C00685000",
  "TSLA  260410P00440000",
];
const conIdsOf = (exchange: Exchange): number[] =>
  ONE_OF_EACH.map((localSymbol) => exchange.find({ localSymbol })[0]?.conId ?? 0);

test("for every kind of contract the quotes do not depend on the steps, nor on being watched", () => {
  const from = at("20260406", 9, 20);
  const to = at("20260407", 9, 40);
  const [small, large, fresh] = [exchangeOf(1, from), exchangeOf(1, from), exchangeOf(1, to)];
  const conIds = conIdsOf(small);
  for (const conId of conIds) small.watch(conId);
  for (let wall = from as number; wall < to; wall += 7_777) small.advance(wall as WallMs);
  small.advance(to);
  large.advance(to);
  for (const conId of conIds) {
    assert.deepEqual(small.quote(conId), large.quote(conId));
    assert.deepEqual(small.quote(conId), fresh.quote(conId));
  }
});

test("a pair has no last price and an index no bid and ask; all others have all three, on their steps", () => {
  for (const calendar of ["real", "always"] as const) {
    const exchange = new Exchange({ seed: 5, calendar, startWall: at("20260407", 15) });
    for (const conId of conIdsOf(exchange)) {
      const listing = exchange.byConId(conId);
      assert.ok(listing !== undefined);
      const { bid, ask, last, high, low, open, close } = exchange.quote(conId);
      const steps = exchange.marketRule(Number(listing.marketRuleIds.split(",")[0])) ?? [];
      for (const price of [bid, ask, last])
        assert.ok(price === -1 || onStep(steps, price), `${listing.localSymbol} ${price}`);
      assert.deepEqual(
        [last === -1, bid === -1, ask === -1],
        [listing.secType === "CASH", listing.secType === "IND", listing.secType === "IND"],
      );
      assert.ok(bid === -1 || bid < ask);
      assert.ok(low > 0 && low <= open && open <= high && close > 0, listing.localSymbol);
    }
  }
});

test("futures follow their index through the night, the later month above the nearer one", () => {
  const exchange = exchangeOf(1, at("20260407", 10));
  const [, es, nq] = conIdsOf(exchange);
  const [near, next] = exchange.find({ symbol: "ES", secType: "FUT" }).map(({ conId }) => exchange.quote(conId).last);
  const spx = exchange.quote(416904).last;
  assert.ok(
    near && next && near > spx && near < spx * 1.02 && next > near && next < near * 1.02,
    `${spx} ${near} ${next}`,
  );
  for (const conId of [es, nq]) exchange.watch(conId ?? 0);
  const moved = exchange.advance(at("20260408", 2)).map(({ conId }) => conId);
  assert.ok(moved.includes(es ?? 0) && moved.includes(nq ?? 0));
  assert.deepEqual(
    exchange
      .advance(at("20260408", 2, 1))
      .map(({ conId }) => conId)
      .sort(),
    [es, nq].sort(),
  );
});

test("a future's last trade is at 08:30 in Chicago: then its market is closed and its quote stays", () => {
  const exchange = exchangeOf(1, at("20260618", 9, 29));
  const [, es] = conIdsOf(exchange);
  const listing = exchange.byConId(es ?? 0);
  assert.ok(listing);
  exchange.watch(listing.conId);
  assert.equal(exchange.session(listing, at("20260618", 9, 29)), "extended");
  exchange.advance(at("20260618", 9, 30));
  const quote = exchange.quote(listing.conId);
  exchange.advance(at("20260618", 12));
  assert.equal(exchange.session(listing, at("20260618", 9, 30)), "closed");
  assert.equal(exchange.quote(listing.conId).last, quote.last);
  assert.deepEqual(exchange.find({ conId: listing.conId }), []);
});

test("only what is watched is told, as long as one of its watchers is there", () => {
  const exchange = new Exchange({ seed: 1, calendar: "real", startWall: start });
  const told = (wall: WallMs): number[] => exchange.advance(wall).map(({ conId }) => conId);
  assert.deepEqual(told(at("20260407", 9, 31)), []);
  exchange.watch(AAPL);
  exchange.watch(AAPL);
  assert.deepEqual(told(at("20260407", 9, 32)), [AAPL]);
  exchange.unwatch(AAPL);
  assert.deepEqual(told(at("20260407", 9, 33)), [AAPL]);
  exchange.unwatch(AAPL);
  assert.deepEqual(told(at("20260407", 9, 34)), []);
  assert.deepEqual(exchange.quote(AAPL), exchangeOf(1, at("20260407", 9, 34)).quote(AAPL));
  assert.throws(() => exchange.unwatch(AAPL), /nobody watches/);
});

test("between two advances the clock says what the present is", () => {
  let wall = start;
  const exchange = new Exchange({ seed: 1, calendar: "real", startWall: start, wall: () => wall });
  exchange.watch(756733);
  const [apple, spy] = [exchange.quote(AAPL), exchange.quote(756733)];
  wall = at("20260407", 9, 45);
  assert.notEqual(exchange.quote(AAPL).last, apple.last);
  assert.equal(exchange.quote(756733), spy);
});

test("the next session is told up to the end of a contract, and never for one that trades no more", () => {
  const now = at("20260407", 15);
  const exchange = new Exchange({ seed: 1, calendar: "real", startWall: now });
  const next = (symbol: string, wall: WallMs): WallMs | undefined => {
    const [listing] = exchange.find({ localSymbol: symbol });
    assert.ok(listing !== undefined, symbol);
    return exchange.nextSession(listing, wall);
  };
  assert.equal(next("AAPL", now), at("20260407", 16));
  assert.equal(next("AAPL", at("20260407", 20)), at("20260408", 4));
  exchange.closeEarly(AAPL);
  assert.equal(next("AAPL", now), at("20260408", 4));
  const option = "SPY   260407C00685000";
  assert.equal(next(option, now), at("20260407", 16, 15));
  assert.equal(next(option, at("20260407", 16, 15)), undefined);
  const gone = exchange.find({ localSymbol: "IBM" })[0];
  exchange.delist(8314);
  assert.equal(gone && exchange.nextSession(gone, now), undefined);
});

test("the next change is told anew when more is watched, and when less is", () => {
  const exchange = new Exchange({ seed: 1, calendar: "real", startWall: start });
  const none = exchange.nextChange(start);
  assert.equal(none, at("20260407", 9, 30));
  exchange.watch(AAPL);
  assert.equal(exchange.nextChange(start), start + 250);
  assert.equal(exchange.nextChange((start + 100) as WallMs), start + 250);
  assert.equal(exchange.nextChange((start + 250) as WallMs), start + 500);
  exchange.unwatch(AAPL);
  assert.equal(exchange.nextChange(start), none);
  assert.equal(exchange.nextChange(at("20260406", 21)), at("20260407", 4));
});
