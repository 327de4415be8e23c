import assert from "node:assert/strict";
import test from "node:test";
import type { Instant, WallMs } from "../base/time.ts";
import { type CodesFile, parseCodes } from "./codesFile.ts";
import { CodesWatch, codesAtStart, LOOK_MS } from "./codesWatch.ts";
import { ConfigError } from "./explain.ts";

/** A file that the test writes, a clock that it turns, and all that was said. */
class Bench {
  text: string | undefined;
  readonly taken: CodesFile[] = [];
  readonly logged: string[] = [];
  reads = 0;
  /** What the disk owes while it does not answer. */
  readonly owed: (() => void)[] = [];
  hangs = false;
  #now = 0;
  #due: { readonly at: number; readonly run: () => void } | undefined;

  constructor(text: string) {
    this.text = text;
    const file = "/etc/codes.toml";
    const [stamp, read] = [() => String(this.text), () => this.#read(file)];
    const later = (answer: () => void): unknown => (this.hangs ? this.owed.push(answer) : answer());
    const start = codesAtStart({
      ...{ file, stamp, read },
      stampLater: (done) => void later(() => done(stamp())),
      readLater: (done) => void later(() => done(read())),
    });
    assert.ok(!(start instanceof ConfigError), String(start));
    const clock = {
      now: () => this.#now as Instant,
      wall: () => 0 as WallMs,
      at: (at: Instant, run: () => void) => this.#at(at, run),
    };
    const host = {
      log: (_: string, event: string, { why }: { why?: unknown }) => void this.logged.push(`${event} ${why}`),
      exit: () => {},
    };
    new CodesWatch(start, { clock, host }, (read) => this.taken.push(read));
  }

  #read(file: string): CodesFile | ConfigError {
    this.reads++;
    return this.text === undefined ? new ConfigError("gone") : parseCodes(this.text, file);
  }

  #at(at: number, run: () => void): () => void {
    this.#due = { at, run };
    return () => {};
  }

  /** The next look. */
  look(): void {
    const { at, run } = this.#due!;
    assert.equal(at, this.#now + LOOK_MS);
    this.#now = at;
    run();
  }
}

test("a changed file is taken when it has been still for one look, and read no oftener than it changes", () => {
  const bench = new Bench("");
  bench.look();
  bench.text = '[12345]\neffect = "ask';
  bench.look();
  bench.text = '[12345]\neffect = "ask"\n';
  bench.look();
  assert.deepEqual([bench.taken, bench.logged], [[], []], "half-written, and not looked into");
  bench.look();
  assert.deepEqual(
    bench.taken.map(({ rows }) => rows),
    [[{ code: 12345, effect: "ask" }]],
  );
  for (let n = 0; n < 5; n++) bench.look();
  assert.deepEqual([bench.taken.length, bench.reads], [1, 2]);
});

test("a bad file keeps the old rows and is complained of once, with the sentence that names the mistake", () => {
  const bench = new Bench('[110]\neffect = "ask"\n');
  bench.text = '[110]\neffect = "kills"\n';
  for (let n = 0; n < 4; n++) bench.look();
  assert.deepEqual(bench.taken, []);
  assert.equal(bench.logged.length, 1);
  assert.match(
    bench.logged[0]!,
    /^codes-file-refused \/etc\/codes\.toml line 2: 110\.effect must be one of .*, not "kills"$/,
  );
  bench.text = undefined;
  for (let n = 0; n < 4; n++) bench.look();
  assert.deepEqual(bench.logged.slice(1), ["codes-file-refused gone"]);
  bench.text = '[110]\neffect = "none"\n';
  for (let n = 0; n < 3; n++) bench.look();
  assert.deepEqual(
    bench.taken.map(({ rows }) => rows),
    [[{ code: 110, effect: "none" }]],
  );
});

test("a disk that does not answer is asked once, and looked at again when it has", () => {
  const bench = new Bench("");
  bench.text = '[110]\neffect = "ask"\n';
  bench.hangs = true;
  bench.look();
  assert.throws(() => bench.look(), "no other look is due");
  assert.equal(bench.owed.length, 1);
  bench.hangs = false;
  bench.owed[0]!();
  for (let n = 0; n < 2; n++) bench.look();
  assert.equal(bench.taken.length, 1);
});

test("a file that was written anew with the same text changes nothing", () => {
  const bench = new Bench('[110]\neffect = "ask"\n');
  bench.text = undefined;
  for (let n = 0; n < 3; n++) bench.look();
  bench.text = '[110]\neffect = "ask"\n';
  for (let n = 0; n < 3; n++) bench.look();
  assert.deepEqual(bench.taken, []);
});
