import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import { seconds, type WallMs, wallOf } from "../base/time.ts";
import { type Downtime, USUAL_GATEWAY, USUAL_JOURNAL } from "../model/config.ts";
import { limitsOf } from "../model/limits.ts";
import { ConfigError, liveRefusal, type Overrides, parseConfig, readConfig, type Settings } from "./config.ts";
import { schema } from "./schema.ts";

const EXAMPLE = fileURLToPath(new URL("../../holdfast.example.toml", import.meta.url));

const GOOD = `mode = "paper"
[strategies.alpha]
account = "DU1000001"
client-ids = [1, 2]
`;

/** Said behind every text of these tests, so that their lines keep their numbers. */
const UNLIMITED = [
  "[limits]",
  ...limitsOf("strategy").map((name) => `${name} = "off"`),
  "[account-limits]",
  ...limitsOf("account").map((name) => `${name} = "off"`),
].join("\n");

/** Wednesday noon, UTC. */
const NOW = wallOf(2026, 3, 4, 12);

function accepted(text: string, overrides: Overrides = {}, wall: WallMs = NOW): Settings {
  const whole = text.includes("[limits]") ? text : `${text}\n${UNLIMITED}`;
  const settings = parseConfig(whole, "/etc/holdfast.toml", overrides, wall);
  if (settings instanceof ConfigError) assert.fail(settings.message);
  return settings;
}

/** The whole sentence a text is refused with. */
function refusal(text: string, overrides: Overrides = {}): string {
  const settings = parseConfig(`${text}\n${UNLIMITED}`, "holdfast.toml", overrides);
  assert.ok(settings instanceof ConfigError, "the configuration was accepted");
  assert.ok(!settings.message.includes("\n"), settings.message);
  return settings.message;
}

test("the example file is accepted as it stands", () => {
  const settings = accepted(readFileSync(EXAMPLE, "utf8"));
  assert.equal(settings.engine.gateway.port, 4002);
  assert.deepEqual(
    settings.engine.doors.map((door) => [door.id, door.port]),
    [["shared", 4100]],
  );
});

/** The name that the example file gives to one of many. */
const NAMES: Readonly<Record<string, string>> = { strategies: "alpha", accounts: "DU1234567", credentials: "ann" };

/** All keys of the schema, each with the name of its table; a limit stands in the tables for everybody. */
function keysOf(at: z.ZodType, table = ""): string[] {
  const { innerType, out } = at.def as { innerType?: z.ZodType; out?: z.ZodType };
  if (innerType !== undefined) return keysOf(innerType, table);
  if (out !== undefined) return table.endsWith(".limits") ? [table] : keysOf(out, table);
  if (at.type === "record") return keysOf((at as z.ZodRecord).valueType as z.ZodType, `${table}.${NAMES[table]}`);
  if (at.type !== "object") return [table];
  return Object.entries((at as z.ZodObject).shape).flatMap(([key, value]) =>
    keysOf(value as z.ZodType, table === "" ? key : `${table}.${key}`),
  );
}

test("the example file shows every key in its table, and every default it shows is the default", () => {
  const text = readFileSync(EXAMPLE, "utf8");
  const shown = new Set<string>();
  let table = "";
  for (const line of text.split("\n")) {
    table = /^(?:# )?\[(.+)\]$/.exec(line)?.[1] ?? table;
    shown.add(table);
    const key = /^(?:# )?([a-z-]+) = /.exec(line)?.[1];
    if (key !== undefined) shown.add(table === "" ? key : `${table}.${key}`);
  }
  assert.deepEqual(
    keysOf(schema).filter((key) => !shown.has(key)),
    [],
  );

  const sharedOnly = text.replace(/^# port = 4101\n[\s\S]*?^# max-server-version = 225\n/m, "");
  const spelledOut = sharedOnly.replace(/^# ([a-z-]+ = .*|\[[a-z.]+\])$/gm, "$1");
  const plain = accepted(text).engine;
  const full = accepted(spelledOut).engine;
  const { downtimes } = full.gateway;
  // A weekly login is due until the restart after it, so its end is another one where a restart is known.
  const withoutRestarts = downtimes.filter(({ kind }) => kind !== "restart");
  const beginnings = (all: readonly Downtime[]): string[] => all.map(({ kind, from }) => `${kind} ${from}`);
  assert.deepEqual(beginnings(withoutRestarts), beginnings(plain.gateway.downtimes));
  assert.deepEqual(full, {
    ...plain,
    gateway: { ...plain.gateway, downtimes, ibc: { host: "127.0.0.1", port: 7462 }, canRestart: true },
    strategies: [{ ...plain.strategies[0], masterClientId: 1, deadManMs: 30_000 }, plain.strategies[1]],
  });
});

test("defaults fill what a short file leaves out, and paths count from the file", () => {
  const { engine, stateDir, socket, log, native, restartCommand } = accepted(GOOD);
  assert.deepEqual(engine.gateway, {
    name: "main",
    host: "127.0.0.1",
    port: 4002,
    clientId: 100,
    maxServerVersion: 225,
    ...USUAL_GATEWAY,
    downtimes: engine.gateway.downtimes,
  });
  assert.deepEqual(native, { host: "127.0.0.1", port: 4180 });
  assert.equal(restartCommand, undefined);
  assert.equal(engine.readOnly, false);
  assert.equal(engine.messagesPerSecond, 45);
  assert.equal(stateDir, "/etc/state");
  assert.equal(socket, "/etc/state/control.sock");
  assert.deepEqual(log, { level: "info", format: "auto" });
});

test("the journal's files are as usual unless the table says otherwise, in megabytes and days", () => {
  assert.deepEqual(accepted(GOOD).engine.journal, USUAL_JOURNAL);
  const said = accepted(`${GOOD}[journal]\nfile-mb = 2\nkeep-days = 30\nreserve-mb = 0`).engine.journal;
  assert.deepEqual(said, { segmentBytes: 2 * 2 ** 20, keepDays: 30, reserveBytes: 0 });
  assert.equal(
    refusal(`${GOOD}[journal]\nkeep-days = 0`),
    "holdfast.toml line 6: journal.keep-days must be a whole number from 1 to 100000, not 0",
  );
});

test("the file of codes counts from the configuration's directory, and there is none unless it is named", () => {
  assert.equal(accepted(GOOD).codesFile, undefined);
  assert.equal(accepted(`${GOOD}[codes]\nfile = "codes.toml"`).codesFile, "/etc/codes.toml");
  assert.equal(refusal(`${GOOD}[codes]\nfile = 1`), "holdfast.toml line 6: codes.file must be a path in quotes, not 1");
});

test("a strategy's own port is a door of its own, and the shared door opens only when client ids lead through it", () => {
  const own = accepted(`${GOOD.replace("client-ids = [1, 2]", "port = 0\nmax-server-version = 178")}`);
  assert.deepEqual(own.engine.doors, [
    { id: "alpha", host: "127.0.0.1", port: 0, strategy: "alpha", maxServerVersion: 178 },
  ]);
  const both = accepted(`${GOOD}port = 4101\n`, { twsPort: 0 });
  assert.deepEqual(
    both.engine.doors.map((door) => door.port),
    [0, 4101],
  );
});

test("the command line overrides the file, and read-only can only be switched on", () => {
  const { engine } = accepted(`${GOOD}read-only = false`, { gatewayPort: 4102, twsPort: 5100, readOnly: true });
  assert.equal(engine.gateway.port, 4102);
  assert.equal(engine.doors[0]?.port, 5100);
  assert.equal(engine.readOnly, true);
  assert.equal(accepted(`read-only = true\n${GOOD}`, { readOnly: false }).engine.readOnly, true);
});

/** The first `count` downtimes after `NOW`, such as `reset 2026-03-05T05:15+90`. */
function firstDowntimes(restart: string, count: number): string[] {
  const text = `${GOOD}[gateway.main.restart]\n${restart}`;
  return accepted(text).engine.gateway.downtimes.slice(0, count).map(shown);
}

const shown = ({ kind, from, to }: Downtime): string =>
  `${kind} ${new Date(from).toISOString().slice(0, 16)}+${(to - from) / 60_000}`;

test("a file that says nothing expects the resets of North America and the weekly login of Sunday", () => {
  assert.deepEqual(firstDowntimes("", 5), [
    "reset 2026-03-05T05:15+90",
    "reset 2026-03-06T05:15+90",
    "reset 2026-03-07T04:00+240",
    "reset 2026-03-08T05:15+90",
    "relogin 2026-03-08T06:00+720",
  ]);
});

test("the Gateway's own restart is expected once its time of day is given, in its zone and for its minutes", () => {
  const only = 'region = "none"\nrelogin = "off"\nat = "23:45"\n';
  assert.deepEqual(firstDowntimes(only, 2), ["restart 2026-03-05T04:45+10", "restart 2026-03-06T04:45+10"]);
  assert.deepEqual(firstDowntimes(`${only}zone = "Europe/Berlin"\nminutes = 3`, 1), ["restart 2026-03-04T22:45+3"]);
  assert.deepEqual(firstDowntimes('region = "none"\nrelogin = "off"', 1), []);
});

test("the weekly login has its own day, hour and zone", () => {
  const monday = 'region = "none"\nrelogin = "Monday 08:30"\nrelogin-zone = "Asia/Hong_Kong"';
  assert.deepEqual(firstDowntimes(monday, 1), ["relogin 2026-03-09T00:30+720"]);
});

test("pauses, the alert, the command server and the restart command are what the file says", () => {
  const { engine, restartCommand } = accepted(`${GOOD}[gateway.main]
host = "10.0.0.7"
backoff-seconds = [1.5, 90]
alert-after-failures = 2
restart-command = ["docker", "restart", "ib gateway"]
ibc-command-port = 7462
[gateway.main.restart]
gate-seconds = 0
`);
  assert.deepEqual(engine.gateway.backoff, { pausesMs: [1_500, seconds(90)], alertAfter: 2 });
  assert.deepEqual(engine.gateway.ibc, { host: "10.0.0.7", port: 7462 });
  assert.equal(engine.gateway.canRestart, true);
  assert.deepEqual(restartCommand, ["docker", "restart", "ib gateway"]);
  assert.equal(engine.gateway.gateMs, 0);
});

test("a strategy's new orders wait for the restart to be over only when it wants that", () => {
  const holdMs = (keys: string): number | undefined =>
    accepted(`${GOOD}${keys}\n[gateway.main.restart]\nat = "23:45"`).engine.strategies[0]?.holdMs;
  assert.equal(holdMs(""), undefined);
  assert.equal(holdMs("hold-minutes = 5"), undefined);
  assert.equal(holdMs('before-restart = "hold"'), 15 * 60_000);
  assert.equal(holdMs('before-restart = "hold"\nhold-minutes = 5'), 5 * 60_000);
});

test("children of a strategy's brackets leave as they were sent, unless it wants more of them", () => {
  const brackets = (keys: string): string | undefined => accepted(`${GOOD}${keys}`).engine.strategies[0]?.brackets;
  assert.equal(brackets(""), "as-sent");
  assert.equal(brackets('brackets = "gtc-outside-rth"'), "gtc-outside-rth");
  const refused = /line 5: strategies.alpha.brackets must be "as-sent" or "gtc-outside-rth", not the text "gtc"/;
  assert.match(refusal(`${GOOD}brackets = "gtc"`), refused);
});

test("the native port can be moved and switched off", () => {
  assert.deepEqual(accepted(GOOD, { nativePort: 0 }).native, { host: "127.0.0.1", port: 0 });
  assert.equal(accepted(`${GOOD}[native]\nenabled = false`).native, undefined);
  assert.match(refusal(`${GOOD}[native]\nenabled = false`, { nativePort: 1 }), /^--native-port has no effect: /);
});

const live = GOOD.replace("paper", "live").replace("DU", "U");

test("mode live needs --live, and --live needs mode live", () => {
  const sentence = (text: string, given: boolean) => liveRefusal(accepted(text), "holdfast.toml", given)?.message;
  assert.match(sentence(live, false)!, /^holdfast.toml says mode = "live": add --live/);
  assert.match(sentence(GOOD, true)!, /--live was given, but holdfast.toml says mode = "paper"/);
  assert.equal(sentence(live, true), undefined);
  assert.equal(sentence(GOOD, false), undefined);
  assert.equal(accepted(live).engine.gateway.port, 4001);
});

const WRONG: readonly (readonly [title: string, text: string, sentence: RegExp])[] = [
  [
    "an unknown key",
    `${GOOD}prot = 1`,
    /^holdfast.toml line 5: unknown key strategies.alpha.prot; did you mean "port"\?$/,
  ],
  ["an unknown table", `${GOOD}[pacin]\nx = 1`, /^holdfast.toml line 5: unknown key pacin; did you mean "pacing"\?$/],
  ["a key like none", `${GOOD}[log]\nzzzzzzz = 1`, /line 6: unknown key log.zzzzzzz; known here: level, format$/],
  ["an underscore", `read_only = true\n${GOOD}`, /line 1: unknown key read_only; did you mean "read-only"\?$/],
  [
    "text for a number",
    `${GOOD}[door]\n\nport = "4100"`,
    /line 7: door.port must be a whole number .*, not the text "4100"$/,
  ],
  ["a fraction", `${GOOD}[door]\nport = 41.5`, /line 6: door.port must be a whole number .*, not 41.5$/],
  ["a number too large", `${GOOD}[pacing]\nmessages-per-second = 50`, /line 6: .* from 1 to 45, not 50$/],
  ["text for a boolean", `read-only = "no"\n${GOOD}`, /line 1: read-only must be true or false, not the text "no"$/],
  [
    "a wrong entry of a list over several lines",
    GOOD.replace("[1, 2]", '[\n1,\n"2"]'),
    /line 4: .*client-ids.entry 2 must be/,
  ],
  ["a value for a table", `door = 4100\n${GOOD}`, /line 1: door must be a table, not 4100$/],
  ["no mode", GOOD.replace('mode = "paper"', ""), /^holdfast.toml: mode is missing; it must be "paper" or "live"$/],
  ["another mode", GOOD.replace("paper", "demo"), /line 1: mode must be "paper" or "live", not the text "demo"$/],
  [
    "client id 0",
    `${GOOD}[gateway.main]\nclient-id = 0`,
    /line 6: gateway.main.client-id must be .* from 1 .*, not 0$/,
  ],
  [
    "no account",
    GOOD.replace('account = "DU1000001"', ""),
    /line 2: strategies.alpha.account is missing; it must be one IB account/,
  ],
  [
    "no account at all like it",
    GOOD.replace("DU1000001", "all"),
    /line 3: .*account must be one IB account.*, not the text "all"/,
  ],
  [
    "a required key that is misspelled",
    GOOD.replace("account", "acount"),
    /line 3: unknown key strategies.alpha.acount; did you mean "account"\?$/,
  ],
  ["no strategies", 'mode = "paper"', /strategies is missing; it must be one table per strategy/],
  ["an empty strategies table", 'mode = "paper"\n[strategies]', /line 2: strategies is empty/],
  ["a long name", GOOD.replace("alpha", "alphabetic"), /line 2: "alphabetic" cannot be a strategy's name/],
  ["the shared door's name", GOOD.replace("alpha", "shared"), /line 2: "shared" is the name of the door for all/],
  ["the operator's name", GOOD.replace("alpha", "operator"), /"operator" is the name under which holdfast closes/],
  ["a live account on paper", GOOD.replace("DU1", "U1"), /line 3: U1000001 is a live account, but mode is "paper"$/],
  ["no way in", GOOD.replace("client-ids = [1, 2]", ""), /line 2: strategies.alpha needs client-ids .* or a port/],
  [
    "a client id twice",
    `${GOOD}[strategies.beta]\naccount = "DU2000"\nclient-ids = [2]`,
    /line 7: client id 2 belongs to strategies.alpha/,
  ],
  [
    "a client id twice in one list",
    GOOD.replace("[1, 2]", "[1, 1]"),
    /line 4: strategies.alpha.client-ids names 1 twice$/,
  ],
  ["a foreign master", `${GOOD}master-client-id = 9`, /line 5: master-client-id 9 is not among/],
  [
    "a server version without a port of its own",
    `${GOOD}max-server-version = 178`,
    /line 5: strategies.alpha.max-server-version has no effect without strategies.alpha.port; /,
  ],
  ["a port twice", `${GOOD}port = 4100`, /line 5: strategies.alpha.port is 4100, which is door.port already$/],
  [
    "the Gateway's port as door",
    `${GOOD}[door]\nport = 4002`,
    /line 6: door.port is 4002, which is gateway.main.port already$/,
  ],
  [
    "the native port as door",
    `${GOOD}[native]\nport = 4100`,
    /line 6: native.port is 4100, which is door.port already$/,
  ],
  [
    "the command server's port as door",
    `${GOOD}[gateway.main]\nibc-command-port = 4100`,
    /which is gateway.main.ibc-command-port already$/,
  ],
  [
    "pauses that fall",
    `${GOOD}[gateway.main]\nbackoff-seconds = [1, 60, 30]`,
    /line 6: gateway.main.backoff-seconds falls from 60 to 30: a later pause is never shorter$/,
  ],
  [
    "no pause",
    `${GOOD}[gateway.main]\nbackoff-seconds = []`,
    /line 6: gateway.main.backoff-seconds must be a list of 1/,
  ],
  [
    "a pause of nothing",
    `${GOOD}[gateway.main]\nbackoff-seconds = [0]`,
    /line 6: gateway.main.backoff-seconds.entry 1 must be a number of seconds from 1 to 3600, not 0$/,
  ],
  [
    "a pause that is no number",
    `${GOOD}[gateway.main]\nbackoff-seconds = [nan]`,
    /line 6: gateway.main.backoff-seconds.entry 1 must be a number of seconds from 1 to 3600, not NaN$/,
  ],
  [
    "a command line in one text",
    `${GOOD}[gateway.main]\nrestart-command = "docker restart gw"`,
    /line 6: gateway.main.restart-command must be a program and its arguments such as \[.*, not the text "docker/,
  ],
  [
    "a command server without its port",
    `${GOOD}[gateway.main]\nibc-command-host = "gw"`,
    /line 6: gateway.main.ibc-command-host has no effect without gateway.main.ibc-command-port$/,
  ],
  [
    "a region unknown",
    `${GOOD}[gateway.main.restart]\nregion = "us"`,
    /line 6: gateway.main.restart.region must be "america", "europe", "asia" or "none", not the text "us"$/,
  ],
  [
    "a time that no clock shows",
    `${GOOD}[gateway.main.restart]\nat = "24:00"`,
    /line 6: .*at must be a time of day in/,
  ],
  [
    "a zone unknown",
    `${GOOD}[gateway.main.restart]\nat = "23:45"\nzone = "New York"`,
    /line 7: gateway.main.restart.zone "New York" is not a time zone: write a name such as "America/,
  ],
  [
    "a zone of the weekly login unknown",
    `${GOOD}[gateway.main.restart]\nrelogin-zone = "ET"`,
    /line 6: gateway.main.restart.relogin-zone "ET" is not a time zone/,
  ],
  [
    "a zone of no restart",
    `${GOOD}[gateway.main.restart]\nzone = "UTC"`,
    /line 6: gateway.main.restart.zone has no effect without gateway.main.restart.at, /,
  ],
  [
    "a wait for no restart",
    `${GOOD}before-restart = "hold"`,
    /line 5: strategies.alpha.before-restart = "hold" has no effect without gateway.main.restart.at, /,
  ],
  [
    "a zone of no weekly login",
    `${GOOD}[gateway.main.restart]\nrelogin = "off"\nrelogin-zone = "UTC"`,
    /line 7: gateway.main.restart.relogin-zone has no effect while gateway.main.restart.relogin is "off"$/,
  ],
  [
    "a login on no day",
    `${GOOD}[gateway.main.restart]\nrelogin = "01:00"`,
    /line 6: .*relogin must be "off", or a day and a time such as "Sunday 01:00", not the text "01:00"$/,
  ],
  ["no TOML", `${GOOD}oops`, /^holdfast.toml line 5: this is not TOML: /],
  ["a key twice", `mode = "live"\n${GOOD}`, /line 2: this is not TOML: trying to redefine/],
];

for (const [title, text, sentence] of WRONG)
  test(`refused with its line: ${title}`, () => assert.match(refusal(text), sentence));

test("what a flag brings about is put to the flag, not to a line of the file", () => {
  const both = `${GOOD}port = 4101\n`;
  assert.equal(refusal(both, { twsPort: 4101 }), "--tws-port is 4101, which is strategies.alpha.port already");
  assert.equal(refusal(both, { gatewayPort: 4101 }), "--gateway-port is 4101, which is strategies.alpha.port already");
  assert.equal(refusal(both, { gatewayPort: 4100 }), "--gateway-port is 4100, which is door.port already");
  assert.equal(refusal(GOOD, { gatewayPort: 9, twsPort: 9 }), "--tws-port is 9, which is --gateway-port already");
});

test("--tws-port is refused where no shared port opens", () => {
  const own = GOOD.replace("client-ids = [1, 2]", "port = 4101");
  assert.match(refusal(own, { twsPort: 5100 }), /^--tws-port has no effect: no strategy has client-ids/);
  assert.equal(accepted(own).engine.doors.length, 1);
});

test("of several mistakes the first in the file is named", () => {
  assert.match(refusal(`${GOOD}zzz = 1\n[door]\nport = "x"`), /line 5: unknown key strategies.alpha.zzz/);
});

test("keys that every object has in JavaScript are unknown keys like any other", () => {
  for (const key of ["__proto__", "constructor", "toString"])
    assert.match(refusal(`${key} = 1\n${GOOD}`), new RegExp(`line 1: unknown key ${key}`));
});

test("a missing file, and a directory in its place, are sentences", () => {
  const missing = readConfig("/nowhere/holdfast.toml");
  assert.ok(missing instanceof ConfigError && missing.message.startsWith("there is no /nowhere/holdfast.toml: copy"));
  const directory = readConfig("/tmp");
  assert.ok(directory instanceof ConfigError && directory.message.includes("is a directory"));
});

test("a token that was written in place of its hash is not repeated in the refusal", () => {
  const token = `holdfast_${"A".repeat(43)}`;
  const hash = refusal(`${GOOD}[credentials.ann]\nrole = "operate"\nhash = "${token}"`);
  assert.match(hash, /^holdfast.toml line 7: credentials.ann.hash must be .* not what stands there$/);
  for (const said of [
    hash,
    refusal(`${GOOD}[credentials]\nann = "${token}"`),
    refusal(`credentials = ["${token}"]\n${GOOD}`),
  ])
    assert.ok(!said.includes("AAAA"), said);
});
