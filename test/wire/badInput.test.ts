/**
 * Bad input by name: what a hostile or broken peer can put into one frame, and the `DecodeError` that answers it.
 *
 * Each error names the message, the field and the token that was refused, costs no more than the frame is long, and leaves
 * no list behind. Protobuf has `badProtobuf.test.ts`; what nobody thought of is the business of `fuzz.test.ts`.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test, { suite } from "node:test";
import { fileURLToPath } from "node:url";
import { utf8 } from "../../src/base/bytes.ts";
import { DecodeError, decodeIncoming, decodeOutgoing, encodeIncoming } from "../../src/wire/codec.ts";
import { fieldsOf, payloadOf } from "../../src/wire/recording.ts";
import { type Answer, assertRefused, type Expected } from "./refused.ts";

const text = (version: number, ...fields: readonly string[]): Answer =>
  decodeIncoming(payloadOf(fields, version), version);

/** The fields of an openOrder with some of them changed; `at` counts from the message id. */
const order = { orderId: 7, action: "BUY", orderType: "LMT", transmit: true } as const;
const openOrder = (version: number): string[] =>
  fieldsOf(encodeIncoming("openOrder", { order }, version, { form: "text" }).subarray(4), version);

/** Bytes of a text frame with raw bytes in one field. */
function withBytes(fields: readonly string[], index: number, bytes: readonly number[]): Uint8Array {
  const parts = fields.map((field, i) => (i === index ? [...bytes, 0] : [...utf8(field), 0]));
  return Uint8Array.from(parts.flat());
}

const LONG_DIGITS = "9".repeat(200_000);
const managed = ["15", "1", "DU1"];

const TEXT: readonly (readonly [what: string, answer: () => Answer, expected: Expected])[] = [
  ["nothing at all", () => text(178), [undefined, undefined, /no message id/]],
  ["an empty id", () => text(178, "", "1"), [undefined, undefined, /no message id/, ""]],
  ["an id that is a word", () => text(178, "buy"), [undefined, undefined, /no message id/, "buy"]],
  ["a negative id", () => text(178, "-4"), [undefined, undefined, /no message id/, "-4"]],
  ["the id 0", () => text(178, "0"), [undefined, undefined, /unknown message id 0/, "0"]],
  ["an id beyond all messages", () => text(178, "9999"), [undefined, undefined, /unknown message id 9999/, "9999"]],
  [
    "an id of 200,000 digits",
    () => text(178, LONG_DIGITS),
    [undefined, undefined, /no message id/, `${"9".repeat(37)}...`],
  ],
  [
    "an id that only the other direction has",
    () => decodeOutgoing(payloadOf(["47"], 178), 178),
    [undefined, undefined, /unknown message id 47/, "47"],
  ],
  [
    "a raw id that is cut",
    () => decodeIncoming(Uint8Array.of(0, 0, 1), 201),
    [undefined, undefined, /no message id/, "\\x00\\x00\\x01"],
  ],
  [
    "a negative raw id",
    () => decodeIncoming(Uint8Array.of(255, 255, 255, 255), 201),
    [undefined, undefined, /no message id/, "\\xff\\xff\\xff\\xff"],
  ],
  [
    "a raw id of 2^31 - 1",
    () => decodeIncoming(Uint8Array.of(127, 255, 255, 255), 201),
    [undefined, undefined, /unknown message id 2147483647/, "2147483647"],
  ],
  [
    "a message as text that has only protobuf",
    () => decodeOutgoing(payloadOf(["107", "1"], 225), 225),
    ["cancelHistoricalTicks", undefined, /no text form/],
  ],
  ["a truncated message", () => text(178, "9", "1"), ["nextValidId", "orderId", /ends before this field/]],
  [
    "a last field without its NUL",
    () => decodeIncoming(payloadOf(["9", "1", "55"], 178).slice(0, -1), 178),
    ["nextValidId", undefined, /does not end in NUL/, "55"],
  ],
  ["surplus fields", () => text(178, "9", "1", "5", "6", "7"), ["nextValidId", undefined, /2 surplus fields/, "6"]],
  ["a word for a number", () => text(178, "9", "1", "five"), ["nextValidId", "orderId", /not a whole number/, "five"]],
  ["a fraction for an id", () => text(178, "9", "1", "1.5"), ["nextValidId", "orderId", /not a whole number/, "1.5"]],
  [
    "an id beyond 32 bits",
    () => text(178, "9", "1", "2147483648"),
    ["nextValidId", "orderId", /exceeds 32 bits/, "2147483648"],
  ],
  [
    "an id beyond 2^53",
    () => text(178, "9", "1", "9007199254740993"),
    ["nextValidId", "orderId", /exceeds 2\^53/, "9007199254740993"],
  ],
  [
    "a price that is not a number",
    () => text(178, "1", "6", "1", "1", "NaN", "3", "0"),
    ["tickPrice", "price", /not a number/, "NaN"],
  ],
  [
    "a price beyond a double",
    () => text(178, "1", "6", "1", "1", "1e999", "3", "0"),
    ["tickPrice", "price", /exceeds a double/, "1e999"],
  ],
  [
    "a price of 200,000 digits and a letter, in time that grows with its length",
    () => text(178, "1", "6", "1", "1", `${LONG_DIGITS}x`, "3", "0"),
    ["tickPrice", "price", /not a number/, `${"9".repeat(37)}...`],
  ],
  [
    "a size that is not a number",
    () => text(178, "1", "6", "1", "1", "2", "many", "0"),
    ["tickPrice", "size", /not a decimal number/, "many"],
  ],
  [
    "a size with an exponent that would fill the memory",
    () => text(178, "1", "6", "1", "1", "2", "1e9999", "0"),
    ["tickPrice", "size", /not a decimal number/, "1e9999"],
  ],
  [
    "a count of 10^9",
    () => text(178, "93", "26", "1000000000", "0.0", "0.01"),
    ["marketRule", "priceIncrements", /does not fit the rest of the frame/, "1000000000"],
  ],
  [
    "a negative count",
    () => text(178, "93", "26", "-1", "0.0", "0.01"),
    ["marketRule", "priceIncrements", /does not fit the rest of the frame/, "-1"],
  ],
  [
    "a count one too high",
    () => text(178, "93", "26", "2", "0.0", "0.01"),
    ["marketRule", "priceIncrements[1].lowEdge", /ends before this field/],
  ],
  [
    "a count that fits only because the frame is padded with empty fields",
    () => decodeIncoming(utf8(`93\0${26}\0${300_000}\0${"\0".repeat(600_000)}`), 178),
    ["marketRule", "priceIncrements", /more than 250000 elements/, "300000"],
  ],
  [
    "a kind of tick that there is not",
    () => text(178, "99", "1", "9", "0"),
    ["tickByTick", "tickType", /is not one of 0, 1, 2, 3, 4/, "9"],
  ],
  [
    "bytes that are not UTF-8",
    () => decodeIncoming(withBytes(managed, 2, [0x44, 0xff, 0x55]), 178),
    ["managedAccounts", "accountsList", /not UTF-8/, "D\\xffU"],
  ],
  [
    "more than 24 bytes that are not UTF-8",
    () => decodeIncoming(withBytes(managed, 2, [...Array<number>(30).fill(0x41), 0xc3]), 178),
    ["managedAccounts", "accountsList", /not UTF-8/, `${"A".repeat(30)}\\xc3`],
  ],
  [
    "a surrogate as bytes",
    () => decodeIncoming(withBytes(managed, 2, [0xed, 0xa0, 0x80]), 178),
    ["managedAccounts", "accountsList", /not UTF-8/, "\\xed\\xa0\\x80"],
  ],
  [
    "bytes that are not UTF-8 where a number should be",
    () => decodeIncoming(withBytes(["9", "1", "5"], 2, [0x35, 0x80]), 178),
    ["nextValidId", "orderId", /not a whole number/, "5\\x80"],
  ],
  [
    "escape sequences for a terminal",
    () => text(178, "9", "1", "\x1b[2J\n"),
    ["nextValidId", "orderId", /^"\\x1b\[2J\\x0a" is not a whole number$/, "\\x1b[2J\\x0a"],
  ],
];

suite("bad text is answered with its message, field and token:", () => {
  for (const [what, answer, expected] of TEXT) test(what, { timeout: 10_000 }, () => assertRefused(answer(), expected));
});

test("each list of an order is bounded for itself: a count of 10^9 behind lists that fit is refused by its name", () => {
  const fields = openOrder(178);
  const refused = fields.flatMap((field, at) => {
    if (field !== "0") return [];
    const answer = text(178, ...fields.with(at, "1000000000"));
    return answer instanceof DecodeError && /does not fit/.test(answer.reason) ? [answer.field] : [];
  });
  assert.deepEqual(refused, [
    "contract.comboLegs",
    "order.orderComboLegs",
    "order.smartComboRoutingParams",
    "order.conditions",
  ]);
});

test("an order cut behind any field is refused, and the field that is missing is named", () => {
  const fields = openOrder(178);
  const named = new Set<string>();
  for (let length = 1; length < fields.length; length++) {
    const answer = text(178, ...fields.slice(0, length));
    assert(answer instanceof DecodeError, `${length} fields`);
    assert.equal(answer.messageName, "openOrder");
    assert.match(answer.reason, /^the frame ends before this field$/);
    named.add(answer.field ?? "");
  }
  const twiceOnTheWire = ["order.trailStopPrice"];
  assert.equal(named.size, fields.length - 1 - twiceOnTheWire.length);
});

test("half of an escaped character is no character, and stays as it was sent", () => {
  const answer = text(178, "4", "2", "7", "201", String.raw`\u12 \ud83d\u0041 \ud83d\ude00 \u00e9`, "");
  assert(!(answer instanceof DecodeError) && answer.name === "error");
  assert.equal(answer.body.errorMsg, String.raw`\u12 \ud83dA 😀 é`);
});

test("the longest frames, of whatever could become bigger than they are, are answered in 256 MiB of memory", (context) => {
  const script = fileURLToPath(new URL("longestFrames.ts", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--max-old-space-size=256", script], {
    encoding: "utf8",
    timeout: 120_000,
  });
  assert.equal(status, 0, stderr);
  for (const line of stdout.trim().split("\n")) context.diagnostic(line);
});
