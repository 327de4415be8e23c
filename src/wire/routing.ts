/**
 * What can be asked of a frame, or done to it, without decoding it: whose it is, whose it shall be, whether another peer can
 * have it as it is.
 */
import { assert } from "../base/assert.ts";
import { correlatorIndex, fieldAt, fieldEnd, numberIn, spliced } from "./correlate.ts";
import type { Direction } from "./declare.ts";
import { type Entry, entryAt, entryNamed } from "./entries.ts";
import { formAt } from "./form.ts";
import { bodyAt, formOf, messageId, PROTOBUF_OFFSET, protobufFrame, usesRawIds, wireId } from "./ids.ts";
import { covers, type PlanStep } from "./plan.ts";
import { readId, withId } from "./protobuf/id.ts";
import { AMENDED_NAMES } from "./quirks.ts";
import { load32 } from "./reader.ts";

/** The request or order id of a frame; undefined when the message has none or the frame is damaged before it. */
export function correlator(direction: Direction, payload: Uint8Array, serverVersion: number): number | undefined {
  const paths = idPathsAt(direction, payload, serverVersion);
  if (paths !== undefined) return paths.length === 0 ? undefined : readId(payload, 4, paths);
  const start = correlatorAt(direction, payload, serverVersion);
  if (start < 0) return undefined;
  const end = fieldEnd(payload, start);
  return end < 0 ? undefined : numberIn(payload, start, end);
}

/**
 * The whole frame with only its request or order id rewritten. Only for payloads of which `correlator` says the id at this
 * version: to ask for another is a bug, and throws.
 */
export function withCorrelator(
  direction: Direction,
  payload: Uint8Array,
  serverVersion: number,
  newId: number,
): Uint8Array {
  const paths = idPathsAt(direction, payload, serverVersion);
  if (paths !== undefined) return protobufWithId(payload, paths, newId);
  const start = correlatorAt(direction, payload, serverVersion);
  const end = start < 0 ? -1 : fieldEnd(payload, start);
  assert(end >= 0, `message ${messageId(payload, serverVersion)} has no id to rewrite`);
  return spliced(payload, start, end, newId);
}

function protobufWithId(payload: Uint8Array, paths: readonly (readonly number[])[], newId: number): Uint8Array {
  assert(paths.length > 0, "a message without an id has none to rewrite");
  return protobufFrame(load32(payload, 0), withId(payload.subarray(4), paths, newId));
}

/** Where the id stands in a protobuf frame; undefined for text. */
function idPathsAt(direction: Direction, payload: Uint8Array, serverVersion: number) {
  if (!usesRawIds(serverVersion) || payload.length < 4) return undefined;
  const id = load32(payload, 0);
  if (id <= PROTOBUF_OFFSET) return undefined;
  return entryAt(direction, id - PROTOBUF_OFFSET)?.idPaths ?? [];
}

function correlatorAt(direction: Direction, payload: Uint8Array, serverVersion: number): number {
  const entry = entryAt(direction, wireId(payload, serverVersion));
  if (entry === undefined) return -1;
  const index = correlatorOf(entry, serverVersion);
  return index === undefined ? -1 : fieldAt(payload, bodyAt(payload, serverVersion), index);
}

function correlatorOf(entry: Entry, serverVersion: number): number | undefined {
  if (!entry.correlators.has(serverVersion)) {
    entry.correlators.set(serverVersion, correlatorIndex(entry, serverVersion));
  }
  return entry.correlators.get(serverVersion);
}

const AMENDED_IDS: ReadonlySet<number> = new Set(AMENDED_NAMES.map((name) => entryNamed(name).message.id));

/**
 * Whether a payload that was sent at version `from` is what a peer of version `to` is sent, so that it can be passed on with
 * only its id rewritten. Its own form counts, for a sender may say a message in either; text that clients may need amended
 * never passes.
 */
export function sameShape(direction: Direction, payload: Uint8Array, from: number, to: number): boolean {
  const entry = entryAt(direction, messageId(payload, from));
  if (entry === undefined) return from === to;
  const form = formOf(payload, from);
  if (form !== formAt(entry.message, to)) return false;
  if (form === "protobuf") return true;
  if (direction === "in" && AMENDED_IDS.has(entry.message.id)) return false;
  return from === to || (usesRawIds(from) === usesRawIds(to) && sameStepsAt(entry, from, to));
}

/** Asked for every tick and client, and always the same. */
function sameStepsAt(entry: Entry, from: number, to: number): boolean {
  const pair = from * 1_000 + to;
  const known = entry.sameSteps.get(pair);
  if (known !== undefined) return known;
  const same = sameSteps(entry.steps ?? [], from, to);
  entry.sameSteps.set(pair, same);
  return same;
}

const sameSteps = (steps: readonly PlanStep[], versionA: number, versionB: number): boolean =>
  steps.every((step) => {
    if (step.op === "absent") return true;
    if (covers(step.span, versionA) !== covers(step.span, versionB)) return false;
    return !("steps" in step) || sameSteps(step.steps, versionA, versionB);
  });
