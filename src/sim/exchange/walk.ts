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
  readonly #amplitude = new Float64Array(LEVELS);
  readonly #index = new Int32Array(LEVELS).fill(-1);
  readonly #height = new Float64Array(LEVELS);
  readonly #nodeAmplitude: number;
  #node = -1;
  #left = 0;
  #right = 0;

  /** `deviation`: of the change over one unit of time. */
  constructor(key: number, deviation: number) {
    this.#key = key;
    for (let k = 0; k < LEVELS; k++) this.#amplitude[k] = (deviation * Math.sqrt(LONGEST / 2 ** k)) / 2;
    this.#nodeAmplitude = (deviation * Math.sqrt(LONGEST)) / 2;
  }

  /** The value at a time in units, which must not be negative. */
  at(time: number): number {
    const position = time / LONGEST;
    const node = Math.floor(position);
    let x = position - node;
    let sum = this.#between(node, x);
    let index = node;
    for (let k = 0; k < LEVELS; k++) {
      sum += this.#tent(k, index) * (1 - Math.abs(2 * x - 1));
      const right = x >= 0.5;
      index = 2 * index + (right ? 1 : 0);
      x = 2 * x - (right ? 1 : 0);
    }
    return sum;
  }

  #between(node: number, x: number): number {
    if (node !== this.#node) {
      this.#node = node;
      this.#left = this.#nodeAmplitude * bell(this.#key, -1, node);
      this.#right = this.#nodeAmplitude * bell(this.#key, -1, node + 1);
    }
    return this.#left + (this.#right - this.#left) * x;
  }

  #tent(level: number, index: number): number {
    if (this.#index[level] !== index) {
      this.#index[level] = index;
      this.#height[level] = (this.#amplitude[level] as number) * bell(this.#key, level, index);
    }
    return this.#height[level] as number;
  }
}
