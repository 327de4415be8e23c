/** Shows that the README's cash account refuses what the README says, to an unmodified ib_async, in the README's words. */
import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test, { after } from "node:test";
import { Child, DaemonProcess, MAIN, ROOT, startGateway, tearDown, temporaryDirectory } from "../rig/rig.ts";
import { python } from "./setup.ts";

after(tearDown);

const environment = await python();
const skip = "skip" in environment ? environment.skip : false;

function said(): readonly string[] {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  return /^```\n(BUY TSLA [\s\S]*?)\n```$/m.exec(readme)![1]!.split("\n");
}

test("a bot on the README's cash account hears what the README says", { skip }, async (t) => {
  assert.ok("path" in environment);
  const gateway = await startGateway({ accounts: ["DU1000001"] });
  t.after(() => gateway.stop());
  const directory = temporaryDirectory();
  const config = join(directory, "holdfast.toml");
  copyFileSync(join(ROOT, "examples/cash_account.toml"), config);
  const ports = ["--gateway-port", String(gateway.port), "--tws-port", "0", "--native-port", "0"];
  const up = new Child("the daemon", process.execPath, [MAIN, "up", "--config", config, ...ports], { cwd: ROOT });
  const daemon = new DaemonProcess(up, directory);
  t.after(() => daemon.kill());
  const { port } = await daemon.logged("the door", ({ event }) => event === "door-open", 20_000);

  const bot = new Child("refused.py", environment.path, ["-u", join(ROOT, "examples/refused.py"), String(port)]);
  t.after(() => bot.kill());
  assert.equal((await bot.exited).code, 0, bot.err.join("\n"));
  assert.deepEqual(bot.out, said());
});
