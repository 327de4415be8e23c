/**
 * The flood's source as a program: a relay between the daemon and the Gateway that adds ticks on the lines the daemon has
 * subscribed to, so many a second as the last number on its standard input says.
 *
 *     node bench/order-path/flood.ts GATEWAY_PORT        prints the port it listens on, and "lines N" when there are N
 *
 * Ticks go between the Gateway's frames. While the daemon does not take them, none are added.
 */
import net from "node:net";
import { createInterface } from "node:readline";
import { decimal } from "../../src/base/decimal.ts";
import { correlator, encodeIncoming, messageId, outgoingId } from "../../src/wire/codec.ts";
import { FrameError, Frames } from "../../src/wire/framing.ts";
import { HelloReader, parseServerReply } from "../../src/wire/handshake.ts";

const REQ_MKT_DATA = outgoingId("reqMktData");
const [LAST, VOLUME] = [4, 8];
const HUNDRED = decimal(100)!;
const EVERY_MS = 2;
const UNTAKEN_BYTES_MAX = 1_048_576;

let perSecond = 0;
createInterface({ input: process.stdin }).on("line", (line) => {
  perSecond = Number(line);
});

/** One tickPrice and one tickSize of every line, and how many ticks that is. */
interface Round {
  readonly bytes: Buffer;
  readonly ticks: number;
}

function roundOf(lines: readonly number[], version: number): Round {
  const frames = lines.flatMap((reqId) => [
    encodeIncoming("tickPrice", { reqId, tickType: LAST, price: 255.01, size: HUNDRED }, version),
    encodeIncoming("tickSize", { reqId, tickType: VOLUME, size: HUNDRED }, version),
  ]);
  return { bytes: Buffer.concat(frames), ticks: frames.length };
}

function serve(daemon: net.Socket, gatewayPort: number): void {
  const gateway = net.connect(gatewayPort, "127.0.0.1").setNoDelay(true);
  const hello = new HelloReader();
  const [out, back] = [new Frames(), new Frames()];
  const lines: number[] = [];
  let [greeted, version] = [false, 0];
  let round: Round = { bytes: Buffer.alloc(0), ticks: 0 };

  const asked = (payload: Uint8Array): void => {
    if (messageId(payload, version) !== REQ_MKT_DATA) return;
    lines.push(correlator("out", payload, version)!);
    round = roundOf(lines, version);
    console.log(`lines ${lines.length}`);
  };
  daemon.on("data", (chunk) => {
    gateway.write(chunk);
    if (greeted) out.push(chunk);
    else {
      hello.push(chunk);
      if (hello.result() === undefined) return;
      greeted = true;
      out.push(hello.rest());
    }
    for (const payload of payloads(out)) asked(payload);
  });
  gateway.on("data", (chunk) => {
    back.push(chunk);
    for (const payload of payloads(back)) {
      if (version === 0) version = agreed(payload);
      daemon.write(framed(payload));
    }
  });
  let [last, owed] = [performance.now(), 0];
  const timer = setInterval(() => {
    const now = performance.now();
    owed += ((now - last) * perSecond) / 1_000;
    last = now;
    if (perSecond === 0 || round.ticks === 0 || daemon.writableLength > UNTAKEN_BYTES_MAX) owed = 0;
    for (; owed >= round.ticks && round.ticks > 0; owed -= round.ticks) daemon.write(round.bytes);
  }, EVERY_MS);
  for (const [one, other] of [
    [daemon, gateway],
    [gateway, daemon],
  ] as const)
    one
      .on("error", () => {})
      .on("close", () => {
        clearInterval(timer);
        other.destroy();
      });
}

function* payloads(frames: Frames): Generator<Uint8Array> {
  for (let payload = frames.next(); payload !== undefined; payload = frames.next()) {
    if (payload instanceof FrameError) throw new Error(payload.reason);
    yield payload;
  }
}

function agreed(payload: Uint8Array): number {
  const reply = parseServerReply(payload);
  if ("reason" in reply) throw new Error(reply.reason);
  return reply.serverVersion;
}

function framed(payload: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(payload.length);
  return Buffer.concat([length, payload]);
}

const server = net.createServer({ noDelay: true }, (daemon) => serve(daemon, Number(process.argv[2])));
server.listen(0, "127.0.0.1", () => console.log(`port ${(server.address() as net.AddressInfo).port}`));
