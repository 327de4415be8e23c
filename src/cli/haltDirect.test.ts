/** A halt without a daemon on a disk that hangs; all else of it is told by test/process/haltDirect.test.ts. */
import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { temporaryDirectory } from "../../test/rig/folders.ts";
import { ConfigError, parseConfig, type Settings } from "../daemon/config.ts";
import { JournalDamaged, readJournal } from "../journal/journal.ts";
import { haltDirect } from "./haltDirect.ts";

const CONFIG = `mode = "paper"
limits = "off"
account-limits = "off"
[gateway.main]
port = 1
[strategies.alpha]
account = "DU1000001"
client-ids = [1]
`;

const settingsOf = (): Settings => {
  const settings = parseConfig(CONFIG, join(temporaryDirectory(), "holdfast.toml"));
  return settings instanceof ConfigError ? assert.fail(settings.message) : settings;
};

/** The last word of a halt that may take no time, and what it said before. */
function halted(t: TestContext): { readonly said: readonly string[]; readonly end: readonly [number, string][] } {
  const settings = settingsOf();
  const [said, end]: [string[], [number, string][]] = [[], []];
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const what = { kind: "halt", scope: { all: true }, level: "cancel-all", stopsToo: false, why: "" } as const;
  const ears = {
    say: (line: string) => void said.push(line),
    over: (code: 0 | 1, sentence: string) => void end.push([code, sentence]),
  };
  haltDirect(settings, { what, by: "ann@host", waitMs: 2_000, codes: undefined }, ears);
  return { said, end };
}

test("a disk that never answers is told when the time of a halt is over, and nobody says that nothing was halted", async (t) => {
  t.mock.method(fs, "fdatasync", () => {});
  const { said, end } = halted(t);
  while (said.length === 0) await new Promise((turned) => setImmediate(turned));
  t.mock.timers.tick(11_999);
  assert.equal(end.length, 0);
  t.mock.timers.tick(1);
  assert.deepEqual(
    end.map(([code, sentence]) => [code, sentence.replace(/disk of \S+/, "disk of …")]),
    [[1, "nobody knows whether all is halted: the disk of … did not answer within 12 s"]],
  );
});

test("nor by whoever ends it by hand before it is known", async (t) => {
  t.mock.method(fs, "fdatasync", () => {});
  const { said, end } = halted(t);
  while (said.length === 0) await new Promise((turned) => setImmediate(turned));
  const press = process.listeners("SIGINT").at(-1)!;
  const pressed = performance.now();
  press("SIGINT");
  t.mock.method(performance, "now", () => pressed + 1_000);
  press("SIGINT");
  t.mock.timers.tick(6_000);
  assert.deepEqual(end, [[1, "nobody knows whether all is halted: it was ended by hand"]]);
});

/** The reasons in the journal behind a halt for this one; the Gateway is away. */
async function journaled(why: string): Promise<readonly string[]> {
  const settings = settingsOf();
  const what = { kind: "halt", scope: { all: true }, level: "cancel-all", stopsToo: false, why } as const;
  await new Promise<void>((over) => {
    const ears = { say: () => {}, over: () => over() };
    haltDirect(settings, { what, by: "ann@host", waitMs: 2_000, codes: undefined }, ears);
  });
  const read = readJournal(fs.readFileSync(join(settings.stateDir, "main.journal")), "main");
  if (read instanceof JournalDamaged) assert.fail(read.reason);
  return read.records.flatMap(({ entry }) => (entry.kind === "tradingStateSet" ? [entry.why] : []));
}

test("the journal and the bots get of a reason what they would get of it through a daemon", async () => {
  assert.deepEqual(await journaled(" \n"), ["no reason was given"]);
  assert.deepEqual(await journaled(`bad\n${"x".repeat(1_000)}`), [`bad ${"x".repeat(296)}`]);
});
