/** The emitted constructors agree with the declarations they were emitted from. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import test from "node:test";
import { INCOMING_NAMES, OUTGOING_NAMES, planNamed } from "./codec.ts";
import type { AnyKind, AnyRecord } from "./declare.ts";
import { blankOf } from "./interpret.ts";
import { Order } from "./messages/records.ts";
import { emitShapes, SHAPE_FIELDS_MIN } from "./shape.ts";

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
