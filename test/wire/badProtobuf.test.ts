/**
 * Bad protobuf by name: tags, lengths and values that a hostile or broken peer can put into one frame, and the `DecodeError`
 * that answers each.
 */
import assert from "node:assert/strict";
import test, { suite } from "node:test";
import { correlator, DecodeError, decodeIncoming } from "../../src/wire/codec.ts";
import { type Answer, assertRefused, type Expected } from "./refused.ts";

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(" ", ""), "hex"));

/** A protobuf frame at 225 with that raw id. */
const protobuf = (rawId: number, hex: string): Answer =>
  decodeIncoming(bytesOf(rawId.toString(16).padStart(8, "0") + hex), 225);

const PROTOBUF: readonly (readonly [what: string, answer: () => Answer, expected: Expected])[] = [
  ["a tag that is cut", () => protobuf(205, "80"), ["openOrder", undefined, /ends inside this field/, "80"]],
  ["the field number 0", () => protobuf(205, "0001"), ["openOrder", undefined, /a tag is none/, "0001"]],
  [
    "an overlong tag",
    () => protobuf(205, "888080808000 01"),
    ["openOrder", undefined, /a tag is none/, "88808080800001"],
  ],
  [
    "an overlong varint",
    () => protobuf(205, "08 ffffffffffffffffffff 01"),
    ["openOrder", "orderId", /invalid varint/, "08ffffffffffffffffffff01"],
  ],
  [
    "a number where a message should be",
    () => protobuf(205, "1801"),
    ["openOrder", "order", /wire type 0 instead of 2/, "1801"],
  ],
  [
    "a message where a number should be",
    () => protobuf(205, "0a0178"),
    ["openOrder", "orderId", /wire type 2 instead of 0/, "0a0178"],
  ],
  ["the beginning of a group", () => protobuf(205, "5b 0801 5c"), ["openOrder", undefined, /wire type 3/, "5b08015c"]],
  ["the end of a group", () => protobuf(205, "5c"), ["openOrder", undefined, /wire type 4/, "5c"]],
  ["a wire type that there is not", () => protobuf(205, "5f"), ["openOrder", undefined, /wire type 7/, "5f"]],
  [
    "a million groups inside each other",
    () => protobuf(205, "5b".repeat(1_000_000)),
    ["openOrder", undefined, /wire type 3/, "5b".repeat(20)],
  ],
  [
    "groups among the flags of a tick",
    () => protobuf(299, `220c 120a ${"5b".repeat(10)}`),
    ["tickByTick", "mask", /wire type 3/, "5b".repeat(10)],
  ],
  [
    "a length beyond the end",
    () => protobuf(205, "1aff0108"),
    ["openOrder", "order", /a length points behind the end/, "1aff0108"],
  ],
  [
    "a length of 2^32 + 1, which is 1 to whoever reads 32 bits of it",
    () => protobuf(205, "1a 8180808010 08"),
    ["openOrder", "order", /a length points behind the end|ends inside/, "1a818080801008"],
  ],
  [
    "a length of ten bytes",
    () => protobuf(205, "1a 8180808080808080 8000 08"),
    ["openOrder", "order", /a length points behind the end/, "1a81808080808080808000 08".replace(" ", "")],
  ],
  [
    "an unknown field longer than the frame",
    () => protobuf(205, "5aff0101"),
    ["openOrder", undefined, /a length points behind the end/, "5aff0101"],
  ],
  [
    "a field that goes on behind the end of its message",
    () => protobuf(205, "1a022a05 4142434445"),
    ["openOrder", "order", /goes on behind the end of its message/, "2a054142434445"],
  ],
  [
    "a text that is not UTF-8",
    () => protobuf(205, "1a042a02c328"),
    ["openOrder", "order.action", /text is not UTF-8/, "\\xc3("],
  ],
  [
    "a long text that is not UTF-8",
    () => protobuf(205, `1a2a2a28${"41".repeat(39)}ff`),
    ["openOrder", "order.action", /text is not UTF-8/, `${"A".repeat(37)}...`],
  ],
  [
    "a quantity that is a word",
    () => protobuf(205, "1a0632046d616e79"),
    ["openOrder", "order.totalQuantity", /many is not what it should be/, "many"],
  ],
  [
    "a kind of tick that there is not",
    () => protobuf(299, "0801105b"),
    ["tickByTick", "tickType", /91 is not one of/, "91"],
  ],
  [
    "more elements than memory should hold",
    () => protobuf(217, "1200".repeat(250_001)),
    ["historicalData", "bars", /more than 250000 elements/, "1200"],
  ],
  [
    "more unknown fields than memory should hold",
    () => protobuf(205, "5800".repeat(250_001)),
    ["openOrder", undefined, /more than 250000 elements/, "5800"],
  ],
  ["an unknown raw id", () => protobuf(455, "0801"), [undefined, undefined, /unknown message id 455/, "455"]],
  ["the raw id 200", () => protobuf(200, "0801"), [undefined, undefined, /unknown message id 200/, "200"]],
];

suite("bad protobuf is answered with its message, field and token:", () => {
  for (const [what, answer, expected] of PROTOBUF)
    test(what, { timeout: 10_000 }, () => assertRefused(answer(), expected));
});

test("a frame that cannot be decoded for a length or tag beyond 32 bits has no id to route it by", () => {
  for (const field of ["1a 8180808010 08", "9880808010 01"]) {
    const payload = bytesOf(`000000cd 0805 ${field}`);
    assert(decodeIncoming(payload, 225) instanceof DecodeError);
    assert.equal(correlator("in", payload, 225), undefined);
  }
  assert.equal(correlator("in", bytesOf("000000cd 0805 1a 00"), 225), 5);
});
