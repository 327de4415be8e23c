/**
 * Finds fields in a protobuf body by their numbers, through the messages they lie in.
 *
 * Fields nobody wants are passed over by their wire type. A field that comes twice counts the second time, as the format
 * has it. Written from the format's own rules; no library and nothing of our codec is in it.
 */
import { strictUtf8 } from "../../base/bytes.ts";
import { Fault } from "./fault.ts";
import { FIXED64, LENGTH, VARINT } from "./kind.ts";

const FIXED32 = 5;

/** Where a wanted value lies, or the wanted fields of a message inside the message, by field number. */
export type Place = Slot | readonly (Place | undefined)[];

export interface Slot {
  readonly slot: number;
  readonly wireType: number;
}

/** The way to the wanted fields, given the numbers on the way to each; a slot without numbers is never found. */
export function places(paths: readonly { readonly numbers: readonly number[]; readonly wireType: number }[]): Place {
  const root: (Place | undefined)[] = [];
  paths.forEach(({ numbers, wireType }, slot) => {
    let message = root;
    for (const number of numbers.slice(0, -1)) {
      message[number] ??= [];
      message = message[number] as (Place | undefined)[];
    }
    if (numbers.length > 0) message[numbers.at(-1)!] = { slot, wireType };
  });
  return root;
}

/** What each slot holds: text, or the number of a varint or a double; undefined where the body has no such field. */
export type Values = (string | number | undefined)[];

/** The values of the body that begins at `at`. */
export function picked(root: Place, slots: number, payload: Uint8Array, at: number): Values | Fault {
  const picker = new Picker(slots, payload, at);
  picker.message(root as readonly (Place | undefined)[], payload.length);
  return picker.fault ?? picker.values;
}

class Picker {
  readonly values: Values;
  /** The first thing found wrong. */
  fault: Fault | undefined = undefined;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at: number;

  constructor(slots: number, bytes: Uint8Array, at: number) {
    this.values = new Array(slots).fill(undefined);
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
  }

  message(fields: readonly (Place | undefined)[], end: number): void {
    while (this.#at < end && this.fault === undefined) {
      const tag = this.#varint(end);
      const place = fields[Math.floor(tag / 8)];
      if (place === undefined) this.#pass(tag % 8, end);
      else if ("slot" in place) this.#take(place, tag % 8, end);
      else this.#enter(place, tag % 8, end);
    }
  }

  #enter(fields: readonly (Place | undefined)[], wireType: number, end: number): void {
    if (wireType !== LENGTH) return this.#fail(`wire type ${wireType} where a message should be`);
    const inner = this.#length(end);
    if (this.fault === undefined) this.message(fields, inner);
  }

  #take({ slot, wireType: wanted }: Slot, wireType: number, end: number): void {
    if (wireType !== wanted) return this.#fail(`wire type ${wireType} instead of ${wanted}`);
    this.values[slot] = this.#value(wireType, end);
  }

  #value(wireType: number, end: number): string | number | undefined {
    if (wireType === VARINT) return this.#varint(end);
    const from = this.#at;
    if (wireType === FIXED64) return this.#advance(8, end) ? this.#view.getFloat64(from, true) : undefined;
    const stop = this.#length(end);
    if (this.fault !== undefined) return undefined;
    const text = strictUtf8(this.#bytes, this.#at, stop);
    if (text === undefined) this.#fail("text is not UTF-8");
    this.#at = stop;
    return text;
  }

  #pass(wireType: number, end: number): void {
    if (wireType === VARINT) this.#varint(end);
    else if (wireType === FIXED64) this.#advance(8, end);
    else if (wireType === FIXED32) this.#advance(4, end);
    else if (wireType !== LENGTH) this.#fail(`wire type ${wireType}`);
    else {
      const stop = this.#length(end);
      if (this.fault === undefined) this.#at = stop;
    }
  }

  #advance(bytes: number, end: number): boolean {
    this.#at += bytes;
    if (this.#at > end) this.#fail("a field ends behind its message");
    return this.#at <= end;
  }

  /** Where a field with a length ends. */
  #length(end: number): number {
    const length = this.#varint(end);
    if (length < 0 || this.#at + length > end) this.#fail("a field ends behind its message");
    return this.#at + length;
  }

  /** A whole number of 64 bits with a sign: seven bits to a byte, the lowest first. Beyond 2^53 it is rounded. */
  #varint(end: number): number {
    let low = 0;
    let high = 0;
    for (let bit = 0; bit < 70 && this.#at < end; bit += 7) {
      const byte = this.#bytes[this.#at++]!;
      if (bit < 28) low += (byte & 0x7f) * 2 ** bit;
      else high += (byte & 0x7f) * 2 ** (bit - 28);
      if (byte < 0x80) return signed(low, high);
    }
    this.#fail("a number has no end");
    return 0;
  }

  #fail(reason: string): void {
    this.fault ??= new Fault(reason);
  }
}

const HIGH_MAX = 2 ** 36;
/** From 28 bits and the 36 above them, of which the uppermost is the sign. */
const signed = (low: number, high: number): number => {
  const above = high % HIGH_MAX;
  return (above < HIGH_MAX / 2 ? above : above - HIGH_MAX) * 2 ** 28 + low;
};
