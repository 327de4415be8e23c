/**
 * I5: upstream order ids are never used twice, judged on the wire over all lives of the daemon.
 *
 * Ids grow from frame to frame, what-ifs included, whatever a Gateway whose memory was rolled back calls its next one;
 * and they stay above what the Gateway has shown anybody to have used. An id that was shown while the frame waited
 * behind its journal line could not be known when it was numbered: the order of the journal's lines tells.
 */
import { minutes } from "../../base/time.ts";
import type { CheckerRow } from "./checker.ts";
import { type Facts, keyOf, type PlaceOrder } from "./facts.ts";
import type { Line } from "./line.ts";
import { machineOf } from "./told.ts";

/** holdfast's request ids begin here: a foreign order's number beyond it cannot be stayed above. */
const ORDER_IDS_END = 2_000_000_000;
/** The longest that a numbered frame can wait behind its journal line: the slowest disk twice (`disk-slow`), and a freeze. */
const WAITS_MS_MAX = minutes(4);

export const orderIds: CheckerRow = {
  id: "I5",
  says: "an order id leaves for one order alone, and ids grow above all that the Gateway has ever shown",
  make: (facts, violated) => {
    const ids = new Ids(facts, violated);
    return {
      heard: (frame, { wire, daemon }) => {
        if (frame.name === "orderStatus" || (frame.name === "openOrder" && !frame.whatIf))
          ids.shown(frame.orderId, daemon);
        if (frame.name === "nextValidId") ids.next(frame.orderId, wire.id);
      },
      journaled: (line, daemon) => ids.journaled(line, machineOf(daemon)),
      ended: (host) => ids.ended(host),
      sent: (frame, { wire }) => {
        if (frame.name === "placeOrder") ids.left(frame, wire.id);
      },
    };
  },
};

class Ids {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  /** Whose each id was: an order's key, or a what-if. */
  readonly #users = new Map<number, string>();
  /** The highest that has left, and when. */
  #highest = 0;
  #highestAt = 0;
  /** The highest that the Gateway has shown, long enough ago to be known when the next frame is numbered. */
  #shown = 0;
  #fresh: { readonly id: number; readonly at: number; readonly daemon: string }[] = [];
  /** By machine, the highest in a durable line that says an id was seen. */
  readonly #seenDurably = new Map<string, number>();
  /** Of each connection, the first nextValidId. */
  readonly #next = new Map<number, number>();
  /** What was durably seen when an id's own line was written. */
  readonly #below = new Map<number, number>();

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  shown(id: number, daemon: string): void {
    if (id <= Math.max(this.#shown, this.#highest) || id >= ORDER_IDS_END) return;
    if (this.#fresh.at(-1) !== undefined && this.#fresh.at(-1)!.id >= id) return;
    this.#fresh.push({ id, at: this.#facts.now, daemon });
  }

  next(id: number, wireId: number): void {
    if (!this.#next.has(wireId)) this.#next.set(wireId, id);
  }

  /** What the process was shown a moment ago and had not written down is forgotten. */
  ended(host: string): void {
    this.#known();
    this.#fresh = this.#fresh.filter(({ daemon }) => daemon !== host);
  }

  journaled(line: Line, machine: string): void {
    const seen = this.#seenDurably.get(machine) ?? 0;
    if (line.kind === "orderIdSeen") this.#seenDurably.set(machine, Math.max(seen, line.orderId as number));
    if (line.kind === "orderSending" || line.kind === "whatIfSending") this.#below.set(line.orderId as number, seen);
  }

  left(frame: PlaceOrder, wireId: number): void {
    const { orderId } = frame;
    const user = frame.whatIf ? "a what-if" : keyOf(frame.orderRef);
    const former = this.#users.get(orderId);
    if (former === undefined) this.#fresher(orderId, user, wireId);
    else if (frame.whatIf || former !== user)
      this.#violated(
        `order id ${orderId} left for ${former} and again for ${user}: every order needs an id of its own`,
      );
    this.#users.set(orderId, user);
    if (orderId <= this.#highest) return;
    this.#highest = orderId;
    this.#highestAt = this.#facts.now;
  }

  #fresher(orderId: number, user: string, wireId: number): void {
    const object = (bound: number, why: string): void =>
      this.#violated(`${user} left as order ${orderId} although ${why}: ${bound + 1} was the first free id`);
    const known = Math.max(this.#known(), this.#below.get(orderId) ?? 0);
    const next = this.#next.get(wireId) ?? 0;
    if (orderId <= this.#highest)
      object(this.#highest, `order ${this.#highest} had left at ${Math.round(this.#highestAt)} ms`);
    else if (orderId <= known) object(known, `the Gateway had shown order ${known}`);
    else if (orderId < next) object(next - 1, `the Gateway's nextValidId was ${next}`);
    this.#below.delete(orderId);
  }

  /** The highest shown so long ago that it was known when a frame of now was numbered. */
  #known(): number {
    const before = this.#facts.now - WAITS_MS_MAX;
    while (this.#fresh.length > 0 && this.#fresh[0]!.at <= before) this.#shown = this.#fresh.shift()!.id;
    return this.#shown;
  }
}
