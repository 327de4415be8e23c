/**
 * Brackets that lost a leg at holdfast's own door: nothing of them may leave any more, least of all an unprotected entry (I6).
 *
 * A client places its legs one after the other, and all but the last one wait at the door. A leg that is told 201, and that
 * was asked for before any of its family that transmits, was refused while the others waited.
 */
import type { Frame } from "../sight/frame.ts";
import type { Guest } from "./checker.ts";
import type { Facts, OrderFacts } from "./facts.ts";
import type { Line, PlacementLine } from "./line.ts";

const REJECTED = 201;

/** A child as its client asked for it last. */
interface Child {
  readonly parentId: number;
  /** When it was asked for, its whole family waited at the door. */
  readonly allWaited: boolean;
}

export class BrokenBrackets {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  /** By client and order id. */
  readonly #children = new Map<string, Child>();
  /** Entries, by client and order id, of whose family a leg that transmits was asked for. */
  readonly #released = new Set<string>();
  /** By the entry's key, the id of the leg that was refused. */
  readonly #broken = new Map<string, number>();

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  asked(frame: Frame, guest: Guest): void {
    if (frame.name !== "placeOrder" || frame.whatIf || guest.strategy === undefined) return;
    const { orderId, parentId, transmit } = frame;
    const isChild = parentId !== 0 && parentId < orderId;
    const entry = placeOf(guest, isChild ? this.#entryOf(guest, parentId) : orderId);
    // The id of an order that was refused is free for another one, which may have no parent.
    if (!isChild) this.#children.delete(entry);
    else this.#children.set(placeOf(guest, orderId), { parentId, allWaited: !this.#released.has(entry) });
    if (transmit) this.#released.add(entry);
  }

  /** Of an id without a durable line it is our own no: what has left has one. */
  told(frame: Frame, guest: Guest): void {
    if (frame.name !== "error" || frame.code !== REJECTED || guest.strategy === undefined) return;
    if (!this.#children.get(placeOf(guest, frame.id))?.allWaited || this.#placed(guest, frame.id) !== undefined) return;
    const entry = this.#placed(guest, this.#entryOf(guest, frame.id));
    if (entry === undefined) return;
    this.#broken.set(entry.key, frame.id);
    if (entry.intended) this.#object(entry.key);
  }

  journaled(line: Line): void {
    if (line.kind !== "orderIntended") return;
    for (const { key } of line.legs as readonly PlacementLine[]) if (this.#broken.has(key)) this.#object(key);
  }

  #object(key: string): void {
    this.#violated(`${key} is to leave, and order ${this.#broken.get(key)} of its bracket was refused at the door`);
  }

  #placed({ strategy, clientId }: Guest, orderId: number): OrderFacts | undefined {
    return this.#facts.placed(strategy!.name, clientId ?? 0, orderId);
  }

  /** The eldest; ids of parents are lower, so the walk ends. */
  #entryOf(guest: Guest, orderId: number): number {
    const parentId = this.#children.get(placeOf(guest, orderId))?.parentId;
    return parentId === undefined ? orderId : this.#entryOf(guest, parentId);
  }
}

const placeOf = ({ daemon, strategy, clientId }: Guest, orderId: number): string =>
  `${daemon}/${strategy!.name}/${clientId}/${orderId}`;
