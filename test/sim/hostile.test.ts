/** Clients that mean harm, straight at the simulated Gateway: each harms its own connection and no other. */
import { deepEqual, equal } from "node:assert/strict";
import test from "node:test";
import { concat } from "../../src/base/bytes.ts";
import { Prng } from "../../src/base/prng.ts";
import { PAYLOAD_BYTES_MAX } from "../../src/wire/framing.ts";
import { clientHello } from "../../src/wire/handshake.ts";
import { greeted } from "./faults/scene.ts";
import { type Client, type Loopback, still } from "./loopback.ts";

/** Another client asks something, and it is answered. */
function isServed(scene: Loopback, other: Client): void {
  other.lines();
  other.send("reqPositions", {});
  scene.pass();
  deepEqual(other.lines(), ["positionEnd"]);
}

test("a thousand connections that stop in the middle of a hello or of a frame take no place from anybody", () => {
  const scene = still();
  const other = greeted(scene);
  const half = clientHello(100, 178).subarray(0, 9);
  const stopped = Array.from({ length: 500 }, () => scene.dial());
  const silent = Array.from({ length: 500 }, () => scene.hello(178));
  for (const client of stopped) client.bytes(half);
  for (const client of silent) client.bytes(Uint8Array.of(0, 0, 0, 9, 1));
  isServed(scene, other);
  equal(scene.connect(2).lines()[0], "managedAccounts");
  scene.pass(15_000);
  deepEqual([...new Set(stopped.map(({ closed }) => closed))], ["end"]);
  deepEqual([...new Set(silent.map(({ closed }) => closed))], [undefined]);
  for (const client of silent) client.leave("reset");
  isServed(scene, other);
});

test("the longest frame that may be, full of nothing, draws one error, in whatever pieces it comes", () => {
  const scene = still();
  const other = greeted(scene);
  const rude = greeted(scene, 2);
  const length = PAYLOAD_BYTES_MAX;
  rude.bytes(Uint8Array.of(length >>> 24, length >>> 16, length >>> 8, length));
  const piece = new Uint8Array(64 * 1_024);
  for (let sent = 0; sent < length; sent += piece.length) rude.bytes(piece.subarray(0, length - sent));
  scene.pass();
  deepEqual(rude.lines(), ["ERR -1 320"]);
  isServed(scene, other);
});

test("random bytes at any point of a connection end it or draw errors, and nobody else notices", () => {
  const scene = still();
  const other = greeted(scene);
  const prng = new Prng(7, "garbage");
  const garbage = (): Uint8Array => Uint8Array.from({ length: prng.between(1, 300) }, () => prng.between(0, 255));
  for (let round = 0; round < 200; round++) {
    const rude = [scene.dial(), scene.hello(178), scene.connect(2, prng.pick([100, 178, 225]))] as const;
    for (const client of rude) client.bytes(garbage());
    const framed = garbage();
    if (rude[2].closed === undefined)
      rude[2].bytes(concat([Uint8Array.of(0, 0, framed.length >>> 8, framed.length), framed]));
    for (const client of rude) client.leave(prng.pick(["end", "reset"]));
  }
  isServed(scene, other);
  equal(scene.gateway.connected().length, 1);
});
