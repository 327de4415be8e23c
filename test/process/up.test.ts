/** `holdfast up` as a process: what goes wrong is one sentence and an exit code, what goes right ends in good order. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import test, { after, type TestContext } from "node:test";
import { Child } from "../rig/child.ts";
import { type DaemonOptions, launchDaemon, startDaemon } from "../rig/daemon.ts";
import { MAIN, ROOT, temporaryDirectory } from "../rig/folders.ts";
import { startGateway } from "../rig/gateway.ts";
import { tearDown } from "../rig/tearDown.ts";

after(tearDown);

const ALPHA = { alpha: { account: "DU1000001", clientIds: [1] } };
const LIVE = { mode: "live", strategies: { alpha: { account: "U1000001", clientIds: [1] } } } as const;

const holdfast = (...words: string[]): Child =>
  new Child("holdfast", process.execPath, [MAIN, ...words], { cwd: ROOT });

/** What was said to people, and not to a log. */
const sentences = (child: Child): string[] => child.err.filter((line) => !line.startsWith("{"));

/** The one sentence of a command that must end with this code. */
async function sentenceOf(child: Child, code: number): Promise<string> {
  assert.equal((await child.exited).code, code, child.err.join("\n"));
  assert.equal(sentences(child).length, 1, child.err.join("\n"));
  assert.deepEqual(child.out, []);
  return sentences(child)[0]!.replace(/^holdfast: /, "");
}

const refused = (code: number, options: DaemonOptions): Promise<string> =>
  sentenceOf(launchDaemon({ strategies: ALPHA, ...options }).child, code);

/** Started and stopped with the test. */
async function gatewayPort(t: TestContext, account = "DU1000001"): Promise<number> {
  const gateway = await startGateway({ accounts: [account] });
  t.after(() => gateway.stop());
  return gateway.port;
}

async function listening(t: TestContext): Promise<net.Server> {
  const server = net.createServer();
  t.after(() => server.close());
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

const portOf = (server: net.Server): number => (server.address() as net.AddressInfo).port;

/** A port on which nobody listens, just now. */
async function freePort(t: TestContext): Promise<number> {
  const server = await listening(t);
  const port = portOf(server);
  await new Promise((closed) => server.close(closed));
  return port;
}

test("an unknown key and a wrong type are named with their line, before any state is made", async () => {
  for (const [extra, sentence] of [
    ["read_only = true", /holdfast.toml line \d+: unknown key strategies.alpha.read_only; did you mean "read-only"\?$/],
    ['port = "4101"', /holdfast.toml line \d+: strategies.alpha.port must be a whole number .*, not the text "4101"$/],
  ] as const) {
    const directory = temporaryDirectory();
    const strategies = { alpha: { ...ALPHA.alpha, settings: extra } };
    assert.match(await refused(2, { gatewayPort: 1, directory, strategies }), sentence);
    assert.ok(!existsSync(join(directory, "state")));
  }
});

test("a missing file, an unknown flag, a word too many and an unknown command are usage errors", async () => {
  assert.match(await sentenceOf(holdfast("up", "--config", "/nowhere.toml"), 2), /^there is no \/nowhere.toml/);
  assert.match(
    await sentenceOf(holdfast("up", "--confg", "x"), 2),
    /unknown option '--confg' \(Did you mean --config\?\)/,
  );
  assert.match(await sentenceOf(holdfast("up", "now"), 2), /too many arguments for 'up'/);
  assert.match(await sentenceOf(holdfast("upp"), 2), /unknown command 'upp'/);
});

test("a Gateway's port of 0 and a shared port that does not open are usage errors", async () => {
  assert.match(await sentenceOf(holdfast("up", "--gateway-port", "0"), 2), /a port is a whole number from 1 to 65535/);
  const strategies = { alpha: { account: "DU1000001", clientIds: [], settings: "port = 0" } };
  const sentence = await refused(2, { gatewayPort: 1, strategies, flags: ["--tws-port", "5100"] });
  assert.match(sentence, /^--tws-port has no effect/);
});

test("no Gateway: the address that was tried and the container image's ports", async (t) => {
  const port = await freePort(t);
  const sentence = await refused(1, { gatewayPort: port });
  assert.match(sentence, new RegExp(`no IB Gateway answers at 127.0.0.1:${port}`));
  assert.match(sentence, /4002/);
  assert.match(sentence, /4004/);
});

test("a taken port is named, with the flag that chooses another", async (t) => {
  const port = portOf(await listening(t));
  const sentence = await refused(1, { gatewayPort: await gatewayPort(t), port });
  assert.match(sentence, new RegExp(`127.0.0.1:${port}: the port is taken by another program`));
  assert.match(sentence, /--tws-port/);
});

test("a second daemon on the same state directory is refused, and the first one goes on", async (t) => {
  const options = { gatewayPort: await gatewayPort(t), strategies: ALPHA };
  const first = await startDaemon(options);
  t.after(() => first.stop());
  const sentence = await refused(1, { ...options, directory: first.directory });
  assert.equal(
    sentence,
    `another holdfast daemon (process ${first.child.pid}) is using the state directory ${first.stateDir}: end that one first`,
  );
  const status = holdfast("status", "--json", "--socket", first.socket);
  assert.equal((await status.exited).code, 0, status.err.join("\n"));
  assert.equal(JSON.parse(status.out.join("\n")).state, "ready");
});

test("a paper configuration serves nobody on a live-looking login, and the reverse", async (t) => {
  const live = await gatewayPort(t, "U1000001");
  assert.match(await refused(1, { gatewayPort: live }), /mode is "paper" but the Gateway manages .*U1000001/);
  const paper = await gatewayPort(t);
  const sentence = await refused(1, { ...LIVE, gatewayPort: paper, flags: ["--live"] });
  assert.match(sentence, /mode is "live" but the Gateway manages .*DU1000001/);
});

test("mode live needs --live, and --live needs mode live", async () => {
  assert.match(await refused(2, { ...LIVE, gatewayPort: 1 }), /says mode = "live": add --live to the command/);
  assert.match(await refused(2, { gatewayPort: 1, flags: ["--live"] }), /--live was given, but .* says mode = "paper"/);
});

test("SIGTERM drains: clients are hung up on in good order, exit code 0, no socket file left", async (t) => {
  const daemon = await startDaemon({ gatewayPort: await gatewayPort(t), strategies: ALPHA });
  const bot = net.connect(daemon.port, "127.0.0.1");
  const closed = new Promise<boolean>((resolve) => bot.once("close", resolve));
  await new Promise((resolve) => bot.once("connect", resolve));
  assert.equal((await daemon.stop()).code, 0, daemon.child.err.join("\n"));
  assert.equal(await closed, false, "the bot saw an error in place of an end");
  assert.deepEqual(sentences(daemon.child), []);
  assert.ok(!existsSync(daemon.socket));
});

test("after SIGKILL the lock is free, the old socket file is replaced and the journal goes on", async (t) => {
  const options = { gatewayPort: await gatewayPort(t), strategies: ALPHA };
  const first = await startDaemon(options);
  await first.kill();
  assert.ok(existsSync(first.socket), "nothing was left behind, so nothing is shown here");
  const journal = join(first.stateDir, "main.journal");
  const before = readFileSync(journal);
  const second = await startDaemon({ ...options, directory: first.directory });
  t.after(() => second.stop());
  const now = readFileSync(journal);
  assert.ok(now.length > before.length && now.subarray(0, before.length).equals(before));
  const clients = holdfast("clients", "--json", "--socket", second.socket);
  assert.equal((await clients.exited).code, 0, clients.err.join("\n"));
  assert.deepEqual(clients.out, ["[]"]);
});

test("asking a daemon that does not run is one sentence and exit code 1", async () => {
  const directory = temporaryDirectory();
  const file = join(directory, "holdfast.toml");
  writeFileSync(
    file,
    'mode = "paper"\nlimits = "off"\naccount-limits = "off"\n[strategies.alpha]\naccount = "DU1000001"\nclient-ids = [1]\n',
  );
  const sentence = await sentenceOf(holdfast("orders", "--config", file), 1);
  assert.ok(sentence.startsWith(`no daemon is running behind ${join(directory, "state", "control.sock")}`), sentence);
});

test("bin/holdfast finds its sources through a chain of symbolic links", async () => {
  const directory = temporaryDirectory();
  symlinkSync(join(ROOT, "bin/holdfast"), join(directory, "one"));
  symlinkSync("one", join(directory, "two"));
  const run = new Child("holdfast", join(directory, "two"), ["--version"]);
  assert.equal((await run.exited).code, 0, run.err.join("\n"));
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  assert.deepEqual(run.out, [version]);
});
