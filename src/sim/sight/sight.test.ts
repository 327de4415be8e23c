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
