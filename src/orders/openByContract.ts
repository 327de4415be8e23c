/**
 * Orders that have not ended, by contract: an order is judged beside those of its own contract, and there may be thousands of
 * others. One that nobody has named by number yet, and a combination, may be of any contract.
 *
 * Every contract has a version, which grows whenever anything happens to an order that is, was or may be of it.
 */
import type { OrderKey } from "../model/ids.ts";
import type { Order } from "./order.ts";

/** The place of orders that may be of any contract. */
const ANY = 0;

export class OpenByContract<O extends Order> {
  readonly #places = new Map<number, Set<O>>();
  readonly #placeOf = new Map<OrderKey, number>();
  /** Of places that have orders, and of the one for any contract. */
  readonly #versions = new Map<number, number>();
  /** What has happened in all, and when a place was left empty last: a version of all that have no orders. */
  #happened = 0;
  #emptied = 0;

  /** It is open, and something about it is new. */
  put(order: O): void {
    const place = order.contract.secType === "BAG" ? ANY : order.conId;
    const before = this.#placeOf.get(order.key);
    if (before !== undefined && before !== place) this.#leave(order, before);
    this.#placeOf.set(order.key, place);
    const orders = this.#places.get(place);
    if (orders === undefined) this.#places.set(place, new Set([order]));
    else orders.add(order);
    this.#grow(place);
  }

  /** It has ended. */
  drop(order: O): void {
    const place = this.#placeOf.get(order.key);
    if (place === undefined) return;
    this.#leave(order, place);
    this.#placeOf.delete(order.key);
  }

  #leave(order: O, place: number): void {
    const orders = this.#places.get(place)!;
    orders.delete(order);
    this.#grow(place);
    if (orders.size > 0) return;
    this.#places.delete(place);
    if (place !== ANY) this.#versions.delete(place);
    this.#emptied = this.#happened;
  }

  #grow(place: number): void {
    this.#happened++;
    this.#versions.set(place, this.#happened);
  }

  clear(): void {
    this.#places.clear();
    this.#placeOf.clear();
    this.#versions.clear();
    this.#happened++;
    this.#emptied = this.#happened;
  }

  /** Those that are of this contract, and those that may be. */
  of(conId: number): Iterable<O> {
    const [any, own] = [this.#places.get(ANY), conId === ANY ? undefined : this.#places.get(conId)];
    return any !== undefined && own !== undefined ? [...any, ...own] : (any ?? own ?? []);
  }

  version(conId: number): number {
    return Math.max(this.#versions.get(conId) ?? this.#emptied, this.#versions.get(ANY) ?? 0);
  }
}
