/**
 * All orders the broker ever took, found by permId, by their owner's number, by parent and by OCA group.
 *
 * permId is the identity; (clientId, orderId) is how clients speak of an order (PROTOCOL 11.1). Order of listing is
 * order of arrival.
 */
import { assert } from "../../base/assert.ts";
import { isDated, isDone, isMoving, isOpen, type Order } from "./order.ts";

export class Register {
  readonly #orders = new Map<number, Order>();
  readonly #byOwner = new Map<string, number>();
  readonly #byGroup = new Map<string, Set<number>>();
  /** permIds of orders that are not finished, in order of arrival. */
  readonly #alive = new Set<number>();
  /** The same by contract, so that a tick costs what its contract's orders cost. */
  readonly #aliveAt = new Map<number, Set<number>>();
  /** Those that await conditions. */
  readonly #awaiting = new Set<number>();
  /** Those on their way to the market. */
  readonly #moving = new Set<number>();
  /** Those with a date of their own. */
  readonly #dated = new Set<number>();
  /** The highest order id a client used or was shown. */
  readonly #floors = new Map<number, number>();

  put(order: Order): void {
    this.#orders.set(order.permId, order);
    // Number 0 is that of every order placed by hand and finds none of them (PROTOCOL 11.1).
    if (order.orderId !== 0) this.#byOwner.set(owner(order.clientId, order.orderId), order.permId);
    this.#join(order);
    this.#count(order);
  }

  /** Keeps the sets of what is not finished. */
  #count(order: Order): void {
    const { permId, listing } = order;
    const there = this.#aliveAt.get(listing.conId) ?? new Set();
    const alive = !isDone(order);
    keep(this.#alive, permId, alive);
    keep(there, permId, alive);
    if (there.size > 0) this.#aliveAt.set(listing.conId, there);
    else this.#aliveAt.delete(listing.conId);
    keep(this.#moving, permId, isMoving(order));
    keep(this.#dated, permId, isOpen(order) && isDated(order));
    keep(this.#awaiting, permId, alive && order.conditions === "awaited");
  }

  #join({ permId, terms: { ocaGroup } }: Order): void {
    if (ocaGroup === "") return;
    const members = this.#byGroup.get(ocaGroup) ?? new Set();
    this.#byGroup.set(ocaGroup, members.add(permId));
  }

  get(permId: number): Order {
    const order = this.#orders.get(permId);
    assert(order !== undefined, `no order ${permId}`);
    return order;
  }

  find(clientId: number, orderId: number): Order | undefined {
    const permId = this.#byOwner.get(owner(clientId, orderId));
    return permId === undefined ? undefined : this.get(permId);
  }

  get size(): number {
    return this.#orders.size;
  }

  all(): readonly Order[] {
    return [...this.#orders.values()];
  }

  /** Not finished, untransmitted ones included. */
  alive(): readonly Order[] {
    return [...this.#alive].map((permId) => this.get(permId));
  }

  open(): readonly Order[] {
    return this.alive().filter(isOpen);
  }

  aliveAt(conId: number): readonly Order[] {
    return [...(this.#aliveAt.get(conId) ?? [])].map((permId) => this.get(permId));
  }

  awaitingConditions(): readonly Order[] {
    return [...this.#awaiting].map((permId) => this.get(permId));
  }

  /** Contracts that somebody has an order for, each with one of its orders. */
  contracts(): readonly (readonly [conId: number, one: Order])[] {
    return [...this.#aliveAt].flatMap(([conId, [one]]) => (one === undefined ? [] : [[conId, this.get(one)] as const]));
  }

  /** On their way to the market, in order of arrival. */
  moving(): readonly Order[] {
    return [...this.#moving].sort((a, b) => a - b).map((permId) => this.get(permId));
  }

  /** permIds of open orders that begin, end or hope for something at a date. */
  dated(): Iterable<number> {
    return this.#dated;
  }

  children(permId: number): readonly Order[] {
    return this.alive().filter((order) => order.parent === permId);
  }

  /** Members of an OCA group, finished ones included, among the orders that `member` admits. */
  group(name: string, member: (order: Order) => boolean): readonly Order[] {
    return [...(this.#byGroup.get(name) ?? [])].map((permId) => this.get(permId)).filter(member);
  }

  /** The highest order id that a client id used or was shown: the next one must be above it. */
  floor(clientId: number): number {
    return this.#floors.get(clientId) ?? 0;
  }

  /** Nobody knows an order by this number any more. */
  forget({ clientId, orderId }: Order): void {
    this.#byOwner.delete(owner(clientId, orderId));
  }

  /** Forgets the numbers of finished orders from `orderId` on, and that they were used. */
  countFrom(orderId: number, clientId?: number): void {
    const concerned = (client: number): boolean => clientId === undefined || clientId === client;
    for (const order of this.all())
      if (concerned(order.clientId) && order.orderId >= orderId && isDone(order)) this.forget(order);
    for (const client of this.#floors.keys()) if (concerned(client)) this.#floors.set(client, orderId - 1);
  }

  raise(clientId: number, orderId: number): void {
    if (orderId > this.floor(clientId)) this.#floors.set(clientId, orderId);
  }
}

function keep(set: Set<number>, permId: number, belongs: boolean): void {
  if (belongs) set.add(permId);
  else set.delete(permId);
}

const owner = (clientId: number, orderId: number): string => `${clientId}/${orderId}`;
