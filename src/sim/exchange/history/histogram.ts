/**
 * How much was traded at which price over a period that ends now.
 *
 * A period is `n seconds`, `minutes`, `hours`, `days`, `weeks`, `months` or `years` (IB's documentation of
 * reqHistogramData). A stretch's shares are told at its average price: the stretches are minutes, longer where a period
 * has very many of them.
 */
import type { WallMs } from "../../../base/time.ts";
import { rulesOf, stepped } from "../directory/rules.ts";
import { MINUTES_AT_ONCE } from "./barDays.ts";
import type { BarQuery, Duration } from "./barQuery.ts";
import { sessionsOf } from "./barSlots.ts";
import type { Past } from "./history.ts";

export interface HistogramItem {
  readonly price: number;
  /** Shares. */
  readonly size: number;
}

const UNITS: Readonly<Record<string, readonly [seconds: number] | Duration["unit"]>> = {
  ...{ second: [1], minute: [60], hour: [3_600], day: "D", week: "W", month: "M", year: "Y" },
};
const MINUTE_MS = 60_000;
const STRETCHES_MAX = 4_000;

/** `3 days`, `1 week`, ...; `undefined` for anything else. */
export function parsePeriod(text: string): Duration | undefined {
  const match = /^([1-9]\d{0,5}) (second|minute|hour|day|week|month|year)s?$/.exec(text.trim().toLowerCase());
  const unit = UNITS[match?.[2] ?? ""];
  if (match === null || unit === undefined) return undefined;
  const count = Number(match[1]);
  return typeof unit === "string" ? { count, unit } : { count: count * unit[0], unit: "S" };
}

/** Which trades a histogram is about. */
export interface HistogramQuery {
  readonly duration: Duration;
  /** The period ends just before this moment. */
  readonly end: WallMs;
  /** Regular hours only. */
  readonly useRth: boolean;
}

/** A histogram that is added up in turns of bounded work, since a period may be years. */
export class Histogram {
  readonly #past: Past;
  readonly #query: HistogramQuery;
  readonly #sizes = new Map<number, number>();

  constructor(past: Past, query: HistogramQuery) {
    this.#past = past;
    this.#query = query;
  }

  /** Pauses between the turns; to be gone through once. */
  *addUp(): Generator<undefined, void> {
    let minutes = 0;
    for (const [from, to] of stretchesOf(this.#past, this.#query)) {
      addStretch(this.#sizes, this.#past, from, to);
      minutes += (to - from) / MINUTE_MS;
      if (minutes < MINUTES_AT_ONCE) continue;
      minutes = 0;
      yield;
    }
  }

  /** In the order of prices. */
  items(): readonly HistogramItem[] {
    return [...this.#sizes].sort(([a], [b]) => a - b).map(([price, size]) => ({ price, size }));
  }
}

function stretchesOf(past: Past, { duration, end, useRth }: HistogramQuery): (readonly [number, number])[] {
  const query: BarQuery = { end, durationStr: "", barSizeSetting: "1 day", whatToShow: "TRADES", useRth };
  const sessions = sessionsOf(past, query, duration);
  const since = duration.unit === "S" ? end - duration.count * 1_000 : 0;
  const total = sessions.reduce((sum, { from, to }) => sum + to - from, 0);
  const step = Math.max(1, Math.ceil(total / MINUTE_MS / STRETCHES_MAX)) * MINUTE_MS;
  const cut: (readonly [number, number])[] = [];
  for (const { from, to } of sessions)
    for (let at = Math.max(from, since); at < Math.min(to, end); at += step)
      cut.push([at, Math.min(at + step, to, end)]);
  return cut;
}

function addStretch(sizes: Map<number, number>, past: Past, from: number, to: number): void {
  const { volume, turnover } = past.tape.candle(from as WallMs, to as WallMs);
  if (volume === 0) return;
  const price = stepped(rulesOf(past.listing), turnover / volume);
  sizes.set(price, (sizes.get(price) ?? 0) + volume);
}
