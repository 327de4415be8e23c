/**
 * One direction of a connection: a FIFO of segments on their way, with a drawn latency each.
 *
 * Order holds whatever is drawn: arrival times never decrease and one timer pops the head (RELIABILITY 2.2: a
 * reordered TCP stream accuses the innocent). A paused receiver keeps segments in the pipe, which is how back-pressure
 * reaches the sender; only a reset passes a paused receiver, because it has thrown away what was in front of it. What
 * faults do to a direction is its weather; where there is none, nothing of it is drawn or computed.
 */
import type { Prng } from "../../base/prng.ts";
import type { Timeline } from "./clock.ts";
import type { HeapEvent } from "./heap.ts";

export type Segment =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "knock" | "opened" | "refused" | "fin" | "reset" };

/** Latency and shape of the traffic in one direction. */
export interface PipeTraits {
  readonly latencyMsMin: number;
  readonly latencyMsMax: number;
  /** The chance that what is taken at once is cut. */
  readonly fragmentChance: number;
  /** How many bytes may be on their way before the sender must wait. */
  readonly windowBytes: number;
}

/** A cut finds what a thousand cuts find, and each costs an event: to shred everything is a fault of its own. */
const CUTS_MAX = 3;
const SHORT_BYTES = 64;

/** Why nothing arrives: the first two are the receiver's (a reset passes), the others the network's (nothing does). */
export const HOLD = { paused: 1, frozen: 2, clogged: 4, halfOpen: 8 } as const;
const NETWORK_HOLDS = HOLD.clogged | HOLD.halfOpen;

/** What faults do to one direction at present. */
export interface Weather {
  /** Nothing passes. */
  readonly stalled: boolean;
  /** Something could not pass. */
  readonly blocked: () => void;
  /** So much longer does a segment need, in milliseconds. */
  readonly delayMs: () => number;
  /** So long after the one before it can bytes be taken at the earliest, in milliseconds. */
  readonly drainMs: (bytes: number) => number;
  /** How many of the bytes left travel in one piece; `undefined` leaves that to the pipe. */
  readonly piece: (left: number) => number | undefined;
  readonly windowBytes: number;
  /** May change bytes that leave; whether it did. */
  readonly touch: (bytes: Uint8Array) => boolean;
  /** So much later arrives what is on its way when the connection ends, in milliseconds. */
  readonly lateMs: () => number;
}

export class Pipe {
  readonly #timeline: Timeline;
  readonly #prng: Prng;
  readonly #traits: PipeTraits;
  readonly #arrive: (segment: Segment) => void;
  #queue: { readonly segment: Segment; readonly at: number }[] = [];
  #lastArrival = 0;
  #timer: HeapEvent | undefined;
  /** A sum of `HOLD`. */
  #held = 0;
  #whenBlocked: (() => void) | undefined;
  #weather: Weather | undefined;
  #bytes = 0;
  #garbled = false;

  constructor(timeline: Timeline, prng: Prng, traits: PipeTraits, arrive: (segment: Segment) => void) {
    this.#timeline = timeline;
    this.#prng = prng;
    this.#traits = traits;
    this.#arrive = arrive;
  }

  /** Bytes that may still be sent before the window is full. */
  get room(): number {
    const window = this.#traits.windowBytes;
    const least = this.#weather === undefined ? window : Math.min(window, this.#weather.windowBytes);
    return Math.max(0, least - this.#bytes);
  }

  /** Whether something should have arrived and was kept from it. */
  get overdue(): boolean {
    return this.#queue.length > 0 && this.#queue[0]!.at <= this.#timeline.now;
  }

  /** Something of what was sent was changed on its way: the reader may wait for a frame that never ends. */
  get garbled(): boolean {
    return this.#garbled;
  }

  /** Bytes sent and not yet arrived. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Sends bytes as one segment or, now and then, as many; pieces that arrive together are not joined again. */
  sendBytes(bytes: Uint8Array): void {
    const cut = this.#prng.chance(this.#traits.fragmentChance);
    if (this.#weather?.touch(bytes) === true) this.#garbled = true;
    let cuts = cut ? this.#prng.between(1, CUTS_MAX) : 0;
    for (let start = 0; start < bytes.length; ) {
      const left = bytes.length - start;
      const length = this.#weather?.piece(left) ?? (cuts-- > 0 ? this.#cutAt(left) : left);
      this.send({ kind: "bytes", bytes: length === bytes.length ? bytes : bytes.subarray(start, start + length) });
      start += length;
    }
  }

  /** A few bytes, or anywhere. */
  #cutAt(left: number): number {
    return this.#prng.between(1, this.#prng.chance(0.5) ? Math.min(SHORT_BYTES, left) : left);
  }

  send(segment: Segment): void {
    const { latencyMsMin, latencyMsMax } = this.#traits;
    const arrival = this.#timeline.now + latencyMsMin + this.#prng.float() * (latencyMsMax - latencyMsMin);
    if (this.#weather === undefined) this.#lastArrival = Math.max(this.#lastArrival, arrival);
    else this.#lastArrival = this.#inWeather(this.#weather, arrival, segment);
    this.#queue.push({ segment, at: this.#lastArrival });
    if (segment.kind === "bytes") this.#bytes += segment.bytes.length;
    this.#arm();
  }

  /** Throws away what is on its way. */
  clear(): void {
    this.keepBytes(0);
    this.#queue = [];
    this.#lastArrival = this.#timeline.now;
    this.#disarm();
  }

  /** Lets only the first `count` of the bytes on their way arrive; marks among them stay. */
  keepBytes(count: number): void {
    let left = count;
    this.#queue = this.#queue.flatMap((item) => {
      if (item.segment.kind !== "bytes") return [item];
      const bytes = item.segment.bytes.subarray(0, left);
      left -= bytes.length;
      return bytes.length === 0 ? [] : [{ at: item.at, segment: { kind: "bytes" as const, bytes } }];
    });
    this.#bytes = count - left;
    this.#disarm();
    this.#arm();
  }

  /** Something begins (true) or ceases (false) to keep segments from arriving; `blocked` hears when one cannot. */
  hold(why: number, held: boolean, blocked?: () => void): void {
    this.#held = held ? this.#held | why : this.#held & ~why;
    if (blocked !== undefined) this.#whenBlocked = blocked;
    else if ((this.#held & NETWORK_HOLDS) === 0) this.#whenBlocked = undefined;
    this.#arm();
  }

  set weather(weather: Weather | undefined) {
    this.#weather = weather;
    this.#arm();
  }

  /** What is on its way arrives as soon as it may. */
  hurry(): void {
    const { now } = this.#timeline;
    this.#queue = this.#queue.map(({ segment, at }) => ({ segment, at: Math.min(at, now) }));
    this.#lastArrival = Math.min(this.#lastArrival, now);
    this.#disarm();
    this.#arm();
  }

  #inWeather(weather: Weather, arrival: number, segment: Segment): number {
    if (segment.kind === "fin" || segment.kind === "reset") this.#postpone(weather);
    const earliest = this.#lastArrival + (segment.kind === "bytes" ? weather.drainMs(segment.bytes.length) : 0);
    return Math.max(earliest, arrival + weather.delayMs());
  }

  /** The connection ends: what is on its way, if anything, comes late. */
  #postpone(weather: Weather): void {
    if (this.#bytes === 0) return;
    const lateMs = weather.lateMs();
    this.#queue = this.#queue.map(({ segment, at }) => ({ segment, at: at + lateMs }));
    this.#lastArrival += lateMs;
    this.#disarm();
    this.#arm();
  }

  #passes(segment: Segment): boolean {
    if (this.#held === 0 && this.#weather === undefined) return true;
    if ((this.#held & NETWORK_HOLDS) !== 0 || this.#weather?.stalled) {
      this.#weather?.blocked();
      this.#whenBlocked?.();
      return false;
    }
    return this.#held === 0 || segment.kind === "reset";
  }

  #arm(): void {
    const head = this.#queue[0];
    if (head === undefined || this.#timer !== undefined || !this.#passes(head.segment)) return;
    this.#timer = this.#timeline.schedule(Math.max(0, head.at - this.#timeline.now), () => this.#popHead());
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.#timeline.forget(this.#timer);
    this.#timer = undefined;
  }

  #popHead(): void {
    this.#timer = undefined;
    const head = this.#queue[0];
    if (head === undefined || !this.#passes(head.segment)) return;
    this.#queue.shift();
    if (head.segment.kind === "bytes") this.#bytes -= head.segment.bytes.length;
    this.#arm();
    this.#arrive(head.segment);
  }
}
