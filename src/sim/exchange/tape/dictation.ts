/**
 * What was dictated to a contract while it traded: gaps, halts, pinned quotes, its end.
 *
 * A tape knows what the seed or a file says; what a test or a fault orders is laid over it and becomes part of the past
 * like everything else: before a gap history is what it was. All of it can only begin now, never earlier, so what was told
 * to somebody stays true. While a contract is halted or has ended, everything stands still as it was.
 */
import type { WallMs } from "../../../base/time.ts";
import type { Moment } from "./tape.ts";

/** 1 halted, 2 halted for volatility (generic tick 49); `closed` when the market closed early. */
export type HaltKind = 1 | 2 | "closed";

export interface Halt {
  readonly from: number;
  readonly to: number;
  readonly kind: HaltKind;
}

interface Pin {
  readonly from: number;
  readonly to: number;
  readonly moment: Moment;
}

/** The orders given to one contract. */
export class Dictation {
  readonly #gaps: { readonly at: number; readonly factor: number }[] = [];
  readonly #halts: Halt[] = [];
  readonly #pins: Pin[] = [];
  #endsAt = Number.POSITIVE_INFINITY;

  get isEmpty(): boolean {
    return (
      this.#gaps.length + this.#halts.length + this.#pins.length === 0 && this.#endsAt === Number.POSITIVE_INFINITY
    );
  }

  get endsAt(): number {
    return this.#endsAt;
  }

  gap(at: WallMs, factor: number): void {
    this.#gaps.push({ at, factor: this.factor(at) * factor });
  }

  halt(from: WallMs, kind: HaltKind, to = Number.POSITIVE_INFINITY): void {
    this.resume(from);
    this.#halts.push({ from, to, kind });
  }

  resume(at: WallMs): void {
    shorten(this.#halts, at);
  }

  pin(from: WallMs, moment: Moment): void {
    this.unpin(from);
    this.#pins.push({ from, to: Number.POSITIVE_INFINITY, moment });
  }

  unpin(at: WallMs): void {
    shorten(this.#pins, at);
  }

  end(at: WallMs): void {
    this.#endsAt = Math.min(this.#endsAt, at);
  }

  factor(wall: number): number {
    return this.#gaps.findLast(({ at }) => at <= wall)?.factor ?? 1;
  }

  haltAt(wall: number): Halt | undefined {
    return this.#halts.findLast(({ from, to }) => from <= wall && wall < to);
  }

  pinAt(wall: number): Pin | undefined {
    return this.#pins.findLast(({ from, to }) => from <= wall && wall < to);
  }

  /** The moments at which the quote jumps. */
  jumps(): readonly number[] {
    const ends = [...this.#pins, ...this.#halts].map(({ to }) => to);
    return [...this.#gaps.map(({ at }) => at), ...this.#pins.map(({ from }) => from), ...ends];
  }

  /** The moments after which everything stands still. */
  stops(): readonly number[] {
    return this.#halts.map(({ from }) => from + 1);
  }
}

/** Ends what is in force. What began in this very moment never was. */
function shorten<T extends { readonly from: number; readonly to: number }>(all: T[], at: number): void {
  const last = all.at(-1);
  if (last === undefined || last.to <= at) return;
  all.pop();
  if (last.from < at) all.push({ ...last, to: at });
}
