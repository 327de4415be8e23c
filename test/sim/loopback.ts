/**
 * A simulated Gateway on a clock that the test moves, and raw clients of it, without any socket of the host.
 *
 * Everything happens inside the calls of the test: bytes arrive at once, time passes when it is told to, and the same
 * calls give the same bytes every time. What a client sees is what a TCP client would see: refused, accepted, bytes, end
 * or reset.
 */
import { assert, Bug } from "../../src/base/assert.ts";
import { concat } from "../../src/base/bytes.ts";
import { decimal } from "../../src/base/decimal.ts";
import type { WallMs } from "../../src/base/time.ts";
import type { Listener, ListenerOwner, Network, Socket, SocketOwner } from "../../src/io/io.ts";
import type { Terms } from "../../src/sim/broker/order.ts";
import { Directory } from "../../src/sim/exchange/directory/directory.ts";
import { PricePathError, parsePricePath } from "../../src/sim/exchange/tape/pricePath.ts";
import type { GatewayIo } from "../../src/sim/gateway/door/connection.ts";
import { type GatewayOptions, type RunningGateway, startGateway } from "../../src/sim/gateway/gateway.ts";
import {
  DecodeError,
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
import { ManualClock, MONDAY } from "./manualClock.ts";
import { line } from "./transcript.ts";

export const ACCOUNTS = ["DU1000001", "DU1000002"] as const;
export const AAPL = { symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
export const MSFT = { ...AAPL, symbol: "MSFT" };
/** AAPL at 255 and MSFT at 400, and so they stay. */
const STILL = "0,AAPL,254.99,255.01,255,500,500\n0,MSFT,399.99,400.01,400,500,500";
const PORT = 4002;

/** As `GatewayOptions`; prices as the text of a price path. */
export interface LoopbackOptions extends Partial<Omit<GatewayOptions, "priceFile">> {
  readonly prices?: string;
}

/** A Gateway with two accounts and two stocks whose prices stand still, on a Monday morning. */
export const still = (options: LoopbackOptions = {}): Loopback =>
  new Loopback(MONDAY, { accounts: ACCOUNTS, prices: STILL, ...options });

export class Loopback {
  readonly clock: ManualClock;
  readonly gateway: RunningGateway;
  readonly #net: Net;
  readonly #options: GatewayOptions;

  /** `wall`: what the clocks show at the beginning. */
  constructor(wall: WallMs, { prices, ...options }: LoopbackOptions = {}) {
    this.clock = new ManualClock(wall);
    this.#net = new Net(this.clock);
    const priceFile = prices === undefined ? undefined : pricePath(prices);
    this.#options = { host: "127.0.0.1", port: PORT, seed: 1, priceFile, ...options };
    this.gateway = startGateway(this.#io(), this.#options);
    this.clock.advance(0);
  }

  #io(): GatewayIo {
    return { clock: this.clock, network: this.#net, host: { log: () => {}, exit: () => {} } };
  }

  /** The next Gateway on this host, once the first is closed. */
  successor(): RunningGateway {
    const successor = startGateway(this.#io(), { ...this.#options, successorOf: this.gateway });
    this.clock.advance(0);
    return successor;
  }

  get wall(): WallMs {
    return this.clock.wall();
  }

  /** Whether somebody listens on the port. */
  get listening(): boolean {
    return this.#net.listener(PORT) !== undefined;
  }

  /** Lets time pass. */
  pass(ms = 50): void {
    this.clock.advance(ms);
  }

  /** A connection on which nothing was said; `refused` when nobody listens. */
  dial(): Client {
    return new Client(this.clock, this.#net.listener(PORT));
  }

  /** A client that has said hello and nothing else. */
  hello(serverVersion: number): Client {
    const client = this.dial();
    client.hello(serverVersion);
    return client;
  }

  /** A client that has said hello and startApi, whatever came of it. */
  connect(clientId = 1, serverVersion = 178): Client {
    const client = this.hello(serverVersion);
    client.send("startApi", { clientId, optionalCapabilities: "" });
    return client;
  }
}

function pricePath(text: string) {
  const path = parsePricePath(text, new Directory("always"));
  assert(!(path instanceof PricePathError), `${path}`);
  return path;
}

class Net implements Network {
  readonly #listeners = new Map<number, ListenerOwner>();
  readonly #clock: ManualClock;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  dial(): Socket {
    throw new Bug("a Gateway calls nobody");
  }

  listen(_host: string, port: number, owner: ListenerOwner): Listener {
    this.#listeners.set(port, owner);
    this.#clock.at(this.#clock.now(), () => owner.listening(port));
    return { close: () => this.#closed(port, owner) };
  }

  #closed(port: number, owner: ListenerOwner): void {
    if (this.#listeners.get(port) === owner) this.#listeners.delete(port);
  }

  listener(port: number): ListenerOwner | undefined {
    return this.#listeners.get(port);
  }
}

/** The terms of an order, with a quantity that is easily written. */
export type Wanted = Omit<Draft<Terms>, "totalQuantity"> & { readonly totalQuantity?: string };

export class Client implements Socket {
  readonly refused: boolean;
  readonly unsent = 0;
  /** `end` or `reset` once the connection is closed, by whichever side. */
  closed: "end" | "reset" | undefined;
  /** The pieces in which bytes arrived. */
  readonly chunks: Uint8Array[] = [];
  /** Everything that was told, as frames without their length; the first is the version reply. */
  readonly payloads: Uint8Array[] = [];
  /** What no frame can be. */
  broken: FrameError | undefined;
  serverVersion = 0;
  readonly #clock: ManualClock;
  readonly #frames = new Frames();
  readonly #owner: SocketOwner | undefined;
  readonly #told: Incoming[] = [];
  /** The first message that could not be read. */
  #unreadable: DecodeError | undefined;
  /** How many frames were looked at by `read`. */
  #read = 1;

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
      this.#heard(payload);
    }
  }

  #heard(payload: Uint8Array): void {
    if (this.payloads.push(payload) === 1) return;
    const message = decodeIncoming(payload, this.serverVersion);
    if (message instanceof DecodeError) this.#unreadable ??= message;
    else this.#told.push(message);
  }

  end(): void {
    this.#over("end");
  }

  reset(): void {
    this.#over("reset");
  }

  #over(how: "end" | "reset"): void {
    this.closed ??= how;
    this.#clock.at(this.#clock.now(), () => this.#owner?.closed(""));
  }

  pause(): void {}

  // ---------------------------------------------------------------- what a client does

  bytes(bytes: Uint8Array): void {
    if (this.closed === undefined) this.#owner?.received(bytes);
    this.#clock.advance(0);
  }

  hello(serverVersion = 178): void {
    this.serverVersion = serverVersion;
    this.bytes(clientHello(100, serverVersion));
  }

  send<N extends OutgoingName>(name: N, body: Draft<OutgoingBody<N>>): void {
    const frame = encodeOutgoing(name, body, this.serverVersion);
    assert(frame instanceof Uint8Array, `cannot be sent: ${frame}`);
    this.bytes(frame);
  }

  /** A frame as it was recorded, without its length. */
  sendPayload(payload: Uint8Array): void {
    const length = Uint8Array.of(payload.length >>> 24, payload.length >>> 16, payload.length >>> 8, payload.length);
    this.bytes(concat([length, payload]));
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

  /** Every message since the version reply, all of them readable; a test takes out what it has looked at. */
  get told(): Incoming[] {
    assert(this.broken === undefined && this.#unreadable === undefined, `${this.broken ?? this.#unreadable}`);
    return this.#told;
  }

  /** Everything since the last look; what cannot be read is an error of the codec. */
  read(): readonly (Incoming | DecodeError)[] {
    const fresh = this.payloads.slice(this.#read);
    this.#read = Math.max(this.#read, this.payloads.length);
    return fresh.map((payload) => decodeIncoming(payload, this.serverVersion));
  }

  /** Everything since the last look that could be read. */
  heard(): readonly Incoming[] {
    this.#read = Math.max(this.#read, this.payloads.length);
    return this.#told.splice(0);
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
}
