/**
 * A simulated Gateway on a clock that the test moves, and raw clients of it, without any socket of the host.
 *
 * Everything happens inside the calls of the test: bytes arrive at once, time passes when it is told to. What a client
 * sees is what a TCP client would see: refused, accepted, bytes, end or reset.
 */
import { assert } from "../../src/base/assert.ts";
import { concat } from "../../src/base/bytes.ts";
import { decimal } from "../../src/base/decimal.ts";
import type { Listener, ListenerOwner, Network, Socket, SocketOwner } from "../../src/io/io.ts";
import type { Terms } from "../../src/sim/broker/order.ts";
import { Directory } from "../../src/sim/exchange/directory/directory.ts";
import { parsePricePath } from "../../src/sim/exchange/tape/pricePath.ts";
import { type GatewayOptions, type RunningGateway, startGateway } from "../../src/sim/gateway/gateway.ts";
import {
  type DecodeError,
  type Draft,
  decodeIncoming,
  encodeOutgoing,
  type Incoming,
  type IncomingBody,
  type IncomingName,
  type OutgoingBody,
  type OutgoingName,
} from "../../src/wire/codec.ts";
import { FrameError, Frames } from "../../src/wire/framing.ts";
import { clientHello, parseServerReply } from "../../src/wire/handshake.ts";
import { ManualClock } from "./manualClock.ts";
import { line } from "./transcript.ts";

export const ACCOUNTS = ["DU1000001", "DU1000002"] as const;
export const AAPL = { symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
export const MSFT = { ...AAPL, symbol: "MSFT" };
/** AAPL at 255 and MSFT at 400, and so they stay. */
const STILL = "0,AAPL,254.99,255.01,255,500,500\n0,MSFT,399.99,400.01,400,500,500";

class Net implements Network {
  readonly #listeners = new Map<number, ListenerOwner>();
  readonly #clock: ManualClock;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  dial(): Socket {
    throw new Error("the Gateway dials nobody");
  }

  listen(_host: string, port: number, owner: ListenerOwner): Listener {
    this.#listeners.set(port, owner);
    this.#clock.at(this.#clock.now(), () => owner.listening(port));
    return { close: () => void this.#listeners.delete(port) };
  }

  listener(port: number): ListenerOwner | undefined {
    return this.#listeners.get(port);
  }
}

export type Wanted = Omit<Draft<Terms>, "totalQuantity"> & { readonly totalQuantity?: string };

const PORT = 4002;

export class Scene {
  readonly clock = new ManualClock();
  readonly gateway: RunningGateway;
  readonly #net = new Net(this.clock);

  constructor(options: Partial<GatewayOptions> & { readonly prices?: string } = {}) {
    const { prices = STILL, ...rest } = options;
    const priceFile = parsePricePath(prices, new Directory("always"));
    assert(!("reason" in priceFile), `${priceFile}`);
    const io = { clock: this.clock, network: this.#net, host: { log: () => {}, exit: () => {} } };
    const fixed = { host: "127.0.0.1", port: PORT, seed: 1, accounts: ACCOUNTS, priceFile };
    this.gateway = startGateway(io, { ...fixed, ...rest });
    this.clock.advance(0);
  }

  wait(ms = 50): void {
    this.clock.advance(ms);
  }

  /** A connection on which nothing was said; `refused` when nobody listens. */
  connect(): Client {
    return new Client(this.clock, this.#net.listener(PORT));
  }

  /** A client that has said hello and startApi, whatever came of it. */
  client(clientId = 1, serverVersion = 178): Client {
    const client = this.connect();
    client.hello(serverVersion);
    client.send("startApi", { clientId, optionalCapabilities: "" });
    return client;
  }
}

export class Client implements Socket {
  readonly refused: boolean;
  readonly unsent = 0;
  /** `end` or `reset` once the Gateway closed the connection. */
  closed: "end" | "reset" | undefined;
  /** The pieces in which bytes arrived. */
  readonly chunks: Uint8Array[] = [];
  /** Everything that was told, as frames without their length. */
  readonly payloads: Uint8Array[] = [];
  /** What no frame can be. */
  broken: FrameError | undefined;
  serverVersion = 0;
  readonly #clock: ManualClock;
  readonly #frames = new Frames();
  readonly #owner: SocketOwner | undefined;
  #cursor = 1;

  constructor(clock: ManualClock, listener: ListenerOwner | undefined) {
    this.#clock = clock;
    this.refused = listener === undefined;
    this.#owner = listener?.accepted(this, "10.0.0.9:50000");
    clock.advance(0);
  }

  // ---------------------------------------------------------------- the Gateway's end of the connection

  write(bytes: Uint8Array): void {
    if (this.closed !== undefined) return;
    this.chunks.push(bytes.slice());
    this.#frames.push(bytes.slice());
    for (let payload = this.#frames.next(); payload !== undefined; payload = this.#frames.next()) {
      if (payload instanceof FrameError) {
        this.broken = payload;
        return;
      }
      this.payloads.push(payload);
    }
  }

  end(): void {
    this.closed ??= "end";
    this.#clock.at(this.#clock.now(), () => this.#owner?.closed(""));
  }

  reset(): void {
    this.closed ??= "reset";
    this.#clock.at(this.#clock.now(), () => this.#owner?.closed(""));
  }

  pause(): void {}

  // ---------------------------------------------------------------- what a client does

  bytes(bytes: Uint8Array): void {
    if (this.closed === undefined) this.#owner?.received(bytes);
    this.#clock.advance(0);
  }

  hello(serverVersion = 178): void {
    this.bytes(clientHello(100, serverVersion));
    this.serverVersion = serverVersion;
  }

  send<N extends OutgoingName>(name: N, body: Draft<OutgoingBody<N>>): void {
    const frame = encodeOutgoing(name, body, this.serverVersion);
    assert(frame instanceof Uint8Array, `cannot be sent: ${frame}`);
    this.bytes(frame);
  }

  place(orderId: number, { totalQuantity = "100", ...order }: Wanted = {}, contract = AAPL): void {
    const usual = { action: "BUY", orderType: "MKT", account: ACCOUNTS[0], transmit: true, exemptCode: -1 };
    const terms = { ...usual, ...order, totalQuantity: decimal(totalQuantity) };
    this.send("placeOrder", { orderId, contract, order: terms });
  }

  cancel(orderId: number): void {
    this.send("cancelOrder", { orderId });
  }

  /** Closes in good order, or dies without a word. */
  leave(how: "end" | "reset" = "end"): void {
    this.#owner?.closed(how === "end" ? "" : "ECONNRESET");
    this.closed ??= how;
    this.#clock.advance(0);
  }

  // ---------------------------------------------------------------- what it was told

  /** The version reply, once it came. */
  reply(): { readonly serverVersion: number; readonly connectionTime: string } | undefined {
    const [first] = this.payloads;
    if (first === undefined) return undefined;
    const reply = parseServerReply(first);
    return "reason" in reply ? undefined : reply;
  }

  /** Everything since the last look; what cannot be read is an error of the codec. */
  read(): readonly (Incoming | DecodeError)[] {
    const fresh = this.payloads.slice(this.#cursor);
    this.#cursor = Math.max(this.#cursor, this.payloads.length);
    return fresh.map((payload) => decodeIncoming(payload, this.serverVersion));
  }

  /** The same, without what could not be read. */
  heard(): readonly Incoming[] {
    return this.read().filter((message): message is Incoming => "name" in message);
  }

  /** The same, a short line each. */
  lines(): readonly string[] {
    return this.heard().map(line);
  }

  /** Bodies of one kind of message since the last look. */
  bodies<N extends IncomingName>(name: N): readonly IncomingBody<N>[] {
    return this.heard()
      .filter((message) => message.name === name)
      .map(({ body }) => body as IncomingBody<N>);
  }

  /** How many bytes came in all. */
  size(): number {
    return concat(this.chunks).length;
  }
}
