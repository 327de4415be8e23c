/**
 * One life of one process.
 *
 * Every call that a process makes on its ports passes `perform`, and every call back into it passes `call`. Once the
 * life has ended both do nothing: a killed process neither acts nor hears again, whatever its code still runs through.
 * `perform` is also the effect boundary at which the world can place a crash, before or after the call. What comes while
 * the process stands still waits, and is heard in order when it goes on.
 */
import type { Instant } from "../../base/time.ts";
import type { HeapEvent } from "./heap.ts";

/** The port calls that the outside can notice, and so the ones that are counted as effect boundaries. */
export type PortCall =
  | "lock"
  | "release"
  | "open"
  | "append"
  | "cut"
  | "closeFile"
  | "remove"
  | "reserve"
  | "dial"
  | "listen"
  | "closeListener"
  | "write"
  | "end"
  | "reset";

/** Places where a process cannot look: bytes are durable, the process hears of it, the first byte leaves its host. */
export type Place = "synced" | "told" | "firstByte";

/** What the world does around a port call. Each of the first three may end the life. */
export interface Boundary {
  before(call: PortCall): void;
  after(call: PortCall): void;
  passed(place: Place, when: "before" | "after"): void;
  trapped(place: Place): boolean;
}

/** A timer of a process. */
export interface Timer {
  /** On the clock of its host. */
  readonly when: Instant;
  /** `undefined` once it was taken back. */
  run: (() => void) | undefined;
  event: HeapEvent;
}

export class Incarnation {
  readonly host: string;
  /** 1 for the first life of a host. */
  readonly number: number;
  /** Pending answers and timers of this life, forgotten when it ends. */
  readonly events = new Set<HeapEvent>();
  readonly timers = new Set<Timer>();
  readonly #boundary: Boundary;
  #alive = true;
  /** What came while the process stood still, in order; `undefined` while it runs. */
  #waiting: (() => void)[] | undefined;

  constructor(host: string, number: number, boundary: Boundary) {
    this.host = host;
    this.number = number;
    this.#boundary = boundary;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** The process stands still (SIGSTOP). */
  get frozen(): boolean {
    return this.#waiting !== undefined;
  }

  /** How many calls wait for it. */
  get waiting(): number {
    return this.#waiting?.length ?? 0;
  }

  /** Runs a port call unless the life is over or ends right before it. */
  perform(call: PortCall, action: () => void): void {
    if (!this.#alive) return;
    if (this.#waiting !== undefined) return void this.#waiting.push(() => this.perform(call, action));
    this.#boundary.before(call);
    if (!this.#alive) return;
    action();
    this.#boundary.after(call);
  }

  /** Passes a place inside the kernel where a crash can be trapped; true when the life goes on. */
  passes(place: Place, when: "before" | "after"): boolean {
    if (this.#alive) this.#boundary.passed(place, when);
    return this.#alive;
  }

  /** Whether a crash is trapped at such a place. */
  trapped(place: Place): boolean {
    return this.#boundary.trapped(place);
  }

  /** Calls into the process unless its life is over: now, or when it goes on. */
  call(into: () => void): void {
    if (!this.#alive) return;
    if (this.#waiting === undefined) into();
    else this.#waiting.push(into);
  }

  freeze(): void {
    this.#waiting ??= [];
  }

  /** Hears at once, in order, what it has missed. */
  thaw(): void {
    const missed = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const into of missed) this.call(into);
  }

  end(): void {
    this.#alive = false;
    this.#waiting = undefined;
  }
}
