/**
 * How much a flatten may close of a contract: never more than the position less what closes it already.
 *
 * What closes counts with all that its executions have not shown to be gone, exits once, others' orders among it. Of an account
 * each strategy has the part that its own executions make; what no strategy has made is the rest.
 */
import { compare, type Decimal, isNegative, isZero, least, minus, negate, ZERO } from "../base/decimal.ts";
import type { StrategyName } from "../model/ids.ts";
import { OPERATOR } from "../model/trading.ts";
import type { BookView } from "./bookView.ts";
import { Tally } from "./exposureTally.ts";
import { addTo, isBuy, leftOf, type Stoppable, sizeOf } from "./haltsSpared.ts";

/** An order of ours that may be a close of the operator's. */
export type Closable = Stoppable & {
  readonly closes?: StrategyName | undefined;
  /** By its executions alone: what statuses say of it, positions may not show yet. */
  readonly executed: Decimal;
};

export interface SizesView extends Pick<BookView, "strangersOf" | "position" | "booked" | "own"> {
  /** Orders that have not ended. */
  open(): Iterable<Closable>;
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

  /** What of a holding is this one's: a strategy's own part, or what no strategy has made. */
  #part({ account, strategy, conId }: Cell, held: Decimal): Decimal {
    if (strategy !== undefined) return smaller(held, this.#book.own(strategy, account, conId));
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
    const whole = minus(sizeOf(told), this.#closing(cell, told, except));
    return least(whole, minus(sizeOf(held), this.#closingOf(cell, except)));
  }

  /** What closes of any of the account's orders, ours and others'; exits once. */
  #closing({ account, conId }: Cell, held: Decimal, except: Closable | undefined): Decimal {
    const tally = new Tally();
    for (const order of this.#book.open())
      if (order.key !== except?.key && order.status !== "held" && order.account === account && order.conId === conId)
        addTo(tally, order, order.executed);
    for (const { order, contract, filled } of this.#book.strangersOf(account))
      if (contract.conId === conId)
        tally.add({
          isBuy: isBuy({ order }),
          left: leftOf(order, filled),
          parent: undefined,
          ocaGroup: order.ocaGroup ?? "",
        });
    const { buys, sells } = tally.total(() => undefined);
    return isNegative(held) ? buys : sells;
  }

  /** What the operator's own closes for the same may still trade. */
  #closingOf({ account, strategy, conId }: Cell, except: Closable | undefined): Decimal {
    const tally = new Tally();
    for (const order of this.#book.open())
      if (
        order.key !== except?.key &&
        order.strategy === OPERATOR &&
        order.closes === strategy &&
        order.account === account &&
        order.conId === conId
      )
        addTo(tally, order, order.executed);
    const { buys, sells } = tally.total(() => undefined);
    return compare(buys, sells) > 0 ? buys : sells;
  }
}

/** Of two that point the same way the smaller one; nothing when they do not. */
function smaller(a: Decimal, b: Decimal): Decimal {
  if (isZero(a) || isZero(b) || isNegative(a) !== isNegative(b)) return ZERO;
  return compare(sizeOf(a), sizeOf(b)) <= 0 ? a : b;
}
