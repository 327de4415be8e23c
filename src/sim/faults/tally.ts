/**
 * How often each fault was set and struck, and what it draws from.
 *
 * Every fault draws from streams of its own, decisions apart from details, so that setting one shifts no other
 * (RELIABILITY 2.3).
 */
import { Prng } from "../../base/prng.ts";

export interface Counts {
  /** How often it was set or injected. */
  readonly set: number;
  /** How often it could have struck while it was set. */
  readonly opportunities: number;
  /** How often it struck. */
  readonly struck: number;
}

type Count = { -readonly [K in keyof Counts]: Counts[K] };
const NEVER: Counts = { set: 0, opportunities: 0, struck: 0 };

export class Tally<Name extends string> {
  readonly #seed: number | string;
  readonly #kind: string;
  readonly #counts = new Map<Name, Count>();
  readonly #streams = new Map<string, Prng>();

  /** `kind` keeps the streams of two tables of faults apart. */
  constructor(seed: number | string, kind: string) {
    this.#seed = seed;
    this.#kind = kind;
  }

  /** Whether there was anything to count. */
  has(name: Name): boolean {
    return this.#counts.has(name);
  }

  of(name: Name): Counts {
    return this.#counts.get(name) ?? NEVER;
  }

  wasSet(name: Name): void {
    this.#count(name).set++;
  }

  struck(name: Name): void {
    const count = this.#count(name);
    count.opportunities++;
    count.struck++;
  }

  /** Draws whether an opportunity is let pass, and counts it then. */
  isSpared(name: Name, rate: number): boolean {
    if (rate >= 1 || this.#stream(`${name}/decision`).chance(rate)) return false;
    this.#count(name).opportunities++;
    return true;
  }

  /** Randomness for the details of a strike. */
  details(name: Name): Prng {
    return this.#stream(`${name}/details`);
  }

  #count(name: Name): Count {
    const known = this.#counts.get(name);
    if (known !== undefined) return known;
    const fresh = { ...NEVER };
    this.#counts.set(name, fresh);
    return fresh;
  }

  #stream(name: string): Prng {
    const known = this.#streams.get(name);
    if (known !== undefined) return known;
    const fresh = new Prng(this.#seed, `${this.#kind}/${name}`);
    this.#streams.set(name, fresh);
    return fresh;
  }
}
