/**
 * Single orders that somebody must know of: stuck on their way, of unknown fate, or resting where we do not reach them.
 *
 * An order waits for its turn at most `QUEUED_MS_MAX` longer than the messages before it need at our own pace, and the
 * Gateway has `SENT_MS_MAX` to say the first word about it. The clock of either runs only while nothing stands in the way:
 * it begins anew behind an outage or a drain, and that of an order that has not left behind a restart that was expected: what
 * has left may be answered until that comes, and no restart need come. What our disk keeps back has not left yet, whenever it
 * was let go. An alert ends when its order moves on. A leg that was left behind untransmitted is alerted like any other, but
 * lists that do not show it say nothing of its fate. A change that the Gateway neither shows nor refuses in that time excuses no
 * more that the broker's terms are others than those wanted; a cancel of which it says nothing leaves an order that works on
 * while its client waits for the end.
 */
import { after, earliest, type Instant, seconds } from "../base/time.ts";
import type { AlertScope } from "../model/alert.ts";
import type { OrderKey } from "../model/ids.ts";
import { isFinished, isWorking, type Status } from "../model/status.ts";
import type { Blotter } from "./blotter.ts";
import { isLeftover } from "./leftover.ts";
import type { Order } from "./order.ts";
import type { OrderOut } from "./out.ts";

/** Beyond what those before it need. */
const QUEUED_MS_MAX = seconds(5);
/** As long as a Gateway may leave any question open before it counts as mute. */
const SENT_MS_MAX = seconds(15);

/** States in which the Gateway answers: one that takes no orders any more has taken those of before. */
const ANSWERING: ReadonlySet<string> = new Set(["ready", "read-only-session"]);

export const scopeOf = ({ strategy, account, key }: Order): AlertScope => ({ strategy, account, key });

interface Wait {
  readonly since: Instant;
  /** Of a frame: when it was let go, or its session came up behind that. It leaves later where our disk keeps it back. */
  readonly letGoAt?: Instant;
}

type Waits = Map<OrderKey, Wait>;

const letGo = (now: Instant): Wait => ({ since: now, letGoAt: now });

/** A disk that is slow again and again keeps back nothing that has left long ago. */
const isLetGoSince = ({ letGoAt }: Wait, since: Instant): boolean => letGoAt !== undefined && letGoAt >= since;

export class Watch {
  readonly #out: OrderOut;
  readonly #blotter: Blotter;
  /** Since when they wait for their turn, and since when for a word of the Gateway; oldest first. */
  readonly #queued: Waits = new Map();
  readonly #sent: Waits = new Map();
  /** Sent, and silent for too long: since when. */
  readonly #silent = new Map<OrderKey, Instant>();
  /** Changes that have left and have time to be shown or refused, and what was in flight when that was over. */
  readonly #changes: Waits = new Map();
  readonly #late = new Map<OrderKey, Order["inFlight"]>();
  /** Cancels that have left and have time to be answered, and orders whose cancel was not. */
  readonly #cancels: Waits = new Map();
  readonly #unheeded = new Set<OrderKey>();
  /** Since when the session has been up with its link to IB; it may have been lost since. */
  upSince: Instant | undefined;
  /** The newest session of the journal in which IB carried out a cancel that had left in it. */
  #ibAnsweredIn = 0;
  /** Orders that the Gateway did not find behind its answer when they were to be cancelled, since the link is up. */
  readonly #notFound = new Set<OrderKey>();
  /** What was let go since then does not leave at present. */
  #keptSince: Instant | undefined;
  /** Called at each of its answers. */
  answered: () => void = () => {};

  constructor(out: OrderOut, blotter: Blotter) {
    this.#out = out;
    this.#blotter = blotter;
  }

  /** They wait for their turn from now on. */
  queued(keys: readonly OrderKey[], now: Instant): void {
    for (const key of keys) this.#queued.set(key, { since: now });
  }

  /** Their frames leave. */
  left(keys: readonly OrderKey[], now: Instant): void {
    for (const key of keys) {
      this.#queued.delete(key);
      this.judge(this.#blotter.byKey(key)!, "it has left");
      this.#sent.set(key, letGo(now));
    }
  }

  /** The frame of a change leaves. */
  changed(key: OrderKey, now: Instant): void {
    begun(this.#changes, key, letGo(now));
  }

  /** The frame of a cancel leaves; one that is said again gives the first no more time. */
  cancelLeft(key: OrderKey, now: Instant): void {
    if (!this.#cancels.has(key)) this.#cancels.set(key, letGo(now));
  }

  /** Our disk keeps back what was let go since then, or keeps nothing back any more. */
  keptBack(since: Instant | undefined): void {
    this.#keptSince = since;
  }

  /** What was let go since then leaves only now, behind the disk, and has its time from here on. */
  delayed(since: Instant, now: Instant): void {
    for (const waits of [this.#sent, this.#changes, this.#cancels])
      for (const [key, wait] of [...waits]) if (isLetGoSince(wait, since)) begun(waits, key, { ...wait, since: now });
  }

  #isKept(wait: Wait): boolean {
    return this.#keptSince !== undefined && isLetGoSince(wait, this.#keptSince);
  }

  /** Nothing has become of its changes in flight for too long, although nothing stood in the way. */
  isChangeLate({ key, inFlight }: Order): boolean {
    if (this.#late.get(key) === inFlight) return true;
    this.#late.delete(key);
    return false;
  }

  /** The session is up: what is under way has its time from now on. */
  sessionReady(now: Instant): void {
    this.upSince = now;
    for (const waits of [this.#queued, this.#sent, this.#silent, this.#changes, this.#late]) waits.clear();
    for (const waits of [this.#cancels, this.#unheeded, this.#notFound]) waits.clear();
    for (const { key, status, inFlight, inFlightStale } of this.#blotter.open) {
      if (status === "sent") this.#sent.set(key, letGo(now));
      if (inFlight.length > 0 && !inFlightStale) this.changed(key, now);
    }
    this.sweep();
  }

  nextDeadline(): Instant | undefined {
    const queued = this.#oldest(this.#queued, "intended");
    const sent = this.#oldest(this.#sent, "sent");
    const [[changed], [cancelled]] = [this.#changes.values(), this.#cancels.values()];
    const answers = [sent, changed, cancelled].map((wait) => wait && after(wait.since, SENT_MS_MAX));
    return earliest(queued && after(queued.since, this.#queuedMsMax), ...answers);
  }

  get #queuedMsMax(): number {
    return QUEUED_MS_MAX + this.#out.queueMs;
  }

  /** Those that have moved on, and may even be forgotten by the blotter, are forgotten on the way. */
  #oldest(waits: Waits, status: Status): Wait | undefined {
    for (const [key, wait] of waits) {
      if (this.#blotter.byKey(key)?.status === status) return wait;
      waits.delete(key);
    }
    return undefined;
  }

  tick(now: Instant): void {
    this.#overdue(this.#queued, "intended", this.#queuedMsMax, now);
    for (const key of this.#overdue(this.#sent, "sent", SENT_MS_MAX, now)) this.#silent.set(key, now);
    for (const order of this.#unanswered(this.#changes, isChanging, now)) this.#late.set(order.key, order.inFlight);
    for (const order of this.#unanswered(this.#cancels, isToEnd, now)) this.#isUnheeded(order);
  }

  /** What still is so behind the time that its answer may take; while something stands in the way, that begins anew. */
  #unanswered(waits: Waits, isSo: (order: Order) => boolean, now: Instant): readonly Order[] {
    const unanswered: Order[] = [];
    for (const [key, wait] of waits) {
      if (now < after(wait.since, SENT_MS_MAX)) break;
      waits.delete(key);
      const order = this.#blotter.byKey(key);
      if (order === undefined || !isSo(order)) continue;
      if (this.#isAway || this.#isKept(wait)) waits.set(key, { ...wait, since: now });
      else unanswered.push(order);
    }
    return unanswered;
  }

  #isUnheeded(order: Order): void {
    this.#unheeded.add(order.key);
    const [bound, gateway] = [SENT_MS_MAX / seconds(1), "the Gateway has not said a word of it"];
    const detail = `client's order ${order.clientOrderId} works on: its cancel left and ${gateway} for ${bound} s`;
    this.#out.alert("order-stuck", scopeOf(order), detail);
  }

  /** Raises the alert for what has waited too long; while something stands in the way, its time begins anew. */
  #overdue(waits: Waits, status: Status, maxMs: number, now: Instant): readonly OrderKey[] {
    const isHindered = this.#isAway || (status === "intended" && this.#out.restart !== undefined);
    const overdue: OrderKey[] = [];
    for (const [key, wait] of waits) {
      if (now < after(wait.since, maxMs)) break;
      waits.delete(key);
      if (this.#blotter.byKey(key)?.status !== status) continue;
      if (isHindered || this.#isKept(wait)) waits.set(key, { ...wait, since: now });
      else overdue.push(key);
    }
    for (const key of overdue) this.#stuck(this.#blotter.byKey(key)!, Math.round(maxMs / seconds(1)));
    return overdue;
  }

  /** No answer of the Gateway is to be expected. */
  get #isAway(): boolean {
    return !this.#out.ready || !ANSWERING.has(this.#out.state);
  }

  #stuck(order: Order, bound: number): void {
    this.#out.alert("order-stuck", scopeOf(order), `client's order ${order.clientOrderId} ${this.#why(order, bound)}`);
  }

  #why(order: Order, bound: number): string {
    if (isLeftover(order, this.#blotter))
      return "waits untransmitted at the Gateway, which has refused the leg that was to transmit it: only a cancel of it ends it";
    return `${order.status === "sent" ? "left and the Gateway has not said a word of it" : "has not left"} for ${bound} s`;
  }

  /** Whether an order was sent and has been silent for too long: the lists must tell. */
  get waits(): boolean {
    return !this.#unlisted().next().done;
  }

  /** Silent orders that a complete look at all lists, asked for then, would have shown. */
  silentBefore(asked: Instant): readonly Order[] {
    return [...this.#unlisted()].filter(({ key }) => this.#silent.get(key)! <= asked);
  }

  /** Silent orders that a list would show. Those that have moved on are forgotten on the way. */
  *#unlisted(): Generator<Order> {
    for (const key of this.#silent.keys()) {
      const order = this.#blotter.byKey(key);
      if (order?.status !== "sent") this.#silent.delete(key);
      else if (!isLeftover(order, this.#blotter)) yield order;
    }
  }

  /** The Gateway says, in no list, that it is cancelled: IB's answer, if a cancel of this session was the question. */
  cancelled({ status, cancelSentIn }: Order): void {
    if (isFinished(status) || cancelSentIn !== this.#blotter.session.count) return;
    this.#ibAnsweredIn = cancelSentIn;
    this.answered();
  }

  /**
   * IB itself has answered since the session began: the Gateway had a link to it, and has passed on what it held. Nothing
   * else shows that: a Gateway without a link greets, tells the time and serves its lists as ever, and tells a client that
   * came later of no 1100.
   */
  get hasIbAnswered(): boolean {
    const { count } = this.#blotter.session;
    return count > 0 && this.#ibAnsweredIn === count;
  }

  /** The Gateway refuses to cancel it: there is no such order. */
  notFound({ key }: Order): void {
    if (this.hasIbAnswered) this.#notFound.add(key);
  }

  isNotFound({ key }: Order): boolean {
    return this.hasIbAnswered && this.#notFound.has(key);
  }

  /** Nobody knows what became of it. Answers whether that is new. */
  unknown(order: Order, reason: string): boolean {
    const what = `client's order ${order.clientOrderId}, upstream ${order.orderId}, permId ${order.permId}`;
    return this.#out.alert("order-unknown", scopeOf(order), `${what}: ${reason}`);
  }

  /** The Gateway has told under which client id it rests. */
  shown(order: Order): void {
    const clientId = this.#blotter.strangeIdOf(order);
    if (clientId === undefined || isFinished(order.status)) return;
    const [what, ours] = [`client's order ${order.clientOrderId}`, this.#blotter.session.clientId];
    const detail = `${what} rests as order ${order.orderId} of client id ${clientId}, and ours is ${ours}`;
    this.#out.alert("order-out-of-reach", scopeOf(order), detail);
  }

  /** Ends what this order is no cause for any more. */
  judge(order: Order, reason = `it is ${order.status}`): void {
    const isStuck = order.status === "intended" || (order.status === "sent" && this.#silent.has(order.key));
    // A refused cancel is answered; the next one has a time of its own.
    if (!order.cancelWanted) this.#cancels.delete(order.key);
    if (!isToEnd(order)) this.#unheeded.delete(order.key);
    if (!isStuck && !this.#unheeded.has(order.key)) this.#out.alertOver("order-stuck", scopeOf(order), reason);
    if (order.status !== "unknown") this.#out.alertOver("order-unknown", scopeOf(order), reason);
    if (isFinished(order.status) || this.#blotter.strangeIdOf(order) === undefined)
      this.#out.alertOver("order-out-of-reach", scopeOf(order), reason);
    if (order.status !== "unknown") this.#notFound.delete(order.key);
    if (isFinished(order.status)) this.#late.delete(order.key);
  }

  /** All that are alerted: for when many orders have moved at once, and behind a restart. */
  sweep(): void {
    for (const cause of ["order-stuck", "order-unknown", "order-out-of-reach"] as const)
      for (const { key } of this.#out.alerted(cause)) {
        const order = key === undefined ? undefined : this.#blotter.byKey(key);
        if (order !== undefined) this.judge(order);
      }
  }
}

/** The oldest stands first. */
function begun(waits: Waits, key: OrderKey, wait: Wait): void {
  waits.delete(key);
  waits.set(key, wait);
}

const isChanging = ({ status, inFlight }: Order): boolean => inFlight.length > 0 && !isFinished(status);

/** Its end is wanted, and the Gateway shows it as if nobody had said so. */
const isToEnd = ({ status, cancelWanted, word }: Order): boolean =>
  isWorking(status) && cancelWanted && word !== "PendingCancel";
