/**
 * Reads the protobuf form of a message along the tree of its declaration.
 *
 * A full body has every key, absent fields at their defaults, exactly as from text. A sparse one has the keys of the fields
 * that were there: absent and zero are different things in protobuf (PROTOCOL section 6), and JSON keeps them apart.
 * Damaged bytes are thrown on, by the library too; `readProtobuf` catches and answers which field it was.
 */
import { type Loose, parentMade } from "../condition.ts";
import type { AnyKind, AnyRecord, Fields } from "../declare.ts";
import { blankOf } from "../interpret.ts";
import type { TagValue } from "../kind.ts";
import { Damaged, StrictReader } from "./strictReader.ts";
import { type Branch, ENTRY, type Leaf, type Node, type Slot, type Tree } from "./tree.ts";
import { keepUnknown } from "./unknown.ts";

/** Where and why the bytes of a message could not be read. */
export interface Damage {
  readonly field: string | undefined;
  readonly reason: string;
  /** The value that was refused, or the bytes of its field in hexadecimal. */
  readonly token: string;
}

export type ReadResult = { readonly body: Loose } | Damage;

export function readProtobuf(tree: Tree, bytes: Uint8Array, sparse: boolean, isFromGateway: boolean): ReadResult {
  const state = new Reading(new StrictReader(bytes, isFromGateway), sparse);
  try {
    return { body: state.settled(state.record(tree, bytes.length)) };
  } catch (problem) {
    // Neither the library nor we throw these on bytes: it would be a bug of ours.
    if (problem instanceof TypeError || !(problem instanceof Error)) throw problem;
    return damageOf(problem, state);
  }
}

function damageOf(problem: Error, { trail, reader }: Reading): Damage {
  const field = trail.length === 0 ? undefined : trail.join(".");
  const reason = problem instanceof RangeError ? "the frame ends inside this field" : problem.message;
  return { field, reason, token: (problem instanceof Damaged ? problem.token : undefined) ?? reader.fieldShown };
}

class Reading {
  /** Names of the fields on the way to where we read. */
  readonly trail: string[] = [];
  readonly reader: StrictReader;
  readonly #sparse: boolean;
  /** The element beside the one that is read, and all of them so far. */
  #aside: Loose | undefined;
  #asides: Loose[] = [];
  #asideUsed = false;
  /** Values that come again further in, with their places. */
  readonly #copies: (readonly [path: readonly string[], value: unknown])[] = [];
  /** The messages of single cases that the record has. */
  #chosen: number[] = [];

  constructor(reader: StrictReader, sparse: boolean) {
    this.reader = reader;
    this.#sparse = sparse;
  }

  record(tree: Tree, end: number): Loose {
    const base = this.#blank(tree.record);
    if (tree.record.on !== undefined) this.#chosen = [];
    this.#message(tree.reading, base, end, "");
    return tree.record.on === undefined ? base : this.#caseOf(tree.record, base);
  }

  /** The body with each copied value as its copy had it. */
  settled(body: Loose): Loose {
    for (const [path, value] of this.#copies) parentMade(body, path)[path.at(-1)!] = value;
    return body;
  }

  #blank(record: AnyRecord): Loose {
    return this.#sparse ? {} : blankOf(record)();
  }

  /** The fields of the case that the record's own field names; those of other cases do not belong to it. */
  #caseOf(record: AnyRecord, base: Loose): Loose {
    const fields = this.#fieldsOf(record, base[record.on!] ?? 0);
    const body = this.#blank(record);
    for (const name of Object.keys(record.fields)) if (Object.hasOwn(base, name)) body[name] = base[name];
    for (const [name, [, kind]] of Object.entries(fields)) {
      if (Object.hasOwn(base, name)) body[name] = base[name];
      else if (!this.#sparse) body[name] = none(kind);
    }
    for (const symbol of Object.getOwnPropertySymbols(base)) Reflect.set(body, symbol, Reflect.get(base, symbol));
    return body;
  }

  /** A kind that nobody knows, or with the message of another kind beside it, could be read in two ways. */
  #fieldsOf(record: AnyRecord, key: number): Fields {
    const fields = (record.cases as Record<number, Fields>)[key];
    const names = Object.keys(record.cases).join(", ");
    const problem = fields === undefined ? `${key} is not one of ${names}` : this.#contradiction(fields, key);
    if (problem === undefined) return fields!;
    this.trail.push(record.on!);
    throw new Damaged(problem, `${key}`);
  }

  #contradiction(fields: Fields, key: number): string | undefined {
    const own = Object.values(fields).map(([tag]) => (Array.isArray(tag) ? tag[0] : 0));
    const other = this.#chosen.find((number) => !own.includes(number));
    return other === undefined ? undefined : `${key} does not go with field ${other}`;
  }

  #message(node: Node, base: Loose, end: number, path: string): void {
    const { reader } = this;
    while (reader.pos < end) {
      const tag = reader.nextTag();
      const slot = node.get(tag >>> 3);
      if (slot === undefined) keepUnknown(base, path, reader.unknown(tag & 7));
      else this.#slot(slot, base, tag & 7, path);
    }
    reader.close(end);
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
    const end = this.reader.endOf(wireType);
    const inner = path === "" ? `${slot.number}` : `${path}.${slot.number}`;
    if (slot.path === undefined) this.#unnamed(slot.number, base, inner, end);
    else parentMade(base, slot.path)[slot.path.at(-1)!] ??= {};
    this.#message(slot.node, base, end, inner);
  }

  /** A message that our records do not have: it may tell the record's case, and that it was there and empty is kept. */
  #unnamed(number: number, base: Loose, path: string, end: number): void {
    if (!this.#chosen.includes(number)) this.#chosen.push(number);
    if (this.#sparse && end === this.reader.pos) keepUnknown(base, path, undefined);
  }

  #value(slot: Extract<Leaf, { is: "value" }>, base: Loose, wireType: number): void {
    this.reader.expect(wireType, slot.row.wireType);
    const value = this.reader.value(slot.row, slot.change);
    if (slot.aside) this.#asideUsed = true;
    if (slot.isCopy) this.#copies.push([slot.path, value]);
    const into = slot.aside ? (this.#aside ?? {}) : base;
    parentMade(into, slot.path)[slot.path.at(-1)!] = value;
  }

  #group(slot: Exclude<Leaf, { is: "value" }>, base: Loose, wireType: number): void {
    const parent = parentMade(base, slot.path);
    const key = slot.path.at(-1)!;
    if (slot.is === "mask") parent[key] = this.#mask(slot.bits, wireType, parent[key] ?? 0);
    else if (slot.is === "optional") {
      // Protobuf merges two messages of one field; whoever takes the last one reads another order.
      if (parent[key] !== undefined) throw new Damaged("comes twice");
      parent[key] = this.record(slot.of, this.reader.endOf(wireType));
    } else {
      // The list of a blank record is frozen and shared: the first element makes one of our own.
      if (parent[key] === undefined || parent[key].length === 0) parent[key] = [];
      this.#element(slot, base, parent[key], wireType);
    }
  }

  #element(slot: Extract<Leaf, { is: "map" | "values" | "records" }>, base: Loose, list: unknown[], wireType: number) {
    this.reader.count();
    if (slot.is === "map") list.push(this.#entry(wireType));
    else if (slot.is === "values") this.#values(slot, list, wireType);
    else if (slot.aside === undefined) list.push(this.record(slot.of, this.reader.endOf(wireType)));
    else {
      this.#aside = this.#blank(slot.aside.record);
      this.#asides.push(this.#aside);
      list.push(this.record(slot.of, this.reader.endOf(wireType)));
      if (this.#asideUsed) parentMade(base, slot.aside.path)[slot.aside.path.at(-1)!] = this.#asides;
    }
  }

  /** One value, or as many as are packed. */
  #values(slot: Extract<Leaf, { is: "values" }>, list: unknown[], wireType: number): void {
    const { reader } = this;
    const { row, change } = slot;
    if (wireType === row.wireType) {
      list.push(reader.value(row, change));
      return;
    }
    const end = this.reader.endOf(wireType);
    while (reader.pos < end) {
      reader.count();
      list.push(reader.value(row, change));
    }
    reader.close(end);
  }

  #entry(wireType: number): TagValue {
    const entry = { tag: "", value: "" };
    this.#message(ENTRY, entry, this.reader.endOf(wireType), "");
    // Without unknown fields: an entry is written as its key and value, nothing else.
    return { tag: entry.tag, value: entry.value };
  }

  /** The mask with what this message says of its bits. */
  #mask(bits: readonly number[], wireType: number, before: number): number {
    const { reader } = this;
    const end = reader.endOf(wireType);
    let mask = before;
    while (reader.pos < end) {
      const tag = reader.nextTag();
      const bit = bits.indexOf(tag >>> 3);
      if (bit < 0) reader.pass(tag & 7);
      else mask = reader.flag(tag & 7) ? mask | (1 << bit) : mask & ~(1 << bit);
    }
    reader.close(end);
    return mask;
  }
}

const none = (kind: AnyKind): unknown => (kind.shape === "scalar" ? kind.default : undefined);
