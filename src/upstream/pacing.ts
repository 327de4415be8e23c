/**
 * The one place where messages to the Gateway wait their turn.
 *
 * Never more than `perSecond` in any second, and never more than a slice's share in 100 ms: bursts inside a second
 * freeze Gateways (PROTOCOL 14). The more urgent class goes first, but no class waits for ever behind one, and inside a
 * class the askers take turns, so that one bot's thousand subscriptions do not delay another's first. What belongs together (a bracket's legs) is one item
 * and leaves back to back. The queue is bounded per asker: `full` says so, and the asker is told 100.
 *
 * What left apart can arrive together: a starved host or a slow network bunches it, and no sender sees that. So when the
 * Gateway says that it was too much, nothing but cancels leaves for a second, and then half as much in any second, so that
 * two seconds that arrive as one are still within its limit. Each 100 halves, each `SLOW_MS` without one doubles, and a new
 * session changes nothing: a Gateway that disconnects would be flooded by the next start.
 */
import { after, type Instant, seconds } from "../base/time.ts";
import { PRIORITIES, type Priority } from "../model/out.ts";

const SLICE_MS = 100;
const WINDOW_MS = 1_000;
/** Waiting items one asker may have, cancels not counted. */
export const WAITING_PER_ASKER_MAX = 2_000;

/** After a 100: nothing for the Gateway's own second, then more slowly for so long at a time. */
const PAUSE_MS = WINDOW_MS;
export const SLOW_MS = seconds(10);
/** A start must be through within its bound. */
const SLOWEST_PER_SECOND = 5;

/** A class that waits lets so many messages of more urgent ones go first: one bot's orders never stop all reading. */
const PASSED_MAX = 8;

interface Waiting<T> {
  readonly size: number;
  readonly item: T;
}

/** The Gateway was sent too much. */
interface Slow {
  readonly perSecond: number;
  readonly from: Instant;
  readonly until: Instant;
}

/** A message that was let go, and when it left: later, if it had to wait for the disk. */
interface Gone {
  readonly letGoAt: Instant;
  leftAt: Instant;
}

interface Head<T> {
  readonly priority: Priority;
  readonly asker: number;
  readonly value: Waiting<T>;
}

export class Pacing<T> {
  readonly #perSecond: number;
  readonly #classes = new Map(PRIORITIES.map((priority) => [priority, new Turns<Waiting<T>>()]));
  readonly #waitingOf = new Map<number, number>();
  /** The last messages, oldest first; at most `perSecond` of them. */
  readonly #sent: Gone[] = [];
  /** Messages of more urgent classes that have left while this one waited. */
  readonly #passed = new Map(PRIORITIES.map((priority) => [priority, 0]));
  #taken: Priority | undefined;
  #slice = -1;
  #leftInSlice = 0;
  /** Nothing leaves before it. */
  #notBefore = -Infinity as Instant;
  #slow: Slow | undefined;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  full(asker: number): boolean {
    return (this.#waitingOf.get(asker) ?? 0) >= WAITING_PER_ASKER_MAX;
  }

  /** Queues an item that will take `size` messages. */
  put(priority: Priority, asker: number, size: number, item: T): void {
    this.#classes.get(priority)!.put(asker, { size, item });
    if (priority !== "cancel") this.#waitingOf.set(asker, (this.#waitingOf.get(asker) ?? 0) + 1);
  }

  /** The Gateway says that it was sent too much. */
  tooFast(now: Instant): void {
    const least = Math.min(SLOWEST_PER_SECOND, this.#perSecond);
    const perSecond = Math.max(least, Math.floor(this.perSecond / 2));
    const from = after(now, PAUSE_MS);
    this.#slow = { perSecond, from, until: after(from, SLOW_MS) };
  }

  #ease(now: Instant): void {
    while (this.#slow !== undefined && now >= this.#slow.until) {
      const { perSecond, from, until } = this.#slow;
      const eased = { perSecond: 2 * perSecond, from, until: after(until, SLOW_MS) };
      this.#slow = eased.perSecond + 1 < this.#perSecond ? eased : undefined;
    }
  }

  /** So many may leave in any second at present, cancels not counted. */
  get perSecond(): number {
    return this.#slow?.perSecond ?? this.#perSecond;
  }

  /** The next item that may leave now. The caller says with `left` how many messages it really was. */
  take(now: Instant): T | undefined {
    this.#ease(now);
    const next = this.#next();
    if (next === undefined || !this.#mayLeave(next, now)) return undefined;
    this.#classes.get(next.priority)!.take();
    if (next.priority !== "cancel") this.#forget(next.asker);
    this.#taken = next.priority;
    return next.value.item;
  }

  /** The item taken last was so many messages; one that nobody wants any more costs none. */
  left(now: Instant, messages: number): void {
    for (let i = 0; i < messages; i++) this.#sent.push({ letGoAt: now, leftAt: now });
    while (this.#sent.length > this.#perSecond) this.#sent.shift();
    this.#leftInSlice -= messages;
    this.#countPassed(messages);
  }

  /** What was let go since then has waited for the disk and leaves only now: it counts as of now. Whether there is any. */
  waited(since: Instant, now: Instant): boolean {
    let i = this.#sent.length;
    while (i > 0 && this.#sent[i - 1]!.letGoAt >= since) this.#sent[--i]!.leftAt = now;
    return i < this.#sent.length;
  }

  /**
   * It has waited for so long that all of it leaves at once: a slice goes by without any other. Where nothing has, nothing is put
   * off: a disk that is slow again and again stops nobody for ever.
   */
  delayed(since: Instant, now: Instant): void {
    if (this.waited(since, now)) this.#notBefore = after(now, SLICE_MS);
  }

  /** When the next item may leave; `undefined` when nothing waits. */
  nextDeadline(now: Instant): Instant | undefined {
    this.#ease(now);
    const next = this.#next();
    if (next === undefined) return undefined;
    if (now < this.#notBefore) return this.#notBefore;
    if (this.#mayLeave(next, now)) return now;
    const window = Math.max(this.#windowFrees(next.value.size), this.#slowFrees(next)) as Instant;
    const slice = ((Math.floor(now / SLICE_MS) + 1) * SLICE_MS) as Instant;
    return window > now ? window : slice;
  }

  /** Cancels first; then a class that was passed over too often; then the most urgent one. */
  #next(): Head<T> | undefined {
    let first: Head<T> | undefined;
    for (const [priority, turns] of this.#classes) {
      const head = turns.peek();
      if (head === undefined) continue;
      if (priority === "cancel" || this.#passed.get(priority)! >= PASSED_MAX) return { priority, ...head };
      first ??= { priority, ...head };
    }
    return first;
  }

  #countPassed(messages: number): void {
    let behind = false;
    for (const [priority, turns] of this.#classes) {
      if (priority === this.#taken) this.#passed.set(priority, 0);
      else if (behind) this.#passed.set(priority, turns.size === 0 ? 0 : this.#passed.get(priority)! + messages);
      behind ||= priority === this.#taken;
    }
  }

  /** The session is gone: what waited for it is void. */
  clear(): void {
    for (const turns of this.#classes.values()) turns.clear();
    this.#waitingOf.clear();
  }

  get waiting(): number {
    let count = 0;
    for (const turns of this.#classes.values()) count += turns.size;
    return count;
  }

  /** An item larger than a slice or the window leaves when the slice is fresh and the window empty enough. */
  #mayLeave(head: Head<T>, now: Instant): boolean {
    const { size } = head.value;
    if (now < this.#notBefore || now < this.#slowFrees(head)) return false;
    const slice = Math.floor(now / SLICE_MS);
    const share = this.#share(slice);
    if (slice !== this.#slice) {
      this.#slice = slice;
      this.#leftInSlice = share;
    }
    if (this.#leftInSlice < Math.min(size, share)) return false;
    return now >= this.#windowFrees(size);
  }

  #share(slice: number): number {
    const perSlice = (this.#perSecond * SLICE_MS) / WINDOW_MS;
    return Math.max(1, Math.floor((slice + 1) * perSlice) - Math.floor(slice * perSlice));
  }

  /** The moment from which the head of the queue may leave after a 100. Cancels are few, and wait for nobody. */
  #slowFrees({ priority, value: { size } }: Head<T>): Instant {
    if (this.#slow === undefined || priority === "cancel") return -Infinity as Instant;
    const { perSecond, from, until } = this.#slow;
    return Math.max(from, Math.min(until, this.#windowFrees(size, perSecond))) as Instant;
  }

  /** The moment from which `size` more messages keep any second at or below the limit. */
  #windowFrees(size: number, perSecond = this.#perSecond): Instant {
    const over = this.#sent.length + Math.min(size, perSecond) - perSecond;
    return over <= 0 ? (-Infinity as Instant) : after(this.#sent[over - 1]!.leftAt, WINDOW_MS);
  }

  #forget(asker: number): void {
    const count = this.#waitingOf.get(asker)! - 1;
    if (count === 0) this.#waitingOf.delete(asker);
    else this.#waitingOf.set(asker, count);
  }
}

/** Queues of several askers that take turns; each asker's own items keep their order. */
class Turns<V> {
  readonly #queues = new Map<number, V[]>();
  size = 0;

  put(asker: number, value: V): void {
    const queue = this.#queues.get(asker);
    if (queue === undefined) this.#queues.set(asker, [value]);
    else queue.push(value);
    this.size++;
  }

  peek(): { readonly asker: number; readonly value: V } | undefined {
    for (const [asker, queue] of this.#queues) return { asker, value: queue[0]! };
    return undefined;
  }

  /** Removes what `peek` shows; its asker goes to the end of the row. */
  take(): void {
    for (const [asker, queue] of this.#queues) {
      queue.shift();
      this.size--;
      this.#queues.delete(asker);
      if (queue.length > 0) this.#queues.set(asker, queue);
      return;
    }
  }

  clear(): void {
    this.#queues.clear();
    this.size = 0;
  }
}
