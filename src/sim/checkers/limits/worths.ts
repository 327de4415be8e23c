/**
 * What accounts and strategies are worth, in every reading that a daemon may rightly have.
 *
 * An account is worth what the Gateway has told its daemon of it, now or a moment ago. A strategy is worth its cash and what it
 * holds at the market: at any price that was quoted of late, or that the account's books have told. What this session has not
 * told cannot be known, and 0 is told of an account that is not loaded.
 */
import type { Frame } from "../../sight/frame.ts";
import type { Facts } from "../facts.ts";
import type { Line } from "../line.ts";
import type { Whose } from "./control.ts";
import type { Prices } from "./prices.ts";
import { Purses } from "./purses.ts";
import { type Range, rangeOf, ToldValues } from "./told.ts";

const ACCOUNT_DOWNLOAD_END = 54;
/** With it an image of the account begins. */
const FIRST_KEY = "AccountCode";
/** Prices are told between two looks at the market. */
const SLACK = 0.03;

export interface Worth extends Range {
  /** The daemon has been told all that it needs, in this session. */
  readonly isKnown: boolean;
}

export class Worths {
  readonly #facts: Facts;
  readonly #prices: Prices;
  readonly #purses: Purses;
  readonly #accounts: ToldValues;
  readonly #marks: ToldValues;
  readonly #currencies = new Map<string, string>();
  /** Accounts, and marks of what they hold, of which this session has told. */
  readonly #told = new Set<string>();
  readonly #loaded = new Set<string>();
  /** By account, the marks of its image that is under way. */
  readonly #loading = new Map<string, Set<string>>();
  #wireId: number | undefined;

  constructor(facts: Facts, prices: Prices, strategyOf: (key: string) => string | undefined) {
    this.#facts = facts;
    this.#prices = prices;
    this.#purses = new Purses(strategyOf);
    this.#accounts = new ToldValues(facts);
    this.#marks = new ToldValues(facts);
  }

  heard(frame: Frame, wireId: number): void {
    if (wireId !== this.#wireId) this.over();
    this.#wireId = wireId;
    if (frame.name === "end" && frame.id === ACCOUNT_DOWNLOAD_END) this.#ended(frame.account ?? "");
    if (frame.name === "accountValue" && frame.key === FIRST_KEY) this.#loading.set(frame.account, new Set());
    if (frame.name === "accountValue" && frame.key === "NetLiquidation") {
      this.#accounts.put(frame.account, Number(frame.value));
      this.#currencies.set(frame.account, frame.currency);
      this.#told.add(frame.account);
    }
    if (frame.name !== "portfolio") return;
    const place = `${frame.account}/${frame.conId}`;
    this.#loading.get(frame.account)?.add(place);
    this.#told.delete(place);
    if (Number(frame.position) === 0 || frame.marketPrice <= 0) return this.#marks.forget(place);
    this.#marks.put(place, frame.marketPrice);
    this.#told.add(place);
  }

  /** What an image leaves out is held no longer: that it was closed, nobody need have said. */
  #ended(account: string): void {
    this.#loaded.add(account);
    const loading = this.#loading.get(account);
    this.#loading.delete(account);
    if (loading === undefined) return;
    for (const place of this.#told)
      if (place.startsWith(`${account}/`) && !loading.has(place)) this.#told.delete(place);
  }

  /** A session is over, by the end of its process too: what it told is of then. */
  over(wireId = this.#wireId): void {
    if (wireId !== this.#wireId) return;
    this.#told.clear();
    this.#loaded.clear();
    this.#loading.clear();
  }

  /** The least that the account's books said lately of a contract; undefined where they said nothing. */
  lowestMark(account: string, conId: number): number | undefined {
    return rangeOf(this.#marks.lately(`${account}/${conId}`))?.low;
  }

  journaled(line: Line): void {
    this.#purses.journaled(line);
  }

  /** Undefined where nothing can be said. */
  of(whose: Whose): Worth | undefined {
    return "account" in whose ? this.#ofAccount(whose.account) : this.#ofStrategy(whose.strategy);
  }

  #ofAccount(account: string): Worth | undefined {
    const told = this.#accounts.lately(account);
    const range = rangeOf(told.filter((value) => value !== 0 && Number.isFinite(value)));
    return range && { ...range, isKnown: this.#isLoaded(account) && !told.includes(0) };
  }

  #isLoaded(account: string): boolean {
    return this.#loaded.has(account) && this.#told.has(account);
  }

  #ofStrategy(name: string): Worth | undefined {
    const account = this.#facts.setup.strategies.find((strategy) => strategy.name === name)?.account ?? "";
    const purse = this.#purses.of(name, account);
    const base = this.#currencies.get(account);
    if (purse === undefined || base === undefined || (purse.currency ?? base) !== base) return undefined;
    let { low, high, isKnown } = { low: purse.cash, high: purse.cash, isKnown: this.#isLoaded(account) };
    for (const [symbol, { conId, position }] of purse.held) {
      if (position === 0) continue;
      const place = `${account}/${conId}`;
      const span = this.#prices.span(symbol);
      const price = rangeOf([...this.#marks.lately(place), ...(span === undefined ? [] : [span.low, span.high])]);
      if (price === undefined) return undefined;
      const ends = [position * price.low * (1 - SLACK), position * price.high * (1 + SLACK)];
      low += Math.min(...ends);
      high += Math.max(...ends);
      isKnown &&= this.#told.has(place);
    }
    return { low, high, isKnown };
  }
}
