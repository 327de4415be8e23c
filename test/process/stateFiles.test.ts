/**
 * The files that other programs read, as those programs and an operator see them: whole at every moment, there from the
 * start, named when something stands in their way, and never a reason for trading to stop.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { after, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { nodeDisk } from "../../src/io/node/disk.ts";
import { Child } from "../rig/child.ts";
import { type DaemonOptions, type DaemonProcess, startDaemon } from "../rig/daemon.ts";
import { MAIN, ROOT, temporaryDirectory } from "../rig/folders.ts";
import { startGateway } from "../rig/gateway.ts";
import { mountMissing, tmpfs } from "../rig/mount.ts";
import { PATIENCE_MS } from "../rig/patience.ts";
import { tearDown } from "../rig/tearDown.ts";

after(tearDown);

const STRATEGIES = { alpha: { account: "DU1000001", clientIds: [1] } };
const WRITTEN = ["analyst_metrics.json", "dynamic_pairs.merged.json", "live_status.json", "risk_state.json"];
const EVERY_SECOND = "every-seconds = 1";

/** What this looks at of a file. */
interface Document {
  readonly time?: string;
  readonly ready?: boolean;
  readonly accounts?: readonly { readonly netLiquidation: number | null }[];
  readonly strategies?: readonly {
    readonly trading?: string;
    readonly trades?: number;
    readonly contracts?: readonly object[];
    readonly scrubbed?: readonly { readonly contract: object; readonly gate: string }[];
  }[];
}

interface Status {
  readonly readiness: { readonly ready: boolean };
  readonly files: { readonly troubles: readonly { readonly file: string }[] };
}

async function daemonOf(t: TestContext, options: Partial<DaemonOptions>): Promise<DaemonProcess> {
  const gateway = await startGateway({ accounts: ["DU1000001"] });
  const daemon = await startDaemon({
    ...{ gatewayPort: gateway.port, strategies: STRATEGIES, files: EVERY_SECOND },
    ...options,
  });
  t.after(async () => {
    await daemon.stop();
    await gateway.stop();
  });
  return daemon;
}

const json = (directory: string, name: string): Document => JSON.parse(readFileSync(join(directory, name), "utf8"));

/** The fields that the document tells of a file, in its order. */
function documented(name: string): readonly string[] {
  const [, section] = readFileSync(join(ROOT, "docs/files.md"), "utf8").split(`\n## ${name}\n`);
  return [...section!.split("\n## ")[0]!.matchAll(/^\| `(\w+)` \|/gm)].map(([, field]) => field!);
}

/** Looks until it is as wanted; a file that is no JSON at any look fails. */
async function until(what: string, look: () => boolean, withinMs = PATIENCE_MS): Promise<void> {
  const end = performance.now() + withinMs;
  while (!look()) {
    assert.ok(performance.now() < end, `not within ${withinMs} ms: ${what}`);
    await pause(20);
  }
}

async function status(daemon: DaemonProcess): Promise<{ readonly text: string; readonly answer: Status }> {
  const [text, answer] = [[], ["--json"]].map(
    (flags) =>
      new Child("status", process.execPath, [MAIN, "status", "--socket", daemon.socket, ...flags], { cwd: ROOT }),
  ) as [Child, Child];
  for (const child of [text, answer]) assert.equal((await child.exited).code, 0, child.err.join("\n"));
  return { text: text.out.join("\n"), answer: JSON.parse(answer.out.join("\n")) };
}

const logged = (daemon: DaemonProcess, event: string): readonly string[] =>
  daemon.log.filter((line) => line.event === event).map(({ file }) => String(file));

test("every file is whole at every look, says the session's state, and is written again and again", async (t) => {
  const daemon = await daemonOf(t, {});
  const { stateDir } = daemon;
  await until("a ready live status with the account's worth", () => {
    const { ready, accounts = [] } = json(stateDir, "live_status.json");
    return ready === true && (accounts[0]?.netLiquidation ?? 0) > 0;
  });
  const times = new Set<string>();
  let looks = 0;
  for (const end = performance.now() + 3_500; performance.now() < end; looks++) {
    for (const name of WRITTEN) times.add(`${name} ${json(stateDir, name).time}`);
    await pause(1);
  }
  assert.ok(looks > 100, `only ${looks} looks`);
  for (const name of WRITTEN)
    assert.ok([...times].filter((time) => time.startsWith(name)).length >= 3, `${name} was not written each second`);
  assert.deepEqual(json(stateDir, "dynamic_pairs.json"), {});
  assert.deepEqual(
    readdirSync(stateDir).filter((name) => name.endsWith(".new")),
    [],
  );
  for (const name of WRITTEN)
    assert.deepEqual(Object.keys(json(stateDir, name)), documented(name), `docs/files.md has other fields of ${name}`);
  assert.equal(json(stateDir, "risk_state.json").strategies?.[0]?.trading, "active");
  assert.equal(json(stateDir, "analyst_metrics.json").strategies?.[0]?.trades, 0);
});

test("a directory that a container made in a file's place is named with its fix, in the log and by status, and gone it is written", async (t) => {
  const directory = temporaryDirectory();
  const inTheWay = join(directory, "state", "risk_state.json");
  mkdirSync(inTheWay, { recursive: true });
  const daemon = await daemonOf(t, { directory });
  const line = await daemon.logged("the trouble", ({ event }) => event === "state-file-trouble");
  assert.match(String(line.says), /risk_state.json is a directory where a file belongs: a container/);
  assert.match(String(line.fix), /rmdir risk_state.json/);
  const { text, answer } = await status(daemon);
  assert.match(text, /^READY/);
  assert.match(text, /risk_state.json\t.*accepted\t.*is a directory where a file belongs.*rmdir risk_state.json/);
  assert.deepEqual(
    answer.files.troubles.map(({ file }) => file),
    ["risk_state.json"],
  );
  await until("the next cycle", () => json(daemon.stateDir, "live_status.json").ready === true);
  rmdirSync(inTheWay);
  await until(
    "the file in the directory's place",
    () => existsSync(inTheWay) && "time" in json(daemon.stateDir, "risk_state.json"),
  );
  await daemon.logged(
    "that it is over",
    ({ event, file }) => event === "state-file-well" && file === "risk_state.json",
  );
  assert.deepEqual(logged(daemon, "state-file-trouble"), ["risk_state.json"], "it was said more than once");
});

test("a file that is a bind mount of its own is written all the same, and the log says that it may be found half written", {
  skip: mountMissing(),
}, async (t) => {
  const directory = temporaryDirectory();
  const [host, mounted] = [join(directory, "host.json"), join(directory, "state", "live_status.json")];
  mkdirSync(join(directory, "state"), { mode: 0o700 });
  for (const file of [host, mounted]) writeFileSync(file, "{}\n");
  assert.equal(spawnSync("mount", ["--bind", host, mounted]).status, 0);
  t.after(() => spawnSync("umount", ["--lazy", mounted]));
  const daemon = await daemonOf(t, { directory });
  await daemon.logged("what it cannot do", ({ event }) => event === "state-file-in-place");
  await pause(2_500);
  const read = JSON.parse(readFileSync(host, "utf8"));
  assert.ok(performance.timeOrigin + performance.now() - Date.parse(read.time) < 3_000, "the host sees an old file");
  assert.deepEqual(logged(daemon, "state-file-in-place"), ["live_status.json"]);
});

test("a disk for the files that is full or read-only is said once and over once, and the session stays ready", {
  skip: mountMissing(),
}, async (t) => {
  const directory = temporaryDirectory();
  const disk = tmpfs(join(directory, "shown"), 128);
  assert.ok(!("skip" in disk));
  const daemon = await daemonOf(t, { directory, files: `${EVERY_SECOND}\ndirectory = "shown"` });
  await until("the first cycle", () => "time" in json(disk.path, "live_status.json"));
  disk.fill();
  const full = await daemon.logged("the full disk", ({ event }) => event === "state-file-trouble");
  assert.match(String(full.says), /the disk is full/);
  await pause(2_500);
  assert.equal(new Set(logged(daemon, "state-file-trouble")).size, logged(daemon, "state-file-trouble").length);
  for (const name of WRITTEN) assert.ok("time" in json(disk.path, name), "the old text is gone");
  disk.free();
  await daemon.logged("that there is room", ({ event }) => event === "state-file-well");
  await until(
    "all of it over",
    () => logged(daemon, "state-file-well").length === logged(daemon, "state-file-trouble").length,
  );
  assert.equal(disk.readOnly(true), undefined);
  const readOnly = await daemon.logged("the read-only disk", ({ says }) => /is read-only/.test(String(says)));
  assert.match(String(readOnly.fix), /files.directory/);
  const { answer } = await status(daemon);
  assert.equal(answer.readiness.ready, true);
  assert.equal(answer.files.troubles.length, WRITTEN.length);
  disk.readOnly(false);
});

test("a disk for the files that hangs keeps the daemon neither from trading nor from ending, and its lock is free then", async (t) => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, "shown"));
  // Whoever writes into it waits for a reader for ever.
  assert.equal(spawnSync("mkfifo", [join(directory, "shown", ".live_status.json.new")]).status, 0);
  const options = { directory, files: `${EVERY_SECOND}\ndirectory = "shown"` };
  const daemon = await daemonOf(t, options);
  await pause(1_500);
  assert.equal((await status(daemon)).answer.readiness.ready, true);
  daemon.child.signal("SIGTERM");
  await until("its end", () => daemon.child.exit !== undefined);
  const locked = await new Promise((answer) => nodeDisk(daemon.stateDir).lock(answer));
  assert.ok("release" in (locked as object), JSON.stringify(locked));
});

test("what a universe expander adds again is scrubbed by the bans of the configuration, and nonsense is refused with a sentence", async (t) => {
  const limits = 'limits = "off"\naccount-limits = "off"';
  const alpha = { ...STRATEGIES.alpha, settings: '[strategies.alpha.limits]\nbanned = ["GME"]' };
  const daemon = await daemonOf(t, { limits, strategies: { alpha } });
  const file = join(daemon.stateDir, "dynamic_pairs.json");
  const merged = () => json(daemon.stateDir, "dynamic_pairs.merged.json").strategies?.[0] ?? {};
  writeFileSync(file, JSON.stringify({ alpha: ["AAPL", " gme", { symbol: "MSFT", secType: "STK" }] }));
  await until("the merged list", () => (merged().contracts ?? []).length > 0);
  assert.deepEqual(merged().contracts, [{ symbol: "AAPL" }, { symbol: "MSFT", secType: "STK" }]);
  assert.deepEqual(
    merged().scrubbed?.map(({ contract, gate }) => [contract, gate]),
    [[{ symbol: "gme" }, "banned"]],
  );
  writeFileSync(file, '{"alpha": "AAPL"}');
  const refused = await daemon.logged("the refusal", ({ event }) => event === "state-file-trouble");
  assert.equal(refused.says, "dynamic_pairs.json is refused: alpha is a string, and must be a list of contracts");
  assert.equal(merged().contracts?.length, 2, "what was read before is forgotten");
});
