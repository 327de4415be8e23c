/** A journal that a newer build goes on with, the present build's refusal of what it wrote, and tails that are torn. */
import assert from "node:assert/strict";
import test from "node:test";
import { scenarios } from "../../../test/sim/crashes/scenes.ts";
import { CONFIG, journalOf } from "../../../test/sim/journalOf.ts";
import { type Instant, minutes, seconds, type WallMs } from "../../base/time.ts";
import { startDaemon } from "../../daemon/loop.ts";
import type { Io, LogFile } from "../../io/io.ts";
import { JournalDamaged, JournalWriter, type Replay, readJournal } from "../../journal/journal.ts";
import { type Entry, JOURNAL_FORMAT } from "../../model/entry.ts";
import { lowered, newerBuild } from "./newerBuild.ts";
import { run } from "./run.ts";
import { type Planned, SCENARIO_FORMAT, type Scenario } from "./scenario.ts";

const journal = journalOf(scenarios.find(({ says }) => says === "a limit rests and is cancelled")!);
/** Its supervisor upgrades early enough to go back twice. */
const UPGRADING_SEED = 5;
const WALL = 1_767_625_872_345 as WallMs;
const { records, count, chain } = replayed(journal);
const entries = records.map(({ entry }) => entry);
const STARTED: Entry = { kind: "daemonStarted", epoch: "abc", format: JOURNAL_FORMAT };
const more: readonly Entry[] = [STARTED, entries.at(-1)!, STARTED];

function replayed(bytes: Uint8Array): Replay {
  const replay = readJournal(bytes, "main");
  assert.ok(!(replay instanceof JournalDamaged), "it can be read");
  return replay;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

/** One file, and ports that know nothing else; everything is durable at once. */
class Desk {
  bytes: Uint8Array;
  readonly did: string[] = [];
  reason = "";

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get io(): Io {
    return {
      clock: { now: () => 0 as Instant, wall: () => WALL, at: () => () => {} },
      network: { dial: () => assert.fail("something is dialled"), listen: () => assert.fail("a door is opened") },
      disk: {
        lock: () => assert.fail(),
        list: (answer) => answer([]),
        open: (_, owner) => owner.opened(this.#file(), this.bytes.slice()),
        remove: () => assert.fail("a file is removed"),
        reserve: (_name, _bytes, done) => done(""),
      },
      entropy: { uint32: () => 7 },
      host: { log: () => {}, exit: (code) => void this.did.push(`exit ${code}`) },
    };
  }

  get newer(): Io {
    return newerBuild(this.io, "main");
  }

  /** Starts the loop; the entries of its first step are on the desk then. */
  start(io: Io): this {
    startDaemon(io, CONFIG, {
      exiting: (_, reason) => {
        this.reason = reason;
      },
    });
    return this;
  }

  /** Opens the journal and answers what is given of it. */
  open(io: Io): { readonly file: LogFile; readonly given: Uint8Array } {
    let opened: { readonly file: LogFile; readonly given: Uint8Array } | undefined;
    io.disk.open("main.journal", {
      opened: (file, given) => {
        opened = { file, given };
      },
      durable: () => {},
      failed: () => assert.fail(),
    });
    return opened!;
  }

  #file(): LogFile {
    return {
      append: (bytes) => {
        this.did.push("append");
        this.bytes = joined(this.bytes, bytes);
      },
      cut: (length, done) => {
        this.did.push(`cut ${length}`);
        this.bytes = this.bytes.slice(0, length);
        done();
      },
      close: () => void this.did.push("close"),
    };
  }
}

/** The journal after a newer build has gone on with it. */
function wentOn(): Desk {
  const desk = new Desk(journal);
  const { file } = desk.open(desk.newer);
  file.append(new JournalWriter("main", { count, chain }).bytes(more, WALL));
  return desk;
}

test("what the present build wrote is given to a newer one as it is", () => {
  assert.ok(entries.length > 8, "it has some entries");
  const desk = new Desk(journal);
  assert.equal(text(desk.open(desk.newer).given), text(journal));
});

test("what a newer build writes stands on the disk with its format, and is given back byte for byte", () => {
  const { bytes } = wentOn();
  const said = new JournalWriter("main", { count, chain }).bytes(more, WALL);
  const next = more.map((entry) => (entry === STARTED ? { ...STARTED, format: JOURNAL_FORMAT + 1 } : entry));
  const real = new JournalWriter("main", { count, chain }).bytes(next, WALL);
  assert.equal(text(bytes), text(journal) + text(real));
  assert.notEqual(text(real), text(said));
  const desk = new Desk(bytes);
  assert.equal(text(desk.open(desk.newer).given), text(journal) + text(said));
  assert.equal(text(lowered(bytes, "main")), text(journal) + text(said));
});

test("the present build refuses what a newer one wrote, and touches nothing", () => {
  const desk = new Desk(wentOn().bytes);
  const before = text(desk.bytes);
  desk.start(desk.io);
  assert.match(
    desk.reason,
    /^the journal cannot be trusted: main.journal: it was written by a newer holdfast \(format 3, this/,
  );
  assert.deepEqual(desk.did, ["exit 1"]);
  assert.equal(text(desk.bytes), before);
});

/** Ports of a newer build that has read this file and now opens the desk's, which is the next. */
function newerBehind(before: Uint8Array, desk: Desk): Io {
  const open: Io["disk"]["open"] = (name, owner) =>
    (name === "before" ? new Desk(before).io : desk.io).disk.open(name, owner);
  const io = newerBuild({ ...desk.io, disk: { ...desk.io.disk, open } }, "main");
  io.disk.open("before", { opened: () => {}, durable: () => {}, failed: () => assert.fail() });
  return io;
}

test("a newer build's file that begins with a snapshot is refused by the present one, and read by its own", () => {
  const desk = new Desk(new Uint8Array());
  const { file } = desk.open(newerBehind(journal, desk));
  const writer = new JournalWriter("main", { count, chain });
  const snapshot: Entry = { kind: "bookCarried", format: JOURNAL_FORMAT, folds: {} };
  file.append(writer.opening(snapshot, WALL));
  file.append(writer.bytes([entries.at(-1)!], WALL));
  assert.match((readJournal(desk.bytes, "main") as JournalDamaged).reason, /newer holdfast \(format 3, this/);
  const own = replayed(lowered(desk.bytes, "main"));
  assert.deepEqual(
    own.records.map(({ entry }) => entry),
    [snapshot, entries.at(-1)],
  );
  assert.equal(own.count, count + 2);
});

test("a newer build goes on with every entry, again and again", () => {
  const desk = new Desk(journal);
  for (let start = 1; start <= 3; start++) {
    desk.start(desk.newer);
    assert.equal(desk.reason, "");
    const all = replayed(lowered(desk.bytes, "main")).records.map(({ entry }) => entry);
    assert.deepEqual(all.slice(0, entries.length), entries);
    const starts = all.slice(entries.length).filter(({ kind }) => kind === "daemonStarted");
    assert.equal(starts.length, start);
  }
  assert.match((readJournal(desk.bytes, "main") as JournalDamaged).reason, /newer holdfast/);
});

test("a tail torn at any byte of the last line is cut where it begins, and the build goes on behind it", () => {
  const { bytes } = wentOn();
  const last = bytes.lastIndexOf(10, bytes.length - 2) + 1;
  for (let length = last + 1; length < bytes.length; length++) {
    const desk = new Desk(bytes.slice(0, length));
    desk.start(desk.newer);
    assert.deepEqual([desk.reason, desk.did], ["", [`cut ${last}`, "append"]], `torn at byte ${length - last}`);
    const all = replayed(lowered(desk.bytes, "main")).records.map(({ entry }) => entry);
    assert.deepEqual(all.slice(0, count + 2), [...entries, ...more.slice(0, 2)]);
    assert.equal(all[count + 2]!.kind, "daemonStarted");
  }
});

test("damage before intact lines is given as it is, and refused", () => {
  const { bytes } = wentOn();
  for (let at = 30; at < bytes.length - 400; at += 97) {
    const desk = new Desk(bytes.slice());
    desk.bytes[at]! ^= 1;
    desk.start(desk.newer);
    assert.match(desk.reason, /^the journal cannot be trusted: /, `byte ${at}`);
    assert.deepEqual(desk.did, ["exit 1"]);
  }
});

const killedEvery = (ms: number, upTo: number): readonly Planned[] =>
  Array.from({ length: Math.floor(upTo / ms) }, (_, i) => ({
    ...{ atMs: ms * (i + 1), fault: "process-killed", values: { host: "daemon" } },
  }));

test("a supervisor that upgrades and goes back breaks no promise, and does the same again", () => {
  const scenario: Scenario = {
    ...{ format: SCENARIO_FORMAT, profile: "upgraded", seed: UPGRADING_SEED, safetyMs: minutes(10) },
    plan: killedEvery(seconds(20), minutes(9)),
    topology: {
      ...{ start: "2026-01-05T15:00:00Z", calendar: "always", tickMs: 5_000, latencyMs: 20 },
      versions: { gateway: 225, upstream: 225, door: 225 },
      accounts: ["DU1000001"],
      strategies: [{ name: "alpha", account: "DU1000001", clientIds: [1] }],
    },
    actors: [
      { kind: "trader", host: "bot", strategy: "alpha", clientId: 1, symbols: ["AAPL"], perHour: 400 },
      { kind: "supervisor", host: "supervisor" },
    ],
  };
  const { violations, sometimes, counts, digest } = run(scenario);
  assert.deepEqual(violations, []);
  assert.deepEqual([counts.upgrades, counts.downgrades], [1, 2]);
  assert.equal(sometimes["a newer journal was refused"], 2);
  assert.ok(sometimes["a newer build went on"]! > 2 && counts.orders! > 5, JSON.stringify({ sometimes, counts }));
  assert.equal(run(scenario).digest, digest);
});
