/** Bytes and connections that no client library makes: what a port meets that anybody can reach. */
import { concat, utf8 } from "../../base/bytes.ts";
import type { Prng } from "../../base/prng.ts";
import { seconds } from "../../base/time.ts";
import type { Socket } from "../../io/io.ts";
import { encodeOutgoing } from "../../wire/codec.ts";
import { clientHello } from "../../wire/handshake.ts";
import type { Bot } from "./bot.ts";
import { canary } from "./canary.ts";

/** When a connection that says nothing is given up by its own side. */
const PATIENCE_MS = seconds(40);
const OLDEST = 157;

const noise = (prng: Prng, length: number): Uint8Array => Uint8Array.from({ length }, () => prng.between(0, 255));

const lengthed = (length: number, payload: Uint8Array): Uint8Array =>
  concat([Uint8Array.of(length >>> 24, length >>> 16, length >>> 8, length), payload]);

/** A frame for a connection that has started: no message, a wrong length, or half of something. */
export function strangeFrame(prng: Prng): Uint8Array {
  const payload = noise(prng, prng.between(1, 60));
  return prng.pick([
    () => lengthed(payload.length, payload),
    () => lengthed(0, new Uint8Array(0)),
    () => lengthed(0xff_ff_ff_ff, payload),
    () => lengthed(0x7f_ff_ff_ff, payload),
    () => lengthed(1_000, payload),
    () => lengthed(6, utf8("9999\0\0")),
    () => lengthed(9, utf8("3\0x\0y\0\0\0z")),
  ])();
}

/** What a new connection says first. */
function opening(prng: Prng): Uint8Array {
  return prng.pick([
    () => new Uint8Array(0),
    () => utf8("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    () => clientHello(10, 20),
    () => clientHello(400, 500),
    () => utf8("API\0"),
    () => noise(prng, 200),
    () => lengthed(0x7f_ff_ff_ff, utf8("API\0")),
    () => clientHello(OLDEST, OLDEST),
    () => concat([clientHello(OLDEST, OLDEST), strangeFrame(prng)]),
    () => concat([clientHello(OLDEST, OLDEST), startApi(prng.between(500, 900), canary(prng))]),
  ])();
}

/** Under a client id that is nobody's, with a secret. */
function startApi(clientId: number, optionalCapabilities: string): Uint8Array {
  const frame = encodeOutgoing("startApi", { clientId, optionalCapabilities }, OLDEST);
  return frame instanceof Uint8Array ? frame : new Uint8Array(0);
}

/** Opens a connection, says something strange, and waits. */
export function strangeConnection(bot: Bot): void {
  const words = opening(bot.prng);
  const { host, port } = bot.part.door;
  const socket: Socket = bot.io.network.dial(host, port, {
    opened: () => socket.write(words),
    received: () => {},
    drained: () => {},
    closed: () => {},
  });
  bot.later(PATIENCE_MS, () => socket.reset());
}
