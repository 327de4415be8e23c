/** Orders, changes and cancels that make no sense, or come when they cannot be: each answered as a Gateway would, and harmless. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, profit, ready, Stage, shares, stop } from "../../test/engine/stage.ts";
import { minutes, seconds } from "../base/time.ts";
import type { ConnId } from "../model/ids.ts";
import { encodeOutgoing } from "../wire/codec.ts";

const ALPHA = 1 as ConnId;
const BETA = 2 as ConnId;

function trading(): Stage {
  const stage = ready();
  stage.connect(ALPHA, 1);
  stage.told(ALPHA);
  return stage;
}

function place(stage: Stage, orderId: number, asked: object = order, conn = ALPHA): void {
  stage.ask(conn, "placeOrder", { orderId, contract, order: asked });
  stage.pass(200);
}

interface Absurd {
  readonly asked: object;
  readonly of?: object;
  /** How a Gateway refuses it. */
  readonly code: number;
}

const ABSURD: Readonly<Record<string, Absurd>> = {
  "no quantity at all": { asked: { ...order, totalQuantity: undefined }, code: 434 },
  "a quantity of nothing": { asked: { ...order, totalQuantity: shares(0) }, code: 434 },
  "a negative quantity": { asked: { ...order, totalQuantity: shares(-5) }, code: 321 },
  "an absurd quantity": { asked: { ...order, totalQuantity: shares(1e15) }, code: 451 },
  "a negative price": { asked: { ...order, lmtPrice: -1 }, code: 110 },
  "an absurd price": { asked: { ...order, lmtPrice: 1e15 }, code: 201 },
  "an action that there is not": { asked: { ...order, action: "HOLD" }, code: 321 },
  "an unknown contract": { asked: order, of: { symbol: "NOSUCH", secType: "STK" }, code: 200 },
};

for (const [says, { asked, of = contract, code }] of Object.entries(ABSURD))
  test(`${says} is the Gateway's to refuse: ${code} ends the order, and its number is used up`, () => {
    const stage = trading();
    stage.ask(ALPHA, "placeOrder", { orderId: 1, contract: of, order: asked });
    stage.pass(200);
    stage.refuses(stage.placed[0]!.orderId, code);
    assert.deepEqual([stage.statuses(), stage.brief(ALPHA)], [["1 rejected"], [`error 1 ${code}`]]);
    place(stage, 1, { ...order, lmtPrice: 11 });
    assert.deepEqual([stage.placed.length, stage.brief(ALPHA)], [1, ["error 1 103"]]);
  });

/** Asks for an order whose price of 123.25 is written as no number. */
function placeUnreadable(stage: Stage, orderId: number, asked: object): void {
  const frame = encodeOutgoing("placeOrder", { orderId, contract, order: asked }, 178);
  const text = Buffer.from(frame as Uint8Array)
    .toString("latin1")
    .replace("123.25", "NaN");
  const bytes = Buffer.from(text, "latin1");
  bytes.writeUInt32BE(bytes.length - 4);
  stage.step({ kind: "clientReceived", conn: ALPHA, bytes });
}

test("a price that is no number is unreadable: 320 on the order's number, nothing is journaled or sent", () => {
  const stage = trading();
  const before = stage.entries.length;
  placeUnreadable(stage, 1, { ...order, lmtPrice: 123.25 });
  stage.pass(200);
  assert.deepEqual([stage.brief(ALPHA), stage.placed.length, stage.entries.length], [["error 1 320"], 0, before]);
});

test("a bracket whose stop could not be read does not leave without it; younger orders and other clients' wait on", () => {
  const stage = trading();
  stage.connect(BETA, 2);
  stage.ask(BETA, "placeOrder", { orderId: 1, contract, order: { ...order, transmit: false } });
  place(stage, 1, { ...order, transmit: false });
  place(stage, 9, { ...order, transmit: false });
  stage.told(ALPHA);
  placeUnreadable(stage, 2, { ...stop, auxPrice: 123.25, parentId: 1, transmit: false });
  assert.deepEqual(stage.brief(ALPHA), ["error 2 320", "error 1 201", "orderStatus 1 Cancelled 0/1"]);
  place(stage, 10, { ...profit, parentId: 1 });
  stage.pass(500);
  assert.deepEqual([stage.placed.length, stage.statuses().sort()], [0, ["1 discarded", "1 held", "9 held"]]);
});

test("an entry that could not be read, and whose legs were refused for want of it, does not leave by a change of it", () => {
  const stage = trading();
  placeUnreadable(stage, 1, { ...order, lmtPrice: 123.25, transmit: false });
  place(stage, 2, { ...stop, parentId: 1 });
  assert.deepEqual(stage.brief(ALPHA), ["error 1 320", "error 2 201", "orderStatus 2 Cancelled 0/0"]);
  place(stage, 1);
  assert.deepEqual([stage.brief(ALPHA), stage.placed.length], [["error 1 201", "orderStatus 1 Cancelled 0/0"], 0]);
  place(stage, 1, { ...order, transmit: false });
  place(stage, 2, { ...stop, parentId: 1 });
  assert.equal(stage.placed.length, 2, "placed untransmitted again it begins a new bracket");
});

test("an order by itself that could not be read may be placed under its number", () => {
  const stage = trading();
  placeUnreadable(stage, 1, { ...order, lmtPrice: 123.25 });
  place(stage, 1);
  assert.equal(stage.placed.length, 1);
});

test("a leg that waits and is asked for again unreadably stays as it was, and its bracket leaves", () => {
  const stage = trading();
  place(stage, 1, { ...order, transmit: false });
  place(stage, 2, { ...stop, parentId: 1, transmit: false });
  placeUnreadable(stage, 2, { ...stop, auxPrice: 123.25, parentId: 1, transmit: false });
  place(stage, 3, { ...profit, parentId: 1 });
  stage.pass(500);
  assert.deepEqual(
    stage.placed.map((frame) => frame.order.auxPrice),
    [undefined, 9, undefined],
  );
});

test("numbers of orders: zero and negative are invalid, lower than before are duplicates, nothing of them leaves", () => {
  const stage = trading();
  place(stage, 5);
  for (const id of [0, -1, 4, 1]) place(stage, id);
  assert.deepEqual(stage.brief(ALPHA), ["error 0 10149", "error -1 10149", "error 4 103", "error 1 103"]);
  assert.equal(stage.placed.length, 1);
});

test("the number of an order that was refused while it waited for its legs is not told as the next one that is free", () => {
  const stage = trading();
  place(stage, 5, { ...order, transmit: false, account: "DU9" });
  place(stage, 2 ** 31 - 1, { ...order, transmit: false });
  stage.told(ALPHA);
  stage.ask(ALPHA, "reqIds", { numIds: 1 });
  assert.deepEqual(stage.brief(ALPHA), ["nextValidId 6"]);
  stage.step({ kind: "clientClosed", conn: ALPHA, code: "" });
  stage.connect(BETA, 1);
  assert.ok(stage.brief(BETA).includes("nextValidId 6"), "also to a bot that comes back and remembers nothing");
  place(stage, 6, order, BETA);
  assert.equal(stage.placed.length, 1);
});

test("the largest number there is is no order's: behind it no next valid id could be told, to anybody who connects", () => {
  const stage = trading();
  place(stage, 2 ** 31 - 1);
  assert.deepEqual([stage.brief(ALPHA), stage.placed.length], [[`error ${2 ** 31 - 1} 10149`], 0]);
  place(stage, 2 ** 31 - 2);
  assert.equal(stage.placed.length, 1);
  stage.step({ kind: "clientClosed", conn: ALPHA, code: "" });
  stage.connect(BETA, 1);
  assert.ok(stage.brief(BETA).includes(`nextValidId ${2 ** 31 - 1}`));
});

test("a journal in which an order has the largest number there is costs nobody the connection", () => {
  const stage = trading();
  place(stage, 1);
  const largest = JSON.parse(JSON.stringify(stage.entries), (name, value) =>
    name === "clientOrderId" ? 2 ** 31 - 1 : value,
  ) as typeof stage.entries;
  const later = new Stage(config, largest);
  later.greet();
  later.recover();
  later.connect(ALPHA, 1);
  assert.ok(later.brief(ALPHA).includes(`nextValidId ${2 ** 31 - 1}`));
});

const ENDS: Readonly<Record<string, { readonly end: (stage: Stage) => void; readonly code: number }>> = {
  filled: { end: (stage) => void stage.shows(0, { status: "Filled" }), code: 104 },
  cancelled: { end: (stage) => void stage.shows(0, { status: "Cancelled" }), code: 103 },
  rejected: { end: (stage) => stage.refuses(stage.placed[0]!.orderId, 201), code: 103 },
};

for (const [status, { end, code }] of Object.entries(ENDS))
  test(`the number of a ${status} order with another body, or the same one, draws ${code} and sends nothing`, () => {
    const stage = trading();
    place(stage, 1);
    end(stage);
    stage.told(ALPHA);
    for (const lmtPrice of [11, 10]) place(stage, 1, { ...order, lmtPrice });
    assert.deepEqual([stage.brief(ALPHA), stage.placed.length], [[`error 1 ${code}`, `error 1 ${code}`], 1]);
  });

test("a stranger's order is not cancelled: 10147 for another strategy's, for one that never was, for zero and negative", () => {
  const stage = trading();
  stage.connect(BETA, 2);
  place(stage, 7);
  stage.shows();
  stage.told(BETA);
  for (const orderId of [7, 8, 0, -1]) stage.ask(BETA, "cancelOrder", { orderId });
  stage.pass(200);
  assert.deepEqual(stage.brief(BETA), ["error 7 10147", "error 8 10147", "error 0 10147", "error -1 10147"]);
  assert.deepEqual([stage.cancelled, stage.statuses()], [[], ["7 working"]]);
});

test("a change while the link is lost is refused with 105: sent then, it may become a second order (nautilus #4564)", () => {
  const stage = trading();
  place(stage, 1);
  stage.shows();
  stage.notices(1100);
  stage.told(ALPHA);
  place(stage, 1, { ...order, lmtPrice: 11 });
  stage.notices(1102);
  stage.pass(seconds(5));
  assert.equal(stage.brief(ALPHA)[0], "error 1 105");
  assert.equal(stage.placed.length, 1);
});

test("changes of an order of unknown fate wait until it is found, and only the newest leaves", () => {
  const stage = trading();
  place(stage, 1);
  stage.reconnect();
  stage.recover();
  for (const lmtPrice of [11, 12]) place(stage, 1, { ...order, lmtPrice });
  assert.equal(stage.placed.length, 1);
  stage.shows();
  stage.pass(200);
  assert.deepEqual(
    stage.placed.map((frame) => [frame.orderId, frame.order.lmtPrice]),
    [
      [1, 10],
      [1, 12],
    ],
  );
});

test("a change that the broker refuses may kill the resting order: its status ends it (SEQUENCES 4)", () => {
  const stage = trading();
  place(stage, 1);
  const { orderId } = stage.shows();
  place(stage, 1, { ...order, lmtPrice: 99 });
  for (const status of ["PendingCancel", "Submitted", "Cancelled"])
    stage.says("orderStatus", { orderId, clientId: 100, permId: 500, status });
  for (const code of [202, 201]) stage.refuses(orderId, code);
  assert.deepEqual(stage.statuses(), ["1 cancelled"]);
  stage.pass(minutes(1));
  assert.equal(stage.placed.length, 2, "nothing more leaves");
});

test("110 on the stop of a bracket ends the stop alone, and its client is told (SEQUENCES 6: it silently did not exist)", () => {
  const stage = trading();
  place(stage, 1, { ...order, transmit: false });
  place(stage, 2, { ...profit, parentId: 1, transmit: false });
  place(stage, 3, { ...stop, parentId: 1 });
  for (const n of [0, 1]) stage.shows(n, { status: "PreSubmitted" });
  stage.refuses(stage.placed[2]!.orderId, 110);
  assert.deepEqual(stage.statuses(), ["1 working", "2 working", "3 rejected"]);
  assert.ok(stage.brief(ALPHA).includes("error 3 110"));
});

const AWAY: Readonly<Record<string, (stage: Stage) => void>> = {
  "the link is lost": (stage) => stage.notices(1100),
  "the session ends": (stage) => stage.reconnect(),
};

for (const [away, happens] of Object.entries(AWAY))
  test(`the cancel of a refused order that has not left when ${away} is answered, for nobody says it again`, () => {
    const stage = trading();
    place(stage, 1);
    const { orderId } = stage.shows();
    stage.refuses(orderId, 201);
    stage.says("orderStatus", { orderId, clientId: 100, permId: 500, status: "Inactive" });
    assert.deepEqual(stage.statuses(), ["1 rejected"]);
    stage.told(ALPHA);
    stage.diskMs = 500;
    stage.ask(ALPHA, "cancelOrder", { orderId: 1 });
    happens(stage);
    stage.diskMs = 0;
    stage.step({ kind: "deadline" });
    stage.pass(seconds(1));
    assert.ok(stage.brief(ALPHA).includes("error 1 10148"));
    assert.deepEqual(stage.entries.filter(({ kind }) => kind === "cancelRefused").length, 1);
    if (away === "the link is lost") stage.notices(1102);
    else stage.recover();
    stage.pass(seconds(5));
    assert.deepEqual(stage.cancelled, []);
  });

test("an order that waits for its turn for too long is stuck until it has left", () => {
  const stage = trading();
  const causes = (): string[] => (stage.answer("alerts") as { cause: string }[]).map(({ cause }) => cause);
  stage.diskMs = 100;
  stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order });
  stage.pass(seconds(4));
  assert.deepEqual(causes(), []);
  stage.pass(seconds(3));
  assert.deepEqual(causes(), ["order-stuck"]);
  stage.diskMs = 0;
  causes();
  stage.pass(seconds(1));
  stage.shows();
  assert.deepEqual([causes(), stage.statuses()], [[], ["1 working"]]);
});

const HINDRANCES: Readonly<Record<string, (stage: Stage) => void>> = {
  "the link is lost": (stage) => stage.notices(1100),
  "the session is lost": (stage) => stage.step({ kind: "upstreamClosed", code: "ECONNRESET" }),
};

for (const [hindrance, happens] of Object.entries(HINDRANCES))
  test(`an order without a word while ${hindrance} is not stuck`, () => {
    const stage = trading();
    place(stage, 1);
    happens(stage);
    stage.pass(seconds(60));
    assert.equal(
      stage.entries.some((entry) => entry.kind === "alertRaised" && entry.alert.cause === "order-stuck"),
      false,
    );
  });
