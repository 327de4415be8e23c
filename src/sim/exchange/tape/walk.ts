/**
 * A random walk as a function of time: asked in any order, any number of times, it gives the same values.
 *
 * Lévy's construction: a coarse level adds independent, bounded values at far apart nodes (which makes the walk return
 * to its mean), and every finer level adds a tent on each interval of half the length, which makes it a Brownian path
 * between the nodes. Nothing is kept but the last interval of each level, as a cache. History and live prices come
 * from the same function and therefore meet.
 */

/** A hash of three whole numbers, 0 .. 2^32 - 1 (the finalizer of MurmurHash3 over a mix of the three). */
export function hash(key: number, a: number, b: number): number {
  let h = key ^ Math.imul(a | 0, 0x9e3779b1) ^ Math.imul(b | 0, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13) ^ key, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 16)) >>> 0;
}

/** `hash` in [0, 1). */
export const unit = (key: number, a: number, b: number): number => hash(key, a, b) / 0x1_0000_0000;

/** Nearly normal, of mean 0 and deviation 1, never beyond 3.46: the sum of a hash's four bytes. */
export function bell(key: number, a: number, b: number): number {
  const h = hash(key, a, b);
  return ((h & 0xff) + ((h >>> 8) & 0xff) + ((h >>> 16) & 0xff) + (h >>> 24) - 510) / 147.8;
}

const LEVELS = 18;
/** Distance of the nodes of the coarsest level. With 547 units a day this is 30 days. */
const LONGEST = 2 ** 14;

export class Walk {
  readonly #key: number;
  readonly #deviation: number;
  /** For each level the last interval looked at (its number) and the walk's values at its two ends. */
  readonly #index = new Float64Array(LEVELS + 1).fill(-1);
  readonly #left = new Float64Array(LEVELS + 1);
  readonly #right = new Float64Array(LEVELS + 1);

  /** `deviation`: of the change over one unit of time. */
  constructor(key: number, deviation: number) {
    this.#key = key;
    this.#deviation = deviation;
  }

  /** The value at a time in units, which must not be negative. */
  at(time: number): number {
    let level = LEVELS;
    while (level >= 0 && this.#index[level] !== Math.floor(time / LENGTH[level]!)) level--;
    if (level < 0) this.#enter(Math.floor(time / LONGEST));
    for (level = Math.max(level, 0); level < LEVELS; level++) this.#halve(level, time);
    const x = time / LENGTH[LEVELS]! - this.#index[LEVELS]!;
    return this.#left[LEVELS]! + (this.#right[LEVELS]! - this.#left[LEVELS]!) * x;
  }

  /** Sets the coarsest interval. Its ends are independent of each other: here the walk returns to its mean. */
  #enter(node: number): void {
    const amplitude = (this.#deviation * Math.sqrt(LONGEST)) / 2;
    this.#index[0] = node;
    this.#left[0] = amplitude * bell(this.#key, -1, node);
    this.#right[0] = amplitude * bell(this.#key, -1, node + 1);
  }

  /** Sets the half of a level's interval in which `time` lies. */
  #halve(level: number, time: number): void {
    const index = this.#index[level]!;
    const left = this.#left[level]!;
    const right = this.#right[level]!;
    const tent = ((this.#deviation * LENGTH_ROOT[level]!) / 2) * bell(this.#key, level, index);
    const middle = (left + right) / 2 + tent;
    const half = Math.floor(time / LENGTH[level + 1]!);
    this.#index[level + 1] = half;
    this.#left[level + 1] = half === 2 * index ? left : middle;
    this.#right[level + 1] = half === 2 * index ? middle : right;
  }
}

/** Length of an interval of each level, and its square root. Powers of two: dividing by them is exact. */
const LENGTH = Float64Array.from({ length: LEVELS + 1 }, (_, level) => LONGEST / 2 ** level);
const LENGTH_ROOT = LENGTH.map(Math.sqrt);
