/**
 * A tick's way: from the moment its bytes leave the Gateway's side to the moment the client has the frame.
 *
 * One run. This process holds a plain TCP relay in front of the simulated Gateway, through which the direct client, the
 * plain hop and the daemon connect; the relay notes when each tick passes, and the clients, in the same process and
 * on the same clock, note when it arrives. All paths therefore cross the same relay. The direct path needs no other
 * process to wake up, which is most of what a machine charges for a hop: the plain hop shows how much. A market data line keeps its order, so the n-th tick of a line at the relay is the n-th tick of that line at the client.
 */
import net from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { correlator, incomingId, messageId } from "../src/wire/codec.ts";
import { FrameError, Frames } from "../src/wire/framing.ts";
import { HelloError, parseServerReply } from "../src/wire/handshake.ts";
import { startDaemon, startGateway } from "../test/rig/rig.ts";
import { type Comparison, compare, figures, type Paths, rounds } from "./figures.ts";
import { startHop } from "./hop.ts";
import { Peer, VERSION } from "./peer.ts";

const PATHS = ["direct", "hop", "holdfast"] as const;
const ROUNDS = 7;
const ROUND_MS = 2_000;
const SYMBOLS = ["AAPL", "MSFT", "NVDA", "AMZN", "GOOGL", "META", "TSLA", "JPM", "SPY", "QQQ"];
const TICKS: ReadonlySet<number> = new Set([incomingId("tickPrice"), incomingId("tickSize")]);

export async function tickPath(): Promise<Comparison> {
  const gateway = await startGateway({ flags: ["--tick-ms", "50"] });
  const relay = await Relay.start(gateway.port);
  const daemon = await startDaemon({ gatewayPort: relay.port });
  const hop = await startHop(relay.port);
  const watchers: Paths<Watcher> = {
    direct: await Watcher.start(relay, 7, relay.port),
    hop: await Watcher.start(relay, 8, hop.port),
    holdfast: await Watcher.start(relay, 1, daemon.port, relay.stamps[0]),
  };
  await pause(500);
  const measured = rounds();
  for (let round = 0; round < ROUNDS; round++) {
    for (const path of PATHS) watchers[path].take();
    await pause(ROUND_MS);
    for (const path of PATHS) measured[path].push(figures(watchers[path].take()));
  }
  const result = compare("tick, Gateway to client", measured, daemon.child.pid);
  for (const path of PATHS) watchers[path].close();
  relay.close();
  await daemon.kill();
  for (const end of [hop, gateway]) await end.stop();
  return result;
}

/** When ticks passed, by line: a line is the n-th request id that carried ticks on a connection. */
class Stamps {
  readonly #lines = new Map<number, number[]>();

  note(reqId: number, at: number): void {
    const line = this.#lines.get(reqId);
    if (line === undefined) this.#lines.set(reqId, [at]);
    else line.push(at);
  }

  line(n: number): number[] {
    return [...this.#lines.values()][n] ?? [];
  }
}

/** Of a tick, in whichever form it has at that version. */
const tickReqId = (payload: Uint8Array, version: number): number | undefined =>
  TICKS.has(messageId(payload, version)) ? correlator("in", payload, version) : undefined;

/** The version in the Gateway's first frame. */
function agreed(payload: Uint8Array): number {
  const reply = parseServerReply(payload);
  if (reply instanceof HelloError) throw new Error(reply.reason);
  return reply.serverVersion;
}

class Relay {
  readonly #server: net.Server;
  /** One per connection, in the order they came: the daemon is first. */
  readonly stamps: Stamps[] = [];

  private constructor(gatewayPort: number) {
    this.#server = net.createServer((client) => this.#accepted(client, gatewayPort));
  }

  static async start(gatewayPort: number): Promise<Relay> {
    const relay = new Relay(gatewayPort);
    await new Promise<void>((resolve) => relay.#server.listen(0, "127.0.0.1", resolve));
    return relay;
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  #accepted(client: net.Socket, gatewayPort: number): void {
    const stamps = new Stamps();
    const frames = new Frames();
    let version = 0;
    this.stamps.push(stamps);
    const gateway = net.connect(gatewayPort, "127.0.0.1");
    for (const socket of [client, gateway]) socket.setNoDelay(true).on("error", () => {});
    client.on("data", (chunk) => gateway.write(chunk)).on("close", () => gateway.destroy());
    gateway.on("close", () => client.destroy());
    gateway.on("data", (chunk) => {
      const at = performance.now();
      client.write(chunk);
      frames.push(chunk);
      for (let payload = frames.next(); payload !== undefined; payload = frames.next()) {
        if (payload instanceof FrameError) throw new Error(payload.reason);
        const reqId = version === 0 ? undefined : tickReqId(payload, version);
        version ||= agreed(payload);
        if (reqId !== undefined) stamps.note(reqId, at);
      }
    });
  }

  close(): void {
    this.#server.close();
  }
}

class Watcher {
  readonly #peer: Peer;
  readonly #left: Stamps;
  readonly #arrived = new Map<number, number>();
  readonly #lineOf = new Map<number, number>();
  #samples: number[] = [];

  private constructor(peer: Peer, left: Stamps) {
    this.#peer = peer;
    this.#left = left;
    peer.onFrame = (_, payload) => {
      const reqId = tickReqId(payload, VERSION);
      if (reqId !== undefined) this.#tick(reqId, performance.now());
    };
  }

  /** Subscribes one symbol after the other, so that the lines' order is the same at the relay. */
  /** Its ticks pass the relay on the connection it opens there, or on the daemon's. */
  static async start(relay: Relay, clientId: number, port: number, stamps?: Stamps): Promise<Watcher> {
    const peer = await Peer.connect(port, clientId);
    const watcher = new Watcher(peer, stamps ?? relay.stamps.at(-1)!);
    for (const [i, symbol] of SYMBOLS.entries()) {
      peer.send("reqMktData", {
        reqId: 101 + i,
        contract: { symbol, secType: "STK", exchange: "SMART", currency: "USD" },
      });
      await pause(60);
    }
    return watcher;
  }

  #tick(reqId: number, at: number): void {
    if (!this.#lineOf.has(reqId)) this.#lineOf.set(reqId, this.#lineOf.size);
    const n = this.#arrived.get(reqId) ?? 0;
    this.#arrived.set(reqId, n + 1);
    const left = this.#left.line(this.#lineOf.get(reqId)!)[n];
    if (left !== undefined) this.#samples.push((at - left) * 1_000);
  }

  take(): number[] {
    const samples = this.#samples;
    this.#samples = [];
    return samples;
  }

  close(): void {
    this.#peer.close();
  }
}
