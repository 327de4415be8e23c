/**
 * Whatever arrives on a door's socket: nonsense, damage, silence, and a reader that stops. Each is answered, costs
 * nobody else anything, and leaves exactly one line with its reason in the log.
 *
 * A bystander trades and streams on the same door all the time; after each case it must have lost nothing.
 */
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import type { Decimal } from "../../src/base/decimal.ts";
import { encodeOutgoing, type NotCarried } from "../../src/wire/codec.ts";
import { clientHello } from "../../src/wire/handshake.ts";
import {
  type DaemonProcess,
  type Gateway,
  greetedClient,
  type LogLine,
  type RawClient,
  type RawSocket,
  rawClient,
  rawSocket,
  startDaemon,
  startGateway,
  tearDown,
} from "../rig/rig.ts";
import { PRICES } from "./prices.ts";

const VERSION = 178;
const AAPL = { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const ORDER = {
  action: "BUY",
  orderType: "LMT",
  totalQuantity: "10" as Decimal,
  lmtPrice: 201.5,
  tif: "GTC",
  transmit: true,
};
/** The door closes a silent connection after 15 s. */
const SILENCE_MS = 15_000;

const length = (bytes: number): Buffer => {
  const head = Buffer.alloc(4);
  head.writeInt32BE(bytes);
  return head;
};

/** What no client of this protocol begins with. */
const NO_CLIENTS: readonly (readonly [what: string, opening: Uint8Array | string, reason: RegExp])[] = [
  ["a web browser", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", /expected "API" and NUL, got "GET/],
  ["a TLS client", Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1]), /expected "API" and NUL/],
  ["a client of the protocol before 2009, which sends no API", "63\0", /expected "API" and NUL/],
  [
    "a hello of 2 GiB",
    Buffer.concat([Buffer.from("API\0"), length(0x7fffffff)]),
    /the version frame announces 2147483647/,
  ],
  [
    "a hello of negative length",
    Buffer.concat([Buffer.from("API\0"), length(-1)]),
    /the version frame announces -1 bytes/,
  ],
  [
    "a hello without a range",
    Buffer.concat([Buffer.from("API\0"), length(3), Buffer.from("foo")]),
    /is not a version range/,
  ],
  ["a client too old for us", clientHello(100, 156), /server versions 100 to 156, this door 157 to 225/],
  ["a client too new for us", clientHello(226, 230), /server versions 226 to 230, this door 157 to 225/],
  [
    "a client with an empty range",
    Buffer.concat([Buffer.from("API\0"), length(9), Buffer.from("v178..157")]),
    /v178..157 is empty/,
  ],
];

/** After these nothing on the connection can be trusted. */
const BROKEN_STREAMS: readonly (readonly [what: string, bytes: Uint8Array, reason: RegExp])[] = [
  ["a frame longer than 0xFFFFFF", length(0x1000000), /a frame announces 16777216 bytes; at most 16777215/],
  ["a frame of negative length", length(-2), /a frame announces -2 bytes/],
];

/** placeOrder as a client sends it, with one field made wrong. */
function brokenOrder(orderId: number, price: string, keep = Number.POSITIVE_INFINITY): string[] {
  const frame = encodeOutgoing("placeOrder", { orderId, contract: AAPL, order: ORDER }, VERSION) as Uint8Array;
  const fields = Buffer.from(frame.subarray(4)).toString().split("\0").slice(0, -1);
  return fields.map((field) => (field === "201.5" ? price : field)).slice(0, keep);
}

/** Frames that are whole but make no sense: the id on which they are refused, if one can be read. */
const UNREADABLE: readonly (readonly [
  what: string,
  fields: readonly (string | number)[],
  id: number,
  reason: RegExp,
])[] = [
  ["an unknown message id", [999, 1, 2, 3], -1, /unknown message id 999/],
  ["a message id of the Gateway's own", [200, 1], -1, /unknown message id 200/],
  ["a message id that is no number", ["buy", 1], -1, /no message id/],
  ["an empty frame", [], -1, /no message id/],
  ["an order whose price is no number", brokenOrder(5, "cheap"), 5, /number/],
  ["an order whose price is two numbers", brokenOrder(5, "1,000.5"), 5, /number/],
  ["an order without its last fields", brokenOrder(6, "201.5", 60), 6, /ends|missing|short/],
  ["an order with nothing behind its contract", brokenOrder(7, "201.5", 14), 7, /ends|missing|short/],
  ["an order with fields to spare", [...brokenOrder(8, "201.5"), "1", "2"], 8, /surplus/],
  ["an order whose id is no number", ["3", "first", ...brokenOrder(9, "201.5").slice(2)], -1, /number/],
  ["a cancel without an order id", [4, 1], -1, /ends|missing|short/],
];

let gateway: Gateway;
let daemon: DaemonProcess;
let bystander: RawClient;

/** Connections that say nothing take their time, so they begin first and are looked at last. */
interface Silent {
  readonly since: number;
  readonly mute: RawSocket;
  readonly halfHello: RawSocket;
  readonly greeted: RawClient;
}
let silent: Silent;

suite("bad input at the door", () => {
  before(async () => {
    gateway = await startGateway({ prices: PRICES });
    daemon = await startDaemon({ gatewayPort: gateway.port });
    silent = await saySilence();
    bystander = await rawClient(daemon.port, 1, VERSION);
    bystander.send("placeOrder", { orderId: 1, contract: AAPL, order: ORDER });
    await bystander.expect("orderStatus", ({ status }) => status === "Submitted");
    bystander.send("reqMktData", { reqId: 2, contract: AAPL });
    await bystander.expect("tickPrice");
  });
  after(tearDown);

  for (const [what, opening, reason] of NO_CLIENTS)
    test(`${what} is closed with nothing but a log line`, () =>
      alone(reason, async () => {
        const socket = await rawSocket(daemon.port);
        socket.send(opening);
        assert.equal(await socket.closed, "");
        assert.equal(socket.bytes.length, 0);
      }));

  for (const [what, bytes, reason] of BROKEN_STREAMS)
    test(`${what} ends the connection with an error that says so`, () =>
      alone(reason, async () => {
        const client = await rawClient(daemon.port, 2, VERSION);
        client.socket.send(bytes);
        const { errorMsg } = await client.expect("error", ({ id, errorCode }) => id === -1 && errorCode === 320);
        assert.match(errorMsg, reason);
        assert.equal(await client.socket.closed, "");
      }));

  for (const [what, fields, id, reason] of UNREADABLE)
    test(`${what} is refused on id ${id} and the connection lives`, () =>
      alone(reason, async () => {
        const client = await rawClient(daemon.port, 2, VERSION);
        client.socket.sendFields(...fields);
        const { errorMsg } = await client.expect("error", (body) => body.id === id && body.errorCode === 320);
        assert.match(errorMsg, reason);
        await client.settle();
        await client.close();
      }));

  test("an order that cannot be read never reaches the Gateway", async () => {
    const watcher = await rawClient(gateway.port, 999, VERSION);
    watcher.skip();
    watcher.send("reqAllOpenOrders", {});
    await watcher.expect("openOrderEnd");
    assert.equal(watcher.messages.filter(({ name }) => name === "openOrder").length, 1, "the bystander's order alone");
    await watcher.close();
  });

  test("an unknown client id is told so and closed", () =>
    alone(/client id 77 is not configured/, async () => {
      const client = await greetedClient(daemon.port, VERSION);
      client.send("startApi", { clientId: 77, optionalCapabilities: "" });
      const { id, errorMsg } = await client.expect("error");
      assert.equal(id, -1);
      assert.match(errorMsg, /client id 77 belongs to no strategy/);
      assert.equal(await client.socket.closed, "");
    }));

  test("a client id that is connected already is refused with 326 and closed, then free again after its holder left", async () => {
    const holder = await rawClient(daemon.port, 2, VERSION);
    await alone(/already connected \(326\)/, async () => {
      const second = await greetedClient(daemon.port, VERSION);
      second.send("startApi", { clientId: 2, optionalCapabilities: "" });
      const { id, errorCode, errorMsg } = await second.expect("error");
      assert.deepEqual([id, errorCode], [-1, 326]);
      assert.match(errorMsg, /^Unable to connect as the client id is already in use/);
      assert.equal(await second.socket.closed, "");
    });
    await holder.settle();
    await holder.close();
    await (await rawClient(daemon.port, 2, VERSION)).close();
  });

  test("a request before startApi ends the connection", () =>
    alone(/expected startApi, got reqCurrentTime/, async () => {
      const client = await greetedClient(daemon.port, VERSION);
      client.send("reqCurrentTime", {});
      await client.socket.closed;
    }));

  test("a connection that is reset in the middle of a frame is forgotten", () =>
    alone(/ECONNRESET|the client closed/, async () => {
      const client = await rawClient(daemon.port, 2, VERSION);
      client.socket.send(Buffer.from([0, 0, 1, 0, 51]));
      await bystander.settle();
      client.socket.reset();
      await client.socket.closed;
    }));

  test("a client that writes one byte at a time is served like any other", async () => {
    const socket = await rawSocket(daemon.port);
    const startApi = encodeOutgoing("startApi", { clientId: 12, optionalCapabilities: "" }, VERSION) as Uint8Array;
    for (const byte of clientHello(157, VERSION)) await dripped(socket, byte);
    await socket.until("version reply", () => socket.payloads[0]);
    for (const byte of startApi) await dripped(socket, byte);
    await socket.until("nextValidId", () => socket.payloads.find((payload) => payload[0] === 0x39));
    await socket.close();
  });

  test("a client that stops reading is cut off while the others go on", () =>
    alone(/stopped reading/, async () => {
      const client = await rawClient(daemon.port, 2, VERSION);
      client.send("reqContractDetails", { reqId: 1, contract: AAPL });
      await client.expect("contractDetailsEnd");
      client.socket.pause();
      const ask = encodeOutgoing("reqContractDetails", { reqId: 2, contract: AAPL }, VERSION);
      for (let sent = 0; sent < 40 && client.socket.closedWith === undefined; sent++) {
        client.socket.send(repeated(500, ask));
        const before = performance.now();
        await bystander.settle();
        assert.ok(performance.now() - before < 1_000, "the bystander waits because of somebody else");
      }
      await daemon.logged("the cut", (line) => /stopped reading/.test(String(line.reason)));
      client.socket.reset();
      await client.socket.closed;
    }));

  test("a client that repeats itself thousands of times delays nobody's orders and questions", async () => {
    const client = await rawClient(daemon.port, 2, VERSION);
    client.send("placeOrder", { orderId: 1, contract: AAPL, order: ORDER });
    await client.expect("orderStatus", ({ status }) => status === "Submitted");
    client.socket.send(repeated(3_000, encodeOutgoing("cancelOrder", { orderId: 1 }, VERSION)));
    client.socket.send(repeated(3_000, encodeOutgoing("reqExecutions", { reqId: 5 }, VERSION)));
    const since = performance.now();
    bystander.skip();
    bystander.send("placeOrder", { orderId: 3, contract: AAPL, order: ORDER });
    await bystander.expect("orderStatus", ({ orderId, status }) => orderId === 3 && status === "Submitted");
    bystander.send("cancelOrder", { orderId: 3 });
    await bystander.expect("orderStatus", ({ orderId, status }) => orderId === 3 && status === "Cancelled");
    bystander.send("reqExecutions", { reqId: 6 });
    await bystander.expect("execDetailsEnd");
    const waited = performance.now() - since;
    assert.ok(waited < 2_000, `the bystander waited ${waited} ms`);
    await client.close();
  });

  test("a silent connection is closed after 15 s, and so is half a hello; a greeted one may be silent for ever", async () => {
    await silent.mute.closed;
    await silent.halfHello.closed;
    const waited = performance.now() - silent.since;
    assert.ok(waited >= SILENCE_MS - 100 && waited < SILENCE_MS + 3_000, `closed after ${waited} ms`);
    const lines = (): LogLine[] => closings().filter(({ reason }) => reason === "no version frame within 15 s");
    await daemon.logged("both ends", () => lines().length === 2);
    silent.greeted.send("startApi", { clientId: 12, optionalCapabilities: "" });
    await silent.greeted.expect("nextValidId");
    await silent.greeted.close();
  });

  test("through all of it the daemon found no bug of its own and stayed one process", () => {
    assert.equal(daemon.child.exit, undefined);
    assert.deepEqual(
      daemon.log.filter(({ level }) => level === "error"),
      [],
    );
  });
});

/** Runs a case: nobody else notices, and one line gives the reason. */
async function alone(reason: RegExp, happens: () => Promise<void>): Promise<void> {
  bystander.skip();
  const seen = closings().length;
  await happens();
  const said = (): LogLine[] =>
    closings()
      .slice(seen)
      .filter((line) => reason.test(String(line.reason)));
  await daemon.logged(String(reason), () => said().length > 0);
  assert.equal(said().length, 1, JSON.stringify(closings().slice(seen)));
  await unharmed();
}

/** Lines that give a reason: a connection ended, or a frame could not be read. */
const closings = (): LogLine[] => daemon.log.filter(({ reason }) => reason !== undefined);

async function unharmed(): Promise<void> {
  bystander.send("reqOpenOrders", {});
  const { order } = await bystander.expect("openOrder");
  assert.equal(order.orderId, 1);
  await bystander.expect("orderStatus", ({ status }) => status === "Submitted");
  await bystander.expect("openOrderEnd");
  await bystander.expect("tickSize");
  const errors = bystander.messages.filter(
    ({ name, body }) => name === "error" && "errorCode" in body && body.errorCode < 2_000,
  );
  assert.deepEqual(errors, []);
}

async function saySilence(): Promise<Silent> {
  const since = performance.now();
  const halfHello = await rawSocket(daemon.port);
  halfHello.send("API\0\0\0");
  return { since, mute: await rawSocket(daemon.port), halfHello, greeted: await greetedClient(daemon.port, VERSION) };
}

function repeated(times: number, frame: Uint8Array | NotCarried): Buffer {
  assert.ok(frame instanceof Uint8Array);
  return Buffer.concat(Array(times).fill(frame));
}

async function dripped(socket: RawSocket, byte: number): Promise<void> {
  socket.send(Uint8Array.of(byte));
  await new Promise((resolve) => setImmediate(resolve));
}
