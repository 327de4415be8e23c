/** What the Gateway sends and we cannot read costs the request it answers; the session only when it is about orders. */
import assert from "node:assert/strict";
import test from "node:test";
import { CLIENT, contract, order, ready, type Stage, UPSTREAM } from "../../test/engine/stage.ts";
import { type Draft, encodeIncoming, encodeOutgoing, type IncomingBody, type IncomingName } from "../wire/codec.ts";

/** A frame of which only the beginning is there, under a length that says so. */
function cut<N extends IncomingName>(name: N, body: Draft<IncomingBody<N>>, missing: number): Uint8Array {
  const whole = encodeIncoming(name, body, UPSTREAM);
  const bytes = whole.slice(0, whole.length - missing);
  new DataView(bytes.buffer).setUint32(0, bytes.length - 4);
  return bytes;
}

const framed = (...payload: number[]): Uint8Array => new Uint8Array([0, 0, 0, payload.length, ...payload]);

const state = (stage: Stage): string => (stage.answer("status") as { state: string }).state;

test("an answer that cannot be read fails its request with 320, once, and nothing else", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.told(alpha);
  for (const reqId of [1, 2]) stage.ask(alpha, "reqContractDetails", { reqId, contract: { symbol: `S${reqId}` } });
  stage.pass(200);
  const reqId = stage.lastReqId("reqContractDetails");
  const answer = { reqId, contract: { symbol: "S2" } };
  stage.step({ kind: "upstreamReceived", bytes: cut("contractDetails", answer, 40) });
  assert.deepEqual(stage.brief(alpha), ["error 2 320"]);
  assert.equal(state(stage), "ready");
  stage.pass(60_000);
  assert.deepEqual(stage.brief(alpha), []);
});

test("a message with an id that we do not know is passed over", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.told(alpha);
  stage.step({ kind: "upstreamReceived", bytes: framed(...Buffer.from("250\x001\x00two\x00")) });
  assert.deepEqual([state(stage), stage.brief(alpha)], ["ready", []]);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  assert.equal(stage.placed.length, 1);
});

test("a message whose id nobody could mean breaks the session: frames are not cut where they begin", () => {
  for (const payload of [[], [0, 0, 0, 250, 1], [...Buffer.from("123456\x001\x00")]]) {
    const stage = ready();
    stage.step({ kind: "upstreamReceived", bytes: framed(...payload) });
    assert.equal(state(stage), "disconnected", `${payload}`);
  }
});

test("an openOrder that cannot be read breaks the session, which is then recovered", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const { orderId, order: placed } = stage.placed[0]!;
  const echo = { ...placed, orderId, clientId: 100, permId: 500 };
  const bytes = cut("openOrder", { contract, order: echo, orderState: { status: "Submitted" } }, 60);
  stage.told(alpha);
  stage.step({ kind: "upstreamReceived", bytes });
  assert.equal(state(stage), "disconnected");
  assert.deepEqual(stage.names(alpha), ["error 1100"]);
  stage.pass(1_500);
  stage.greet();
  stage.recover(() => stage.shows());
  assert.deepEqual(stage.statuses(), ["1 working"]);
});

test("an id beyond 32 bits costs its sender a 320 without an id, in every form, and nobody the process", () => {
  for (const client of [178, 202, 203, 225]) {
    const stage = ready({ upstream: 200, client });
    const alpha = stage.connect(1, 1);
    stage.told(alpha);
    for (const id of ["5000000000", "-5000000000", "2147483648", "9".repeat(30)]) {
      const fields = Buffer.from(`2\0${id}\0`);
      const named = client < 201 ? Buffer.from("2\0") : Buffer.from([0, 0, 0, 2]);
      const head = Buffer.from([0, 0, 0, named.length + fields.length]);
      stage.step({ kind: "clientReceived", conn: alpha, bytes: Buffer.concat([head, named, fields]) });
      assert.deepEqual(stage.brief(alpha), ["error -1 320"], `${id} at ${client}`);
    }
    assert.equal(stage.exit(), undefined);
  }
});

test("a frame whose end never comes does not keep a session alive, however many bytes arrive", () => {
  const stage = ready();
  stage.step({ kind: "upstreamReceived", bytes: new Uint8Array([0, 15, 0, 0]) });
  for (let i = 0; i < 16; i++) {
    stage.pass(1_000);
    stage.says("currentTime", { time: 1 });
  }
  assert.notEqual(state(stage), "ready");
});

/** A frame in which the NUL in front of these bytes is none any more: all texts behind it stand one field too early. */
function shifted(frame: Uint8Array, before: string): Uint8Array {
  const bytes = frame.slice();
  bytes[Buffer.from(bytes).indexOf(`\0${before}`)]! ^= 1;
  return bytes;
}

test("what a client wrote stands in no log, however its frame is damaged on either wire", () => {
  const secret = "secret-1";
  const stage = ready();
  const alpha = stage.connect(1, 1);
  const asks = { orderId: 1, contract, order: { ...order, account: "DU1", orderRef: secret } };
  const asked = encodeOutgoing("placeOrder", asks, CLIENT) as Uint8Array;
  stage.step({ kind: "clientReceived", conn: alpha, bytes: shifted(asked, "DU1\0") });
  stage.ask(alpha, "placeOrder", asks);
  const { orderId, order: placed } = stage.placed[0]!;
  const execution = { orderId, clientId: 100, permId: 500, acctNumber: "DU1", execId: "e.1.01.01", side: "BOT" };
  const traded = { contract, execution: { ...execution, orderRef: placed.orderRef } };
  stage.step({ kind: "upstreamReceived", bytes: shifted(encodeIncoming("execDetails", traded, UPSTREAM), "BOT\0") });
  const said = stage.effects.filter((effect) => effect.kind === "log");
  for (const event of ["client-frame-unreadable", "upstream-frame-unreadable", "session-lost"])
    assert.equal(said.filter((log) => log.event === event).length, 1, event);
  assert.deepEqual(
    said.filter((log) => JSON.stringify(log).includes(secret)),
    [],
  );
  assert.match(JSON.stringify(said), /is not a/);
});

/** Stands for the number that is none. */
const MARK = 7.7701;

/** A frame that says NaN where it said the mark, in either form. */
function withNaN(frame: Uint8Array): Uint8Array {
  const text = Buffer.from(frame).indexOf(`${MARK}\0`);
  const bytes = Buffer.concat(
    text < 0 ? [frame] : [frame.subarray(0, text), Buffer.from("NaN"), frame.subarray(text + String(MARK).length)],
  );
  const mark = Buffer.alloc(8);
  mark.writeDoubleLE(MARK);
  if (text < 0) bytes.writeDoubleLE(Number.NaN, bytes.indexOf(mark));
  bytes.writeUInt32BE(bytes.length - 4);
  return new Uint8Array(bytes);
}

for (const upstream of [UPSTREAM, 225]) {
  test(`a number that an openOrder may leave open is open when it is NaN, and ends no session that lists it (${upstream})`, () => {
    const stage = ready({ upstream, client: CLIENT });
    const alpha = stage.connect(1, 1);
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
    const { orderId, order: placed } = stage.shows();
    const echo = { ...placed, orderId, clientId: 100, permId: 500, trailStopPrice: MARK };
    const shown = { contract, order: echo, orderState: { status: "Submitted" } };
    stage.reconnect();
    stage.recover(() =>
      stage.step({ kind: "upstreamReceived", bytes: withNaN(encodeIncoming("openOrder", shown, upstream)) }),
    );
    assert.deepEqual([state(stage), stage.statuses()], ["ready", ["1 working"]]);
  });

  test(`an execution whose price is NaN is none that could be counted, and breaks the session (${upstream})`, () => {
    const stage = ready({ upstream, client: CLIENT });
    const execution = { execId: "e.1.01.01", acctNumber: "DU1", side: "BOT", price: MARK };
    const bytes = withNaN(encodeIncoming("execDetails", { contract, execution }, upstream));
    stage.step({ kind: "upstreamReceived", bytes });
    assert.equal(state(stage), "disconnected");
  });
}

for (const client of [CLIENT, 225])
  test(`an order whose price is NaN is refused, and does not become one without a price (${client})`, () => {
    const stage = ready({ upstream: UPSTREAM, client });
    const alpha = stage.connect(1, 1);
    stage.told(alpha);
    const bytes = encodeOutgoing("placeOrder", { orderId: 1, contract, order: { ...order, lmtPrice: MARK } }, client);
    stage.step({ kind: "clientReceived", conn: alpha, bytes: withNaN(bytes as Uint8Array) });
    assert.deepEqual([stage.brief(alpha), stage.placed], [["error 1 320"], []]);
  });
