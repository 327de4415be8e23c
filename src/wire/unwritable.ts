/**
 * Numbers that neither form has a spelling for: what is no number, and what has more bits than its field.
 *
 * The writers of both forms refuse exactly the same, by these checks. The engine never has such a number, so there it is a
 * bug; a draft from outside may, and `encodeOutgoing` answers then which field it was (`oddNumber.ts`).
 */
import { Bug } from "../base/assert.ts";

/** The one bug that is looked at before it ends anything: whoever made the draft may have brought it in. */
export class Unwritable extends Bug {}

/** The value again, when it has 32 bits. */
export function int32Of(value: number): number {
  if (value !== (value | 0)) throw new Unwritable(`${value} is no 32-bit number`);
  return value;
}

/** The value again, when it is whole and a double has all its digits. */
export function wholeOf(value: number): number {
  if (!Number.isSafeInteger(value)) throw new Unwritable(`${value} is not a whole number`);
  return value;
}

/** The value again, when it is a number. */
export function numberOf(value: number): number {
  if (Number.isNaN(value)) throw new Unwritable("NaN has no spelling on the wire");
  return value;
}

const CHECKS: Readonly<Record<string, (value: number) => number>> = {
  int32: int32Of,
  int64: wholeOf,
  double: numberOf,
};

/** The check of the values of a protobuf type; undefined when all are writable. */
export const checkOf = (protobuf: string): ((value: number) => number) | undefined => CHECKS[protobuf];
