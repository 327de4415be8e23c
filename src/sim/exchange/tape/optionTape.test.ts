import assert from "node:assert/strict";
import test from "node:test";
import type { WallMs } from "../../../base/time.ts";
import { dayNumber, easternWall } from "../calendar/calendar.ts";
import type { Listing } from "../directory/listing.ts";
import { onStep, rulesOf } from "../directory/rules.ts";
import { Exchange } from "../exchange.ts";
import type { Quote } from "../quote.ts";

const at = (date: string, minute: number): WallMs => easternWall(dayNumber(date), minute);
const UNDERLYINGS = [
  ["SPY", 756733],
  ["AAPL", 265598],
  ["TSLA", 76792991],
] as const;
/** What a price may be beside its model for its step, and for the two sides of the underlying. */
const SLACK = 0.02;
const YEAR_MS = 365 * 86_400_000;
/** The time left is counted in whole hours. */
const HOUR_OF_INTEREST = 0.04 / (365 * 24);

interface Quoted {
  readonly option: Listing;
  readonly quote: Quote;
}

/** The nearest, the next and the farthest date of a chain. */
function quoted(exchange: Exchange, symbol: string): readonly Quoted[] {
  const chain = exchange.find({ symbol, secType: "OPT" });
  const dates = [...new Set(chain.map(({ lastTradeDate }) => lastTradeDate))];
  const some = [dates[0], dates[1], dates.at(-1)];
  return chain
    .filter(({ lastTradeDate }) => some.includes(lastTradeDate))
    .map((option) => ({ option, quote: exchange.quote(option.conId) }));
}

/** A plain middle of the session, the minutes before an expiry, and a day after a fall of a fifth. */
const MOMENTS = [at("20260407", 600), at("20260410", 958), at("20260413", 700)];

interface Scene {
  readonly all: readonly Quoted[];
  readonly under: Quote;
  readonly moment: WallMs;
}

function played(): readonly Scene[] {
  const exchange = new Exchange({ seed: 5, calendar: "real", startWall: MOMENTS[0] as WallMs });
  return MOMENTS.flatMap((moment) => {
    exchange.advance(moment);
    if (moment === MOMENTS[2]) for (const [, conId] of UNDERLYINGS) exchange.gap(conId, -0.2);
    return UNDERLYINGS.map(([symbol, conId]) => ({
      ...{ all: quoted(exchange, symbol), under: exchange.quote(conId), moment },
    }));
  });
}

/** The scenes do not change, so all tests look at the same. */
const SCENES = played();

function eachMoment(look: (all: readonly Quoted[], under: Quote, moment: WallMs) => void): void {
  for (const { all, under, moment } of SCENES) look(all, under, moment);
}

test("every price of a chain is on its step, with the bid below the ask", () => {
  eachMoment((all) => {
    for (const { option, quote } of all) {
      const { bid, ask, last, open, high, low } = quote;
      assert.ok(bid > 0 && bid < ask, `${option.localSymbol} ${bid} ${ask}`);
      for (const price of [bid, ask, last, open, high, low])
        assert.ok(onStep(rulesOf(option), price), `${option.localSymbol} ${price}`);
    }
  });
});

test("nobody can buy an option for less than its exercise brings, and none costs more than it can ever bring", () => {
  eachMoment((all, under) => {
    for (const { option, quote } of all) {
      const isCall = option.right === "C";
      const exercised = isCall ? under.bid - option.strike : option.strike - under.ask;
      assert.ok(quote.ask >= exercised - 1e-9, `${option.localSymbol} ${quote.ask} ${exercised}`);
      assert.ok(quote.bid <= (isCall ? under.ask : option.strike), option.localSymbol);
    }
  });
});

test("along the strikes calls fall and puts rise, by no more than the strikes differ", () => {
  eachMoment((all) => {
    for (const [i, { option, quote }] of all.entries()) {
      const next = all.find((one, j) => j > i && sameBut(one.option, option, { strike: true }));
      if (next === undefined) continue;
      const [dear, cheap] = option.right === "C" ? [quote, next.quote] : [next.quote, quote];
      assert.ok(dear.ask >= cheap.bid, option.localSymbol);
      assert.ok(dear.bid - cheap.ask <= next.option.strike - option.strike + 1e-9, option.localSymbol);
    }
  });
});

test("a call and a put of one strike agree with their underlying, as early exercise allows", () => {
  eachMoment((all, { bid, ask }, moment) => {
    for (const [i, call] of all.entries()) {
      const put = all[i + 1];
      if (call.option.right !== "C" || put === undefined) continue;
      assert.ok(sameBut(put.option, call.option, { right: true }));
      const { strike, localSymbol } = call.option;
      const middle = (bid + ask) / 2;
      const interest = (0.04 * (call.option.lastTradeWall - moment)) / YEAR_MS + HOUR_OF_INTEREST;
      assert.ok(call.quote.bid - put.quote.ask <= middle - strike * (1 - interest) + SLACK, localSymbol);
      assert.ok(call.quote.ask - put.quote.bid >= middle - strike - SLACK, localSymbol);
    }
  });
});

/** Whether two options differ in nothing but what is named. */
function sameBut(a: Listing, b: Listing, but: { strike?: boolean; right?: boolean }): boolean {
  return (
    a.lastTradeDate === b.lastTradeDate &&
    (but.strike === true || a.strike === b.strike) &&
    (but.right === true || a.right === b.right)
  );
}

test("while the underlying says nothing an option still loses time, in the same way wherever it is cut", () => {
  const start = at("20260407", 600);
  const run = (steps: number): Quote => {
    const exchange = new Exchange({ seed: 1, calendar: "real", startWall: start });
    const [option] = exchange.find({ localSymbol: "AAPL  260417P00255000" });
    assert.ok(option !== undefined);
    exchange.watch(option.conId);
    const before = exchange.quote(option.conId);
    exchange.pin(265598, {});
    for (let i = 1; i <= steps; i++) exchange.advance((start + (i * 14_400_000) / steps) as WallMs);
    const after = exchange.quote(option.conId);
    assert.ok(after.ask <= before.ask && after.bid < before.bid);
    return after;
  };
  assert.deepEqual(run(1), run(97));
});
