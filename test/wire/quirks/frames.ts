/**
 * Text frames to clients for the checks of the quirks, each field beside what it is: of drafts that leave out everything, of
 * drafts with one bare element in every list, and of random ones.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Draft,
  encodeIncoming,
  INCOMING_NAMES,
  type IncomingBody,
  type IncomingName,
  planNamed,
} from "../../../src/wire/codec.ts";
import { type AnyKind, type AnyRecord, TagValuePair } from "../../../src/wire/declare.ts";
import type { Offered } from "../../../src/wire/quirks/demand.ts";
import { fieldsOf } from "../../../src/wire/recording.ts";
import { type Slot, slotsOf } from "../../../src/wire/spelling.ts";
import { bodyOf } from "../bodies.ts";

export const IB_ASYNC: Offered = { min: 157, max: 178 };
/** A client that is none of those with rules of their own. */
const ANYBODY: Offered = { min: 100, max: 225 };
export const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
export const VERSIONS = range(157, 225);

type Body = Record<string, unknown>;

export interface Field {
  readonly slot: Slot;
  readonly text: string;
}

/** The fields behind the message id, as they stand in the frame. */
export function fieldsIn(name: IncomingName, draft: object, version: number, hello = ANYBODY): readonly Field[] {
  const frame = encodeIncoming(name, draft as Draft<IncomingBody<IncomingName>>, version, { form: "text", hello });
  const texts = fieldsOf(frame.subarray(4), version).slice(1);
  const slots = slotsOf(planNamed(name).steps ?? [], draft as Body, version);
  assert.equal(texts.length, slots.length, `${name} at ${version}`);
  return slots.map((slot, i) => ({ slot, text: texts[i]! }));
}

/** The text of one field of a frame. */
export function fieldAt(name: IncomingName, path: string, draft: object, version: number, hello = ANYBODY): string {
  const field = fieldsIn(name, draft, version, hello).find(({ slot }) => slot.path === path);
  assert(field, `${name} has no ${path} at ${version}`);
  return field.text;
}

export const textNames = (version: number): readonly IncomingName[] =>
  INCOMING_NAMES.filter((name) => planNamed(name).steps !== undefined && planNamed(name).message.since <= version);

/** Drafts that say as little as a message of that kind can, then random ones. */
export function draftsOf(name: IncomingName, random = 0): readonly Body[] {
  const { record } = planNamed(name).message;
  return [{}, ...bareOf(record), ...fc.sample(bodyOf(record) as fc.Arbitrary<Body>, { numRuns: random, seed: 1 })];
}

/** One for each case, where a record has cases. */
function bareOf(record: AnyRecord): readonly Body[] {
  const entries = Object.entries(record.fields as Record<string, readonly [unknown, AnyKind]>);
  const body = Object.fromEntries(entries.map(([name, [, kind]]) => [name, bareValue(kind)]));
  if (record.on === undefined) return [body];
  return Object.keys(record.cases).map((key) => ({ ...body, [record.on!]: Number(key) }));
}

function bareValue(kind: AnyKind): unknown {
  if (kind.shape === "scalar") return undefined;
  if (kind.shape === "record") return bareOf(kind)[0];
  if (kind.shape === "optional") return bareOf(kind.of)[0];
  // The one piece of which no part can be left out.
  if (kind.of === TagValuePair) return [{ tag: "", value: "" }];
  return kind.of.shape === "scalar" ? [kind.of.default] : bareOf(kind.of);
}
