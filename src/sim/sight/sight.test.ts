/** What one connection says, read without our codec: handshake, forms, cuts and garbage, on bytes written by hand. */
import assert from "node:assert/strict";
import test from "node:test";
import { concat, utf8 } from "../../base/bytes.ts";
import type { Frame } from "./frame.ts";
import { type Seen, type Side, Sight } from "./sight.ts";

const framed = (payload: Uint8Array): Uint8Array => {
  const { length } = payload;
  return concat([Uint8Array.of(length >> 24, length >> 16, length >> 8, length), payload]);
};
const text = (...fields: readonly (string | number)[]): Uint8Array =>
  framed(utf8(fields.map((field) => `${field}\0`).join("")));
const raw = (id: number, ...body: readonly number[]): Uint8Array => framed(Uint8Array.of(0, 0, id >> 8, id, ...body));
const hello = (range: string): Uint8Array => concat([utf8("API\0"), framed(utf8(range))]);

/** A connection whose handshake is over. */
function agreed(version: number, wants?: ReadonlySet<Frame["name"]>): Sight {
  const sight = new Sight(wants);
  assert.deepEqual(sight.read("client", hello("v157..225")), []);
  assert.deepEqual(sight.read("server", text(version, "20260105 10:11:12 EST")), []);
  return sight;
}

const shown = (seen: readonly Seen[]): (Frame | string)[] =>
  seen.map((one) => ("fault" in one ? one.fault : one.frame));
const read = (sight: Sight, from: Side, ...parts: readonly Uint8Array[]): (Frame | string)[] =>
  shown(sight.read(from, concat(parts)));

test("a client says who it is, in text with its id as text or raw, and in protobuf", () => {
  const startApi = { name: "startApi", clientId: 7 };
  for (const [version, frame] of [
    [178, text(71, 2, 7, "")],
    [201, raw(71, 0x32, 0, 0x37, 0, 0)],
    [225, raw(271, 0x08, 7)],
  ] as const) {
    const sight = agreed(version);
    assert.equal(sight.serverVersion, version);
    assert.equal(sight.clientId, undefined);
    assert.deepEqual(read(sight, "client", frame), [startApi]);
    assert.equal(sight.clientId, 7);
  }
});

test("numbers in protobuf have a sign and more than 32 bits", () => {
  const status = raw(203, 0x08, ...Array.from({ length: 9 }, () => 0xff), 1, 0x30, 0x80, 0xe4, 0x97, 0xd0, 0x12);
  const [frame] = read(agreed(225), "server", status);
  assert.partialDeepStrictEqual(frame, { name: "orderStatus", orderId: -1, permId: 5_000_000_000 });
});

test("a frame above the raw ids says by its id whether it is protobuf", () => {
  const sight = agreed(203);
  const nextValidId = { name: "nextValidId", orderId: 9 };
  assert.deepEqual(read(sight, "server", raw(9, 0x31, 0, 0x39, 0), raw(209, 0x08, 9)), [nextValidId, nextValidId]);
});

test("what says unset in text is none", () => {
  const doubleUnset = "1.7976931348623157E308";
  const contract = [265598, "AAPL", "STK", "", "", "", "", "SMART", "", "USD", "", "", "", ""];
  const order = ["BUY", "2147483647", "LMT", doubleUnset, "", "DAY", "", "DU1", "", 0, "key/1", 1, 0];
  const rest = Array.from({ length: 90 }, () => "");
  const [frame] = read(agreed(178), "client", text(3, 5, ...contract, ...order, ...rest));
  assert.partialDeepStrictEqual(frame, {
    name: "placeOrder",
    orderId: 5,
    symbol: "AAPL",
    totalQuantity: "",
    lmtPrice: undefined,
    auxPrice: undefined,
    account: "DU1",
    orderRef: "key/1",
    transmit: true,
  });
  assert.deepEqual(
    read(agreed(178), "server", text(61, 3, "DU1", ...contract.slice(0, 11), "9223372036854775807", 0)),
    [{ name: "position", account: "DU1", conId: 265598, symbol: "AAPL", position: "" }],
  );
});

test("quantities stay the text they are, accounts are those between the commas, an error's escapes are read", () => {
  const sight = agreed(178);
  const status = text(3, 5, "Filled", "1.50", "0E-8", "Infinity", 77, 0, 1, 2, "", 0);
  assert.partialDeepStrictEqual(read(sight, "server", status)[0], {
    filled: "1.50",
    remaining: "0E-8",
    avgFillPrice: Number.POSITIVE_INFINITY,
  });
  const accounts = { name: "managedAccounts", accounts: ["DU1", "DU2"] };
  assert.deepEqual(read(sight, "server", text(15, 1, "DU1,DU2,")), [accounts]);
  const error = { name: "error", id: -1, code: 201, text: "ä\\n" };
  assert.deepEqual(read(sight, "server", text(4, 2, -1, 201, "\\u00e4\\n", "")), [error]);
});

test("requests say their number, ends say which end they are", () => {
  const sight = agreed(178);
  const requests = [text(9, 8, 4, "rest"), text(20, 5, "rest"), text(61, 1), text(58, 1)];
  assert.deepEqual(read(sight, "client", ...requests), [
    { name: "request", id: 9, reqId: 4 },
    { name: "request", id: 20, reqId: 5 },
    { name: "request", id: 61, reqId: undefined },
    { name: "reqGlobalCancel" },
  ]);
  assert.deepEqual(read(sight, "server", text(55, 1, 7), text(53, 1)), [
    { name: "end", id: 55, reqId: 7 },
    { name: "end", id: 53, reqId: undefined },
  ]);
});

test("a request for market data says what it is for, with legs and without", () => {
  const contract = ["", "", "", "", "SMART", "", "USD", "", ""];
  const plain = text(1, 11, 4, 265598, "AAPL", "STK", ...contract, 0, "233", 0, 0, "");
  const legs = [2, 1, 1, "BUY", "SMART", 2, 1, "SELL", "SMART"];
  const combo = text(1, 11, 5, 0, "SPY", "BAG", ...contract, ...legs, 0, "", 1, 0, "");
  assert.deepEqual(read(agreed(178), "client", plain, combo), [
    { name: "request", id: 1, reqId: 4, conId: 265598, symbol: "AAPL", snapshot: false },
    { name: "request", id: 1, reqId: 5, conId: 0, symbol: "SPY", snapshot: true },
  ]);
});

test("a frame that nobody wants is only its id, whatever is in it", () => {
  const sight = agreed(178, new Set(["nextValidId"]));
  const seen = sight.read("server", concat([text(3, "no order"), text(1, "x"), text(9, 1, 5)]));
  assert.deepEqual(shown(seen), [
    { name: "other", id: 3 },
    { name: "other", id: 1 },
    { name: "nextValidId", orderId: 5 },
  ]);
  assert.equal(sight.read("server", text(1, "y"))[0], seen[1], "ticks share one record");
  sight.read("client", text(71, 2, 3, ""));
  assert.equal(sight.clientId, 3, "who it is, is read in any case");
});

// ---------------------------------------------------------------- cuts

const CONVERSATION: readonly (readonly [Side, Uint8Array])[] = [
  ["client", hello("v157..178 +PACEAPI")],
  ["server", text(178, "20260105 10:11:12 Eastern European Time")],
  ["client", concat([text(71, 2, 7, ""), text(4, 1, 5, "")])],
  ["server", concat([text(15, 1, "DU1"), text(9, 1, 1), text(1, "tick"), text(55, 1, 3)])],
  ["client", text(58, 1)],
];

/** What is seen when each part comes in pieces, with the payloads as they were at that moment. */
function piecewise(pieces: (bytes: Uint8Array) => Uint8Array[]): { seen: unknown[]; sight: Sight } {
  const sight = new Sight();
  const seen = CONVERSATION.flatMap(([from, bytes]) =>
    pieces(bytes).flatMap((piece) => {
      // What the writer does with its bytes afterwards is its own affair.
      const borrowed = piece.slice();
      const now = sight.read(from, borrowed).map((one) => ("fault" in one ? one : [one.frame, one.bytes.slice()]));
      borrowed.fill(0xff);
      return now;
    }),
  );
  return { seen, sight };
}

test("a conversation is the same however it is cut", () => {
  const { seen: whole } = piecewise((bytes) => [bytes]);
  assert.equal(whole.length, 7);
  assert.deepEqual(piecewise((bytes) => Array.from(bytes, (byte) => Uint8Array.of(byte))).seen, whole);
  for (let at = 0; at < 100; at++) {
    const { seen, sight } = piecewise((bytes) => [bytes.subarray(0, at), bytes.subarray(at)]);
    assert.deepEqual(seen, whole, `cut at ${at}`);
    assert.equal(sight.pending("client") + sight.pending("server"), 0);
  }
});

test("a cut frame is pending until its last byte", () => {
  const sight = agreed(178);
  const frame = text(58, 1);
  sight.read("client", concat([frame, frame.subarray(0, 6)]));
  assert.equal(sight.pending("client"), 6);
  assert.deepEqual(read(sight, "client", frame.subarray(6), frame.subarray(0, 1)), [{ name: "reqGlobalCancel" }]);
  assert.equal(sight.pending("client"), 1);
});

test("the longest frame there can be is gathered from pieces", () => {
  const sight = agreed(178);
  const frame = text(4, 2, -1, 100, "x".repeat(0xffffff - 12));
  assert.equal(frame.length, 4 + 0xffffff);
  for (let at = 0; at < frame.length - 1; at += 100_000) {
    assert.deepEqual(sight.read("server", frame.subarray(at, Math.min(at + 100_000, frame.length - 1))), []);
  }
  const [error] = read(sight, "server", frame.subarray(-1), text(9, 1, 5).subarray(0, 7));
  assert.equal((error as { text: string }).text.length, 0xffffff - 12);
  assert.deepEqual(read(sight, "server", text(9, 1, 5).subarray(7)), [{ name: "nextValidId", orderId: 5 }]);
});

// ---------------------------------------------------------------- garbage

test("a length that is none is said once and ends that direction, not the other", () => {
  for (const length of [
    [0x01, 0, 0, 0],
    [0xff, 0xff, 0xff, 0xff],
    [0x80, 0, 0, 0],
  ]) {
    const sight = agreed(178);
    const [good, bad, ...behind] = read(sight, "server", text(9, 1, 5), Uint8Array.from(length), text(9, 1, 6));
    assert.deepEqual(good, { name: "nextValidId", orderId: 5 });
    assert.match(String(bad), /^a frame announces -?\d+ bytes$/);
    assert.deepEqual([...behind, ...read(sight, "server", text(9, 1, 7))], []);
    assert.deepEqual(read(sight, "client", text(58, 1)), [{ name: "reqGlobalCancel" }]);
  }
});

test("a frame without an id is a fault, and the next one is read", () => {
  const nextValidId = { name: "nextValidId", orderId: 5 };
  const empty = framed(new Uint8Array(0));
  const none = "a frame without a message id";
  const inText = read(agreed(178), "server", empty, text(""), text("x"), framed(utf8("12")), text(9, 1, 5));
  assert.deepEqual(inText, [none, none, none, none, nextValidId]);
  const ids = [empty, framed(Uint8Array.of(0, 0, 1)), framed(Uint8Array.of(0xff, 0, 0, 0)), raw(209, 0x08, 5)];
  assert.deepEqual(read(agreed(225), "server", ...ids), [none, none, none, nextValidId]);
});

test("a field that is not what it should be is a fault that names it", () => {
  const fault = (version: number, from: Side, frame: Uint8Array): string =>
    String(read(agreed(version), from, frame)[0]);
  assert.equal(fault(178, "server", text(9, 1, "five")), 'nextValidId: orderId: "five" is not a whole number');
  assert.equal(fault(178, "server", text(9, 1)), "nextValidId: the frame ends before its last field");
  assert.equal(fault(178, "server", framed(utf8("9\x001\x005"))), "nextValidId: the last field has no end");
  assert.equal(fault(178, "server", text(59, 1, "x", "1,5")), 'commissionReport: commission: "1,5" is not a number');
  const status = text(3, 5, "Filled", "all", 0, 0, 0, 0, 0, 0, "");
  assert.equal(fault(178, "server", status), 'orderStatus: filled: "all" is not a quantity');
  assert.equal(
    fault(178, "server", framed(Uint8Array.of(0x39, 0, 0x31, 0, 0xc3, 0))),
    "nextValidId: a field is not UTF-8",
  );
  const legs = Array.from({ length: 33 }, (_, i) => (i === 2 ? "BAG" : ""));
  assert.equal(fault(178, "client", text(3, 5, ...legs, "-1", "")), 'placeOrder: "-1" elements follow');
  assert.equal(
    fault(178, "client", text(3, 5, ...legs, "99999999")),
    "placeOrder: the frame ends before its last field",
  );
});

test("protobuf that is none is a fault", () => {
  const fault = (...body: readonly number[]): string => String(read(agreed(225), "server", raw(205, ...body))[0]);
  assert.equal(fault(0x0a, 1, 0x78), "openOrder: wire type 2 instead of 0");
  assert.equal(fault(0x08, 0xff), "openOrder: a number has no end");
  assert.equal(fault(0x08, ...Array.from({ length: 10 }, () => 0xff), 1), "openOrder: a number has no end");
  assert.equal(fault(0x1a, 5, 0x08), "openOrder: a field ends behind its message");
  assert.equal(fault(0x1a, 2, 0x62, 9, 0x44), "openOrder: a field ends behind its message");
  assert.equal(fault(0x18, 5), "openOrder: wire type 0 where a message should be");
  assert.equal(fault(0x1a, 3, 0x2a, 1, 0xc3), "openOrder: text is not UTF-8");
  assert.equal(fault(0x1a, 3, 0x32, 1, 0x61), 'openOrder: totalQuantity: "a" is not a quantity');
  assert.equal(fault(0x3b), "openOrder: wire type 3");
  assert.equal(fault(0x39, 0, 0), "openOrder: a field ends behind its message");
  const unknown = [0x38, 0x80, 1, 0x39, 0, 0, 0, 0, 0, 0, 0, 0, 0x3d, 0, 0, 0, 0, 0x3a, 1, 0x78, 0x08, 5];
  const [frame] = read(agreed(225), "server", raw(205, ...unknown));
  assert.partialDeepStrictEqual(frame, { name: "openOrder", orderId: 5, lmtPrice: undefined, account: "" });
});

test("a server's time may be garbled: its version says how to read on", () => {
  const sight = new Sight();
  assert.deepEqual(read(sight, "client", hello("v157..225")), []);
  const garbled = framed(Uint8Array.of(...utf8("178\0"), 0x32, 0xba, 0x35, 0));
  assert.deepEqual(read(sight, "server", garbled), []);
  assert.partialDeepStrictEqual(read(sight, "client", text(71, 2, 7, "")), [{ name: "startApi", clientId: 7 }]);
});

test("what opens a connection must be an opening", () => {
  const opened = (from: Side, ...parts: readonly Uint8Array[]): (Frame | string)[] => read(new Sight(), from, ...parts);
  assert.deepEqual(opened("client", utf8("GET / HTTP/1.1")), ["the client does not open with API and NUL"]);
  assert.deepEqual(opened("client", hello("v157..x")), ["the client's versions are none"]);
  assert.deepEqual(opened("client", hello("v157"), text(71, 2, 0, "")), [
    "a message before the server's version is known",
  ]);
  assert.deepEqual(opened("server", text(-1, "elsewhere:4001")), ["the server's reply is no version and time"]);
  assert.deepEqual(opened("server", text(178)), ["the server's reply is no version and time"]);
  assert.deepEqual(opened("server", text(156, "20260105 10:11:12 EST"), text(9, 1, 5)), [
    "server version 156 is older than any we read",
  ]);
});
