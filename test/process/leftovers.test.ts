/** Nothing that the rig has started outlives the process of a test, whatever ends that. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Child, PATIENCE_MS, ROOT, rawSocket, tearDown } from "../rig/rig.ts";

after(tearDown);

/** A test process in the middle of its work: it has a simulated Gateway and says its port. */
const SCRIPT = `
  const { startGateway } = await import(${JSON.stringify(join(ROOT, "test/rig/rig.ts"))});
  console.log("port", (await startGateway()).port);
`;

const answers = (port: number): Promise<boolean> =>
  rawSocket(port).then(
    (socket) => socket.close().then(() => true),
    () => false,
  );

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  test(`a test process that is ended by ${signal} takes its children along`, async () => {
    const child = new Child("a test process", process.execPath, ["--input-type=module", "--eval", SCRIPT]);
    const port = await child.line("out", "its Gateway's port", (line) => /^port (\d+)$/.exec(line)?.[1]);
    assert.ok(await answers(Number(port)), "the Gateway is there");
    child.signal(signal);
    assert.notEqual((await child.exited).code, 0);
    for (const deadline = performance.now() + PATIENCE_MS; await answers(Number(port)); await sleep(50))
      assert.ok(performance.now() < deadline, "the Gateway is gone");
  });
