/**
 * What happened in a day, a week or a month: the candles of its stretches of trading, one after the other.
 *
 * A bar of regular hours has nothing of the hours between them, so a week is the sum of its days whichever hours are
 * asked for. A stretch that is over never changes (orders from outside begin now, never earlier: `dictatedTape.ts`), so it is
 * looked at once and remembered; years of days cost about as much as their first look. The memory never influences an
 * answer: the oldest of it is forgotten when there is much.
 */
import type { WallMs } from "../../../base/time.ts";
import { easternDay } from "../calendar/days.ts";
import { Candle, type Tape } from "../tape/tape.ts";
import type { Slot, Stretch } from "./barSlots.ts";
import { stretches } from "./barSlots.ts";
import type { Past } from "./history.ts";

const MINUTE_MS = 60_000;
/** Stretches remembered of one contract: more than the market has of any hours since it began. */
const REMEMBERED_MAX = 8_000;
/** Minutes of the market that are looked at in one turn: about 10 ms of work. */
export const MINUTES_AT_ONCE = 30_000;

/** Candles of stretches by their two ends, for each tape. */
const memory = new WeakMap<Tape, Map<string, Candle>>();

/** Everything that happened in a bar of whole days, in the hours that are wanted. */
export function daysCandle(past: Past, slot: Slot, useRth: boolean): Candle {
  const candle = new Candle();
  for (const stretch of stretchesIn(past, slot, useRth)) {
    const from = Math.max(stretch.from, slot.from) as WallMs;
    const to = Math.min(stretch.to, slot.to) as WallMs;
    const over = from === stretch.from && to === stretch.to;
    candle.merge(over ? remembered(past.tape, stretch) : past.tape.candle(from, to));
  }
  return candle;
}

/** Looks at what bars of whole days are made from, in turns of bounded work; then they cost next to nothing. */
export function* lookAtDays(past: Past, slots: readonly Slot[], useRth: boolean): Generator<undefined, void> {
  let minutes = 0;
  for (const slot of slots)
    for (const stretch of stretchesIn(past, slot, useRth)) {
      if (stretch.to > slot.to) continue;
      remembered(past.tape, stretch);
      minutes += (stretch.to - stretch.from) / MINUTE_MS;
      if (minutes < MINUTES_AT_ONCE) continue;
      minutes = 0;
      yield;
    }
}

/** A trading day may begin on the evening before its date. */
function* stretchesIn({ listing }: Past, { from, to }: Slot, useRth: boolean): Generator<Stretch, void> {
  for (let day = easternDay(from); day <= easternDay(to) + 1; day++)
    for (const stretch of stretches(listing.calendar, day, useRth))
      if (stretch.from < to && stretch.to > from) yield stretch;
}

function remembered(tape: Tape, { from, to }: Stretch): Candle {
  const known = memory.get(tape) ?? new Map<string, Candle>();
  memory.set(tape, known);
  const key = `${from}/${to}`;
  const seen = known.get(key);
  if (seen !== undefined) return seen;
  const candle = tape.candle(from, to);
  if (known.size >= REMEMBERED_MAX) for (const oldest of known.keys()) if (known.delete(oldest)) break;
  known.set(key, candle);
  return candle;
}
