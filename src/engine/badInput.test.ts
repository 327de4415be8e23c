/** What a Gateway may say that it should not, at the beginning of a session and in words that we do not read. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, ready, Stage, UPSTREAM } from "../../test/engine/stage.ts";
import { minutes } from "../base/time.ts";
import { FLOOR } from "../wire/versions.ts";

interface StatusNow {
  readonly state: string;
  readonly accounts: readonly string[];
  readonly conditions: readonly { readonly condition: string; readonly detail: string }[];
}
const status = (stage: Stage): StatusNow => stage.answer("status") as StatusNow;
const conditions = (stage: Stage): string[] => status(stage).conditions.map(({ condition }) => condition);

/** A reply to our hello with these fields. */
function reply(...fields: readonly string[]): Uint8Array {
  const payload = Buffer.from(fields.map((field) => `${field}\0`).join(""));
  const frame = Buffer.alloc(4 + payload.length);
  frame.writeUInt32BE(payload.length);
  payload.copy(frame, 4);
  return new Uint8Array(frame);
}

/** A session breaks, and the next attempt is answered like this. */
function answered(bytes: Uint8Array): Stage {
  const stage = ready();
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  stage.pass(1_500);
  stage.step({ kind: "upstreamOpened" });
  stage.step({ kind: "upstreamReceived", bytes });
  return stage;
}

const TIME = "20260105 10:11:12 UTC";
const REPLIES: readonly (readonly [what: string, fields: readonly string[]])[] = [
  ["one field", [String(UPSTREAM)]],
  ["three fields", [String(UPSTREAM), TIME, "more"]],
  ["a hundred fields", [String(UPSTREAM), ...Array.from({ length: 99 }, (_, i) => String(i))]],
  ["a version below ours", [String(FLOOR - 1), TIME]],
  ["a version above ours", ["226", TIME]],
  ["a redirect", ["-1", "example.com:4001"]],
  ["a version that is no number", ["two hundred", TIME]],
];

for (const [what, fields] of REPLIES)
  test(`a version reply with ${what} is refused at once by that name, and the next attempt may go well`, () => {
    const stage = answered(reply(...fields));
    assert.deepEqual([status(stage).state, conditions(stage)], ["disconnected", ["wrong-version"]]);
    stage.pass(6_500);
    stage.greet();
    stage.recover();
    assert.deepEqual([status(stage).state, conditions(stage), stage.exit()], ["ready", [], undefined]);
  });

test("a version reply that comes in two pieces is read", () => {
  const whole = reply(String(UPSTREAM), TIME);
  const stage = answered(whole.subarray(0, 7));
  assert.equal(status(stage).state, "handshaking");
  stage.step({ kind: "upstreamReceived", bytes: whole.subarray(7) });
  assert.equal(status(stage).state, "starting");
});

test("nextValidId that goes backwards: no order id is used twice, over sessions and restarts", () => {
  const stage = new Stage();
  stage.greet("DU1,DU2", 500);
  stage.recover();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  for (const [i, nextValidId] of [1, 0, -5, 300].entries()) {
    stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
    stage.pass(1_500);
    stage.greet("DU1,DU2", nextValidId);
    stage.recover();
    // Another contract each time: nothing may be added to an order of unknown fate.
    stage.ask(alpha, "placeOrder", { orderId: i + 2, contract: { ...contract, conId: i + 2 }, order });
    stage.pass(200);
  }
  assert.deepEqual(
    stage.placed.map(({ orderId }) => orderId),
    [500, 501, 502, 503, 504],
  );
  const restarted = new Stage(config, stage.entries);
  restarted.greet("DU1,DU2", 1);
  restarted.recover();
  restarted.ask(restarted.connect(1, 1), "placeOrder", { orderId: 9, contract: { ...contract, conId: 9 }, order });
  assert.equal(restarted.placed[0]?.orderId, 505);
});

test("nextValidId that comes again in a session moves nothing backwards", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.says("nextValidId", { orderId: 77 });
  stage.says("nextValidId", { orderId: 1 });
  for (const orderId of [1, 2]) stage.ask(alpha, "placeOrder", { orderId, contract, order });
  const [first, second] = stage.placed.map(({ orderId }) => orderId);
  assert.equal(second, first! + 1);
  assert.equal(status(stage).state, "ready");
});

test("a list without accounts takes nothing away from a session that has named them", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.says("managedAccounts", { accountsList: " , " });
  assert.deepEqual([status(stage).state, status(stage).accounts], ["ready", ["DU1", "DU2"]]);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  assert.equal(stage.placed.length, 1);
});

test("accounts that change between sessions: more are taken, one that a strategy trades may not be missing", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.reconnect("DU1,DU2,DU3");
  stage.recover();
  assert.deepEqual([status(stage).state, status(stage).accounts], ["ready", ["DU1", "DU2", "DU3"]]);
  stage.reconnect("DU1,DU3");
  assert.deepEqual([status(stage).state, conditions(stage)], ["disconnected", ["wrong-accounts"]]);
  assert.match(status(stage).conditions[0]!.detail, /strategy "beta" trades account DU2/);
  assert.equal(stage.exit(), undefined);
  stage.pass(6_500);
  stage.greet();
  stage.recover();
  assert.equal(status(stage).state, "ready");
  stage.told(alpha);
});

test("a next order id without room above it ends the process before anybody was served, and later no more than the session", () => {
  const first = new Stage();
  first.greet("DU1,DU2", 2_000_000_000);
  assert.match(first.exit()?.reason ?? "", /Reset the order id sequence/);
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  stage.pass(1_500);
  stage.greet("DU1,DU2", 2_000_000_000);
  assert.deepEqual([stage.exit(), conditions(stage)], [undefined, ["order-ids-spent"]]);
  stage.pass(6_500);
  stage.greet();
  stage.recover();
  assert.equal(status(stage).state, "ready");
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  assert.equal(stage.placed.length, 1);
});

test("a login of the other mode ends the process, whenever it comes", () => {
  const stage = ready();
  stage.reconnect("U1,U2");
  assert.deepEqual([stage.exit()?.code, /live-looking/.test(stage.exit()?.reason ?? "")], [1, true]);
});

test("errors in another language are understood by their codes", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.refuses(-1, 1100, "Die Verbindung zwischen IBKR und der Trader Workstation ist unterbrochen.");
  stage.refuses(-1, 2103, "Verbindung zur Marktdatenfarm unterbrochen: usfarm");
  assert.deepEqual(conditions(stage), ["link-lost", "farms-broken"]);
  stage.refuses(-1, 1102, "Die Verbindung ist wiederhergestellt - Daten erhalten.");
  stage.refuses(-1, 2104, "Verbindung zur Marktdatenfarm in Ordnung: usfarm");
  assert.deepEqual(conditions(stage), []);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.refuses(stage.placed[0]!.orderId, 321, "Fehler: Die API ist schreibgeschützt.");
  assert.deepEqual(conditions(stage), ["read-only-session"]);
});

test("321 on an order for another reason, or in words that nobody reads, refuses that order and no other", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  for (const [i, text] of ["Invalid account code 'DU9'", "zzz ngizwa kuphela"].entries()) {
    stage.ask(alpha, "placeOrder", { orderId: i + 1, contract, order });
    stage.refuses(stage.placed[i]!.orderId, 321, text);
  }
  assert.deepEqual([conditions(stage), stage.placed.length], [[], 2]);
});

const READ_ONLY = "The API interface is currently in Read-Only mode.";

/** A Gateway that is read-only as long as `isReadOnly` says so, for some minutes; answers how often the condition began. */
function readOnlyFor(stage: Stage, minutes: number, isReadOnly: (minute: number) => boolean): number {
  let answered = stage.asked.length;
  for (let second = 0; second < minutes * 60; second += 5) {
    stage.pass(5_000);
    for (const { name } of stage.asked.slice(answered)) {
      if (name === "reqAllOpenOrders") stage.says("openOrderEnd");
      if (name !== "reqCompletedOrders") continue;
      if (isReadOnly(second / 60)) stage.refuses(-1, 321, READ_ONLY);
      else stage.says("completedOrdersEnd");
    }
    answered = stage.asked.length;
  }
  return stage.logged("condition-began");
}

test("a read-only Gateway is asked every ten minutes for what it refuses, and when it gives it the next order leaves", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  const place = (orderId: number) => stage.ask(alpha, "placeOrder", { orderId, contract, order });
  place(1);
  stage.refuses(stage.placed[0]!.orderId, 321, READ_ONLY);
  place(2);
  stage.told(alpha);
  assert.equal(
    readOnlyFor(stage, 55, () => true),
    1,
    "it is told of once",
  );
  place(3);
  assert.equal(stage.placed.length, 1);
  assert.ok(!stage.brief(alpha).includes("error -1 321"), "what we ask for ourselves is nobody's refusal");
  readOnlyFor(stage, 11, () => false);
  assert.deepEqual(conditions(stage), []);
  place(4);
  assert.equal(stage.placed.length, 2);
});

/** What may stand in the line for completed orders and is never answered. */
const MUTE: Readonly<Record<string, (stage: Stage) => void>> = {
  nothing: () => {},
  "a client's question": (stage) => stage.ask(stage.connect(1, 1), "reqCompletedOrders", { apiOnly: false }),
  "what is asked behind an outage": (stage) => {
    for (const notice of [1100, 1102]) stage.notices(notice);
  },
};

for (const [what, stands] of Object.entries(MUTE))
  test(`a Gateway that was read-only and says nothing any more is tried with the next order, with ${what} in the line`, () => {
    const stage = ready();
    stands(stage);
    stage.pass(1_000);
    stage.refuses(1, 321, READ_ONLY);
    stage.pass(12 * 60_000);
    assert.deepEqual(conditions(stage), []);
  });

test("a refusal of our own question that comes late is told to nobody, and the next list ends with its own end", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.refuses(-1, 321, READ_ONLY);
  stage.pass(10 * 60_000 + 20_000);
  stage.told(alpha);
  stage.refuses(-1, 321, READ_ONLY);
  stage.ask(alpha, "reqCompletedOrders", { apiOnly: false });
  stage.pass(200);
  stage.says("completedOrdersEnd");
  assert.deepEqual(stage.brief(alpha), ["completedOrdersEnd"]);
});

test("a session that begins at a read-only Gateway serves data: the list that it refuses is not waited for", () => {
  const stage = ready();
  stage.reconnect();
  stage.recover(() => stage.refuses(-1, 321, READ_ONLY), false);
  assert.deepEqual([status(stage).state, conditions(stage)], ["read-only-session", ["read-only-session"]]);
});

test("a session that begins at a Gateway that withholds open orders, too, serves data, and says of protection what it knows", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  stage.reconnect();
  for (let list = 0; list < 2; list++) stage.refuses(-1, 321, READ_ONLY);
  stage.says("execDetailsEnd", { reqId: stage.lastReqId("reqExecutions") });
  stage.says("positionEnd");
  for (const accountName of ["DU1", "DU2"]) {
    stage.pass(200);
    stage.says("updateAccountValue", { key: "AccountCode", value: accountName, accountName });
    stage.says("accountDownloadEnd", { accountName });
  }
  stage.pass(minutes(2));
  assert.deepEqual([status(stage).state, conditions(stage)], ["read-only-session", ["read-only-session"]]);
  assert.deepEqual(stage.statuses(), ["1 unknown"], "no list has shown it");
  assert.equal((stage.answer("protected") as { verdict: string }).verdict, "unknown");
});
