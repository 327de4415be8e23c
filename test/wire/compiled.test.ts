/**
 * The emitted code against the interpreter: what is checked in is what the declarations emit, and for every message of the
 * protocol, hot or not, both read and write the same text and refuse the same. Protobuf has `compiledProtobuf.test.ts`.
 *
 * An emitted reader does not say what is wrong with a frame, only that something is; the codec asks the interpreter then. So
 * "the same" is: a body equal to the interpreter's, or none at all where the interpreter refuses.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import fc from "fast-check";
import type { Loose } from "../../src/wire/condition.ts";
import type { AnyMessage } from "../../src/wire/declare.ts";
import { MESSAGES } from "../../src/wire/declared.ts";
import { isFlat } from "../../src/wire/emit/inlineReader.ts";
import { emitFiles } from "../../src/wire/emit.ts";
import { codecOf } from "../../src/wire/interpret.ts";
import { type PlanStep, planOf } from "../../src/wire/plan.ts";
import { Reader } from "../../src/wire/reader.ts";
import { CEILING, FLOOR } from "../../src/wire/versions.ts";
import { Writer } from "../../src/wire/writer.ts";
import { bodyOf } from "./bodies.ts";
import { COMPILED } from "./emit.ts";
import { assertSame, type Emitted, emittedOf, pick } from "./emitted.ts";

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
