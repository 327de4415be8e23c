/**
 * The simulated Gateway as a library and as a program: its clocks, its control door, what it records, how it refuses nonsense.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import test, { after, type TestContext } from "node:test";
import { type SimOptions, SimOptionsError, startGateway } from "../../src/standalone/standalone.ts";
import { Child, jsonLine } from "../rig/child.ts";
import { MAIN, ROOT, temporaryDirectory } from "../rig/folders.ts";
import { type RawClient, rawClient } from "../rig/raw.ts";
import { tearDown } from "../rig/tearDown.ts";

after(tearDown);

const AAPL = { symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const BUY_TEN = { action: "BUY", orderType: "MKT", totalQuantity: "10", tif: "DAY", transmit: true };
const ONE = { speed: 0, accounts: ["DU1000001"] } as const;

function buy(client: RawClient, orderId: number, terms: object = {}): void {
  client.send("placeOrder", { orderId, contract: AAPL, order: { ...BUY_TEN, ...terms } } as never);
}

// ---------------------------------------------------------------- time

test("time that stands still moves by advance alone, and an order needs it", async () => {
  await using gateway = await startGateway(ONE);
  const client = await rawClient(gateway.port, 1);
  assert.equal(gateway.now().toISOString(), "2026-01-05T15:00:00.000Z");
  buy(client, 1);
  await gateway.settled();
  assert.deepEqual(
    gateway.truth().orders.map(({ status }) => status),
    ["PreSubmitted"],
  );
  assert.deepEqual(await gateway.advance("90s"), { movedMs: 90_000, time: "2026-01-05T15:01:30.000Z" });
  assert.deepEqual(
    gateway.truth().positions.map(({ symbol, position }) => [symbol, position]),
    [["AAPL", 10]],
  );
  await client.expect("execDetails");
  await client.close();
});

test("an advance can stop at the first bytes for a client, to go on in lock-step", async () => {
  await using gateway = await startGateway(ONE);
  const client = await rawClient(gateway.port, 1);
  buy(client, 1);
  const { movedMs } = await gateway.advance("1h", { until: "bytes" });
  assert.ok(movedMs > 0 && movedMs < 1_000, `${movedMs} ms`);
  await client.close();
});

test("a client that answers what it is told does so at the instant it was told", async () => {
  await using gateway = await startGateway({ ...ONE, latencyMs: 0 });
  const client = await rawClient(gateway.port, 1);
  client.send("reqMktData", { reqId: 1, contract: AAPL } as never);
  const told = client.expect("tickPrice", ({ tickType }) => tickType === 1).then(() => buy(client, 1));
  await gateway.advance("1h");
  await told;
  const [execution] = gateway.truth().executions;
  assert.ok(execution !== undefined && execution.time < "2026-01-05T15:00:02", execution?.time);
  await client.close();
});

test("a client that stops reading costs real time and cannot stop the clock", async () => {
  await using gateway = await startGateway({ ...ONE, limits: { backlogBytesMax: 4_000_000_000 } });
  const client = await rawClient(gateway.port, 1);
  client.socket.pause();
  for (let reqId = 1; reqId <= 20; reqId++)
    client.send("reqHistoricalData", {
      ...{ reqId, contract: AAPL, endDateTime: "", durationStr: "2 D", barSizeSetting: "1 min", whatToShow: "TRADES" },
      ...{ useRTH: 0, formatDate: 1, keepUpToDate: false },
    } as never);
  const { movedMs } = await gateway.advance("10m");
  assert.equal(movedMs, 600_000);
});

test("with speed 600 ten minutes pass in a second", async () => {
  await using gateway = await startGateway({ speed: 600, start: "2026-01-05 10:00" });
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 300));
  const real = performance.now() - began;
  const passed = gateway.now().getTime() - Date.parse("2026-01-05T15:00:00Z");
  assert.ok(passed > 150_000 && passed < 600 * (real + 500), `${passed} ms in ${real} ms`);
  await assert.rejects(gateway.advance("1h"), /speed 0/);
});

// ---------------------------------------------------------------- determinism

/** A client's script, from which bytes on both sides follow. */
async function scripted(seed: number): Promise<string> {
  await using gateway = await startGateway({ ...ONE, seed });
  const client = await rawClient(gateway.port, 1);
  client.send("reqMktData", { reqId: 1, contract: AAPL } as never);
  buy(client, 1, { orderType: "LMT", lmtPrice: 200 });
  await gateway.advance("5m");
  client.send("cancelOrder", { orderId: 1 } as never);
  buy(client, 2);
  await gateway.advance("5m");
  client.send("reqExecutions", { reqId: 2 } as never);
  await gateway.settled();
  return gateway.hash();
}

test("one script and one seed give the same bytes twice; another seed gives others", async (t) => {
  const [first, again, other] = [await scripted(7), await scripted(7), await scripted(8)];
  t.diagnostic(`wire hash of seed 7: ${first}`);
  assert.equal(again, first);
  assert.notEqual(other, first);
});

test("two Gateways in one process do not affect each other", async () => {
  const alone = await scripted(7);
  const [one, , two] = await Promise.all([scripted(7), scripted(9), scripted(7)]);
  assert.deepEqual([one, two], [alone, alone]);
});

// ---------------------------------------------------------------- the control door

type Ask = (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Reply>;
interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the door says
  readonly body: any;
}

const JSON_TYPE = { "content-type": "application/json" };

function asking(url: string): Ask {
  return async (method, path, body, headers = body === undefined ? {} : JSON_TYPE) => {
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const reply = await fetch(url + path, { method, body: text as string | undefined, headers });
    return { status: reply.status, body: await reply.json() };
  };
}

async function controlled(t: TestContext, options: SimOptions = ONE): Promise<{ ask: Ask; port: number; url: string }> {
  const gateway = await startGateway({ ...options, control: true });
  t.after(() => gateway.close());
  return { ask: asking(gateway.control!), port: gateway.port, url: gateway.control! };
}

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

test("a fault file sets what it says when it says", async () => {
  const faultFile = join(temporaryDirectory(), "night.jsonl");
  writeFileSync(faultFile, '{"at": "+10s", "fault": "link-lost", "forMs": 5000}\n');
  await using gateway = await startGateway({ ...ONE, faultFile });
  const isSet = () => gateway.faults.list().some(({ setting }) => setting !== undefined);
  const seen: boolean[] = [];
  for (const span of ["9s", "2s", "5s"]) {
    await gateway.advance(span);
    seen.push(isSet());
  }
  assert.deepEqual(seen, [false, true, false]);
  writeFileSync(faultFile, '\n{"at": "+10s", "fault": "link-losst"}\n');
  await assert.rejects(startGateway({ faultFile }), /line 2: there is no fault "link-losst": did you mean link-lost/);
});

test("the default mix is a plan of faults by its name", async () => {
  const child = new Child("the simulated Gateway", process.execPath, [
    ...[MAIN, "sim", "gateway", "--port", "0", "--speed", "0", "--control", "0", "--faults", "default"],
  ]);
  const url = await child.line("out", "the control door", (line) => /Control door at (\S+);/.exec(line)?.[1]);
  const ask = asking(url);
  await ask("POST", "/clock", { advance: "3h" });
  const { faults } = (await ask("GET", "/faults")).body;
  const set = faults.reduce((sum: number, { counts }: { counts: { set: number } }) => sum + counts.set, 0);
  assert.ok(set > 10 && set < 100, `${set} in three hours`);
  await child.stop();
});

test("faults at random follow the seed", async () => {
  const day = async (seed: number): Promise<readonly number[]> => {
    await using gateway = await startGateway({ ...ONE, seed, faultRate: 12 });
    await gateway.advance("3h");
    return gateway.faults.list().map(({ set }) => set);
  };
  const [first, again, other] = [await day(7), await day(7), await day(8)];
  assert.ok(first.some((set) => set > 0));
  assert.deepEqual(again, first);
  assert.notDeepEqual(other, first);
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

// ---------------------------------------------------------------- options

const REFUSED: readonly (readonly [options: object, says: RegExp])[] = [
  [{ prot: 1 }, /no option "prot"; did you mean port/],
  [{ port: 70_000 }, /port/],
  [{ accounts: ["me"] }, /accounts\.0: "me" must look like DU1000001/],
  [{ accounts: ["DU1000001", "DU1000001"] }, /named twice/],
  [{ start: "2026-02-30" }, /start: 2026-02-30 is no time/],
  [{ tickMs: 7 }, /divide a minute/],
  [{ switches: { overrate: "dropped" } }, /did you mean overRate/],
  [{ switches: { overRate: "kept" } }, /overRate is one of "dropped", "processed"/],
  [{ limits: { lineMax: 3 } }, /did you mean linesMax/],
  [{ faults: { "order-lots": {} } }, /did you mean order-lost/],
  [{ prices: "/nowhere/day.csv" }, /cannot be read/],
  [{ prices: [{ timeOffsetMs: 0, symbol: "ZZZ", bid: 1, ask: 2, last: 1 }] }, /line 1: unknown symbol "ZZZ"/],
];

test("options that make no sense are refused before anything is opened", async () => {
  for (const [options, says] of REFUSED)
    await assert.rejects(startGateway(options as SimOptions), (error) => {
      assert.ok(error instanceof SimOptionsError, String(error));
      assert.match(error.message, says);
      return true;
    });
});

test("a port that is taken is said so", async () => {
  await using gateway = await startGateway();
  await assert.rejects(startGateway({ port: gateway.port }), /taken by another program/);
});

test("an advisor's login has a master account above its accounts", async () => {
  await using gateway = await startGateway({ ...ONE, advisor: true });
  const client = await rawClient(gateway.port, 1);
  const accounts = client.messages.find(({ name }) => name === "managedAccounts")!.body as { accountsList: string };
  assert.match(accounts.accountsList, /^DF\d+,DU1000001/);
  await client.close();
});

test("prices can be dictated as rows", async () => {
  const prices = [{ timeOffsetMs: 0, symbol: "AAPL", bid: 99.99, ask: 100.01, last: 100 }];
  await using gateway = await startGateway({ ...ONE, prices });
  const client = await rawClient(gateway.port, 1);
  buy(client, 1);
  await gateway.advance("1s");
  assert.equal(gateway.truth().executions[0]!.price, 100.01);
  await client.close();
});

// ---------------------------------------------------------------- recording

test("a recording holds every frame, and holdfast wire reads it", async () => {
  const record = join(temporaryDirectory(), "wire.jsonl");
  {
    await using gateway = await startGateway({ ...ONE, record });
    for (const version of [178, 225]) {
      const client = await rawClient(gateway.port, version, version);
      buy(client, 1);
      await gateway.advance("1s");
      await client.close();
      await gateway.settled();
    }
  }
  const { stdout, status } = spawnSync(process.execPath, [MAIN, "wire", "decode", record], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
  const names = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).name);
  assert.deepEqual(names.filter((name) => ["startApi", "placeOrder", "execDetails"].includes(name)).toSorted(), [
    ...["execDetails", "execDetails", "placeOrder", "placeOrder", "startApi", "startApi"],
  ]);
  await assert.rejects(startGateway({ record }), /record: .* exists/);
});

// ---------------------------------------------------------------- the program

const program = (...words: readonly string[]) =>
  spawnSync(process.execPath, [MAIN, "sim", ...words], { encoding: "utf8", cwd: ROOT, timeout: 20_000 });

test("the program says what it does, for people and for machines", async () => {
  for (const json of [false, true]) {
    const words = [MAIN, "sim", "gateway", "--port", "0", "--accounts", "DU1000001", "--control", "0"];
    const child = new Child("the simulated Gateway", process.execPath, json ? [...words, "--json"] : words, {
      cwd: ROOT,
    });
    const port = await child.line("out", "its port", (line) => /(?:"port"|127\.0\.0\.1):(\d+)/.exec(line)?.[1]);
    const client = await rawClient(Number(port), 7);
    buy(client, 1);
    const fill = await child.line("out", "the fill", (line) => (/BOT/.test(line) ? line : undefined));
    if (json) assert.equal(jsonLine(fill)?.event, "fill");
    else assert.match(fill, /^\d\d:\d\d:\d\d client 7 order 1 BOT 10 AAPL at \d+\.\d+$/);
    client.send("placeOrder", { orderId: 2, contract: { ...AAPL, symbol: "NOPE" }, order: BUY_TEN } as never);
    const refusal = await child.line("out", "the refusal", (line) =>
      /\b200\b.*definition/.test(line) ? line : undefined,
    );
    if (json) assert.deepEqual([jsonLine(refusal)?.event, jsonLine(refusal)?.id], ["gateway.error", 2]);
    else assert.match(refusal, /client 7 is told about 2: 200 No security definition/);
    assert.equal(child.out.filter((line) => /MKT is Filled|"status":"Filled"/.test(line)).length, 1, "told once");
    await client.close();
    await child.line("out", "the client's end", (line) => (/hung up|client\.left/.test(line) ? line : undefined));
    assert.equal((await child.stop()).code, 0);
  }
});

const WRONG: readonly (readonly [says: RegExp, ...words: string[]])[] = [
  [/--control/, "gateway", "--speed", "0"],
  [/--fault: there is no fault "order-lots": did you mean order-lost/, "gateway", "--fault", "order-lots"],
  [/name=value/, "gateway", "--fault", "order-lost:often"],
  [/no limit "lines"; did you mean linesMax/, "gateway", "--limit", "lines=3"],
  [/--start: yesterday is no time/, "gateway", "--start", "yesterday"],
  [/--accounts: "me" must look like DU1000001/, "gateway", "--accounts", "me"],
  [/--port: must be at most 65535/, "gateway", "--port", "70000"],
  [/no switch "overrate"; did you mean overRate/, "gateway", "--switch", "overrate=dropped"],
  [/overRate is one of "dropped"/, "gateway", "--switch", "overRate=kept"],
  [/no rate for "XYZ"; there are USD/, "gateway", "--base-currency", "XYZ"],
  [/exists already/, "gateway", "--record", MAIN],
  [/must divide a minute/, "gateway", "--tick-ms", "7"],
  [/cannot be read/, "gateway", "--prices", "/nowhere/day.csv"],
  [/--help/, "gateway", "--speeed", "1"],
];

test("the program says that it is away at the nightly restart, and back", async () => {
  const words = ["--port", "0", "--speed", "600", "--start", "2026-01-05 23:40", "--fault", "nightly-restart"];
  const child = new Child("the simulated Gateway", process.execPath, [MAIN, "sim", "gateway", ...words]);
  const said = (what: RegExp) => child.line("out", String(what), (line) => (what.test(line) ? line : undefined));
  assert.match(await said(/port is closed/), /^23:45:/);
  assert.match(await said(/port is open again/), /^23:46:/);
  await child.stop();
});

test("an advance that takes long says how far it is, and colours are for terminals only", async () => {
  const words = ["--port", "0", "--speed", "0", "--control", "0", "--settle-ms", "20", "--accounts", "DU1000001"];
  const child = new Child("the simulated Gateway", process.execPath, [MAIN, "sim", "gateway", ...words]);
  const port = await child.line("out", "its port", (line) => /127\.0\.0\.1:(\d+), acc/.exec(line)?.[1]);
  const url = await child.line("out", "the control door", (line) => /Control door at (\S+);/.exec(line)?.[1]);
  const client = await rawClient(Number(port), 7);
  client.send("reqMktData", { reqId: 1, contract: AAPL } as never);
  await asking(url)("POST", "/clock", { advance: "1m" });
  const line = await child.line("out", "how far it is", (said) => (/have passed/.test(said) ? said : undefined));
  assert.match(line, /^10:00:\d\d 0\.\d min of 1\.0 min have passed$/);
  assert.deepEqual(
    child.out.filter((said) => said.includes("\u001b")),
    [],
  );
  await client.close();
  await child.stop();
});

test("a flag that makes no sense is one sentence and exit code 2", () => {
  for (const [says, ...words] of WRONG) {
    const { status, stderr } = program(...words);
    assert.equal(status, 2, `${words.join(" ")}: ${stderr}`);
    assert.match(stderr, says);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  }
});

test("holdfast sim faults lists every fault with its evidence, and the switches", () => {
  const { faults, switches } = JSON.parse(program("faults", "--json").stdout);
  assert.ok(Object.keys(faults).length >= 40);
  const shown = program("gateway", "--list-faults").stdout;
  for (const [name, { evidence }] of Object.entries(faults) as [string, { evidence: string }][])
    assert.ok(shown.includes(name) && shown.includes(evidence), name);
  for (const name of Object.keys(switches)) assert.ok(shown.includes(name), name);
});
