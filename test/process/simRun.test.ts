/** `holdfast sim run` and `holdfast sim replay` as programs: what they print, what they write, how they end. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { read, ScenarioRefused } from "../../src/sim/campaign/file.ts";
import { print } from "../../src/sim/campaign/print.ts";
import { MAIN, ROOT, temporaryDirectory } from "../rig/folders.ts";
import { SMALL } from "../rig/scenario.ts";

const NODE_MS_MAX = 120_000;

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const PLANT = "./test/mutants/plant.ts";

function program(words: readonly string[], mutant?: string, preload = mutant === undefined ? undefined : PLANT): Ended {
  const first = preload === undefined ? [] : ["--import", preload];
  return spawnSync(process.execPath, [...first, MAIN, "sim", ...words], {
    ...{ encoding: "utf8", cwd: ROOT, timeout: NODE_MS_MAX, maxBuffer: 256 * 1_024 * 1_024 },
    env: { ...process.env, ...(mutant === undefined ? {} : { HOLDFAST_MUTANT: mutant }) },
  });
}

const SHORT = ["--hours", "0.1"];
/** Days on which every seed has orders within minutes. */
const BUSY = ["--profile", "dense", "--hours", "0.05"];

test("a campaign of four seeds is one JSON object, the same with one worker as with two", () => {
  const results = ["1", "2"].map((workers) => {
    const { status, stdout, stderr } = program(["run", "--seeds", "4", ...SHORT, "--workers", workers, "--json"]);
    assert.equal(status, 0, stderr);
    assert.equal(stderr, "");
    assert.equal(stdout.trim().split("\n").length, 1);
    return JSON.parse(stdout);
  });
  const [one, two] = results;
  assert.deepEqual([one.seeds, one.failures, one.failed], [4, 0, []]);
  assert.ok(one.hours >= 0.4 && one.seconds > 0 && one.kills >= 0 && one.checks > 1_000 && one.counts.orders > 0);
  for (const what of ["seeds", "hours", "kills", "checks", "counts", "faults", "set", "logged", "profiles", "actors"])
    assert.deepEqual(two[what], one[what], what);
});

test("behind a run its trade vault is compared, and how much of it is told", () => {
  const { status, stdout, stderr } = program(["run", "--seeds", "3", ...BUSY, "--vault", "--json"]);
  assert.equal(status, 0, stderr);
  const { counts } = JSON.parse(stdout);
  assert.ok(counts["entries in vaults"] > 100 && counts["rows of vaults"] > 50, JSON.stringify(counts));
});

test("people get a table, without colours where there is no terminal", () => {
  const { status, stdout } = program(["run", "--seeds", "1", "--hours", "0.02"]);
  assert.equal(status, 0);
  assert.match(stdout, /^seeds\t1\t/m);
  assert.match(stdout, /^simulated hours\t/m);
  assert.match(stdout, /^orders\t\d/m);
  assert.ok(!stdout.includes("\u001b"));
});

test("a failure says its seed, its invariant and how to see it again, and leaves a small scenario that fails alike", () => {
  const out = join(temporaryDirectory(), "new");
  const { status, stderr } = program(["run", "--seeds", "2", ...BUSY, "--out", out], "M1");
  assert.equal(status, 1, stderr);
  const [, seed, invariant] = /^holdfast: seed (\d+) \(\S+\) breaks (I2): .+left before/m.exec(stderr) ?? [];
  assert.deepEqual([seed, invariant], ["1", "I2"], stderr);
  assert.match(stderr, /^holdfast: see it again: holdfast sim replay 1@\S+ --hours 0\.05 --profile dense$/m);
  const file = join(out, "holdfast-sim-1.json");
  assert.ok(stderr.includes(`holdfast sim replay ${file}`));

  const scenario = read(readFileSync(file, "utf8"));
  assert.ok(!(scenario instanceof ScenarioRefused));
  assert.ok(scenario.plan.length + scenario.actors.length + (scenario.crashes?.length ?? 0) <= 15);
  assert.match(scenario.says ?? "", /^I2: /);
  const sick = program(["replay", file], "M1");
  assert.equal(sick.status, 1);
  assert.match(sick.stdout, /oracle +VIOLATION of I2: .+\n(?:.*\n)*I2: .+\n$/);
  const sound = program(["replay", file]);
  assert.equal(sound.status, 0);
  assert.match(sound.stdout, /\nno violation\n$/);
});

test("all failures are told by machines' words when it goes on", () => {
  const words = ["run", "--seeds", "3", ...BUSY, "--keep-going", "--no-shrink", "--json"];
  const { status, stdout, stderr } = program(words, "M1");
  assert.deepEqual([status, stderr], [1, ""]);
  const { seeds, failures, failed } = JSON.parse(stdout);
  assert.equal(seeds, 3);
  assert.deepEqual([failures, failed.length], [3, 3]);
  for (const { seed, invariant, sentence, replay } of failed) {
    assert.equal(invariant, "I2");
    assert.ok(sentence.length > 0 && replay.startsWith(`holdfast sim replay ${seed}@`));
  }
});

test("each failure is told when it happens while it goes on, not only the first of its kind at the end", () => {
  const { status, stderr } = program(["run", "--seeds", "3", ...BUSY, "--keep-going", "--no-shrink"], "M1");
  assert.equal(status, 1);
  const told = [...stderr.matchAll(/^holdfast: seed (\d+) \([^)]+\) breaks I2: ./gm)].map(([, seed]) => Number(seed));
  assert.deepEqual([new Set(told.slice(0, 3)).size, told.length], [3, 4]);
});

/** Replaces the run of a scenario by one that breaks. */
const BREAKS = `import { registerHooks } from "node:module";
registerHooks({ load: (url, context, next) => url.endsWith("/sim/campaign/run.ts")
  ? { format: "module", shortCircuit: true, source: 'export function run() { throw new Error("planted"); }' }
  : next(url, context) });`;

test("a simulation that breaks is a finding with its seed, not a hang", () => {
  const preload = join(temporaryDirectory(), "breaks.mjs");
  writeFileSync(preload, BREAKS);
  const { status, stderr } = program(["run", "--seeds", "3", ...SHORT], undefined, preload);
  assert.equal(status, 1);
  assert.match(stderr, /^holdfast: seed 1 breaks the simulation itself: Error: planted/m);
  assert.match(stderr, /^holdfast: see it again: holdfast sim replay 1@/m);
});

test("a seed is replayed as a timeline, whole, in part and for machines", () => {
  const words = ["replay", "3", "--hours", "0.02"];
  const { status, stdout } = program(words);
  assert.equal(status, 0);
  assert.match(stdout, /^0:00:00\.000 {2}gateway +begins$/m);
  assert.match(stdout, /daemon > gateway +startApi clientId 77$/m);
  assert.match(stdout, /\nno violation\n$/);
  const early = program([...words, "--until", "0m1s"])
    .stdout.trim()
    .split("\n");
  assert.equal(early.pop(), "no violation");
  assert.deepEqual(early.slice(0, 9), stdout.split("\n").slice(0, 9));
  assert.ok(early.length > 9 && early.every((line) => line < "0:00:01.001"));
  const { seed, digest, violations, timeline } = JSON.parse(program([...words, "--json"]).stdout);
  assert.deepEqual([seed, violations], [3, []]);
  assert.match(digest, /^[0-9a-f]{16}$/);
  assert.deepEqual(timeline, stdout.trim().split("\n").slice(0, -1));
});

test("what was recorded under other sources says so, and is replayed all the same", () => {
  const other = program(["replay", "3@0123456789ab", "--hours", "0.01"]);
  assert.equal(other.status, 0);
  assert.match(other.stderr, /^holdfast: it was recorded under 0123456789ab and these sources are \S+: [^\n]+\n$/);
  const [, commit = ""] = /sources are (\S+): /.exec(other.stderr) ?? [];
  // In a checkout that somebody works on, the sources may have changed since.
  const { stderr } = program(["replay", `3@${commit}`, "--hours", "0.01"]);
  assert.ok(stderr === "" || !stderr.includes(`sources are ${commit}:`), stderr);
});

const file = (name: string, scenario: object): string => {
  const path = join(temporaryDirectory(), name);
  writeFileSync(path, print({ ...SMALL, ...scenario }));
  return path;
};

const WRONG: readonly (readonly [says: RegExp, words: readonly string[]])[] = [
  [/unknown option '--sedes'.*--help/, ["run", "--sedes", "4"]],
  [/whole number of at least 1/, ["run", "--seeds", "0"]],
  [/hours are a number above 0/, ["run", "--hours", "never"]],
  [/Allowed choices are.*crash-storm/, ["run", "--profile", "crash"]],
  [/at most 256/, ["run", "--workers", "1000"]],
  [/neither a seed .* nor a scenario file: there is no such file/, ["replay", "12x"]],
  [/no span of time such as 90s/, ["replay", "1", "--until", "noon"]],
  [/missing required argument/, ["replay"]],
  [/--hours and --profile are for seeds/, ["replay", file("a.json", {}), "--hours", "1"]],
  [
    /there is no fault "order-lots": did you mean order-lost/,
    ["replay", file("b.json", { plan: [{ atMs: 1, fault: "order-lots" }] })],
  ],
  [
    /there is no actor "tradre": did you mean trader/,
    ["replay", file("c.json", { actors: [{ kind: "tradre", host: "a" }] })],
  ],
];

test("what makes no sense is one sentence and exit code 2", () => {
  for (const [says, words] of WRONG) {
    const { status, stderr } = program(words);
    assert.equal(status, 2, `${words.join(" ")}: ${stderr}`);
    assert.match(stderr, says);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  }
});
