/**
 * The Gateway's process is stopped (SIGSTOP) while clients are connected: its kernel goes on accepting, and nobody answers. It
 * is not ready within 15 s, new orders are refused at once with the reason, cancels are kept and leave before any
 * other order traffic, and after SIGCONT every stream flows again on the sockets that stood all the time.
 */
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { PROBE_MS_MAX } from "../../../src/upstream/conditions.ts";
import { python } from "../../compat/setup.ts";
import { type RawClient, rawClient, type TapLink, tearDown } from "../../rig/rig.ts";
import { company, differences } from "./company.ts";
import { agreed, comesToBe } from "./verdicts.ts";

after(tearDown);

const environment = await python();
const skip = "skip" in environment ? environment.skip : false;
const path = "path" in environment ? environment.path : "";

/** What this test's own looking may cost on a busy machine. */
const LOOK_MS = 1_000;
const AT_ONCE_MS = 1_000;
const BACK_MS_MAX = 60_000;
const AAPL = { symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const RESTING = { action: "BUY", orderType: "LMT", totalQuantity: "1", tif: "GTC", transmit: true };

function place(client: RawClient, orderId: number, lmtPrice: number): void {
  client.send("placeOrder", { orderId, contract: AAPL, order: { ...RESTING, lmtPrice } } as never);
}

/** Order traffic of one connection to the Gateway, in the order in which it left. */
const orderFrames = ({ frames }: TapLink): string[] =>
  frames.flatMap(({ direction, message }) =>
    direction === "out" && "name" in message && /^(placeOrder|cancelOrder)$/.test(message.name) ? [message.name] : [],
  );

test("a Gateway that is stopped under two trading clients: refused at once, cancels first, and all streams back", {
  skip,
  timeout: 200_000,
}, async (t) => {
  const stage = await company(t, { python: path, seed: 11, everyMs: 400 });
  const { gateway, daemon, bots, upstream } = stage;
  const client = await rawClient(daemon.port, 11);
  for (const orderId of [1, 2]) place(client, orderId, 20);
  for (const orderId of [1, 2])
    await client.expect("orderStatus", (told) => told.orderId === orderId && told.status === "Submitted");

  gateway.child.signal("SIGSTOP");
  t.after(() => gateway.child.signal("SIGCONT"));
  const unreadyMs = await comesToBe(daemon, false, PROBE_MS_MAX + LOOK_MS);
  assert.ok(unreadyMs <= PROBE_MS_MAX + LOOK_MS);
  const asked = performance.now();
  place(client, 3, 20);
  const refusal = await client.expect("error", ({ id }) => id === 3);
  const refusedMs = performance.now() - asked;
  assert.equal(refusal.errorCode, 201);
  assert.match(refusal.errorMsg, /holdfast session: the session with the Gateway is .*half-open/);
  assert.ok(refusedMs < AT_ONCE_MS, `refused after ${refusedMs} ms`);
  // This one leaves into the connection that is dead; the next one finds none.
  client.send("cancelOrder", { orderId: 1, orderCancel: {} } as never);
  await Promise.all(bots.map((bot) => bot.lost(1, PROBE_MS_MAX + LOOK_MS)));
  client.send("cancelOrder", { orderId: 2, orderCancel: {} } as never);
  await client.expect("orderStatus", (told) => told.orderId === 2 && told.status === "PendingCancel");
  assert.equal((await agreed(daemon)).ready, false);

  await pause(3_000);
  gateway.child.signal("SIGCONT");
  const backMs = await comesToBe(daemon, true, BACK_MS_MAX);
  for (const orderId of [1, 2])
    await client.expect("orderStatus", (told) => told.orderId === orderId && told.status === "Cancelled");
  await Promise.all(bots.map((bot) => bot.flows(1)));
  const again = orderFrames(upstream.links.findLast((link) => orderFrames(link).length > 0)!);
  assert.deepEqual(again.slice(0, 2), ["cancelOrder", "cancelOrder"]);

  const finals = await Promise.all(bots.map((bot) => bot.finish()));
  const truth = await stage.truth();
  for (const [i, bot] of bots.entries()) {
    assert.deepEqual(differences(bot.name, finals[i]!, truth), []);
    assert.deepEqual(bot.notices, [1100, 1101], bot.name);
    assert.equal(bot.facts.filter(({ closed }) => closed === true).length, 0, `${bot.name}'s socket closed`);
  }
  assert.equal(client.socket.closedWith, undefined);
  t.diagnostic(
    `not ready ${Math.round(unreadyMs)} ms after SIGSTOP, a new order refused in ${Math.round(refusedMs)} ms, ready ${Math.round(backMs)} ms after SIGCONT`,
  );
});
