/**
 * I14: between a frame that left and the first sign of the Gateway about it, nobody is told that the order is over.
 *
 * A sign is any frame of the Gateway about the order, an error on its number too, and of a leg the end of its entry: of what
 * waits untransmitted behind one the Gateway never speaks (SEQUENCES 5 and 6, captured). Until then a client may be told
 * PendingSubmit or PendingCancel: never Inactive, never an end, never 201. The same holds while the journal calls the order
 * unknown, until the Gateway shows it again; what it said while that line waited for a slow disk, the lines behind it tell.
 * Frames that were on their way to a client when that line became durable may still say what was true before. What is
 * durably proved absent may be told as over. That a rejected order, or an absent one, never turns up at the broker is I4.
 */
import type { Frame, OpenOrder, OrderStatus } from "../sight/frame.ts";
import type { CheckerRow, Guest } from "./checker.ts";
import { type Facts, keyOf, type OrderFacts } from "./facts.ts";
import { SIGNS } from "./i01-at-most-once.ts";
import type { Line, PlacementLine } from "./line.ts";
import { isEnd, ms, named, orderTold, placeOf } from "./told.ts";

export const unknownIsToldAsUnknown: CheckerRow = {
  id: "I14",
  says: "an order of which nothing is known yet, or any more, is told as PendingSubmit and never as over",
  make: (facts, violated) => {
    const signs = new Signs(facts, violated);
    return {
      asked: (frame, guest) => signs.asked(frame, guest),
      heard: (frame) => signs.heard(frame),
      journaled: (line) => signs.journaled(line),
      told: (frame, guest) => {
        if (frame.name === "openOrder" && frame.whatIf) signs.previewed(frame.orderId, guest);
        else if (frame.name === "orderStatus" || frame.name === "openOrder") signs.told(frame, guest);
        if (frame.name === "error" && frame.code === REJECTED) signs.rejected(frame.id, frame.text, guest);
      },
    };
  },
};

const REJECTED = 201;
const PENDING: ReadonlySet<string> = new Set(["PendingSubmit", "PendingCancel"]);
/** What was to be told before a line was written has been told by then. */
const ON_ITS_WAY_MS_MAX = 1_000;

class Signs {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  /** Keys on whose number the Gateway has sent an error, and those that were proved absent: I4 judges the proof. */
  readonly #refused = new Set<string>();
  /** Numbers of clients under which a preview was asked for and not answered: the next refusal is the preview's. */
  readonly #previewing = new Set<string>();
  /** Keys of the legs behind each entry. */
  readonly #legs = new Map<string, string[]>();
  /** Keys that the journal calls unknown, and since when. */
  readonly #unknown = new Map<string, number>();

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  asked(frame: Frame, guest: Guest): void {
    if (frame.name === "placeOrder" && frame.whatIf) this.#previewing.add(placeOf(guest, frame.orderId));
  }

  heard(frame: Frame): void {
    switch (frame.name) {
      case "openOrder":
      case "execDetails":
      case "completedOrder":
        return void this.#unknown.delete(keyOf(frame.orderRef));
      case "orderStatus":
        if (frame.clientId === this.#facts.setup.clientId)
          this.#numbered(frame.orderId, ({ key }) => this.#statusOf(key, frame.status));
        return;
      case "error":
        return this.#numbered(frame.id, (order) => this.#refused.add(order.key));
    }
  }

  #statusOf(key: string, status: string): void {
    this.#unknown.delete(key);
    if (status === "Cancelled") for (const leg of this.#legs.get(key) ?? []) this.#refused.add(leg);
  }

  #numbered(orderId: number, change: (order: OrderFacts) => void): void {
    const order = this.#facts.byOrderId(orderId);
    if (order !== undefined) change(order);
  }

  journaled({ kind, key, legs }: Line): void {
    if (kind === "orderIntended") for (const leg of legs as readonly PlacementLine[]) this.#intended(leg);
    if (kind === "orderUnknown") this.#unknown.set(key as string, this.#facts.now);
    if (SIGNS.has(kind)) this.#unknown.delete(key as string);
    if (kind !== "orderAbsent") return;
    this.#refused.add(key as string);
    this.#unknown.delete(key as string);
  }

  #intended({ key, parent }: PlacementLine): void {
    if (parent !== undefined) this.#legs.set(parent, [...(this.#legs.get(parent) ?? []), key]);
  }

  told(frame: OpenOrder | OrderStatus, guest: Guest): void {
    const order = orderTold(this.#facts, frame, guest);
    if (order === undefined) return;
    const { status } = frame;
    if (isEnd(status) || status === "Inactive") this.#over(order, status, guest);
    const since = this.#unknown.get(order.key);
    if (since === undefined || PENDING.has(status) || this.#facts.now - since <= ON_ITS_WAY_MS_MAX) return;
    this.#violated(
      `${named(guest)} was told ${status} of ${order.key} by ${frame.name}, which is unknown since ${ms(since)}: it was to be told PendingSubmit`,
    );
  }

  previewed(orderId: number, guest: Guest): void {
    this.#previewing.delete(placeOf(guest, orderId));
  }

  rejected(id: number, text: string, guest: Guest): void {
    if (guest.strategy === undefined || guest.clientId === undefined) return;
    if (this.#previewing.delete(placeOf(guest, id))) return;
    const order = this.#facts.placed(guest.strategy.name, guest.clientId, id);
    if (order !== undefined) this.#over(order, `201 (${text})`, guest);
  }

  #over(order: OrderFacts, word: string, guest: Guest): void {
    const left = order.sent.at(-1);
    if (left === undefined || order.evidentAt !== undefined || this.#refused.has(order.key)) return;
    this.#violated(
      `${named(guest)} was told ${word} of ${order.key}, which left at ${ms(left.at)} and of which the Gateway has shown nothing: it was to be told PendingSubmit`,
    );
  }
}
