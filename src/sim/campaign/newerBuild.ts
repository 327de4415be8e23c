/**
 * A build of holdfast whose journal has the next format: made of the present one and of ports that translate.
 *
 * What its loop appends reaches the disk with the next format in the entries that say one, chained anew over what really stands
 * there; what it opens is lowered again, but only the lines that hold. A line holds when a writer that stands behind the
 * line before it would write the same bytes. The rest, a torn tail or damage, is given as it is, so that the loop judges
 * it as ever. Everything else passes through untouched.
 */
import { assert } from "../../base/assert.ts";
import { concat, fromUtf8 } from "../../base/bytes.ts";
import { type WallMs, wallOf } from "../../base/time.ts";
import type { Io, LogFile, LogFileOwner } from "../../io/io.ts";
import { crc32c } from "../../journal/crc32c.ts";
import { BEGINNING, JournalWriter, type Place } from "../../journal/journal.ts";
import { type Entry, JOURNAL_FORMAT } from "../../model/entry.ts";
import { fromJson } from "../../model/lean.ts";

const NEWER_FORMAT = JOURNAL_FORMAT + 1;
const NEWLINE = 10;
/** Behind checksum and chain value. */
const JSON_AT = 26;

/** The ports of a newer build that serves this Gateway. */
export function newerBuild(io: Io, gateway: string): Io {
  /** Where the disk's journal stands, over its files. */
  const real = { writer: new JournalWriter(gateway) };
  return {
    ...io,
    disk: { ...io.disk, open: (name, owner) => io.disk.open(name, translating(owner, gateway, real)) },
  };
}

/** What a newer build is given of a journal's bytes: of one file, or of files one behind the other. */
export function lowered(bytes: Uint8Array, gateway: string): Uint8Array {
  const { given, length } = standing(bytes, gateway);
  return concat([given, bytes.subarray(length)]);
}

interface Real {
  writer: JournalWriter;
}

function translating(owner: LogFileOwner, gateway: string, real: Real): LogFileOwner {
  return {
    ...owner,
    opened: (file, content) => {
      const known = standing(content, gateway);
      if (known.length > 0) real.writer = known.writer;
      owner.opened(raising(file, known, real), concat([known.given, content.subarray(known.length)]));
    },
  };
}

function raising(file: LogFile, known: Standing, real: Real): LogFile {
  const raised = (line: Uint8Array): Uint8Array => {
    const said = read(line);
    assert(said !== undefined, "the loop appends whole lines");
    return written(real.writer, said, withFormat(said.entry, JOURNAL_FORMAT, NEWER_FORMAT));
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
  /** Stands behind them on the disk. */
  readonly writer: JournalWriter;
}

function standing(bytes: Uint8Array, gateway: string): Standing {
  const lines = linesOf(bytes);
  const place = placeBefore(lines[0]);
  const [real, lowering] = [new JournalWriter(gateway, place), new JournalWriter(gateway, place)];
  const given: Uint8Array[] = [];
  let { chain } = place;
  let length = 0;
  for (const line of lines) {
    const said = read(line);
    if (said === undefined || !same(written(real, said, said.entry), line)) break;
    given.push(written(lowering, said, withFormat(said.entry, NEWER_FORMAT, JOURNAL_FORMAT)));
    chain = fromUtf8(line, 9, 25);
    length += line.length;
  }
  const writer = new JournalWriter(gateway, { count: place.count + given.length, chain });
  return { given: concat(given), length, writer };
}

const written = (writer: JournalWriter, { after, wall, durable }: Said, entry: Entry): Uint8Array =>
  after === undefined ? writer.bytes([entry], wall, durable) : writer.opening(entry, wall, durable);

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

interface Said {
  readonly n: number;
  readonly after: string | undefined;
  readonly durable: number | undefined;
  readonly entry: Entry;
  readonly wall: WallMs;
}

/** What a line says, when its checksum holds. */
function read(line: Uint8Array): Said | undefined {
  const json = line.subarray(JSON_AT, -1);
  if (line.length <= JSON_AT || Number.parseInt(fromUtf8(line, 0, 8), 16) !== crc32c(json)) return undefined;
  const said = fromJson(fromUtf8(json)) as Omit<Said, "wall"> & { readonly at: string };
  const [year, month, day, hour, minute, second, ms] = said.at.match(/\d+/g)!.map(Number) as Seven;
  return { ...said, wall: (wallOf(year, month, day, hour, minute, second) + ms) as WallMs };
}

/** Where a file's first line says that it goes on. */
function placeBefore(first: Uint8Array | undefined): Place {
  const said = first && read(first);
  return said?.after === undefined ? BEGINNING : { count: said.n - 1, chain: said.after };
}

type Seven = [number, number, number, number, number, number, number];

const withFormat = (entry: Entry, from: number, to: number): Entry =>
  "format" in entry && entry.format === from ? { ...entry, format: to } : entry;

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
