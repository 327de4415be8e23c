/**
 * Finds the number in a draft that a writer has refused (`unwritable.ts`).
 *
 * Nobody looks before a writer has met one, so that a right draft pays nothing.
 */
import type { Loose } from "./condition.ts";
import type { AnyKind, AnyRecord, AnyScalar, Fields } from "./declare.ts";
import { checkOf } from "./unwritable.ts";

export interface Odd {
  /** The path of the field, as `contract.comboLegs[1].ratio`. */
  readonly field: string;
  readonly why: string;
}

/** The first field of the draft with such a number; undefined when there is none. */
export function oddIn(record: AnyRecord, draft: Loose, prefix = ""): Odd | undefined {
  const chosen = record.on === undefined ? {} : (record.cases as Record<number, Fields>)[draft[record.on] ?? 0];
  for (const [name, [, kind]] of Object.entries({ ...(record.fields as Fields), ...chosen })) {
    const value = draft[name];
    const odd = value === undefined || value === null ? undefined : oddValue(kind, value, prefix + name);
    if (odd !== undefined) return odd;
  }
  return undefined;
}

function oddValue(kind: AnyKind, value: Loose, field: string): Odd | undefined {
  if (kind.shape === "record") return oddIn(kind, value, `${field}.`);
  if (kind.shape === "optional") return oddIn(kind.of, value, `${field}.`);
  if (kind.shape === "list") {
    for (const [i, each] of (value as unknown as readonly Loose[]).entries()) {
      const odd = oddValue(kind.of, each, `${field}[${i}]`);
      if (odd !== undefined) return odd;
    }
    return undefined;
  }
  return checkOf(kind.protobuf) === undefined || kind.accepts(value) ? undefined : { field, why: whyOdd(value, kind) };
}

function whyOdd(value: unknown, { protobuf }: AnyScalar): string {
  if (typeof value !== "number" || Number.isNaN(value)) return "is no number";
  if (!Number.isInteger(value)) return "is no whole number";
  return protobuf === "int32" ? "exceeds 32 bits" : "exceeds 53 bits";
}
