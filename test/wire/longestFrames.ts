/**
 * The longest frames there can be, each made of the shortest thing that a reader might make something bigger of. Run in a
 * process of its own with little memory: that it ends is the test. Prints what came of each.
 */
import { correlator, decodeAsSent, decodeIncoming, decodeOutgoing, withCorrelator } from "../../src/wire/codec.ts";
import { PAYLOAD_BYTES_MAX } from "../../src/wire/framing.ts";

const bytesOf = (fields: string): Buffer => Buffer.from(fields.replaceAll("|", "\0"));

/** A text frame with a run as long as it can be between what stands before and behind it; a bar stands for NUL. */
function text(before: string, unit: string, behind: string): Uint8Array {
  const [head, tail] = [bytesOf(before), bytesOf(behind)];
  const room = PAYLOAD_BYTES_MAX - head.length - tail.length;
  const times = Math.floor(room / bytesOf(unit).length);
  return new Uint8Array(Buffer.concat([head, Buffer.alloc(times * bytesOf(unit).length, bytesOf(unit)), tail]));
}

/** A protobuf frame of one run of bytes again and again. */
function protobuf(rawId: number, ...unit: readonly number[]): Uint8Array {
  const times = Math.floor((PAYLOAD_BYTES_MAX - 4) / unit.length);
  return new Uint8Array(
    Buffer.concat([Buffer.from([0, 0, rawId >> 8, rawId & 255]), Buffer.alloc(times * unit.length, Buffer.from(unit))]),
  );
}

const FRAMES: readonly (readonly [what: string, answer: () => unknown])[] = [
  ["fields of an order, all empty", () => decodeIncoming(text("5|", "|", ""), 178)],
  ["text beyond ASCII", () => decodeIncoming(text("4\x002\x001\x00201|", "é", "||"), 178)],
  ["escaped text", () => decodeIncoming(text("4\x002\x001\x00201|", "\\u00e9", "||"), 178)],
  ["halves of escaped characters", () => decodeIncoming(text("4\x002\x001\x00201|", "\\ud83d", "||"), 178)],
  ["a price that is nearly a number", () => decodeIncoming(text("1\x006\x001\x001|", "9", "x\x000\x000|"), 178)],
  ["a size that is nearly a number", () => decodeIncoming(text("1\x006\x001\x001\x001|", "9", "x\x000|"), 178)],
  ["a size with zeros behind the point", () => decodeIncoming(text("1\x006\x001\x001\x001\x001.", "0", "\x000|"), 178)],
  ["bars that are all empty", () => decodeIncoming(text("17\x001\x00249999|", "|", ""), 200)],
  ["options", () => decodeOutgoing(text(`55|3|1|${"|".repeat(15)}`, "a=;", "|"), 168)],
  ["unknown protobuf fields", () => decodeIncoming(protobuf(205, 0x58, 0), 225)],
  ["unknown protobuf fields that are kept", () => decodeAsSent("in", protobuf(205, 0x58, 0), 225)],
  ["empty bars of protobuf", () => decodeIncoming(protobuf(217, 0x12, 0), 225)],
  ["empty orders of protobuf", () => decodeAsSent("in", protobuf(205, 0x1a, 0), 225)],
  ["legs of protobuf", () => decodeIncoming(protobuf(205, 0x12, 4, 0x9a, 1, 1, 0x38), 225)],
  ["beginnings of groups", () => decodeIncoming(protobuf(205, 0x5b), 225)],
  ["an id told again and again", () => correlator("in", protobuf(201, 0x08, 1), 225)],
  ["the same with a new id", () => withCorrelator("in", protobuf(201, 0x08, 1), 225, 7).length],
  ["a new id among other fields", () => withCorrelator("in", protobuf(201, 0x08, 1, 0x10, 1), 225, 7).length],
  ["a new id deep inside", () => withCorrelator("in", protobuf(205, 0x1a, 2, 0x10, 7), 225, 7).length],
];

for (const [what, answer] of FRAMES) {
  const started = performance.now();
  const shown = answer();
  const spent = (performance.now() - started).toFixed(0);
  console.log(`${what}: ${typeof shown === "object" ? shown?.constructor.name : String(shown)} in ${spent} ms`);
}
