/**
 * The simulated Gateway on a clock that a test moves, with clients in the same process: no sockets, no threads, so a
 * recorded session can be played in lock-step and gives the same bytes every time.
 */
import { assert, Bug } from "../../../src/base/assert.ts";
import { Prng } from "../../../src/base/prng.ts";
import type { Instant, WallMs } from "../../../src/base/time.ts";
import type { ListenerOwner, Socket, SocketOwner } from "../../../src/io/io.ts";
import { Directory } from "../../../src/sim/exchange/directory/directory.ts";
import { PricePathError, parsePricePath } from "../../../src/sim/exchange/tape/pricePath.ts";
import { type GatewayOptions, type RunningGateway, startGateway } from "../../../src/sim/gateway/gateway.ts";
import { Timeline } from "../../../src/sim/world/clock.ts";
import {
  DecodeError,
  type Draft,
  decodeIncoming,
  encodeOutgoing,
  type Incoming,
  type OutgoingBody,
  type OutgoingName,
} from "../../../src/wire/codec.ts";
import { FrameError, Frames } from "../../../src/wire/framing.ts";
import { clientHello, parseServerReply } from "../../../src/wire/handshake.ts";

/** As `GatewayOptions`; prices as the text of a price path. */
export interface LoopbackOptions extends Partial<Omit<GatewayOptions, "priceFile">> {
  readonly prices?: string;
}

export class Loopback {
  readonly gateway: RunningGateway;
  readonly #timeline: Timeline;
  #listener: ListenerOwner | undefined;

  /** `wall`: what the clocks show at the beginning. */
  constructor(wall: WallMs, { prices, ...options }: LoopbackOptions = {}) {
    this.#timeline = new Timeline(new Prng(options.seed ?? 1, "ties"), wall);
    const priceFile = prices === undefined ? undefined : pricePath(prices);
    this.gateway = startGateway(this.#io(), { host: "127.0.0.1", port: 4002, seed: 1, priceFile, ...options });
  }

  #io(): Parameters<typeof startGateway>[0] {
    const timeline = this.#timeline;
    const at = (when: Instant, run: () => void): (() => void) => {
      const event = timeline.schedule(Math.max(0, when - timeline.now), run);
      return () => timeline.forget(event);
    };
    const listen = (_host: string, port: number, owner: ListenerOwner) => {
      this.#listener = owner;
      timeline.schedule(0, () => owner.listening(port));
      return { close: () => this.#closed(owner) };
    };
    const dial = (): Socket => {
      throw new Bug("a Gateway calls nobody");
    };
    return {
      clock: { now: () => timeline.now, wall: () => timeline.wall, at },
      network: { listen, dial },
      host: { log: () => {}, exit: () => {} },
    };
  }

  #closed(owner: ListenerOwner): void {
    if (this.#listener === owner) this.#listener = undefined;
  }

  /** Whether somebody listens on the port. */
  get listening(): boolean {
    return this.#listener !== undefined;
  }

  get wall(): WallMs {
    return this.#timeline.wall;
  }

  /** Lets `ms` of time pass. */
  pass(ms: number): void {
    const end = (this.#timeline.now + ms) as Instant;
    while ((this.#timeline.next ?? Number.POSITIVE_INFINITY) <= end) this.#timeline.step();
    this.#timeline.advanceTo(end);
  }

  /** A client of at most that server version, greeted and started. */
  connect(clientId: number, serverVersion: number): Client {
    const client = this.dial(serverVersion);
    client.send("startApi", { clientId });
    this.pass(1);
    return client;
  }

  /** A client that has the version reply and has not started. */
  dial(serverVersion: number): Client {
    assert(this.#listener !== undefined, "the Gateway does not listen");
    const client = new Client((socket) => (this.#listener as ListenerOwner).accepted(socket, "127.0.0.1:50000"));
    client.greet(serverVersion);
    this.pass(1);
    return client;
  }
}

function pricePath(text: string) {
  const path = parsePricePath(text, new Directory("always"));
  assert(!(path instanceof PricePathError), `${path}`);
  return path;
}

export class Client {
  /** Every message since the version reply. */
  readonly told: Incoming[] = [];
  serverVersion = 0;
  /** Set when the connection has ended, with its code. */
  closedWith: string | undefined;
  readonly #frames = new Frames();
  readonly #owner: SocketOwner;

  constructor(accept: (socket: Socket) => SocketOwner) {
    const over = (): void => {
      this.closedWith ??= "";
    };
    this.#owner = accept({
      write: (bytes) => this.#received(bytes),
      unsent: 0,
      end: over,
      reset: over,
      pause: () => {},
    });
  }

  greet(serverVersion: number): void {
    this.#owner.received(clientHello(100, serverVersion));
  }

  send<N extends OutgoingName>(name: N, body: Draft<OutgoingBody<N>>): void {
    const frame = encodeOutgoing(name, body, this.serverVersion);
    assert(frame instanceof Uint8Array, `${frame}`);
    this.#owner.received(frame);
  }

  /** A frame as it was recorded, without its length. */
  sendPayload(payload: Uint8Array): void {
    const length = Uint8Array.of(payload.length >>> 24, payload.length >>> 16, payload.length >>> 8, payload.length);
    this.#owner.received(length);
    this.#owner.received(payload);
  }

  /** Ends the connection from this side. */
  close(): void {
    this.closedWith = "";
    this.#owner.closed("");
  }

  /** Ends it without a good-bye. */
  reset(): void {
    this.closedWith = "ECONNRESET";
    this.#owner.closed("ECONNRESET");
  }

  #received(bytes: Uint8Array): void {
    this.#frames.push(bytes);
    for (let payload = this.#frames.next(); payload !== undefined; payload = this.#frames.next()) {
      assert(!(payload instanceof FrameError), `${payload}`);
      this.#heard(payload);
    }
  }

  #heard(payload: Uint8Array): void {
    if (this.serverVersion === 0) {
      const reply = parseServerReply(payload);
      assert("serverVersion" in reply, "a version reply");
      this.serverVersion = reply.serverVersion;
      return;
    }
    const message = decodeIncoming(payload, this.serverVersion);
    assert(!(message instanceof DecodeError), `${message}`);
    this.told.push(message);
  }
}
