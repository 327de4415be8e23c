/** What a recording keeps of a connection, when its pieces come in unusual ways. */
import { deepEqual } from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { concat } from "../base/bytes.ts";
import { type WallMs, wallOf } from "../base/time.ts";
import { encodeIncoming, encodeOutgoing } from "../wire/codec.ts";
import { clientHello, serverReply } from "../wire/handshake.ts";
import { Recorder } from "./recorder.ts";
import type { Watcher } from "./wires.ts";

const VERSION = 178;
const wall = (): WallMs => wallOf(2026, 1, 5, 15, 0);
const hello = clientHello(100, VERSION);
const startApi = encodeOutgoing("startApi", { clientId: 1 }, VERSION) as Uint8Array;
const greeting = encodeIncoming("nextValidId", { orderId: 1 }, VERSION);
const reply = serverReply(VERSION, "20260105 15:00:00 GMT");

/** The types, or notes, of what is recorded of one connection. */
function recorded(t: TestContext, run: (connection: Watcher) => void): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "wire.jsonl");
  const recorder = new Recorder(file, { wall });
  run(recorder.watch());
  recorder.close();
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line)).map(({ type, note }) => type ?? note);
}

test("a request that came together with the hello is recorded behind the reply", (t) => {
  const types = recorded(t, (connection) => {
    connection.received(concat([hello, startApi]));
    connection.wrote(reply);
    connection.wrote(greeting);
  });
  deepEqual(types, ["hello", "handshake", "startApi", "nextValidId"]);
});

test("frames in pieces of one byte are recorded once, when they are whole", (t) => {
  const bytewise = (bytes: Uint8Array, take: (piece: Uint8Array) => void): void => {
    for (const byte of bytes) take(Uint8Array.of(byte));
  };
  const types = recorded(t, (connection) => {
    bytewise(hello, (piece) => connection.received(piece));
    bytewise(reply, (piece) => connection.wrote(piece));
    bytewise(startApi, (piece) => connection.received(piece));
    bytewise(greeting, (piece) => connection.wrote(piece));
  });
  deepEqual(types, ["hello", "handshake", "startApi", "nextValidId"]);
});

test("what is no frame is told in a note, and nothing of its connection follows", (t) => {
  const types = recorded(t, (connection) => {
    connection.received(hello);
    connection.wrote(reply);
    connection.received(Uint8Array.of(255, 255, 255, 255, 0));
    connection.received(startApi);
    connection.closed();
  });
  deepEqual([types.slice(0, 2), types.length], [["hello", "handshake"], 3]);
});
