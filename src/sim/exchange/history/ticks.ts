/**
 * Historical ticks: the single events of a contract's tape, so many before a moment or from it on.
 *
 * The second in which the number is reached is told whole: a request for 1000 ticks has brought 1004 (erdewit/ib_insync
 * #206). Of a quote that stands as it stood nothing is told.
 */
import type { WallMs } from "../../../base/time.ts";
import { easternWall } from "../calendar/days.ts";
import { eventsBetween, type MarketEvent } from "../tape/events.ts";
import { midpoint, type Tape } from "../tape/tape.ts";
import { firstDay, type Past } from "./history.ts";

export type TickKind = "TRADES" | "MIDPOINT" | "BID_ASK";

export interface TickQuery {
  /** Forward from `start`, else backward from `end`. */
  readonly start: WallMs | undefined;
  readonly end: WallMs;
  readonly count: number;
  readonly kind: TickKind;
  /** Regular hours only. */
  readonly useRth: boolean;
  /** Quotes whose prices stand are left out. */
  readonly ignoreSize: boolean;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** Ticks are looked for in a week, in stretches of at most so long. */
const LOOK_MS_MAX = 7 * 24 * 60 * MINUTE_MS;
const STRETCH_MS_MAX = 60 * MINUTE_MS;

type Fits = (event: MarketEvent) => boolean;

/** Oldest first. Nothing from `end` on, and nothing from before or after the contract's days. */
export function ticks(past: Past, query: TickQuery): readonly MarketEvent[] {
  const first = easternWall(firstDay(past), 0);
  const within = { ...query, end: Math.min(query.end, past.listing.lastTradeWall) as WallMs };
  const fits = fitting(past, query, first);
  if (query.start === undefined) return backward(past, within, fits);
  return forward(past, within, Math.max(query.start, first) as WallMs, fits);
}

/** What of a stretch is looked at: trades alone are found without looking at every quote. */
type Find = (tape: Tape, from: WallMs, to: WallMs) => readonly MarketEvent[];

const finding = ({ kind }: TickQuery): Find => (kind === "TRADES" ? tradesBetween : eventsBetween);

/** By halving, as all events are found, but a stretch without a trade is skipped. */
function tradesBetween(tape: Tape, from: WallMs, to: WallMs): readonly MarketEvent[] {
  if (from >= to || tape.candle(from, to).trades.empty) return [];
  if (to - from === 1) return eventsBetween(tape, from, to);
  const middle = Math.floor((from + to) / 2) as WallMs;
  return [...tradesBetween(tape, from, middle), ...tradesBetween(tape, middle, to)];
}

/** In stretches that grow, until there are enough or a week has been looked at. */
function backward({ tape }: Past, query: TickQuery, fits: Fits): readonly MarketEvent[] {
  const { end, count } = query;
  const find = finding(query);
  let found: readonly MarketEvent[] = [];
  let to = end;
  for (let ms = MINUTE_MS; found.length < count && end - to < LOOK_MS_MAX; ms = Math.min(2 * ms, STRETCH_MS_MAX)) {
    const from = (to - ms) as WallMs;
    found = [...find(tape, from, to).filter(fits), ...found];
    to = from;
  }
  const first = found.at(-count)?.at ?? found[0]?.at ?? end;
  const second = (Math.floor(first / SECOND_MS) * SECOND_MS) as WallMs;
  const rest = second < to ? find(tape, second, to).filter(fits) : [];
  return [...rest, ...found.filter(({ at }) => at >= second)];
}

function forward({ tape, listing }: Past, query: TickQuery, start: WallMs, fits: Fits): readonly MarketEvent[] {
  const { end, count } = query;
  const { calendar } = listing;
  const find = finding(query);
  const until = Math.min(end, start + LOOK_MS_MAX);
  const found: MarketEvent[] = [];
  for (let at = start; at < until && found.length < count; ) {
    const closed = calendar.session(at) === "closed";
    const next = closed ? calendar.nextBoundary(at) : wholeMinuteAfter(at);
    if (!closed) found.push(...find(tape, at, Math.min(next, until) as WallMs).filter(fits));
    at = next;
  }
  const last = found[count - 1]?.at ?? until;
  const second = (Math.floor(last / SECOND_MS) + 1) * SECOND_MS;
  return found.filter(({ at }) => at < second);
}

const wholeMinuteAfter = (at: number): WallMs => ((Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS) as WallMs;

function fitting(past: Past, { kind, useRth, ignoreSize }: TickQuery, first: WallMs): Fits {
  const { tape, listing } = past;
  const before = ({ at }: MarketEvent) => tape.at((at - 1) as WallMs);
  const shows: Fits = (event) => {
    const { moment } = event;
    if (kind === "TRADES") return event.trade !== undefined;
    const { bid, ask, bidSize, askSize } = before(event);
    if (kind === "MIDPOINT") return midpoint(bid, ask) !== midpoint(moment.bid, moment.ask);
    if (bid !== moment.bid || ask !== moment.ask) return true;
    return !ignoreSize && (bidSize !== moment.bidSize || askSize !== moment.askSize);
  };
  const open = (at: WallMs): boolean => !useRth || listing.calendar.session(at) === "regular";
  return (event) => event.at >= first && open(event.at) && shows(event);
}
