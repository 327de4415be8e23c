/** Markets that fall silent as a whole: data that is lost is found through one stream, and an honest quiet alarms nobody. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { minutes, seconds } from "../base/time.ts";
import { ANSWER_MS_MAX, LOOK_MS, PACE_FACTOR, retryMs, SILENT_MS_MIN } from "./bounds.ts";
import { Feed } from "./feed.test.ts";

const range = (n: number): number[] => [...Array(n).keys()];
const silent = (...streams: readonly number[]): string[] => streams.map((n) => `silent ${n}`);
const TO_THE_PROBE = SILENT_MS_MIN + 2 * LOOK_MS;
const HOURS = minutes(60);

/** Streams that flowed for ten minutes, and whose every new request draws an image. */
function flowing(streams: number, moved = false, market?: (n: number) => string): Feed {
  const feed = new Feed(streams, market);
  feed.flow(minutes(10), 2_000, ...range(streams));
  feed.onRenewal = (n) => feed.tick(n, moved);
  return feed;
}

/** Time passes, and who has been asked for anew flows again. */
function healing(feed: Feed, ms: number): void {
  for (const until = feed.now + ms; feed.now < until; feed.later(1_000))
    for (const n of new Set(asked(feed))) feed.tick(n);
}

const asked = (feed: Feed): number[] => feed.renewed.map(({ n }) => n);

test("a whole market that misses data is announced within the bound, each stream once, and flows again", () => {
  const feed = flowing(8, true);
  healing(feed, TO_THE_PROBE + 4 * LOOK_MS);
  assert.deepEqual(feed.told.filter((word) => word.startsWith("silent")).toSorted(), silent(...range(8)));
  assert.deepEqual(asked(feed), range(8), "nobody is asked twice");
  assert.equal(feed.told.length, 16);
  assert.equal(feed.status, undefined);
});

test("a market of one stream is found at whatever pace, within the stated bound and no earlier than in a minute", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 240 }), (everyS) => {
      const feed = new Feed(1);
      feed.flow(Math.max(minutes(5), seconds(everyS) * 10), seconds(everyS), 0);
      feed.onRenewal = (n) => feed.tick(n, true);
      const since = feed.all[0]!.pulse.lastAt;
      healing(feed, Math.max(SILENT_MS_MIN, PACE_FACTOR * (seconds(everyS) + LOOK_MS)) + 4 * LOOK_MS);
      assert.deepEqual(feed.told, ["silent 0", "flows 0"]);
      assert.ok(feed.renewed[0]!.at - since > SILENT_MS_MIN);
    }),
    { numRuns: 30 },
  );
});

test("those whose image shows nothing new are not announced beside a canary that missed something", () => {
  const feed = flowing(4);
  feed.onRenewal = (n) => feed.tick(n, n === 0 || n === 2);
  feed.later(minutes(10));
  assert.deepEqual(feed.told, silent(0, 2));
});

test("an image that differs once, as a market's last word does, is no proof, and one that differs again is", () => {
  const feed = flowing(2, true);
  feed.later(TO_THE_PROBE + 2 * LOOK_MS);
  assert.deepEqual(feed.told, []);
  feed.onRenewal = (n) => feed.tick(n);
  feed.later(12 * HOURS);
  assert.deepEqual(feed.told, []);
  const moving = flowing(2, true);
  moving.later(2 * TO_THE_PROBE + 4 * LOOK_MS);
  assert.deepEqual(moving.told, silent(0, 1));
});

test("a quiet night is probed at growing pauses through one stream, at most every quarter of an hour, and tells nobody", () => {
  const feed = flowing(5);
  feed.later(62 * HOURS);
  assert.deepEqual([feed.told, feed.status, new Set(asked(feed)).size], [[], undefined, 1]);
  const pauses = feed.renewed.slice(1).map(({ at }, i) => at - feed.renewed[i]!.at);
  assert.deepEqual(
    pauses.slice(0, 6).map((ms, i) => ms - (ms % LOOK_MS) === Math.max(retryMs(i + 1), TO_THE_PROBE - LOOK_MS)),
    Array(6).fill(true),
    `${pauses}`,
  );
  assert.ok(Math.min(...pauses.slice(6)) >= minutes(15));
});

test("what differs in the morning is looked at again at once, however long the night's pauses have grown", () => {
  const feed = flowing(1, true);
  feed.onRenewal = (n) => feed.tick(n);
  feed.later(9 * HOURS);
  feed.onRenewal = (n) => feed.tick(n, true);
  const before = feed.renewed.length;
  while (feed.renewed.length === before) feed.later(1_000);
  assert.deepEqual(feed.told, []);
  feed.later(SILENT_MS_MIN + 4 * LOOK_MS);
  assert.deepEqual(feed.told, silent(0));
});

test("the count begins anew when the market flows by itself, and a night makes no stream slower", () => {
  const feed = flowing(3);
  feed.later(9 * HOURS);
  feed.flow(minutes(1), 2_000, 0, 1, 2);
  const since = feed.now;
  const before = feed.renewed.length;
  feed.onRenewal = (n) => feed.tick(n, true);
  feed.later(10 * minutes(1) + 3 * LOOK_MS);
  assert.ok(feed.renewed[before]!.at - since <= 3 * minutes(1), `${feed.renewed[before]!.at - since}`);
  assert.deepEqual(feed.told.toSorted(), silent(0, 1, 2));
});

test("the image of a probe is no witness against the others", () => {
  const feed = flowing(2);
  feed.later(24 * HOURS);
  assert.deepEqual([new Set(asked(feed)).size, feed.told], [1, []]);
});

test("no answer right after the flow is a proof with the second probe, and all are asked until they flow", () => {
  const feed = flowing(3);
  feed.onRenewal = () => {};
  feed.later(TO_THE_PROBE + ANSWER_MS_MAX + LOOK_MS);
  assert.deepEqual([asked(feed), feed.told], [[0], []], "one alone proves nothing");
  feed.later(retryMs(1) + LOOK_MS);
  assert.deepEqual(feed.told, silent(0));
  feed.later(ANSWER_MS_MAX + LOOK_MS);
  assert.deepEqual(feed.told, silent(0, 1, 2));
  feed.later(2 * HOURS);
  assert.ok(asked(feed).filter((n) => n === 2).length > 5);
  feed.flow(seconds(30), 2_000, 0, 1, 2);
  assert.deepEqual([feed.told.length, feed.status], [6, undefined]);
});

test("no answer later in a night that was shown to be honest alarms nobody", () => {
  const feed = flowing(3);
  feed.later(minutes(30));
  feed.onRenewal = () => {};
  feed.later(8 * HOURS);
  feed.onRenewal = (n) => feed.tick(n);
  feed.later(1 * HOURS);
  assert.deepEqual([feed.told, feed.status], [[], undefined]);
});

test("while the link is lost no market is probed, and what was asked before it proves nothing by its silence", () => {
  const feed = flowing(1);
  feed.farm(1100);
  feed.later(minutes(30));
  assert.deepEqual(feed.renewed, []);
  const other = flowing(1);
  other.onRenewal = () => {};
  other.later(TO_THE_PROBE + retryMs(1) + LOOK_MS);
  assert.equal(other.renewed.length, 2);
  other.farm(1100);
  other.later(minutes(10));
  assert.deepEqual(other.told, []);
});

test("while a farm is broken only those are probed that have spoken since", () => {
  const market = (n: number): string => (n === 0 ? "STK SMART USD" : "STK IBIS EUR");
  const feed = flowing(2, true, market);
  feed.farm(2103, "eufarm");
  feed.flow(minutes(1), 2_000, 0);
  feed.later(minutes(30));
  assert.deepEqual([new Set(asked(feed)), feed.told], [new Set([0]), silent(0)]);
});

test("streams that were excused, that never flowed, or whose pace is unknown are no canaries", () => {
  const feed = new Feed(4);
  feed.flow(minutes(10), 2_000, 0, 1);
  feed.tick(2);
  feed.all[0]!.pulse.halted = true;
  feed.all[1]!.pulse.excusedAt = feed.now;
  feed.all[1]!.pulse.lastAt = feed.all[0]!.pulse.lastAt;
  feed.later(1_000);
  feed.all[1]!.pulse.excusedAt = feed.now;
  feed.later(5 * HOURS);
  // What was excused is asked for anew by itself, and no market is judged by it.
  assert.deepEqual([feed.renewed.filter(({ n }) => n !== 1), feed.told], [[], []]);
});

test("when the allowance is used up the rest waits for its turn, and is found as well", () => {
  const feed = new Feed(30, undefined, 20);
  feed.flow(minutes(10), 2_000, ...range(30));
  feed.onRenewal = (n) => feed.tick(n, true);
  feed.later(minutes(5));
  assert.equal(feed.renewed.length, 20);
  feed.later(minutes(30));
  assert.deepEqual(new Set(feed.told), new Set(silent(...range(30))));
  assert.equal(feed.told.length, 30);
});
