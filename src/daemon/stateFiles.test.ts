import assert from "node:assert/strict";
import test from "node:test";
import { ManualClock } from "../../test/sim/manualClock.ts";
import type { Read, WholeFiles, Written } from "../io/node/wholeFile.ts";
import type { Pairs, QueryKind } from "../model/input.ts";
import { ConfigError, parseConfig } from "./config.ts";
import { DOCUMENTS, StateFiles } from "./stateFiles.ts";

type Text = string | { readonly is: "directory" };

/** A disk in memory: what stands in its way is told by a code, and it may keep silent. */
class Disk implements WholeFiles {
  readonly files = new Map<string, Text>();
  code: string | undefined;
  inPlace: string | undefined;
  silent = false;

  read(name: string, _bytesMax: number, done: (read: Read) => void): void {
    const found = this.files.get(name);
    if (found === undefined) return done({ is: "absent" });
    done(typeof found === "string" ? { is: "file", text: found } : found);
  }

  write(name: string, text: string, done: (written: Written) => void): void {
    if (this.silent) return;
    const code = typeof this.files.get(name) === "object" ? "EISDIR" : this.code;
    if (code !== undefined) return done({ how: "failed", code });
    this.files.set(name, text);
    done(this.inPlace === undefined ? { how: "replaced" } : { how: "in-place", code: this.inPlace });
  }

  create(name: string, text: string, done: (written: Written) => void): void {
    if (this.files.has(name)) return done({ how: "replaced" });
    this.write(name, text, done);
  }

  json(name: string): { readonly [key: string]: unknown } {
    return JSON.parse(this.files.get(name) as string);
  }
}

/** State files with a loop that answers at once, and all that was said. */
class Bench {
  readonly disk = new Disk();
  readonly clock = new ManualClock();
  readonly logged: { readonly event: string; readonly file: string; readonly says: string; readonly fix: string }[] =
    [];
  readonly loaded: Pairs[] = [];
  readonly files: StateFiles;
  asked = 0;

  constructor(before: Readonly<Record<string, Text>> = {}, silent = false) {
    this.disk.silent = silent;
    for (const [name, text] of Object.entries(before)) this.disk.files.set(name, text);
    const host = {
      log: (_: string, event: string, fields: object) => void this.logged.push({ event, ...fields } as never),
      exit: () => {},
    };
    const settings = { directory: "/srv/state", everyMs: 5_000, strategies: ["alpha"] };
    this.files = new StateFiles(settings, { clock: this.clock, host, disk: this.disk });
    this.files.prepare();
  }

  start(): this {
    this.files.start({
      query: (what, answer) => this.#query(what, answer),
      loadPairs: (pairs) => this.loaded.push(pairs),
    });
    return this;
  }

  #query(what: QueryKind, answer: (result: unknown) => void): void {
    assert.equal(what, "files");
    const cycle = ++this.asked;
    answer(Object.fromEntries(Object.keys(DOCUMENTS).map((kind) => [kind, { kind, cycle }])));
  }

  get events(): string[] {
    return this.logged.map(({ event, file }) => `${event} ${file}`);
  }

  get standing() {
    return this.files.standing as {
      written?: string;
      troubles: readonly { file: string; says: string; fix: string }[];
    };
  }
}

test("before there is a loop every file is made and says JSON; what is there stays", () => {
  const { disk, events } = new Bench({ "live_status.json": '{"kept":true}', "dynamic_pairs.json": '{"alpha":[]}' });
  for (const name of Object.values(DOCUMENTS)) assert.equal(typeof disk.json(name), "object", name);
  assert.deepEqual([disk.json("live_status.json").kept, disk.json("dynamic_pairs.json")], [true, { alpha: [] }]);
  assert.deepEqual(events, []);
});

test("every cycle writes every document, at once and then in the configured pace", () => {
  const { disk, clock } = new Bench().start();
  const cycles = () => [...new Set(Object.values(DOCUMENTS).map((name) => disk.json(name).cycle))];
  assert.deepEqual(cycles(), [1]);
  clock.advance(4_999);
  assert.deepEqual(cycles(), [1]);
  clock.advance(10_001);
  assert.deepEqual(cycles(), [4]);
});

test("a directory in a file's place is named with its fix before anything runs, and the other files are written", () => {
  const bench = new Bench({ "risk_state.json": { is: "directory" } });
  const [trouble] = bench.logged;
  assert.deepEqual(bench.events, ["state-file-trouble risk_state.json"]);
  assert.match(
    trouble!.says,
    /^\/srv\/state\/risk_state.json is a directory where a file belongs: a container that mounts/,
  );
  assert.match(trouble!.fix, /rmdir risk_state.json && echo '{}' > risk_state.json/);
  bench.start().clock.advance(60_000);
  assert.equal(bench.logged.length, 1, "it was said again");
  assert.equal(bench.disk.json("live_status.json").cycle, 13);
  assert.deepEqual(
    bench.standing.troubles.map(({ file, fix }) => [file, fix]),
    [["risk_state.json", trouble!.fix]],
  );
});

test("a full disk is said once for each file when it begins and once when it is over", () => {
  const bench = new Bench().start();
  bench.disk.code = "ENOSPC";
  bench.clock.advance(30_000);
  const names = Object.values(DOCUMENTS);
  assert.deepEqual(
    bench.events,
    names.map((name) => `state-file-trouble ${name}`),
  );
  assert.match(bench.logged[0]!.says, /the disk is full/);
  bench.disk.code = undefined;
  bench.clock.advance(30_000);
  assert.deepEqual(
    bench.events.slice(names.length),
    names.map((name) => `state-file-well ${name}`),
  );
  assert.deepEqual(bench.standing.troubles, []);
});

test("another trouble with the same file is another sentence", () => {
  const bench = new Bench().start();
  for (const code of ["EROFS", "EACCES", "EIO"]) {
    bench.disk.code = code;
    bench.clock.advance(5_000);
  }
  const said = bench.logged.filter(({ file }) => file === "live_status.json").map(({ says }) => says);
  assert.match(said.join("\n"), /read-only\n.*by this user\n.*EIO$/);
});

test("a disk that hangs from the beginning keeps nobody from starting", () => {
  const bench = new Bench({}, true).start();
  bench.clock.advance(11_000);
  assert.equal(bench.asked, 0);
  assert.match(bench.standing.troubles[0]!.says, /has not answered for 11 s/);
});

test("a file that can only be written in place is written, and that is said once", () => {
  const bench = new Bench();
  bench.disk.inPlace = "EBUSY";
  bench.start().clock.advance(20_000);
  assert.equal(bench.disk.json("live_status.json").cycle, 5);
  assert.deepEqual(
    bench.events,
    Object.values(DOCUMENTS).map((name) => `state-file-in-place ${name}`),
  );
});

test("a disk that does not answer ends the cycles and nothing else, and status says so", () => {
  const bench = new Bench();
  bench.disk.silent = true;
  bench.start().clock.advance(60_000);
  assert.equal(bench.asked, 1, "the loop was asked again although nobody takes the answer");
  assert.match(bench.standing.troubles[0]!.says, /has not answered for 60 s/);
});

test("added contracts are loaded when they change, and not in between", () => {
  const bench = new Bench({ "dynamic_pairs.json": '{"alpha":["AAPL"]}' }).start();
  bench.clock.advance(20_000);
  bench.disk.files.set("dynamic_pairs.json", '{"alpha":["AAPL",265598]}');
  bench.clock.advance(20_000);
  assert.deepEqual(
    bench.loaded.map(({ alpha }) => alpha),
    [[{ symbol: "AAPL" }], [{ symbol: "AAPL" }, { conId: 265598 }]],
  );
});

test("what is no list of contracts is refused with a sentence at its second look, and what was read before stays", () => {
  const bench = new Bench({ "dynamic_pairs.json": '{"alpha":["AAPL"]}' }).start();
  bench.disk.files.set("dynamic_pairs.json", '{"alpha":["AAP');
  bench.clock.advance(5_000);
  assert.deepEqual(bench.events, [], "it may be half written");
  bench.clock.advance(5_000);
  assert.match(bench.logged[0]!.says, /^dynamic_pairs.json is refused: it is no JSON/);
  assert.match(bench.logged[0]!.fix, /the pairs read before stay/);
  bench.disk.files.set("dynamic_pairs.json", '{"alpha":["AAPL"]}');
  bench.clock.advance(10_000);
  assert.deepEqual([bench.loaded.length, bench.events.at(-1)], [1, "state-file-well dynamic_pairs.json"]);
});

test("a file of added contracts that is empty adds nothing, and one that is taken away is not made again", () => {
  const bench = new Bench({ "dynamic_pairs.json": "" }).start();
  assert.deepEqual([bench.loaded.length, bench.events], [1, []]);
  bench.disk.files.delete("dynamic_pairs.json");
  bench.clock.advance(10_000);
  assert.ok(!bench.disk.files.has("dynamic_pairs.json"), "it may be about to be put there by its writer");
});

test("what a file of added contracts had added is gone at the second look that does not find it, as after a restart", () => {
  const bench = new Bench({ "dynamic_pairs.json": '{"alpha":["AAPL"]}' }).start();
  bench.disk.files.delete("dynamic_pairs.json");
  bench.clock.advance(5_000);
  assert.equal(bench.loaded.length, 1, "its writer may be about to put it there");
  bench.clock.advance(5_000);
  assert.deepEqual([bench.loaded.length, bench.loaded.at(-1)?.alpha], [2, undefined]);
  bench.clock.advance(20_000);
  assert.deepEqual([bench.loaded.length, bench.events], [2, []]);
  bench.disk.files.set("dynamic_pairs.json", '{"alpha":["AAPL"]}');
  bench.clock.advance(5_000);
  assert.deepEqual(bench.loaded.at(-1)?.alpha, [{ symbol: "AAPL" }]);
});

test("files are on in the state directory every five seconds, elsewhere or off when the configuration says so", () => {
  const settings = (files: string) => {
    const text = `mode = "paper"\nlimits = "off"\naccount-limits = "off"\n[strategies.alpha]\naccount = "DU1234567"\nclient-ids = [1]\n${files}`;
    const read = parseConfig(text, "/etc/holdfast.toml");
    return read instanceof ConfigError ? read.message : read.files;
  };
  assert.deepEqual(settings(""), { directory: "/etc/state", everyMs: 5_000, strategies: ["alpha"] });
  const elsewhere = { directory: "/srv/shown", everyMs: 1_000, strategies: ["alpha"] };
  assert.deepEqual(settings('[files]\nevery-seconds = 1\ndirectory = "../srv/shown"'), elsewhere);
  assert.equal(settings("[files]\nenabled = false"), undefined);
  assert.match(String(settings("[files]\nevery-seconds = 0")), /line 8: files.every-seconds must be a whole number/);
});
