/**
 * Losses that stop trading, counted again: from what the Gateway told of accounts and from what strategies traded.
 *
 * A trip that is written has a cause in a reading that the daemon may have had; one that has a cause in every reading is
 * written within a bound, and so are the marks that it is measured by. What a daemon cannot know, because this session has not
 * told it, trips nothing, and where the day is about to change nobody is held to either.
 */
import { isoTime, minutes, seconds, type WallMs } from "../../../base/time.ts";
import type { Frame } from "../../sight/frame.ts";
import type { Facts } from "../facts.ts";
import { type Line, recordedAt } from "../line.ts";
import { type Control, nameOf, type SaidLine, type ScopeLine, type Whose } from "./control.ts";
import { CENT, Marks } from "./marks.ts";
import { Owed } from "./owed.ts";
import type { Pace } from "./pace.ts";
import type { Worth, Worths } from "./worths.ts";

/** Who speaks when a limit has been reached. */
const HOLDFAST = "holdfast";
/** From a value's arrival to the line of what it trips: a look a second, and a disk at its worst usual pace. */
const BOUND_MS = seconds(15);
/** A higher value is marked at most once a minute. */
const HIGH_MS = minutes(1) + BOUND_MS;
/** So near midnight it may be either day. */
const MIDNIGHT_MS = minutes(1);
const EPSILON = 1e-6;

const dayAt = (wall: number): string => isoTime(wall as WallMs).slice(0, 10);
const shown = (value: number): string => value.toFixed(2);
const isScope = (scope: ScopeLine): scope is ScopeLine & Whose => scope.all === undefined;

export class Trips {
  readonly #facts: Facts;
  readonly #control: Control;
  readonly #pace: Pace;
  readonly #worths: Worths;
  readonly #violated: (sentence: string) => void;
  readonly #marks: Marks;
  readonly #owed: Owed;
  /** By scope, the limit that has tripped it last, and on which day. */
  readonly #tripped = new Map<string, { readonly limit: string; readonly day: string }>();
  /** By scope, on which day a day's loss has tripped it last, whatever has since. */
  readonly #lost = new Map<string, string>();

  constructor(
    facts: Facts,
    known: { readonly control: Control; readonly pace: Pace; readonly worths: Worths },
    violated: (sentence: string) => void,
  ) {
    this.#facts = facts;
    this.#control = known.control;
    this.#pace = known.pace;
    this.#worths = known.worths;
    this.#violated = violated;
    this.#marks = new Marks(known.worths, violated);
    this.#owed = new Owed(facts, violated);
  }

  heard(frame: Frame): void {
    if (frame.name !== "accountValue" || frame.key !== "NetLiquidation") return;
    this.#marks.told(frame.account);
    this.looked();
  }

  /** Before anybody counts the line. */
  journaled(line: Line): void {
    if (line.kind === "equityMarked") this.#marks.journaled(line, this.#pace.isTroubled);
    if (line.kind === "tradingStateSet") this.#said(line as unknown as SaidLine, recordedAt(line));
  }

  // ---------------------------------------------------------------- what is written has a cause

  #said(said: SaidLine, at: number): void {
    const { scope, by, why, state } = said;
    if (!isScope(scope)) return;
    const name = nameOf(scope);
    const limit = /^([a-z-]+): /.exec(why)?.[1];
    if (by === HOLDFAST && limit !== undefined) {
      this.#tripped.set(name, { limit, day: dayAt(at) });
      if (limit === "daily-loss") this.#lost.set(name, dayAt(at));
      const wrong = this.#pace.isTroubled ? undefined : this.#causeless(scope, limit, state);
      if (wrong !== undefined) this.#violated(`${limit} has tripped ${name} (${why}): ${wrong}`);
      return;
    }
    if (by === HOLDFAST) this.#takenBack(name, at);
    if (state === "halted" || this.#tripped.get(name)?.limit !== "drawdown" || scope.account === undefined) return;
    this.#tripped.delete(name);
    this.#marks.accepted(scope.account);
  }

  /** Why there is nothing to trip. */
  #causeless(whose: Whose, limit: string, state: string): string | undefined {
    if (limit !== "daily-loss" && limit !== "drawdown") return undefined;
    const most = this.#control.limit(whose, limit);
    if (most === undefined) return "no such limit is in force";
    if (state !== (limit === "drawdown" ? "halted" : "reducing")) return `it must not make it ${state}`;
    const worth = this.#worths.of(whose);
    if (worth === undefined) return undefined;
    return limit === "drawdown"
      ? this.#noDrawdown(whose, worth, Number(most))
      : this.#noLoss(whose, worth, Number(most));
  }

  #noLoss(whose: Whose, { low }: Worth, most: number): string | undefined {
    const mark = this.#marks.of(whose);
    if (mark === undefined) return "nobody has marked what the day began with";
    const loss = mark.dayStart - low;
    return loss < most - CENT ? `the day began with ${mark.dayStart}, and ${shown(loss)} is lost at most` : undefined;
  }

  #noDrawdown(whose: Whose, { low }: Worth, most: number): string | undefined {
    const high = "account" in whose ? this.#marks.highest(whose.account) : Number.NEGATIVE_INFINITY;
    const percent = ((high - low) / high) * 100;
    return percent <= most - EPSILON ? `${low} is ${shown(percent)} % below ${high} at most` : undefined;
  }

  /** Only what a day's loss has stopped goes on by itself, and only on another day. */
  #takenBack(name: string, at: number): void {
    const tripped = this.#tripped.get(name);
    const said = this.#control.about(name);
    if (said?.by !== HOLDFAST || said.state !== "reducing")
      this.#violated(`holdfast lets ${name} trade again, and it was ${said?.by ?? "nobody"} who had stopped it`);
    else if (tripped !== undefined && tripped.day >= dayAt(at))
      this.#violated(`holdfast lets ${name} trade again on ${dayAt(at)}, the day on which ${tripped.limit} tripped it`);
  }

  // ---------------------------------------------------------------- what is owed is written

  looked(): void {
    if (this.#pace.since === undefined) return this.#owed.forgetAll();
    const { strategies } = this.#facts.setup;
    for (const { name } of strategies) this.#owes({ strategy: name });
    for (const account of new Set(strategies.map((strategy) => strategy.account))) this.#owes({ account });
  }

  #owes(whose: Whose): void {
    const name = nameOf(whose);
    const worth = this.#worths.of(whose);
    const today = this.#today;
    const known = worth?.isKnown === true ? worth : undefined;
    const each = [
      ["mark", BOUND_MS, known && today && this.#markOwed(whose, today)],
      ["high", HIGH_MS, known && this.#highOwed(whose, known)],
      ["daily-loss", BOUND_MS, known && today && this.#lossOwed(whose, known, today)],
      ["drawdown", BOUND_MS, known && this.#drawdownOwed(whose, known)],
    ] as const;
    for (const [what, boundMs, owed] of each)
      this.#owed.look(`${what} of ${name}`, owed ? `${name}: ${owed}` : undefined, boundMs);
  }

  /** By the daemon's wall clock; undefined where it may be either of two days. */
  get #today(): string | undefined {
    const { wall } = this.#pace;
    if (wall === undefined) return undefined;
    const [early, late] = [dayAt(wall - MIDNIGHT_MS), dayAt(wall + MIDNIGHT_MS)];
    return early === late ? early : undefined;
  }

  #isMeasured(whose: Whose): boolean {
    return ["daily-loss", "drawdown"].some((limit) => this.#control.limit(whose, limit) !== undefined);
  }

  #markOwed(whose: Whose, today: string): string | undefined {
    const mark = this.#marks.of(whose);
    if (!this.#isMeasured(whose) || (mark !== undefined && !mark.isOver && mark.day >= today)) return undefined;
    return `a loss is to be measured, and nobody marks what ${today} began with`;
  }

  #highOwed(whose: Whose, { low }: Worth): string | undefined {
    const mark = this.#marks.of(whose);
    if ("strategy" in whose || !this.#isMeasured(whose) || mark === undefined || low <= mark.high + CENT)
      return undefined;
    return `it is worth ${low} and nobody marks that, ${mark.high} is the highest that was marked`;
  }

  #lossOwed(whose: Whose, { high }: Worth, today: string): string | undefined {
    const most = this.#control.limit(whose, "daily-loss");
    const mark = this.#marks.of(whose);
    const lost = this.#lost.get(nameOf(whose));
    if (most === undefined || mark?.day !== today || this.#isStopped(whose, "reducing")) return undefined;
    if (lost !== undefined && lost >= today) return undefined;
    const loss = mark.dayStart - high;
    return loss >= Number(most) + CENT
      ? `${shown(loss)} at least is lost since ${today} began, and daily-loss ${most} has not tripped`
      : undefined;
  }

  #drawdownOwed(whose: Whose, { high }: Worth): string | undefined {
    const most = this.#control.limit(whose, "drawdown");
    const mark = this.#marks.of(whose);
    if (most === undefined || mark === undefined || mark.isOver || this.#isStopped(whose, "halted")) return undefined;
    const percent = ((mark.high - high) / mark.high) * 100;
    return percent > Number(most) + EPSILON
      ? `${high} is ${shown(percent)} % below ${mark.high}, and drawdown ${most} has not tripped`
      : undefined;
  }

  /** So much, or more. */
  #isStopped(whose: Whose, state: "reducing" | "halted"): boolean {
    const said = this.#control.about(nameOf(whose))?.state;
    return said === "halted" || said === state;
  }
}
