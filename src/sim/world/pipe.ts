/**
 * One direction of a connection: a FIFO of segments on their way, with a drawn latency each.
 *
 * Order holds whatever is drawn: arrival times never decrease and one timer pops the head (RELIABILITY 2.2: a
 * reordered TCP stream accuses the innocent). A paused receiver keeps segments in the pipe, which is how back-pressure
 * reaches the sender; only a reset passes a paused receiver, because it has thrown away what was in front of it.
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
  /** The chance that what is taken at once is cut into small pieces. */
  readonly fragmentChance: number;
  /** How many bytes may be on their way before the sender must wait. */
  readonly windowBytes: number;
}

export class Pipe {
  readonly #timeline: Timeline;
  readonly #prng: Prng;
  readonly #traits: PipeTraits;
  readonly #arrive: (segment: Segment) => void;
  #queue: { readonly segment: Segment; readonly at: number }[] = [];
  #lastArrival = 0;
  #timer: HeapEvent | undefined;
  #held = false;
  #bytes = 0;

  constructor(timeline: Timeline, prng: Prng, traits: PipeTraits, arrive: (segment: Segment) => void) {
    this.#timeline = timeline;
    this.#prng = prng;
    this.#traits = traits;
    this.#arrive = arrive;
  }

  /** Bytes that may still be sent before the window is full. */
  get room(): number {
    return Math.max(0, this.#traits.windowBytes - this.#bytes);
  }

  /** Bytes sent and not yet arrived. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Sends bytes as one segment or, now and then, as many; pieces that arrive together are not joined again. */
  sendBytes(bytes: Uint8Array): void {
    const cut = this.#prng.chance(this.#traits.fragmentChance);
    for (let start = 0; start < bytes.length; ) {
      const length = cut ? this.#prng.between(1, Math.min(64, bytes.length - start)) : bytes.length - start;
      this.send({ kind: "bytes", bytes: bytes.subarray(start, start + length) });
      start += length;
    }
  }

  send(segment: Segment): void {
    const { latencyMsMin, latencyMsMax } = this.#traits;
    const arrival = this.#timeline.now + latencyMsMin + this.#prng.float() * (latencyMsMax - latencyMsMin);
    this.#lastArrival = Math.max(this.#lastArrival, arrival);
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

  /** The receiver stops (true) or resumes (false) taking segments. */
  hold(held: boolean): void {
    this.#held = held;
    this.#arm();
  }

  #arm(): void {
    const head = this.#queue[0];
    if (head === undefined || this.#timer !== undefined) return;
    if (this.#held && head.segment.kind !== "reset") return;
    this.#timer = this.#timeline.schedule(Math.max(0, head.at - this.#timeline.now), () => this.#popHead());
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.#timeline.forget(this.#timer);
    this.#timer = undefined;
  }

  #popHead(): void {
    this.#timer = undefined;
    const head = this.#queue[0];
    if (head === undefined || (this.#held && head.segment.kind !== "reset")) return;
    this.#queue.shift();
    if (head.segment.kind === "bytes") this.#bytes -= head.segment.bytes.length;
    this.#arm();
    this.#arrive(head.segment);
  }
}
