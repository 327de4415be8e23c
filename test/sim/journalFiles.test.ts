/**
 * A journal in many files: what a start makes of its newest file is what all entries ever made, whichever file that is, and
 * whatever is carried survives the way through JSON (RELIABILITY I15).
 */
import assert from "node:assert/strict";
import test from "node:test";
import type { Instant, WallMs } from "../../src/base/time.ts";
import { Engine } from "../../src/engine/engine.ts";
import { JournalDamaged, type Replay, readJournal } from "../../src/journal/journal.ts";
import type { Recorded } from "../../src/model/entry.ts";
import { QUERY_KINDS } from "../../src/model/input.ts";
import { fromJson, toJson } from "../../src/model/lean.ts";
import type { Scenario } from "../../src/sim/campaign/scenario.ts";
import { scenarios } from "./crashes/scenes.ts";
import { CONFIG, journalFilesOf } from "./journalOf.ts";

const inFiles = (scenario: Scenario, journalBytes: number): Scenario => ({
  ...scenario,
  topology: { ...scenario.topology, operating: { ...scenario.topology.operating, journalBytes } },
});

function replayed(bytes: Uint8Array): Replay {
  const replay = readJournal(bytes, "main");
  assert.ok(!(replay instanceof JournalDamaged), "it can be read");
  assert.equal(replay.length, bytes.length);
  return replay;
}

/** Everything an engine says of what it folded: its answers, and what it would carry on. */
function believed(records: readonly Recorded[]): unknown {
  const engine = new Engine(CONFIG);
  engine.restore(records);
  const answers = QUERY_KINDS.map((what) => engine.step({ kind: "query", query: 1, what }, 0 as Instant, 0 as WallMs));
  return fromJson(toJson([answers, engine.carry()]));
}

const isSnapshot = ({ entry }: Recorded): boolean => entry.kind === "bookCarried";

for (const says of [
  "a bracket's entry fills and its take-profit ends it, in text",
  "two clients on two accounts trade at once",
  "a change crosses an outage that loses data",
  "the Gateway restarts and gives out lower ids",
])
  test(`${says}: every file alone tells what all before it tell`, () => {
    const scenario = scenarios.find((scene) => scene.says === says)!;
    const files = journalFilesOf(inFiles(scenario, 500));
    // A file ends when what stands behind its snapshot outweighs it: short scenes make few.
    assert.ok(files.length > 1, `${files.length} files`);
    const parts = files.map(({ bytes }) => replayed(bytes).records);
    assert.deepEqual(replayed(Buffer.concat(files.map(({ bytes }) => bytes))).records, parts.flat());
    for (const [i, part] of parts.entries()) {
      assert.equal(part.findIndex(isSnapshot), i === 0 ? -1 : 0, "a file after the first begins with a snapshot");
      const before = parts.slice(0, i + 1).flat();
      assert.deepEqual(believed(part), believed(before.filter((record) => !isSnapshot(record))), files[i]!.name);
    }
  });

test("after any entry, what is carried is what was folded, and folding goes on behind it", () => {
  const [file] = journalFilesOf(scenarios.find(({ says }) => says === "a position is opened and flattened")!);
  const { records } = replayed(file!.bytes);
  const whole = believed(records);
  for (let n = 0; n <= records.length; n++) {
    const engine = new Engine(CONFIG);
    engine.restore(records.slice(0, n));
    const snapshot = { at: 0 as WallMs, entry: fromJson(toJson(engine.carry())) as Recorded["entry"] };
    assert.deepEqual(believed([snapshot, ...records.slice(n)]), whole, `after ${n} entries`);
  }
});
