/**
 * The journal of a daemon that was killed, damaged in every region of its lines: the next daemon cuts a tail and shows the same
 * orders, or refuses, says what to do and changes nothing (RELIABILITY R15, I15). test/sim/journalDamage.test.ts meets every byte.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import test, { after, type TestContext } from "node:test";
import { ask } from "../../src/cli/ask.ts";
import {
  compiledOnce,
  type DaemonOptions,
  type DaemonProcess,
  launchDaemon,
  type RawClient,
  rawClient,
  startDaemon,
  startGateway,
  tearDown,
} from "../rig/rig.ts";
import { journalFiles } from "./kill/segment.ts";
import { AAPL } from "./simGateway/scene.ts";

after(tearDown);

const NEWLINE = 10;
const SPACE = 32;
const ENDED_MS_MAX = 20_000;
const REFUSAL =
  /^holdfast: the journal cannot be trusted: main\.journal: .+\. Nothing was started\. .*restore it from a copy/i;

/** Where in a line a byte is changed. */
const FIELDS = [
  { field: "the checksum", at: (from: number) => from + 3 },
  { field: "the chain", at: (from: number) => from + 12 },
  { field: "the JSON", at: (from: number) => from + 60 },
  { field: "the newline", at: (_: number, end: number) => end - 1 },
] as const;

interface Damage {
  readonly what: string;
  readonly bytes: Buffer;
  /** Whether it is behind all that was called durable: a tail, which is cut. */
  readonly isTail: boolean;
}

function* damages(journal: Buffer): Generator<Damage> {
  const starts = [0, ...[...journal.keys()].filter((at) => journal[at] === NEWLINE).map((at) => at + 1)].slice(0, -1);
  const last = starts.length - 1;
  const end = (line: number): number => starts[line + 1] ?? journal.length;
  const changed = (change: (bytes: Buffer) => void): Buffer => {
    const copy = Buffer.from(journal);
    change(copy);
    return copy;
  };
  for (const line of [0, last >> 1, last])
    for (const { field, at } of FIELDS) {
      const bytes = changed((copy) => {
        const where = at(starts[line]!, end(line));
        copy[where] = copy[where] === NEWLINE ? SPACE : copy[where]! ^ 1;
      });
      yield { what: `${field} of line ${line + 1} of ${last + 1}`, bytes, isTail: line === last };
    }
  const middle = starts[last >> 1]!;
  yield {
    what: "half of the last line",
    bytes: journal.subarray(0, (starts[last]! + journal.length) >> 1),
    isTail: true,
  };
  yield { what: "zeros behind the last line", bytes: Buffer.concat([journal, Buffer.alloc(512)]), isTail: true };
  yield { what: "zeros in the middle", bytes: changed((copy) => copy.fill(0, middle, middle + 37)), isTail: false };
  const without = Buffer.concat([journal.subarray(0, middle), journal.subarray(end(last >> 1))]);
  yield { what: "a line taken out", bytes: without, isTail: false };
}

interface Scene {
  readonly options: DaemonOptions;
  readonly daemon: DaemonProcess;
  /** What `holdfast orders` shows. */
  readonly orders: readonly string[];
}

/** One order rests, one is filled, one is cancelled. */
async function scene(t: TestContext): Promise<Scene> {
  const gateway = await startGateway({
    accounts: ["DU1000001"],
    prices: "0,AAPL,254.99,255.01,255",
    flags: ["--quiet"],
  });
  t.after(() => gateway.kill());
  const strategies = { alpha: { account: "DU1000001", clientIds: [1] } };
  const daemon = await startDaemon({ gatewayPort: gateway.port, strategies, env: compiledOnce() });
  const client = await rawClient(daemon.port, 1);
  await placed(client, 1, { orderType: "LMT", lmtPrice: 1 }, "Submitted");
  await placed(client, 2, { orderType: "MKT" }, "Filled");
  await placed(client, 3, { orderType: "LMT", lmtPrice: 2 }, "Submitted");
  client.send("cancelOrder", { orderId: 3 });
  await client.expect("orderStatus", ({ orderId, status }) => orderId === 3 && status === "Cancelled");
  const orders = await ordersOf(daemon);
  await daemon.kill();
  const options = { gatewayPort: gateway.port, strategies, directory: daemon.directory, env: compiledOnce() };
  return { options, daemon, orders };
}

async function placed(client: RawClient, orderId: number, terms: object, until: string): Promise<void> {
  const order = { action: "BUY", totalQuantity: "10", tif: "GTC", transmit: true, ...terms };
  client.send("placeOrder", { orderId, contract: AAPL, order } as never);
  await client.expect("orderStatus", (body) => body.orderId === orderId && body.status === until);
}

async function ordersOf({ socket }: DaemonProcess): Promise<readonly string[]> {
  const rows = await new Promise((resolve) => ask(socket, "orders", resolve));
  assert.ok(Array.isArray(rows), JSON.stringify(rows));
  return rows.map((row) => FACTS.map((fact) => `${fact} ${row[fact]}`).join(", ")).sort();
}

/** Of an order, what must be the same whichever daemon tells it. */
const FACTS = [
  "strategy",
  "clientId",
  "orderId",
  "account",
  "action",
  "totalQuantity",
  "symbol",
  "orderType",
  "status",
  "filled",
];

test("whichever region of the journal is damaged, the next daemon shows the same orders or refuses", async (t) => {
  const { options, daemon, orders } = await scene(t);
  assert.equal(orders.length, 3);
  const [path, ...others] = journalFiles(daemon.stateDir);
  assert.deepEqual(others, []);
  const journal = readFileSync(path!);

  for (const { what, bytes, isTail } of damages(journal))
    await t.test(`${what}: it ${isTail ? "is cut" : "is refused"}`, async () => {
      writeFileSync(path!, bytes);
      if (!isTail) {
        const refusing = launchDaemon(options);
        assert.equal((await refusing.child.end(ENDED_MS_MAX)).code, 1);
        assert.match(refusing.child.err.filter((line) => !line.startsWith("{")).join("\n"), REFUSAL);
        assert.deepEqual(readFileSync(path!), bytes);
        return;
      }
      const next = await startDaemon(options);
      assert.deepEqual(await ordersOf(next), orders);
      await next.kill();
    });
});
