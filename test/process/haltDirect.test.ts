/** `holdfast halt … --direct`: while a daemon lives it refuses; when it was killed it cancels and closes at the Gateway itself. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { type WallMs, wallOf } from "../../src/base/time.ts";
import { JournalDamaged, JournalWriter, readJournal } from "../../src/journal/journal.ts";
import type { Entry } from "../../src/model/entry.ts";
import type { StrategyName } from "../../src/model/ids.ts";
import { temporaryDirectory } from "../rig/folders.ts";
import { rawClient } from "../rig/raw.ts";
import { tearDown } from "../rig/tearDown.ts";
import { Scene } from "./control/scene.ts";

after(tearDown);

const AAPL = { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const BUY = { action: "BUY", tif: "DAY", transmit: true } as const;
const CANCEL_ALL = ["halt", "--all", "--level", "cancel-all", "--yes"];
const COMMAND_MS_MAX = 60_000;

test("a halt without a daemon: refused while one lives, done when it is dead, and kept by the next one", async (t) => {
  const scene = await Scene.start(t);
  const bot = await rawClient(scene.daemon.port, 1);
  bot.send("placeOrder", {
    ...{ orderId: 1, contract: AAPL },
    order: { ...BUY, orderType: "MKT", totalQuantity: "100" as never },
  });
  await bot.expect("orderStatus", ({ status }) => status === "Filled");
  const resting = { ...BUY, orderType: "LMT", lmtPrice: 1, totalQuantity: "5" as never };
  bot.send("placeOrder", { orderId: 2, contract: AAPL, order: resting });
  await bot.expect("orderStatus", ({ orderId, status }) => orderId === 2 && status === "Submitted");

  const flatten = ["halt", "--all", "--level", "flatten", "--yes", "--direct", "--why", "the daemon is dead"];
  const early = scene.holdfast(flatten);
  assert.equal((await early.end(COMMAND_MS_MAX)).code, 1);
  assert.match(
    early.err.join("\n"),
    /nothing was halted: another holdfast daemon .*\. A daemon that runs is asked without --direct$/,
  );
  assert.equal((await scene.working()).length, 1);

  await scene.daemon.kill();
  const direct = scene.holdfast(flatten);
  const { code } = await direct.end(COMMAND_MS_MAX);
  assert.equal(code, 0, direct.err.join("\n"));
  assert.match(direct.out.join("\n"), /^all is halted: 1 order ended, 1 close filled$/m);
  assert.ok(await scene.isFlat());

  await scene.open();
  const again = await rawClient(scene.daemon.port, 1);
  again.send("placeOrder", { orderId: 3, contract: AAPL, order: resting });
  const refused = await again.expect("error", ({ id }) => id === 3);
  assert.match(refused.errorMsg, /holdfast trading: a new order against halted, set by \S+: the daemon is dead/);
  await Promise.all([bot.close(), again.close()]);
});

test("a halt whose Gateway does not answer says so: it is in the journal, and the rest is not done", async (t) => {
  const scene = await Scene.start(t);
  await scene.daemon.kill();
  await scene.gateway.kill();
  const direct = scene.holdfast(["halt", "--all", "--level", "cancel-all", "--yes", "--direct"]);
  assert.equal((await direct.end(COMMAND_MS_MAX)).code, 1);
  assert.match(direct.err.join("\n"), /all is halted, but not all of it is done: no IB Gateway answers/);
});

test("a halt without a daemon goes to the Gateway that the daemon was told of on its command line; one with a daemon has no such port", async (t) => {
  const scene = await Scene.start(t);
  await scene.daemon.kill();
  const direct = scene.holdfast([...CANCEL_ALL, "--direct", "--gateway-port", "1"]);
  assert.equal((await direct.end(COMMAND_MS_MAX)).code, 1);
  assert.match(direct.err.join("\n"), /all is halted, but not all of it is done: no IB Gateway answers at \S+:1\b/);
  const asked = scene.holdfast([...CANCEL_ALL, "--gateway-port", "1"]);
  assert.equal((await asked.end(COMMAND_MS_MAX)).code, 2);
  assert.match(asked.err.join("\n"), /--gateway-port belongs to --direct/);
});

test("a halt whose Gateway is away is in the journal also when the start itself has something to write down", async (t) => {
  const scene = await Scene.start(t);
  await scene.daemon.kill();
  await scene.gateway.kill();
  append(join(scene.daemon.stateDir, "main.journal"), {
    ...{ kind: "limitSet", scope: { strategy: "alpha" as StrategyName }, limit: "max-quantity", value: "off" },
    ...{ until: wallOf(2026, 1, 5), by: "ann", why: "its time is over" },
  });
  const direct = scene.holdfast(["halt", "--all", "--level", "flatten", "--yes", "--direct"]);
  assert.equal((await direct.end(COMMAND_MS_MAX)).code, 1);
  assert.match(direct.err.join("\n"), /all is halted, but not all of it is done: no IB Gateway answers/);
});

test("a halt without a daemon makes of messages what the operator's codes say, and holdfast's own where they cannot be read", async (t) => {
  const directory = temporaryDirectory();
  const codes = join(directory, "codes.toml");
  writeFileSync(codes, '[161]\neffect = "none"\n');
  const limits = 'limits = "off"\naccount-limits = "off"\n[codes]\nfile = "codes.toml"';
  const scene = await Scene.start(t, { directory, limits });
  const bot = await rawClient(scene.daemon.port, 1);
  const resting = { ...BUY, orderType: "LMT", lmtPrice: 1, totalQuantity: "5" as never };
  bot.send("placeOrder", { orderId: 1, contract: AAPL, order: resting });
  await bot.expect("orderStatus", ({ status }) => status === "Submitted");
  await scene.daemon.kill();
  await scene.sets("cancel-rejected", { code: "161" });

  const cancel = ["halt", "--all", "--level", "cancel-all", "--yes", "--direct", "--wait", "2"];
  const refusals = (): number => entries(scene).filter(({ kind }) => kind === "cancelRefused").length;
  assert.equal((await scene.holdfast(cancel).end(COMMAND_MS_MAX)).code, 1);
  assert.deepEqual([refusals(), entries(scene).filter(({ kind }) => kind === "cancelIntended").length], [0, 1]);

  writeFileSync(codes, '[161]\neffect = "nonsense"\n');
  const direct = scene.holdfast(cancel);
  await direct.end(COMMAND_MS_MAX);
  assert.match(direct.err.join("\n"), /codes\.toml line 2: .*; the halt takes messages by holdfast's own table$/m);
  assert.equal(refusals(), 1);
  await bot.close();
});

const entries = (scene: Scene): readonly Entry[] => {
  const read = readJournal(readFileSync(join(scene.daemon.stateDir, "main.journal")), "main");
  return read instanceof JournalDamaged ? assert.fail(read.reason) : read.records.map(({ entry }) => entry);
};

test("a halt on a disk that hangs says so and ends, so that its lock is free for a daemon", async (t) => {
  const scene = await Scene.start(t);
  await scene.daemon.kill();
  const journal = join(scene.daemon.stateDir, "main.journal");
  rmSync(journal);
  // Whoever reads it waits for ever.
  spawnSync("mkfifo", [journal]);
  const direct = scene.holdfast(["halt", "--all", "--level", "halt-new", "--yes", "--direct", "--wait", "1"]);
  const { code } = await direct.end(COMMAND_MS_MAX);
  assert.notEqual(code, 0);
  assert.match(
    direct.err.join("\n"),
    /nobody knows whether all is halted: the disk of \S+ did not answer within 11 s$/,
  );
});

test("neither a first Ctrl-C nor a closed terminal ends a halt without a daemon, and a second Ctrl-C does, with its sentence", async (t) => {
  const scene = await Scene.start(t);
  const bot = await rawClient(scene.daemon.port, 1);
  const resting = { ...BUY, orderType: "LMT", lmtPrice: 1, totalQuantity: "5" as never };
  bot.send("placeOrder", { orderId: 1, contract: AAPL, order: resting });
  await bot.expect("orderStatus", ({ status }) => status === "Submitted");
  await scene.daemon.kill();
  await scene.sets("cancel-rejected", { code: "161" });
  const direct = scene.holdfast(["halt", "--all", "--level", "cancel-all", "--yes", "--direct", "--wait", "30"]);
  await direct.line("err", "that it is halted", (line) => line.includes("halted: all, level cancel-all") || undefined);
  direct.signal("SIGHUP");
  direct.signal("SIGINT");
  await direct.line("err", "that it goes on", (line) => line.includes("the halt goes on") || undefined);
  await pause(1_000);
  assert.equal(direct.exit, undefined);
  direct.signal("SIGINT");
  assert.equal((await direct.end(COMMAND_MS_MAX)).code, 1);
  assert.match(direct.err.join("\n"), /all is halted, but not all of it is done: it was ended by hand$/);
  await bot.close();
});

/** One more entry, as a daemon would have written it. */
function append(path: string, entry: Entry): void {
  const read = readJournal(readFileSync(path), "main");
  if (read instanceof JournalDamaged) assert.fail(read.reason);
  appendFileSync(path, new JournalWriter("main", read).bytes([entry], Date.now() as WallMs));
}
