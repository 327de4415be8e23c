/**
 * What an option's underlying did, remembered for all of its options.
 *
 * The options of a chain ask for the same seconds and the same hours of one underlying; each is worked out once. Only what
 * is past for good is kept: whoever asks up to a moment cannot know more than that it has come, and in its very
 * millisecond something may still be dictated. What is kept is bounded, and forgotten all at once.
 */
import type { WallMs } from "../../../base/time.ts";
import type { Candle, Tape } from "./tape.ts";

export const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;
/** Some trading days. */
const MINUTES_MAX = 5_000;
const STRETCHES_MAX = 2_000;

export class Underlying {
  readonly #tape: Tape;
  /** By minutes since 1970 the price at each second, as far as it was asked for. */
  readonly #minutes = new Map<number, Float64Array>();
  /** Stretches by where they begin and end. */
  readonly #stretches = new Map<string, Candle>();

  constructor(tape: Tape) {
    this.#tape = tape;
  }

  next(wall: WallMs): WallMs | undefined {
    return this.#tape.next(wall);
  }

  /** The middle, or the last price where there is no bid or ask. */
  price(wall: WallMs): number {
    const { bid, ask, last } = this.#tape.at(wall);
    return bid > 0 && ask > 0 ? (bid + ask) / 2 : last;
  }

  /** The same for somebody who asks of everything before `until`. */
  pastPrice(wall: WallMs, until: WallMs): number {
    const minute = Math.floor(wall / MINUTE_MS);
    if (wall % SECOND_MS !== 0 || (minute + 1) * MINUTE_MS >= until) return this.price(wall);
    const seconds = this.#minutes.get(minute) ?? keep(this.#minutes, MINUTES_MAX, minute, new Float64Array(60));
    const second = (wall % MINUTE_MS) / SECOND_MS;
    if (seconds[second] === 0) seconds[second] = this.price(wall);
    return seconds[second] as number;
  }

  /** What happens from `from` to just before `to`, for somebody who asks of everything before `until`. */
  candle(from: WallMs, to: WallMs, until: WallMs): Candle {
    if (to >= until || from % MINUTE_MS !== 0) return this.#tape.candle(from, to);
    const name = `${from}/${to}`;
    return this.#stretches.get(name) ?? keep(this.#stretches, STRETCHES_MAX, name, this.#tape.candle(from, to));
  }
}

function keep<Key, Value>(all: Map<Key, Value>, most: number, key: Key, value: Value): Value {
  if (all.size >= most) all.clear();
  all.set(key, value);
  return value;
}
