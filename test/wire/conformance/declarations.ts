/** Turns our declarations into the same rows as the tables of the protocol. */

import type {
  AnyKind,
  AnyMessage,
  AnyRecord,
  AnyScalar,
  Condition,
  Field,
  Fields,
  ListKind,
} from "../../../src/wire/declare.ts";
import { NEVER } from "../../../src/wire/declare.ts";
import type { Plan, PlanStep, Span } from "../../../src/wire/plan.ts";
import { type Row, spelled, type TextField } from "./rows.ts";
import type { Schema } from "./tables.ts";

const FLOOR = 157;

export function headRows({ message, steps }: Plan): readonly Row[] {
  const correlator = steps?.find((step) => step.op === "field" && step.correlator);
  const only = steps === undefined && "reqId" in message.record.fields ? "reqId" : "none";
  return [
    ["id", String(message.id)],
    ["direction", message.direction],
    ["protobuf since", message.protobufSince === NEVER ? "never" : String(message.protobufSince)],
    ["since", String(message.since)],
    ["text form", String(steps !== undefined)],
    ["correlator", correlator?.op === "field" ? correlator.path.join(".") : only],
  ];
}

// ---------------------------------------------------------------- text

interface Around {
  readonly record: AnyRecord;
  readonly prefix: string;
  readonly span: Span;
  readonly when: unknown;
}

export function layoutRows({ message, steps }: Plan): readonly Row[] {
  const around = { record: message.record, prefix: "", span: { from: FLOOR, to: Number.POSITIVE_INFINITY } };
  return numbered(rowsOf(steps ?? [], { ...around, when: undefined }));
}

/** The second occurrence of a value that is on the wire twice has the suffix 2. */
function numbered(rows: readonly Row[]): readonly Row[] {
  const seen = new Set<string>();
  return rows.map(([key, what]): Row => {
    if (!seen.has(key)) {
      seen.add(key);
      return [key, what];
    }
    return [`${key}2`, what];
  });
}

const rowsOf = (steps: readonly PlanStep[], around: Around): readonly Row[] =>
  steps.flatMap((step) => stepRows(step, around));

function stepRows(step: PlanStep, around: Around): readonly Row[] {
  const span = within(step.span, around.span);
  const row = (name: string, field: Omit<TextField, "min" | "max" | "when">): Row => [
    `text ${around.prefix}${name}`,
    spelled({ ...field, min: span.from, max: span.to, when: around.when }),
  ];
  switch (step.op) {
    case "constant":
      return [row("version", { type: "int", constant: step.value })];
    case "field":
      return [row(step.path.join("."), fieldOf(step.kind, step.unset))];
    case "optionCount":
      return [row(`${step.path.join(".")}Count`, { type: "int", optionCount: true })];
    case "when":
      return rowsOf(step.steps, { ...around, span, when: conditionOf(step.condition, around.record) });
    case "choose":
      return [...step.cases].flatMap(([key, steps]) =>
        rowsOf(steps, { ...around, span, prefix: `${around.prefix}${step.on}=${key}.` }),
      );
    case "present": {
      const name = step.path.join(".");
      const inner = { record: step.of, prefix: `${around.prefix}${name}.`, span };
      const when = { field: `${name}Present`, eq: true };
      return [row(`${name}Present`, { type: "bool" }), ...rowsOf(step.steps, { ...inner, when })];
    }
    case "repeat": {
      const name = step.path.join(".");
      const { of } = step;
      if (of.shape === "scalar") return [row(name, { ...fieldOf(of, "empty"), repeat: true })];
      const inner = { record: of, prefix: `${around.prefix}${name}[].`, when: undefined };
      const span = { from: FLOOR, to: Number.POSITIVE_INFINITY };
      return [row(name, { type: "", repeat: true }), ...rowsOf(step.steps, { ...inner, span })];
    }
    case "absent":
      return [];
  }
}

const within = (inner: Span, outer: Span): Span => ({
  from: Math.max(inner.from, outer.from),
  to: Math.min(inner.to, outer.to),
});

const TYPES: Readonly<Record<string, string>> = {
  maybeBool: "bool",
  maybeInt: "int",
  maybeLong: "long",
  maybeDouble: "double",
  escaped: "string",
  amount: "string",
  tagValues: "string",
  conjunction: "enum",
};
const NULLABLE = new Set(["maybeBool", "maybeInt", "maybeLong", "maybeDouble", "decimal"]);

const fieldOf = (kind: AnyScalar, unset: string) => ({
  type: TYPES[kind.name] ?? kind.name,
  format: kind.name === "tagValues" ? "tagValueList" : undefined,
  unset: NULLABLE.has(kind.name) && unset !== "zero",
  literal: unset === "literal",
  escape: kind.name === "escaped",
});

/** A repeated field that is not empty is, in the tables, a count above 0. */
function conditionOf(condition: Condition<string>, record: AnyRecord): unknown {
  if ("any" in condition) return { any: condition.any.map((inner) => conditionOf(inner, record)) };
  if ("all" in condition) return { all: condition.all.map((inner) => conditionOf(inner, record)) };
  const { field } = condition;
  if ("eq" in condition) return { field, eq: condition.eq === Number.POSITIVE_INFINITY ? "Infinity" : condition.eq };
  if ("in" in condition) return { field, in: condition.in };
  if ("above" in condition) return { field, gtAndSet: condition.above };
  return kindAt(record, field).shape === "list" ? { field: `${field}Count`, gtAndSet: 0 } : { field, nonEmpty: true };
}

function kindAt(record: AnyRecord, name: string): AnyKind {
  const [head, ...rest] = name.split(".");
  const kind = (record.fields as Fields)[head!]![1];
  return rest.length === 0 ? kind : kindAt(kind as AnyRecord, rest.join("."));
}

// ---------------------------------------------------------------- protobuf

/** A field of protobuf with the declared one that stands for it; number paths are resolved to names by the schema. */
export interface Placed {
  readonly message: string;
  readonly number: number;
  readonly what: string;
  readonly declared: string;
  /** Dotted protobuf names from the message or the list element on. */
  readonly path: string;
}

/** All fields of a message; what protobuf has a second time comes last. */
export function placedFields({ record, copies }: AnyMessage, schema: Schema, message: string): readonly Placed[] {
  const spot = { schema, message, path: "", prefix: "" };
  const again = Object.entries(copies).flatMap(([number, path]) =>
    fieldPlaces(path, [Number(number), kindAt(record, path)], spot),
  );
  return [...placed(record, spot), ...again];
}

interface Spot {
  readonly schema: Schema;
  readonly message: string;
  readonly path: string;
  readonly prefix: string;
}

function placed(record: AnyRecord, spot: Spot): readonly Placed[] {
  const cases = Object.entries(record.cases as Record<string, Fields>);
  const own = Object.entries(record.fields as Fields).flatMap(([name, field]) => fieldPlaces(name, field, spot));
  const chosen = cases.flatMap(([value, fields]) =>
    Object.entries(fields).flatMap(([name, field]) =>
      fieldPlaces(name, field, { ...spot, prefix: `${spot.prefix}${record.on}=${value}.` }),
    ),
  );
  return [...own, ...chosen];
}

function fieldPlaces(name: string, field: Field, spot: Spot): readonly Placed[] {
  const [tag, kind] = field;
  if (tag === 0) return [];
  if (typeof tag === "object" && "beside" in tag) return companionPlaces(name, kind, tag.beside, spot);
  const paths = typeof tag === "number" ? [[tag]] : "oneOf" in tag ? tag.oneOf : [tag];
  return paths.flatMap((numbers) => numberPlaces(name, kind, field, numbers, spot));
}

/** The elements are fields of the elements of the other list, which only the schema can find by its name. */
function companionPlaces(name: string, kind: AnyKind, other: string, spot: Spot): readonly Placed[] {
  const last = other.split(".").at(-1);
  const element = [...spot.schema.values()].flat().find((field) => field.name === last && field.repeated)?.type ?? "?";
  const declared = `${spot.prefix}${name}`;
  const own = { message: element, number: 0, what: "", declared, path: other };
  const inside = { ...spot, message: element, path: "", prefix: `${declared}[].` };
  return [own, ...placed((kind as ListKind<AnyRecord>).of, inside)];
}

function numberPlaces(
  name: string,
  kind: AnyKind,
  field: Field,
  [number, ...rest]: readonly number[],
  spot: Spot,
): readonly Placed[] {
  const declared = `${spot.prefix}${name}`;
  const schemaField = spot.schema.get(spot.message)?.find((candidate) => candidate.number === number);
  const path = `${spot.path}${schemaField?.name ?? number}`;
  const here = { message: spot.message, number: number!, declared, path };
  const deeper = { ...spot, message: schemaField?.type ?? "?", path: `${path}.` };
  if (rest.length > 0) {
    return [{ ...here, declared: "", what: "message" }, ...numberPlaces(name, kind, field, rest, deeper)];
  }
  const own: Placed = { ...here, what: typeOf(kind, field[2]) };
  const mask = typeof field[2] === "object" ? field[2].bits : [];
  const bits = mask.map((bit) => ({ message: deeper.message, number: bit, what: "bool", declared: "", path: "" }));
  if (kind.shape === "record") return [own, ...placed(kind, { ...deeper, prefix: `${declared}.` })];
  if (kind.shape === "optional") return [own, ...placed(kind.of, { ...deeper, prefix: `${declared}.` })];
  const isList = kind.shape === "list" && kind.of.shape === "record" && field[2] !== "map";
  return isList
    ? [own, ...placed(kind.of as AnyRecord, { ...deeper, path: "", prefix: `${declared}[].` })]
    : [own, ...bits];
}

/** The type as the schema spells it; every message is `message`. */
function typeOf(kind: AnyKind, type: Field[2]): string {
  if (typeof type === "object") return "message";
  if (kind.shape === "list") {
    if (type === "map") return "map<string,string>";
    return kind.of.shape === "record" ? "repeated message" : `repeated ${type ?? kind.of.protobuf}`;
  }
  if (kind.shape !== "scalar") return "message";
  const single = type ?? kind.protobuf;
  return single === "map" ? "map<string,string>" : single;
}
