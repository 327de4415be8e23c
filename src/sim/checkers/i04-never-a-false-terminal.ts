/**
 * I4: what is said to have ended has ended at the broker, then and for ever after.
 *
 * The end of an order is claimed to a client (a final status, or 201), in the journal (it was discarded, completed, or
 * proved absent) and in the book. Filled must be true at the broker at that instant; of a cancelled, rejected or discarded
 * order none may work there, nor begin to later; an absent one the broker never had and never gets. Whoever was told of an end is never told of life again, whatever an older message of the
 * Gateway says: nothing ever becomes working again (MUX.md section 3), only a late fill turns cancelled into filled. Of an
 * order that became two (nautilus #4564) only the first is looked at.
 */
import type { Order as TruthOrder } from "../broker/order.ts";
import type { Frame, OpenOrder, OrderStatus } from "../sight/frame.ts";
import type { BookRow } from "./book.ts";
import type { CheckerRow, Guest } from "./checker.ts";
import { type Facts, keyOf, type OrderFacts } from "./facts.ts";
import type { Line } from "./line.ts";
import { isAlive, isEnd, ms, named, orderTold, placeOf } from "./told.ts";

export const neverAFalseTerminal: CheckerRow = {
  id: "I4",
  says: "an order that is said to have ended has ended at the broker, and never works again",
  make: (facts, violated) => {
    const ends = new Ends(facts, violated);
    return {
      asked: (frame, guest) => ends.asked(frame, guest),
      told: (frame, guest) => {
        if (frame.name === "orderStatus" || (frame.name === "openOrder" && !frame.whatIf)) ends.told(frame, guest);
        if (frame.name === "error" && frame.code === REJECTED) ends.rejected(frame.id, frame.text, guest);
      },
      journaled: (line) => ends.journaled(line),
      truth: (event) => {
        if (event.kind === "order" || event.kind === "status") ends.truth(event.order);
      },
      book: (rows) => ends.book(rows),
      quiet: () => ends.quiet(),
    };
  },
};

const REJECTED = 201;
const OWN_REFUSAL = "Order rejected - reason:holdfast ";
const ENDED_IN_BOOK: ReadonlySet<string> = new Set(["filled", "cancelled", "rejected", "absent", "discarded"]);
const ABSENT = "absent";
const WORKS: ReadonlySet<string> = new Set(["PreSubmitted", "Submitted", "PendingCancel"]);

/** Somebody was told, or the daemon wrote down, that it is over. */
interface Claim {
  readonly word: string;
  readonly where: string;
  readonly at: number;
}

class Ends {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  /** The first claim about each key. */
  readonly #claims = new Map<string, Claim>();
  /** Keys whose end was shown to a client by a final status. */
  readonly #shown = new Set<string>();
  /** Keys with a durable line that they never left. */
  readonly #discarded = new Set<string>();
  /** How often each number of a client was placed, previews included, and under which of them there were any. */
  readonly #placed = new Map<string, number>();
  readonly #previews = new Set<string>();

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  asked(frame: Frame, guest: Guest): void {
    if (frame.name !== "placeOrder") return;
    const place = placeOf(guest, frame.orderId);
    if (frame.whatIf) this.#previews.add(place);
    this.#placed.set(place, (this.#placed.get(place) ?? 0) + 1);
  }

  told(frame: OpenOrder | OrderStatus, guest: Guest): void {
    const order = orderTold(this.#facts, frame, guest);
    if (order === undefined) return;
    const { status, permId } = frame;
    if (isAlive(status)) return this.#alive(order.key, `${named(guest)} was told ${status}`);
    if (!isEnd(status) || this.#isDoors(order, frame, guest)) return;
    this.#shown.add(order.key);
    this.#claim(order.key, status === "Filled", permId, { word: status, where: named(guest), at: this.#facts.now });
  }

  /** The door's refusal of an earlier placeOrder with this number, a preview's too, can be told after the next one was taken. */
  #isDoors(order: OrderFacts, frame: OpenOrder | OrderStatus, guest: Guest): boolean {
    if (frame.permId !== 0 || order.sent.length > 0 || this.#discarded.has(order.key)) return false;
    return (this.#placed.get(placeOf(guest, frame.orderId)) ?? 0) > 1;
  }

  /** 201 is also how a change or a preview is refused, and then the order lives. */
  rejected(id: number, text: string, guest: Guest): void {
    const { strategy, clientId } = guest;
    if (strategy === undefined || clientId === undefined || text.startsWith(OWN_REFUSAL)) return;
    const order = this.#facts.placed(strategy.name, clientId, id);
    if (order === undefined || order.sent.length !== 1 || this.#previews.has(placeOf(guest, id))) return;
    this.#claim(order.key, false, 0, { word: "201", where: named(guest), at: this.#facts.now });
  }

  journaled(line: Line): void {
    const { kind, key } = line as Line & { readonly key: string };
    const claim = (word: string): Claim => ({ word, where: "the journal", at: this.#facts.now });
    if (kind === "orderDiscarded") {
      this.#discarded.add(key);
      this.#claim(key, false, 0, claim("discarded"));
    }
    if (kind === "orderAbsent") this.#claim(key, false, 0, claim("absent"));
    if (kind === "orderCompleted")
      this.#claim(key, line.status === "Filled", (line.permId as number) ?? 0, claim(line.status as string));
  }

  book(rows: readonly BookRow[]): void {
    for (const { key, status, permId } of rows) {
      const claim = { word: status, where: "the book", at: this.#facts.now };
      if (ENDED_IN_BOOK.has(status)) this.#claim(key, status === "filled", permId, claim);
      else this.#alive(key, `the book has ${status}`);
    }
  }

  #claim(key: string, isFill: boolean, permId: number, claim: Claim): void {
    if (!this.#claims.has(key)) this.#claims.set(key, claim);
    const truth = this.#truthOf(key);
    if (claim.word === ABSENT) return this.#neverThere(key, claim, truth);
    const isTrue = isFill
      ? truth.some((order) => order.status === "Filled" && (permId === 0 || order.permId === permId))
      : !truth.some((order) => WORKS.has(order.status) || order.status === "Filled");
    if (isTrue) return;
    const right = isFill ? "only an order that has filled is Filled" : "of an order that ended so none may work";
    this.#violated(`${key} was ${claim.word} to ${claim.where}, and at the broker ${words(truth)}: ${right}`);
  }

  /** Of an absent order the broker has nothing, not even its end. */
  #neverThere(key: string, { where, at }: Claim, truth: readonly TruthOrder[]): void {
    if (truth.length > 0)
      this.#violated(
        `${key} was said to be absent to ${where} at ${ms(at)}, and at the broker ${words(truth)}: it was to be unknown`,
      );
  }

  /** The order itself: a Gateway may have made a second one of its change. */
  #truthOf(key: string): readonly TruthOrder[] {
    return this.#facts.truthOf(key).slice(0, 1);
  }

  #alive(key: string, what: string): void {
    const claim = this.#claims.get(key);
    if (claim === undefined || !this.#shown.has(key)) return;
    this.#violated(
      `${what} of ${key}, which was ${claim.word} to ${claim.where} at ${ms(claim.at)}: what has ended never works again`,
    );
  }

  truth({ terms }: TruthOrder): void {
    const key = keyOf(terms.orderRef);
    const claim = this.#claims.get(key);
    if (claim !== undefined) this.#worksAfter(key, claim);
  }

  quiet(): void {
    for (const [key, claim] of this.#claims) this.#worksAfter(key, claim);
  }

  #worksAfter(key: string, claim: Claim): void {
    const truth = this.#truthOf(key);
    if (claim.word === ABSENT) return this.#neverThere(key, claim, truth);
    if (!truth.some(({ status }) => WORKS.has(status))) return;
    this.#violated(
      `${key} works at the broker (${words(truth)}), and was ${claim.word} to ${claim.where} at ${ms(claim.at)}: it was to be unknown as long as that could happen`,
    );
  }
}

const words = (truth: readonly TruthOrder[]): string =>
  truth.length === 0
    ? "there is no such order"
    : truth.map(({ permId, status, filled }) => `order ${permId} is ${status}, filled ${filled}`).join(" and ");
