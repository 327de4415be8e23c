/**
 * What the open orders of a scope may still do to one contract, as sums that are kept while orders come, change and go.
 *
 * They are what `Tally` makes of the same orders: exits count once, and while their parent has not ended only beyond what is
 * left of it. So whenever anything happens to a parent its families are counted again.
 */
import { compare, type Decimal, minus, plus, ZERO } from "../base/decimal.ts";
import type { OrderKey } from "../model/ids.ts";
import type { Exposed } from "./bookView.ts";
import { isUnderWay, type Left } from "./exposureParts.ts";
import { familyName, groupOf, type Opens } from "./exposureTally.ts";
import { ownPrice } from "./manner.ts";
import { Sorted } from "./sorted.ts";

/** Children of one parent, or members of an OCA group, on one side. */
interface Family {
  readonly isBuy: boolean;
  readonly parent: OrderKey | undefined;
  readonly members: Map<OrderKey, Decimal>;
  /** What they add to the sum of their side. */
  counted: Decimal;
}

/** What a parent opens of this contract. */
type OpensOf = (parent: OrderKey) => Opens | undefined;

export class RunningContract {
  readonly #opensOf: OpensOf;
  /** Those that have not ended, held ones among them. */
  readonly #orders = new Map<OrderKey, Exposed>();
  readonly #families = new Map<string, Family>();
  /** What they name as their price, those under way, its sign left out. */
  readonly #prices = new Sorted();
  /** Orders that do not say how much. */
  #vague = 0;
  buys = ZERO;
  sells = ZERO;

  constructor(opensOf: OpensOf) {
    this.#opensOf = opensOf;
  }

  /** `left` is empty for one that is held. */
  put(order: Exposed, left: readonly Left[]): void {
    this.#orders.set(order.key, order);
    this.#priced(order, (price) => this.#prices.add(price));
    for (const { isBuy, quantity } of left) {
      if (quantity === undefined) this.#vague++;
      else if (isAlone(order)) this.#count(isBuy, quantity, plus);
      else this.#join(order, isBuy, quantity);
    }
  }

  /** The same as it was put. One that is to be put again keeps its place among the others. */
  take(order: Exposed, left: readonly Left[], isAgain: boolean): void {
    if (!isAgain) this.#orders.delete(order.key);
    this.#priced(order, (price) => this.#prices.remove(price));
    for (const { isBuy, quantity } of left) {
      if (quantity === undefined) this.#vague--;
      else if (isAlone(order)) this.#count(isBuy, quantity, minus);
      else this.#leave(order, isBuy);
    }
  }

  #priced(order: Exposed, tell: (price: number) => void): void {
    const price = isUnderWay(order) ? ownPrice(order.order) : undefined;
    if (price !== undefined) tell(Math.abs(price));
  }

  #count(isBuy: boolean, quantity: Decimal, sum: (a: Decimal, b: Decimal) => Decimal): void {
    if (quantity === ZERO) return;
    if (isBuy) this.buys = sum(this.buys, quantity);
    else this.sells = sum(this.sells, quantity);
  }

  #join({ key, parent, strategy, order }: Exposed, isBuy: boolean, quantity: Decimal): void {
    const name = familyName(isBuy, parent, groupOf(strategy, order));
    const family = this.#families.get(name) ?? { isBuy, parent, members: new Map(), counted: ZERO };
    this.#families.set(name, family);
    family.members.set(key, quantity);
    this.#recount(family);
  }

  #leave({ key, parent, strategy, order }: Exposed, isBuy: boolean): void {
    const name = familyName(isBuy, parent, groupOf(strategy, order));
    const family = this.#families.get(name)!;
    family.members.delete(key);
    this.#recount(family);
    if (family.members.size === 0) this.#families.delete(name);
  }

  #recount(family: Family): void {
    const { isBuy, parent, members } = family;
    let most = ZERO;
    for (const left of members.values()) if (compare(left, most) > 0) most = left;
    const opens = parent === undefined ? undefined : this.#opensOf(parent);
    const closes = opens !== undefined && opens.isBuy !== isBuy ? opens.left : ZERO;
    const counted = compare(most, closes) > 0 ? minus(most, closes) : ZERO;
    if (counted === family.counted) return;
    this.#count(isBuy, family.counted, minus);
    this.#count(isBuy, counted, plus);
    family.counted = counted;
  }

  /** Something has happened to an order: whether it has children here, which are counted again. */
  happenedTo(parent: OrderKey): boolean {
    if (this.#families.size === 0) return false;
    const families = [true, false].flatMap((side) => this.#families.get(familyName(side, parent, "")) ?? []);
    for (const family of families) this.#recount(family);
    return families.length > 0;
  }

  hasFamily(isBuy: boolean, parent: OrderKey | undefined, ocaGroup: string): boolean {
    return this.#families.size > 0 && this.#families.has(familyName(isBuy, parent, ocaGroup));
  }

  /** Children of it are open here. */
  isParent(key: OrderKey): boolean {
    return this.hasFamily(true, key, "") || this.hasFamily(false, key, "");
  }

  /** It belongs to nothing, and nobody belongs to it. */
  isSingle(order: Exposed): boolean {
    return isAlone(order) && !this.isParent(order.key);
  }

  /** An order of it does not say how much. */
  get isVague(): boolean {
    return this.#vague > 0;
  }

  get isEmpty(): boolean {
    return this.#orders.size === 0;
  }

  /** The highest price that any of them names; -Infinity where none does. */
  get priceMost(): number {
    return this.#prices.greatest;
  }

  /** The one that was placed first of those under way. */
  get first(): Exposed | undefined {
    for (const order of this.#orders.values()) if (isUnderWay(order)) return order;
    return undefined;
  }
}

const isAlone = ({ parent, order }: Exposed): boolean => parent === undefined && !order.ocaGroup;
