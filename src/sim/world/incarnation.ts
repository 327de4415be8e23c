/**
 * One life of one process.
 *
 * Every call that a process makes on its ports passes `perform`, and every call back into it passes `call`. Once the
 * life has ended both do nothing: a killed process neither acts nor hears again, whatever its code still runs through.
 * `perform` is also the effect boundary at which the world can place a crash, before or after the call.
 */
import type { HeapEvent } from "./heap.ts";

/** The port calls that the outside can notice, and so the ones that are counted as effect boundaries. */
export type PortCall =
  | "lock"
  | "release"
  | "open"
  | "append"
  | "cut"
  | "closeFile"
  | "dial"
  | "listen"
  | "closeListener"
  | "write"
  | "end"
  | "reset";

/** What the world does around a port call. Either function may end the life. */
export interface Boundary {
  before(call: PortCall): void;
  after(): void;
}

export class Incarnation {
  readonly host: string;
  /** 1 for the first life of a host. */
  readonly number: number;
  /** Timers and pending answers of this life, forgotten when it ends. */
  readonly events = new Set<HeapEvent>();
  readonly #boundary: Boundary;
  #alive = true;

  constructor(host: string, number: number, boundary: Boundary) {
    this.host = host;
    this.number = number;
    this.#boundary = boundary;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Runs a port call unless the life is over or ends right before it. */
  perform(call: PortCall, action: () => void): void {
    if (!this.#alive) return;
    this.#boundary.before(call);
    if (!this.#alive) return;
    action();
    this.#boundary.after();
  }

  /** Calls into the process unless its life is over. */
  call(into: () => void): void {
    if (this.#alive) into();
  }

  end(): void {
    this.#alive = false;
  }
}
