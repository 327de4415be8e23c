/**
 * The emitted code of protobuf against the interpreter, for every message that has it, hot or not: what it takes on it reads
 * and writes the same; what it does not is left to the interpreter.
 */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import type { Loose } from "../../src/wire/condition.ts";
import { type AnyMessage, NEVER } from "../../src/wire/declare.ts";
import { MESSAGES } from "../../src/wire/declared.ts";
import { readProtobuf } from "../../src/wire/protobuf/read.ts";
import { ProtobufReader } from "../../src/wire/protobuf/reader.ts";
import { treeOf } from "../../src/wire/protobuf/tree.ts";
import { keepUnknown } from "../../src/wire/protobuf/unknown.ts";
import { writeProtobuf } from "../../src/wire/protobuf/write.ts";
import { ProtobufWriter } from "../../src/wire/protobuf/writer.ts";
import { bodyOf } from "./bodies.ts";
import { assertSame, type Emitted, emittedOf, pick } from "./emitted.ts";

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
      const read = readProtobuf(tree, payload, false, false);
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
