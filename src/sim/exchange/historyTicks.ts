/**
 * Historical ticks: the single events of a contract's tape, so many before a moment or from it on.
 *
 * The second in which the number is reached is told whole: a request for 1000 ticks has brought 1004 (erdewit/ib_insync
 * #206). Of a quote that stands as it stood nothing is told.
 */
import type { WallMs } from "../../base/time.ts";
import { easternWall } from "./days.ts";
import { eventsBefore, eventsBetween, type MarketEvent } from "./events.ts";
import { firstDay, type Past } from "./history.ts";
import { midpoint } from "./tape.ts";

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
const LOOK_AHEAD_MS_MAX = 7 * 24 * 60 * MINUTE_MS;

type Fits = (event: MarketEvent) => boolean;

/** Oldest first. Nothing from `end` on, and nothing from before or after the contract's days. */
export function ticks(past: Past, query: TickQuery): readonly MarketEvent[] {
  const first = easternWall(firstDay(past), 0);
  const within = { ...query, end: Math.min(query.end, past.listing.lastTradeWall) as WallMs };
  const fits = fitting(past, query, first);
  if (query.start === undefined) return backward(past, within, fits);
  return forward(past, within, Math.max(query.start, first) as WallMs, fits);
}

function backward({ tape }: Past, { end, count }: TickQuery, fits: Fits): readonly MarketEvent[] {
  const found = eventsBefore(tape, end, count, fits);
  const first = found[0]?.at;
  if (first === undefined) return found;
  const second = Math.floor(first / SECOND_MS) * SECOND_MS;
  return [...eventsBetween(tape, second as WallMs, first).filter(fits), ...found];
}

function forward(
  { tape, listing: { calendar } }: Past,
  query: TickQuery,
  start: WallMs,
  fits: Fits,
): readonly MarketEvent[] {
  const { end, count } = query;
  const until = Math.min(end, start + LOOK_AHEAD_MS_MAX);
  const found: MarketEvent[] = [];
  for (let at = start; at < until && found.length < count; ) {
    const closed = calendar.session(at) === "closed";
    const next = closed ? calendar.nextBoundary(at) : ((at + MINUTE_MS) as WallMs);
    if (!closed) found.push(...eventsBetween(tape, at, Math.min(next, until) as WallMs).filter(fits));
    at = next;
  }
  const last = found[count - 1]?.at ?? until;
  const second = (Math.floor(last / SECOND_MS) + 1) * SECOND_MS;
  return found.filter(({ at }) => at < second);
}

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
