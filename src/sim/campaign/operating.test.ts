/** When a Gateway is expected to be away in a drawn run, and what of that a daemon is told. */
import assert from "node:assert/strict";
import test from "node:test";
import { minutes, wallOf } from "../../base/time.ts";
import { USUAL_JOURNAL } from "../../model/config.ts";
import { draw } from "./draw.ts";
import { journalConfig, momentOf, type Operating, operatingConfig } from "./operating.ts";

const HOUR_MS = minutes(60);
const start = wallOf(2026, 1, 5, 15, 0);
const ibc = { host: "127.0.0.1", port: 7462 };
const told = (operating: Operating, safetyMs = HOUR_MS) => operatingConfig(operating, { start, safetyMs, ibc });

test("a daemon is told of downtimes by the wall clock, and of none that would outlast the faults", () => {
  const downtime = { kind: "restart", atMs: minutes(30), forMs: minutes(10) } as const;
  const from = wallOf(2026, 1, 5, 15, 30);
  const to = wallOf(2026, 1, 5, 15, 40);
  assert.deepEqual(told({ downtimes: [downtime] }).downtimes, [{ kind: "restart", from, to }]);
  assert.deepEqual(told({ downtimes: [downtime] }, minutes(39)).downtimes, []);
});

test("what is not configured is not there", () => {
  assert.deepEqual(told({}), { downtimes: [], ibc: undefined, canRestart: false });
  assert.deepEqual(told({ commandPort: true, restartHook: true }), { downtimes: [], ibc, canRestart: true });
});

test("some seeds delete old files of their journal, at an age that a run can see; the others keep them as usual", () => {
  const operated = Array.from({ length: 1_000 }, (_, i) => draw(i + 1).topology.operating ?? {});
  const kept = operated.filter(({ journalKeptMs }) => journalKeptMs !== undefined);
  assert.ok(kept.length > 150 && kept.length < 250, `${kept.length}`);
  for (const operating of kept) assert.notEqual(operating.journalBytes, undefined);
  assert.deepEqual([...new Set(kept.map((operating) => journalConfig(operating).keepDays * 24))].sort(), [
    0,
    1 / 12,
    1,
  ]);
  assert.equal(journalConfig({ journalBytes: 2_000 }).keepDays, USUAL_JOURNAL.keepDays);
});

test("a moment is one of UTC, and nothing else is", () => {
  assert.equal(momentOf("2026-01-05T15:00:00Z"), start);
  assert.equal(momentOf("2026-01-05 15:00"), undefined);
});

test("some seeds know the night's restart at its hour of New York, winter and summer, and a calm one knows nothing", () => {
  const seeds = Array.from({ length: 1_000 }, (_, i) => draw(i + 1));
  const nightly = seeds.flatMap(({ topology: { start: at, operating } }) =>
    (operating?.downtimes ?? []).flatMap(({ kind, atMs, forMs }, _, all) =>
      kind === "restart" && all.some(({ kind: other }) => other === "reset") && forMs === minutes(10)
        ? new Date(momentOf(at)! + atMs).toISOString().slice(11, 16)
        : [],
    ),
  );
  const hours = new Set(nightly);
  assert.ok(hours.has("04:45") && hours.has("03:45"), [...hours].join());
  for (const { calm, topology } of seeds) if (calm) assert.equal(topology.operating, undefined);
  const share = (has: (operating: Operating) => boolean): number =>
    seeds.filter(({ topology }) => topology.operating !== undefined && has(topology.operating)).length / seeds.length;
  assert.ok(share(({ commandPort }) => commandPort === true) > 0.15);
  assert.ok(share(({ restartHook }) => restartHook === true) > 0.08);
  assert.ok(share(({ downtimes }) => downtimes?.some(({ kind }) => kind === "relogin") === true) > 0.05);
  assert.ok(seeds.some(({ topology }) => topology.strategies.some(({ holdMs }) => holdMs !== undefined)));
});
