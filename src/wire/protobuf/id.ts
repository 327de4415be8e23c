/**
 * Finds and replaces the request or order id of a protobuf message without decoding the rest.
 *
 * The fields of a message may come in any order and a field may come again, the last one counting; so the whole message is
 * scanned, and a rewritten one has the new id once at each of its places. That a frame cannot say one id to us and another
 * to whoever reads it after us depends on it.
 */
import type { AnyMessage, AnyRecord, Field, Fields } from "../declare.ts";
import type { PlanStep } from "../plan.ts";

type NumberPath = readonly number[];

/** The numbers under which the id of a message stands; more than one when protobuf has it twice. */
export function idPathsOf(message: AnyMessage, steps: readonly PlanStep[] | undefined): readonly NumberPath[] {
  const name = idName(message, steps);
  if (name === undefined) return [];
  const copies = Object.entries(message.copies).filter(([, path]) => path === name);
  return [...copies.map(([number]) => [Number(number)]), numbersOf(message.record, name.split("."))];
}

function idName(message: AnyMessage, steps: readonly PlanStep[] | undefined): string | undefined {
  const step = steps?.find((step) => step.op === "field" && step.correlator);
  if (step?.op === "field") return step.path.join(".");
  return steps === undefined && "reqId" in message.record.fields ? "reqId" : undefined;
}

function numbersOf(record: AnyRecord, [head, ...rest]: readonly string[]): NumberPath {
  const [tag, kind] = (record.fields as Fields)[head!] as Field;
  const numbers = typeof tag === "number" ? [tag] : (tag as NumberPath);
  return rest.length === 0 ? numbers : [...numbers, ...numbersOf(kind as AnyRecord, rest)];
}

const VARINT = 0;
const CHUNK = 2;

/** Walks the fields of a message. */
class Scan {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  /** Where the next field begins. */
  at: number;
  /** Where the current field, and its value, begin. */
  start = 0;
  valueAt = 0;
  number = 0;
  wireType = 0;
  isDamaged = false;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.#bytes = bytes;
    this.#end = end;
    this.at = at;
  }

  next(): boolean {
    if (this.at >= this.#end || this.isDamaged) return false;
    this.start = this.at;
    const tag = this.#size();
    this.number = tag >>> 3;
    this.wireType = tag & 7;
    this.valueAt = this.at;
    this.#skip();
    if (this.at > this.#end || this.number === 0) this.isDamaged = true;
    return !this.isDamaged;
  }

  #skip(): void {
    if (this.wireType === VARINT) this.varint();
    else if (this.wireType === CHUNK) {
      const length = this.#size();
      this.valueAt = this.at;
      this.at += length;
    } else if (this.wireType === 1 || this.wireType === 5) this.at += this.wireType === 1 ? 8 : 4;
    else this.isDamaged = true;
  }

  /** A tag or a length: damaged beyond 32 bits, as for whoever decodes the message. */
  #size(): number {
    const start = this.at;
    const value = this.varint();
    if (this.at - start > 4 && this.#bytes[start + 4]! > 0x0f) this.isDamaged = true;
    return value;
  }

  /** The low 32 bits of a varint, unsigned; moves behind it. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.at < this.#end ? this.#bytes[this.at]! : -1;
      if (byte < 0) break;
      this.at++;
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    this.isDamaged = true;
    return 0;
  }
}

/** The id; 0 when it is absent, undefined when the message is damaged. */
export function readId(bytes: Uint8Array, at: number, paths: readonly NumberPath[]): number | undefined {
  for (const path of paths) {
    const found = lastId(bytes, at, bytes.length, path);
    if (found !== ABSENT) return found;
  }
  return 0;
}

/** Beyond 32 bits, so no id. */
const ABSENT = 2 ** 40;

function lastId(bytes: Uint8Array, at: number, end: number, path: NumberPath): number | undefined {
  const fields = new Scan(bytes, at, end);
  let found: number | undefined = ABSENT;
  while (fields.next()) {
    if (fields.number !== path[0]) continue;
    if (fields.wireType !== (path.length === 1 ? VARINT : CHUNK)) return undefined;
    if (path.length === 1) found = new Scan(bytes, fields.valueAt, end).varint() | 0;
    else {
      const inner = lastId(bytes, fields.valueAt, fields.at, path.slice(1));
      if (inner !== ABSENT) found = inner;
    }
  }
  return fields.isDamaged ? undefined : found;
}

/** The message with the new id at every place of the id; directly in the message also where it was absent. */
export function withId(bytes: Uint8Array, paths: readonly NumberPath[], id: number): Uint8Array {
  const out = new Sink(bytes.length);
  const digits = varint(id);
  for (const [number, ...rest] of paths) {
    if (rest.length === 0 && !hasField(bytes, number!)) out.field(number!, digits);
  }
  replace(out, bytes, 0, bytes.length, paths, digits);
  return out.written();
}

function hasField(bytes: Uint8Array, number: number): boolean {
  const fields = new Scan(bytes, 0, bytes.length);
  while (fields.next()) if (fields.number === number) return true;
  return false;
}

function replace(
  out: Sink,
  bytes: Uint8Array,
  at: number,
  end: number,
  paths: readonly NumberPath[],
  digits: readonly number[],
): void {
  const fields = new Scan(bytes, at, end);
  const done = new Set<number>();
  let copied = at;
  while (fields.next()) {
    const { number } = fields;
    if (!paths.some((path) => path[0] === number)) continue;
    out.copy(bytes, copied, fields.start);
    copied = fields.at;
    if (fields.wireType === CHUNK) replaceInside(out, bytes, fields, paths, digits);
    else if (!done.has(number)) out.field(number, digits);
    done.add(number);
  }
  out.copy(bytes, copied, end);
}

/** The message that is the current field's value, with the id where its part of a path says. */
function replaceInside(
  out: Sink,
  bytes: Uint8Array,
  { number, valueAt, at }: Scan,
  paths: readonly NumberPath[],
  digits: readonly number[],
): void {
  const inner = new Sink(at - valueAt);
  const deeper = paths.filter((path) => path[0] === number).map((path) => path.slice(1));
  replace(inner, bytes, valueAt, at, deeper, digits);
  out.put(varint(number * 8 + CHUNK));
  out.put(varint(inner.length));
  out.append(inner);
}

/** A message as it grows. In one piece: a frame can have millions of ids, and a piece each would fill the memory. */
class Sink {
  #bytes: Uint8Array;
  length = 0;

  /** Mostly the message only changes one id for another. */
  constructor(likely: number) {
    this.#bytes = new Uint8Array(likely + 16);
  }

  copy(from: Uint8Array, start: number, end: number): void {
    this.#room(end - start);
    // Making the view that `set` wants takes longer than most runs.
    if (end - start > 64) this.#bytes.set(from.subarray(start, end), this.length);
    else for (let i = start; i < end; i++) this.#bytes[this.length + i - start] = from[i]!;
    this.length += end - start;
  }

  append(other: Sink): void {
    this.copy(other.#bytes, 0, other.length);
  }

  put(bytes: readonly number[]): void {
    this.#room(bytes.length);
    for (const byte of bytes) this.#bytes[this.length++] = byte;
  }

  field(number: number, digits: readonly number[]): void {
    this.put(varint(number * 8));
    this.put(digits);
  }

  written(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  #room(more: number): void {
    if (this.length + more <= this.#bytes.length) return;
    const grown = new Uint8Array((this.length + more) * 2);
    grown.set(this.written());
    this.#bytes = grown;
  }
}

/** Negative ids have the ten bytes of a 64-bit number, as protobuf's int32 demands. */
function varint(value: number): number[] {
  const out: number[] = [];
  if (value >= 0) {
    for (; value > 0x7f; value = Math.floor(value / 128)) out.push((value % 128) | 0x80);
    return [...out, value];
  }
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) out.push(Number(rest & 0x7fn) | 0x80);
  return [...out, Number(rest)];
}
