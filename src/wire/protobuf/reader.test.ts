import assert from "node:assert/strict";
import test, { suite } from "node:test";
import { ProtobufReader } from "./reader.ts";

suite("a length that points behind the end leaves the reader behind every end, not at the first byte:", () => {
  const BYTES = Uint8Array.of(1, 1, 1, 0x7f);
  const READS: Readonly<Record<string, (reader: ProtobufReader) => unknown>> = {
    "a text": (reader) => reader.string(),
    "a decimal": (reader) => reader.decimal(),
    "a map entry": (reader) => reader.entry(),
    "a mask": (reader) => reader.mask([1], 0),
    "a message": (reader) => reader.close(reader.length()),
  };
  for (const [what, read] of Object.entries(READS)) {
    for (const [how, bytes] of Object.entries({ short: BYTES, long: Uint8Array.of(1, 1, 1, 0xff, 0xff, 0x7f) })) {
      test(`${what} with a ${how} length`, () => {
        const reader = new ProtobufReader();
        reader.open(bytes, 3, bytes.length);
        read(reader);
        assert.deepEqual([reader.failed, reader.at > bytes.length], [true, true]);
      });
    }
  }
});

test("the maximum of 32 bits is unset where text has 32 bits and protobuf 64, and what exceeds it is refused", () => {
  const read = (...bytes: readonly number[]) => {
    const reader = new ProtobufReader();
    reader.open(Uint8Array.from(bytes), 0, bytes.length);
    return [reader.narrow(), reader.failed];
  };
  assert.deepEqual(read(0xff, 0xff, 0xff, 0xff, 0x07), [undefined, false]);
  assert.deepEqual(read(0xfe, 0xff, 0xff, 0xff, 0x07), [2_147_483_646, false]);
  assert.deepEqual(read(0x80, 0x80, 0x80, 0x80, 0x08)[1], true);
});
