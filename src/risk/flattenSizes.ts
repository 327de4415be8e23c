/**
 * How much a flatten may close of a contract: never more than the position less what closes it already.
 *
 * What closes counts with all that its executions have not shown to be gone, as the largest of all that it may be at the
 * broker, exits once, others' orders and what combinations trade of it among it; one that does not say how much may close all,
 * and one that by all evidence but time does not rest at the broker closes nothing (decision 0029). Of an account each strategy
 * has the part that its own executions make, and its own orders close that; what no strategy has made is the rest.
 */
import {
  compare,
  type Decimal,
  greatest,
  isNegative,
  isZero,
  least,
  minus,
  negate,
  sizeOf,
  ZERO,
} from "../base/decimal.ts";
import type { StrategyName } from "../model/ids.ts";
import { OPERATOR } from "../model/trading.ts";
import type { BookView } from "./bookView.ts";
import { leftOf, mayBeOf } from "./exposureParts.ts";
import { groupOf } from "./exposureTally.ts";
import { OneSide, type Stoppable } from "./haltsSpared.ts";
import type { RiskView } from "./view.ts";

/** An order of ours that may be a close of the operator's. */
export type Closable = Stoppable & {
  readonly closes?: StrategyName | undefined;
  /** By its executions alone: what statuses say of it, positions may not show yet. */
  readonly executed: Decimal;
  /** Of unknown fate, and by all evidence but time it does not rest at the broker. */
  readonly isNotThere?: boolean;
};

export interface SizesView
  extends Pick<BookView, "strangersOf" | "position" | "booked" | "own">,
    Pick<RiskView, "contract"> {
  /** Orders that have not ended. */
  open(): Iterable<Closable>;
  /** Those of them that are of a contract, or may be: there may be thousands of others. */
  openOf(conId: number): Iterable<Closable>;
  /** What the executions that were heard make, signed, also of an account that was never taken over. */
  counted(account: string, conId: number): Decimal;
}

/** A strategy and the account that it trades. */
export interface Owner {
  readonly name: StrategyName;
  readonly account: string;
}

/** An account, or one strategy's part of it. */
export interface Target {
  readonly account: string;
  readonly strategy: StrategyName | undefined;
}

export interface Cell extends Target {
  readonly conId: number;
  readonly symbol: string;
}

export class FlattenSizes {
  readonly #book: SizesView;
  readonly #owners: readonly Owner[];

  constructor(book: SizesView, owners: readonly Owner[]) {
    this.#book = book;
    this.#owners = owners;
  }

  isFlat(cell: Cell): boolean {
    return isZero(this.#part(cell, this.#book.position(cell.account, cell.conId) ?? ZERO));
  }

  /**
   * Executions have made a position here, the broker's list shows none of it, and no difference was found yet. Before an account
   * was taken over they say nothing of what was there before, so then only a strategy's own part is looked at.
   */
  isMissing(cell: Cell): boolean {
    const { account, strategy, conId } = cell;
    const counted = strategy === undefined ? ZERO : this.#book.counted(account, conId);
    const made = this.#book.booked(account, conId) ?? counted;
    return this.isFlat(cell) && !isZero(this.#part(cell, made));
  }

  /** What of a holding is this one's: a strategy's own part, or what no strategy has made that trades the account. */
  #part({ account, strategy, conId }: Cell, held: Decimal): Decimal {
    if (strategy === undefined) return this.#rest(account, conId, held);
    const trades = this.#owners.some(({ name, account: of }) => name === strategy && of === account);
    // What it left somebody may have closed by hand since: it has nothing of what the others hold.
    return smaller(trades ? held : this.#rest(account, conId, held), this.#book.own(strategy, account, conId));
  }

  #rest(account: string, conId: number, held: Decimal): Decimal {
    let rest = sizeOf(held);
    for (const { name, account: of } of this.#owners)
      if (of === account) rest = minus(rest, sizeOf(smaller(held, this.#book.own(name, account, conId))));
    if (compare(rest, ZERO) <= 0) return ZERO;
    return isNegative(held) ? negate(rest) : rest;
  }

  /** What counts as this one's, signed. While something happens, no more than both the broker and executions say. */
  held(cell: Cell, isCalm: boolean): Decimal {
    const told = this.#book.position(cell.account, cell.conId) ?? ZERO;
    return this.#part(cell, isCalm ? told : smaller(told, this.#booked(cell, told)));
  }

  /** Of an account that was never taken over, executions say something only where they explain all of the position. */
  #booked({ account, conId }: Cell, told: Decimal): Decimal {
    const booked = this.#book.booked(account, conId);
    if (booked !== undefined) return booked;
    return this.#book.counted(account, conId) === told ? told : ZERO;
  }

  /** How much of it nothing closes yet: neither of the account's position, nor of the strategy's. */
  free(cell: Cell, held: Decimal, except?: Closable): Decimal {
    const told = this.#book.position(cell.account, cell.conId) ?? ZERO;
    const all = this.#closing(cell, told, except);
    const own = this.#closingOf(cell, held, except);
    if (all === undefined || own === undefined) return ZERO;
    return least(minus(sizeOf(told), all), minus(sizeOf(held), own));
  }

  /** What closes of any of the account's orders, ours and others'; undefined where one does not say how much. */
  #closing(cell: Cell, held: Decimal, except: Closable | undefined): Decimal | undefined {
    const side = new OneSide(isNegative(held));
    for (const order of this.#openOf(cell, except)) side.add(order, order.executed, cell.conId);
    for (const stranger of this.#book.strangersOf(cell.account))
      if (mayBeOf(stranger, cell.conId, this.#book.contract(cell.conId)))
        for (const { isBuy, quantity } of leftOf([stranger], cell.conId, stranger.filled))
          side.put(isBuy, quantity, { parent: undefined, ocaGroup: groupOf(undefined, stranger.order) });
    return side.total();
  }

  /** What closes of the same one's: a strategy's own orders, and the operator's closes for it, whichever way they go. */
  #closingOf(cell: Cell, held: Decimal, except: Closable | undefined): Decimal | undefined {
    const [side, wrong] = [new OneSide(isNegative(held)), new OneSide(!isNegative(held))];
    for (const order of this.#openOf(cell, except)) {
      const isClose = order.strategy === OPERATOR && order.closes === cell.strategy;
      if (isClose || order.strategy === cell.strategy) side.add(order, order.executed, cell.conId);
      if (isClose) wrong.add(order, order.executed, cell.conId);
    }
    const [right, others] = [side.total(), wrong.total()];
    return right === undefined || others === undefined ? undefined : greatest(right, others);
  }

  /** Ours that may trade and are of the contract, or may be: nobody may have said yet which one an order by name means. */
  *#openOf({ account, conId }: Cell, except: Closable | undefined): Generator<Closable> {
    const like = this.#book.contract(conId);
    for (const order of this.#book.openOf(conId)) {
      if (order.key === except?.key || !mayTrade(order) || order.account !== account) continue;
      if (mayBeOf(order, conId, like)) yield order;
    }
  }
}

/** A close of the operator's that seems not to be there counts all the same: a second one of it would be the worst that can happen. */
const mayTrade = ({ status, strategy, isNotThere }: Closable): boolean =>
  status !== "held" && (!isNotThere || strategy === OPERATOR);

/** Of two that point the same way the smaller one; nothing when they do not. */
export function smaller(a: Decimal, b: Decimal): Decimal {
  if (isZero(a) || isZero(b) || isNegative(a) !== isNegative(b)) return ZERO;
  return compare(sizeOf(a), sizeOf(b)) <= 0 ? a : b;
}
