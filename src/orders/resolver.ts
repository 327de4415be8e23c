/**
 * What became of orders whose fate is unknown, by evidence alone.
 *
 * A sign of life or of an end settles it at once (`heard.ts`: by orderRef, then by permId). That there is no sign proves
 * nothing: a list can leave an order out. `absent` needs all of these at once, and otherwise the order stays unknown
 * (RELIABILITY I4):
 *
 * - the Gateway has never shown the order, in any session;
 * - this session began after it was sent, under the same client id, which the Gateway gives to one connection at a time: so
 *   nothing of it is on its way to the Gateway any more;
 * - IB itself has answered in this session: it carried out a cancel that left in it. A Gateway without its link to IB keeps
 *   orders back, shows them in no list, does not count their ids, and passes them on when the link returns; it need not say
 *   that the link is lost to whom it greets meanwhile, and 1101 or 1102 of one outage can come while another lasts;
 * - the Gateway's own next order id was not above the order's, neither when this session began nor when asked behind that
 *   answer, so it has taken no order of that id; and it was above every id of ours that the Gateway had shown by then, so it
 *   had not lost count (Lean #242);
 * - two complete looks at open orders, completed orders and executions, asked for behind all that and at least `SETTLE_MS`
 *   apart, do not show it, with the link to IB up from before the first one to behind the second.
 */
import { after, type Instant, minutes } from "../base/time.ts";
import type { Blotter } from "./blotter.ts";
import type { Book } from "./book.ts";
import type { Contradictions } from "./contradictions.ts";
import { hasEvidence, type Order } from "./order.ts";
import type { OrderOut } from "./out.ts";
import { endedHere } from "./translate.ts";
import type { Watch } from "./watch.ts";

/** Between two looks that prove something: three times as long as the slowest order on its way that is known of. */
const SETTLE_MS = minutes(2);

const UNSEEN = "no list of the broker shows it";

export class Resolver {
  readonly #out: OrderOut;
  readonly #blotter: Blotter;
  readonly #book: Book;
  readonly #watch: Watch;
  readonly #contradictions: Contradictions;
  /** When a look was complete that did not show the order. */
  readonly #missedAt = new Map<Order, Instant>();
  /** The session in which the next order id was asked for behind IB's answer, and what the Gateway said. */
  #askedIn = 0;
  /** When lists were last compared with what has ended. */
  #contradictedAt: Instant | undefined;
  #counted: { readonly nextValidId: number; readonly at: Instant } | undefined;

  constructor(out: OrderOut, blotter: Blotter, book: Book, watch: Watch, contradictions: Contradictions) {
    this.#out = out;
    this.#blotter = blotter;
    this.#book = book;
    this.#watch = watch;
    this.#contradictions = contradictions;
    watch.answered = () => this.#askCount();
  }

  /** Another look would tell something: the lists are wanted soon. */
  get waits(): boolean {
    if (this.#watch.waits) return true;
    return this.#watch.hasIbAnswered && this.#hasProvable;
  }

  get #hasProvable(): boolean {
    for (const order of this.#blotter.unknown) if (this.#isProvable(order)) return true;
    return false;
  }

  /** The Gateway says its next order id. */
  counted(nextValidId: number, now: Instant): void {
    // One that has lost count proves nothing.
    if (this.#isCounting && nextValidId > this.#blotter.shownIdHigh) this.#counted = { nextValidId, at: now };
  }

  get #isCounting(): boolean {
    return this.#watch.hasIbAnswered && this.#askedIn === this.#blotter.session.count;
  }

  #askCount(): void {
    if (this.#isCounting || !this.#watch.hasIbAnswered || !this.#hasProvable) return;
    this.#askedIn = this.#blotter.session.count;
    this.#counted = undefined;
    this.#out.ask("account", "reqIds", { numIds: 1 });
  }

  /** All three lists are complete that were asked for at `asked` or later. */
  looked(asked: Instant, now: Instant): void {
    const { upSince } = this.#watch;
    if (upSince === undefined || asked < upSince || !this.#out.ready) return;
    for (const order of this.#watch.silentBefore(asked)) this.lost(order, `it was sent, and ${UNSEEN}`);
    for (const order of [...this.#blotter.unknown]) {
      if (this.#watch.unknown(order, UNSEEN)) this.#book.unknown(order);
      if (this.#isProvable(order)) this.#missed(order, upSince, asked, now);
    }
    for (const order of this.#missedAt.keys()) if (order.status !== "unknown") this.#missedAt.delete(order);
    this.#lookedFor(asked, now);
    this.#askCount();
  }

  /** Two proofs may rest on one list: only lists that were asked for since the last look show what lives on. */
  #lookedFor(asked: Instant, now: Instant): void {
    if (this.#contradictedAt !== undefined && asked <= this.#contradictedAt) return;
    this.#contradictedAt = now;
    this.#contradictions.looked();
  }

  /** Complete lists do not speak of it, which proves nothing: its fate is unknown from now on. */
  lost(order: Order, reason: string): void {
    this.#out.record({ kind: "orderUnknown", key: order.key, reason });
    this.#watch.judge(order);
    if (this.#watch.unknown(order, reason)) this.#book.unknown(order);
  }

  /**
   * By all evidence but time it does not rest at the broker: no complete list of this session shows it, and behind an answer of
   * IB the Gateway has not counted it, or did not find it when it was to be cancelled. It stays unknown all the same.
   */
  isNotThere(order: Order): boolean {
    const { upSince } = this.#watch;
    if (order.status !== "unknown" || !this.#out.ready || upSince === undefined) return false;
    const hasCounted = this.#isCounting && this.#counted !== undefined && this.#counted.at >= upSince;
    return (hasCounted && this.#isProvable(order)) || (this.#isFenced(order) && this.#watch.isNotFound(order));
  }

  #isProvable(order: Order): boolean {
    const { nextValidId, shownIdHigh } = this.#blotter.session;
    const counted = this.#isCounting ? (this.#counted?.nextValidId ?? 0) : 0;
    const neverTaken = nextValidId > shownIdHigh && Math.max(nextValidId, counted) <= order.orderId;
    return neverTaken && this.#isFenced(order);
  }

  /** Without a sign, and nothing of it is under way any more. An exercise has no reference that a list could show it by. */
  #isFenced(order: Order): boolean {
    const { count, sameSince } = this.#blotter.session;
    const isOfBefore = order.sentIn >= sameSince && order.sentIn < count;
    return isOfBefore && order.exercise === undefined && !hasEvidence(order) && order.fill === undefined;
  }

  /** What was missed before the session or its link came up, or before the Gateway counted anew, says nothing. */
  #missed(order: Order, upSince: Instant, asked: Instant, now: Instant): void {
    if (!this.#isCounting || this.#counted === undefined || asked < this.#counted.at) return;
    const first = this.#missedAt.get(order);
    if (first === undefined || first < upSince) return void this.#missedAt.set(order, now);
    if (asked < after(first, SETTLE_MS)) return;
    this.#missedAt.delete(order);
    this.#absent(order);
  }

  /** The reason first, then the end, so that every library releases its waiter (MUX.md section 6). */
  #absent(order: Order): void {
    const nextValidId = this.#counted?.nextValidId;
    const proof = `two complete looks at the broker's lists, ${SETTLE_MS / minutes(1)} minutes apart in a session that began after it was sent, do not show it, and behind an answer of IB the Gateway's next id was ${nextValidId} against its ${order.orderId}`;
    this.#out.record({ kind: "orderAbsent", key: order.key, proof });
    this.#watch.judge(order);
    this.#book.errored(order, 201, `Order rejected - reason:holdfast absent: ${proof}; it never reached the broker`);
    this.#book.reported(order, endedHere(order));
  }
}
