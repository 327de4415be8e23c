/** The simulated Gateway as a library: its clocks, its options, what it records. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { after } from "node:test";
import { type SimOptions, SimOptionsError, startGateway } from "../../src/standalone/standalone.ts";
import { MAIN, temporaryDirectory } from "../rig/folders.ts";
import { rawClient } from "../rig/raw.ts";
import { tearDown } from "../rig/tearDown.ts";
import { AAPL, buy, ONE } from "./simGateway/scene.ts";

after(tearDown);

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
  const at = (second: number, last: number) => {
    const quote = { bid: last - 0.01, ask: last + 0.01, last, bidSize: 500, askSize: 500 };
    return { timeOffsetMs: second * 1_000, symbol: "AAPL", ...quote };
  };
  // Quiet for half an hour; then a price each second, so that time has reasons to go on.
  const prices = [at(0, 255), ...Array.from({ length: 60 }, (_, i) => at(1_800 + i, 260 + i))];
  await using gateway = await startGateway({ ...ONE, prices, latencyMs: 0 });
  const client = await rawClient(gateway.port, 1);
  client.send("reqMktData", { reqId: 1, contract: AAPL } as never);
  const told = client
    .expect("tickPrice", ({ price }) => price === 259.99)
    .then(async () => {
      // It thinks for a few turns of the event loop.
      for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve));
      buy(client, 1);
    });
  await gateway.advance("2h");
  await told;
  assert.deepEqual(
    gateway.truth().executions.map(({ time, price }) => [time, price]),
    [["2026-01-05T15:30:00.000Z", 260.01]],
  );
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

test("a recording has a request before its answer, and one without answer too", async () => {
  const record = join(temporaryDirectory(), "order.jsonl");
  {
    await using gateway = await startGateway({ ...ONE, record });
    const client = await rawClient(gateway.port, 1);
    client.send("reqCurrentTime", {});
    await client.expect("currentTime");
    client.send("setServerLogLevel", { logLevel: 2 });
    await gateway.settled();
    await client.close();
    await gateway.settled();
  }
  const types = readFileSync(record, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).type as string | undefined);
  const from = types.indexOf("reqCurrentTime");
  assert.deepEqual(types.slice(from), ["reqCurrentTime", "currentTime", "setServerLogLevel", undefined]);
  assert.deepEqual(types.slice(0, 2), ["hello", "handshake"]);
});
