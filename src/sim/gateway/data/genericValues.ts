/**
 * The values of generic ticks, each a function of the contract, its quote and the time.
 *
 * Tick types as IB's documentation pairs them with generic ticks. What the simulated market has no truth for (open
 * interest, shares to borrow, fundamentals) is drawn once for a contract and plausible, no more. A contract that lacks
 * something (a stock its net asset value) gets no tick for it, as with a real Gateway.
 */
import { decimal } from "../../../base/decimal.ts";
import type { WallMs } from "../../../base/time.ts";
import { dateText, easternDay } from "../../exchange/calendar/calendar.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Quote } from "../../exchange/quote.ts";
import { unit as drawn } from "../../exchange/tape/walk.ts";
import type { Session } from "../door/session.ts";
import type { Line } from "./subscriptions.ts";

interface View {
  readonly listing: Listing;
  readonly quote: Quote;
  readonly wall: WallMs;
  /** Shares in one unit of a size. */
  readonly unit: number;
}

type Kind = "tickPrice" | "tickSize" | "tickGeneric" | "tickString";
/** `[generic tick, tick type, message, kinds of contracts, value]`; undefined is no tick. */
type Row = readonly [
  code: number,
  tickType: number,
  kind: Kind,
  secTypes: string,
  of: (view: View) => number | string | undefined,
];

const YEAR = Math.sqrt(252);
const MINUTE_MS = 60_000;

// biome-ignore format: a table
const ROWS: readonly Row[] = [
  [100, 29, "tickSize", "STK IND OPT", (v) => ofRight(v, "C", Math.floor(v.quote.volume / (v.listing.secType === "OPT" ? 1 : 400)))],
  [100, 30, "tickSize", "STK IND OPT", (v) => ofRight(v, "P", Math.floor(v.quote.volume / (v.listing.secType === "OPT" ? 1 : 600)))],
  [101, 27, "tickSize", "STK IND OPT", (v) => ofRight(v, "C", between(v, 27, 500, 900_000))],
  [101, 28, "tickSize", "STK IND OPT", (v) => ofRight(v, "P", between(v, 28, 500, 900_000))],
  [104, 23, "tickGeneric", "STK IND", (v) => figure(v.listing.character.dailyDeviation * YEAR)],
  [105, 87, "tickSize", "STK IND", (v) => between(v, 87, 10_000, 900_000)],
  [106, 24, "tickGeneric", "STK IND", (v) => figure(v.listing.character.dailyDeviation * YEAR * (1 + 0.15 * slow(v, 24)))],
  [162, 31, "tickGeneric", "IND", (v) => figure(v.quote.last * 0.001 * (slow(v, 31) - 0.5))],
  [165, 15, "tickPrice", "STK", (v) => away(v, -0.06)],
  [165, 16, "tickPrice", "STK", (v) => away(v, 0.05)],
  [165, 17, "tickPrice", "STK", (v) => away(v, -0.11)],
  [165, 18, "tickPrice", "STK", (v) => away(v, 0.08)],
  [165, 19, "tickPrice", "STK", (v) => away(v, -0.18)],
  [165, 20, "tickPrice", "STK", (v) => away(v, 0.12)],
  [165, 21, "tickSize", "STK", (v) => Math.floor(v.listing.character.dailyVolume / v.unit)],
  [221, 78, "tickPrice", "STK FUT OPT", mark],
  [225, 34, "tickSize", "STK", (v) => Math.floor((v.listing.character.dailyVolume * 0.02) / v.unit)],
  [225, 35, "tickPrice", "STK", (v) => v.quote.last],
  [225, 36, "tickSize", "STK", (v) => Math.floor((between(v, 36, 0, 40_000)) / v.unit)],
  [225, 61, "tickSize", "STK", (v) => Math.floor((between(v, 61, 0, 20_000)) / v.unit)],
  [232, 37, "tickPrice", "STK FUT OPT CASH", mark],
  [233, 48, "tickString", "STK FUT OPT", tradeText],
  [236, 46, "tickGeneric", "STK", () => 3],
  [236, 89, "tickSize", "STK", (v) => between(v, 89, 100_000, 30_000_000)],
  [258, 47, "tickString", "STK", fundamentals],
  [293, 54, "tickGeneric", "STK FUT OPT", (v) => Math.floor(v.quote.volume / 175)],
  [294, 55, "tickGeneric", "STK FUT OPT", (v) => figure(perMinute(v) / 175)],
  [295, 56, "tickGeneric", "STK FUT OPT", (v) => figure(perMinute(v))],
  [318, 57, "tickPrice", "STK OPT", (v) => v.quote.last],
  [375, 77, "tickString", "STK FUT OPT", tradeText],
  [411, 58, "tickGeneric", "STK IND OPT", (v) => figure(v.listing.character.dailyDeviation * YEAR * (0.85 + 0.3 * slow(v, 58)))],
  [456, 59, "tickString", "STK", dividends],
  [576, 94, "tickPrice", "ETF", (v) => away(v, -0.0001)],
  [576, 95, "tickPrice", "ETF", (v) => away(v, 0.0001)],
  [577, 96, "tickPrice", "ETF", (v) => v.quote.last],
  [578, 92, "tickPrice", "ETF", (v) => v.quote.close],
  [578, 93, "tickPrice", "ETF", (v) => v.quote.close],
  [588, 86, "tickSize", "FUT", (v) => between(v, 86, 20_000, 2_000_000)],
  [595, 63, "tickSize", "STK FUT OPT", (v) => Math.floor((3 * perMinute(v)) / v.unit)],
  [595, 64, "tickSize", "STK FUT OPT", (v) => Math.floor((5 * perMinute(v)) / v.unit)],
  [595, 65, "tickSize", "STK FUT OPT", (v) => Math.floor((10 * perMinute(v)) / v.unit)],
  [614, 98, "tickPrice", "ETF", (v) => v.quote.high],
  [614, 99, "tickPrice", "ETF", (v) => v.quote.low],
  [619, 79, "tickPrice", "STK FUT OPT", mark],
  [623, 97, "tickPrice", "ETF", (v) => v.quote.close],
];

/** Says the generic ticks that a line asked for and whose values are not what its client knows. */
export function sayGenericTicks(session: Session, line: Line, quote: Quote, wall: WallMs): void {
  const { generic, listing, unit } = line;
  if (generic.codes.size === 0 || line.delayed) return;
  const view: View = { listing, quote, wall, unit };
  for (const [code, tickType, kind, secTypes, of] of ROWS) {
    if (!generic.codes.has(code) || !concerns(secTypes, listing)) continue;
    const value = of(view);
    if (value === undefined || line.toldGeneric.get(tickType) === value) continue;
    line.toldGeneric.set(tickType, value);
    sayValue(session, line.reqId, tickType, kind, value);
  }
}

function sayValue(session: Session, reqId: number, tickType: number, kind: Kind, value: number | string): void {
  if (kind === "tickString") return session.say(kind, { reqId, tickType, value: String(value) });
  const number = Number(value);
  if (kind === "tickGeneric") return session.say(kind, { reqId, tickType, value: number });
  if (kind === "tickSize") return session.say(kind, { reqId, tickType, size: decimal(number) });
  session.say(kind, { reqId, tickType, price: number, size: decimal(0), attrMask: 0 });
}

function concerns(secTypes: string, { secType, stockType }: Listing): boolean {
  if (secTypes === "ETF") return stockType === "ETF";
  return secTypes.includes(secType === "CONTFUT" ? "FUT" : secType);
}

/** A stock's calls and puts both have a number; an option has its own, and 0 for the other right. */
function ofRight({ listing }: View, right: "C" | "P", value: number): number {
  return listing.right === "" || listing.right === right ? value : 0;
}

const between = ({ listing }: View, purpose: number, low: number, high: number): number =>
  Math.floor(low + (high - low) * drawn(listing.conId, purpose, 1));

/** Drifts between 0 and 1, a new value every minute. */
const slow = ({ listing, wall }: View, purpose: number): number =>
  drawn(listing.conId, Math.floor(wall / MINUTE_MS), purpose);

const figure = (value: number): number => Math.round(value * 1e6) / 1e6;

/** A price of the past, so far from the contract's usual price and never inside what the day has seen. */
function away({ listing, quote }: View, part: number): number {
  const price = listing.character.price * (1 + part);
  const beyond = part < 0 ? Math.min(price, quote.low) : Math.max(price, quote.high);
  return Math.round(Math.round(beyond / listing.minTick) * listing.minTick * 1e8) / 1e8;
}

/** The last price, brought between bid and ask. */
function mark({ quote: { bid, ask, last } }: View): number {
  if (!(bid > 0 && ask > 0)) return last;
  return Math.min(ask, Math.max(bid, last));
}

/** Shares in a minute, as the minutes go on this day. */
const perMinute = (v: View): number => (v.listing.character.dailyVolume / 390) * (0.5 + slow(v, 56));

/** price;size;time in ms;volume;vwap;single trade (IB's documentation of tick 48). */
function tradeText({ quote, unit }: View): string {
  const { last, lastSize, lastTime, volume, open, high, low } = quote;
  const average = Math.round(((open + high + low + last) / 4) * 1e8) / 1e8;
  return [last, Math.floor(lastSize / unit), lastTime, Math.floor(volume / unit), average, "true"].join(";");
}

/** Past twelve months, next twelve, next date, next amount; `,,,` for who pays none (IB's documentation of tick 59). */
function dividends({ listing, wall }: View): string {
  const yearly = Math.round(listing.character.price * 0.02 * drawn(listing.conId, 59, 1) * 100) / 100;
  if (yearly < 0.4) return ",,,";
  const days = 10 + Math.floor(70 * drawn(listing.conId, 59, 2));
  const next = quarter(yearly);
  return [yearly, Math.round(yearly * 104) / 100, dateText(easternDay(wall) + days), next].join(",");
}

const quarter = (yearly: number): number => Math.round(yearly * 25) / 100;

function fundamentals({ listing, quote }: View): string {
  const draw = (purpose: number, low: number, high: number): string =>
    (low + (high - low) * drawn(listing.conId, 258, purpose)).toFixed(5);
  const shares = listing.character.dailyVolume * 120;
  const ratios: readonly (readonly [name: string, value: string])[] = [
    ["NPRICE", quote.close.toFixed(5)],
    ["MKTCAP", ((shares * quote.close) / 1e6).toFixed(5)],
    ["PEEXCLXOR", draw(1, 9, 45)],
    ["TTMNPMGN", draw(2, 3, 32)],
    ["TTMROEPCT", draw(3, 5, 60)],
    ["BETA", draw(4, 0.4, 1.9)],
    ["QTOTD2EQ", draw(5, 5, 180)],
    ["AVOL10D", (listing.character.dailyVolume / 1e6).toFixed(5)],
  ];
  return ratios.map(([name, value]) => `${name}=${value};`).join("");
}
