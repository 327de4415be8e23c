/** The simulated Gateway's command server over real TCP, asked by the daemon's own client of such servers. */
import assert from "node:assert/strict";
import net from "node:net";
import test, { after } from "node:test";
import { sendCommand } from "../../src/daemon/commands.ts";
import { nodeClock } from "../../src/io/node/clock.ts";
import { nodeNetwork } from "../../src/io/node/network.ts";
import { ListenError, type SimOptions, SimOptionsError, startGateway } from "../../src/standalone/standalone.ts";
import { Child } from "../rig/child.ts";
import { MAIN } from "../rig/folders.ts";
import { rawClient } from "../rig/raw.ts";
import { tearDown } from "../rig/tearDown.ts";

after(tearDown);

const COMMANDED: SimOptions = { accounts: ["DU1000001"], commandPort: 0 };

/** What is answered, or why nothing is. */
const said = (port: number | undefined, line: string): Promise<string> =>
  new Promise((resolve) =>
    sendCommand({ clock: nodeClock, network: nodeNetwork }, { host: "127.0.0.1", port: port ?? 0, line }, (heard) =>
      resolve(heard.failure ?? heard.answer),
    ),
  );

test("the account connection is made anew: a client hears 1100, and 1102 five seconds of the Gateway's time later", async () => {
  await using gateway = await startGateway({ ...COMMANDED, speed: 10 });
  const client = await rawClient(gateway.port, 1);
  assert.equal(await said(gateway.commandPort, "RECONNECTACCOUNT"), "OK");
  const codes: number[] = [];
  while (codes.at(-1) !== 1102) {
    const { errorCode } = await client.expect("error");
    if (errorCode >= 1100 && errorCode < 1200) codes.push(errorCode);
  }
  assert.deepEqual(codes, [1100, 1102]);
  await client.close();
});

test("commands are obeyed while time stands still, and what they lead to happens when it goes on", async () => {
  await using gateway = await startGateway({ ...COMMANDED, speed: 0 });
  assert.equal(await said(gateway.commandPort, "RESTART"), "OK Restart in progress");
  await gateway.advance("119s");
  assert.equal(await said(gateway.commandPort, "ENABLEAPI"), "ERROR ENABLEAPI is not valid for the IB Gateway");
  await gateway.advance("2s");
  assert.match(await said(gateway.commandPort, "ENABLEAPI"), /ECONNREFUSED$/);
  await gateway.advance("90s");
  assert.match(await said(gateway.commandPort, "ENABLEAPI"), /^ERROR ENABLEAPI/);
});

test("there is none unless it is asked for; one whose port is taken is refused by name, as is one that cannot be", async () => {
  await using gateway = await startGateway({});
  assert.equal(gateway.commandPort, undefined);
  const taken = startGateway({ commandPort: gateway.port });
  await assert.rejects(taken, (error) => {
    assert.ok(error instanceof ListenError);
    assert.equal(error.option, "commandPort");
    assert.match(error.message, /^port \d+ for the command server is taken/);
    return true;
  });
  await assert.rejects(startGateway({ commandPort: 70_000 }), SimOptionsError);
});

test("the program says where its command server listens, and ends with 0 when it is told to stop", async () => {
  const child = new Child("a simulated Gateway", process.execPath, [
    ...[MAIN, "sim", "gateway", "--port", "0", "--command-port", "0"],
  ]);
  const port = await child.line("out", "its command port", (line) => /command server on port (\d+)/.exec(line)?.[1]);
  assert.equal(await said(Number(port), "STOP"), "OK Shutting down");
  assert.equal((await child.exited).code, 0);
});

test("a command port that is taken ends the program with a sentence that names the flag", async (t) => {
  const other = net.createServer();
  const port = await new Promise<number>((resolve) =>
    other.listen(0, "127.0.0.1", () => resolve((other.address() as net.AddressInfo).port)),
  );
  t.after(() => void other.close());
  const child = new Child("a simulated Gateway", process.execPath, [
    ...[MAIN, "sim", "gateway", "--port", "0", "--command-port", String(port)],
  ]);
  await child.line("err", "which flag", (line) => (line.includes("(--command-port)") ? line : undefined));
  assert.equal((await child.exited).code, 1);
});
