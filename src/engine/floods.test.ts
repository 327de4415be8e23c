/** A client that asks too much delays itself alone, and what ends something is never refused for being too much. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, profit, ready, Stage, stop, strategy } from "../../test/engine/stage.ts";
import type { DoorConfig } from "../model/config.ts";
import type { ConnId } from "../model/ids.ts";
import { clientHello } from "../wire/handshake.ts";
import { CONNECTIONS_MAX, CONNECTIONS_PER_STRATEGY_MAX } from "./doorman.ts";

/** Alpha has one resting order, and so many new ones behind it that its queue is full. */
function full(): { stage: Stage; alpha: ConnId; id: number } {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const { orderId } = stage.shows();
  for (let id = 2; id < 2_030; id++) stage.ask(alpha, "placeOrder", { orderId: id, contract, order });
  assert.equal(stage.brief(alpha).at(-1), "error 2029 100", "the queue is full");
  return { stage, alpha, id: orderId };
}

test("a cancel passes a full queue, and leaves before what waits in it", () => {
  const { stage, alpha, id } = full();
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  assert.deepEqual(stage.brief(alpha), []);
  const placed = stage.placed.length;
  stage.pass(100);
  assert.deepEqual(stage.cancelled, [id]);
  assert.ok(stage.placed.length - placed < 5);
});

test("reqGlobalCancel passes a full queue and empties it: nothing that waited leaves", () => {
  const { stage, alpha, id } = full();
  const left = stage.placed.length;
  stage.ask(alpha, "reqGlobalCancel");
  stage.pass(60_000);
  assert.equal(stage.placed.length, left);
  assert.ok(stage.cancelled.includes(id));
  assert.deepEqual(
    stage.statuses().filter((status) => status.endsWith("intended")),
    [],
  );
});

test("a bracket whose stop found no room in the queue does not leave without it when there is room again", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  const ask = (orderId: number, leg: object): void => stage.ask(alpha, "placeOrder", { orderId, contract, order: leg });
  ask(1, { ...order, transmit: false });
  for (let id = 2; id < 2_030; id++) ask(id, order);
  stage.told(alpha);
  ask(2_030, { ...stop, parentId: 1, transmit: false });
  assert.deepEqual(stage.brief(alpha), ["error 2030 100", "error 1 201", "orderStatus 1 Cancelled 0/1"]);
  stage.pass(1_000);
  ask(2_031, { ...profit, parentId: 1 });
  stage.pass(60_000);
  assert.ok(stage.placed.every(({ order: { action, parentId } }) => action === "BUY" && !parentId));
  assert.equal(
    stage.statuses().find((status) => status.startsWith("1 ")),
    "1 discarded",
  );
});

test("account requests that are cancelled before they left cost nothing and delay nobody", () => {
  const stage = ready();
  const [alpha, beta] = [stage.connect(1, 1), stage.connect(2, 2)];
  stage.pass(2_000);
  const before = stage.asked.length;
  for (let reqId = 0; reqId < 5_000; reqId++) {
    stage.ask(alpha, "reqPnLSingle", { reqId, account: "DU1", conId: reqId });
    stage.ask(alpha, "cancelPnLSingle", { reqId });
  }
  stage.ask(beta, "reqMktData", { reqId: 1, contract });
  stage.pass(1_000);
  assert.ok(stage.asked.some(({ name }) => name === "reqMktData"));
  assert.ok(stage.asked.length - before < 20, `${stage.asked.length - before} frames left`);
  assert.equal((stage.answer("status") as { messagesWaiting: number }).messagesWaiting, 0);
});

test("two hundred cancels a second of one order do not keep another strategy's order waiting", () => {
  const stage = ready();
  const [alpha, beta] = [stage.connect(1, 1), stage.connect(2, 2)];
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  for (let ms = 0; ms < 2_000; ms += 5) {
    stage.ask(alpha, "cancelOrder", { orderId: 1 });
    stage.pass(5);
  }
  stage.ask(beta, "placeOrder", { orderId: 1, contract, order });
  for (let ms = 0; ms < 1_500; ms += 5) {
    stage.ask(alpha, "cancelOrder", { orderId: 1 });
    stage.pass(5);
  }
  assert.equal(stage.placed.length, 2);
});

test("orders that wait for their turn are listed as PendingSubmit, held ones are not", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  for (let orderId = 1; orderId <= 20; orderId++) stage.ask(alpha, "placeOrder", { orderId, contract, order });
  stage.ask(alpha, "placeOrder", { orderId: 21, contract, order: { ...order, transmit: false } });
  assert.ok(stage.placed.length < 20, "some still wait");
  stage.told(alpha);
  for (const list of ["reqOpenOrders", "reqAllOpenOrders"] as const) {
    stage.ask(alpha, list);
    const told = stage.brief(alpha).filter((line) => line.startsWith("openOrder "));
    assert.deepEqual(
      told,
      Array.from({ length: 20 }, (_, i) => `openOrder ${i + 1} PendingSubmit`),
      list,
    );
  }
});

test("connections that never say who they are take no place from anybody: the oldest of them goes", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  const first = 10;
  const last = first + CONNECTIONS_MAX + 50;
  for (let conn = first; conn < last; conn++) {
    stage.step({ kind: "clientAccepted", conn: conn as ConnId, door: "shared", remote: "127.0.0.1:9" });
    stage.step({ kind: "clientReceived", conn: conn as ConnId, bytes: clientHello(157, 178) });
  }
  const closed = stage.effects.flatMap((effect) => (effect.kind === "closeClient" ? [effect] : []));
  assert.deepEqual(
    closed.map(({ conn, how }) => [conn, how]),
    Array.from({ length: 51 }, (_, i) => [first + i, "reset"]),
  );
  const beta = stage.connect(last, 2);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  assert.deepEqual(stage.statuses(), ["1 sent"]);
  assert.ok(stage.brief(beta).some((line) => line.startsWith("nextValidId")));
});

/** Strategies with a port each, on which they may use any client id. */
function doors(names: readonly string[]): Stage {
  const strategies = names.map((name, i) => ({ ...strategy(name, i === 0 ? "DU1" : "DU2", i), clientIds: [] }));
  const stage = new Stage({
    ...config,
    strategies,
    doors: strategies.map(({ name }) => ({ ...door, id: name, strategy: name })),
  });
  stage.greet();
  stage.recover();
  return stage;
}
const [door] = config.doors as [DoorConfig];
const closedIn = (stage: Stage): ConnId[] =>
  stage.effects.flatMap((effect) => (effect.kind === "closeClient" ? [effect.conn] : []));

test("a strategy that never closes what it opens takes no place from another one, and is told so", () => {
  const stage = doors(["alpha", "beta"]);
  const last = CONNECTIONS_PER_STRATEGY_MAX + 1;
  for (let conn = 1; conn <= last; conn++) stage.connect(conn, conn, "alpha");
  assert.deepEqual(closedIn(stage), [last]);
  assert.deepEqual(stage.brief(last as ConnId), ["error -1 321"]);
  const beta = stage.connect(last + 1, 1, "beta");
  assert.deepEqual(stage.brief(beta).at(-1), "nextValidId 1");
  stage.step({ kind: "clientClosed", conn: 1 as ConnId, code: "" });
  assert.deepEqual(stage.brief(stage.connect(last + 2, last, "alpha")).at(-1), "nextValidId 1");
});

test("when every connection is somebody's, a newcomer is turned away", () => {
  const names = Array.from({ length: CONNECTIONS_MAX / CONNECTIONS_PER_STRATEGY_MAX }, (_, i) => `s${i}`);
  const stage = doors(names);
  let conn = 0;
  for (const name of names) for (let id = 0; id < CONNECTIONS_PER_STRATEGY_MAX; id++) stage.connect(++conn, id, name);
  const newcomer = (CONNECTIONS_MAX + 1) as ConnId;
  assert.deepEqual(closedIn(stage), []);
  stage.step({ kind: "clientAccepted", conn: newcomer, door: names[0]!, remote: "127.0.0.1:9" });
  assert.deepEqual(closedIn(stage), [newcomer]);
});
