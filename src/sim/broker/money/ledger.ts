/**
 * Cash by currency and positions of every account: the broker's books.
 *
 * A position carries its whole cost, commissions included, as IB does (a capture shows a realised loss that contains
 * the commission of both sides, SEQUENCES 3), and the contract's multiplier (IB's avgCost of a future or an option does).
 * A pair's commission is in another currency than its cost and stays out of it. Futures are booked as if paid in full
 * and carry the value they were last settled at: the difference to the market is what moved, `account.ts` adds it to
 * the cash. Nothing here knows prices of the market; `account.ts` values the books.
 */

import { assert } from "../../../base/assert.ts";
import { compare, type Decimal, decimal, isZero, minus, negate, plus, toNumber, ZERO } from "../../../base/decimal.ts";
import { settlementOf } from "./instrument.ts";
import { added, flat, type Position, type Trade, traded, tradedValue } from "./position.ts";

/** What the day's profit is counted from. */
export interface DayStart {
  /** In the base currency. */
  readonly netLiquidation: number;
  /** Unrealised then, by conId, in the contract's currency. */
  readonly unrealized: ReadonlyMap<number, number>;
}

export interface Account {
  readonly name: string;
  /** By currency; futures count as paid in full (see above). */
  readonly cash: ReadonlyMap<string, Decimal>;
  /** Positions that were open today; a closed one stays with quantity 0 until the next day. */
  readonly positions: ReadonlyMap<number, Position>;
  readonly dayStart: DayStart;
}

export interface LedgerOptions {
  readonly base: string;
  readonly day: number;
  readonly master: string | undefined;
}

export class Ledger {
  readonly base: string;
  /** The day under way in New York. */
  day: number;
  /** The name under which a financial advisor's accounts are taken together. */
  readonly master: string | undefined;
  readonly #accounts = new Map<string, Account>();
  /** The last trade of each position, and what the position was before it. */
  readonly #last = new Map<string, { readonly trade: Trade; readonly before: Position }>();

  /** `cash` of each account at the start is in the base currency. */
  constructor(names: readonly string[], cash: Decimal, { base, day, master }: LedgerOptions) {
    this.base = base;
    this.master = master;
    this.day = day;
    const dayStart: DayStart = { netLiquidation: toNumber(cash), unrealized: new Map() };
    for (const name of names)
      this.#accounts.set(name, { name, cash: new Map([[base, cash]]), positions: new Map(), dayStart });
  }

  names(): readonly string[] {
    return [...this.#accounts.keys()];
  }

  has(name: string): boolean {
    return this.#accounts.has(name);
  }

  /** One account, or all of them together under the master's name. */
  account(name: string): Account {
    if (name === this.master) return together(name, [...this.#accounts.values()]);
    const account = this.#accounts.get(name);
    assert(account !== undefined, `no account ${name}`);
    return account;
  }

  quantity(name: string, conId: number): Decimal {
    return this.account(name).positions.get(conId)?.quantity ?? ZERO;
  }

  /** Books a trade; answers the realised profit in the contract's currency, or `undefined` when it only opened. */
  book(trade: Trade): number | undefined {
    const { conId } = trade.listing;
    const account = this.account(trade.account);
    const before = account.positions.get(conId) ?? flat(conId);
    const { position, realized } = traded(before, trade);
    const positions = new Map(account.positions).set(conId, {
      ...position,
      tradedToday: true,
      settled: plus(before.settled, tradedValue(trade)),
    });
    this.#accounts.set(trade.account, { ...account, cash: this.#paid(account, trade), positions });
    this.#last.set(positionKey(trade), { trade, before });
    return realized === undefined ? undefined : toNumber(realized);
  }

  /** A trade is no more: the last one of a position leaves no trace of itself, of an earlier one the opposite is booked. */
  takeBack(trade: Trade): void {
    const opposite = { ...trade, quantity: negate(trade.quantity), commission: negate(trade.commission) };
    const last = this.#last.get(positionKey(trade));
    if (last === undefined || !isSame(last.trade, trade)) return void this.book(opposite);
    this.#last.delete(positionKey(trade));
    const account = this.account(trade.account);
    const positions = new Map(account.positions).set(trade.listing.conId, { ...last.before, tradedToday: true });
    this.#accounts.set(trade.account, { ...account, cash: this.#paid(account, opposite), positions });
  }

  #paid(account: Account, trade: Trade): ReadonlyMap<string, Decimal> {
    const { listing, quantity, commission } = trade;
    const cash = new Map(account.cash);
    const pay = (currency: string, amount: Decimal): void => {
      cash.set(currency, minus(cash.get(currency) ?? ZERO, amount));
    };
    const pair = settlementOf(listing) === "exchanged";
    pay(listing.currency, tradedValue(trade));
    pay(pair ? this.base : listing.currency, commission);
    if (pair) pay(listing.symbol, negate(quantity));
    return cash;
  }

  /** A new day: what `settledAt` says is what futures are settled at, closed positions go, the day's profit is nil. */
  dayBegins(name: string, dayStart: DayStart, settledAt: (position: Position) => number): void {
    const account = this.account(name);
    const open = [...account.positions.values()].filter(({ quantity }) => !isZero(quantity));
    const renewed = open.map((position): [number, Position] => {
      const settled = decimal(settledAt(position)) as Decimal;
      return [position.conId, { ...position, realized: ZERO, tradedToday: false, settled }];
    });
    this.#accounts.set(name, { ...account, positions: new Map(renewed), dayStart });
    // What a position was before is told in terms of another day.
    for (const [key, { trade }] of this.#last) if (trade.account === name) this.#last.delete(key);
  }
}

const positionKey = ({ account, listing }: Trade): string => `${account}/${listing.conId}`;
const isSame = (a: Trade, b: Trade): boolean =>
  compare(a.quantity, b.quantity) === 0 && a.price === b.price && compare(a.commission, b.commission) === 0;

/** Accounts added up: cash by currency, positions by contract. */
function together(name: string, accounts: readonly Account[]): Account {
  const cash = new Map<string, Decimal>();
  const positions = new Map<number, Position>();
  const unrealized = new Map<number, number>();
  for (const account of accounts) {
    for (const [currency, amount] of account.cash) cash.set(currency, plus(cash.get(currency) ?? ZERO, amount));
    for (const [conId, one] of account.positions) positions.set(conId, added(positions.get(conId) ?? flat(conId), one));
    for (const [conId, amount] of account.dayStart.unrealized)
      unrealized.set(conId, (unrealized.get(conId) ?? 0) + amount);
  }
  const netLiquidation = accounts.reduce((sum, { dayStart }) => sum + dayStart.netLiquidation, 0);
  return { name, cash, positions, dayStart: { netLiquidation, unrealized } };
}
