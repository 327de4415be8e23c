/**
 * I12: no order leaves that nobody asked for, and none leaves as another one than was asked for.
 *
 * Each placeOrder of holdfast's own is held against two accounts of the same wish: what its client wrote on its own wire
 * (any of its wishes for that order, for the daemon may have refused the newest), and the newest wish that was durable
 * when the frame was numbered. The parent of a bracket's leg must be the order of the parent that was named.
 */
import type { CheckerRow } from "./checker.ts";
import { type Facts, keyOf, type OrderFacts, type PlaceOrder } from "./facts.ts";
import { summary } from "./i01-at-most-once.ts";
import { OPERATOR } from "./limits/stops.ts";
import type { Line, PlacementLine } from "./line.ts";
import { difference, termsOf, Wishes } from "./wishes.ts";

export const nobodyAsked: CheckerRow = {
  id: "I12",
  says: "every order that leaves was asked for by its own client, and as it leaves",
  make: (facts, violated) => {
    const causes = new Causes(facts, violated);
    return {
      asked: (frame, guest) => causes.wishes.asked(frame, guest),
      journaled: (line) => causes.journaled(line),
      sent: (frame, { daemon }) => {
        if (frame.name === "placeOrder" && !frame.whatIf) causes.left(frame, daemon);
      },
      ended: (host) => causes.ended(host),
    };
  },
};

class Causes {
  readonly wishes = new Wishes();
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  /** Who speaks to the Gateway. */
  #daemon = "";
  /** By key, the wish that was the newest one when a frame was numbered; oldest first. */
  readonly #numbered = new Map<string, PlacementLine[]>();

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  journaled({ kind, key, frame }: Line): void {
    if (kind !== "orderSending" || frame === "cancel") return;
    const order = this.#facts.order(key as string);
    if (order === undefined) return;
    const numbered = this.#numbered.get(order.key);
    if (numbered === undefined) this.#numbered.set(order.key, [order.placement]);
    else numbered.push(order.placement);
  }

  /** What the process had numbered and has not left never will. */
  ended(host: string): void {
    if (host === this.#daemon) this.#numbered.clear();
  }

  left(frame: PlaceOrder, daemon: string): void {
    this.#daemon = daemon;
    const key = keyOf(frame.orderRef);
    const order = this.#facts.order(key);
    if (order === undefined) return this.#violated(`${key} left (${summary(frame)}) and is no order of anybody's`);
    // What a halt closes is nobody's wish but its author's: I18 judges that one asks for it.
    if (order.placement.strategy !== OPERATOR) this.#asAsked(frame, order);
    this.#asIntended(frame, order);
    this.#ofItsParent(frame, order);
  }

  #asAsked(frame: PlaceOrder, { key, placement }: OrderFacts): void {
    const wishes = this.wishes.ofPlacement(placement).filter((wish) => !wish.whatIf);
    if (wishes.some((wish) => difference(frame, wish) === undefined)) return;
    const { strategy, clientId, clientOrderId } = placement;
    const who = `client ${clientId} of ${strategy}`;
    const newest = wishes.at(-1);
    if (newest === undefined)
      return this.#violated(`${key} left (${summary(frame)}) and ${who} never asked for an order ${clientOrderId}`);
    this.#violated(
      `${key} left as ${summary(frame)}, but ${who} asked for ${summary(newest)} in its order ${clientOrderId}: ${difference(frame, newest)}`,
    );
  }

  /** Frames that were numbered and lost with their connection stand in front of the one that left. */
  #asIntended(frame: PlaceOrder, { key }: OrderFacts): void {
    const numbered = this.#numbered.get(key);
    if (numbered === undefined || numbered.length === 0) return;
    const at = numbered.findIndex((placement) => difference(frame, termsOf(placement)) === undefined);
    if (at >= 0) return void numbered.splice(0, at + 1);
    const newest = termsOf(numbered.at(-1)!);
    this.#violated(
      `${key} left as ${summary(frame)}, but the newest durable wish was another: ${difference(frame, newest)}`,
    );
  }

  #ofItsParent({ parentId }: PlaceOrder, { key, placement: { parent } }: OrderFacts): void {
    if (parent === undefined) {
      if (parentId !== 0)
        this.#violated(`${key} left as a child of order ${parentId} and was asked for without a parent`);
    } else if (this.#facts.order(parent)?.orderIds.has(parentId) !== true)
      this.#violated(`${key} left with parentId ${parentId}, which is not the number of its parent ${parent}`);
  }
}
