/**
 * Limits that stop trading when they are reached: a day's loss lets only orders pass that reduce, until the next day begins;
 * a drawdown, and executions that repeat themselves, halt until a person resumes.
 *
 * A trip never makes a state better than somebody has set it, and is written once. Equity is marked when the day begins (UTC)
 * and when it is higher than ever, the latter at most once a minute. What is not known trips nothing: the gates refuse then.
 */
import { type Decimal, decimal, greatest, toNumber } from "../base/decimal.ts";
import { after, DAY_MS, earliest, type Instant, isoDay, minutes, seconds, type WallMs } from "../base/time.ts";
import { type AlertScope, alertScopeOf, scopeOfAlert } from "../model/alert.ts";
import type { StrategyConfig } from "../model/config.ts";
import type { Entry } from "../model/entry.ts";
import type { LimitName, LimitValues } from "../model/limits.ts";
import type { AlertOut } from "../model/out.ts";
import { isWorse, type Scope, scopeName, type TradingState } from "../model/trading.ts";
import type { Bursts } from "./bursts.ts";
import { type Equity, HOLDFAST, type Mark, whyTripped } from "./equity.ts";
import type { TradingStates } from "./states.ts";
import type { RiskView } from "./view.ts";
import { drawdownOf, lossOf, markOf, scopeOf, type Whose, worthOf } from "./worth.ts";

/** So often equity is looked at, however often prices change. */
const LOOK_MS = seconds(1);
const MARK_MS = minutes(1);
/** Limits that take rates of exchange, and prices of what nobody streams, from the values of the account. */
const VALUING = ["max-value", "max-gross-value"] as const;
/** A clock that is only slewed, or told late, moves less than this between two days. */
const LEAP_MS = minutes(1);

export interface TripsOut extends AlertOut {
  record(entry: Entry): void;
  alerted(cause: "limit-tripped"): readonly AlertScope[];
}

interface Moment {
  readonly now: Instant;
  readonly wall: WallMs;
}

/** A limit in force. */
export type LimitFor = <N extends LimitName>(as: Whose, strategy: StrategyConfig, name: N) => LimitValues[N] | "off";

export class Trips {
  readonly #out: TripsOut;
  readonly #watched: readonly (readonly [Whose, StrategyConfig])[];
  readonly #limit: LimitFor;
  readonly #states: TradingStates;
  readonly #bursts: Bursts;
  readonly #equity: Equity;
  readonly #view: RiskView;
  /** When equity may be looked at again, and whether something has happened since it was. */
  #lookAt: Instant | undefined;
  #isDue = false;
  /** An alert holds that must end with its state. */
  #hasTripped = false;
  /** When the next day begins, while a limit needs to know. */
  #dayAt: Instant | undefined;
  readonly #markedAt = new Map<string, Instant>();
  /** Days, by scope, that had begun when the wall clock was set back behind them, and what it was ahead of ours then. */
  readonly #setBack = new Map<string, { readonly day: string; readonly aheadMs: number }>();
  /** The highest values seen, by scope: those between two marks, too. */
  readonly #peaks = new Map<string, number>();
  /** Accounts whose values are kept young. */
  readonly #young = new Set<string>();
  /** Has an account's values kept young. */
  readonly #keepYoung: (account: string) => void;

  constructor(
    out: TripsOut,
    strategies: readonly StrategyConfig[],
    limit: LimitFor,
    folds: { readonly states: TradingStates; readonly bursts: Bursts; readonly equity: Equity },
    view: RiskView,
    keepYoung: (account: string) => void,
  ) {
    this.#keepYoung = keepYoung;
    this.#out = out;
    this.#limit = limit;
    this.#states = folds.states;
    this.#bursts = folds.bursts;
    this.#equity = folds.equity;
    this.#view = view;
    const accounts = new Map(strategies.map((strategy) => [strategy.account, strategy]));
    this.#watched = [
      ...strategies.map((strategy) => ["strategy", strategy] as const),
      ...[...accounts.values()].map((strategy) => ["account", strategy] as const),
    ];
  }

  /** After every step: executions at once, equity at most once a second. */
  progress(now: Instant, wall: WallMs): void {
    for (const place of this.#bursts.takeTouched()) this.#burst(place);
    this.#isDue = true;
    if (this.#lookAt !== undefined && now < this.#lookAt) return;
    this.#isDue = false;
    this.#lookAt = after(now, LOOK_MS);
    this.#look({ now, wall });
    this.#hasTripped = this.#endAlerts();
  }

  nextDeadline(): Instant | undefined {
    const isNeeded = this.#isDue && (this.#hasTripped || this.#dayAt !== undefined);
    return earliest(isNeeded ? this.#lookAt : undefined, this.#dayAt);
  }

  #burst(place: Parameters<Bursts["nearNewest"]>[0]): void {
    for (const [as, strategy] of this.#watched) {
      if (scopeName(scopeOf(as, strategy)) !== scopeName(place.scope)) continue;
      const limit = this.#limit(as, strategy, "repeated-executions");
      const many = limit === "off" ? 0 : this.#bursts.nearNewest(place, limit.seconds);
      if (limit === "off" || many <= limit.executions) continue;
      const what = `${many} times ${place.isBuy ? "bought" : "sold"} within ${limit.seconds} s, conId ${place.conId},`;
      this.#trip(place.scope, "halted", "repeated-executions", `${what} against ${limit.executions}`);
    }
  }

  #look(moment: Moment): void {
    this.#dayAt = undefined;
    this.#takeBack(isoDay(moment.wall));
    for (const [as, strategy] of this.#watched) {
      const loss = this.#limit(as, strategy, "daily-loss");
      const drawdown = as === "account" ? this.#limit(as, strategy, "drawdown") : "off";
      if (VALUING.some((name) => this.#limit(as, strategy, name) !== "off")) this.#follow(strategy.account);
      if (loss === "off" && drawdown === "off") continue;
      this.#dayAt = after(moment.now, Math.max(DAY_MS - (moment.wall % DAY_MS), LOOK_MS));
      this.#follow(strategy.account);
      this.#mark(as, strategy, moment);
      if (loss !== "off") this.#judgeLoss(as, strategy, loss, moment);
      if (drawdown !== "off") this.#judgeDrawdown(strategy, drawdown);
    }
  }

  #follow(account: string): void {
    if (this.#young.has(account)) return;
    this.#young.add(account);
    this.#keepYoung(account);
  }

  /** What a day's loss has stopped goes on the next day, unless somebody else has spoken since. */
  #takeBack(day: string): void {
    for (const { scope, state, by, at } of this.#states.all)
      if (by === HOLDFAST && state === "reducing" && isoDay(at) < day)
        this.#out.record({ kind: "tradingStateSet", scope, state: "active", by, why: `a new day has begun, ${day}` });
  }

  #mark(as: Whose, strategy: StrategyConfig, { now, wall }: Moment): void {
    const worth = worthOf(this.#view, as, strategy, now);
    if (typeof worth !== "number") return;
    const [scope, day] = [scopeOf(as, strategy), isoDay(wall)];
    const mark = markOf(this.#view, as, strategy);
    const isAnew = mark === undefined || mark.isHighOver;
    const high = isAnew ? worth : Math.max(worth, this.#peaks.get(scopeName(scope)) ?? worth, toNumber(mark.high));
    this.#peaks.set(scopeName(scope), high);
    const isNewDay = mark === undefined || mark.day < day;
    // By a clock that was ahead: the day that it named must begin when it comes. What was lost since is lost on this one.
    const isAhead = mark !== undefined && mark.day > day;
    const isDue = isAnew || isNewDay || isAhead || (high > toNumber(mark.high) && this.#mayMark(scope, now));
    if (!isDue) return;
    this.#markedAt.set(scopeName(scope), now);
    if (isAhead) this.#setBack.set(scopeName(scope), { day: mark.day, aheadMs: wall - now });
    const begins = mark === undefined || (isNewDay && !this.#isSetForward(scope, day, wall - now));
    const began = { day, dayStart: begins ? decimal(worth)! : startOf(mark, day, isAhead) };
    const { account } = strategy;
    this.#out.record({ kind: "equityMarked", scope, account, ...began, high: decimal(high)! });
  }

  /** To a day that had begun before the clock was set back: it has not passed midnight again, and what was lost on that day stays so. */
  #isSetForward(scope: Scope, day: string, aheadMs: number): boolean {
    const before = this.#setBack.get(scopeName(scope));
    this.#setBack.delete(scopeName(scope));
    return before !== undefined && day <= before.day && aheadMs - before.aheadMs >= LEAP_MS;
  }

  #mayMark(scope: Scope, now: Instant): boolean {
    const last = this.#markedAt.get(scopeName(scope));
    return last === undefined || now - last >= MARK_MS;
  }

  #judgeLoss(as: Whose, strategy: StrategyConfig, most: Decimal, moment: Moment): void {
    const loss = lossOf(this.#view, as, strategy, moment);
    const scope = scopeOf(as, strategy);
    if (typeof loss !== "number" || loss < toNumber(most)) return;
    if (this.#equity.hasTrippedByLoss(scope, isoDay(moment.wall))) return;
    this.#trip(scope, "reducing", "daily-loss", `${loss.toFixed(2)} lost since the day began against ${most}`);
  }

  #judgeDrawdown(strategy: StrategyConfig, most: number): void {
    const percent = drawdownOf(this.#view, strategy);
    if (typeof percent !== "number" || percent <= most) return;
    const detail = `${percent.toFixed(2)} % below the highest value against ${most} %`;
    this.#trip({ account: strategy.account }, "halted", "drawdown", detail);
  }

  #trip(scope: Scope, state: TradingState, limit: LimitName, detail: string): void {
    if (!isWorse(state, this.#states.about(scope)?.state ?? "active")) return;
    const why = whyTripped(limit, detail);
    const level = state === "halted" ? ({ level: "halt-new" } as const) : {};
    this.#out.record({ kind: "tradingStateSet", scope, state, ...level, by: HOLDFAST, why });
    this.#out.alert("limit-tripped", alertScopeOf(scope), why);
    this.#hasTripped = true;
  }

  /** An alert holds as long as the state that it speaks of; whether any does. */
  #endAlerts(): boolean {
    let holds = false;
    for (const scope of this.#out.alerted("limit-tripped")) {
      const said = this.#states.about(scopeOfAlert(scope))!;
      if (said.by === HOLDFAST && said.state !== "active") holds = true;
      else this.#out.alertOver("limit-tripped", scope, `${said.by}: ${said.why}`);
    }
    return holds;
  }
}

/**
 * What a day began with that a clock comes back to; of one that nobody knows, what the losses so far count from. Going back,
 * the larger one: nobody knows for how long the clock was ahead, and which of the two is the day that it is.
 */
function startOf({ begun = [], dayStart }: Mark, day: string, isAhead: boolean): Decimal {
  const known = begun.find(([each]) => each === day)?.[1] ?? dayStart;
  return isAhead ? greatest(known, dayStart) : known;
}
