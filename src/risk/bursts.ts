/**
 * Executions that follow each other on one side of a contract: the fold behind the limit `repeated-executions`. Those of the
 * operator's closes are nobody's: a strategy that runs wild is meant, and its limit would stop what stops it, and all beside it.
 *
 * Each trade counts once, when its line was written and when the broker says that it was made: what an outage kept back and
 * tells all at once is no burst. Whatever is said of the state of a scope begins its count anew, so that an operator who
 * resumes is not stopped again by what he has seen. Whatever is said of this limit is judged at once, by what is not older
 * than a minute: a burst that goes on is stopped by a tighter limit, and one of this morning is not.
 */
import { dropOldest } from "../base/bounded.ts";
import { minutes, type WallMs } from "../base/time.ts";
import type { Entry, Execution, Fold } from "../model/entry.ts";
import { hasSold, madeAt, versionOf } from "../model/execution.ts";
import type { OrderKey, StrategyName } from "../model/ids.ts";
import { OPERATOR, type Scope, scopeName } from "../model/trading.ts";

/** No limit counts more of them. */
const EXECUTIONS_MAX = 1_001;
/** The place where nothing has happened for longest is forgotten beyond it. */
const PLACES_MAX = 2_000;
/** Executions that are told twice come within a day. */
const KNOWN_MAX = 20_000;
/** What is older than this when a limit is said is not judged by it. */
const RECENT_MS = minutes(1);
/** The broker's times are whole seconds. */
const BLUR_MS = 1_000;

interface Traded {
  readonly at: WallMs;
  /** As the broker says it, without a zone: comparable to its other times. Undefined where it cannot be read. */
  readonly made: number | undefined;
}

/** One side of one contract for one scope. */
export interface Place {
  readonly scope: Scope;
  readonly conId: number;
  readonly isBuy: boolean;
}

interface Kept extends Place {
  readonly trades: readonly Traded[];
}

interface Carried {
  readonly places: readonly Kept[];
  readonly known: readonly string[];
}

export class Bursts implements Fold {
  readonly #strategyOf: (key: OrderKey) => StrategyName | undefined;
  readonly #places = new Map<string, Kept>();
  /** The same by contract: every order asks, and a contract has few of them. */
  readonly #ofContract = new Map<number, Kept[]>();
  /** Trades that are counted, by what is the same of all their versions. */
  readonly #known = new Set<string>();
  #touched = new Map<string, Place>();
  /** What was counted of trades: another one makes another list. */
  readonly #near = new WeakMap<readonly Traded[], { readonly seconds: number; readonly count: number }>();

  constructor(strategyOf: (key: OrderKey) => StrategyName | undefined) {
    this.#strategyOf = strategyOf;
  }

  evolve(entry: Entry, at: WallMs): void {
    if (entry.kind === "tradingStateSet") return this.#said(entry.scope);
    if (entry.kind === "limitSet" || entry.kind === "limitEnded")
      return entry.limit === "repeated-executions" ? this.#limited(entry.scope, at) : undefined;
    if (entry.kind === "executed") this.#executed(entry.key, entry.execution, at);
  }

  #executed(key: OrderKey, { contract, execution = {} }: Execution, at: WallMs): void {
    const { execId = "", acctNumber: account, side, time } = execution;
    const strategy = this.#strategyOf(key);
    const { stem } = versionOf(execId);
    if (strategy === undefined || strategy === OPERATOR) return;
    if (contract?.secType === "BAG" || !account || this.#known.has(stem)) return;
    this.#known.add(stem);
    dropOldest(this.#known, KNOWN_MAX);
    const where = { conId: contract?.conId ?? 0, isBuy: !hasSold(side) };
    for (const scope of [{ strategy }, { account }]) this.#count({ scope, ...where }, { at, made: madeAt(time) });
  }

  #count(place: Place, trade: Traded): void {
    const name = nameOf(place);
    const trades = this.#places.get(name)?.trades ?? [];
    this.#drop(name);
    this.#keep(name, { ...place, trades: [...trades, trade].slice(-EXECUTIONS_MAX) });
    if (this.#places.size > PLACES_MAX) this.#drop(this.#places.keys().next().value!);
    this.#touched.set(name, place);
  }

  #keep(name: string, kept: Kept): void {
    this.#places.set(name, kept);
    const others = this.#ofContract.get(kept.conId);
    if (others === undefined) this.#ofContract.set(kept.conId, [kept]);
    else others.push(kept);
  }

  #drop(name: string): void {
    const kept = this.#places.get(name);
    if (kept === undefined) return;
    this.#places.delete(name);
    const all = this.#ofContract.get(kept.conId)!;
    all.splice(all.indexOf(kept), 1);
    if (all.length === 0) this.#ofContract.delete(kept.conId);
  }

  #said(scope: Scope): void {
    for (const [name, place] of this.#places) if ("all" in scope || isSameScope(scope, place.scope)) this.#drop(name);
  }

  #limited(scope: Scope, now: WallMs): void {
    for (const [name, place] of [...this.#places]) {
      if (!isSameScope(scope, place.scope)) continue;
      this.#drop(name);
      const trades = place.trades.filter(({ at }) => now - at < RECENT_MS);
      if (trades.length === 0) continue;
      this.#keep(name, { ...place, trades });
      this.#touched.set(name, place);
    }
  }

  /** How many of them are close to the newest one, which is itself among them. */
  nearNewest(place: Place, seconds: number): number {
    const isIt = ({ scope, isBuy }: Kept): boolean => isBuy === place.isBuy && isSameScope(scope, place.scope);
    const trades = this.#ofContract.get(place.conId)?.find(isIt)?.trades;
    if (trades === undefined) return 0;
    const known = this.#near.get(trades);
    if (known?.seconds === seconds) return known.count;
    const newest = trades.at(-1)!;
    const count = trades.filter((trade) => isNear(trade, newest, seconds * 1_000)).length;
    this.#near.set(trades, { seconds, count });
    return count;
  }

  /** Where something was traded since the last call. */
  takeTouched(): Iterable<Place> {
    const touched = this.#touched;
    if (touched.size > 0) this.#touched = new Map();
    return touched.values();
  }

  carry(): Carried {
    return { places: [...this.#places.values()], known: [...this.#known] };
  }

  resume(carried: unknown): void {
    const { places, known } = carried as Carried;
    for (const kept of [this.#places, this.#ofContract, this.#known, this.#touched]) kept.clear();
    for (const place of places) {
      this.#keep(nameOf(place), place);
      this.#touched.set(nameOf(place), place);
    }
    for (const stem of known) this.#known.add(stem);
  }
}

const nameOf = ({ scope, conId, isBuy }: Place): string => `${scopeName(scope)}/${conId}/${isBuy ? "BUY" : "SELL"}`;

const isSameScope = (a: Scope, b: Scope): boolean => {
  if ("strategy" in a) return "strategy" in b && a.strategy === b.strategy;
  if ("account" in a) return "account" in b && a.account === b.account;
  return "all" in b;
};

const isNear = (a: Traded, b: Traded, ms: number): boolean =>
  Math.abs(b.at - a.at) < ms &&
  (a.made === undefined || b.made === undefined || Math.abs(b.made - a.made) < ms + BLUR_MS);
