/**
 * What a connection has to send: at once, or late and in pieces when a fault says so. Bytes keep their order in any case.
 */
import { after, type Instant } from "../../../base/time.ts";
import type { Clock } from "../../../io/io.ts";

/** How a connection sends. */
export interface Shape {
  readonly delayMs: number;
  /** Size of a piece; 0 for whole writes. */
  readonly pieceBytes: number;
  /** Time between two pieces. */
  readonly everyMs: number;
}

interface Piece {
  readonly due: Instant;
  readonly bytes: Uint8Array;
}

export class Outbox {
  readonly #clock: Clock;
  readonly #write: (bytes: Uint8Array) => void;
  #waiting: Piece[] = [];
  #cancel: () => void = () => {};

  constructor(clock: Clock, write: (bytes: Uint8Array) => void) {
    this.#clock = clock;
    this.#write = write;
  }

  send(bytes: Uint8Array, shape: Shape | undefined): void {
    if (shape === undefined && this.#waiting.length === 0) return this.#write(bytes);
    const { delayMs, pieceBytes, everyMs } = shape ?? { delayMs: 0, pieceBytes: 0, everyMs: 0 };
    const size = pieceBytes === 0 ? bytes.length : pieceBytes;
    const last = this.#waiting.at(-1)?.due ?? this.#clock.now();
    let due = Math.max(after(this.#clock.now(), delayMs), last) as Instant;
    for (let at = 0; at < bytes.length; at += size) {
      this.#waiting.push({ due, bytes: bytes.subarray(at, at + size) });
      due = after(due, everyMs);
    }
    this.#plan();
  }

  /** Everything that waits leaves now. */
  hurry(): void {
    this.#cancel();
    for (const { bytes } of this.#waiting.splice(0)) this.#write(bytes);
  }

  clear(): void {
    this.#cancel();
    this.#waiting = [];
  }

  #plan(): void {
    this.#cancel();
    const next = this.#waiting[0];
    if (next !== undefined) this.#cancel = this.#clock.at(next.due, () => this.#sendDue());
  }

  #sendDue(): void {
    const now = this.#clock.now();
    while (this.#waiting[0] !== undefined && this.#waiting[0].due <= now) this.#write(this.#waiting.shift()!.bytes);
    this.#plan();
  }
}
