/**
 * The quantities half of I10: no orderStatus tells a client of more than the broker has filled, and one that ends an order of
 * no less, and of a price where any has filled.
 *
 * Less may be told of an order that works: a Gateway repeats itself, and not every fill has a status. What nobody has shown
 * the daemon it cannot tell; from then on an end that says less is told anew within a minute, and behind that minute it is
 * never told. Of an order that became two (nautilus #4564) nothing is judged, of one whose execution was corrected or taken
 * back no lack, for the broker's own sum stays as it was.
 */
import type { Execution } from "../broker/event.ts";
import type { Frame, OrderStatus } from "../sight/frame.ts";
import type { Guest } from "./checker.ts";
import { type Facts, keyOf } from "./facts.ts";
import type { ExecutedLine, Line } from "./line.ts";
import { OWED_MS_MAX, Owed } from "./owed.ts";
import { isEnd, ms, named, orderTold } from "./told.ts";

/** So much has filled, at a price, and since when that is known. */
interface Known {
  readonly filled: number;
  readonly at: number;
}

/** An end that was told to somebody and may say less than is known. */
interface Ended {
  readonly guest: Guest;
  readonly key: string;
  readonly filled: number;
  readonly isUnpriced: boolean;
  readonly sentence: string;
}

export class FilledTold {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  readonly #owed: Owed;
  /** By order: what is durable, and for each process what it was shown. */
  readonly #durable = new Map<string, Known>();
  readonly #shown = new Map<string, Map<string, Known>>();
  /** By order and connection, the newest end that says less than the broker has filled. */
  readonly #less = new Map<string, Map<number, Ended>>();
  /** A process, perhaps the one that knows better, stood still then. */
  #stoodStillAt = Number.NEGATIVE_INFINITY;
  readonly #stems = new Set<string>();
  readonly #corrected = new Set<string>();

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
    this.#owed = new Owed(violated);
  }

  happened({ execId, orderRef }: Execution): void {
    const stem = execId.slice(0, execId.lastIndexOf("."));
    if (this.#stems.has(stem)) this.#corrected.add(keyOf(orderRef));
    this.#stems.add(stem);
  }

  // ---------------------------------------------------------------- what is known

  journaled(line: Line): void {
    if (line.kind !== "executed") return;
    const { cumQty = "0" } = (line as unknown as ExecutedLine).execution.execution;
    this.#learnt(this.#durable, line.key as string, Number(cumQty));
  }

  heard(frame: Frame, daemon: string): void {
    const shown = this.#shown.get(daemon) ?? new Map<string, Known>();
    this.#shown.set(daemon, shown);
    if (frame.name === "execDetails") this.#learnt(shown, keyOf(frame.orderRef), Number(frame.cumQty));
    if (frame.name !== "orderStatus" || frame.clientId !== this.#facts.setup.clientId) return;
    const key = this.#facts.byOrderId(frame.orderId)?.key;
    if (key !== undefined && frame.avgFillPrice > 0) this.#learnt(shown, key, Number(frame.filled));
  }

  #learnt(among: Map<string, Known>, key: string, filled: number): void {
    if (filled <= (among.get(key)?.filled ?? 0)) return;
    among.set(key, { filled, at: this.#facts.now });
    for (const ended of this.#less.get(key)?.values() ?? []) this.#owe(ended);
  }

  /** Since when a daemon knows better; undefined while it need not. */
  #knownSince({ guest, key, filled, isUnpriced }: Ended): number | undefined {
    const known = [this.#durable.get(key), this.#shown.get(guest.daemon)?.get(key)];
    const better = known.flatMap((one) => (one && (one.filled > filled || isUnpriced) ? [one.at] : []));
    return better.length === 0 ? undefined : Math.min(...better);
  }

  // ---------------------------------------------------------------- what is told

  told(frame: Frame, guest: Guest): void {
    if (frame.name === "orderStatus") this.#status(frame, guest);
    this.#owed.talks(guest, this.#facts.now);
  }

  #status(frame: OrderStatus, guest: Guest): void {
    const order = orderTold(this.#facts, frame, guest);
    if (order === undefined) return;
    const { key, placement } = order;
    const truth = this.#facts.truthOf(key);
    if (truth.length > 1) return;
    const [filled, told] = [Number(truth[0]?.filled ?? 0), Number(frame.filled)];
    const what = `${named(guest)} was told ${frame.status} with ${told} filled`;
    if (told > filled || (told < filled && frame.status === "Filled"))
      return this.#violated(`${what} of ${key}, and the broker has filled ${filled}`);
    if (!isEnd(frame.status)) return;
    const isUnpriced = told > 0 && frame.avgFillPrice <= 0 && placement.contract.secType !== "BAG";
    const price = isUnpriced ? ` at ${frame.avgFillPrice}` : "";
    const sentence = `${what}${price} of ${key} at ${ms(this.#facts.now)}, and of nothing better since: the broker has filled ${filled}`;
    this.#forget(guest, key);
    if (told < filled || isUnpriced) this.#saysLess({ guest, key, filled: told, isUnpriced, sentence });
  }

  #saysLess(ended: Ended): void {
    const { guest, key } = ended;
    if (this.#corrected.has(key)) return;
    this.#less.set(key, (this.#less.get(key) ?? new Map<number, Ended>()).set(guest.wire.id, ended));
    this.#owe(ended);
  }

  /** Who has known better for long says it at once. */
  #owe(ended: Ended): void {
    const since = this.#knownSince(ended);
    const { guest, key, sentence } = ended;
    const { now } = this.#facts;
    if (since === undefined || this.#corrected.has(key)) return;
    if (now - Math.max(since, this.#stoodStillAt) <= OWED_MS_MAX) return this.#owed.owe(guest, key, now, sentence);
    this.#forget(guest, key);
    this.#violated(`${sentence}, as the daemon has known since ${ms(since)}`);
  }

  #forget(guest: Guest, key: string): void {
    this.#owed.pay(guest, key);
    const less = this.#less.get(key);
    if (less?.delete(guest.wire.id) === true && less.size === 0) this.#less.delete(key);
  }

  standsStill(): void {
    this.#stoodStillAt = this.#facts.now;
    this.#owed.standsStill(this.#facts.now);
  }

  closed(wireId: number): void {
    this.#owed.closed(wireId);
    for (const less of this.#less.values()) less.delete(wireId);
  }

  /** What a process was shown and did not write down is gone with it. */
  ended(host: string): void {
    this.#owed.ended(host);
    this.#shown.delete(host);
    for (const less of this.#less.values())
      for (const [id, { guest }] of less) if (guest.host === host || guest.daemon === host) less.delete(id);
  }
}
