/**
 * What happens to one contract of a price path: its rows, read as a tape.
 *
 * Before its first row, and without rows, it stands still at its start price.
 */
import type { WallMs } from "../../../base/time.ts";
import type { Listing } from "../directory/listing.ts";
import { increment, rulesOf } from "../directory/rules.ts";
import { type PathRow, USUAL_SIZE } from "./pricePath.ts";
import { Candle, type Moment, type Tape } from "./tape.ts";

export class PathTape implements Tape {
  readonly #rows: readonly PathRow[];
  /** For each row the last trade at or before it. */
  readonly #trades: readonly (PathRow | undefined)[];
  readonly #start: WallMs;
  readonly #still: Moment;
  /** Where the last search ended: most questions are about the same place. */
  #cursor = 0;

  constructor(rows: readonly PathRow[], listing: Listing, start: WallMs) {
    this.#rows = rows;
    this.#trades = tradesUpTo(rows);
    this.#start = start;
    const { price } = listing.character;
    const step = increment(rulesOf(listing), price);
    const away = (sign: number): number => Math.round((price + sign * step) * 1e5) / 1e5;
    const sizes = { bidSize: USUAL_SIZE, askSize: USUAL_SIZE, lastSize: USUAL_SIZE };
    this.#still = { bid: away(-1), ask: away(1), last: price, ...sizes, lastTime: start };
  }

  at(wall: WallMs): Moment {
    const seen = this.#countUntil(wall - this.#start);
    const row = this.#rows[seen - 1];
    if (row === undefined) return this.#still;
    const trade = this.#trades[seen - 1];
    const { bid, ask, last, bidSize, askSize } = row;
    const lastTime = (this.#start + (trade?.timeOffsetMs ?? 0)) as WallMs;
    return { bid, ask, last, bidSize, askSize, lastSize: trade?.lastSize ?? USUAL_SIZE, lastTime };
  }

  /** What generic tick 49 says. */
  halted(wall: WallMs): 0 | 1 | 2 {
    return this.#rows[this.#countUntil(wall - this.#start) - 1]?.halted ?? 0;
  }

  next(wall: WallMs): WallMs | undefined {
    const row = this.#rows[this.#countUntil(wall - this.#start)];
    return row === undefined ? undefined : ((this.#start + row.timeOffsetMs) as WallMs);
  }

  candle(from: WallMs, to: WallMs): Candle {
    const candle = new Candle();
    const end = this.#countUntil(to - 1 - this.#start);
    for (let i = this.#countUntil(from - 1 - this.#start); i < end; i++) {
      const row = this.#rows[i] as PathRow;
      candle.quote(row.bid, row.ask);
      if (row.isTrade) candle.trade(row.last, row.lastSize, 1);
    }
    return candle;
  }

  /** How many rows lie at or before an offset. */
  #countUntil(offset: number): number {
    const beyond = (i: number): boolean => (this.#rows[i]?.timeOffsetMs ?? Number.POSITIVE_INFINITY) > offset;
    while (this.#cursor > 0 && beyond(this.#cursor - 1)) this.#cursor--;
    while (!beyond(this.#cursor)) this.#cursor++;
    return this.#cursor;
  }
}

function tradesUpTo(rows: readonly PathRow[]): readonly (PathRow | undefined)[] {
  const trades: (PathRow | undefined)[] = [];
  for (const row of rows) trades.push(row.isTrade ? row : trades.at(-1));
  return trades;
}
