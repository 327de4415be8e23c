/** Operators' commands as processes beside a running daemon: stopping needs nothing, taking back and allowing more need a token. */
import assert from "node:assert/strict";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import test, { after, type TestContext } from "node:test";
import { newToken } from "../../src/cli/control/credential.ts";
import { hashOf } from "../../src/daemon/credential.ts";
import { limitsOf } from "../../src/model/limits.ts";
import { Child } from "../rig/child.ts";
import { type DaemonProcess, launchDaemon, startDaemon } from "../rig/daemon.ts";
import { MAIN, ROOT, temporaryDirectory } from "../rig/folders.ts";
import { startGateway } from "../rig/gateway.ts";
import { tearDown } from "../rig/tearDown.ts";

after(tearDown);

const ALPHA = { alpha: { account: "DU1000001", clientIds: [1] } };
const [OPERATE, TRADE] = [newToken(), newToken()];

const LIMITS = [
  'account-limits = "off"',
  "[limits]",
  "max-quantity = 100",
  ...limitsOf("strategy").flatMap((name) => (name === "max-quantity" ? [] : [`${name} = "off"`])),
  `[credentials.ann]\nrole = "operate"\nhash = "${hashOf(OPERATE)}"`,
  `[credentials.bob]\nrole = "trade"\nhash = "${hashOf(TRADE)}"`,
].join("\n");

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs one command; `token` is its HOLDFAST_TOKEN. */
async function holdfast(words: readonly string[], token = ""): Promise<Ran> {
  const child = new Child("holdfast", process.execPath, [MAIN, ...words], {
    cwd: ROOT,
    env: { HOLDFAST_TOKEN: token },
  });
  const { code } = await child.exited;
  return { code, out: child.out.join("\n"), err: child.err.join("\n") };
}

async function limited(t: TestContext): Promise<{ readonly gatewayPort: number; readonly daemon: DaemonProcess }> {
  const gateway = await startGateway({ accounts: ["DU1000001"] });
  t.after(() => gateway.stop());
  const daemon = await startDaemon({ gatewayPort: gateway.port, strategies: ALPHA, limits: LIMITS });
  t.after(() => daemon.kill());
  return { gatewayPort: gateway.port, daemon };
}

const tradingOf = async (socket: string): Promise<unknown> =>
  JSON.parse((await holdfast(["status", "--json", "--socket", socket])).out).trading;

test("a halt needs no credential, holds over a SIGKILL, and only the operator's token takes it back", async (t) => {
  const { gatewayPort, daemon } = await limited(t);
  const halt = ["halt", "--strategy", "alpha", "--level", "halt-new", "--why", "bad data", "--yes"];
  const halted = await holdfast([...halt, "--socket", daemon.socket], "not a token");
  assert.equal(halted.code, 0, halted.err);
  assert.equal(halted.out, "strategy alpha is halted");

  await daemon.kill();
  const again = await startDaemon({ gatewayPort, strategies: ALPHA, limits: LIMITS, directory: daemon.directory });
  t.after(() => again.kill());
  const [said] = (await tradingOf(again.socket)) as [Record<string, unknown>];
  assert.deepEqual([said.scope, said.state, said.why], ["strategy alpha", "halted", "bad data"]);
  assert.match(String(said.by), /@/);

  const resume = ["resume", "--strategy", "alpha", "--why", "the feed is back", "--socket", again.socket];
  const nobody = await holdfast(resume);
  assert.equal(nobody.code, 1);
  assert.match(
    nobody.err,
    /nothing was resumed: resuming takes an operator's credential: put its token into HOLDFAST_T/,
  );
  assert.match((await holdfast(resume, TRADE)).err, /nothing was resumed: bob has the role "trade"/);
  const began = performance.now();
  assert.match((await holdfast(resume, newToken())).err, /nothing was resumed: the token is no credential's/);
  assert.ok(performance.now() - began >= 1_000, "a wrong token was answered at once");
  await again.logged("the wrong token", ({ event, count }) => event === "credential-wrong" && count === 1);

  const file = join(temporaryDirectory(), "token");
  writeFileSync(file, `${OPERATE}\n`, { mode: 0o600 });
  const resumed = await holdfast([...resume, "--token-file", file]);
  assert.equal(resumed.out, "strategy alpha is active, by ann", resumed.err);
  assert.deepEqual(await tradingOf(again.socket), []);
  chmodSync(file, 0o644);
  assert.match((await holdfast([...resume, "--token-file", file])).err, /can be read by others: chmod 600/);
  const journal = readFileSync(join(again.stateDir, "main.journal"), "utf8");
  assert.ok(!journal.includes(OPERATE), "the token is in the journal");
});

test("a limit is made smaller by anybody and larger by an operator, for a time, and the journal's word survives", async (t) => {
  const { daemon } = await limited(t);
  const set = (value: string, token = "", ...more: string[]): Promise<Ran> =>
    holdfast(
      [
        "limits",
        "set",
        "max-quantity",
        value,
        "--strategy",
        "alpha",
        "--why",
        "test",
        "--socket",
        daemon.socket,
        ...more,
      ],
      token,
    );
  assert.match((await set("50")).out, /^strategy alpha: max-quantity is 50 \(it was 100\), by .*@/);
  const more = await set("60");
  assert.equal(more.code, 1);
  assert.match(more.err, /nothing was changed: max-quantity 60 may allow more than 50; that takes an operator's cred/);
  assert.match((await set("200", OPERATE, "--minutes", "5")).out, /is 200 \(it was 50\) until 20\S+Z, by ann$/);
  const rows = JSON.parse((await holdfast(["limits", "--json", "--socket", daemon.socket])).out);
  const row = rows.find(({ limit }: { limit: string }) => limit === "max-quantity");
  assert.deepEqual([row.value, row.configured, row.by, row.why], ["200", "100", "ann", "test"]);
  const reset = ["limits", "reset", "max-quantity", "--strategy", "alpha", "--why", "over", "--socket", daemon.socket];
  assert.match((await holdfast(reset, OPERATE)).out, /max-quantity is 100 \(it was 200\), by ann$/);
});

test("the check of the controls names every limit, passes none, and leaves nothing behind", async (t) => {
  const { daemon } = await limited(t);
  const checked = await holdfast(["check-controls", "--json", "--socket", daemon.socket]);
  assert.equal(checked.code, 0, checked.err);
  const rows = JSON.parse(checked.out) as { scope: string; limit: string; refusedBy?: string }[];
  const refused = rows.flatMap(({ scope, limit, refusedBy }) => (refusedBy === undefined ? [] : [`${scope} ${limit}`]));
  assert.deepEqual(refused, ["all trading", "strategy alpha max-quantity"]);
  for (const name of limitsOf("strategy"))
    assert.ok(rows.some(({ scope, limit }) => scope === "strategy alpha" && limit === name));
  assert.equal((await holdfast(["orders", "--json", "--socket", daemon.socket])).out, "[]");
  assert.deepEqual(await tradingOf(daemon.socket), []);
});

test("what cannot be meant is one sentence and exit code 2, before anybody is asked", async () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [["halt", "--level", "halt-new", "--yes"], /exactly one of --strategy NAME, --account ACCOUNT and --all$/],
    [["halt", "--all", "--account", "DU1", "--level", "halt-new", "--yes"], /exactly one of --strategy/],
    [["halt", "--all", "--level", "halt-new"], /NOTHING WAS HALTED: nobody can be asked here: say --yes$/],
    [["halt", "--all", "--level", "flatten", "--stops-too", "--yes"], /--stops-too belongs to --level cancel-all/],
    [["halt", "--all", "--level", "stop", "--yes"], /argument 'stop' is invalid. Allowed choices are halt-new, /],
    [["resume", "--all"], /required option '--why <text>' not specified/],
    [["limits", "set", "max-quantiti", "5", "--strategy", "a", "--why", "x"], /did you mean max-quantity\?$/],
    [["limits", "set", "drawdown", "5", "--strategy", "a", "--why", "x"], /drawdown is no limit of a strategy$/],
    [["limits", "set", "drawdown", "5%", "--account", "DU1", "--why", "x"], /drawdown must be a number of percent/],
    [["limits", "reset", "drawdown", "--why", "x"], /exactly one of --strategy NAME and --account ACCOUNT$/],
    [["credential", "new", "--role", "operate", "--name", "holdfast"], /"holdfast" cannot be a credential's name/],
    [["credential", "new", "--role", "admin", "--name", "ann"], /Allowed choices are operate, trade/],
    [["resume", "--all", "--why", "x", "--token-file", "/nowhere"], /token file \/nowhere cannot be read/],
  ];
  for (const [words, sentence] of cases) {
    const { code, err, out } = await holdfast([
      ...words,
      ...(words[0] === "credential" ? [] : ["--socket", "/nowhere"]),
    ]);
    assert.deepEqual([code, out, err.split("\n").length], [2, "", 1], `${words.join(" ")}: ${err}`);
    assert.match(err, sentence);
  }
  const badToken = await holdfast(["resume", "--all", "--why", "x", "--socket", "/nowhere"], "hunter2");
  assert.match(badToken.err, /HOLDFAST_TOKEN holds no token of holdfast credential new$/);
});

test("every command that reads a state directory says the same of one that does not exist", async () => {
  for (const words of ["journal verify", "journal tail", "vault verify", "vault rebuild"]) {
    const { code, err } = await holdfast([...words.split(" "), "--dir", "/nowhere"]);
    const said = "holdfast: there is no state directory /nowhere: name the daemon's with --dir or --config";
    assert.deepEqual([code, err], [1, said], words);
  }
});

test("a strategy that nobody knows is refused with those that there are, and nothing is halted", async (t) => {
  const { daemon } = await limited(t);
  const { code, err } = await holdfast([
    "halt",
    "--strategy",
    "alfa",
    "--level",
    "halt-new",
    "--yes",
    "--socket",
    daemon.socket,
  ]);
  assert.deepEqual([code, err], [1, "holdfast: NOTHING WAS HALTED: there is no strategy alfa; known here: alpha"]);
  assert.deepEqual(await tradingOf(daemon.socket), []);
});

test("a halt comes through although others hold every connection of the control socket", async (t) => {
  const { daemon } = await limited(t);
  const silent = Array.from({ length: 40 }, () => net.connect(daemon.socket).on("error", () => {}));
  t.after(() => silent.forEach((socket) => void socket.destroy()));
  await Promise.all(silent.map((socket) => new Promise((done) => socket.once("connect", done))));
  const { code, err } = await holdfast(["halt", "--all", "--level", "halt-new", "--yes", "--socket", daemon.socket]);
  assert.equal(code, 0, err);
});

test("a halt is not kept back by a configuration that somebody is editing", async (t) => {
  const { daemon } = await limited(t);
  const config = join(daemon.directory, "holdfast.toml");
  for (const edited of [`max-quantity = oops\n${readFileSync(config, "utf8")}`, "", "limits = 7"]) {
    writeFileSync(config, edited);
    const { code, err } = await holdfast(["halt", "--all", "--level", "halt-new", "--yes", "--config", config]);
    assert.equal(code, 0, err);
    assert.match(err, /the halt is asked of .*control\.sock all the same/);
  }
});

test("without a daemon nothing is halted, which is said first, and --direct is named", async () => {
  const { code, err } = await holdfast([
    "halt",
    "--all",
    "--level",
    "halt-new",
    "--yes",
    "--socket",
    "/nowhere/c.sock",
  ]);
  assert.equal(code, 1);
  assert.match(
    err,
    /^holdfast: NOTHING WAS HALTED: no daemon is running behind .*; if the daemon is dead, or you have ended it, add --direct$/,
  );
});

test("a daemon that hangs is not said to be halted, nor not to be", async (t) => {
  const path = join(temporaryDirectory(), "deaf.sock");
  const deaf = net.createServer(() => {}).listen(path);
  t.after(() => deaf.close());
  const { code, err } = await holdfast(["halt", "--all", "--level", "halt-new", "--yes", "--socket", path]);
  assert.equal(code, 1);
  assert.match(
    err,
    /^holdfast: NOBODY KNOWS WHETHER THAT WAS DONE: .* did not answer within 10 s; if the daemon is dead/,
  );
});

test("a halt of a dead daemon is done by the command itself, and the daemon that comes back is halted", async (t) => {
  const { gatewayPort, daemon } = await limited(t);
  await daemon.kill();
  const config = join(daemon.directory, "holdfast.toml");
  const halted = await holdfast(["halt", "--all", "--level", "cancel-all", "--yes", "--direct", "--config", config]);
  assert.deepEqual([halted.code, halted.out], [0, "all is halted: no order ended"], halted.err);
  const again = await startDaemon({ gatewayPort, strategies: ALPHA, limits: LIMITS, directory: daemon.directory });
  t.after(() => again.kill());
  const [said] = (await tradingOf(again.socket)) as [Record<string, unknown>];
  assert.deepEqual([said.scope, said.state, said.level], ["all", "halted", "cancel-all"]);
  const control = ["--direct", "--config", config, "--yes", "--all", "--level", "halt-new"];
  const beside = await holdfast(["halt", ...control]);
  assert.equal(beside.code, 1, "two daemons ran side by side");
});

test("the lines that credential new prints are a configuration, and its token is the one of their hash", async () => {
  const { code, out, err } = await holdfast(["credential", "new", "--role", "operate", "--name", "ann"]);
  assert.equal(code, 0, err);
  const lines = err.split("\n").filter((line) => /^(\[|role|hash)/.test(line));
  assert.equal(lines.at(-1), `hash = "${hashOf(out)}"`);
  const directory = temporaryDirectory();
  const limits = `limits = "off"\naccount-limits = "off"\n${lines.join("\n")}`;
  const daemon = launchDaemon({ gatewayPort: 1, strategies: ALPHA, directory, limits });
  assert.equal((await daemon.child.exited).code, 1, "the configuration was refused");
});
