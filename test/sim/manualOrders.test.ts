/**
 * Orders placed by hand over the wire: whom they show themselves to, and how client 0 binds them (PROTOCOL 11.1, 11.2).
 */
import { deepEqual, equal } from "node:assert/strict";
import test from "node:test";
import { decimal } from "../../src/base/decimal.ts";
import type { Listing } from "../../src/sim/exchange/directory/listing.ts";
import { AAPL, ACCOUNTS, type Client, type Loopback, still, type Wanted } from "./loopback.ts";

/** A person places it in TWS; what follows is told to whom it concerns. Answers its permId. */
function byHand(scene: Loopback, { totalQuantity = "100", ...also }: Wanted = {}): number {
  const { gateway } = scene;
  const [listing] = gateway.exchange.find(AAPL) as readonly [Listing];
  const usual = { action: "BUY", orderType: "LMT", lmtPrice: 250, tif: "DAY", account: ACCOUNTS[0] };
  const terms = { ...usual, ...also, totalQuantity: decimal(totalQuantity) };
  let permId = 0;
  gateway.act((moment) => {
    const placed = gateway.broker.placeManual({ listing, terms }, moment);
    permId = placed.permId ?? 0;
    return placed.events;
  });
  scene.pass();
  return permId;
}

function clients(scene: Loopback, ...ids: readonly number[]): readonly Client[] {
  const all = ids.map((id) => scene.connect(id));
  for (const client of all) client.lines();
  return all;
}

test("an order placed by hand shows itself to client 0, with the number 0, and to nobody else", () => {
  const scene = still();
  const [zero, one] = clients(scene, 0, 1) as [Client, Client];
  byHand(scene);
  deepEqual(zero.lines(), ["OO 0 Submitted", "OS 0 Submitted 0/100"]);
  deepEqual(one.lines(), []);
});

test("the master client hears of orders placed by hand as of all others", () => {
  const scene = still({ masterClientId: 7 });
  const [seven] = clients(scene, 7) as [Client];
  byHand(scene, { orderType: "MKT" });
  const lines = seven.lines();
  deepEqual([lines.includes("EX 0 BOT 100"), lines.includes("CR")], [true, true]);
});

test("any client sees them among all open orders, unbound; looking does not bind", () => {
  const scene = still();
  const [one] = clients(scene, 1) as [Client];
  byHand(scene);
  for (const _ of [1, 2]) {
    one.send("reqAllOpenOrders", {});
    deepEqual(one.lines(), ["OO 0 Submitted", "OS 0 Submitted 0/100", "openOrderEnd"]);
  }
  one.send("reqOpenOrders", {});
  deepEqual(one.lines(), ["openOrderEnd"], "they are not its own");
});

test("client 0 binds what is open by asking for its open orders, once, and may cancel it by its new number", () => {
  const scene = still();
  const [zero] = clients(scene, 0) as [Client];
  const permId = byHand(scene);
  zero.lines();
  zero.send("reqOpenOrders", {});
  const [bound, ...rest] = zero.heard();
  deepEqual(bound, { name: "orderBound", body: { permId, clientId: 0, orderId: -2 } });
  equal(rest.length, 3);
  zero.send("reqOpenOrders", {});
  deepEqual(zero.lines(), ["OO -2 Submitted", "OS -2 Submitted 0/100", "openOrderEnd"]);
  zero.cancel(-2);
  deepEqual(zero.lines(), ["OS -2 Cancelled 0/100", "ERR -2 202"]);
});

test("reqAutoOpenOrders binds what comes afterwards, until it is turned off; others are refused with 327", () => {
  const scene = still();
  const [zero, one] = clients(scene, 0, 1) as [Client, Client];
  one.send("reqAutoOpenOrders", { autoBind: true });
  deepEqual(one.lines(), ["ERR -1 327"]);
  zero.send("reqAutoOpenOrders", { autoBind: true });
  byHand(scene);
  equal(zero.lines().includes("orderBound"), true);
  zero.send("reqAutoOpenOrders", { autoBind: false });
  byHand(scene, { lmtPrice: 249 });
  equal(zero.lines().includes("orderBound"), false);
});

test("an order placed by hand is pushed to client 0 when it connects, before its number", () => {
  const scene = still();
  byHand(scene);
  const zero = scene.connect(0);
  const started = ["OO 0 Submitted", "OS 0 Submitted 0/100", "openOrderEnd", "managedAccounts", "nextValidId"];
  deepEqual(zero.lines().slice(0, 5), started);
  const one = scene.connect(1);
  deepEqual(one.lines().slice(0, 2), ["managedAccounts", "nextValidId"]);
});

test("completed orders leave out what was placed by hand when only the API's are asked for", () => {
  const scene = still();
  const [one] = clients(scene, 1) as [Client];
  byHand(scene, { orderType: "MKT" });
  one.place(1);
  scene.pass();
  one.lines();
  const count = (apiOnly: boolean): number => {
    one.send("reqCompletedOrders", { apiOnly });
    return one.bodies("completedOrder").length;
  };
  deepEqual([count(false), count(true)], [2, 1]);
});

test("a global cancel of any client ends them too", () => {
  const scene = still();
  const [zero, one] = clients(scene, 0, 1) as [Client, Client];
  byHand(scene);
  zero.lines();
  one.send("reqGlobalCancel", {});
  scene.pass();
  equal(zero.lines()[0], "OS 0 Cancelled 0/100");
  deepEqual(scene.gateway.broker.openOrders(), []);
});
