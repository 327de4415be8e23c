import assert from "node:assert/strict";
import test from "node:test";
import { concat, fromUtf8, utf8 } from "../../base/bytes.ts";
import type { Instant, WallMs } from "../../base/time.ts";
import type { ConnId } from "../../model/ids.ts";
import { encodeOutgoing } from "../../wire/codec.ts";
import { clientHello } from "../../wire/handshake.ts";
import { HELLO_MS_MAX, Link, type LinkStep } from "./link.ts";

const WALL = 1_767_607_872_000 as WallMs;
const door = { id: "shared", host: "127.0.0.1", port: 4100, strategy: undefined, maxServerVersion: 200 };
const link = (): Link => new Link(1 as ConnId, door, "127.0.0.1:5", 0 as Instant);
const said = (l: Link, ...chunks: Uint8Array[]): LinkStep[] => chunks.flatMap((chunk) => [...l.received(chunk, WALL)]);
const startApi = (version: number): Uint8Array =>
  encodeOutgoing("startApi", { clientId: 11, optionalCapabilities: "" }, version) as Uint8Array;

test("the client's own maximum picks the version, and the reply has exactly two fields", () => {
  const l = link();
  const [reply] = said(l, clientHello(157, 178));
  assert.ok(reply?.kind === "reply");
  assert.equal(l.serverVersion, 178);
  assert.equal(fromUtf8(reply.bytes.subarray(4)), "178\u000020260105 10:11:12 UTC\u0000");
});

test("hello and startApi may come byte by byte or in one chunk", () => {
  const whole = concat([clientHello(100, 193), startApi(193)]);
  const inPieces = said(link(), ...Array.from(whole, (byte) => Uint8Array.of(byte)));
  assert.deepEqual(
    inPieces.map((s) => s.kind),
    ["reply", "startApi"],
  );
  assert.deepEqual(
    said(link(), whole).map((s) => s.kind),
    ["reply", "startApi"],
  );
});

test("only silence before the version frame is bounded", () => {
  const l = link();
  assert.equal(l.nextDeadline(), HELLO_MS_MAX);
  said(l, clientHello(157, 178));
  assert.equal(l.nextDeadline(), undefined);
});

const endings: readonly [string, readonly Uint8Array[], RegExp][] = [
  ["garbage instead of API", [utf8("GET / HTTP/1.1\r\n")], /expected "API"/],
  ["a range below ours", [clientHello(100, 150)], /100 to 150, this door 157 to 200/],
  ["a range above ours", [clientHello(213, 225)], /213 to 225/],
  ["a frame longer than 0xFFFFFF", [clientHello(157, 178), Uint8Array.of(1, 0, 0, 0)], /16777216 bytes/],
  ["a negative length", [clientHello(157, 178), Uint8Array.of(255, 255, 255, 255)], /-1 bytes/],
  [
    "a request before startApi",
    [clientHello(157, 178), encodeOutgoing("reqCurrentTime", {}, 178) as Uint8Array],
    /expected startApi, got reqCurrentTime/,
  ],
  [
    "a frame of 16 MiB before startApi that is never complete",
    [clientHello(157, 178), Uint8Array.of(0, 255, 255, 255), new Uint8Array(20_000)],
    /expected startApi, got the beginning of a frame of more than 16384 bytes/,
  ],
];
for (const [what, chunks, reason] of endings)
  test(`${what} closes that connection with a reason`, () => {
    const last = said(link(), ...chunks).at(-1);
    assert.ok(last?.kind === "close");
    assert.match(last.reason, reason);
  });

test("a frame that cannot be read after startApi is reported and the connection lives", () => {
  const l = link();
  said(l, clientHello(157, 178), startApi(178));
  const unknown = Uint8Array.of(0, 0, 0, 4, ...utf8("999\0"));
  assert.deepEqual(
    said(l, unknown, encodeOutgoing("reqCurrentTime", {}, 178) as Uint8Array).map((s) => s.kind),
    ["malformed", "request"],
  );
});

test("a second startApi is a request like any other: whoever knows the client answers it", () => {
  const steps = said(link(), clientHello(157, 178), startApi(178), startApi(178));
  assert.deepEqual(
    steps.map((s) => s.kind),
    ["reply", "startApi", "request"],
  );
});
