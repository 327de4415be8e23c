/**
 * A Gateway that counts more messages in a second than it allows, with holdfast in front of it: production loop and engine, the
 * simulated Gateway and a client in a virtual world. What was dropped is asked for anew and flows, the pace backs off
 * before the Gateway disconnects, and no order leaves twice.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import test from "node:test";
import { decimal } from "../../src/base/decimal.ts";
import { seconds, wallOf } from "../../src/base/time.ts";
import { House, type Told } from "../incidents/holdfast.ts";

const MORNING = wallOf(2026, 1, 5, 15, 0);
const AAPL = { symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const STREAMS = 80;
const ORDERS = 8;
/** Patience, the pause and the slow pace for those that were dropped, and a second look for history. */
const HEALED_MS_MAX = seconds(40);

interface Scene {
  readonly house: House;
  readonly client: Told;
  readonly log: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[];
}

/** The limit of the Gateway is far below what holdfast keeps to: as if a second's messages had come as a bunch. */
function begun(messagesPerSecond: number, overRate: "dropped" | "processed" = "dropped"): Scene {
  const house = new House(MORNING, { switches: { overRate } });
  const log: Scene["log"] = [];
  house.world.watch({
    logged: ({ host, event, fields }) => {
      if (host === "daemon") log.push({ event, fields });
    },
  });
  const client = house.through();
  house.world.runFor(seconds(15));
  house.gateway.faults.set("strict-pacing", { messagesPerSecond, violations: 10 });
  client.forget();
  return { house, client, log };
}

const conIdsOf = ({ house, client }: Scene): readonly number[] => {
  const contract = { symbol: "AAPL", secType: "OPT", exchange: "SMART", currency: "USD" };
  client.connection.send("reqContractDetails", { reqId: 9_999, contract } as never);
  ok(house.world.runUntil(() => client.of("contractDetailsEnd").length > 0, seconds(30)));
  return [...new Set(client.of("contractDetails").map(({ contract: { conId } }) => conId))].slice(0, STREAMS);
};

const count = ({ log }: Scene, event: string): number => log.filter((line) => line.event === event).length;

for (const switchedTo of ["dropped", "processed"] as const)
  test(`what a Gateway counts as too much and is ${switchedTo}: every stream flows and every question is answered`, (t) => {
    const scene = begun(25, switchedTo);
    const { house, client } = scene;
    const conIds = conIdsOf(scene);
    equal(conIds.length, STREAMS);
    house.world.runFor(seconds(15));
    client.forget();
    const began = house.world.now;
    for (const [i, conId] of conIds.entries())
      client.connection.send("reqMktData", { reqId: i + 1, contract: { conId, exchange: "SMART" } } as never);
    client.connection.send("reqContractDetails", { reqId: 5_000, contract: AAPL } as never);
    client.connection.send("reqPnL", { reqId: 6_000, account: "DU1" } as never);
    const flows = (): boolean => new Set(client.of("tickPrice").map(({ reqId }) => reqId)).size === STREAMS;
    const isHealed = (): boolean =>
      flows() && client.of("contractDetailsEnd").length === 1 && client.of("pnl").length > 0;
    ok(
      house.world.runUntil(isHealed, HEALED_MS_MAX),
      `${new Set(client.of("tickPrice").map(({ reqId }) => reqId)).size}`,
    );
    ok(count(scene, "sent-too-fast") > 0);
    equal(count(scene, "asked-anew") > 0, switchedTo === "dropped");
    equal(count(scene, "session-lost"), 0);
    deepEqual(client.of("error"), []);
    t.diagnostic(`healed ${(house.world.now - began) / 1_000} s after, ${count(scene, "sent-too-fast")} times 100`);
  });

test("an order among what was dropped is not sent again, and its fate is said to be unknown", () => {
  const scene = begun(5);
  const { house, client } = scene;
  for (let i = 1; i <= 40; i++)
    client.connection.send("reqContractDetails", { reqId: i, contract: { ...AAPL, symbol: `S${i}` } } as never);
  const order = {
    action: "BUY",
    totalQuantity: decimal("1"),
    orderType: "LMT",
    lmtPrice: 100,
    tif: "DAY",
    transmit: true,
  };
  for (let orderId = 1; orderId <= ORDERS; orderId++)
    client.connection.send("placeOrder", { orderId, contract: AAPL, order } as never);
  house.world.runFor(seconds(60));
  const held = house.gateway.broker.orders().length;
  const sent = new Set(client.of("openOrder").map(({ order: { orderId } }) => orderId)).size;
  const raised = scene.log.flatMap(({ event, fields }) => (event === "alert" ? [fields.cause] : []));
  ok(held < ORDERS, `${held} of ${ORDERS} orders reached the Gateway: nothing was dropped`);
  equal(sent, held);
  equal(raised.filter((cause) => cause === "order-unknown").length, ORDERS - held);
});
