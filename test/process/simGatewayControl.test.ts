/** The control door of the simulated Gateway: what it tells and does, and how it refuses what makes no sense. */
import assert from "node:assert/strict";
import { request } from "node:http";
import test, { after } from "node:test";
import { startGateway } from "../../src/standalone/standalone.ts";
import { rawClient } from "../rig/raw.ts";
import { tearDown } from "../rig/tearDown.ts";
import { type Ask, buy, controlled, ONE } from "./simGateway/scene.ts";

after(tearDown);

test("the control door lists itself, advances time and shows the truth", async (t) => {
  const { ask, port } = await controlled(t);
  const { routes } = (await ask("GET", "/")).body;
  assert.ok(routes.some(({ path }: { path: string }) => path === "/faults/:name/inject"));
  const client = await rawClient(port, 7);
  buy(client, 1);
  const { body } = await ask("POST", "/clock", { advance: "1m" });
  assert.deepEqual([body.movedMs, body.newYork], [60_000, "2026-01-05 10:01:00"]);
  const truth = (await ask("GET", "/truth")).body;
  assert.deepEqual(
    [truth.orders[0].status, truth.executions[0].shares, truth.positions[0].position],
    ["Filled", 10, 10],
  );
  assert.equal((await ask("GET", "/clients")).body.clients[0].clientId, 7);
  assert.match((await ask("GET", "/hash")).body.hash, /^[0-9a-f]{64}$/);
  await client.close();
});

test("a fault is set, shown and cleared through the control door", async (t) => {
  const { ask } = await controlled(t);
  assert.equal((await ask("PUT", "/faults/order-lost", { client: 7 })).body.set.client, 7);
  const { faults } = (await ask("GET", "/faults")).body;
  assert.deepEqual(
    faults.filter((fault: { set: unknown }) => fault.set !== null).map(({ name }: { name: string }) => name),
    ["order-lost"],
  );
  const { set, counts } = (await ask("DELETE", "/faults/order-lost")).body;
  assert.deepEqual([set, counts.set], [null, 1]);
});

test("a fault that is set strikes and is counted, and is spared when cleared", async (t) => {
  const { ask, port } = await controlled(t);
  await ask("PUT", "/faults/order-status-missing", { client: 7 });
  const client = await rawClient(port, 7);
  buy(client, 1);
  await ask("POST", "/clock", { advance: "1s" });
  assert.deepEqual(
    client.messages.filter(({ name }) => name === "orderStatus"),
    [],
  );
  assert.ok((await ask("GET", "/faults/order-status-missing")).body.counts.struck > 0);
  await ask("DELETE", "/faults/order-status-missing");
  buy(client, 2);
  await ask("POST", "/clock", { advance: "1s" });
  await client.expect("orderStatus");
  await client.close();
});

test("behind half a frame nothing follows but the reset", async () => {
  await using gateway = await startGateway(ONE);
  const client = await rawClient(gateway.port, 7);
  const before = client.socket.bytes.length;
  gateway.faults.set("frame-cut", { times: 3 });
  for (let i = 0; i < 3; i++) client.send("reqIds", { numIds: 1 });
  await gateway.advance("1s");
  await client.socket.closed;
  const whole = Buffer.byteLength("0000" + "9\0" + "1\0" + "1\0");
  assert.equal(client.socket.bytes.length - before, whole / 2);
});

const BY_HAND = {
  account: "DU1000001",
  contract: { symbol: "AAPL", secType: "STK", currency: "USD" },
  order: { action: "BUY", totalQuantity: 10, orderType: "LMT", lmtPrice: 100 },
};

test("an order by hand belongs to client 0, is seen by all who list everything, and can be cancelled", async (t) => {
  const { ask, port } = await controlled(t);
  const { permId } = (await ask("POST", "/orders", BY_HAND)).body;
  const client = await rawClient(port, 7);
  client.send("reqAllOpenOrders", {});
  const { order } = await client.expect("openOrder");
  assert.deepEqual([order.permId, order.clientId, order.orderId], [permId, 0, 0]);
  assert.equal((await ask("DELETE", `/orders/${permId}`)).status, 200);
  await ask("POST", "/clock", { advance: "1s" });
  assert.equal((await ask("GET", "/truth")).body.orders[0].status, "Cancelled");
  assert.equal((await ask("DELETE", `/orders/${permId}`)).status, 404);
  await client.close();
});

test("the market is told what to do: a quote that stays, a gap, a halt", async (t) => {
  const { ask, port } = await controlled(t);
  const client = await rawClient(port, 7);
  const filledAt = async (orderId: number): Promise<number | undefined> => {
    buy(client, orderId);
    await ask("POST", "/clock", { advance: "2s" });
    const { executions } = (await ask("GET", "/truth")).body;
    return executions.findLast((execution: { orderId: number }) => execution.orderId === orderId)?.price;
  };
  await ask("POST", "/market", { symbol: "AAPL", pin: { bid: 99.99, ask: 100.01, last: 100 } });
  assert.equal(await filledAt(1), 100.01);
  await ask("POST", "/market", { symbol: "AAPL", halt: "general" });
  assert.equal(await filledAt(2), undefined);
  await ask("POST", "/market", { symbol: "AAPL", resume: true });
  assert.equal(await filledAt(3), 100.01);
  await ask("POST", "/market", { symbol: "AAPL", unpin: true });
  const before = (await filledAt(4))!;
  await ask("POST", "/market", { symbol: "AAPL", gap: -50 });
  const after = (await filledAt(5))!;
  assert.ok(Math.abs(after / before - 0.5) < 0.01, `${before} then ${after}`);
  await client.close();
});

test("a restart ends the connections, and the port comes back with the same orders", async (t) => {
  const { ask, port } = await controlled(t);
  const client = await rawClient(port, 7);
  buy(client, 1, { orderType: "LMT", lmtPrice: 1, tif: "GTC" });
  await ask("POST", "/clock", { advance: "1s" });
  await ask("POST", "/restart", { gapMs: 5_000 });
  await client.socket.closed;
  await assert.rejects(rawClient(port, 7));
  await ask("POST", "/clock", { advance: "10s" });
  const again = await rawClient(port, 7);
  again.send("reqOpenOrders", {});
  assert.equal((await again.expect("openOrder")).order.orderId, 1);
  await again.close();
});

const NONSENSE: readonly (readonly [what: string, status: number, says: RegExp, ...Parameters<Ask>])[] = [
  ["an unknown path", 404, /GET \/truth/, "GET", "/thruth"],
  ["an unknown method", 404, /GET \/truth/, "PUT", "/truth", {}],
  ["an unknown fault", 404, /did you mean mute-handshake/, "PUT", "/faults/mute-handshakes", {}],
  ["an unknown parameter", 400, /no parameter "spd"/, "PUT", "/faults/order-lost", { spd: 1 }],
  ["a parameter out of bounds", 400, /rate of order-lost is a number/, "PUT", "/faults/order-lost", { rate: 2 }],
  ["an event that is set", 400, /inject it/, "PUT", "/faults/connection-reset", {}],
  ["a span that is none", 400, /24h/, "POST", "/clock", { advance: "soon" }],
  ["a key too many", 400, /"fast" means nothing here/, "POST", "/clock", { advance: "1h", fast: true }],
  ["an empty body", 400, /advance: is missing/, "POST", "/clock", {}],
  ["broken JSON", 400, /JSON/, "POST", "/clock", "{"],
  [
    "a body that does not say it is JSON",
    415,
    /content-type/,
    "POST",
    "/clock",
    "{}",
    { "content-type": "text/plain" },
  ],
  ["a form", 415, /content-type/, "POST", "/clock", "a=1", { "content-type": "application/x-www-form-urlencoded" }],
  ["a body too long", 413, /65536/, "POST", "/clock", `{"advance":"${" ".repeat(70_000)}"}`],
  ["an order of no account", 400, /there is no account DU9/, "POST", "/orders", { ...BY_HAND, account: "DU9" }],
  ["an order for no contract", 400, /no contract/, "POST", "/orders", { ...BY_HAND, contract: { symbol: "NOPE" } }],
  ["an order without action", 400, /order\.action/, "POST", "/orders", { ...BY_HAND, order: { orderType: "MKT" } }],
  ["a market that is told nothing", 400, /one of pin/, "POST", "/market", { symbol: "AAPL" }],
  ["a quote upside down", 400, /not below/, "POST", "/market", { symbol: "AAPL", pin: { bid: 9_999 } }],
  ["a symbol nobody lists", 400, /no contract "NOPE"/, "POST", "/market", { symbol: "NOPE", gap: 1 }],
  ["a restart in a way there is not", 400, /gapMs of gateway-restart/, "POST", "/restart", { gapMs: -1 }],
  ["a web page's request", 403, /browsers/, "GET", "/truth", undefined, { origin: "http://evil.example" }],
];

test("what makes no sense at the control door is answered with 4xx, the reason and the fix", async (t) => {
  const { ask } = await controlled(t);
  for (const [what, status, says, ...request] of NONSENSE) {
    const reply = await ask(...request);
    assert.equal(reply.status, status, what);
    assert.match(`${reply.body.error} ${reply.body.fix}`, says, what);
  }
});

test("a name that leads to this machine by DNS rebinding is refused", async (t) => {
  const { url } = await controlled(t);
  const { hostname, port } = new URL(url);
  const status = await new Promise((resolve) => {
    request({ hostname, port, path: "/truth", headers: { host: `evil.example:${port}` } }, ({ statusCode }) =>
      resolve(statusCode),
    ).end();
  });
  assert.equal(status, 403);
});

test("a clock that runs by itself is not advanced", async (t) => {
  const { ask } = await controlled(t, { speed: 1 });
  const { status, body } = await ask("POST", "/clock", { advance: "1h" });
  assert.equal(status, 409);
  assert.match(body.fix, /--speed 0/);
});
