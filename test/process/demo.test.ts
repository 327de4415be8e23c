/** `holdfast demo` as a process, and its verdict when one side of it is made wrong. */
import assert from "node:assert/strict";
import { existsSync, realpathSync } from "node:fs";
import net from "node:net";
import { dirname, join, resolve } from "node:path";
import test, { after } from "node:test";
import type { Decimal } from "../../src/base/decimal.ts";
import { Demo, type Ending } from "../../src/cli/demo/run.ts";
import { Child } from "../rig/child.ts";
import { MAIN, ROOT } from "../rig/folders.ts";
import { tearDown } from "../rig/tearDown.ts";

after(tearDown);

const ANY_PORTS = ["--tws-port", "0", "--gateway-port", "0"];
// Colours must not come with a CI's name in the environment: what is captured here is no terminal.
const demo = (...words: string[]): Child =>
  new Child("the demo", process.execPath, [MAIN, "demo", ...words], { cwd: ROOT, env: { CI: "true" } });

test("the demo ends by itself with one object: two clients, ten orders, four fills, positions equal to the broker's", async () => {
  const run = demo("--seconds", "12", "--json", ...ANY_PORTS);
  assert.equal((await run.exited).code, 0, run.err.join("\n"));
  assert.equal(run.out.length, 1, "one line and nothing else");
  const { clients, orders, fills, positions, brokerPositions } = JSON.parse(run.out[0]!);
  assert.ok(clients >= 2 && orders >= 10 && fills >= 4, run.out[0]);
  assert.ok(positions.length > 0, "with no position at all, equal lists prove little");
  assert.deepEqual(positions, brokerPositions);
  for (const row of positions) assert.deepEqual(Object.keys(row), ["account", "symbol", "position"]);
});

test("Ctrl-C ends the demo in good order and removes its state", async () => {
  const run = demo(...ANY_PORTS);
  const socket = await run.line("out", "its control socket", (line) => /--socket (\S+)/.exec(line)?.[1]);
  await run.line("out", "a report", (line) => (line.includes("session ready") ? line : undefined));
  assert.ok(existsSync(socket));
  const hint = await run.line("out", "its hint", (line) => /ask it: +(\S+) orders --socket/.exec(line)?.[1]);
  assert.equal(realpathSync(resolve(ROOT, hint)), realpathSync(join(ROOT, "bin/holdfast")));
  run.signal("SIGINT");
  run.signal("SIGINT"); // npm passes the terminal's signal on once more.
  assert.equal((await run.exited).code, 0, run.err.join("\n"));
  assert.ok(!existsSync(dirname(socket)));
});

test("a taken port ends the demo, and the simulated Gateway alone, with one sentence", async (t) => {
  const server = net.createServer();
  t.after(() => server.close());
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as net.AddressInfo;
  const flags = ["--gateway-port", "--tws-port", "--native-port"];
  for (const flag of flags) {
    const others = flags.filter((each) => each !== flag).flatMap((each) => [each, "0"]);
    const run = demo(flag, `${port}`, ...others);
    assert.equal((await run.exited).code, 1);
    assert.equal(run.err.length, 1, run.err.join("\n"));
    assert.match(run.err[0]!, new RegExp(`^holdfast: .*${port}.* taken .*${flag}`));
  }
  const gateway = new Child("the Gateway", process.execPath, [MAIN, "sim", "gateway", "--port", `${port}`]);
  assert.equal((await gateway.exited).code, 1);
  assert.equal(gateway.err.length, 1, gateway.err.join("\n"));
  assert.match(gateway.err[0]!, new RegExp(`^holdfast: port ${port} .* is taken .*--port`));
});

test("a broker that says something else than holdfast is found out", async () => {
  const invented = { account: "DU1000002", symbol: "IBM", position: "7" as Decimal };
  const ending = await new Promise<Ending>((resolve) => {
    const options = { twsPort: 0, gatewayPort: 0, nativePort: 0, seed: 1, seconds: 1 };
    new Demo(
      {
        ...options,
        brokerPositions: (stage, answer) =>
          stage.brokerPositions((rows) => answer("failed" in rows ? rows : [...rows, invented])),
      },
      { log: () => {}, saw: () => {}, ended: resolve },
    );
  });
  assert.deepEqual(ending.troubles, ["DU1000002 IBM: holdfast says 0, the broker says 7"]);
  assert.notDeepEqual(ending.summary?.positions, ending.summary?.brokerPositions);
});
