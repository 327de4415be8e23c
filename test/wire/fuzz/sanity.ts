/**
 * Whether a decoded body is one: every key of its declaration and no other, every value of its kind, and no more of them
 * than the frame has bytes.
 */
import type { AnyKind, AnyRecord, AnyScalar, Fields } from "../../../src/wire/declare.ts";

/** What a body holds, to be set against the length of its frame. */
export interface Weight {
  /** Elements of lists and of tag lists, at any depth. */
  elements: number;
  /** Code units of all texts. */
  units: number;
  /** Texts with U+FFFD in them. */
  holes: number;
}

type Loose = Record<string, unknown>;

/** The first thing wrong with a body, in words; adds what it holds to the weight. */
export function oddity(record: AnyRecord, body: unknown, weight: Weight, path: string): string | undefined {
  if (typeof body !== "object" || body === null) return `${path} is ${String(body)}, not a record`;
  const fields = fieldsFor(record, body as Loose);
  if (fields === undefined) return `${path}.${record.on} names no case`;
  const names = Object.keys(fields);
  const extra = Object.keys(body).find((key) => !Object.hasOwn(fields, key));
  if (extra !== undefined) return `${path} has a key ${extra}`;
  for (const name of names) {
    if (!Object.hasOwn(body, name)) return `${path} lacks ${name}`;
    const odd = oddValue(fields[name]![1], (body as Loose)[name], weight, `${path}.${name}`);
    if (odd !== undefined) return odd;
  }
  return undefined;
}

function fieldsFor(record: AnyRecord, body: Loose): Fields | undefined {
  if (record.on === undefined) return record.fields as Fields;
  const extra = (record.cases as Record<number, Fields>)[body[record.on] as number];
  return extra && { ...(record.fields as Fields), ...extra };
}

function oddValue(kind: AnyKind, value: unknown, weight: Weight, path: string): string | undefined {
  if (kind.shape === "record") return oddity(kind, value, weight, path);
  if (kind.shape === "optional") return value === undefined ? undefined : oddity(kind.of, value, weight, path);
  if (kind.shape === "scalar") return oddScalar(kind, value, weight, path);
  if (!Array.isArray(value)) return `${path} is no list`;
  weight.elements += value.length;
  for (const [i, element] of value.entries()) {
    const odd = oddValue(kind.of, element, weight, `${path}[${i}]`);
    if (odd !== undefined) return odd;
  }
  return undefined;
}

function oddScalar(kind: AnyScalar, value: unknown, weight: Weight, path: string): string | undefined {
  if (typeof value === "string") {
    weight.units += value.length;
    if (value.includes("\ufffd")) weight.holes++;
    if (/\p{Surrogate}/u.test(value)) return `${path} has half a character`;
  } else if (Array.isArray(value)) {
    weight.elements += value.length;
    for (const { tag, value: text } of value) weight.units += String(tag).length + String(text).length;
  }
  if (kind.accepts(value) || (value === undefined && kind.default === undefined)) return undefined;
  return `${path}: ${String(value)} is not of kind ${kind.name}`;
}
