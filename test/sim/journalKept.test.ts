/** The journal on a disk: over files, through crashes at every call, without room, and for as long as it must be kept. */
import assert from "node:assert/strict";
import test from "node:test";
import { utf8 } from "../../src/base/bytes.ts";
import { type WallMs, wallOf } from "../../src/base/time.ts";
import { Journal } from "../../src/daemon/journal.ts";
import type { FileFacts, Io, LogFileOwner } from "../../src/io/io.ts";
import { segment, segmentsAmong } from "../../src/journal/segments.ts";
import type { JournalConfig } from "../../src/model/config.ts";
import type { Entry, Recorded } from "../../src/model/entry.ts";
import type { Survival } from "../../src/sim/world/fate.ts";
import { World } from "../../src/sim/world/world.ts";
import { set } from "./world/programs.ts";

const CONFIG: JournalConfig = { segmentBytes: 500, keepDays: 3, reserveBytes: 2_000 };
const DAY_MS = 86_400_000;
const START = wallOf(2026, 1, 5, 15, 0);

const entry = (reason: string): Entry => ({ kind: "orderDiscarded", key: "alpha-0000-1" as never, reason });

/** One process that writes numbers into a journal and knows all that were written, by a snapshot or one by one. */
class Scribe {
  readonly room: boolean[] = [];
  known: string[] = [];
  isOpen = false;
  durable = 0;
  /** With snapshots. */
  appended = 0;
  failed = "";
  /** Looks whether it is time for a new file whenever something is durable. */
  isEager = false;
  readonly #journal: Journal;
  readonly #io: Io;

  constructor(io: Io, config = CONFIG) {
    this.#io = io;
    this.#journal = new Journal(io, "main", config, {
      opened: (records) => this.#opened(records),
      durable: (appends) => {
        this.durable = appends;
        if (this.isEager) this.#rollWhenDue();
      },
      room: (isFull) => void this.room.push(isFull),
      failed: (reason) => {
        this.failed = reason;
        io.host.exit(1);
      },
    });
    this.#journal.open();
  }

  #opened(records: readonly Recorded[]): void {
    this.isOpen = true;
    for (const { entry: read } of records) {
      if (read.kind === "bookCarried") this.known = [...(read.folds.known as string[])];
      if (read.kind === "orderDiscarded") this.known.push(read.reason);
    }
  }

  /** One entry, and a new file when it is time for one. Answers how many appends there are with it. */
  write(text: string): void {
    const at = this.#io.clock.wall();
    this.known.push(text);
    this.appended++;
    this.#journal.append([entry(text)], at);
    this.#rollWhenDue();
  }

  #rollWhenDue(): void {
    const at = this.#io.clock.wall();
    if (!this.#journal.isDue(at)) return;
    this.appended++;
    this.#journal.roll({ kind: "bookCarried", format: 2, folds: { known: this.known } }, at);
  }
}

function begun(world: World, config = CONFIG): Scribe {
  const scribe = new Scribe(world.host("a"), config);
  assert.ok(world.runUntil(() => scribe.isOpen || scribe.failed !== "", 1_000));
  return scribe;
}

const filesOf = (world: World): readonly string[] => world.disk("a").names;
const numbers = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `${i} ${"x".repeat(60)}`);

function writeAll(world: World, scribe: Scribe, texts: readonly string[], everyMs = 3): void {
  for (const text of texts) {
    scribe.write(text);
    world.runFor(everyMs);
  }
  world.runFor(200);
}

test("a long journal is many files, and a start knows everything by the newest of them", () => {
  const world = new World({ seed: 1 });
  const texts = numbers(30);
  writeAll(world, begun(world), texts);
  assert.ok(filesOf(world).length >= 3, filesOf(world).join(" "));
  world.kill("a");
  const before = filesOf(world);
  assert.deepEqual(begun(world).known, texts);
  assert.deepEqual(filesOf(world), before);
});

test("a new file that begins while something becomes durable begins once, and everything is durable in the end", () => {
  const world = new World({ seed: 3 });
  const begins: unknown[] = [];
  world.watch({ logged: ({ event, fields }) => event === "journal-file-begun" && begins.push(fields.file) });
  const scribe = begun(world);
  scribe.isEager = true;
  for (let burst = 0; burst < 6; burst++) {
    for (const text of numbers(12)) scribe.write(text);
    world.runFor(200);
  }
  assert.ok(begins.length >= 3);
  assert.equal(new Set(begins).size, begins.length, begins.join(" "));
  assert.equal(scribe.durable, scribe.appended);
});

test("whatever call a crash comes at, a start knows a beginning of what was written, with all that was called durable", () => {
  const texts = numbers(14);
  let [files, unfinished] = [0, 0];
  for (let call = 1, reached = true; reached; call++) {
    reached = false;
    for (const when of ["before", "after"] as const)
      for (const disk of ["none", "all", "drawn"] as Survival[]) {
        const world = new World({ seed: call });
        world.watch({
          logged: ({ event }) => {
            if (event === "journal-file-unfinished") unfinished++;
          },
        });
        world.crashAt("a", { call, when, fate: { bytes: "none", disk } });
        const scribe = new Scribe(world.host("a"));
        world.runUntil(() => scribe.isOpen, 100);
        let durable = 0;
        for (const text of scribe.isOpen ? texts : []) {
          if (!world.running("a")) break;
          scribe.write(text);
          world.runFor(call % 4);
          durable = scribe.durable;
        }
        world.runFor(200);
        durable = scribe.durable;
        if (world.running("a")) continue;
        reached = true;
        files = Math.max(files, filesOf(world).length);
        const again = begun(world);
        assert.equal(again.failed, "", `${call} ${when} ${disk}`);
        assert.deepEqual(again.known, texts.slice(0, again.known.length));
        const snapshots = filesOf(world).length - 1;
        assert.ok(
          again.known.length >= durable - snapshots,
          `${call} ${when} ${disk}: ${again.known.length} of ${durable}`,
        );
        again.write("goes on");
        world.runFor(200);
        assert.ok(again.durable > 0);
      }
  }
  assert.ok(files > 2, `crashes came in up to ${files} files`);
  assert.ok(unfinished > 0, "no crash left a file that was only begun");
});

test("a new file that cannot be begun keeps nobody from writing: the old one goes on, and the next try comes when it is due", () => {
  const world = new World({ seed: 2 });
  const told: unknown[] = [];
  world.watch({ logged: ({ event, fields }) => event === "journal-file-not-begun" && told.push(fields.file) });
  const scribe = begun(world);
  set(world, "disk-read-fails", { host: "a", code: "EMFILE" });
  const texts = numbers(30);
  writeAll(world, scribe, texts.slice(0, 20));
  assert.deepEqual([scribe.failed, scribe.durable, filesOf(world).length], ["", scribe.appended, 1]);
  assert.ok(told.length > 1 && told.every((file) => file === "main.000001.journal"), told.join(" "));
  world.faults.clearAll();
  writeAll(world, scribe, texts.slice(20));
  assert.equal(scribe.durable, scribe.appended);
  assert.ok(filesOf(world).length > 1, filesOf(world).join(" "));
  world.kill("a");
  assert.deepEqual(begun(world).known, texts);
});

test("what a snapshot has begun in the old file is known to a start, whatever of a new one was left", () => {
  const world = new World({ seed: 2 });
  const scribe = begun(world);
  set(world, "disk-read-fails", { host: "a", code: "EMFILE" });
  const texts = numbers(12);
  writeAll(world, scribe, texts);
  world.kill("a");
  world.faults.clearAll();
  const again = begun(world);
  assert.deepEqual(again.known, texts);
  writeAll(world, again, ["goes on"]);
  assert.equal(again.failed, "");
});

test("without room the append that finds none gets the reserve's, and the reserve is made anew when there is room", () => {
  const world = new World({ seed: 3 });
  const scribe = begun(world, { ...CONFIG, segmentBytes: 1_000_000 });
  world.runFor(50);
  assert.deepEqual(scribe.room, [false]);
  set(world, "disk-full", { host: "a" });
  writeAll(world, scribe, numbers(5));
  assert.deepEqual([scribe.room, scribe.failed, scribe.durable], [[false, true], "", 5]);
  world.runFor(15_000);
  assert.deepEqual(scribe.room.at(-1), true, "there is no room for a reserve yet");
  world.faults.clearAll();
  world.runFor(15_000);
  assert.deepEqual(scribe.room.at(-1), false);
  set(world, "disk-full", { host: "a" });
  writeAll(world, scribe, numbers(60));
  assert.match(scribe.failed, /^the journal main\.journal failed \(main\.journal: ENOSPC: .*: ENOSPC\)\. Nothing more/);
  world.faults.clearAll();
  const again = begun(world);
  assert.deepEqual(again.known, [...numbers(5), ...numbers(60)].slice(0, again.known.length));
  assert.ok(again.known.length >= scribe.durable);
});

test("a disk that is full from the beginning is told, and written to as long as that goes", () => {
  const world = new World({ seed: 4 });
  set(world, "disk-full", { host: "a" });
  const scribe = begun(world);
  world.runFor(20);
  assert.deepEqual([scribe.room, scribe.failed], [[true], ""]);
  scribe.write("no room");
  world.runFor(50);
  assert.match(scribe.failed, /ENOSPC/);
});

test("files are deleted when they are older than they need be kept, but for the newest two", () => {
  const world = new World({ seed: 5 });
  const scribe = begun(world, { ...CONFIG, segmentBytes: 1 });
  for (let day = 0; day < 8; day++) {
    writeAll(world, scribe, [`day ${day} ${"x".repeat(300 * 3 ** day)}`]);
    world.runFor(DAY_MS);
  }
  const last = filesOf(world);
  assert.ok(last.length >= 3 && last.length < 8 && !last.includes("main.journal"), last.join(" "));
  world.runFor(30 * DAY_MS);
  world.kill("a");
  const again = begun(world, { ...CONFIG, segmentBytes: 1 });
  world.runFor(50);
  assert.deepEqual(filesOf(world), last.slice(-2));
  assert.equal(again.known.length, 8);
});

test("files that cannot be deleted are told and stay, without a hole, and go when that works again", () => {
  for (const file of ["stays", "goes"]) {
    const world = new World({ seed: 5 });
    const [deleted, told]: [unknown[], unknown[]] = [[], []];
    world.watch({
      logged: ({ event, fields }) => {
        if (event === "journal-file-deleted") deleted.push(fields.file);
        if (event === "journal-file-not-deleted") told.push(fields.file);
      },
    });
    const scribe = begun(world, { ...CONFIG, keepDays: 0 });
    writeAll(world, scribe, numbers(8));
    set(world, "disk-delete-fails", { host: "a", file });
    const [gone, before] = [deleted.length, segmentsAmong(filesOf(world), "main")[0]!.number];
    writeAll(world, scribe, numbers(16));
    const left = segmentsAmong(filesOf(world), "main").map(({ number }) => number);
    assert.ok(told.length > 0);
    assert.deepEqual(
      left,
      left.map((_, i) => left[0]! + i),
      "there is no hole",
    );
    if (file === "stays") assert.deepEqual([deleted.length, left[0]], [gone, before]);
    assert.deepEqual([scribe.failed, scribe.durable], ["", scribe.appended]);
    world.faults.clearAll();
    world.kill("a");
    const again = begun(world, { ...CONFIG, keepDays: 0 });
    world.runFor(50);
    assert.deepEqual([again.failed, again.known], ["", scribe.known]);
    assert.equal(segmentsAmong(filesOf(world), "main").length, 2);
  }
});

test("a reserve that cannot be deleted is no room: the journal stops, and a start on the same disk goes on by it", () => {
  const world = new World({ seed: 9 });
  const scribe = begun(world, { ...CONFIG, segmentBytes: 1_000_000 });
  world.runFor(50);
  set(world, "disk-full", { host: "a" });
  set(world, "disk-delete-fails", { host: "a", times: 1 });
  writeAll(world, scribe, numbers(2));
  assert.match(scribe.failed, /ENOSPC/);
  assert.equal(scribe.durable, 0);
  const again = begun(world, { ...CONFIG, segmentBytes: 1_000_000 });
  writeAll(world, again, ["goes on"]);
  assert.deepEqual([again.failed, again.durable, again.room.at(-1)], ["", 1, true]);
});

/** A host whose list of files says what `told` makes of it. */
const listing = (io: Io, told: (facts: FileFacts) => FileFacts): Io => ({
  ...io,
  disk: {
    ...io.disk,
    list: (answer) => io.disk.list((files) => answer("failed" in files ? files : files.map(told))),
  },
});

/** A host that does not remove this file. */
const keeping = (io: Io, kept: string): Io => ({
  ...io,
  disk: {
    ...io.disk,
    remove: (name, done) =>
      name === kept ? io.clock.at(io.clock.now(), () => done("EPERM")) : io.disk.remove(name, done),
  },
});

/** What a start on this host leaves of seven files, all but the newest two of which are older than they need be kept. */
function leftOf(on: (io: Io) => Io): readonly string[] {
  const world = new World({ seed: 5 });
  const scribe = begun(world, { ...CONFIG, segmentBytes: 1, keepDays: 400 });
  writeAll(
    world,
    scribe,
    Array.from({ length: 6 }, (_, i) => "x".repeat(300 * 3 ** i)),
  );
  world.runFor(30 * DAY_MS);
  world.kill("a");
  const again = new Scribe(on(world.host("a")), { ...CONFIG, segmentBytes: 1 });
  assert.ok(world.runUntil(() => again.isOpen, 1_000));
  world.runFor(50);
  return segmentsAmong(filesOf(world), "main").map(({ name }) => name);
}

const seven = Array.from({ length: 7 }, (_, number) => segment("main", number).name);

test("a file that was written by a clock that was ahead is as old as the one behind it", () => {
  assert.deepEqual(
    leftOf((io) => io),
    seven.slice(-2),
  );
  const ahead = ({ written }: FileFacts) => (written + 3_000 * DAY_MS) as WallMs;
  assert.deepEqual(
    leftOf((io) => listing(io, (facts) => (facts.name === seven[2] ? { ...facts, written: ahead(facts) } : facts))),
    seven.slice(-2),
  );
});

test("a clock that is put back makes no file old: neither those of before, nor one that is begun then", () => {
  for (let seed = 0; seed < 10; seed++) {
    const world = new World({ seed });
    const scribe = begun(world, { ...CONFIG, segmentBytes: 1 });
    const texts = Array.from({ length: 5 }, (_, i) => "x".repeat(300 * 3 ** i));
    writeAll(world, scribe, texts.slice(0, 4));
    const before = filesOf(world);
    set(world, "wall-jump", { host: "a", byMs: DAY_MS, towards: "backward" });
    writeAll(world, scribe, texts.slice(4));
    world.kill("a");
    begun(world, { ...CONFIG, segmentBytes: 1 });
    world.runFor(50);
    assert.ok(before.length > 3 && filesOf(world).length > before.length, `${seed}: ${filesOf(world).join(" ")}`);
  }
});

test("behind a file that is kept, or cannot be deleted, none is: a journal with a hole is none", () => {
  const now = (io: Io) => (facts: FileFacts) =>
    facts.name === seven[2] ? { ...facts, written: io.clock.wall() } : facts;
  assert.deepEqual(
    leftOf((io) => listing(io, now(io))),
    seven.slice(2),
  );
  assert.deepEqual(
    leftOf((io) => keeping(io, seven[1]!)),
    seven.slice(1),
  );
});

test("a file that a crash left unfinished and that cannot be removed is begun from its first byte", () => {
  const world = new World({ seed: 8 });
  const begins: unknown[] = [];
  world.watch({ logged: ({ event, fields }) => event === "journal-file-begun" && begins.push(fields.file) });
  const texts = numbers(30);
  writeAll(world, begun(world, { ...CONFIG, segmentBytes: 1_000_000 }), texts.slice(0, 8));
  world.kill("a");
  const torn = "main.000001.journal";
  const half: LogFileOwner = {
    opened: (file) => file.append(utf8("0badf00d 00112233")),
    durable: () => {},
    failed: assert.fail,
  };
  world.host("a").disk.open(torn, half);
  world.runFor(100);
  world.kill("a");
  const scribe = new Scribe(keeping(world.host("a"), torn));
  assert.ok(world.runUntil(() => scribe.isOpen, 1_000));
  for (const text of texts.slice(8)) {
    writeAll(world, scribe, [text]);
    if (begins.length === 1) break;
  }
  writeAll(world, scribe, ["goes", "on"]);
  assert.deepEqual([begins, scribe.durable], [[torn], scribe.appended]);
  world.kill("a");
  const again = begun(world);
  assert.deepEqual([again.failed, again.known], ["", scribe.known]);
});

test("a new day begins a new file, unless the snapshot would outweigh what was written", () => {
  const world = new World({ seed: 6, wall: START as WallMs });
  const scribe = begun(world, { ...CONFIG, segmentBytes: 1_000_000, keepDays: 400 });
  writeAll(world, scribe, numbers(3));
  assert.equal(filesOf(world).length, 1);
  world.runFor(DAY_MS);
  writeAll(world, scribe, ["the next day", "and on"]);
  assert.equal(filesOf(world).length, 2);
  world.runFor(DAY_MS);
  writeAll(world, scribe, ["the day after"]);
  assert.equal(filesOf(world).length, 2, "one line weighs less than the snapshot");
});

test("a newest file whose snapshot is damaged is refused by its name, for what is behind it was durable", () => {
  const world = new World({ seed: 7 });
  const scribe = begun(world);
  writeAll(world, scribe, numbers(30));
  const newest = filesOf(world).findLast((name) => name !== "main.journal")!;
  for (const text of ["one more", "and another"]) writeAll(world, scribe, [text]);
  world.kill("a");
  assert.equal(filesOf(world).indexOf(newest), filesOf(world).length - 2, "it is still the newest one");
  assert.ok(world.disk("a").rot(newest, 1, { between: (_: number, high: number) => Math.min(40, high) } as never));
  const { failed } = begun(world);
  assert.ok(failed.startsWith(`the journal cannot be trusted: ${newest}: line 1 (byte 0) is damaged`), failed);
});
