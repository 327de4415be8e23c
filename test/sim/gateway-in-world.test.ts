/** The simulated Gateway as a host of a virtual world: equal seeds give equal bytes, and days pass in a moment. */
import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import test from "node:test";
import { assert } from "../../src/base/assert.ts";
import { decimal } from "../../src/base/decimal.ts";
import { minutes, seconds, wallOf } from "../../src/base/time.ts";
import type { Io, Socket, SocketOwner } from "../../src/io/io.ts";
import { type GatewayOptions, type RunningGateway, startGateway } from "../../src/sim/gateway/gateway.ts";
import { World } from "../../src/sim/world/world.ts";
import {
  DecodeError,
  type Draft,
  decodeIncoming,
  encodeOutgoing,
  type Incoming,
  type OutgoingBody,
  type OutgoingName,
} from "../../src/wire/codec.ts";
import { FrameError, Frames } from "../../src/wire/framing.ts";
import { clientHello, parseServerReply } from "../../src/wire/handshake.ts";
import { line } from "./transcript.ts";

const PORT = 4002;
const VERSION = 178;
const AAPL = { symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };

/** A client on a virtual host: it greets, starts, and keeps what it is told. */
class Client implements SocketOwner {
  readonly told: Incoming[] = [];
  readonly #clientId: number;
  readonly #frames = new Frames();
  readonly #socket: Socket;
  #greeted = false;

  constructor(io: Io, clientId: number) {
    this.#clientId = clientId;
    this.#socket = io.network.dial("127.0.0.1", PORT, this);
  }

  opened(): void {
    this.#socket.write(clientHello(100, VERSION));
  }
  drained(): void {}
  closed(): void {}

  received(bytes: Uint8Array): void {
    this.#frames.push(bytes);
    for (let payload = this.#frames.next(); payload !== undefined; payload = this.#frames.next()) {
      assert(!(payload instanceof FrameError), `${payload}`);
      if (this.#greeted) this.#heard(payload);
      else this.#start(payload);
    }
  }

  send<N extends OutgoingName>(name: N, body: Draft<OutgoingBody<N>>): void {
    const frame = encodeOutgoing(name, body, VERSION);
    assert(frame instanceof Uint8Array, `${frame}`);
    this.#socket.write(frame);
  }

  lines(): string[] {
    return this.told.map(line);
  }

  #start(payload: Uint8Array): void {
    assert("serverVersion" in parseServerReply(payload), "a version reply");
    this.#greeted = true;
    this.send("startApi", { clientId: this.#clientId });
  }

  #heard(payload: Uint8Array): void {
    const message = decodeIncoming(payload, VERSION);
    assert(!(message instanceof DecodeError), `${message}`);
    this.told.push(message);
  }
}

interface Play {
  readonly world: World;
  readonly gateway: RunningGateway;
  readonly client: Client;
}

function play(seed: number, options: Partial<GatewayOptions> = {}, wall = wallOf(2026, 1, 5, 15, 0)): Play {
  const world = new World({ seed, wall });
  const gateway = startGateway(world.host("gateway"), {
    ...{ host: "127.0.0.1", port: PORT, seed, accounts: ["DU1000001"], ...options },
  });
  const client = new Client(world.host("client"), 1);
  world.runUntil(() => client.told.some(({ name }) => name === "nextValidId"), seconds(5));
  return { world, gateway, client };
}

function order(client: Client, orderId: number, also: Draft<OutgoingBody<"placeOrder">["order"]>): void {
  const usual = { action: "BUY", orderType: "MKT", totalQuantity: decimal(100), transmit: true };
  client.send("placeOrder", { orderId, contract: AAPL, order: { ...usual, ...also } });
}

function tradeAWhile(seed: number): { readonly digest: string; readonly lines: readonly string[] } {
  const { world, client } = play(seed);
  client.send("reqMktData", { reqId: 1, contract: AAPL });
  order(client, 1, { totalQuantity: decimal(3_500) });
  const filled = (): boolean => client.lines().some((text) => text.startsWith("OS 1 Filled"));
  ok(world.runUntil(filled, minutes(5)));
  return { digest: world.digest, lines: client.lines() };
}

test("the same seed gives the same bytes, another seed others", () => {
  const [first, second, other] = [tradeAWhile(4), tradeAWhile(4), tradeAWhile(5)];
  deepEqual(first.lines, second.lines);
  equal(first.digest, second.digest);
  notEqual(first.digest, other.digest);
  ok(first.lines.filter((text) => text.startsWith("EX 1 ")).length > 1, "3500 shares fill in pieces");
});

test("with the real calendar an order placed on Sunday waits, works on Monday and expires at the close", () => {
  const sunday = wallOf(2026, 1, 4, 15, 0);
  const { world, gateway, client } = play(1, { calendar: "real", tickMs: 30_000 }, sunday);
  order(client, 1, { orderType: "LMT", lmtPrice: 10 });
  const status = (): string | undefined => gateway.broker.orders()[0]?.status;
  ok(world.runUntil(() => status() === "PreSubmitted", seconds(1)));
  world.runUntil(() => client.lines().includes("ERR 1 399"), seconds(1));
  const warning = client.told.find((message) => message.name === "error" && message.body.errorCode === 399);
  ok(warning?.name === "error" && warning.body.errorMsg.endsWith("until 2026-01-05 09:30:00 US/Eastern."));
  ok(world.runUntil(() => status() === "Submitted", minutes(60 * 24)));
  equal(gateway.broker.openOrders().length, 1);
  ok(world.runUntil(() => status() === "Cancelled", minutes(60 * 7)));
  world.runUntil(() => client.lines().at(-1) === "ERR 1 202", seconds(1));
  deepEqual(client.lines().slice(-2), ["OS 1 Cancelled 0/100", "ERR 1 202"]);
});
