/** A Gateway is asked on a fixed rhythm; silence, and talk without an answer, are told apart and both bounded. */
import assert from "node:assert/strict";
import test from "node:test";
import type { Instant } from "../base/time.ts";
import { PROBE_MS_MAX } from "./conditions.ts";
import { ANSWER_MS_MAX, ASK_EVERY_MS, DEAF_MS_MAX, Heartbeat } from "./heartbeat.ts";

const at = (ms: number): Instant => ms as Instant;

interface Watched {
  readonly asked: number[];
  readonly end?: readonly [how: string, at: number];
}

/** Looks whenever it is due until `end`; what comes every second, and whether questions are answered at once. */
function watch(
  heartbeat: Heartbeat,
  end: number,
  { ticks = false, answers = false }: { ticks?: boolean; answers?: boolean } = {},
): Watched {
  const asked: number[] = [];
  for (let due = heartbeat.nextDeadline(); due !== undefined && due <= end; due = heartbeat.nextDeadline()) {
    if (ticks) heartbeat.heard(at(due - 500));
    const beat = heartbeat.tick(at(due));
    if (beat === "silent" || beat === "deaf") return { asked, end: [beat, due] };
    if (beat === "ask") asked.push(due);
    if (answers) {
      heartbeat.heard(at(due + 10));
      heartbeat.answered(at(due + 10));
    }
  }
  return { asked };
}

const begun = (now = 0): Heartbeat => {
  const heartbeat = new Heartbeat();
  heartbeat.begin(at(now));
  heartbeat.answered(at(now));
  return heartbeat;
};

test("a Gateway that says nothing is unready within 15 s of its last answer and given up after 15 s of silence", () => {
  const heartbeat = begun(1_000);
  const { end } = watch(heartbeat, 100_000);
  assert.deepEqual(end, ["silent", 1_000 + PROBE_MS_MAX]);
  assert.equal(heartbeat.isStale(at(1_000 + PROBE_MS_MAX - 1_001)), false);
  assert.equal(heartbeat.isStale(at(1_000 + PROBE_MS_MAX - 1_000)), true);
});

test("one that answers is asked on the rhythm and stays ready", () => {
  const heartbeat = begun();
  const { asked, end } = watch(heartbeat, 60_000, { answers: true });
  assert.deepEqual(
    asked,
    [1, 2, 3, 4, 5, 6, 7, 8].map((n) => n * ASK_EVERY_MS),
  );
  assert.equal(end, undefined);
  for (let now = 56_010; now <= 60_000; now += 500) assert.equal(heartbeat.isStale(at(now)), false);
  assert.equal(heartbeat.roundTripMs(at(57_010)), 1_000);
});

test("ticks that flow are no answer: the session is unready within 15 s and given up within a minute", () => {
  const heartbeat = begun();
  const { asked, end } = watch(heartbeat, 100_000, { ticks: true });
  assert.equal(end?.[0], "deaf");
  assert.ok(end![1] <= DEAF_MS_MAX, String(end![1]));
  assert.ok(end![1] > 40_000, String(end![1]));
  assert.ok(asked.length >= 6);
  assert.equal(heartbeat.isStale(at(ASK_EVERY_MS + ANSWER_MS_MAX)), true);
});

test("a late answer makes it ready again and starts the wait anew", () => {
  const heartbeat = begun();
  watch(heartbeat, 35_000, { ticks: true });
  assert.equal(heartbeat.isStale(at(35_000)), true);
  heartbeat.heard(at(36_000));
  heartbeat.answered(at(36_000));
  assert.equal(heartbeat.isStale(at(36_001)), false);
  assert.equal(watch(heartbeat, 90_000, { answers: true }).end, undefined);
});

test("a host that slept is unready at once and asks again before it judges", () => {
  const heartbeat = begun();
  assert.equal(heartbeat.tick(at(ASK_EVERY_MS)), "ask");
  assert.equal(heartbeat.isStale(at(120_000)), true);
  assert.equal(heartbeat.tick(at(120_000)), "ask");
  assert.deepEqual(watch(heartbeat, 300_000).end, ["silent", 120_000 + ANSWER_MS_MAX]);
});

test("a question that our own disk keeps back proves nothing about the Gateway", () => {
  const heartbeat = begun();
  for (let now = 1_000; now < 60_000; now += 500) {
    heartbeat.silenced(at(now));
    assert.equal(heartbeat.tick(at(now)), undefined);
  }
  assert.equal(heartbeat.isStale(at(60_000)), true);
  assert.equal(heartbeat.tick(heartbeat.nextDeadline()!), "ask");
});

test("a session that has had no answer yet is not ready, however young it is", () => {
  const heartbeat = new Heartbeat();
  heartbeat.begin(at(0));
  assert.equal(heartbeat.isStale(at(0)), true);
  heartbeat.answered(at(1));
  assert.equal(heartbeat.isStale(at(1)), false);
});

test("without a session nothing is due and nothing is known", () => {
  const heartbeat = new Heartbeat();
  assert.equal(heartbeat.nextDeadline(), undefined);
  heartbeat.begin(at(0));
  heartbeat.answered(at(0));
  heartbeat.end();
  assert.equal(heartbeat.tick(at(1_000_000)), undefined);
  assert.equal(heartbeat.roundTripMs(at(1_000_000)), undefined);
  assert.equal(heartbeat.isStale(at(1_000_000)), false);
});
