/**
 * A journal of a real run, damaged everywhere: the daemon begins with an exact prefix of it, or refuses and says why; it
 * never begins with anything else (RELIABILITY I15, R15).
 */
import assert from "node:assert/strict";
import test from "node:test";
import type { Instant, WallMs } from "../../src/base/time.ts";
import { startDaemon } from "../../src/daemon/loop.ts";
import type { Io } from "../../src/io/io.ts";
import { JournalWriter, type Replay, readJournal } from "../../src/journal/journal.ts";
import { scenarios } from "./crashes/scenes.ts";
import { CONFIG, journalOf } from "./journalOf.ts";

const journal = journalOf(scenarios.find(({ says }) => says === "a limit rests and is cancelled")!);
const NEWLINE = 10;
const REFUSAL =
  /^the journal cannot be trusted: .+\. Nothing was started\. `holdfast journal verify` tells more; restore it from a copy, or move it away to begin without memory of earlier orders\.$/;
/** Every line's end, the beginning included. */
const ends = [0, ...[...journal.keys()].filter((at) => journal[at] === NEWLINE).map((at) => at + 1)];
const lastLine = ends.at(-2)!;
/** The last line calls everything before this byte durable: damage to it is no crash. */
const firm = ends[JSON.parse(Buffer.from(journal.subarray(lastLine + 26)).toString()).durable ?? ends.length - 2]!;

interface Began {
  /** How many bytes it keeps; undefined when it refused. */
  readonly kept: number | undefined;
  readonly reason: string;
  readonly touched: readonly string[];
}

/** Starts a daemon on these bytes, on ports that only note what is done with them. */
function begin(content: Uint8Array): Began {
  let kept: number | undefined;
  let reason = "";
  const touched: string[] = [];
  const file = {
    append: () => void touched.push("append"),
    cut: (length: number, done: () => void) => {
      kept = length;
      done();
    },
    close: () => {},
  };
  const io: Io = {
    clock: { now: () => 0 as Instant, wall: () => 0 as WallMs, at: () => () => {} },
    network: { dial: () => assert.fail("nothing is dialled before an append is durable"), listen: () => assert.fail() },
    disk: {
      lock: () => assert.fail(),
      list: (answer) => answer([]),
      open: (_, owner) => owner.opened(file, content),
      remove: () => assert.fail("a file is removed"),
      reserve: (_name, _bytes, done) => done(""),
    },
    entropy: { uint32: () => 7 },
    host: { log: () => {}, exit: (code) => void touched.push(`exit ${code}`) },
  };
  startDaemon(io, CONFIG, {
    exiting: (_, why) => {
      reason = why;
    },
  });
  return { kept: reason === "" ? (kept ?? content.length) : undefined, reason, touched };
}

type Verdict = "refused" | "whole" | "prefix";

/** Asserts the promise for one damaged copy and says which way it went. */
function verdict(damaged: Uint8Array, what: string): Verdict {
  const { kept, reason, touched } = begin(damaged);
  if (kept === undefined) {
    assert.match(reason, REFUSAL, what);
    assert.deepEqual(touched, ["exit 1"], `${what}: a daemon that refuses changes nothing`);
    return "refused";
  }
  assert.ok(ends.includes(kept), `${what}: it keeps ${kept} bytes, which is no whole number of lines`);
  assert.ok(
    Buffer.from(damaged.subarray(0, kept)).equals(journal.subarray(0, kept)),
    `${what}: what it keeps is changed`,
  );
  return kept === journal.length ? "whole" : "prefix";
}

/** Regions that meet every byte, of a size that is no divisor of anything in a line. */
const REGION = 37;
const regions = Array.from({ length: Math.ceil(journal.length / REGION) }, (_, i) => i * REGION);
const changed = (change: (bytes: Uint8Array) => void): Uint8Array => {
  const copy = journal.slice();
  change(copy);
  return copy;
};
const without = (from: number, to: number): Uint8Array =>
  Uint8Array.from([...journal.subarray(0, from), ...journal.subarray(to)]);

test("the journal as it was is kept whole", () => {
  assert.ok(ends.length > 8, "it has some lines");
  assert.equal(verdict(journal, "undamaged"), "whole");
});

test("a flipped bit: in what is called durable nothing begins, behind it it is cut or refused", () => {
  assert.ok(firm > journal.length / 2 && firm <= lastLine);
  for (const at of journal.keys()) {
    if (at % 3 !== 0 && at < firm) continue;
    const result = verdict(
      changed((bytes) => {
        bytes[at]! ^= 1 << (at % 8);
      }),
      `bit ${at % 8} of byte ${at}`,
    );
    if (at < firm - 1) assert.equal(result, "refused", `byte ${at}`);
    else assert.notEqual(result, "whole", `byte ${at}`);
  }
});

test("zeros in place of a region, up to the end too", () => {
  for (const from of regions) {
    const zeroed = (to: number): Uint8Array => changed((bytes) => bytes.fill(0, from, to));
    const result = verdict(zeroed(from + REGION), `zeros from ${from}`);
    if (from < firm && from + REGION < lastLine) assert.equal(result, "refused");
    assert.equal(verdict(zeroed(journal.length), `zeros from ${from} on`), "prefix");
  }
});

test("a region cut out is noticed, and a cut tail leaves whole lines", () => {
  for (const from of regions) {
    const result = verdict(without(from, from + REGION), `${REGION} bytes cut at ${from}`);
    if (from < firm && from + REGION < lastLine) assert.equal(result, "refused");
    assert.equal(verdict(journal.slice(0, from), `cut at ${from}`), "prefix");
  }
});

test("lines taken out, swapped or repeated break the chain", () => {
  for (let i = 0; i + 2 < ends.length; i++) {
    const [a, b, c] = [ends[i]!, ends[i + 1]!, ends[i + 2]!];
    const swapped = [
      ...journal.subarray(0, a),
      ...journal.subarray(b, c),
      ...journal.subarray(a, b),
      ...journal.subarray(c),
    ];
    assert.equal(verdict(Uint8Array.from(swapped), `lines ${i + 1} and ${i + 2} swapped`), "refused");
    assert.equal(verdict(without(a, b), `line ${i + 1} taken out`), "refused");
    const repeated = [...journal.subarray(0, b), ...journal.subarray(a)];
    assert.equal(verdict(Uint8Array.from(repeated), `line ${i + 1} repeated`), "refused");
  }
});

test("two regions that change places are noticed, for intact lines stand between and behind them", () => {
  const half = journal.length >> 1;
  for (const from of regions.filter((at) => at + half + REGION < lastLine)) {
    const to = from + half;
    const swapped = changed((bytes) => {
      bytes.set(journal.subarray(to, to + REGION), from);
      bytes.set(journal.subarray(from, from + REGION), to);
    });
    assert.equal(verdict(swapped, `regions at ${from} and ${to} swapped`), "refused");
  }
});

test("an append of many lines that the power failed in: whatever is flipped or zeroed in it, all before it is kept", () => {
  const { records, count, chain } = readJournal(journal, "main") as Replay;
  const entries = records.slice(-6).map(({ entry }) => entry);
  const append = new JournalWriter("main", { count, chain }).bytes(entries, 0 as WallMs, count);
  const whole = joined(journal, append);
  for (let at = journal.length; at < whole.length; at++) {
    const flipped = Uint8Array.from(whole);
    flipped[at]! ^= 1 << (at % 8);
    const zeroed = Uint8Array.from(whole).fill(0, at, at + REGION);
    const line = whole.subarray(0, at).lastIndexOf(NEWLINE) + 1;
    for (const damaged of [flipped, zeroed]) {
      const { kept, reason } = begin(damaged);
      assert.equal(reason, "", `byte ${at}`);
      assert.equal(kept, line, `damage at byte ${at} is cut from the line on that it is in`);
    }
  }
});

test("lines of two appends, neither of which was ever durable, do not vouch for each other", () => {
  const { records, count, chain } = readJournal(journal, "main") as Replay;
  const entries = records.slice(-2).map(({ entry }) => entry);
  const writer = new JournalWriter("main", { count, chain });
  const appends = [1, 2].map(() => writer.bytes(entries, 0 as WallMs, count));
  const vouching = writer.bytes(entries, 0 as WallMs, count + 4);
  const damaged = joined(journal, ...appends);
  damaged[journal.length + 40]! ^= 1;
  assert.equal(begin(damaged).kept, journal.length);
  assert.match(begin(joined(damaged, vouching)).reason, REFUSAL, "until a later one calls them durable");
});

const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));
