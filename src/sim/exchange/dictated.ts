/**
 * What was dictated to a contract while it traded: gaps, halts, pinned quotes, its end.
 *
 * A tape knows what the seed or a file says; what a test or a fault orders is laid over it and becomes part of the past
 * like everything else: before a gap history is what it was. All of it can only begin now, never earlier, so what was told
 * to somebody stays true. While a contract is halted or has ended, everything stands still as it was.
 */
import type { WallMs } from "../../base/time.ts";
import { Candle, type Moment, type Tape } from "./tape.ts";

/** 1 halted, 2 halted for volatility (generic tick 49); `closed` when the market closed early. */
export type HaltKind = 1 | 2 | "closed";

interface Halt {
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

/** Whose orders count for a contract besides its own: an option's underlying can halt it, an index can move a future. */
export interface Dictated {
  readonly own: Dictation;
  /** Whose halts count. */
  readonly halting: readonly Dictation[];
  /** Whose gaps count. */
  readonly moving: readonly Dictation[];
}

/** A tape with what was dictated laid over it. */
export class DictatedTape implements Tape {
  readonly #tape: Tape;
  readonly #dictated: Dictated;
  readonly #stepsPerUnit: number;
  readonly #lastTradeWall: number;

  constructor(tape: Tape, dictated: Dictated, { minTick, lastTradeWall }: { minTick: number; lastTradeWall: number }) {
    this.#tape = tape;
    this.#dictated = dictated;
    this.#stepsPerUnit = Math.round(1 / minTick);
    this.#lastTradeWall = lastTradeWall;
  }

  at(wall: WallMs): Moment {
    const seen = this.#seen(wall);
    const { own, halting, moving } = this.#dictated;
    if (own.isEmpty && halting.every(isEmpty) && moving.every(isEmpty)) return this.#tape.at(seen);
    const moment = own.pinAt(seen)?.moment ?? this.#moved(this.#tape.at(seen), this.#factor(seen));
    const jumped = Math.max(...this.#jumps().filter((at) => at <= seen));
    return jumped > moment.lastTime ? { ...moment, lastTime: jumped as WallMs } : moment;
  }

  next(wall: WallMs): WallMs | undefined {
    return wall >= this.#end() ? undefined : this.#tape.next(wall);
  }

  candle(from: WallMs, until: WallMs): Candle {
    const to = Math.min(until, this.#end()) as WallMs;
    const { own, halting, moving } = this.#dictated;
    if (own.isEmpty && halting.every(isEmpty) && moving.every(isEmpty)) return this.#tape.candle(from, to);
    const candle = new Candle();
    const jumps = this.#jumps();
    const stops = [own, ...halting].flatMap((one) => one.stops());
    const cuts = [...jumps, ...stops].filter((at) => at > from && at < to);
    const edges = [from, ...[...new Set(cuts)].sort((a, b) => a - b), to];
    for (const [i, begin] of edges.slice(0, -1).entries())
      this.#addPiece(candle, begin, edges[i + 1] as number, jumps.includes(begin));
    return candle;
  }

  /** A piece in which nothing is dictated after its first moment. */
  #addPiece(candle: Candle, begin: number, end: number, jumps: boolean): void {
    if (begin >= end) return;
    const halt = this.#haltAt(begin);
    if (halt !== undefined && halt.from < begin) return;
    if (jumps) this.#addPrint(candle, begin as WallMs);
    if (this.#dictated.own.pinAt(begin) !== undefined) return;
    const from = (jumps ? begin + 1 : begin) as WallMs;
    candle.merge(this.#movedCandle(this.#tape.candle(from, end as WallMs), this.#factor(begin)));
  }

  /** A jump is a new quote and a trade of one share at the new price. */
  #addPrint(candle: Candle, wall: WallMs): void {
    const { bid, ask, last } = this.at(wall);
    candle.quote(bid, ask);
    candle.trade(last, 1, 1);
  }

  #haltAt(wall: number): Halt | undefined {
    const halts = [this.#dictated.own, ...this.#dictated.halting].flatMap((one) => one.haltAt(wall) ?? []);
    return halts.sort((a, b) => a.from - b.from)[0];
  }

  /** Where time stands for this contract: at its end, or at the beginning of its halt. */
  #seen(wall: WallMs): WallMs {
    const seen = Math.min(wall, this.#end() - 1);
    return Math.min(seen, this.#haltAt(seen)?.from ?? seen) as WallMs;
  }

  #end(): number {
    return Math.min(this.#lastTradeWall, this.#dictated.own.endsAt + 1);
  }

  #jumps(): readonly number[] {
    const { own, halting, moving } = this.#dictated;
    const resumed = halting.flatMap((one) => one.jumps());
    return [...own.jumps(), ...resumed, ...moving.flatMap((one) => one.jumps())].filter(Number.isFinite);
  }

  #factor(wall: number): number {
    return [this.#dictated.own, ...this.#dictated.moving].reduce((factor, one) => factor * one.factor(wall), 1);
  }

  #steps(price: number): number {
    return Math.max(1, Math.round(price * this.#stepsPerUnit));
  }

  #moved(moment: Moment, factor: number): Moment {
    if (factor === 1) return moment;
    const bid = this.#steps(moment.bid * factor);
    const ask = Math.max(this.#steps(moment.ask * factor), bid + 1);
    const last = this.#steps(moment.last * factor);
    return { ...moment, bid: bid / this.#stepsPerUnit, ask: ask / this.#stepsPerUnit, last: last / this.#stepsPerUnit };
  }

  #movedCandle(candle: Candle, factor: number): Candle {
    if (factor === 1) return candle;
    return candle.mapped((price) => this.#steps(price * factor) / this.#stepsPerUnit, factor);
  }
}

const isEmpty = (one: Dictation): boolean => one.isEmpty;
