/** What lies at the edges of faults: outages as lists show them, ends of connections, ends of Gateways, odd settings. */
import { deepEqual, equal } from "node:assert/strict";
import test from "node:test";
import { greeted, RESTING } from "./faults/scene.ts";
import { ACCOUNTS, type Client, type Loopback, still } from "./loopback.ts";

const LISTS = ["reqAllOpenOrders", "reqPositions"] as const;
const ENDS = ["openOrderEnd", "positionEnd"];

/** What a client sees of open orders, executions and positions, after all that came before. */
function listed(client: Client): readonly string[] {
  client.lines();
  for (const name of LISTS) client.send(name, {});
  client.send("reqExecutions", { reqId: 1, filter: {} });
  return client.lines();
}

/** One order rests when the link is lost, and fills while it is. */
function filledInOutage(listsInOutage: "as-known" | "asks"): { scene: Loopback; client: Client } {
  const prices = "0,AAPL,254.99,255.01,255,500,500\n1000,AAPL,199.98,199.99,199.99,500,500";
  const scene = still({ prices, switches: { listsInOutage } });
  const client = greeted(scene);
  client.place(1, RESTING);
  scene.pass();
  scene.gateway.faults.set("link-lost", { repeatMs: 0 });
  scene.pass(2_000);
  equal(scene.gateway.broker.executions().length, 1);
  return { scene, client };
}

test("in an outage lists show what the Gateway knew at the loss, and afterwards the truth", () => {
  const { scene, client } = filledInOutage("as-known");
  deepEqual(listed(client), ["OO 1 Submitted", "OS 1 Submitted 0/100", ...ENDS, "execDetailsEnd"]);
  scene.gateway.faults.clear("link-lost");
  deepEqual(listed(client), ["openOrderEnd", "position", "positionEnd", "EX 1 BOT 100", "CR", "execDetailsEnd"]);
});

for (const [readOnlyOrders, first] of [
  ["listed", ["OO 1 Submitted", "OS 1 Submitted 0/100", "openOrderEnd"]],
  ["withheld", ["ERR -1 321"]],
] as const)
  test(`a read-only Gateway whose orders are ${readOnlyOrders} answers for all open orders with ${first.at(-1)}`, () => {
    const scene = still({ switches: { readOnlyOrders } });
    const client = greeted(scene);
    client.place(1, RESTING);
    scene.pass();
    scene.gateway.faults.set("secondary-read-only");
    deepEqual(listed(client), [...first, "positionEnd", "execDetailsEnd"]);
  });

test("in an outage account values do not move with fills that the Gateway cannot know", () => {
  const { scene, client } = filledInOutage("as-known");
  client.send("reqAccountUpdates", { subscribe: true, acctCode: ACCOUNTS[0] });
  const cash = (): string | undefined =>
    client.bodies("updateAccountValue").find(({ key, currency }) => key === "CashBalance" && currency === "USD")?.value;
  const known = cash();
  scene.gateway.faults.clear("link-lost");
  client.send("reqAccountUpdates", { subscribe: false, acctCode: ACCOUNTS[0] });
  client.send("reqAccountUpdates", { subscribe: true, acctCode: ACCOUNTS[0] });
  equal(Number(known), 1_000_000);
  equal(Math.round(Number(cash()) / 1_000), 980);
});

test("by a switch lists have to be asked for: each is answered once the link is back, with the truth", () => {
  const { scene, client } = filledInOutage("asks");
  deepEqual(listed(client), []);
  client.send("reqAllOpenOrders", {});
  scene.gateway.faults.clear("link-lost");
  const answered = client.lines().filter((line) => line.endsWith("End"));
  deepEqual(answered, [...ENDS, "execDetailsEnd", "openOrderEnd"]);
});

test("a client id that was reset is free at once, or by a switch taken for 45 seconds; a good-bye frees it in any case", () => {
  const again = (uncleanEnd: "frees" | "holds", how: "end" | "reset", waitMs: number): string | undefined => {
    const scene = still({ switches: { uncleanEnd } });
    greeted(scene).leave(how);
    scene.pass(waitMs);
    return scene.connect(1).lines()[0];
  };
  equal(again("frees", "reset", 0), "managedAccounts");
  equal(again("holds", "end", 0), "managedAccounts");
  equal(again("holds", "reset", 44_000), "ERR -1 326");
  equal(again("holds", "reset", 46_000), "managedAccounts");
});

test("notices of an outage spell the broker as new builds do, or by a switch as old ones did", () => {
  for (const brokerName of ["IBKR", "IB"] as const) {
    const scene = still({ switches: { brokerName } });
    const client = greeted(scene);
    scene.gateway.faults.set("link-lost", { repeatMs: 0 });
    scene.gateway.faults.clear("link-lost");
    scene.gateway.faults.set("link-lost-data");
    scene.gateway.faults.clear("link-lost-data");
    const texts = client.bodies("error").map(({ errorMsg = "" }) => errorMsg.split(" has been ")[0]);
    deepEqual([...new Set(texts)], [`Connectivity between ${brokerName} and Trader Workstation`]);
  }
});

test("a Gateway that is closed leaves nothing on the clock, whatever was under way", () => {
  const scene = still();
  const { faults } = scene.gateway;
  faults.set("link-lost", { forMs: 3_600_000 });
  faults.set("nightly-restart");
  faults.set("client-id-held", { ends: "any" });
  greeted(scene).leave();
  scene.connect(2).send("reqMktData", { reqId: 1, contract: { symbol: "AAPL" } });
  scene.dial();
  faults.inject("gateway-restart", { gapMs: 3_600_000 });
  scene.gateway.close();
  scene.clock.advance(0);
  equal(scene.clock.waiting, 0);
});

test("what was set for a time clears itself under the successor, and what waited in the outage crosses then", () => {
  const scene = still();
  const client = greeted(scene);
  const { faults, broker } = scene.gateway;
  faults.set("link-lost", { repeatMs: 0, forMs: 10_000 });
  client.place(1, RESTING);
  scene.gateway.close();
  scene.pass(5_000);
  const second = scene.successor();
  equal(second.link.up, false);
  scene.pass(5_001);
  deepEqual([second.link.up, faults.isSet("link-lost"), broker.openOrders().length], [true, false, 1]);
  second.close();
});

test("an outage that was cleared while no Gateway ran leaves nothing waiting", () => {
  const scene = still();
  const client = greeted(scene);
  scene.gateway.faults.set("link-lost", { repeatMs: 0 });
  client.place(1, RESTING);
  scene.gateway.close();
  scene.gateway.faults.clear("link-lost");
  const second = scene.successor();
  equal(second.broker.openOrders().length, 1);
  second.close();
});

test("faults of one Gateway are not another's", () => {
  const [one, other] = [still(), still()];
  one.gateway.faults.set("mute-handshake");
  deepEqual([one.connect().payloads.length, other.connect().lines()[0]], [0, "managedAccounts"]);
});

test("a fault that is set in the middle of a handshake meets what is left of it", () => {
  const scene = still();
  const client = scene.hello(178);
  scene.gateway.faults.set("gateway-frozen");
  client.send("startApi", { clientId: 1 });
  scene.pass(30_000);
  deepEqual(client.lines(), []);
  scene.gateway.faults.clear("gateway-frozen");
  equal(client.lines()[0], "managedAccounts");
  const late = scene.hello(178);
  scene.gateway.faults.inject("gateway-restart");
  equal(late.closed, "reset");
});

test("rate 0 never strikes and counts its opportunities, rate 1 strikes each; a time shorter than a tick ends all the same", () => {
  const scene = still();
  const { faults } = scene.gateway;
  const struck = (rate: number): unknown => {
    faults.set("order-lost", { rate });
    const results = Array.from({ length: 20 }, () => faults.strikes("order-lost") !== undefined);
    return [...new Set(results)];
  };
  deepEqual([struck(0), struck(1)], [[false], [true]]);
  faults.set("order-lost", { forMs: 0 });
  scene.clock.advance(0);
  equal(faults.isSet("order-lost"), false);
});
