/** What comes between the lock and the loop; all else of a start is told by test/process/up.test.ts. */
import assert from "node:assert/strict";
import childProcess from "node:child_process";
import { EventEmitter } from "node:events";
import { existsSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net, { type AddressInfo } from "node:net";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { temporaryDirectory } from "../../test/rig/folders.ts";
import { ConfigError, parseConfig, type Settings } from "./config.ts";
import { up } from "./up.ts";

/** A daemon whose Gateway only counts who dials, in a process that does not end. */
async function begun(t: TestContext): Promise<{ readonly settings: Settings; readonly dials: () => number }> {
  let dials = 0;
  const gateway = net.createServer(() => dials++);
  await new Promise<void>((listening) => gateway.listen(0, "127.0.0.1", listening));
  const config = `mode = "paper"
limits = "off"
account-limits = "off"
[gateway.main]
port = ${(gateway.address() as AddressInfo).port}
[door]
port = 0
[native]
port = 0
[strategies.alpha]
account = "DU1000001"
client-ids = [1]
`;
  const settings = parseConfig(config, join(temporaryDirectory(), "holdfast.toml"));
  if (settings instanceof ConfigError) assert.fail(settings.message);
  t.mock.method(process, "exit", () => {});
  // Nor is it ended from outside.
  const { mock } = t.mock.method(childProcess, "spawn", () => Object.assign(new EventEmitter(), { unref: () => {} }));
  syncBuiltinESMExports();
  t.after(() => {
    mock.restore();
    syncBuiltinESMExports();
    gateway.close();
  });
  up(settings, undefined, assert.fail);
  return { settings, dials: () => dials };
}

test("a start that is told to end goes no further: no control socket stays behind, and nobody dials", async (t) => {
  const { settings, dials } = await begun(t);
  process.listeners("SIGTERM").at(-1)!("SIGTERM");
  await pause(500);
  assert.deepEqual([existsSync(settings.socket), dials()], [false, 0]);
});

test("what is asked between the opening of the control socket and the start of the loop is answered", async (t) => {
  const { listen } = net.Server.prototype;
  t.mock.method(net.Server.prototype, "listen", function (this: net.Server, ...args: [string]) {
    if (typeof args[0] !== "string") setTimeout(() => listen.apply(this, args), 300);
    else listen.apply(this, args);
    return this;
  });
  const { settings } = await begun(t);
  while (!existsSync(settings.socket)) await pause(10);
  const asker = net.connect(settings.socket);
  asker.write('{"query":"status"}\n');
  const answer = await Promise.race([new Promise<Buffer>((heard) => asker.once("data", heard)), pause(5_000)]);
  asker.destroy();
  assert.match(String(answer), /^\{"result":/);
  process.listeners("SIGTERM").at(-1)!("SIGTERM");
});
