/**
 * Writes the protobuf form of a draft along the tree of its declaration.
 *
 * Like real Gateways and clients we leave out what is unset, empty text and false, and write zeros (recorded at 225); the
 * messages that text does not have are there even when empty. A sparse draft, one that was read sparsely, is written as it
 * stands: a key that is there is a field that is there. Unknown fields that a record carries are written with it.
 */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { utf8 } from "../../base/bytes.ts";
import { type Loose, pathGetter } from "../condition.ts";
import type { TagDraft } from "../kind.ts";
import { int32Of } from "../unwritable.ts";
import { type Branch, type Leaf, NO_CASE, type Slot, type Tree } from "./tree.ts";
import { numberOf, type UnknownFields, unknownOf } from "./unknown.ts";
import { type Conversion, printed, REFUSED } from "./value.ts";

export const writeProtobuf = (tree: Tree, draft: Loose, sparse: boolean): Uint8Array =>
  new Writing(sparse).record(tree, draft);

const newWriter = (): BinaryWriter => new BinaryWriter(utf8 as (text: string) => Uint8Array<ArrayBuffer>);
const NONE: UnknownFields = {};
const EMPTY: readonly never[] = [];

class Writing {
  readonly #sparse: boolean;
  /** The element beside the one that is written. */
  #aside: Loose = {};

  constructor(sparse: boolean) {
    this.#sparse = sparse;
  }

  record({ record, writing }: Tree, draft: Loose): Uint8Array {
    const key = record.on === undefined ? NO_CASE : Number(draft[record.on] ?? 0);
    const slots = writing.get(key) ?? writing.get(NO_CASE) ?? EMPTY;
    return this.#message(slots, draft, unknownOf(draft) ?? NONE, "");
  }

  /** Unknown fields stand where their numbers put them, as their sender had them. */
  #message(slots: readonly Slot[], base: Loose, unknown: UnknownFields, path: string): Uint8Array {
    const writer = newWriter();
    const extra = unknown === NONE ? EMPTY : inOrder(unknown[path] ?? EMPTY);
    let next = 0;
    for (const slot of slots) {
      while (next < extra.length && numberOf(extra[next]!) < slot.number) writer.raw(extra[next++]!);
      this.#slot(writer, slot, base, unknown, path);
    }
    while (next < extra.length) writer.raw(extra[next++]!);
    return writer.finish();
  }

  #slot(writer: BinaryWriter, slot: Slot, base: Loose, unknown: UnknownFields, path: string): void {
    if (slot.is === "message") this.#branch(writer, slot, base, unknown, path);
    else if (slot.is === "value") this.#value(writer, slot, base);
    else this.#group(writer, slot, base);
  }

  #branch(writer: BinaryWriter, slot: Branch, base: Loose, unknown: UnknownFields, path: string): void {
    const inner = path === "" ? `${slot.number}` : `${path}.${slot.number}`;
    const bytes = this.#message(slot.inOrder, base, unknown, inner);
    if (bytes.length > 0 || this.#isThere(slot, base, unknown, inner)) chunk(writer, slot.number, bytes);
  }

  /** Whether a message without fields is written all the same. */
  #isThere(slot: Branch, base: Loose, unknown: UnknownFields, path: string): boolean {
    if (slot.path === undefined) return !this.#sparse || unknown[path] !== undefined;
    return this.#sparse && pathGetter(slot.path)(base) !== undefined;
  }

  #value(writer: BinaryWriter, slot: Extract<Leaf, { is: "value" }>, base: Loose): void {
    const { kind, row, change } = slot;
    const drafted = slot.get(slot.aside ? this.#aside : base);
    const print = this.#sparse ? sparsely(change, drafted) : printed(change, drafted, kind.default);
    if (print === undefined) return;
    writer.tag(slot.number, row.wireType);
    row.write(writer, print as never);
  }

  #group(writer: BinaryWriter, slot: Exclude<Leaf, { is: "value" }>, base: Loose): void {
    const value = slot.get(base);
    if (value === undefined) return;
    const { number } = slot;
    switch (slot.is) {
      case "mask": {
        const bits = mask(slot.bits, value as number);
        if (this.#sparse || bits.length > 0) chunk(writer, number, bits);
        return;
      }
      case "map":
        for (const entry of value as readonly TagDraft[]) chunk(writer, number, mapEntry(entry));
        return;
      case "optional":
        return chunk(writer, number, this.record(slot.of, value as Loose));
      case "values":
        return this.#values(writer, slot, value as readonly unknown[]);
      case "records":
        return this.#records(writer, slot, value as readonly Loose[], base);
    }
  }

  #values(writer: BinaryWriter, { number, row, change }: Extract<Leaf, { is: "values" }>, list: readonly unknown[]) {
    if (list.length === 0 && !this.#sparse) return;
    if (row.wireType === WireType.LengthDelimited) {
      for (const value of list) row.write(writer.tag(number, row.wireType), change.print(value) as never);
      return;
    }
    const packed = newWriter();
    for (const value of list) row.write(packed, change.print(value) as never);
    chunk(writer, number, packed.finish());
  }

  #records(writer: BinaryWriter, slot: Extract<Leaf, { is: "records" }>, list: readonly Loose[], base: Loose) {
    const besides = (slot.aside && (pathGetter(slot.aside.path)(base) as readonly Loose[])) ?? EMPTY;
    for (const [i, element] of list.entries()) {
      this.#aside = besides[i] ?? {};
      chunk(writer, slot.number, this.record(slot.of, element));
    }
  }
}

const inOrder = (fields: readonly Uint8Array[]): readonly Uint8Array[] =>
  fields.toSorted((a, b) => numberOf(a) - numberOf(b));

/** What is written of a value that stood in a frame. */
function sparsely(change: Conversion, value: unknown): unknown {
  const print = value === undefined || value === null ? undefined : change.print(value);
  return print === REFUSED ? undefined : print;
}

function chunk(writer: BinaryWriter, number: number, bytes: Uint8Array): void {
  writer.tag(number, WireType.LengthDelimited).bytes(bytes as Uint8Array<ArrayBuffer>);
}

function mask(bits: readonly number[], value: number): Uint8Array {
  const writer = newWriter();
  int32Of(value);
  for (const number of bits.toSorted((a, b) => a - b)) {
    if ((value & (1 << bits.indexOf(number))) !== 0) writer.tag(number, WireType.Varint).bool(true);
  }
  return writer.finish();
}

const mapEntry = ({ tag = "", value = "" }: TagDraft): Uint8Array =>
  newWriter().tag(1, WireType.LengthDelimited).string(tag).tag(2, WireType.LengthDelimited).string(value).finish();
