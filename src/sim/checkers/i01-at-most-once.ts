/**
 * I1: an order leaves at most once as a new one, counted on the wire over all lives of the daemon.
 *
 * A second placeOrder with the same key is a change, and only if the Gateway has shown that the order exists, if it keeps
 * its number, and if its client asked for it: to a Gateway that lost the first frame a change is a new order.
 * Evidence that was doubted since is none: the journal says so (`orderUnknown`) until a later line says that it lives.
 *
 * A connection that a daemon gives up and survives is given up at once: what is still under way on it would arrive behind
 * the questions of the next session, and what these prove would not be true any more.
 */
import type { Instant } from "../../base/time.ts";
import type { CheckerRow, Heard } from "./checker.ts";
import { type Facts, keyOf, type PlaceOrder } from "./facts.ts";
import type { Line } from "./line.ts";
import { ms } from "./told.ts";

export const atMostOnce: CheckerRow = {
  id: "I1",
  says: "every order leaves at most once as a new one, and a change only after evidence that the order exists; nothing arrives on a connection that was given up",
  make: (facts, violated) => {
    const doubts = new Doubts();
    return {
      ...givenUp(facts, violated),
      journaled: (line) => doubts.journaled(line),
      sent(frame) {
        if (frame.name !== "placeOrder" || frame.whatIf) return;
        const order = facts.order(keyOf(frame.orderRef));
        const first = order?.sent[0];
        if (order === undefined || first === undefined) return;
        const { key } = order;
        const where = `${key} was sent as order ${first.frame.orderId} at ${Math.round(first.at)} ms`;
        if (frame.orderId !== first.frame.orderId)
          violated(`${where} and again, as order ${frame.orderId}: a second order`);
        else if (order.evidentAt === undefined)
          violated(`${where} and again although the Gateway has never shown that it exists`);
        else if (doubts.blind.has(key))
          violated(`${where} and again while its fate was unknown: if the Gateway has lost it, that is a new order`);
        else if (order.sent.length > order.changes)
          violated(`${where} and ${order.sent.length} more times, with ${order.changes} durable changes`);
      },
    };
  },
};

/** Lines that only a word of the Gateway about the order makes. */
export const SIGNS: ReadonlySet<string> = new Set(["orderEchoed", "statusReported", "executed", "orderCompleted"]);

/** Orders of unknown fate, in the order of the journal's lines. */
class Doubts {
  readonly #unknown = new Set<string>();
  /** Their newest change was numbered while nobody knew whether they exist. */
  readonly blind = new Set<string>();

  journaled({ kind, key, frame }: Line): void {
    if (typeof key !== "string") return;
    if (kind === "orderUnknown") this.#unknown.add(key);
    if (SIGNS.has(kind)) this.#unknown.delete(key);
    if (kind !== "orderSending" || frame !== "modify") return;
    if (this.#unknown.has(key)) this.blind.add(key);
    else this.blind.delete(key);
  }
}

/** Closed in good order by a daemon that goes on. */
function givenUp(facts: Facts, violated: (sentence: string) => void): Heard {
  const closed = new Map<number, { readonly daemon: string; readonly at: Instant }>();
  return {
    closed: ({ id, client }, side, how) => {
      if (side === "client" && how === "end") closed.set(id, { daemon: client, at: facts.now });
    },
    arrived: ({ wire, daemon }) => {
      const at = closed.get(wire.id)?.at;
      if (at === undefined) return;
      closed.delete(wire.id);
      violated(`${daemon} gave a connection up at ${ms(at)}, and more of what it wrote reaches the Gateway`);
    },
    // Whoever ends lets what is queued leave, and nobody asks anything behind it.
    ended: (host) => {
      for (const [id, { daemon }] of closed) if (daemon === host) closed.delete(id);
    },
  };
}

/** What of a frame an order is, for sentences. */
export const summary = ({ action, totalQuantity, symbol, orderType, lmtPrice, auxPrice }: PlaceOrder): string =>
  [action, totalQuantity, symbol, orderType, lmtPrice ?? "", auxPrice ?? ""].join(" ").trim();
