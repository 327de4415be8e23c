/** Silence is asked about once, and only silence after the question is a death. */
import assert from "node:assert/strict";
import test from "node:test";
import type { Instant } from "../base/time.ts";
import { ANSWER_MS_MAX, Heartbeat, QUIET_MS_MAX } from "./heartbeat.ts";

const at = (ms: number): Instant => ms as Instant;

/** Ticks whenever it is due until `end`; when it asked and when it died. */
function watch(heartbeat: Heartbeat, end: number, late = 0): { readonly asked: number[]; readonly dead?: number } {
  const asked: number[] = [];
  for (let due = heartbeat.nextDeadline(); due !== undefined && due + late <= end; due = heartbeat.nextDeadline()) {
    const what = heartbeat.tick(at(due + late));
    if (what === "dead") return { asked, dead: due + late };
    if (what === "ask") asked.push(due + late);
  }
  return { asked };
}

test("a Gateway that says nothing is asked once and then given up, within 15 s", () => {
  const heartbeat = new Heartbeat();
  heartbeat.begin(at(1_000));
  const { asked, dead } = watch(heartbeat, 100_000);
  assert.deepEqual(asked, [1_000 + QUIET_MS_MAX]);
  assert.equal(dead, 1_000 + QUIET_MS_MAX + ANSWER_MS_MAX);
  assert.ok(dead - 1_000 <= 15_000);
});

test("one that goes on talking is never asked, and one that answers is never given up", () => {
  const heartbeat = new Heartbeat();
  heartbeat.begin(at(0));
  for (let now = 0; now < 60_000; now += 1_000) {
    heartbeat.heard(at(now));
    assert.deepEqual(watch(heartbeat, now + 999), { asked: [] });
  }
  assert.deepEqual(watch(heartbeat, 59_000 + QUIET_MS_MAX), { asked: [59_000 + QUIET_MS_MAX] });
  heartbeat.heard(at(59_000 + QUIET_MS_MAX + 500));
  assert.deepEqual(watch(heartbeat, 59_000 + QUIET_MS_MAX + ANSWER_MS_MAX), { asked: [] });
});

test("a host that slept asks again before it judges", () => {
  const heartbeat = new Heartbeat();
  heartbeat.begin(at(0));
  assert.equal(heartbeat.tick(at(QUIET_MS_MAX)), "ask");
  assert.equal(heartbeat.tick(at(120_000)), "ask");
  assert.equal(heartbeat.tick(at(120_000 + ANSWER_MS_MAX)), "dead");
});

test("without a session nothing is due", () => {
  const heartbeat = new Heartbeat();
  assert.equal(heartbeat.nextDeadline(), undefined);
  heartbeat.begin(at(0));
  heartbeat.end();
  assert.equal(heartbeat.tick(at(1_000_000)), undefined);
});
