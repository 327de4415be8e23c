/**
 * Reads and writes the protobuf form of messages from the same declaration as their text form (PROTOCOL section 6).
 *
 * Served here are messages whose fields are single values directly in the message, such as error and orderStatus; they prove
 * that a declaration carries all that protobuf needs. `protobufOf` answers undefined for the others. Like the Gateway we
 * leave out what is unset and empty text, and write zeros (recorded at 225: orderStatus).
 */
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { fromUtf8, utf8 } from "../base/bytes.ts";
import { decimal as canonicalDecimal } from "../base/decimal.ts";
import type { Loose } from "./condition.ts";
import type { AnyRecord, AnyScalar, Field, Fields } from "./declare.ts";
import { blankOf } from "./interpret.ts";

export interface ProtobufCodec {
  /** The body of a serialized message, or in words why it is none. */
  read(bytes: Uint8Array): Loose | string;
  write(draft: Loose): Uint8Array;
}

type SingleType = "int32" | "int64" | "double" | "bool" | "string";

/** One protobuf type: how it lies on the wire, and what a field of another kind makes of it. */
interface Row {
  readonly wireType: WireType;
  read(reader: BinaryReader): unknown;
  write(writer: BinaryWriter, value: never): void;
}

const ROWS: Readonly<Record<SingleType, Row>> = {
  int32: { wireType: WireType.Varint, read: (r) => r.int32(), write: (w, v: number) => w.int32(v) },
  int64: { wireType: WireType.Varint, read: (r) => wholeNumber(r.int64()), write: (w, v: number) => w.int64(v) },
  double: { wireType: WireType.Bit64, read: (r) => r.double(), write: (w, v: number) => w.double(v) },
  bool: { wireType: WireType.Varint, read: (r) => r.bool(), write: (w, v: boolean) => w.bool(v) },
  string: { wireType: WireType.LengthDelimited, read: (r) => r.string(), write: (w, v: string) => w.string(v) },
};

/** A field of the message: its tag as one number, and both conversions. */
interface Slot {
  readonly name: string;
  readonly number: number;
  readonly row: Row;
  readonly tag: number;
  parse(value: unknown): unknown;
  print(value: unknown): unknown;
}

export function protobufOf(record: AnyRecord): ProtobufCodec | undefined {
  const slots: Slot[] = [];
  for (const [name, field] of Object.entries(record.fields as Fields)) {
    const slot = slotOf(name, field);
    if (slot === undefined) return undefined;
    if (slot.number > 0) slots.push(slot);
  }
  if (record.on !== undefined) return undefined;
  slots.sort((a, b) => a.number - b.number);
  const byTag = new Map(slots.map((slot) => [slot.tag, slot]));
  const blank = blankOf(record);
  return { read: (bytes) => readInto(blank(), bytes, byTag), write: (draft) => writeAll(slots, draft) };
}

/** Undefined when the field is more than one value. */
function slotOf(name: string, [number, kind, type]: Field): Slot | undefined {
  if (typeof number !== "number" || kind.shape !== "scalar") return undefined;
  const single = type ?? kind.protobuf;
  if (typeof single !== "string" || single === "map") return undefined;
  const row = ROWS[single];
  const { parse, print } = conversion(kind, single);
  return { name, number, row, tag: (number << 3) | row.wireType, parse, print };
}

function readInto(body: Loose, bytes: Uint8Array, byTag: ReadonlyMap<number, Slot>): Loose | string {
  const reader = new BinaryReader(bytes, (text) => fromUtf8(text));
  let name = "its tags";
  try {
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      const slot = byTag.get(tag);
      if (slot === undefined) reader.skip(tag & 7, tag >>> 3);
      else {
        name = slot.name;
        const value = slot.parse(slot.row.read(reader));
        if (value === REFUSED) return `${name} is not what it should be`;
        body[name] = value;
      }
    }
    return body;
  } catch (problem) {
    // The library throws on damaged bytes; nothing else is called in here.
    return `${name}: ${problem instanceof Error ? problem.message : String(problem)}`;
  }
}

function writeAll(slots: readonly Slot[], draft: Loose): Uint8Array {
  const writer = new BinaryWriter(utf8 as (text: string) => Uint8Array<ArrayBuffer>);
  for (const slot of slots) {
    const value = slot.print(draft[slot.name]);
    if (value === undefined || value === "") continue;
    writer.uint32(slot.tag);
    slot.row.write(writer, value as never);
  }
  return writer.finish();
}

// ---------------------------------------------------------------- conversions

/** Stands for a value that the field cannot hold. */
const REFUSED = Symbol("refused");

interface Conversion {
  parse(value: unknown): unknown;
  print(value: unknown): unknown;
}

const same: Conversion = { parse: (value) => value, print: (value) => value };

/** Where protobuf has another type than text (PROTOCOL section 6.2), and where a literal maximum means unset. */
function conversion(kind: AnyScalar, type: SingleType): Conversion {
  if (kind.name === "decimal") return { parse: (text) => parsedDecimal(text as string), print: same.print };
  if (kind.name === "conjunction") return { parse: (and) => (and ? "a" : "o"), print: (value) => value !== "o" };
  const plain = { parse: same.parse, print: (value: unknown) => value ?? kind.default };
  if (kind.protobuf === type) return kind.unsetLiteral === undefined ? plain : nullable(Number(kind.unsetLiteral));
  if (kind.protobuf === "string") return { parse: String, print: (text) => (text ? Number(text) : undefined) };
  if (kind.protobuf === "bool") return { parse: (value) => value !== 0, print: (value) => (value ? 1 : 0) };
  if (type === "bool") return { parse: (value) => (value ? 1 : 0), print: (value) => Boolean(value) };
  if (type === "string") return { parse: parsedNumber, print: (value) => (value ? String(value) : "") };
  return same;
}

const nullable = (unset: number): Conversion => ({
  parse: (value) => (value === unset ? undefined : value),
  print: (value) => value,
});

function parsedDecimal(text: string): unknown {
  if (text === "") return undefined;
  return canonicalDecimal(text) ?? REFUSED;
}

function parsedNumber(text: unknown): unknown {
  const value = Number(text);
  return Number.isNaN(value) ? REFUSED : value;
}

/** Ids and times beyond 2^53 would lose digits. */
function wholeNumber(value: bigint | string): unknown {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : REFUSED;
}
