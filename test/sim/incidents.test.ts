/**
 * The table of known public incidents (RELIABILITY section 1): each scenario goes well on our daemon and fails on one that has
 * the weakness of the report, by the invariant that is named for it.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { MUTANTS } from "../mutants/mutants.ts";
import { planted } from "../mutants/plant.ts";
import { type Played, play, scenarioOf } from "./incidents/play.ts";
import { readme } from "./incidents/readme.ts";
import { INCIDENTS, WAITING, WEAKNESSES } from "./incidents/weaknesses.ts";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const CHILDREN_AT_ONCE = 2;

const ours = new Map<string, Played>();
for (const { incident } of INCIDENTS)
  test(`${incident}: ${scenarioOf(incident).says}`, () => {
    const played = play(incident);
    ours.set(incident, played);
    assert.deepEqual(played.violations, []);
  });

test("each is seen to fail on a daemon with the weakness, and every fault of its plan strikes one of the two", async () => {
  const cache = mkdtempSync(join(tmpdir(), "holdfast-incidents-"));
  const waiting = [...new Set(INCIDENTS.map(({ weakness }) => weakness))];
  const worker = async (): Promise<void> => {
    for (let weakness = waiting.shift(); weakness !== undefined; weakness = waiting.shift())
      for (const played of await playedWith(weakness, cache)) judge(weakness, played);
  };
  try {
    await Promise.all(Array.from({ length: CHILDREN_AT_ONCE }, worker));
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
});

/** All incidents of a weakness, on a daemon that has it. */
async function playedWith(weakness: string, cache: string): Promise<readonly Played[]> {
  const incidents = INCIDENTS.filter((row) => row.weakness === weakness).map(({ incident }) => incident);
  const env = { ...process.env, HOLDFAST_MUTANT: weakness, NODE_COMPILE_CACHE: cache };
  const args = ["--import", path("../mutants/plant.ts"), path("incidents/play.ts"), ...incidents];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as readonly Played[];
}

function judge(weakness: string, { incident, violations, struck }: Played): void {
  const { invariants } = INCIDENTS.find((row) => row.incident === incident)!;
  const said = violations.map(({ invariant, sentence }) => `${invariant}: ${sentence}`).join("; ");
  assert.ok(
    violations.some(({ invariant }) => invariants.includes(invariant)),
    `${incident} on a daemon with ${weakness}: none of ${invariants.join(", ")} objects, but ${said || "it goes well"}`,
  );
  const idle = scenarioOf(incident)
    .plan.map(({ fault }) => fault)
    .filter((fault) => !struck.includes(fault) && !ours.get(incident)!.struck.includes(fault));
  assert.deepEqual(idle, [], `${incident}: faults of its plan that never struck`);
}

test("there are at least 25, each once, every scenario file is one of them, and no weakness is idle", () => {
  const names = INCIDENTS.map(({ incident }) => incident);
  assert.ok(names.length >= 25, `only ${names.length}`);
  assert.equal(new Set([...names, ...WAITING.map(({ incident }) => incident)]).size, names.length + WAITING.length);
  const files = readdirSync(path("incidents")).filter((file) => file.endsWith(".json"));
  assert.deepEqual(files.map((file) => file.replace(".json", "")).sort(), [...names].sort());
  const used = new Set(INCIDENTS.map(({ weakness }) => weakness));
  for (const { id } of WEAKNESSES) {
    assert.ok(used.has(id), `${id} is used by no incident`);
    assert.ok(!MUTANTS.some((mutant) => mutant.id === id), `${id} is a mutant too`);
  }
});

test("the README shows them as they are", () => {
  assert.equal(
    readFileSync(path("incidents/README.md"), "utf8"),
    readme(),
    "node test/sim/incidents/readme.ts mends it",
  );
});

test("every weakness changes at most five lines of its file", () => {
  for (const weakness of WEAKNESSES) {
    const before = readFileSync(path(`../../src/${weakness.file}`), "utf8");
    const lines = new Set(before.split("\n"));
    const fresh = planted(weakness, before)
      .split("\n")
      .filter((line) => !lines.has(line));
    assert.ok(fresh.length <= 5, `${weakness.id} changes ${fresh.length} lines`);
  }
});

const RELIABILITY = path("../../../shared/RELIABILITY.md");
const absent = existsSync(RELIABILITY) ? false : "RELIABILITY.md is not beside the project";

test("every incident that RELIABILITY names is played here or waits for a feature", { skip: absent }, () => {
  const table = /Known incident table[\s\S]*?\n\n/.exec(readFileSync(RELIABILITY, "utf8"))![0];
  const named = [...table.matchAll(/#(\d+)|field report (\d+)/g)].map(([, issue, report]) => issue ?? report!);
  assert.ok(named.length > 30, `only ${named.length} were found in the text`);
  const here = new Set([...INCIDENTS, ...WAITING].map(({ incident }) => incident.replace(/.*-/, "")));
  assert.deepEqual(
    named.filter((number) => !here.has(number)),
    [],
  );
});
