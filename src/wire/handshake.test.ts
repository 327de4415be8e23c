/** The version exchange: what clients really send, and what is no client at all. */
import assert from "node:assert/strict";
import test from "node:test";
import { concat, utf8 } from "../base/bytes.ts";
import { clientHello, HelloError, HelloReader, negotiate, parseServerReply, serverReply } from "./handshake.ts";
import { store32 } from "./writer.ts";

function heard(...chunks: readonly Uint8Array[]): HelloReader {
  const reader = new HelloReader();
  for (const chunk of chunks) reader.push(chunk);
  return reader;
}

function announced(length: number, text: string): Uint8Array {
  const head = new Uint8Array(4);
  store32(head, 0, length);
  return concat([utf8("API\0"), head, utf8(text)]);
}

const hello = (text: string): Uint8Array => announced(text.length, text);

test("the hello of every known client is understood", () => {
  assert.deepEqual(heard(hello("v157..178")).result(), { min: 157, max: 178, options: "" });
  assert.deepEqual(heard(hello("v157..178 +PACEAPI")).result(), { min: 157, max: 178, options: "+PACEAPI" });
  assert.deepEqual(heard(hello("v176")).result(), { min: 176, max: 176, options: "" });
});

test("our own hello reads back, also in single bytes, and leaves what follows", () => {
  const bytes = concat([clientHello(157, 200, "+PACEAPI"), utf8("next")]);
  const reader = heard(...[...bytes].map((byte) => new Uint8Array([byte])));
  assert.deepEqual(reader.result(), { min: 157, max: 200, options: "+PACEAPI" });
  assert.deepEqual(reader.rest(), utf8("next"));
  assert.deepEqual(clientHello(176, 176), hello("v176"));
});

test("a hello is not judged before it is complete", () => {
  assert.equal(heard(hello("v157..178").subarray(0, 10)).result(), undefined);
  assert.equal(heard(utf8("AP")).result(), undefined);
});

test("what is no client is refused in clear words", () => {
  const refused = (bytes: Uint8Array): string => {
    const result = heard(bytes).result();
    assert(result instanceof HelloError);
    return result.reason;
  };
  assert.match(refused(utf8("GET / HTTP/1.1\r\n")), /expected "API" and NUL, got "GET/);
  assert.match(refused(announced(5_000, "")), /announces 5000 bytes/);
  assert.match(refused(announced(-1, "")), /announces -1 bytes/);
  assert.match(refused(hello("v200..157")), /v200\.\.157 is empty/);
  for (const text of ["", "157..178", "v", "v157..", "v157...178", "vx", "v157-178"]) {
    assert.match(refused(hello(text)), /is not a version range/, text);
  }
});

test("the highest version both sides know is chosen, or none", () => {
  const client = { min: 157, max: 178, options: "" };
  assert.equal(negotiate(157, 200, client), 178);
  assert.equal(negotiate(157, 170, client), 170);
  assert.equal(negotiate(179, 200, client), undefined);
  assert.equal(negotiate(100, 156, client), undefined);
});

test("the server's reply has exactly two fields and reads back", () => {
  const frame = serverReply(178, "20260105 10:11:12 UTC");
  assert.deepEqual(frame.subarray(4), utf8("178\x0020260105 10:11:12 UTC\0"));
  assert.deepEqual(parseServerReply(frame.subarray(4)), {
    serverVersion: 178,
    connectionTime: "20260105 10:11:12 UTC",
  });
});

test("a redirect and a third field are no version reply", () => {
  for (const text of ["-1\x0010.0.0.1:4001\0", "178\x00time\x00more\0", "178\x00time", "", "x\0y\0"]) {
    assert(parseServerReply(utf8(text)) instanceof HelloError, JSON.stringify(text));
  }
});
