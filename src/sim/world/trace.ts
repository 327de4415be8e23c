/**
 * A running 64-bit hash over everything that happened in a world: two equal digests mean two equal runs.
 *
 * Two lanes of multiply-and-xor with different odd multipliers; it guards against accidents, not against enemies.
 */
const LANE_A = 0x9e3779b1;
const LANE_B = 0x5f356495;

export class Trace {
  #a = 0x243f6a88;
  #b = 0x85a308d3;

  /** Mixes one number: its whole part as two 32-bit words and its thousandths. */
  number(value: number): void {
    const thousandths = Math.round(value * 1_000);
    this.#word(thousandths | 0);
    this.#word(Math.floor(thousandths / 0x1_0000_0000) | 0);
  }

  text(text: string): void {
    const pairs = text.length & ~1;
    for (let i = 0; i < pairs; i += 2) this.#word(text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16));
    if (pairs < text.length) this.#word(text.charCodeAt(pairs));
    this.#word(text.length);
  }

  /** Four bytes at a time; the length behind them tells a short last word from one with zeros. */
  bytes(bytes: Uint8Array): void {
    const whole = bytes.length & ~3;
    let i = 0;
    let a = this.#a;
    let b = this.#b;
    // What `#word` does, with both lanes in registers: most of what happens is bytes.
    for (; i < whole; i += 4) {
      const word = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
      a = Math.imul(a ^ word, LANE_A);
      a ^= a >>> 13;
      b = Math.imul(b ^ word, LANE_B);
      b ^= b >>> 16;
    }
    this.#a = a;
    this.#b = b;
    let rest = 0;
    for (let shift = 0; i < bytes.length; i++, shift += 8) rest |= bytes[i]! << shift;
    if (whole < bytes.length) this.#word(rest);
    this.#word(bytes.length);
  }

  /** 16 hexadecimal digits; more may be mixed in afterwards. */
  digest(): string {
    const hex = (lane: number): string => ((lane ^ (lane >>> 15)) >>> 0).toString(16).padStart(8, "0");
    return hex(this.#a) + hex(this.#b);
  }

  #word(word: number): void {
    this.#a = Math.imul(this.#a ^ word, LANE_A);
    this.#a ^= this.#a >>> 13;
    this.#b = Math.imul(this.#b ^ word, LANE_B);
    this.#b ^= this.#b >>> 16;
  }
}
