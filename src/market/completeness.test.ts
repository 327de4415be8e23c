import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { type Instant, minutes, seconds } from "../base/time.ts";
import { asksAnew, NEVER } from "../model/stream.ts";
import { ANSWER_MS_MAX, LOOK_MS, PACE_FACTOR, SILENT_MS_MAX, SILENT_MS_MIN } from "./bounds.ts";
import { Feed } from "./feed.test.ts";

const range = (n: number): number[] => [...Array(n).keys()];

/** Plays each stream's series of pauses, all at once, until one of them is over. */
function play(feed: Feed, pauses: readonly (readonly number[])[]): void {
  const moments = pauses.map((series, n) => {
    let at: number = feed.now;
    return series.map((pause) => {
      at += pause;
      return { n, at };
    });
  });
  const end = Math.min(...moments.map((own) => own.at(-1)!.at));
  for (const { n, at } of moments.flat().sort((a, b) => a.at - b.at)) {
    if (at > end) return;
    feed.later(at - feed.now);
    feed.tick(n);
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const series = (least: number, most: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: least, max: most }), { minLength: 20, maxLength: 60 });

test("no stream that says something once a minute is ever asked anew, whatever its rhythm and that of others", () => {
  fc.assert(
    fc.property(fc.array(series(0, SILENT_MS_MIN), { minLength: 1, maxLength: 6 }), (pauses) => {
      const feed = new Feed(pauses.length);
      play(feed, pauses);
      assert.deepEqual([feed.renewed, feed.told], [[], []]);
    }),
    { numRuns: 100 },
  );
});

test("no slow stream is asked anew whose pauses stay within three times each other, however quick the others are", () => {
  const slow = fc.integer({ min: 20, max: 900 }).chain((s) => series(seconds(s), 3 * seconds(s)));
  fc.assert(
    fc.property(slow, (pauses) => {
      const feed = new Feed(4);
      const quick = Array.from({ length: Math.ceil(sum(pauses) / seconds(4)) }, () => seconds(4));
      play(feed, [pauses, quick, quick, quick]);
      assert.deepEqual([feed.renewed, feed.told], [[], []]);
    }),
    { numRuns: 20 },
  );
});

test("a stream of a known pace that falls silent while others flow is asked anew within the stated bound", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), (everyS) => {
      const feed = new Feed(4);
      const count = Math.max(12, 60 / everyS);
      const quick = Array.from({ length: count * everyS }, () => seconds(1));
      play(feed, [Array.from({ length: count }, () => seconds(everyS)), quick, quick, quick]);
      const silentSince = feed.now;
      const bound = Math.max(SILENT_MS_MIN, PACE_FACTOR * (seconds(everyS) + LOOK_MS)) + 2 * LOOK_MS;
      feed.flow(bound, 1_000, 1, 2, 3);
      assert.deepEqual(feed.renewed.map(({ n }) => n).slice(0, 1), [0]);
      assert.ok(feed.renewed[0]!.at - silentSince >= SILENT_MS_MIN);
    }),
    { numRuns: 30 },
  );
});

test("however streams break and heal, each gap is told once at its beginning and once at its end", () => {
  const acts = fc.array(
    fc.record({
      act: fc.constantFrom("mute", "heal", "blip", "link", "session"),
      n: fc.nat(4),
      ms: fc.integer({ min: 1_000, max: minutes(8) }),
    }),
    { minLength: 3, maxLength: 12 },
  );
  fc.assert(
    fc.property(acts, fc.boolean(), (script, answers) => {
      const feed = new Feed(5);
      const muted = new Set<number>();
      feed.onRenewal = (n) => answers && feed.tick(n, muted.has(n));
      feed.flow(minutes(2), 2_000, ...range(5));
      for (const { act, n, ms } of script) {
        if (act === "mute") muted.add(n);
        if (act === "heal") muted.delete(n);
        if (act === "blip") for (const code of [2103, 2104]) feed.farm(code);
        if (act === "link") for (const code of [1100, 1102]) feed.farm(code);
        if (act === "session") feed.watch.sessionLost(feed.now);
        if (act === "session") feed.watch.sessionStarted(feed.now);
        feed.flow(ms, 2_000, ...range(5).filter((i) => !muted.has(i)));
      }
      feed.flow(minutes(2), 2_000, ...range(5));
      for (const n of range(5)) {
        const told = feed.told.filter((word) => word.endsWith(` ${n}`));
        assert.deepEqual(
          told,
          told.map((_, i) => `${i % 2 === 0 ? "silent" : "flows"} ${n}`),
        );
        assert.equal(told.length % 2, 0, "an end for every beginning");
      }
      assert.equal(feed.status, undefined);
    }),
    { numRuns: 100 },
  );
});

test("a machine that slept has heard no silence: who ticks a moment later than others is not suspected, and is found as quickly as before", () => {
  const feed = new Feed(4);
  feed.onRenewal = (n) => feed.tick(n);
  feed.flow(minutes(5), 2_000, 0, 1, 2, 3);
  feed.now = (feed.now + minutes(9)) as Instant;
  feed.tick(1);
  feed.watch.tick(feed.now);
  feed.flow(minutes(1), 2_000, 0, 1, 2, 3);
  assert.equal(feed.renewed.length, 0);
  const silentSince = feed.now;
  feed.flow(seconds(62) + 2 * LOOK_MS, 1_000, 1, 2, 3);
  assert.deepEqual(
    feed.renewed.map(({ n }) => n),
    [0],
  );
  assert.ok(feed.renewed[0]!.at - silentSince >= SILENT_MS_MIN);
});

test("a pause that the machine has slept through teaches no pace: behind the next interruption a stream is found in time", () => {
  const feed = new Feed(4);
  feed.flow(minutes(5), 2_000, 0, 1, 2, 3);
  feed.now = (feed.now + minutes(9)) as Instant;
  for (const n of range(4)) feed.tick(n);
  feed.watch.tick(feed.now);
  feed.flow(seconds(5), 1_000, 0, 1, 2, 3);
  for (const code of [2103, 2104]) feed.farm(code);
  feed.later(SILENT_MS_MIN + 2 * LOOK_MS);
  assert.ok(feed.renewed.some(({ n }) => n === 0));
});

test("a night teaches nothing: the morning finds a silent stream as quickly as the evening", () => {
  const feed = new Feed(4);
  feed.flow(minutes(10), 2_000, 0, 1, 2, 3);
  feed.onRenewal = (n) => feed.tick(n);
  feed.later(minutes(9 * 60));
  feed.onRenewal = () => {};
  feed.flow(minutes(10), 2_000, 0, 1, 2, 3);
  assert.deepEqual([new Set(feed.renewed.map(({ n }) => n)), feed.told], [new Set([0]), []]);
  const atNight = feed.renewed.length;
  feed.flow(SILENT_MS_MIN + 2 * LOOK_MS, 2_000, 0, 2, 3);
  assert.deepEqual(
    feed.renewed.slice(atNight).map(({ n }) => n),
    [1],
  );
});

/** A session ends, and another begins. */
function outage(feed: Feed, ms: number): void {
  feed.watch.sessionLost(feed.now);
  feed.later(ms);
  feed.watch.sessionStarted(feed.now);
  for (const { pulse } of feed.all) pulse.askedAt = feed.now;
}

test("an outage teaches nothing either, and counts as nobody's silence", () => {
  const feed = new Feed(4);
  feed.flow(minutes(10), 2_000, 0, 1, 2, 3);
  outage(feed, minutes(20));
  feed.flow(seconds(30), 2_000, 1, 2, 3);
  feed.flow(minutes(10), 2_000, 0, 1, 2, 3);
  assert.deepEqual(feed.renewed, []);
  feed.flow(SILENT_MS_MIN + 2 * LOOK_MS, 2_000, 1, 2, 3);
  assert.deepEqual(
    feed.renewed.map(({ n }) => n),
    [0],
  );
});

test("a stream that never said anything, or nothing but its image, is nobody's concern", () => {
  const feed = new Feed(5);
  feed.tick(0);
  feed.flow(minutes(60), 2_000, 1, 2, 3);
  for (const code of [2103, 2104]) feed.farm(code);
  feed.flow(minutes(60), 2_000, 1, 2, 3);
  assert.deepEqual([feed.renewed, feed.told], [[], []]);
});

test("of three streams two can die at once: the third one is witness enough", () => {
  const feed = new Feed(3);
  feed.flow(minutes(10), 2_000, 0, 1, 2);
  feed.onRenewal = (n) => feed.tick(n, true);
  feed.flow(SILENT_MS_MIN + 4 * LOOK_MS, 2_000, 0);
  assert.deepEqual(feed.told.filter((word) => word.startsWith("silent")).toSorted(), ["silent 1", "silent 2"]);
});

test("other markets are no witnesses: stocks close while currencies go on", () => {
  const feed = new Feed(6, (n) => (n < 3 ? "STK SMART USD" : "CASH IDEALPRO USD"));
  feed.flow(minutes(30), 2_000, 0, 1, 2, 3, 4, 5);
  feed.onRenewal = (n) => feed.tick(n);
  feed.flow(minutes(8 * 60), 2_000, 3, 4, 5);
  assert.deepEqual([new Set(feed.renewed.map(({ n }) => n)), feed.told], [new Set([0]), []], "its canary alone");
});

test("a stream too slow to be judged is left alone", () => {
  const feed = new Feed(4);
  const slow = Array.from({ length: 8 }, () => SILENT_MS_MAX / PACE_FACTOR + minutes(1));
  const quick = Array.from({ length: 8 * 9 * 30 }, () => seconds(2));
  play(feed, [slow, quick, quick, quick]);
  feed.flow(minutes(60), 2_000, 1, 2, 3);
  assert.deepEqual(feed.renewed, []);
});

test("a lone stream that flowed before a blip and not after it is asked anew: it needs no witness", () => {
  const feed = new Feed(1);
  feed.flow(minutes(2), 1_000, 0);
  for (const code of [2103, 2104]) feed.farm(code);
  feed.later(SILENT_MS_MIN + 2 * LOOK_MS);
  assert.deepEqual(
    feed.renewed.map(({ n }) => n),
    [0],
  );
  assert.deepEqual(feed.told, []);
  feed.later(ANSWER_MS_MAX + LOOK_MS);
  assert.deepEqual([feed.told, feed.status], [["silent 0"], "stream 0"]);
});

test("a farm that flaps puts nothing off", () => {
  const feed = new Feed(1);
  feed.flow(minutes(2), 1_000, 0);
  for (let i = 0; i < 25; i++) {
    feed.farm(2103);
    feed.later(2_000);
    feed.farm(2104);
    feed.later(1_000);
  }
  assert.equal(feed.renewed.length, 1);
});

test("a farm that was never broken interrupts nothing when it is OK", () => {
  const feed = new Feed(1);
  feed.flow(minutes(2), 1_000, 0);
  feed.farm(2103, "eufarm");
  feed.flow(seconds(30), 1_000, 0);
  feed.farm(2104, "usfarm");
  feed.later(SILENT_MS_MIN + ANSWER_MS_MAX + 3 * LOOK_MS);
  assert.deepEqual(feed.told, []);
});

test("while the link is lost nothing is judged, and afterwards what flowed must flow", () => {
  const feed = new Feed(3);
  feed.flow(minutes(2), 1_000, 0, 1, 2);
  feed.farm(1100);
  feed.flow(minutes(4), 1_000, 1, 2);
  assert.deepEqual(feed.renewed, []);
  feed.farm(1102);
  feed.flow(SILENT_MS_MIN + 2 * LOOK_MS, 1_000, 1, 2);
  assert.deepEqual(
    feed.renewed.map(({ n }) => n),
    [0],
  );
});

test("what flows again while the link is called lost is told so then, and not behind the next interruption", () => {
  const broken = (): Feed => {
    const feed = new Feed(4);
    feed.flow(minutes(2), 2_000, 0, 1, 2, 3);
    feed.flow(seconds(62) + 2 * LOOK_MS, 2_000, 1, 2, 3);
    assert.deepEqual([feed.renewed.length, feed.told], [1, []]);
    return feed;
  };
  const unclosed = broken();
  unclosed.farm(1100);
  unclosed.tick(0, true);
  unclosed.flow(seconds(10), 2_000, 0, 1, 2, 3);
  assert.deepEqual(unclosed.told, ["silent 0", "flows 0"]);
  const crossed = broken();
  crossed.tick(0, true);
  crossed.flow(LOOK_MS - 1, 1_000, 0, 1, 2, 3);
  crossed.farm(1100);
  assert.deepEqual(crossed.told, ["silent 0", "flows 0"]);
  for (const feed of [unclosed, crossed]) {
    feed.later(seconds(60));
    feed.farm(1102);
    feed.later(2 * LOOK_MS);
    assert.equal(feed.told.length, 2, "nobody knows whether it flows now");
  }
});

test("what a night's broken farm kept from being judged is judged again when 1101 or 1102 lists the farm as connected", () => {
  const all = "All data farms are connected: usfarm; ushmds.";
  const without = "The following farms are connected: ushmds. The following farms are not connected: usfarm.";
  const told = (code: number, farms: string) => {
    const feed = new Feed(1);
    feed.flow(minutes(10), 2_000, 0);
    feed.onRenewal = (n) => feed.tick(n);
    feed.later(minutes(60));
    feed.farm(2103);
    feed.later(seconds(20));
    feed.farm(1100);
    feed.later(seconds(30));
    feed.watch.noticed({ errorCode: code, errorMsg: `Connectivity has been restored. ${farms}` }, feed.now);
    feed.later(minutes(60));
    feed.onRenewal = (n) => feed.tick(n, true);
    feed.later(minutes(120));
    return feed.told;
  };
  for (const code of [1101, 1102]) assert.deepEqual([told(code, all), told(code, without)], [["silent 0"], []]);
});

test("a gap without an answer is tried again, ever less often, when its last witness is gone", () => {
  const feed = new Feed(2);
  feed.flow(minutes(10), 2_000, 0, 1);
  feed.flow(minutes(3), 2_000, 1);
  assert.deepEqual(feed.told, ["silent 0"]);
  feed.all.pop();
  const before = feed.renewed.length;
  feed.later(minutes(240));
  const times = feed.renewed.length - before;
  assert.ok(times >= 15 && times <= 20, `${times} times`);
});

test("never a storm: a hundred dead streams are asked anew twenty a look, and again with growing pauses", () => {
  const feed = new Feed(100);
  feed.flow(minutes(2), 1_000, ...range(100));
  for (const code of [2103, 2104]) feed.farm(code);
  const at = feed.now;
  feed.later(minutes(60));
  const perLook = new Map<number, number>();
  for (const renewal of feed.renewed) perLook.set(renewal.at, (perLook.get(renewal.at) ?? 0) + 1);
  assert.ok(Math.max(...perLook.values()) <= 20);
  const first = feed.renewed.filter(({ n }) => n === 7).map((renewal) => renewal.at - at);
  assert.ok(first.length >= 5 && first.length <= 9, `${first}`);
  assert.deepEqual(new Set(feed.told).size, feed.told.length);
});

test("a source that allows few renewals is not asked for more within ten minutes", () => {
  const feed = new Feed(50, undefined, 20);
  feed.flow(minutes(2), 1_000, ...range(50));
  for (const code of [2103, 2104]) feed.farm(code);
  feed.later(minutes(9));
  assert.equal(feed.renewed.length, 20);
});

test("a stream that waits for its turn in the queue is not late", () => {
  const feed = new Feed(3);
  feed.flow(minutes(2), 1_000, 0, 1, 2);
  feed.watch.sessionLost(feed.now);
  feed.watch.sessionStarted(feed.now);
  for (const { pulse } of feed.all) pulse.askedAt = NEVER;
  feed.later(minutes(5));
  assert.deepEqual(feed.renewed, []);
});

test("a stream that is gone takes its gap with it", () => {
  const feed = new Feed(4);
  feed.flow(minutes(5), 2_000, 0, 1, 2, 3);
  feed.flow(minutes(3), 2_000, 1, 2, 3);
  assert.equal(feed.status, "stream 0");
  feed.all.shift();
  feed.later(LOOK_MS);
  assert.equal(feed.status, undefined);
});

test("what was interrupted once is owed as soon after the next blip", () => {
  const feed = new Feed(1);
  feed.flow(minutes(2), 1_000, 0);
  outage(feed, minutes(20));
  feed.flow(seconds(10), 1_000, 0);
  for (const code of [2103, 2104]) feed.farm(code);
  feed.later(SILENT_MS_MIN + 2 * LOOK_MS);
  assert.equal(feed.renewed.length, 1);
});

test("an image is no flow: what delivers nothing else after an interruption is asked anew, and nobody is told of a quiet market", () => {
  const feed = new Feed(2);
  feed.flow(minutes(2), 1_000, 0, 1);
  feed.watch.sessionLost(feed.now);
  feed.later(minutes(1));
  feed.watch.sessionStarted(feed.now);
  feed.later(100);
  for (const { pulse } of feed.all) pulse.askedAt = feed.now;
  for (const n of [0, 1]) feed.tick(n);
  feed.onRenewal = (n) => feed.tick(n);
  feed.later(SILENT_MS_MIN + 2 * LOOK_MS);
  assert.deepEqual(
    feed.renewed.map(({ n }) => n),
    [0, 1],
  );
  feed.later(minutes(9 * 60));
  assert.ok(feed.renewed.length <= 2 + 4 * 9 + 5, `asked ${feed.renewed.length} times`);
  assert.deepEqual(feed.told, []);
});

/** The session is lost; what was asked for is no more. */
function lost(feed: Feed, ms: number): void {
  feed.watch.sessionLost(feed.now);
  for (const { pulse } of feed.all) pulse.askedAt = NEVER;
  feed.later(ms);
}

/** A session begins, and everything is asked for in it. */
function begins(feed: Feed, askMs = 100): void {
  feed.watch.sessionStarted(feed.now);
  feed.later(askMs);
  for (const { pulse } of feed.all) asksAnew(pulse, feed.now);
}

const asked = (feed: Feed, before = 0): number[] => feed.renewed.slice(before).map(({ n }) => n);

test("an image before an outage is no flow either, however often the Gateway is dialled in vain", () => {
  const feed = new Feed(2);
  feed.flow(minutes(2), 1_000, 0, 1);
  lost(feed, minutes(2));
  begins(feed);
  for (const n of [0, 1]) feed.tick(n);
  feed.later(seconds(2));
  for (const _ of range(3)) lost(feed, minutes(2));
  begins(feed);
  feed.later(SILENT_MS_MIN + 2 * LOOK_MS);
  assert.deepEqual(asked(feed), [0, 1]);
});

test("nor is an image that comes late, and one in the moment of its request", () => {
  for (const [askMs, lateMs] of [
    [100, seconds(5)],
    [0, 50],
  ] as const) {
    const feed = new Feed(2);
    feed.flow(minutes(2), 1_000, 0, 1);
    lost(feed, minutes(1));
    begins(feed, askMs);
    feed.later(lateMs);
    for (const n of [0, 1]) feed.tick(n);
    feed.later(SILENT_MS_MIN + 2 * LOOK_MS);
    assert.deepEqual(asked(feed), [0, 1], `${askMs}, ${lateMs}`);
    feed.later(ANSWER_MS_MAX + LOOK_MS);
    assert.deepEqual(feed.told, ["silent 0", "silent 1"]);
  }
});

test("the image of a new session answers no renewal of the former one: what was owed stays so", () => {
  const feed = new Feed(2);
  feed.flow(minutes(2), 1_000, 0, 1);
  for (const code of [2103, 2104]) feed.farm(code);
  feed.later(SILENT_MS_MIN + LOOK_MS + seconds(2));
  assert.deepEqual(asked(feed), [0, 1]);
  lost(feed, seconds(50));
  begins(feed);
  for (const n of [0, 1]) feed.tick(n);
  feed.later(SILENT_MS_MIN + 2 * LOOK_MS);
  assert.deepEqual(asked(feed, 2), [0, 1]);
  feed.later(ANSWER_MS_MAX + LOOK_MS);
  assert.deepEqual(feed.told, ["silent 0", "silent 1"]);
});

test("what was still under way when a farm broke has not outlived it", () => {
  const feed = new Feed(2);
  feed.flow(minutes(2), 1_000, 0, 1);
  feed.farm(2103);
  feed.later(50);
  for (const n of [0, 1]) feed.tick(n);
  feed.later(minutes(10));
  assert.deepEqual([asked(feed), feed.told], [[], []], "while it is broken nobody need answer");
  feed.farm(2104);
  feed.later(SILENT_MS_MIN + 2 * LOOK_MS + ANSWER_MS_MAX + LOOK_MS);
  assert.deepEqual(feed.told, ["silent 0", "silent 1"]);
});

test("a machine that slept with its Gateway probes no market for that, and has waited for no answer meanwhile", () => {
  for (const streams of [1, 4]) {
    const feed = new Feed(streams);
    feed.flow(minutes(5), 1_000, ...range(streams));
    feed.onRenewal = (n) => feed.tick(n, true);
    feed.now = (feed.now + minutes(2)) as Instant;
    feed.watch.tick(feed.now);
    feed.flow(seconds(30), 1_000, ...range(streams));
    assert.deepEqual([asked(feed), feed.told], [[], []], `${streams} streams`);
  }
  const feed = owedAndAsked();
  feed.now = (feed.now + minutes(1)) as Instant;
  feed.watch.tick(feed.now);
  feed.tick(0);
  feed.later(minutes(2));
  assert.deepEqual(feed.told, []);
});

test("machines that sleep between the request and its answer again and again put off no word of a dead stream for longer", () => {
  const feed = owedAndAsked();
  const SLEEP_MS = seconds(10);
  for (const _ of range(4)) {
    feed.later(LOOK_MS);
    feed.now = (feed.now + SLEEP_MS) as Instant;
    feed.watch.tick(feed.now);
  }
  feed.later(ANSWER_MS_MAX - 3 * LOOK_MS);
  assert.deepEqual(feed.told, ["silent 0"]);
});

test("a link that is lost between the request and its answer proves nothing when it is back", () => {
  const feed = owedAndAsked();
  feed.farm(1100);
  feed.later(minutes(2));
  feed.farm(1102);
  feed.later(LOOK_MS);
  assert.deepEqual(feed.told, []);
  feed.later(ANSWER_MS_MAX + LOOK_MS);
  assert.deepEqual(feed.told, ["silent 0"]);
});

/** A lone stream that flowed before a blip was asked for anew just now. */
function owedAndAsked(): Feed {
  const feed = new Feed(1);
  feed.flow(minutes(2), 1_000, 0);
  for (const code of [2103, 2104]) feed.farm(code);
  while (feed.renewed.length === 0) feed.later(100);
  return feed;
}

test("who is not answered twice is told so, also where its witness has left between", () => {
  const feed = new Feed(2);
  feed.flow(minutes(10), 2_000, 0, 1);
  while (feed.renewed.length === 0) feed.flow(1_000, 1_000, 1);
  feed.flow(seconds(10), 1_000, 1);
  feed.all.pop();
  feed.later(SILENT_MS_MIN + ANSWER_MS_MAX + LOOK_MS);
  assert.deepEqual(feed.told, ["silent 0"]);
});

test("an image and a blip right after it promise nothing", () => {
  const feed = new Feed(1);
  feed.tick(0);
  feed.later(seconds(10));
  for (const code of [2103, 2104]) feed.farm(code);
  feed.later(minutes(10));
  assert.deepEqual(feed.renewed, []);
});

test("a gap is no pace: a stream that breaks again is found as quickly", () => {
  const feed = new Feed(4);
  feed.flow(minutes(5), 2_000, 0, 1, 2, 3);
  feed.flow(minutes(5), 2_000, 1, 2, 3);
  feed.flow(minutes(2), 2_000, 0, 1, 2, 3);
  assert.deepEqual(feed.told, ["silent 0", "flows 0"]);
  const before = feed.renewed.length;
  feed.flow(SILENT_MS_MIN + 2 * LOOK_MS, 2_000, 1, 2, 3);
  assert.equal(feed.renewed.length, before + 1);
});

test("when the whole market has gone quiet, a silent stream is asked for no more", () => {
  const feed = new Feed(4);
  feed.flow(minutes(5), 2_000, 0, 1, 2, 3);
  feed.flow(minutes(3), 2_000, 1, 2, 3);
  feed.onRenewal = (n) => feed.tick(n);
  const before = feed.renewed.length;
  feed.later(minutes(9 * 60));
  const again = feed.renewed.slice(before).filter(({ n }) => n === 0).length;
  assert.ok(again <= 1, `${again} times`);
  assert.deepEqual(feed.told, ["silent 0"]);
});
