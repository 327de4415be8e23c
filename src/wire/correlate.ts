/**
 * Finds and replaces the request or order id of a frame without decoding the rest.
 *
 * Where the id stands follows from the plan: it is the n-th field, and every field before it is always there. Forwarding a
 * tick to a client therefore costs a scan for a few NULs and one copy.
 */
import { covers, type Plan, type PlanStep } from "./plan.ts";
import { INT_MAX } from "./reader.ts";
import { store32 } from "./writer.ts";

/** Index of the correlating field, counted from the first field behind the id; undefined when there is none. */
export function correlatorIndex(plan: Plan, version: number): number | undefined {
  let index = 0;
  for (const step of plan.steps ?? []) {
    if (step.op === "absent" || !covers(step.span, version)) continue;
    if (isCorrelator(step)) return index;
    if (step.op !== "constant" && step.op !== "field") return undefined;
    index++;
  }
  return undefined;
}

const isCorrelator = (step: PlanStep): boolean => step.op === "field" && step.correlator;

/** Offset of the field `index` fields behind `at`; -1 when the payload ends before it. */
export function fieldAt(payload: Uint8Array, at: number, index: number): number {
  let left = index;
  let offset = at;
  while (left > 0) {
    if (offset >= payload.length) return -1;
    if (payload[offset++] === 0) left--;
  }
  return offset < payload.length ? offset : -1;
}

/** Offset of the NUL that closes the field at `at`; -1 when there is none. */
export function fieldEnd(payload: Uint8Array, at: number): number {
  for (let i = at; i < payload.length; i++) if (payload[i] === 0) return i;
  return -1;
}

/** The id in `bytes[start..end)`; empty is 0, undefined when it is no whole number of 32 bits, as decoding has it. */
export function numberIn(bytes: Uint8Array, start: number, end: number): number | undefined {
  const negative = bytes[start] === 45;
  let value = 0;
  for (let i = negative ? start + 1 : start; i < end; i++) {
    const digit = bytes[i]! - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  if (value > INT_MAX + (negative ? 1 : 0) || (negative && end - start === 1)) return undefined;
  return negative ? 0 - value : value;
}

/** The whole frame of `payload` with the bytes `[start..end)` replaced by the digits of `id`. */
export function spliced(payload: Uint8Array, start: number, end: number, id: number): Uint8Array {
  const digits = String(id);
  const length = payload.length - (end - start) + digits.length;
  const frame = new Uint8Array(4 + length);
  store32(frame, 0, length);
  copy(payload, 0, start, frame, 4);
  for (let i = 0; i < digits.length; i++) frame[4 + start + i] = digits.charCodeAt(i);
  copy(payload, end, payload.length, frame, 4 + start + digits.length);
  return frame;
}

/** Ticks are shorter than it takes to make the view that `set` wants. */
function copy(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  if (end - start > 64) to.set(from.subarray(start, end), at);
  else for (let i = start; i < end; i++) to[at + i - start] = from[i]!;
}
