/**
 * Lowers a declaration to the tree of its protobuf messages: for each message the fields by number, each with the place of
 * its value in our record.
 *
 * Our records are flatter than protobuf's messages: a field with a path of numbers lies in messages that we do not have,
 * and the fields of a nested record are reached through the record that holds it. So the tree has protobuf's shape, and
 * every place is a path from the nearest base: the body itself, an element of a list, an optional record.
 */
import { assert } from "../../base/assert.ts";
import { type Getter, pathGetter } from "../condition.ts";
import type { AnyMessage, AnyRecord, AnyScalar, Beside, Field, Fields } from "../declare.ts";
import { string } from "../kind.ts";
import { kindAt } from "../plan.ts";
import { type Conversion, conversion, ROWS, type Row, type SingleType } from "./value.ts";

interface At {
  readonly number: number;
  /** Keys from the base to the value. */
  readonly path: readonly string[];
  readonly get: Getter;
}

export type Leaf =
  | (At & {
      readonly is: "value";
      readonly kind: AnyScalar;
      readonly type: SingleType;
      readonly row: Row;
      readonly change: Conversion;
      aside: boolean;
      /** The value comes again further in; this one counts, as it does for whoever routes the frame by it. */
      isCopy: boolean;
    })
  | (At & { readonly is: "mask"; readonly bits: readonly number[] })
  | (At & { readonly is: "map" })
  | (At & {
      readonly is: "values";
      readonly kind: AnyScalar;
      readonly type: SingleType;
      readonly row: Row;
      readonly change: Conversion;
    })
  | (At & { readonly is: "records"; readonly of: Tree; readonly aside: Aside | undefined })
  | (At & { readonly is: "optional"; readonly of: Tree });

/** A message inside a message: one of our records, or with no path one that only protobuf has. */
export interface Branch {
  readonly is: "message";
  readonly number: number;
  readonly path: readonly string[] | undefined;
  readonly node: Node;
  /** The fields of `node` by their numbers; filled when the tree is complete. */
  inOrder: readonly Slot[];
}

export type Slot = Leaf | Branch;
export type Node = Map<number, Slot>;

/** A list whose elements share protobuf's elements with another list of the message. */
export interface Aside {
  readonly path: readonly string[];
  readonly record: AnyRecord;
}

/** A record with its tree: for reading one for all cases, for writing one for each case. */
export interface Tree {
  readonly record: AnyRecord;
  readonly reading: Node;
  readonly writing: ReadonlyMap<number, readonly Slot[]>;
}

/** The key of `writing` for records without cases. */
export const NO_CASE = -1;

export function treeOf({ record, copies }: AnyMessage): Tree {
  const again = Object.entries(copies).map(([number, path]) => {
    return [path, [Number(number), kindAt(record, path.split("."))]] as const;
  });
  const tree = lowered(record, asidesOf(record, ""), again);
  for (const number of Object.keys(copies)) {
    const slot = tree.reading.get(Number(number));
    assert(slot?.is === "value", `${number} is no single value that could be a copy`);
    slot.isCopy = true;
  }
  return tree;
}

/** The lists beside other ones, by the path of the other one. */
type Asides = ReadonlyMap<string, Aside>;
const NO_ASIDES: Asides = new Map();

function asidesOf(record: AnyRecord, prefix: string): Asides {
  return new Map(
    Object.entries(record.fields as Fields).flatMap(([name, [tag, kind]]): (readonly [string, Aside])[] => {
      if (kind.shape === "record") return [...asidesOf(kind, `${prefix}${name}.`)];
      if (!isBeside(tag)) return [];
      assert(kind.shape === "list" && kind.of.shape === "record", `${name} is no list of records`);
      return [[tag.beside, { path: `${prefix}${name}`.split("."), record: kind.of }]];
    }),
  );
}

const isBeside = (tag: Field[0]): tag is Beside => typeof tag === "object" && "beside" in tag;

type Named = readonly (readonly [name: string, field: Field])[];

function lowered(record: AnyRecord, asides: Asides, copies: Named = []): Tree {
  const base = Object.entries(record.fields as Fields);
  const cases = Object.entries(record.cases as Record<string, Fields>);
  const build = (fields: Named, isChosen: (head: number) => boolean): Node => {
    const node: Node = new Map();
    for (const [name, field] of fields) plant(node, name.split("."), field, { asides, isChosen, root: "" });
    return node;
  };
  const reading = build([...copies, ...base, ...cases.flatMap(([, fields]) => Object.entries(fields))], () => true);
  const writing = cases.map(([key, fields]) => {
    const heads = new Set(Object.values(fields).map(([tag]) => (Array.isArray(tag) ? tag[0] : 0)));
    const node = build([...copies, ...base, ...Object.entries(fields)], (head) => heads.has(head));
    return [Number(key), inOrder(node)] as const;
  });
  return {
    record,
    reading,
    writing: new Map([...writing, [NO_CASE, inOrder(build([...copies, ...base], () => false))]]),
  };
}

function inOrder(node: Node): readonly Slot[] {
  for (const slot of node.values()) if (slot.is === "message") slot.inOrder = inOrder(slot.node);
  return [...node.values()].sort((a, b) => a.number - b.number);
}

interface Context {
  readonly asides: Asides;
  /** Whether, of several messages for one value, the one with that number is there. */
  readonly isChosen: (head: number) => boolean;
  readonly root: string;
}

/** Puts a field into the message at its number, or deeper at its path of numbers. */
function plant(node: Node, path: readonly string[], field: Field, context: Context): void {
  const [tag] = field;
  if (tag === 0 || isBeside(tag)) return;
  if (typeof tag === "number") return plantAt(node, [tag], path, field, context);
  if (!("oneOf" in tag)) return plantAt(node, tag, path, field, context);
  for (const numbers of tag.oneOf) if (context.isChosen(numbers[0]!)) plantAt(node, numbers, path, field, context);
}

function plantAt(
  node: Node,
  numbers: readonly number[],
  path: readonly string[],
  field: Field,
  context: Context,
): void {
  const [number, ...rest] = numbers as [number, ...number[]];
  if (rest.length === 0) {
    const slot = slotOf(number, path, field, context);
    // Several cases of a union share fields; a field with a path of its own takes the place of a record's (bond maturity).
    if (!node.has(number) || slot.is !== "message") node.set(number, slot);
    return;
  }
  let branch = node.get(number);
  if (branch === undefined) {
    branch = { is: "message", number, path: undefined, node: new Map(), inOrder: [] };
    node.set(number, branch);
  }
  assert(branch.is === "message", `${path.join(".")} lies in a field that is no message`);
  plantAt(branch.node, rest, path, field, context);
}

function slotOf(number: number, path: readonly string[], [, kind, type]: Field, context: Context): Slot {
  if (typeof type === "object") return { is: "mask", number, path, get: pathGetter(path), bits: type.bits };
  if (kind.shape === "scalar") return valueSlot(number, path, kind, type);
  if (kind.shape === "optional")
    return { is: "optional", number, path, get: pathGetter(path), of: lowered(kind.of, NO_ASIDES) };
  if (kind.shape === "list") return listSlot(number, path, kind.of, type, context);
  const node: Node = new Map();
  for (const [name, field] of Object.entries(kind.fields as Fields)) plant(node, [...path, name], field, context);
  return { is: "message", number, path, node, inOrder: [] };
}

function valueSlot(
  number: number,
  path: readonly string[],
  kind: AnyScalar,
  type: SingleType | "map" | undefined,
): Leaf {
  const single = type ?? kind.protobuf;
  if (single === "map") return { is: "map", number, path, get: pathGetter(path) };
  return {
    is: "value",
    number,
    path,
    get: pathGetter(path),
    kind,
    type: single,
    row: ROWS[single],
    change: conversion(kind, single),
    aside: false,
    isCopy: false,
  };
}

function listSlot(
  number: number,
  path: readonly string[],
  of: AnyScalar | AnyRecord,
  type: SingleType | "map" | undefined,
  { asides }: Context,
): Leaf {
  if (type === "map") return { is: "map", number, path, get: pathGetter(path) };
  if (of.shape === "scalar") {
    const single = (type ?? of.protobuf) as SingleType;
    const one = { kind: of, type: single, row: ROWS[single], change: conversion(of, single) };
    return { is: "values", number, path, get: pathGetter(path), ...one };
  }
  const aside = asides.get(path.join("."));
  const tree = lowered(of, NO_ASIDES);
  if (aside === undefined) return { is: "records", number, path, get: pathGetter(path), of: tree, aside };
  return { is: "records", number, path, get: pathGetter(path), of: withAside(tree, aside.record), aside };
}

/** The elements with the fields of the other list's elements among them. */
function withAside(tree: Tree, record: AnyRecord): Tree {
  const slots = [...lowered(record, NO_ASIDES).reading.values()].map((slot): Slot => {
    assert(slot.is === "value", "only single values lie beside another list");
    return { ...slot, aside: true };
  });
  const reading: Node = new Map([...tree.reading, ...slots.map((slot) => [slot.number, slot] as const)]);
  return { record: tree.record, reading, writing: new Map([[NO_CASE, inOrder(reading)]]) };
}

/** An entry of a map: key and value. */
export const ENTRY: Node = new Map([
  [1, valueSlot(1, ["tag"], string, "string")],
  [2, valueSlot(2, ["value"], string, "string")],
]);
