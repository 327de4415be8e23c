/**
 * The same seed gives the same bytes: a Gateway in one process and its client in another, twice, and once more in one process.
 *
 * The hashes are printed, so that two machines can be compared.
 */
import assert from "node:assert/strict";
import test, { after, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { startGateway } from "../../src/standalone/standalone.ts";
import { Child, jsonLine } from "../rig/child.ts";
import { startGateway as startProgram } from "../rig/gateway.ts";
import { tearDown } from "../rig/tearDown.ts";
import { play } from "./simGateway/script.ts";

after(tearDown);

const SCRIPT = fileURLToPath(new URL("simGateway/script.ts", import.meta.url));
const RUN_MS_MAX = 120_000;
const ACCOUNTS = ["DU1000001"];
const FAULTS = ["execution-repeated:rate=0.5", "order-delayed:rate=0.5,delayMs=700", "order-messages-reordered"];

const STRIKING = ["execution-repeated", "order-delayed", "order-messages-reordered", "link-lost", "gateway-restart"];

/** The digest of a run whose Gateway and client are programs of their own. */
async function apart(t: TestContext, seed: number): Promise<string> {
  const flags = ["--speed", "0", "--control", "0", ...FAULTS.flatMap((fault) => ["--fault", fault])];
  const gateway = await startProgram({ accounts: ACCOUNTS, seed, flags });
  const control = await gateway.child.line("out", "the control door", (line) => jsonLine(line)?.control as string);
  const client = new Child("the scripted client", process.execPath, [SCRIPT, `${gateway.port}`, control]);
  const hash = await client.line("out", "the digest", (line) => jsonLine(line)?.hash as string, RUN_MS_MAX);
  await gateway.stop();
  t.diagnostic(`wire hash of seed ${seed}, processes of their own: ${hash}`);
  return hash;
}

/** The same within this process. */
async function together(t: TestContext, seed: number): Promise<string> {
  const faults = {
    ...{ "execution-repeated": { rate: 0.5 }, "order-delayed": { rate: 0.5, delayMs: 700 } },
    "order-messages-reordered": {},
  };
  await using gateway = await startGateway({ accounts: ACCOUNTS, seed, speed: 0, faults });
  await play(gateway.port, {
    step: (span) => gateway.advance(span, { until: "bytes" }),
    inject: (fault, values) => gateway.faults.inject(fault as "link-lost", values),
  });
  await gateway.settled();
  const idle = STRIKING.filter(
    (name) => !gateway.faults.list().some((state) => state.name === name && state.struck > 0),
  );
  assert.deepEqual(idle, [], "the script gives every fault its chance");
  assert.ok(gateway.truth().executions.length > 1);
  t.diagnostic(`wire hash of seed ${seed}, in one process: ${gateway.hash()}`);
  return gateway.hash();
}

test("two processes and a script give the same bytes twice, and so does the library in one", async (t) => {
  const [first, again, within] = [await apart(t, 7), await apart(t, 7), await together(t, 7)];
  assert.match(first, /^[0-9a-f]{64}$/);
  assert.equal(again, first);
  assert.equal(within, first);
});

test("another seed gives other bytes", async (t) => {
  assert.notEqual(await apart(t, 8), await together(t, 7));
});
