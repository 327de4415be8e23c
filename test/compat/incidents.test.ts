/**
 * What happened to people with their orders, with holdfast between an unmodified client and the Gateway on which it happens:
 * what the client believes at the end is what the broker knows.
 *
 * The same incidents without holdfast, where the client believes something else, are in test/incidents.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { EventName, OrderAction, TimeInForce } from "@stoqey/ib";
import { Child, ROOT, tearDown } from "../rig/rig.ts";
import { atMarket, type Stand, stand, stopAt } from "./incidents/stand.ts";
import type { Trader } from "./orders/trader.ts";
import { python } from "./setup.ts";

after(tearDown);

const GTC = { tif: TimeInForce.GTC };

/** The last status of an order that the client was told. */
const believed = (trader: Trader, id: number): string | undefined =>
  trader.emitted.findLast(({ event, values }) => event === EventName.orderStatus && values[0] === id)?.values[1];

const struck = ({ gateway }: Stand, fault: string): number =>
  gateway.faults.list().find(({ name }) => name === fault)?.struck ?? 0;

/** What a program in Python says until its end by itself. */
async function said(t: TestContext, program: string, port: number): Promise<readonly string[] | undefined> {
  const environment = await python();
  if ("skip" in environment) return void t.skip(environment.skip);
  const child = new Child(program, environment.path, ["-u", join(ROOT, "test", program), String(port)], { cwd: ROOT });
  assert.deepEqual(await child.end(40_000), { code: 0, signal: null }, [...child.out, ...child.err].join("\n"));
  return child.out;
}

test("Lean #242: after a restart whose next id is 1 again, every order has a number of its own and its own status", async (t) => {
  const at = await stand(t);
  const trader = await at.trader();
  for (const id of [1, 2, 3, 4]) trader.place(id, { ...GTC, lmtPrice: 200 + id });
  for (const id of [1, 2, 3, 4]) await trader.reaches(id, "Submitted");
  at.gateway.faults.set("next-valid-id-rollback", { orderId: 1 });
  trader.forget();
  at.gateway.restart({ gapMs: 300 });
  await trader.until("the end of the restart", () =>
    trader.emitted.find(({ event, values }) => event !== EventName.sent && [1101, 1102].includes(values[1])),
  );
  for (const id of [5, 6, 7, 8]) trader.place(id, { ...GTC, lmtPrice: 200 + id });
  for (const id of [5, 6, 7, 8]) await trader.reaches(id, "Submitted");
  for (const id of [1, 2, 3, 4]) trader.api.cancelOrder(id);
  for (const id of [1, 2, 3, 4]) await trader.reaches(id, "Cancelled");
  assert.deepEqual(
    at.working.map(({ lmtPrice }) => lmtPrice),
    [205, 206, 207, 208],
  );
  assert.equal(new Set(at.orders.map(({ orderId }) => orderId)).size, 8);
  assert.deepEqual(
    [1, 5].map((id) => believed(trader, id)),
    ["Cancelled", "Submitted"],
  );
});

test("Lean #242: eight requests that the restart swallows: the cancels arrive at last, the orders are called unknown and not sent again", async (t) => {
  const at = await stand(t);
  const trader = await at.trader();
  const [cancelled, lost] = [
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ] as const;
  for (const id of cancelled) trader.place(id, { ...GTC, lmtPrice: 200 + id });
  for (const id of cancelled) await trader.reaches(id, "Submitted");
  for (const fault of ["cancel-lost", "order-lost"] as const) at.gateway.faults.set(fault);
  for (const id of cancelled) trader.api.cancelOrder(id);
  for (const id of lost) trader.place(id, { ...GTC, lmtPrice: 200 + id });
  await at.until("all eight are swallowed", () => struck(at, "cancel-lost") >= 4 && struck(at, "order-lost") >= 4);
  at.gateway.faults.set("next-valid-id-rollback", { orderId: 1 });
  at.gateway.restart({ gapMs: 300 });
  for (const fault of ["cancel-lost", "order-lost"] as const) at.gateway.faults.clear(fault);
  for (const id of cancelled) await trader.reaches(id, "Cancelled");
  for (const id of lost)
    await trader.event(EventName.info, (text, code) => code === 2168 && text.includes(`order ${id} is unknown`));
  for (const id of lost)
    assert.ok([undefined, "PendingSubmit"].includes(believed(trader, id)), `${believed(trader, id)}`);
  assert.deepEqual([at.orders.length, at.working.length], [4, 0]);
  trader.place(9, { ...GTC, lmtPrice: 209 });
  const [refusal] = await trader.event(EventName.error, (_error, code, id) => code === 201 && id === 9);
  assert.match((refusal as Error).message, /unknown fate/, "nothing is added to what may be there");
});

test("nautilus #4564: a stop that is moved during an outage stays one stop, and one cancel ends it", async (t) => {
  const at = await stand(t);
  const trader = await at.trader();
  trader.place(1, { ...atMarket, totalQuantity: 4 });
  await trader.reaches(1, "Filled");
  trader.place(2, { ...GTC, ...stopAt(240), totalQuantity: 4 });
  await trader.reaches(2, "PreSubmitted");
  at.gateway.faults.set("outage-modify-twin");
  await at.outage(trader);
  trader.place(2, { ...GTC, ...stopAt(245), totalQuantity: 4 });
  await trader.refused(2, 105);
  await at.outageOver(trader);
  assert.deepEqual(
    at.working.map(({ auxPrice }) => auxPrice),
    [240],
  );
  trader.place(2, { ...GTC, ...stopAt(245), totalQuantity: 4 });
  await at.until("the stop is at 245", () => at.working.some(({ auxPrice }) => auxPrice === 245));
  assert.equal(at.working.length, 1);
  trader.api.cancelOrder(2);
  await trader.reaches(2, "Cancelled");
  assert.deepEqual([at.working.length, at.held], [0, 4]);
});

test("ib_async #191: an order that draws note 10349 is what it is, a filled one", async (t) => {
  const at = await stand(t, { faults: { "tif-note-10349": {} } });
  const lines = await said(t, "incidents/ib_async-191.py", at.port);
  if (lines !== undefined) assert.deepEqual([lines, at.held], [["Filled, 10 filled"], 10]);
});

test("nautilus #2245: a bracket arrives as three orders or not at all", async (t) => {
  const at = await stand(t);
  const trader = await at.trader();
  trader.place(1, { lmtPrice: 254, transmit: false });
  trader.place(2, { parentId: 1, action: OrderAction.SELL, lmtPrice: 270, transmit: false });
  await sleep(500);
  assert.deepEqual(at.orders, [], "an entry whose stop has not been sent is nowhere");
  trader.place(3, { parentId: 1, ...stopAt(240) });
  await trader.reaches(3, "PreSubmitted");
  assert.deepEqual(
    at.working.map(({ orderType }) => orderType),
    ["LMT", "LMT", "STP"],
  );
  at.quote(253.9);
  await trader.reaches(1, "Filled");
  for (const id of [2, 3])
    await trader.event(EventName.orderStatus, (about, status) => about === id && status !== "Inactive");
  assert.deepEqual([at.held, at.working.length], [10, 2]);
});

test("nautilus #2245: a stop that the Gateway has never taken over is an alert within seconds", async (t) => {
  const at = await stand(t, { faults: { "child-rejected": { which: "stop" } } });
  const trader = await at.trader();
  trader.place(1, { lmtPrice: 254, transmit: false });
  trader.place(2, { parentId: 1, ...stopAt(240) });
  await trader.reaches(1, "Submitted");
  const { detail } = await at.alert("leg-missing");
  assert.equal(typeof detail, "string");
});

test("rust-ibapi #373: children without outsideRth under a parent that has it leave as sent, and somebody is told", async (t) => {
  const at = await stand(t);
  assert.deepEqual(await bracketForAllHours(at), ["GTC true", "DAY false", "DAY false"]);
  await at.alert("stop-sleeps");
});

test("rust-ibapi #373: where the strategy says so, its children get the hours of their parent, and nobody need be told", async (t) => {
  const at = await stand(t, {}, 'brackets = "gtc-outside-rth"');
  assert.deepEqual(await bracketForAllHours(at), ["GTC true", "GTC true", "GTC true"]);
  await sleep(1_000);
  assert.deepEqual(at.alerts(), []);
});

/** Answers tif and outsideRth of each leg, as the Gateway shows them. */
async function bracketForAllHours(at: Stand): Promise<readonly string[]> {
  const trader = await at.trader();
  trader.place(1, { ...GTC, outsideRth: true, transmit: false });
  trader.place(2, { parentId: 1, action: OrderAction.SELL, lmtPrice: 300, transmit: false });
  trader.place(3, { parentId: 1, ...stopAt(150) });
  const legs = await Promise.all([1, 2, 3].map((id) => trader.event(EventName.openOrder, (about) => about === id)));
  return legs.map(([, , { tif, outsideRth }]) => `${tif} ${outsideRth}`);
}

test("Lean #249: a fill during 1100 of which the Gateway never speaks again is told all the same, with its commission", async (t) => {
  const at = await stand(t, { faults: { "outage-events-lost": {} } });
  const trader = await at.trader();
  trader.place(1, { lmtPrice: 240 });
  await trader.reaches(1, "Submitted");
  await at.outage(trader);
  at.quote(239);
  await at.until("the fill", () => at.held === 10);
  await at.outageOver(trader);
  const [, , execution] = await trader.event(EventName.execDetails);
  assert.equal(execution.shares, 10);
  await trader.event(EventName.commissionReport, ({ execId }) => execId === execution.execId);
  await trader.reaches(1, "Filled");
});

test("ib_insync #502: a refused change is not the end of the order: it works, can be changed again, and fills", async (t) => {
  const at = await stand(t);
  const lines = await said(t, "compat/incidents/failed_modify.py", at.port);
  if (lines === undefined) return;
  assert.deepEqual(lines, ["Submitted, 1 open", "Filled, 10 filled"]);
  assert.deepEqual([at.orders.length, at.held], [1, 10]);
});

test("stoqey #203: an order with number 0 is refused by its number and goes nowhere; the next one works", async (t) => {
  const at: Stand = await stand(t);
  const trader = await at.trader();
  trader.place(0);
  await trader.refused(0, 10149);
  assert.deepEqual(at.orders, []);
  trader.place(1);
  await trader.reaches(1, "Submitted");
  assert.equal(at.working.length, 1);
});
