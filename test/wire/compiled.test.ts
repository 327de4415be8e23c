/**
 * The emitted code against the interpreter: what is checked in is what the declarations emit, and for every message of the
 * protocol, hot or not, both read and write the same and refuse the same.
 *
 * The emitted text of all messages is compiled in memory here, and only here. An emitted reader does not say what is wrong
 * with a frame, only that something is; the codec asks the interpreter then. So "the same" is: a body equal to the
 * interpreter's, or none at all where the interpreter refuses.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import test from "node:test";
import fc from "fast-check";
import { ZERO } from "../../src/base/decimal.ts";
import { newOrder } from "../../src/wire/compiled/shapes.ts";
import type { Loose } from "../../src/wire/condition.ts";
import { type AnyMessage, NEVER } from "../../src/wire/declare.ts";
import { MESSAGES } from "../../src/wire/declared.ts";
import { isFlat } from "../../src/wire/emit/inlineReader.ts";
import { emitFiles, emitMessage } from "../../src/wire/emit.ts";
import { codecOf } from "../../src/wire/interpret.ts";
import * as kinds from "../../src/wire/kind.ts";
import { type PlanStep, planOf } from "../../src/wire/plan.ts";
import { readProtobuf } from "../../src/wire/protobuf/read.ts";
import { ProtobufReader } from "../../src/wire/protobuf/reader.ts";
import { treeOf } from "../../src/wire/protobuf/tree.ts";
import { keepUnknown, unknownOf } from "../../src/wire/protobuf/unknown.ts";
import { conversion, printed } from "../../src/wire/protobuf/value.ts";
import { writeProtobuf } from "../../src/wire/protobuf/write.ts";
import { ProtobufWriter } from "../../src/wire/protobuf/writer.ts";
import { POWERS, Reader } from "../../src/wire/reader.ts";
import { shortText } from "../../src/wire/strings.ts";
import { CEILING, FLOOR } from "../../src/wire/versions.ts";
import { Writer } from "../../src/wire/writer.ts";
import { bodyOf } from "./bodies.ts";
import { COMPILED } from "./emit.ts";

interface Emitted {
  readonly readText: (reader: Reader, version: number) => Loose;
  readonly writeText: (writer: Writer, draft: Loose, version: number) => void;
  readonly readProtobuf: (reader: ProtobufReader, end: number) => Loose;
  readonly writeProtobuf: (writer: ProtobufWriter, draft: Loose) => void;
}

/** What emitted files import. */
const IMPORTS: Readonly<Record<string, unknown>> = {
  POWERS,
  ZERO,
  conversion,
  printed,
  shortText,
  unknownOf,
  newOrder,
  ...kinds,
};

/** The functions of an emitted file. */
function compiled(text: string): Emitted {
  const plain = stripTypeScriptTypes(text).replaceAll(/^import .*$/gm, "");
  const names = [...plain.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
  const body = `"use strict"; ${plain.replaceAll(/^export /gm, "")} return { ${names.join(", ")} };`;
  return new Function(...Object.keys(IMPORTS), body)(...Object.values(IMPORTS)) as Emitted;
}

const emittedOf = (message: AnyMessage, isInline = false): Emitted => compiled(emitMessage(message, isInline));

/** Both sides of every gate of a layout, and the ends of our range. */
function versionsOf(steps: readonly PlanStep[]): number[] {
  const gates = steps.flatMap((step): number[] => {
    const inner = "steps" in step ? versionsOf(step.steps) : [];
    return [step.span.from - 1, step.span.from, step.span.to, step.span.to + 1, ...inner];
  });
  const known = gates.filter((version) => version >= FLOOR && version <= CEILING);
  return [...new Set([FLOOR, ...known, CEILING])];
}

/** What fields are spelled as, some of it wrong in most places. */
const TOKENS = [
  "",
  "0",
  "-0",
  "1",
  "-",
  "7.",
  ".5",
  "1e3",
  "true",
  "Infinity",
  "12345678901",
  "9007199254740993",
  "x;=y",
];
const MAXIMA = ["2147483647", "2147483648", "9223372036854775807", "1.7976931348623157E308", "100000000000000000000.5"];

/** A payload of which fields are spelled otherwise, bytes overwritten, or the end is missing. */
function harm(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  if (bytes.length === 0) return fc.constantFrom(bytes, Uint8Array.of(0), Uint8Array.of(49, 0));
  const position = fc.nat(bytes.length - 1);
  const odd = fc.constantFrom(0, 45, 46, 48, 49, 50, 57, 92, 127, 200, 255);
  const overwritten = fc.array(fc.tuple(position, odd), { minLength: 1, maxLength: 3 });
  const fields = fieldsOf(bytes);
  const spelled = fc.array(fc.tuple(fc.nat(fields.length - 1), fc.constantFrom(...TOKENS, ...MAXIMA)), {
    maxLength: 2,
  });
  return fc.oneof(
    {
      weight: 4,
      arbitrary: spelled.map((list) => payloadOf(list.reduce((all, [at, text]) => all.with(at, text), fields))),
    },
    overwritten.map((list) => list.reduce((all, [at, byte]) => all.with(at, byte), bytes)),
    position.map((at) => bytes.slice(0, at)),
  );
}

const fieldsOf = (bytes: Uint8Array): string[] => Buffer.from(bytes.subarray(0, -1)).toString("latin1").split("\0");
const payloadOf = (fields: readonly string[]): Uint8Array => Buffer.from(`${fields.join("\0")}\0`, "latin1");

/** Key by key, so that the order of the keys counts, and -0 is not 0. */
function assertSame(is: unknown, was: unknown, path: string): void {
  if (typeof was !== "object" || was === null || typeof is !== "object" || is === null) {
    assert(Object.is(is, was), `${path}: ${String(is)} instead of ${String(was)}`);
    return;
  }
  assert.deepEqual(Reflect.ownKeys(is), Reflect.ownKeys(was), path);
  assert.equal(Object.getPrototypeOf(is), Object.getPrototypeOf(was), path);
  for (const key of Object.keys(was)) assertSame((is as Loose)[key], (was as Loose)[key], `${path}.${key}`);
}

test("what is checked in under compiled/ is what the declarations emit", () => {
  const files = emitFiles(MESSAGES);
  assert.deepEqual(readdirSync(COMPILED).sort(), Object.keys(files).sort(), "npm run wire writes them again");
  for (const [name, text] of Object.entries(files)) {
    assert(readFileSync(new URL(name, COMPILED), "utf8") === text, `${name} is stale: npm run wire writes it again`);
  }
});

const reader = new Reader();
const writer = new Writer();

/** The body, or undefined when the payload is no such message. */
function readBy(read: (reader: Reader) => Loose | undefined, payload: Uint8Array): Loose | undefined {
  // What lies around a payload belongs to others.
  const around = Uint8Array.of(49, 0, ...payload, 49, 50, 0, 51, 46);
  reader.open(around, 2, 2 + payload.length);
  const body = read(reader);
  return reader.fault === undefined && reader.at === reader.end ? body : undefined;
}

function writtenBy(write: (writer: Writer) => void): Uint8Array {
  writer.open(1, true);
  write(writer);
  return writer.close().subarray(8);
}

function sameText(message: AnyMessage, emitted: Emitted, version: number): void {
  const steps = planOf(message).steps!;
  const codec = codecOf(message.record, steps, version);
  const drafts = bodyOf(message.record).chain((draft) => {
    const bytes = writtenBy((writer) => codec.write(writer, draft));
    return fc.tuple(fc.constant(draft), fc.constant(bytes), harm(bytes));
  });
  const property = fc.property(drafts, ([draft, bytes, harmed]) => {
    assert.deepEqual(
      writtenBy((writer) => emitted.writeText(writer, draft, version)),
      bytes,
    );
    for (const payload of [bytes, harmed]) {
      // The codec lets no payload in that does not end in NUL.
      if (payload.length > 0 && payload.at(-1) !== 0) continue;
      const was = readBy((reader) => {
        const { body, failed } = codec.read(reader);
        return failed === undefined ? body : undefined;
      }, payload);
      const is = readBy((reader) => emitted.readText(reader, version), payload);
      assertSame(is, was, message.name);
    }
  });
  fc.assert(property, { numRuns: 25 });
}

for (const direction of ["in", "out"] as const) {
  test(`every text message is read and written as by the interpreter, also when damaged: ${direction}`, () => {
    for (const message of MESSAGES) {
      if (message.direction !== direction || message.layout === undefined) continue;
      const steps = planOf(message).steps!;
      for (const emitted of isFlat(steps) ? [emittedOf(message), emittedOf(message, true)] : [emittedOf(message)]) {
        for (const version of versionsOf(steps)) sameText(message, emitted, version);
      }
    }
  });
}

const protobufReader = new ProtobufReader();

/** Bytes of which some are overwritten, cut out or put in; all of it often enough still a message. */
function harmProtobuf(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  if (bytes.length === 0) return fc.constantFrom(bytes, Uint8Array.of(8, 1), Uint8Array.of(0x80));
  const position = fc.nat(bytes.length - 1);
  const odd = fc.constantFrom(0, 1, 2, 8, 0x0a, 0x10, 0x12, 0x1a, 0x7f, 0x80, 0xff);
  const put = fc.array(odd, { maxLength: 11 });
  const spliced = fc.tuple(position, fc.nat(3), put).map(([at, gone, extra]) => {
    return Uint8Array.of(...bytes.subarray(0, at), ...extra, ...bytes.subarray(at + gone));
  });
  const overwritten = fc.array(fc.tuple(position, odd), { minLength: 1, maxLength: 3 });
  return fc.oneof(
    overwritten.map((list) => list.reduce((all, [at, byte]) => all.with(at, byte), bytes)),
    spliced,
    position.map((at) => bytes.slice(0, at)),
    put.map((extra) => Uint8Array.of(...bytes, ...bytes.slice(0, extra.length), ...extra)),
  );
}

/** How many messages the emitted reader took on, whole or damaged, and of how many. */
interface Taken {
  taken: number;
  all: number;
}

function sameProtobuf(message: AnyMessage, emitted: Emitted): Taken {
  const tree = treeOf(message);
  const count = { taken: 0, all: 0 };
  const frames = bodyOf(message.record).chain((draft) => {
    const bytes = writeProtobuf(tree, draft, false);
    return fc.tuple(fc.constant(bytes), harmProtobuf(bytes));
  });
  const property = fc.property(frames, ([bytes, harmed]) => {
    for (const payload of [bytes, harmed]) {
      const read = readProtobuf(tree, payload, false);
      // What lies around a message belongs to others.
      const around = Uint8Array.of(0xff, ...payload, 8, 1, 0x10, 1, 0x18, 1);
      protobufReader.open(around, 1, 1 + payload.length);
      const body = emitted.readProtobuf(protobufReader, 1 + payload.length);
      count.all++;
      if (protobufReader.failed) continue;
      count.taken++;
      assert("body" in read, `${message.name} is refused: ${JSON.stringify(read)}`);
      assertSame(body, read.body, message.name);
    }
  });
  fc.assert(property, { numRuns: 40 });
  return count;
}

test("every protobuf message is read as by the interpreter, or left to it", () => {
  const counts = MESSAGES.filter(({ protobufSince }) => protobufSince !== NEVER).map((message) => {
    const count = sameProtobuf(message, emittedOf(message));
    assert(count.taken > 0, `${message.name}: nothing was taken on`);
    return count;
  });
  const [taken, all] = [sum(counts.map(({ taken }) => taken)), sum(counts.map(({ all }) => all))];
  assert(taken > all / 2, `only ${taken} of ${all} were taken on`);
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const protobufWriter = new ProtobufWriter();

test("every protobuf message is written as by the interpreter, or left to it", () => {
  const count = { taken: 0, all: 0 };
  for (const message of MESSAGES.filter(({ protobufSince }) => protobufSince !== NEVER)) {
    const [tree, emitted] = [treeOf(message), emittedOf(message)];
    const drafts = bodyOf(message.record).chain((body) =>
      fc.constantFrom(body, pick(body, Object.keys(body).slice(1))),
    );
    const property = fc.property(drafts, (draft) => {
      count.all++;
      protobufWriter.open(message.id);
      emitted.writeProtobuf(protobufWriter, draft);
      if (protobufWriter.gaveUp) return;
      count.taken++;
      assert.deepEqual(protobufWriter.close().subarray(8), writeProtobuf(tree, draft, false), message.name);
    });
    fc.assert(property, { numRuns: 40 });
  }
  assert(count.taken > count.all / 2, `only ${count.taken} of ${count.all} were taken on`);
});

test("a record that carries unknown fields is left to the interpreter, however deep it lies", () => {
  const message = MESSAGES.find(({ name }) => name === "placeOrder")!;
  const tree = treeOf(message);
  const conditions = [{ type: 3, conjunction: "a", isMore: true, time: "20250919" }];
  for (const lines of [0, 1, 2]) {
    const draft: Loose = { orderId: 1, order: { conditions: structuredClone(conditions) } };
    if (lines === 1) keepUnknown(draft, "3", Uint8Array.of(0xc0, 0xbb, 1, 1));
    if (lines === 2) keepUnknown(draft.order.conditions[0], "", Uint8Array.of(0xc0, 0xbb, 1, 1));
    protobufWriter.open(message.id);
    emittedOf(message).writeProtobuf(protobufWriter, draft);
    assert.equal(protobufWriter.gaveUp, lines > 0);
    assert.equal(writeProtobuf(tree, draft, false).includes(0xbb), lines > 0);
  }
});

test("a draft that leaves things out, also whole records, is written as by the interpreter", () => {
  for (const message of MESSAGES.filter(({ layout }) => layout !== undefined)) {
    const emitted = emittedOf(message);
    const steps = planOf(message).steps!;
    for (const version of versionsOf(steps)) {
      const codec = codecOf(message.record, steps, version);
      const some = bodyOf(message.record).chain((body) =>
        fc.subarray(Object.keys(body)).map((keys) => pick(body, keys)),
      );
      fc.assert(
        fc.property(some, (draft) => {
          const was = writtenBy((writer) => codec.write(writer, draft));
          assert.deepEqual(
            writtenBy((writer) => emitted.writeText(writer, draft, version)),
            was,
            message.name,
          );
        }),
        { numRuns: 4 },
      );
    }
  }
});

/** The draft with only some keys, one level down as well. */
function pick(body: Loose, keys: readonly string[]): Loose {
  const kept = keys.map((key) => {
    const value = body[key];
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [key, value];
    return [key, Object.fromEntries(Object.entries(value).filter((_, i) => (i + keys.length) % 2 === 0))];
  });
  return Object.fromEntries(kept);
}
