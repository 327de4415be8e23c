/**
 * A build of holdfast whose journal has the next format: made of the present one and of ports that translate.
 *
 * What its loop appends reaches the disk with the next format in `daemonStarted`, chained anew over what really stands
 * there; what it opens is lowered again, but only the lines that hold. A line holds when a writer that stands behind the
 * line before it would write the same bytes. The rest, a torn tail or damage, is given as it is, so that the loop judges
 * it as ever. Everything else passes through untouched.
 */
import { assert } from "../../base/assert.ts";
import { concat, fromUtf8 } from "../../base/bytes.ts";
import { type WallMs, wallOf } from "../../base/time.ts";
import type { Io, LogFile, LogFileOwner } from "../../io/io.ts";
import { crc32c } from "../../journal/crc32c.ts";
import { JournalWriter } from "../../journal/journal.ts";
import { type Entry, JOURNAL_FORMAT } from "../../model/entry.ts";
import { fromJson } from "../../model/lean.ts";

const NEWER_FORMAT = JOURNAL_FORMAT + 1;
const NEWLINE = 10;
/** Behind checksum and chain value. */
const JSON_AT = 26;

/** The ports of a newer build that serves this Gateway. */
export function newerBuild(io: Io, gateway: string): Io {
  return {
    ...io,
    disk: {
      lock: (answer) => io.disk.lock(answer),
      open: (name, owner) => io.disk.open(name, translating(owner, gateway)),
    },
  };
}

/** What a newer build is given of a journal's bytes. */
export function lowered(bytes: Uint8Array, gateway: string): Uint8Array {
  const { given, length } = standing(bytes, gateway);
  return concat([given, bytes.subarray(length)]);
}

function translating(owner: LogFileOwner, gateway: string): LogFileOwner {
  return {
    opened: (file, content) => {
      const known = standing(content, gateway);
      owner.opened(raising(file, known, gateway), concat([known.given, content.subarray(known.length)]));
    },
    durable: (appends) => owner.durable(appends),
    failed: (code, what) => owner.failed(code, what),
  };
}

function raising(file: LogFile, known: Standing, gateway: string): LogFile {
  const writer = new JournalWriter(gateway, known.after);
  const raised = (line: Uint8Array): Uint8Array => {
    const said = read(line);
    assert(said !== undefined, "the loop appends whole lines");
    return writer.bytes([withFormat(said.entry, JOURNAL_FORMAT, NEWER_FORMAT)], said.wall);
  };
  return {
    append: (bytes) => file.append(concat(linesOf(bytes).map(raised))),
    cut: (length, done) => file.cut(known.length + length - known.given.length, done),
    close: () => file.close(),
  };
}

/** The lines of a journal that hold. */
interface Standing {
  /** They, lowered. */
  readonly given: Uint8Array;
  /** Their bytes on the disk. */
  readonly length: number;
  /** The disk's place in the chain behind them; undefined when there are none. */
  readonly after: { readonly count: number; readonly chain: string } | undefined;
}

function standing(bytes: Uint8Array, gateway: string): Standing {
  const real = new JournalWriter(gateway);
  const lowering = new JournalWriter(gateway);
  const given: Uint8Array[] = [];
  let last: Uint8Array | undefined;
  let length = 0;
  for (const line of linesOf(bytes)) {
    const said = read(line);
    if (said === undefined || !same(real.bytes([said.entry], said.wall), line)) break;
    given.push(lowering.bytes([withFormat(said.entry, NEWER_FORMAT, JOURNAL_FORMAT)], said.wall));
    last = line;
    length += line.length;
  }
  const after = last && { count: given.length, chain: fromUtf8(last, 9, 25) };
  return { given: concat(given), length, after };
}

/** Complete lines, each with its end. */
function linesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
    lines.push(bytes.subarray(start, end + 1));
    start = end + 1;
  }
  return lines;
}

/** What a line says, when its checksum holds. */
function read(line: Uint8Array): { readonly entry: Entry; readonly wall: WallMs } | undefined {
  const json = line.subarray(JSON_AT, -1);
  if (line.length <= JSON_AT || Number.parseInt(fromUtf8(line, 0, 8), 16) !== crc32c(json)) return undefined;
  const { entry, at } = fromJson(fromUtf8(json)) as { readonly entry: Entry; readonly at: string };
  const [year, month, day, hour, minute, second, ms] = at.match(/\d+/g)!.map(Number) as Seven;
  return { entry, wall: (wallOf(year, month, day, hour, minute, second) + ms) as WallMs };
}

type Seven = [number, number, number, number, number, number, number];

const withFormat = (entry: Entry, from: number, to: number): Entry =>
  entry.kind === "daemonStarted" && entry.format === from ? { ...entry, format: to } : entry;

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
