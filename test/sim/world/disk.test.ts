/** Every fault of the virtual disk strikes and is seen by a process; what a crash leaves is legal. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { concat, fromUtf8, utf8 } from "../../../src/base/bytes.ts";
import { Prng } from "../../../src/base/prng.ts";
import { after, minutes } from "../../../src/base/time.ts";
import type { Io } from "../../../src/io/io.ts";
import { drawWorld, type WorldFaultName } from "../../../src/sim/world/faults/table.ts";
import { World } from "../../../src/sim/world/world.ts";
import { type Scribe, set, startScribe, struck } from "./programs.ts";

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

/** A process with an open file, and every failure it was told of. */
function writing(seed = 1): { world: World; io: Io; scribe: Scribe; told: string[] } {
  const world = new World({ seed });
  const told: string[] = [];
  const io = world.host("a");
  const scribe = startScribe(io, (code, what) => told.push(`${code}|${what}`));
  world.runFor(10);
  return { world, io, scribe, told };
}

const onDisk = (world: World): string => fromUtf8(world.disk("a").durable("log"));

for (const [name, said] of [
  ["disk-full", "ENOSPC|log: ENOSPC: no space left on device, write"],
  ["disk-write-fails", "EIO|log: EIO: i/o error, write"],
  ["disk-sync-fails", "EIO|log: EIO: i/o error, fdatasync"],
] as const)
  test(`${name}: the failure is told once, the bytes are gone, and the file is dead for its process only`, () => {
    const { world, io, scribe, told } = writing();
    scribe.file!.append(utf8("old."));
    world.runFor(50);
    set(world, name, { host: "a" });
    scribe.file!.append(utf8("lost."));
    scribe.file!.append(utf8("lost too."));
    assert.deepEqual(told, [], "not from inside the call");
    world.runFor(50);
    world.faults.clearAll();
    scribe.file!.append(utf8("after."));
    scribe.file!.cut(0, () => assert.fail("a dead file was cut"));
    world.runFor(50);
    assert.deepEqual(told, [said]);
    assert.equal(scribe.durable, 1);
    assert.equal(struck(world, name), 1);
    const again = startScribe(io);
    world.runFor(10);
    assert.equal(again.content, "old.");
    again.file!.append(utf8("new."));
    world.runFor(50);
    assert.equal(again.durable, 1);
    assert.equal(onDisk(world), "old.new.");
  });

test("a cut can fail as well, and leaves the file as it was", () => {
  const { world, scribe, told } = writing();
  scribe.file!.append(utf8("whole."));
  world.runFor(50);
  set(world, "disk-write-fails");
  scribe.file!.cut(2, () => assert.fail("it failed"));
  world.runFor(50);
  assert.deepEqual(told, ["EIO|log: EIO: i/o error, ftruncate"]);
  assert.equal(onDisk(world), "whole.");
});

test("a short write leaves a beginning and says that it failed", () => {
  const found = new Set<string>();
  for (const seed of SEEDS) {
    const { world, scribe, told } = writing(seed);
    set(world, "disk-short-write", { code: "EIO" });
    scribe.file!.append(utf8("abcd"));
    scribe.file!.append(utf8("ef"));
    world.runFor(50);
    assert.deepEqual(told, ["EIO|log: EIO: i/o error, write"]);
    assert.ok("abcdef".startsWith(onDisk(world)) && onDisk(world) !== "abcdef");
    assert.equal(scribe.durable, 0);
    found.add(onDisk(world));
  }
  assert.ok(found.size === 6, [...found].join(" "));
});

test("a slow disk needs as long as said, short and long syncs alike", () => {
  const took: number[] = [];
  for (const seed of SEEDS) {
    const { world, scribe } = writing(seed);
    set(world, "disk-slow", { leastMs: 10, mostMs: 10_000 });
    scribe.file!.append(utf8("a"));
    const begun = world.now;
    assert.ok(world.runUntil(() => scribe.durable === 1, minutes(1)));
    took.push(world.now - begun);
  }
  assert.ok(Math.min(...took) >= 10 && Math.max(...took) <= 10_001);
  assert.ok(took.some((ms) => ms < 100) && took.some((ms) => ms > 4_000), took.join(" "));
});

test("a file that cannot be read is never opened", () => {
  const world = new World({ seed: 1 });
  const told: string[] = [];
  set(world, "disk-read-fails", { times: 1, code: "EMFILE" });
  const io = world.host("a");
  const first = startScribe(io, (code, what) => told.push(`${code}|${what}`));
  world.runFor(10);
  const second = startScribe(io);
  world.runFor(10);
  assert.deepEqual(told, ["EMFILE|log: EMFILE: too many open files, open"]);
  assert.equal(first.file, undefined);
  assert.notEqual(second.file, undefined);
});

test("a file that cannot be deleted stays with all that is in it, or is gone and only its directory's sync failed", () => {
  for (const [file, code, told] of [
    ["stays", "EROFS", "EROFS"],
    ["goes", "EROFS", "EIO"],
  ] as const) {
    const { world, io, scribe } = writing();
    scribe.file!.append(utf8("kept."));
    world.runFor(50);
    set(world, "disk-delete-fails", { host: "a", file, code, times: 1 });
    const answers: string[] = [];
    const remove = (name: string): void => {
      io.disk.remove(name, (failed) => answers.push(failed));
      world.runFor(50);
    };
    remove("never written");
    assert.equal(struck(world, "disk-delete-fails"), 0, "nothing was there to be deleted");
    remove("log");
    assert.equal(onDisk(world), file === "stays" ? "kept." : "");
    remove("log");
    assert.deepEqual([answers, world.disk("a").names], [["", told, ""], []]);
    assert.equal(struck(world, "disk-delete-fails"), 1);
  }
});

test("a reserve that cannot be deleted gives no room back", () => {
  const { world, io, scribe, told } = writing();
  io.disk.reserve("reserve", 1_000, () => {});
  world.runFor(50);
  set(world, "disk-full", { host: "a" });
  set(world, "disk-delete-fails", { host: "a" });
  io.disk.remove("reserve", (failed) => told.push(failed));
  world.runFor(50);
  scribe.file!.append(utf8("no room"));
  world.runFor(50);
  assert.deepEqual(told, ["EIO", "ENOSPC|log: ENOSPC: no space left on device, write"]);
});

test("a file bears the time of its host's wall clock, jumps and leaps and all, from the moment it is made", () => {
  const { world, io, scribe } = writing();
  const [other, stamps]: [Io, number[]] = [world.host("b"), []];
  const stamped = (of: Io): number => {
    stamps.length = 0;
    of.disk.list((files) => "failed" in files || stamps.push(...files.map(({ written }) => written)));
    world.runFor(10);
    return of.clock.wall() - stamps[0]!;
  };
  const isNow = (what: string): void => assert.ok(stamped(io) >= 0 && stamped(io) < 100, `${what}: ${stamps.join()}`);
  isNow("made, and nothing in it");
  for (const [fault, values] of [
    ["wall-jump", { byMs: minutes(60), towards: "backward" }],
    ["wall-jump", { byMs: minutes(180), towards: "forward" }],
    ["clock-leap", { byMs: minutes(7) }],
  ] as const) {
    set(world, fault, { host: "a", ...values });
    scribe.file!.append(utf8("line."));
    world.runFor(50);
    isNow(fault);
  }
  set(world, "wall-jump", { host: "a", byMs: minutes(90), towards: "backward" });
  assert.ok(stamped(io) < -minutes(89), "it is older than the jump");
  scribe.file!.cut(0, () => {});
  world.runFor(50);
  isNow("cut");
  startScribe(other);
  world.runFor(50);
  assert.ok(stamped(other) >= 0 && stamped(other) < 100, "another host's clock has stood where it was");
});

test("a stale lock is refused while it is set, and no longer", () => {
  const world = new World({ seed: 1 });
  const io = world.host("a");
  const answers: string[] = [];
  const lock = (): void => {
    io.disk.lock((result) => answers.push("failed" in result ? result.failed : "held"));
    world.runFor(10);
  };
  set(world, "lock-held");
  lock();
  world.faults.clear("lock-held");
  lock();
  assert.deepEqual(answers, ["locked by a process that is gone", "held"]);
  assert.equal(struck(world, "lock-held"), 1);
});

for (const [shape, legal] of [
  ["torn", /^one\.(t(w(o\.?)?)?)?$/],
  ["zeros", /^one\.(t(w(o)?)?)?\0*$/],
] as const)
  test(`a damaged tail: the last operation is ${shape}`, () => {
    const found = new Set<string>();
    for (const seed of SEEDS) {
      const tail = damaged(seed, shape);
      assert.match(tail, legal);
      found.add(tail);
    }
    assert.ok(found.size > 2, [...found].join(" "));
  });

test("a damaged tail: the last operation has flipped bits, no farther from its end than said", () => {
  for (const [reachBytes, same] of [
    [16, "one."],
    [2, "one.tw"],
  ] as const) {
    let flipped = 0;
    for (const seed of SEEDS) {
      const tail = damaged(seed, "flipped", { reachBytes });
      assert.ok(tail.startsWith(same));
      if (tail !== "one.two.") flipped++;
    }
    assert.ok(flipped > SEEDS.length / 2);
  }
});

/** "one." is durable, "two." is being synced, when the machine fails. */
function damaged(seed: number, shape: string, values: { readonly reachBytes?: number } = {}): string {
  const { world, scribe } = writing(seed);
  scribe.file!.append(utf8("one."));
  assert.ok(world.runUntil(() => scribe.durable === 1, 1_000));
  set(world, "disk-tail-damaged", { shape, ...values });
  world.runFor(100);
  assert.ok(world.running("a"), "nothing is written, so nothing is torn");
  scribe.file!.append(utf8("two."));
  world.runFor(100);
  assert.deepEqual([world.running("a"), struck(world, "disk-tail-damaged"), scribe.durable], [false, 1, 1]);
  return onDisk(world);
}

test("a machine fails before a new file is synced, and only the new file is lost", () => {
  const { world, io, scribe } = writing();
  scribe.file!.append(utf8("one."));
  assert.ok(world.runUntil(() => scribe.durable === 1, 1_000));
  set(world, "disk-file-lost");
  scribe.file!.append(utf8("two."));
  world.runFor(100);
  assert.equal(struck(world, "disk-file-lost"), 0, "the old file is known");
  io.disk.open("new", {
    opened: (file) => file.append(utf8("three.")),
    durable: () => assert.fail(),
    failed: assert.fail,
  });
  world.runFor(100);
  assert.equal(world.running("a"), false);
  assert.deepEqual([onDisk(world), fromUtf8(world.disk("a").durable("new"))], ["one.two.", ""]);
  assert.equal(struck(world, "disk-file-lost"), 1);
});

test("a disk rots far before the tail, in one bit, and the next life reads it", () => {
  const { world, scribe } = writing();
  set(world, "disk-rots", { spareBytes: 100 });
  assert.equal(struck(world, "disk-rots"), 0, "there was nothing to rot");
  scribe.file!.append(new Uint8Array(1_000));
  world.runFor(50);
  set(world, "disk-rots", { spareBytes: 100, file: "log" });
  assert.equal(struck(world, "disk-rots"), 1);
  const bytes = world.disk("a").durable("log");
  const changed = [...bytes.entries()].filter(([, byte]) => byte !== 0);
  assert.equal(changed.length, 1);
  assert.ok(changed[0]![0] < 900 && Number.isInteger(Math.log2(changed[0]![1])));
  world.kill("a");
  const again = startScribe(world.host("a"));
  world.runFor(10);
  assert.equal(again.content, fromUtf8(bytes));
});

const LOSING: readonly WorldFaultName[] = [
  ...(["disk-full", "disk-write-fails", "disk-sync-fails", "disk-short-write", "disk-slow"] as const),
  ...(["disk-tail-damaged", "disk-file-lost"] as const),
];

/** A life of appends under faults that ends with a crash: what was appended, told durable, and is found. */
function lifeAndDeath(seed: number, names: readonly WorldFaultName[]) {
  const { world, io, scribe, told } = writing(seed);
  const prng = new Prng(seed, "life");
  const operations: Uint8Array[] = [];
  for (const name of names) world.in(prng.between(0, 20), () => world.faults.apply(drawWorld(name, prng)));
  const append = (): void => {
    const bytes = Uint8Array.from({ length: prng.between(1, 20) }, () => prng.between(1, 255));
    operations.push(bytes);
    scribe.file!.append(bytes);
    io.clock.at(after(io.clock.now(), prng.between(0, 3)), append);
  };
  append();
  world.runFor(prng.between(0, 30));
  const { durable } = scribe;
  world.kill("a");
  return { operations, durable, told, found: world.disk("a").durable("log"), digest: world.digest };
}

/** Where two byte strings first differ. */
function agreement(a: Uint8Array, b: Uint8Array): number {
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  return i;
}

test("whatever goes wrong, a file is a prefix of what was appended, damaged at most in its last operation", () => {
  let [failures, damages] = [0, 0];
  fc.assert(
    fc.property(fc.nat(), fc.subarray([...LOSING]), (seed, names) => {
      const { operations, durable, told, found } = lifeAndDeath(seed, names);
      const said = concat(operations);
      const safe = concat(operations.slice(0, durable)).length;
      const agrees = agreement(said, found);
      assert.ok(agrees >= safe, "what was called durable is there, unharmed");
      assert.ok(told.length <= 1);
      failures += told.length;
      if (agrees === found.length) return;
      damages++;
      const ends = operations.map((_, i) => concat(operations.slice(0, i + 1)).length);
      const last = ends.find((end) => end > agrees)!;
      assert.ok(found.length <= last || found.subarray(agrees).every((byte) => byte === 0), "only the last is damaged");
    }),
    { seed: 7, numRuns: 300 },
  );
  assert.ok(failures > 50 && damages > 20, `${failures} failures, ${damages} damaged tails`);
});

test("one seed with all faults of the disk makes one run", () => {
  assert.equal(lifeAndDeath(3, LOSING).digest, lifeAndDeath(3, LOSING).digest);
});
