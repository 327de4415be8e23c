/**
 * 289 symbols whose prices walk, drawn from a seed: what the messages of the streams speak about.
 *
 * Prices walk in cents, sizes are round lots with some odd ones, volumes only grow, and time goes on: values repeat as often as
 * they do on a real stream and no oftener, because decoders that keep strings live from repetition.
 */
import { type Decimal, decimal } from "../../src/base/decimal.ts";
import { Prng } from "../../src/base/prng.ts";

export const SYMBOLS = 289;
const START_SECONDS = 1_758_288_600;

export interface Instrument {
  readonly index: number;
  readonly symbol: string;
  cents: number;
  volume: number;
}

export class Market {
  readonly prng: Prng;
  readonly #instruments: readonly Instrument[];
  /** The time at the Gateway, seconds since 1970. */
  seconds = START_SECONDS;
  /** Open orders told of so far. */
  told = 0;

  constructor(seed: number) {
    const prng = new Prng(seed, "bench wire");
    this.prng = prng;
    this.#instruments = Array.from({ length: SYMBOLS }, (_, index) => {
      const cents = Math.round(500 * 180 ** prng.float());
      return { index, symbol: nameOf(index), cents, volume: prng.between(1_000, 900_000) };
    });
  }

  /** Something happens to a symbol drawn at random. */
  step(): Instrument {
    if (this.prng.chance(0.002)) this.seconds++;
    const of = this.prng.pick(this.#instruments);
    of.cents = Math.max(100, of.cents + Math.round(this.prng.normal() * 3));
    return of;
  }

  size(): Decimal {
    const lots = 1 + Math.floor(this.prng.float() ** 3 * 40);
    return whole(this.prng.chance(0.15) ? this.prng.between(1, 999) : lots * 100);
  }

  volume(of: Instrument): Decimal {
    of.volume += this.prng.between(1, 12) * 100;
    return whole(of.volume);
  }

  /** A volume-weighted average: six places, as it never comes twice. */
  average(of: Instrument): Decimal {
    return decimal(`${Math.floor(of.cents / 100)}.${this.prng.between(100_001, 999_999)}`)!;
  }
}

export const whole = (value: number): Decimal => decimal(value)!;

const letter = (n: number): string => String.fromCharCode(65 + (n % 26));
const nameOf = (index: number): string => `${letter(index)}${letter(Math.floor(index / 26))}${"XY"[index % 2]!}`;
