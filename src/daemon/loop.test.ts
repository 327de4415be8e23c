/**
 * The loop on ports that only note what is done with them: what a host that slept does first, and whom it takes for a client
 * that stopped reading.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { config } from "../../test/engine/stage.ts";
import { concat } from "../base/bytes.ts";
import { type Instant, seconds, type WallMs } from "../base/time.ts";
import type { Io, ListenerOwner, LogFileOwner, Socket, SocketOwner } from "../io/io.ts";
import {
  DecodeError,
  type Draft,
  decodeOutgoing,
  encodeIncoming,
  encodeOutgoing,
  type IncomingBody,
  type IncomingName,
  type Outgoing,
} from "../wire/codec.ts";
import { Frames } from "../wire/framing.ts";
import { clientHello, serverReply } from "../wire/handshake.ts";
import { startDaemon } from "./loop.ts";

const VERSION = 178;

/** A host whose timers fire when the test says so, with one connection to the Gateway and one to a client. */
class Host {
  now = 0;
  /** So much later it is whenever somebody asks for the time. */
  hairMs = 0;
  /** Entries become durable when the test says so. */
  isDiskSlow = false;
  exit: number | undefined;
  readonly sent: Uint8Array[] = [];
  readonly client = new ClientEnd();
  /** The Gateway's side of the connection that was dialled. */
  gateway!: SocketOwner;
  readonly #timers = new Set<{ readonly when: number; readonly run: () => void }>();
  #door!: ListenerOwner;
  #file!: LogFileOwner;
  #appends = 0;

  constructor() {
    startDaemon(this.#io, config);
    this.#harden();
  }

  /** What stands behind the entries so far is done. */
  #harden(): void {
    if (!this.isDiskSlow) this.hardens();
  }

  hardens(): void {
    for (let before = -1; before !== this.#appends; ) {
      before = this.#appends;
      this.#file.durable(before);
    }
  }

  /** Fires the timers that are due. */
  wakes(): void {
    for (const timer of [...this.#timers])
      if (timer.when <= this.now && this.#timers.delete(timer)) {
        timer.run();
        this.#harden();
      }
  }

  passes(ms: number): void {
    for (const until = this.now + ms; this.now < until; this.wakes()) this.now += 100;
  }

  says<N extends IncomingName>(name: N, body: Draft<IncomingBody<N>> = {} as never): void {
    this.gateway.received(encodeIncoming(name, body, VERSION));
    this.#harden();
  }

  /** What left for the Gateway, without the hello. */
  get asked(): readonly Outgoing[] {
    const frames = new Frames();
    for (const bytes of this.sent.slice(1)) frames.push(bytes);
    const asked: Outgoing[] = [];
    for (let frame = frames.next(); frame instanceof Uint8Array; frame = frames.next()) {
      const request = decodeOutgoing(frame, VERSION);
      assert.ok(!(request instanceof DecodeError));
      asked.push(request);
    }
    return asked;
  }

  reqIdOf(name: "reqExecutions" | "reqContractDetails"): number {
    const reqIds = this.asked.flatMap((request) => (request.name === name ? [request.body.reqId] : []));
    assert.ok(reqIds.length > 0, `${name} has left`);
    return reqIds.at(-1)!;
  }

  /** The session is up, and the client has a name. */
  serves(): void {
    this.gateway.opened();
    this.gateway.received(serverReply(VERSION, "20260105 10:11:12 UTC"));
    this.says("managedAccounts", { accountsList: "DU1,DU2" });
    this.says("nextValidId", { orderId: 1 });
    this.passes(1_000);
    this.says("openOrderEnd");
    this.says("completedOrdersEnd");
    this.says("execDetailsEnd", { reqId: this.reqIdOf("reqExecutions") });
    this.says("positionEnd");
    for (const accountName of ["DU1", "DU2"]) {
      this.passes(200);
      this.says("updateAccountValue", { key: "AccountCode", value: accountName, accountName });
      this.says("accountDownloadEnd", { accountName });
    }
    this.passes(200);
    this.client.owner = this.#door.accepted(this.client, "127.0.0.1:9");
    this.client.asks(clientHello(157, VERSION));
    this.client.asks(encodeOutgoing("startApi", { clientId: 1 }, VERSION) as Uint8Array);
  }

  get #io(): Io {
    const socket = {
      unsent: 0,
      write: (bytes: Uint8Array) => void this.sent.push(bytes.slice()),
      ...{ end: () => {}, reset: () => {}, pause: () => {} },
    };
    return {
      clock: {
        now: () => {
          this.now += this.hairMs;
          return this.now as Instant;
        },
        wall: () => this.now as WallMs,
        at: (when, run) => {
          const timer = { when, run };
          this.#timers.add(timer);
          return () => this.#timers.delete(timer);
        },
      },
      network: {
        dial: (_host, _port, owner) => {
          this.gateway = owner;
          return socket;
        },
        listen: (_host, _port, owner) => {
          this.#door = owner;
          return { close: () => {} };
        },
      },
      disk: {
        lock: () => assert.fail("the boot takes it"),
        list: (answer) => answer([]),
        open: (_name, owner) => {
          this.#file = owner;
          const append = (): void => void this.#appends++;
          owner.opened({ append, cut: (_length, done) => done(), close: () => {} }, new Uint8Array());
        },
        remove: (_name, done) => done(""),
        reserve: (_name, _bytes, done) => done(""),
      },
      entropy: { uint32: () => 7 },
      host: { log: () => {}, exit: (code) => (this.exit = code) },
    };
  }
}

/** The daemon's end of a client's connection, which takes what it is given when the test says so. */
class ClientEnd implements Socket {
  owner!: SocketOwner;
  unsent = 0;
  written = 0;
  closed: "end" | "reset" | undefined;

  asks(bytes: Uint8Array): void {
    this.owner.received(bytes);
  }

  takes(): void {
    this.unsent = 0;
  }

  write(bytes: Uint8Array): void {
    this.unsent += bytes.length;
    this.written += bytes.length;
  }

  end(): void {
    this.closed = "end";
  }

  reset(): void {
    this.closed = "reset";
  }

  pause(): void {}
}

const MIB = 1024 * 1024;
const CHAIN_MIB = 9;
const chain = (reqId: number): Uint8Array =>
  encodeOutgoing("reqContractDetails", { reqId, contract: { symbol: "SPX", secType: "OPT" } }, VERSION) as Uint8Array;
const order = (orderId: number): Uint8Array =>
  encodeOutgoing(
    "placeOrder",
    {
      orderId,
      contract: { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" },
      order: { action: "BUY", totalQuantity: "10", orderType: "LMT", lmtPrice: 100, transmit: true },
    } as never,
    VERSION,
  ) as Uint8Array;
const chains = (count: number): Uint8Array => concat(Array.from({ length: count }, (_, i) => chain(100 + i)));

/** A host whose client has had a chain of options, which is kept for whoever asks for it again. */
function hasChain(): Host {
  const host = new Host();
  host.serves();
  host.client.asks(chain(1));
  host.passes(200);
  const reqId = host.reqIdOf("reqContractDetails");
  for (let i = 1; i <= CHAIN_MIB; i++) {
    host.says("contractDetails", { reqId, contract: { conId: i, symbol: "SPX" }, longName: "x".repeat(MIB) });
    host.client.takes();
  }
  host.says("contractDetailsEnd", { reqId });
  assert.ok(host.client.written > CHAIN_MIB * MIB);
  host.client.written = 0;
  host.passes(1_100);
  return host;
}

test("a host that slept reads what has arrived before it judges that something has not", () => {
  const host = new Host();
  host.now = seconds(60);
  host.wakes();
  host.gateway.opened();
  host.wakes();
  assert.deepEqual([host.exit, host.sent.length], [undefined, 1], "the connection stands, and our hello has left");
});

test("where nothing has arrived meanwhile it judges right after that", () => {
  const host = new Host();
  host.now = seconds(60);
  for (let turn = 0; turn < 2; turn++) host.wakes();
  assert.equal(host.exit, 1);
});

test("a timer that fires in time is not put off", () => {
  const host = new Host();
  host.now = seconds(15);
  host.wakes();
  assert.equal(host.exit, 1);
});

test("what a step lets go behind its own append counts as of when that is durable: the clock has gone on since the step began", () => {
  const host = new Host();
  host.serves();
  host.passes(2_000);
  const orders = (): number => host.asked.filter(({ name }) => name === "placeOrder").length;
  const places = (orderId: number): void => host.client.asks(order(orderId));
  [host.hairMs, host.isDiskSlow] = [0.001, true];
  places(1);
  host.now += 60;
  assert.equal(orders(), 0);
  host.isDiskSlow = false;
  host.hardens();
  places(2);
  host.hardens();
  assert.equal(orders(), 1, "the slice belongs to what has just left");
  host.passes(200);
  assert.equal(orders(), 2);
});

test("a client that reads is not cut off for being answered from memory, all at once and much", () => {
  const host = hasChain();
  host.client.asks(chains(3));
  assert.ok(host.client.unsent > 3 * CHAIN_MIB * MIB);
  host.passes(500);
  host.client.takes();
  host.passes(5_000);
  assert.equal(host.client.closed, undefined);
});

test("one that does not take it has stopped reading, and is cut off after a second, or two when it had much before", () => {
  const host = hasChain();
  host.client.asks(chains(3));
  host.passes(900);
  assert.equal(host.client.closed, undefined);
  host.passes(200);
  assert.equal(host.client.closed, "reset");
  const other = hasChain();
  other.client.asks(chains(1));
  other.passes(900);
  other.client.asks(chains(1));
  other.passes(1_000);
  assert.equal(other.client.closed, undefined);
  other.passes(200);
  assert.equal(other.client.closed, "reset");
});

test("nor is one that is given much a moment before it is looked what is left", () => {
  const host = hasChain();
  for (const count of [1, 2]) {
    host.client.asks(chains(count));
    host.passes(900);
    if (count === 1) host.client.takes();
  }
  host.client.takes();
  host.passes(5_000);
  assert.equal(host.client.closed, undefined);
});

test("one that asks for more at once than can be kept for it is cut off before all of it is made", () => {
  const host = hasChain();
  host.client.asks(chains(200));
  assert.equal(host.client.closed, "reset");
  assert.ok(host.client.written < 80 * MIB, `${host.client.written} bytes were written`);
});
