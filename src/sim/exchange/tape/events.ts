/**
 * The single events of a tape: every change of a quote and every trade between two moments.
 *
 * A tape answers for moments and for stretches; the events are found by halving a stretch until it holds one of them. A
 * stretch of an empty candle is skipped at once, so the cost goes with the events and not with the time. Works for any
 * tape. Events of one millisecond are one event, with their shares together.
 */
import type { WallMs } from "../../../base/time.ts";
import type { Candle, Moment, Tape } from "./tape.ts";

/** One moment at which something happened. */
export interface MarketEvent {
  readonly at: WallMs;
  /** The market from then on. */
  readonly moment: Moment;
  /** Set when there was a trade. Price in the contract's currency, size in shares. */
  readonly trade: { readonly price: number; readonly size: number } | undefined;
}

const MINUTE_MS = 60_000;

/** Everything that happens from `from` to just before `to`, oldest first. */
export function eventsBetween(tape: Tape, from: WallMs, to: WallMs): readonly MarketEvent[] {
  const found: MarketEvent[] = [];
  collect(tape, from, to, found);
  return found;
}

/** How far back events are looked for: beyond it there are none to be told. */
const LOOK_BACK_MS_MAX = 7 * 24 * 60 * MINUTE_MS;

/** The last `count` events before `end` that fit, oldest first; fewer when a week has fewer. */
export function eventsBefore(
  tape: Tape,
  end: WallMs,
  count: number,
  fits: (event: MarketEvent) => boolean,
): readonly MarketEvent[] {
  let found: readonly MarketEvent[] = [];
  let to = end;
  for (let ms = MINUTE_MS; found.length < count && end - to < LOOK_BACK_MS_MAX; ms = Math.min(2 * ms, 60 * MINUTE_MS)) {
    const from = (to - ms) as WallMs;
    found = [...eventsBetween(tape, from, to).filter(fits), ...found];
    to = from;
  }
  return count === 0 ? [] : found.slice(-count);
}

function collect(tape: Tape, from: number, to: number, found: MarketEvent[]): void {
  if (from >= to) return;
  const candle = tape.candle(from as WallMs, to as WallMs);
  if (candle.trades.empty && candle.bid.empty) return;
  if (to - from === 1) {
    found.push(eventOf(tape, from as WallMs, candle));
    return;
  }
  const middle = Math.floor((from + to) / 2);
  collect(tape, from, middle, found);
  collect(tape, middle, to, found);
}

function eventOf(tape: Tape, at: WallMs, { trades, volume }: Candle): MarketEvent {
  return { at, moment: tape.at(at), trade: trades.empty ? undefined : { price: trades.close, size: volume } };
}
