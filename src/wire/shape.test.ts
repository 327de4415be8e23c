/**
 * Emits the constructors of `compiled/shapes.ts`, for records too big for an object literal, and checks them.
 *
 * V8 keeps an object of 128 and more keys as a dictionary when it comes from a literal or a spread, but not when a
 * constructor fills it field by field: an Order is made in 0.2 instead of 27 microseconds. The text goes to
 * `compiled/shapes.ts`, which is checked in and compared by a test; nothing is compiled from strings at run time. Instances
 * are plain objects to everyone else: they share the prototype of literals.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import test from "node:test";
import { planNamed } from "./codec.ts";
import type { AnyKind, AnyRecord } from "./declare.ts";
import { INCOMING_NAMES, OUTGOING_NAMES } from "./declared.ts";
import { blankOf } from "./interpret.ts";
import { Order } from "./messages/records.ts";

/** Records below this many fields are copies of a template. */
const SHAPE_FIELDS_MIN = 100;

const HEAD = `/**
 * Constructors of big records, emitted by \`shape.test.ts\`: do not edit.
 *
 * \`HOLDFAST_EMIT=1 node --test src/wire/shape.test.ts\` writes this file again.
 */
type Shape = new () => Record<string, unknown>;

const NONE: readonly never[] = Object.freeze([]);
`;

/** The text of \`compiled/shapes.ts\`. */
function emitShapes(records: readonly AnyRecord[]): string {
  const functions = records.map(emitShape);
  const names = records.map((record) => `["${record.name}", ${record.name} as unknown as Shape]`);
  const map = `export const SHAPES: ReadonlyMap<string, Shape> = new Map([${names.join(", ")}]);\n`;
  return [HEAD, ...functions, map].join("\n");
}

function emitShape(record: AnyRecord): string {
  const lines = Object.entries(record.fields as Record<string, readonly [unknown, AnyKind]>).map(
    ([name, [, kind]]) => `  this.${name} = ${initial(kind)};`,
  );
  return [
    `function ${record.name}(this: Record<string, unknown>): void {`,
    ...lines,
    "}",
    `${record.name}.prototype = Object.prototype;`,
    "",
  ].join("\n");
}

function initial(kind: AnyKind): string {
  if (kind.shape === "list") return "NONE";
  if (kind.shape !== "scalar" || kind.default === undefined) return "undefined";
  return Array.isArray(kind.default) ? "NONE" : JSON.stringify(kind.default);
}

const FILE = new URL("./compiled/shapes.ts", import.meta.url);

function recordsIn(record: AnyRecord, seen: Set<AnyRecord>): void {
  if (seen.has(record)) return;
  seen.add(record);
  for (const [, kind] of Object.values(record.fields as Record<string, readonly [unknown, AnyKind]>)) {
    const inner = kind.shape === "list" || kind.shape === "optional" ? kind.of : kind;
    if (inner.shape === "record") recordsIn(inner, seen);
  }
}

function bigRecords(): AnyRecord[] {
  const seen = new Set<AnyRecord>();
  for (const name of [...INCOMING_NAMES, ...OUTGOING_NAMES]) recordsIn(planNamed(name).message.record, seen);
  return [...seen].filter((record) => Object.keys(record.fields).length >= SHAPE_FIELDS_MIN);
}

test("compiled/shapes.ts is what the declarations emit", () => {
  const text = emitShapes(bigRecords());
  if (process.env.HOLDFAST_EMIT) writeFileSync(FILE, text);
  assert.equal(readFileSync(FILE, "utf8"), text);
});

test("a blank order is a plain object with every declared key in order", () => {
  const order = blankOf(Order)();
  assert.deepEqual(Object.keys(order), Object.keys(Order.fields));
  assert.equal(Object.getPrototypeOf(order), Object.prototype);
  assert.deepEqual(order.softDollarTier, { name: "", value: "", displayName: "" });
});
