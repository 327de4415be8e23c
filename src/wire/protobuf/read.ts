/**
 * Reads the protobuf form of a message along the tree of its declaration.
 *
 * A full body has every key, absent fields at their defaults, exactly as from text. A sparse one has the keys of the fields
 * that were there: absent and zero are different things in protobuf (PROTOCOL section 6), and JSON keeps them apart.
 * The library and this file throw on damaged bytes; `readProtobuf` catches and answers which field it was.
 */
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { fromUtf8, utf8 } from "../../base/bytes.ts";
import type { Loose } from "../condition.ts";
import type { AnyKind, AnyRecord, Fields } from "../declare.ts";
import { blankOf } from "../interpret.ts";
import type { TagValue } from "../kind.ts";
import { type Branch, ENTRY, type Leaf, type Node, type Slot, type Tree } from "./tree.ts";
import { keepUnknown } from "./unknown.ts";
import { type Conversion, REFUSED, type Row } from "./value.ts";

/** Where and why the bytes of a message could not be read. */
export interface Damage {
  readonly field: string | undefined;
  readonly reason: string;
}

export type ReadResult = { readonly body: Loose } | Damage;

export function readProtobuf(tree: Tree, bytes: Uint8Array, sparse: boolean): ReadResult {
  const state = new Reading(bytes, sparse);
  try {
    return { body: state.record(tree, bytes.length) };
  } catch (problem) {
    // Neither the library nor we throw these on bytes: it would be a bug of ours.
    if (problem instanceof TypeError || !(problem instanceof Error)) throw problem;
    return { field: state.trail.length === 0 ? undefined : state.trail.join("."), reason: problem.message };
  }
}

class Damaged extends Error {}

/** A frame of 16 MiB has no room for more bars; empty elements of two bytes each would fill the memory. */
const RECORDS_MAX = 250_000;

/** Strict, as proto3 asks: bytes that are no UTF-8 are damage, not text with a hole. */
function strictText(bytes: Uint8Array): string {
  const text = fromUtf8(bytes);
  if (text.includes("\ufffd") && utf8(text).some((byte, i) => byte !== bytes[i]))
    throw new Damaged("text is not UTF-8");
  return text;
}

class Reading {
  /** Names of the fields on the way to where we read. */
  readonly trail: string[] = [];
  readonly #reader: BinaryReader;
  readonly #bytes: Uint8Array;
  readonly #sparse: boolean;
  #records = 0;
  /** The element beside the one that is read, and all of them so far. */
  #aside: Loose | undefined;
  #asides: Loose[] = [];
  #asideUsed = false;

  constructor(bytes: Uint8Array, sparse: boolean) {
    this.#reader = new BinaryReader(bytes, strictText);
    this.#bytes = bytes;
    this.#sparse = sparse;
  }

  record(tree: Tree, end: number): Loose {
    if (++this.#records > RECORDS_MAX) throw new Damaged(`more than ${RECORDS_MAX} records`);
    const base = this.#blank(tree.record);
    this.#message(tree.reading, base, end, "");
    return tree.record.on === undefined ? base : this.#chosen(tree.record, base);
  }

  #blank(record: AnyRecord): Loose {
    return this.#sparse ? {} : blankOf(record)();
  }

  /** The fields of the case that the record's own field names; those of other cases do not belong to it. */
  #chosen(record: AnyRecord, base: Loose): Loose {
    const on = record.on!;
    const fields = (record.cases as Record<number, Fields>)[base[on] ?? 0];
    if (fields === undefined) {
      this.trail.push(on);
      throw new Damaged(`${base[on]} is not one of ${Object.keys(record.cases).join(", ")}`);
    }
    if (this.#sparse) return base;
    const body = blankOf(record)();
    for (const name of Object.keys(body)) body[name] = base[name];
    for (const [name, [, kind]] of Object.entries(fields))
      body[name] = Object.hasOwn(base, name) ? base[name] : none(kind);
    for (const symbol of Object.getOwnPropertySymbols(base)) Reflect.set(body, symbol, Reflect.get(base, symbol));
    return body;
  }

  #message(node: Node, base: Loose, end: number, path: string): void {
    const reader = this.#reader;
    if (end > this.#bytes.length) throw new Damaged("a length points behind the end");
    while (reader.pos < end) {
      const start = reader.pos;
      const tag = reader.uint32();
      const number = tag >>> 3;
      if (number === 0 || reader.pos - start > 5) throw new Damaged("a tag is none");
      const slot = node.get(number);
      if (slot === undefined) this.#unknown(base, path, tag & 7, start);
      else this.#slot(slot, base, tag & 7, path);
    }
    if (reader.pos !== end) throw new Damaged("a field goes on behind the end of its message");
  }

  #unknown(base: Loose, path: string, wireType: number, start: number): void {
    const reader = this.#reader;
    if (wireType === WireType.StartGroup || wireType > WireType.Bit32) throw new Damaged(`wire type ${wireType}`);
    reader.skip(wireType);
    keepUnknown(base, path, this.#bytes.slice(start, reader.pos));
  }

  #slot(slot: Slot, base: Loose, wireType: number, path: string): void {
    const depth = this.trail.length;
    if (slot.path !== undefined) this.trail.push(slot.path.at(-1)!);
    if (slot.is === "message") this.#branch(slot, base, wireType, path);
    else if (slot.is === "value") this.#value(slot, base, wireType);
    else this.#group(slot, base, wireType);
    this.trail.length = depth;
  }

  #branch(slot: Branch, base: Loose, wireType: number, path: string): void {
    const end = this.#end(wireType);
    const inner = path === "" ? `${slot.number}` : `${path}.${slot.number}`;
    if (slot.path !== undefined) {
      const parent = parentOf(base, slot.path);
      parent[slot.path.at(-1)!] ??= {};
    } else if (this.#sparse && end === this.#reader.pos) keepUnknown(base, inner, undefined);
    this.#message(slot.node, base, end, inner);
  }

  #value(slot: Extract<Leaf, { is: "value" }>, base: Loose, wireType: number): void {
    this.#expect(wireType, slot.row.wireType);
    const value = this.#parsed(slot.row, slot.change);
    if (slot.aside) this.#asideUsed = true;
    const into = slot.aside ? (this.#aside ?? {}) : base;
    parentOf(into, slot.path)[slot.path.at(-1)!] = value;
  }

  #group(slot: Exclude<Leaf, { is: "value" }>, base: Loose, wireType: number): void {
    const parent = parentOf(base, slot.path);
    const key = slot.path.at(-1)!;
    if (slot.is === "mask") parent[key] = this.#mask(slot.bits, wireType);
    else if (slot.is === "optional") parent[key] = this.record(slot.of, this.#end(wireType));
    else {
      // The list of a blank record is frozen and shared: the first element makes one of our own.
      if (parent[key] === undefined || parent[key].length === 0) parent[key] = [];
      this.#element(slot, base, parent[key], wireType);
    }
  }

  #element(slot: Extract<Leaf, { is: "map" | "values" | "records" }>, base: Loose, list: unknown[], wireType: number) {
    if (slot.is === "map") list.push(this.#entry(wireType));
    else if (slot.is === "values") this.#values(slot, list, wireType);
    else if (slot.aside === undefined) list.push(this.record(slot.of, this.#end(wireType)));
    else {
      this.#aside = this.#blank(slot.aside.record);
      this.#asides.push(this.#aside);
      list.push(this.record(slot.of, this.#end(wireType)));
      if (this.#asideUsed) parentOf(base, slot.aside.path)[slot.aside.path.at(-1)!] = this.#asides;
    }
  }

  /** One value, or as many as are packed. */
  #values(slot: Extract<Leaf, { is: "values" }>, list: unknown[], wireType: number): void {
    const { row, change } = slot;
    if (wireType === row.wireType) {
      list.push(this.#parsed(row, change));
      return;
    }
    const end = this.#end(wireType);
    if (end > this.#bytes.length) throw new Damaged("a length points behind the end");
    while (this.#reader.pos < end) list.push(this.#parsed(row, change));
    if (this.#reader.pos !== end) throw new Damaged("a packed value goes on behind the end");
  }

  #entry(wireType: number): TagValue {
    const entry = { tag: "", value: "" };
    this.#message(ENTRY, entry, this.#end(wireType), "");
    return entry;
  }

  #mask(bits: readonly number[], wireType: number): number {
    const reader = this.#reader;
    const end = this.#end(wireType);
    if (end > this.#bytes.length) throw new Damaged("a length points behind the end");
    let mask = 0;
    while (reader.pos < end) {
      const tag = reader.uint32();
      const bit = bits.indexOf(tag >>> 3);
      if (bit < 0) reader.skip(tag & 7);
      else if (reader.bool()) mask |= 1 << bit;
    }
    if (reader.pos !== end) throw new Damaged("a field goes on behind the end of its message");
    return mask;
  }

  #parsed(row: Row, change: Conversion): unknown {
    const raw = row.read(this.#reader);
    const value = change.parse(raw);
    if (value === REFUSED) throw new Damaged(`${String(raw).slice(0, 40)} is not what it should be`);
    return value;
  }

  #end(wireType: number): number {
    this.#expect(wireType, WireType.LengthDelimited);
    const length = this.#reader.uint32();
    return this.#reader.pos + length;
  }

  #expect(wireType: number, wanted: number): void {
    if (wireType !== wanted) throw new Damaged(`wire type ${wireType} instead of ${wanted}`);
  }
}

const none = (kind: AnyKind): unknown => (kind.shape === "scalar" ? kind.default : undefined);

/** The record that holds the last key of the path; a sparse body gets the records on the way. */
function parentOf(from: Loose, path: readonly string[]): Loose {
  let at = from;
  for (let i = 0; i < path.length - 1; i++) {
    const key = path[i]!;
    at[key] ??= {};
    at = at[key];
  }
  return at;
}
