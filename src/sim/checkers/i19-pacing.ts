/**
 * I19: holdfast does not flood its Gateway, and cancels do not starve.
 *
 * Frames are counted where they leave. Those of a second may be pushed together by one ordinary wait for the disk, so a
 * second is `WINDOW_MS`; in 100 ms slices the bound is that of two slices that touch. An item that must not be split, a
 * bracket, counts in a slice as no more than one slice's share. A cancel whose wish is durable leaves within
 * `CANCEL_MS` and its turn among the cancels that wait, counted while the session is ready and frames leave: what stands
 * behind a disk or a process that stands still is not starved by others.
 */
import { type Instant, seconds } from "../../base/time.ts";
import type { Frame } from "../sight/frame.ts";
import type { CheckerRow, Upstream } from "./checker.ts";
import { type Facts, keyOf } from "./facts.ts";
import type { Line } from "./line.ts";
import { Ready } from "./ready.ts";
import { isEnd, machineOf, ms } from "./told.ts";

/** The longest ordinary sync, with its answer: what was spaced before it leaves in one burst behind it. */
const SYNC_MS = 50;
const WINDOW_MS = seconds(1) - SYNC_MS;
const SLICE_MS = 100;
/** A cancel's bound, beside its turn among `n` at the full rate: a full window, the slice it is in, and its own sync. */
const CANCEL_MS = seconds(1) + SLICE_MS + SYNC_MS;
/** Between two frames of a queue that is busy; what is longer is no queue's doing. */
const BUSY_GAP_MS = 150;

export const pacing: CheckerRow = {
  id: "I19",
  says: "no second and no slice of it carries more than its share upstream, and cancels leave in time",
  make: (facts, violated) => {
    const rates = new Map<number, Rate>();
    const cancels = new Cancels(facts, violated);
    return {
      sent: (frame, { wire, daemon }) => {
        const rate = rates.get(wire.id) ?? new Rate(facts.setup.messagesPerSecond);
        rates.set(wire.id, rate);
        const sentence = rate.sent(frame, facts.now);
        if (sentence !== undefined) violated(sentence);
        cancels.sent(frame, daemon);
      },
      heard: (frame, on) => cancels.heard(frame, on),
      journaled: (line, daemon) => cancels.journaled(line, machineOf(daemon)),
      logged: (line) => cancels.ready.logged(line),
      ended: (host) => cancels.ended(host),
      // The daemon slept: for it a minute has passed between two frames.
      leapt: () => rates.clear(),
    };
  },
};

/** What left on one connection. */
class Rate {
  readonly #perSecond: number;
  readonly #share: number;
  readonly #second: Instant[] = [];
  readonly #slice: Instant[] = [];
  /** Legs of a bracket that have left one behind the other and not transmitted yet. */
  #legs = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#share = Math.ceil((perSecond * SLICE_MS) / 1_000);
  }

  sent(frame: Frame, now: Instant): string | undefined {
    drop(this.#second, now - WINDOW_MS);
    this.#second.push(now);
    if (this.#second.length > this.#perSecond)
      return `${this.#second.length} frames left within ${ms(now - this.#second[0]!)}: ${this.#perSecond} may leave in a second`;
    return this.#inSlice(frame, now);
  }

  #inSlice(frame: Frame, now: Instant): string | undefined {
    const isOrder = frame.name === "placeOrder";
    const leg = isOrder && (this.#legs > 0 || !frame.transmit) ? this.#legs + 1 : 0;
    this.#legs = isOrder && frame.transmit ? 0 : leg;
    if (leg > this.#share) return undefined;
    drop(this.#slice, now - (SLICE_MS - SYNC_MS));
    this.#slice.push(now);
    if (this.#slice.length <= 2 * this.#share) return undefined;
    return `${this.#slice.length} frames left within ${ms(now - this.#slice[0]!)}: two slices that touch carry ${2 * this.#share}`;
  }
}

function drop(times: Instant[], until: number): void {
  let old = 0;
  while (old < times.length && times[old]! <= until) old++;
  if (old > 0) times.splice(0, old);
}

/** When a cancel was wanted: busy time, and how many cancels had left by then. */
interface Wish {
  readonly busyMs: number;
  readonly left: number;
}

/** Cancels whose wish is durable and whose frame has not left. */
class Cancels {
  readonly ready = new Ready();
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  /** By key, since when each is durable or could leave again. */
  readonly #wanted = new Map<string, Wish>();
  /** Orders that the broker has refused, and the machine whose journal says so. */
  readonly #refused = new Map<string, string>();
  /** Cancels that have left, also those that are said once more in a new session. */
  #left = 0;
  /** Milliseconds of a ready session in which frames left one behind the other. */
  #busyMs = 0;
  #lastSent = 0 as Instant;

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  /** The cancel of a refused order is said by the process alone that took it. */
  ended(host: string): void {
    this.ready.ended(host, this.#facts.now);
    for (const key of this.#wanted.keys()) if (this.#refused.get(key) === machineOf(host)) this.#wanted.delete(key);
  }

  journaled({ kind, key, report, echo }: Line, machine: string): void {
    if (kind === "orderRejected") this.#refused.set(key as string, machine);
    if (kind === "cancelIntended") return void this.#wanted.set(key as string, this.#now);
    if (this.#wanted.size === 0 || typeof key !== "string") return;
    const word = wordOf(report) ?? wordOf((echo as { readonly orderState?: unknown } | undefined)?.orderState);
    if (OVER.has(kind) || (word !== undefined && isEnd(word))) this.#wanted.delete(key);
  }

  sent(frame: Frame, daemon: string): void {
    const { now } = this.#facts;
    const ready = this.ready.since;
    if (ready !== undefined && this.ready.sinceOf(daemon) === undefined) return;
    if (ready === undefined) for (const key of this.#wanted.keys()) this.#wanted.set(key, this.#now);
    else this.#busyMs += Math.min(now - Math.max(this.#lastSent, ready), BUSY_GAP_MS);
    this.#lastSent = now;
    this.#judge();
    if (frame.name !== "cancelOrder") return;
    this.#left++;
    this.#wanted.delete(this.#facts.byOrderId(frame.orderId)?.key ?? "");
  }

  get #now(): Wish {
    return { busyMs: this.#busyMs, left: this.#left };
  }

  /** Its turn is among those that wait still and those that have gone before it. */
  #judge(): void {
    for (const [key, since] of this.#wanted) {
      const waitedMs = this.#busyMs - since.busyMs;
      const among = this.#wanted.size + this.#left - since.left;
      const boundMs = CANCEL_MS + (among * 1_000) / this.#facts.setup.messagesPerSecond;
      if (waitedMs <= boundMs) return;
      this.#violated(
        `the cancel of ${key} waits since ${ms(waitedMs)} in which other frames left, among ${among} cancels: ${ms(boundMs)} was its time`,
      );
      this.#wanted.delete(key);
    }
  }

  heard(frame: Frame, on: Upstream): void {
    this.ready.heard(frame, on, this.#facts.now);
    if (this.#wanted.size === 0) return;
    if (frame.name === "orderStatus" && isEnd(frame.status)) {
      const key = this.#facts.byOrderId(frame.orderId)?.key;
      if (key !== undefined) this.#wanted.delete(key);
    } else if (frame.name === "openOrder" && isEnd(frame.status)) this.#wanted.delete(keyOf(frame.orderRef));
  }
}

/** After these nobody cancels on the strength of the old wish. */
const OVER = new Set([
  "cancelRefused",
  "orderRejected",
  "orderCompleted",
  "orderDiscarded",
  "orderAbsent",
  "modifyIntended",
  "executed",
]);

function wordOf(body: unknown): string | undefined {
  return (body as { readonly status?: string } | undefined)?.status;
}
