/**
 * Cash and positions of every account: the broker's books.
 *
 * A position carries its whole cost, commissions included, as IB does (a capture shows a realised loss that contains
 * the commission of both sides, SEQUENCES 3). Nothing here knows prices of the market; `account.ts` values the books.
 */

import { assert } from "../../base/assert.ts";
import {
  type Decimal,
  decimal,
  isNegative,
  isZero,
  minus,
  negate,
  plus,
  times,
  toNumber,
  ZERO,
} from "../../base/decimal.ts";
import { round } from "./order.ts";

export interface Position {
  readonly conId: number;
  readonly quantity: Decimal;
  /** What it cost: positive for a long position, negative for a short one. */
  readonly cost: Decimal;
  /** Realised since the start, in USD. */
  readonly realized: Decimal;
}

export interface Account {
  readonly name: string;
  readonly cashAtStart: Decimal;
  readonly cash: Decimal;
  /** Positions that were ever opened; a closed one stays with quantity 0. */
  readonly positions: ReadonlyMap<number, Position>;
}

export interface Trade {
  readonly account: string;
  readonly conId: number;
  /** Signed: negative for a sale. */
  readonly quantity: Decimal;
  readonly price: number;
  readonly commission: Decimal;
}

export class Ledger {
  readonly #accounts = new Map<string, Account>();

  constructor(names: readonly string[], cash: Decimal) {
    for (const name of names)
      this.#accounts.set(name, { name, cashAtStart: cash, cash, positions: new Map<number, Position>() });
  }

  names(): readonly string[] {
    return [...this.#accounts.keys()];
  }

  has(name: string): boolean {
    return this.#accounts.has(name);
  }

  account(name: string): Account {
    const account = this.#accounts.get(name);
    assert(account !== undefined, `no account ${name}`);
    return account;
  }

  quantity(name: string, conId: number): Decimal {
    return this.account(name).positions.get(conId)?.quantity ?? ZERO;
  }

  /** Books a trade; answers the realised profit in USD, or `undefined` when it only opened. */
  book(trade: Trade): number | undefined {
    const account = this.account(trade.account);
    const before = account.positions.get(trade.conId) ?? flat(trade.conId);
    const { position, realized } = traded(before, trade);
    const paid = plus(times(trade.quantity, price(trade)), trade.commission);
    const positions = new Map(account.positions).set(trade.conId, position);
    this.#accounts.set(trade.account, { ...account, cash: minus(account.cash, paid), positions });
    return realized === undefined ? undefined : toNumber(realized);
  }
}

const flat = (conId: number): Position => ({ conId, quantity: ZERO, cost: ZERO, realized: ZERO });
const price = (trade: Trade): Decimal => decimal(trade.price) as Decimal;

interface Booked {
  readonly position: Position;
  readonly realized: Decimal | undefined;
}

function traded(before: Position, trade: Trade): Booked {
  const opposite = !isZero(before.quantity) && isNegative(before.quantity) !== isNegative(trade.quantity);
  return opposite ? closed(before, trade) : { position: opened(before, trade.quantity, trade), realized: undefined };
}

/** `commission` of the whole trade falls on the part that opens. */
function opened(before: Position, quantity: Decimal, trade: Trade, commission = trade.commission): Position {
  const cost = plus(plus(before.cost, times(quantity, price(trade))), commission);
  return { ...before, quantity: plus(before.quantity, quantity), cost };
}

/** Closes what it can; a rest opens a position of the other sign. */
function closed(before: Position, trade: Trade): Booked {
  const held = Math.abs(toNumber(before.quantity));
  const sold = Math.abs(toNumber(trade.quantity));
  const closing = Math.min(held, sold);
  const quantity = signed(closing, trade.quantity);
  const cost = fraction(before.cost, closing / held);
  const commission = fraction(trade.commission, closing / sold);
  const realized = minus(minus(negate(times(quantity, price(trade))), cost), commission);
  const rest: Position = {
    conId: before.conId,
    quantity: plus(before.quantity, quantity),
    cost: minus(before.cost, cost),
    realized: plus(before.realized, realized),
  };
  if (closing === sold) return { position: rest, realized };
  const over = minus(trade.quantity, quantity);
  return { position: opened(rest, over, trade, minus(trade.commission, commission)), realized };
}

const signed = (size: number, like: Decimal): Decimal => decimal(isNegative(like) ? -size : size) as Decimal;
/** A share of an amount, to a millionth of a cent. */
const fraction = (amount: Decimal, part: number): Decimal =>
  part === 1 ? amount : (decimal(round(toNumber(amount) * part, 8)) as Decimal);
