/**
 * Bodies as JSON and back, exactly.
 *
 * An unset field is an absent key. JSON has no infinities and loses the sign of zero, so those three numbers are the
 * strings "Infinity", "-Infinity" and "-0"; what the kind of the field makes of them is unambiguous. Decimals are strings
 * already. Reading back follows the declaration: a key it does not know, or a value of another type, is an error.
 */
import type { Loose } from "./condition.ts";
import type { AnyKind, AnyRecord, AnyScalar } from "./declare.ts";
import { keepSpelled, UNKNOWN_KEY } from "./protobuf/unknown.ts";

/** A JSON text that is not the body it should be. */
export class JsonError {
  readonly field: string;
  readonly reason: string;

  constructor(field: string, reason: string) {
    this.field = field;
    this.reason = reason;
  }

  toString(): string {
    return `${this.field}: ${this.reason}`;
  }
}

const ODD_NUMBERS = new Map([
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["-0", -0],
]);

/** For `JSON.stringify`: spells the numbers JSON cannot. */
export function jsonReplacer(_key: string, value: unknown): unknown {
  if (typeof value !== "number") return value;
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}

/** The draft that a parsed JSON object spells. */
export function draftOf(record: AnyRecord, json: unknown): Loose | JsonError {
  try {
    return recordOf(record, json, record.name);
  } catch (problem) {
    if (problem instanceof JsonError) return problem;
    throw problem;
  }
}

type FieldTable = Readonly<Record<string, readonly [unknown, AnyKind]>>;

function recordOf(record: AnyRecord, json: unknown, path: string): Loose {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw new JsonError(path, "is not an object");
  const { [UNKNOWN_KEY]: unknown, ...known } = json as Loose;
  const draft = fieldsIn(record, known, path);
  if (unknown === undefined || keepSpelled(draft, unknown)) return draft;
  throw new JsonError(`${path}.${UNKNOWN_KEY}`, "is no list of fields in hexadecimal");
}

function fieldsIn(record: AnyRecord, json: Loose, path: string): Loose {
  const fields = fieldsOf(record, json);
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      const kind = Object.hasOwn(fields, name) ? fields[name]?.[1] : undefined;
      if (kind === undefined) throw new JsonError(`${path}.${name}`, "is not a field of this message");
      return [name, value === undefined ? undefined : valueAt(kind, value, `${path}.${name}`)];
    }),
  );
}

function fieldsOf(record: AnyRecord, json: Loose): FieldTable {
  if (record.on === undefined) return record.fields as FieldTable;
  return { ...record.fields, ...record.cases[Number(json[record.on] ?? 0)] };
}

function valueAt(kind: AnyKind, json: unknown, path: string): unknown {
  if (kind.shape === "record") return recordOf(kind, json, path);
  if (kind.shape === "optional") return recordOf(kind.of, json, path);
  if (kind.shape === "scalar") return scalarOf(kind, json, path);
  if (!Array.isArray(json)) throw new JsonError(path, "is not a list");
  return json.map((element, i) => valueAt(kind.of, element, `${path}[${i}]`));
}

function scalarOf(kind: AnyScalar, json: unknown, path: string): unknown {
  const odd = typeof json === "string" ? ODD_NUMBERS.get(json) : undefined;
  if (odd !== undefined && kind.accepts(odd)) return odd;
  if (kind.accepts(json)) return json;
  throw new JsonError(path, `${JSON.stringify(json)} is not of kind ${kind.name}`);
}
