/**
 * Every failure that was found and mended stays mended: each scenario file in `test/sim/regressions` goes through,
 * before the campaign begins.
 *
 * A file is named after the commit that mended the daemon, and its `commit` is one under which it was seen to fail. Its
 * faults must still strike: a scenario that nothing happens to shows nothing.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { withoutAmbience } from "../../src/cli/sim/ambience.ts";
import { read, ScenarioRefused } from "../../src/sim/campaign/file.ts";
import { run } from "../../src/sim/campaign/run.ts";

const FOLDER = new URL("../sim/regressions/", import.meta.url);
const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));

test("there are regressions, each named after the commit that mended it", () => {
  assert.ok(files.length >= 5, `only ${files.length}`);
  for (const file of files) assert.match(file, /^[0-9a-f]{7}-[a-z0-9-]+\.json$/);
});

for (const file of files)
  test(`${file} goes through`, () => {
    const scenario = read(readFileSync(new URL(file, FOLDER), "utf8"));
    assert.ok(
      !(scenario instanceof ScenarioRefused),
      `${file}: ${scenario instanceof ScenarioRefused && scenario.reason}`,
    );
    const { says, commit, plan } = scenario;
    assert.ok(says !== undefined && commit !== undefined, `${file} says neither what it shows nor where it was seen`);
    const { violations, struck } = withoutAmbience(() => run(scenario));
    assert.deepEqual(violations, [], says);
    for (const { fault } of plan) assert.ok((struck[fault] ?? 0) > 0, `${fault} never struck`);
  });
