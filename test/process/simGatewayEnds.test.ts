/** A simulated Gateway that was closed keeps no process alive, whatever it was about to do. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { Child, ROOT, tearDown } from "../rig/rig.ts";

after(tearDown);

const ENDS_WITHIN_MS = 2_000;
const from = (path: string): string => JSON.stringify(join(ROOT, path));

/** `gateway` runs: everything that lasts goes wrong for an hour and every event happens, and then it is closed. */
const ALL_FAULTS = `
  const { FAULT_NAMES, faultRow } = await import(${from("src/sim/faults/table.ts")});
  for (const name of FAULT_NAMES)
    if (faultRow(name).mode === "once") gateway.faults.inject(name);
    else gateway.faults.set(name, { forMs: 3_600_000 });
  await gateway.close();
  console.log("closed");
`;

/** Straight on the clock and the network of the host, with faults that are planned and faults at random. */
const CORE = `
  const { nodeClock: clock } = await import(${from("src/io/node/clock.ts")});
  const { nodeNetwork: network } = await import(${from("src/io/node/network.ts")});
  const { startGateway } = await import(${from("src/sim/gateway/gateway.ts")});
  const { DEFAULT_MIX: faultMix } = await import(${from("src/sim/faults/random.ts")});
  const gateway = await new Promise((resolve) => {
    const io = { clock, network, host: { log() {}, exit() {} } };
    const faultSchedule = [{ at: { kind: "after", ms: 3_600_000 }, act: { clear: "all" } }];
    const options = { host: "127.0.0.1", port: 0, seed: 1, faultMix, faultSchedule };
    const made = startGateway(io, { ...options, onListening: () => setImmediate(() => resolve(made)) });
  });
  ${ALL_FAULTS}
`;

/** As the library that tests import. */
const LIBRARY = `
  const { startGateway } = await import(${from("src/standalone/standalone.ts")});
  const gateway = await startGateway({ speed: 1, faultRate: 12 });
  ${ALL_FAULTS}
`;

for (const [what, script] of [
  ["a Gateway on the host's own clock", CORE],
  ["a Gateway of the library", LIBRARY],
] as const)
  test(`a process that started ${what}, set every fault for an hour and closed it ends by itself`, async () => {
    const child = new Child("a test process", process.execPath, ["--input-type=module", "--eval", script]);
    await child.line("out", "that it is closed", (line) => (line === "closed" ? line : undefined));
    assert.deepEqual(await child.end(ENDS_WITHIN_MS), { code: 0, signal: null }, child.err.join("\n"));
  });
