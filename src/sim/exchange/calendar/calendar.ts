/**
 * When a contract trades.
 *
 * `always` is one regular session a day, from midnight to midnight in New York, so that a demo trades at any hour; `real`
 * is the calendar of the contract's market (`hours.ts`). A trading day bears the date of its close: Monday's futures begin
 * on Sunday evening.
 */
import { pad, type WallMs } from "../../../base/time.ts";
import { dateText, easternDay, easternWall, localDay, weekday, type Zone } from "./days.ts";
import { MARKETS, type MarketKind, type Span } from "./hours.ts";

export { dateText, dayNumber, easternBehindMs, easternDay, easternText, easternWall, weekday } from "./days.ts";

export type CalendarKind = "always" | "real";
export type Session = "regular" | "extended" | "closed";

/** A stretch of one trading day with one kind of trading: from `from` to just before `to`. */
export interface Segment {
  readonly kind: "regular" | "extended";
  readonly from: WallMs;
  readonly to: WallMs;
  /** The date of the trading day, in days since 1970-01-01. */
  readonly day: number;
  /** `from` in minutes after New York's midnight of that date; negative on the evening before. */
  readonly minute: number;
}

const DAY_MINUTES = 1_440;
const SUNDAY = 6;
const DATES_SHOWN = 6;
const ALL_DAY: readonly Span[] = [{ kind: "regular", from: 0, to: DAY_MINUTES }];

export class Calendar {
  readonly kind: CalendarKind;
  readonly market: MarketKind;
  #recent: { readonly day: number; readonly segments: readonly Segment[] } = { day: Number.NaN, segments: [] };
  #latest: Segment | undefined;
  /** How long `#latest` is the answer: until the next stretch begins. */
  #latestUntil = 0;

  constructor(kind: CalendarKind, market: MarketKind = "stocks") {
    this.kind = kind;
    this.market = market;
  }

  /** The zone in which contract details speak. */
  get zone(): Zone {
    return MARKETS[this.market].zone;
  }

  #spans(day: number): readonly Span[] {
    return this.kind === "always" ? ALL_DAY : MARKETS[this.market].spans(day);
  }

  /** The stretches of one trading day, in order; none when the market stays closed. */
  segments(day: number): readonly Segment[] {
    if (this.#recent.day !== day) this.#recent = { day, segments: this.#spans(day).map((span) => segment(day, span)) };
    return this.#recent.segments;
  }

  /** The last stretch that began at or before `wall`: the present one, or the one before the market closed. */
  latest(wall: WallMs): Segment {
    const known = this.#latest;
    if (known === undefined || wall < known.from || wall >= this.#latestUntil) {
      this.#latest = this.#latestOf(wall);
      this.#latestUntil = wall < this.#latest.to ? this.#latest.to : this.#nextFrom(wall);
    }
    return this.#latest as Segment;
  }

  #latestOf(wall: WallMs): Segment {
    for (let day = easternDay(wall) + 1; ; day--) {
      const begun = this.segments(day).findLast(({ from }) => from <= wall);
      if (begun !== undefined) return begun;
    }
  }

  #nextFrom(wall: WallMs): number {
    for (let day = easternDay(wall); ; day++) {
      const next = this.segments(day).find(({ from }) => from > wall);
      if (next !== undefined) return next.from;
    }
  }

  session(wall: WallMs): Session {
    const { kind, to } = this.latest(wall);
    return wall < to ? kind : "closed";
  }

  /** The next moment at which a stretch begins or ends. */
  nextBoundary(wall: WallMs): WallMs {
    const { to } = this.latest(wall);
    return wall < to ? to : (this.#nextFrom(wall) as WallMs);
  }

  /** The nearest trading day before `day`. */
  before(day: number): number {
    let earlier = day - 1;
    while (this.#spans(earlier).length === 0) earlier--;
    return earlier;
  }

  /** All hours of trading of the date of `wall` and the five after it, as in contract details. */
  tradingHours(wall: WallMs): string {
    return this.#hoursText(wall, () => true);
  }

  /** The regular hours, as in contract details. */
  liquidHours(wall: WallMs): string {
    return this.#hoursText(wall, ({ kind }) => kind === "regular");
  }

  /**
   * Where Monday's trading begins on Sunday evening, Sunday has no entry of its own, or an empty one when it comes first
   * (recorded details of ES and EUR.USD asked on Sundays, and of ES asked on a Thursday).
   */
  #hoursText(wall: WallMs, which: (span: Span) => boolean): string {
    const sundays = this.kind === "real" && MARKETS[this.market].sundays;
    const today = localDay(this.zone, wall);
    const texts: string[] = [];
    for (let day = today; texts.length < DATES_SHOWN; day++) {
      const spans = this.#spans(day).filter(which);
      if (spans.length > 0) texts.push(this.#spanText(day, spans));
      else if (!sundays || weekday(day) !== SUNDAY) texts.push(`${dateText(day)}:CLOSED`);
      else if (day === today) texts.push(this.#beginsToday(day, which) ? "" : `${dateText(day)}:CLOSED`);
    }
    return texts.join(";");
  }

  #beginsToday(day: number, which: (span: Span) => boolean): boolean {
    return this.#spans(day + 1).some((span) => which(span) && span.from < 0);
  }

  #spanText(day: number, spans: readonly Span[]): string {
    const shift = this.zone === "US/Central" ? -60 : 0;
    const [from, to] = [spans[0]?.from ?? 0, spans.at(-1)?.to ?? 0];
    return `${momentText(day, from + shift)}-${momentText(day, to + shift)}`;
  }
}

const segment = (day: number, { kind, from, to }: Span): Segment => ({
  ...{ kind, from: easternWall(day, from), to: easternWall(day, to), day, minute: from },
});

/** `20260105:0930`; minutes beyond a day's end are of the next one. */
function momentText(day: number, minute: number): string {
  const date = day + Math.floor(minute / DAY_MINUTES);
  const inDay = minute - (date - day) * DAY_MINUTES;
  return `${dateText(date)}:${pad(Math.floor(inDay / 60))}${pad(inDay % 60)}`;
}
