/**
 * What was dictated to a contract while it traded: gaps, halts, pinned quotes, its end.
 *
 * A tape knows what the seed or a file says; what a test or a fault orders is laid over it and becomes part of the past
 * like everything else: before a gap history is what it was. All of it can only begin now, never earlier, so what was told
 * to somebody stays true. While a contract is halted or has ended, everything stands still as it was. A halt and an early
 * close are two orders: each ends by itself, and the contract stands still as long as one is in force.
 */
import type { WallMs } from "../../../base/time.ts";
import type { Moment } from "./tape.ts";

/** A stretch in which nothing moves. */
export interface Stop {
  readonly from: number;
  readonly to: number;
}

/** 1 halted, 2 halted for volatility: what generic tick 49 says. */
export interface Halt extends Stop {
  readonly kind: 1 | 2;
}

interface Pin extends Stop {
  readonly moment: Moment;
}

/** The orders given to one contract. */
export class Dictation {
  readonly #gaps: { readonly at: number; readonly factor: number }[] = [];
  readonly #halts: Halt[] = [];
  readonly #closings: Stop[] = [];
  readonly #pins: Pin[] = [];
  #endsAt = Number.POSITIVE_INFINITY;

  get isEmpty(): boolean {
    const orders = this.#gaps.length + this.#halts.length + this.#closings.length + this.#pins.length;
    return orders === 0 && this.#endsAt === Number.POSITIVE_INFINITY;
  }

  get endsAt(): number {
    return this.#endsAt;
  }

  gap(at: WallMs, factor: number): void {
    this.#gaps.push({ at, factor: this.factor(at) * factor });
  }

  halt(from: WallMs, kind: 1 | 2): void {
    this.resume(from);
    this.#halts.push({ from, to: Number.POSITIVE_INFINITY, kind });
  }

  resume(at: WallMs): void {
    shorten(this.#halts, at);
  }

  /** The market is closed from `from` to just before `to`. */
  close(from: WallMs, to: number): void {
    this.reopen(from);
    this.#closings.push({ from, to });
  }

  reopen(at: WallMs): void {
    shorten(this.#closings, at);
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
    return inForce(this.#halts, wall);
  }

  closingAt(wall: number): Stop | undefined {
    return inForce(this.#closings, wall);
  }

  /** Where time stands still at `wall`: since the first of what is in force. */
  standsSince(wall: number): number | undefined {
    const since = [this.haltAt(wall), this.closingAt(wall)].flatMap((stop) => stop?.from ?? []);
    return since.length === 0 ? undefined : Math.min(...since);
  }

  pinAt(wall: number): Pin | undefined {
    return inForce(this.#pins, wall);
  }

  /** The moments at which the quote jumps. */
  jumps(): readonly number[] {
    const ends = [...this.#pins, ...this.#halts, ...this.#closings].map(({ to }) => to);
    return [...this.#gaps.map(({ at }) => at), ...this.#pins.map(({ from }) => from), ...ends];
  }

  /** The moments after which everything stands still. */
  stops(): readonly number[] {
    return [...this.#halts, ...this.#closings].map(({ from }) => from + 1);
  }
}

const inForce = <T extends Stop>(all: readonly T[], wall: number): T | undefined =>
  all.findLast(({ from, to }) => from <= wall && wall < to);

/** Ends what is in force. What began in this very moment never was. */
function shorten<T extends Stop>(all: T[], at: number): void {
  const last = all.at(-1);
  if (last === undefined || last.to <= at) return;
  all.pop();
  if (last.from < at) all.push({ ...last, to: at });
}
