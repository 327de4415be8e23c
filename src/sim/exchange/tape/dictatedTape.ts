/**
 * A tape with what was dictated laid over it.
 *
 * Before its first order it is the tape itself. A jump of the quote is a trade of one share at the new price.
 */
import type { WallMs } from "../../../base/time.ts";
import type { Listing } from "../directory/listing.ts";
import { type PriceStep, rulesOf, stepAbove, stepped } from "../directory/rules.ts";
import type { Dictation } from "./dictation.ts";
import { Candle, type Moment, type Tape } from "./tape.ts";

/** Whose orders count for a contract besides its own: an option's underlying can halt it, an index can move a future. */
export interface Dictated {
  readonly own: Dictation;
  /** Whose halts count. */
  readonly halting: readonly Dictation[];
  /** Whose gaps count. */
  readonly moving: readonly Dictation[];
}

export class DictatedTape implements Tape {
  readonly #tape: Tape;
  readonly #dictated: Dictated;
  readonly #steps: readonly PriceStep[];
  readonly #lastTradeWall: number;

  constructor(tape: Tape, dictated: Dictated, listing: Listing) {
    this.#tape = tape;
    this.#dictated = dictated;
    this.#steps = rulesOf(listing);
    this.#lastTradeWall = listing.lastTradeWall;
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
    if (this.#seen(begin) < begin) return;
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

  /** Since when nothing moves, because the contract or what it is on is halted or closed; `undefined` when it moves. */
  #standsSince(wall: number): number | undefined {
    const { own, halting } = this.#dictated;
    return [own, ...halting].reduce<number | undefined>((first, one) => {
      const since = one.standsSince(wall);
      return since === undefined || (first !== undefined && first <= since) ? first : since;
    }, undefined);
  }

  /** Where time stands for this contract: at its end, or where the stops began that follow one another without a pause. */
  #seen(wall: number): WallMs {
    let seen = Math.min(wall, this.#end() - 1);
    for (let since = this.#standsSince(seen); since !== undefined; since = this.#standsSince(since - 1)) seen = since;
    return seen as WallMs;
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

  #moved(moment: Moment, factor: number): Moment {
    if (factor === 1) return moment;
    const bid = stepped(this.#steps, moment.bid * factor);
    const ask = Math.max(stepped(this.#steps, moment.ask * factor), stepAbove(this.#steps, bid));
    return { ...moment, bid, ask, last: stepped(this.#steps, moment.last * factor) };
  }

  #movedCandle(candle: Candle, factor: number): Candle {
    if (factor === 1) return candle;
    const steps = this.#steps;
    return candle.mapped(
      factor,
      (price) => stepped(steps, price),
      (price) => stepAbove(steps, price),
    );
  }
}

const isEmpty = (one: Dictation): boolean => one.isEmpty;
