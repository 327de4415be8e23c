/**
 * The journal's bytes: one line per entry, so that `grep` reads it, and a chain, so that nobody edits it unseen.
 *
 *     <crc32c: 8 hex> <chain: 16 hex> {"n":1,"at":"2026-01-05T10:11:12.345Z","gateway":"main","entry":{…}}
 *
 * The checksum covers the JSON text; the chain is the beginning of SHA-256 over the previous chain value and this
 * JSON, so a line cut out, swapped or taken from another journal breaks every line behind it. Numbers and chain go on over
 * the files of a journal; a file's first line says in `after` which chain value it continues, so that it can be read alone.
 *
 * The journal is only ever appended to. A line says in `durable` how many lines were known to be on the disk when it was
 * written; without it all before it were. A crash may leave anything of what was not durable, torn, zeroed or with flipped
 * bits, also in front of lines that are whole: what no later line calls durable is a tail, and is cut. Damage to a line that
 * a later one calls durable is not a crash, and nothing starts on such a journal (RELIABILITY I15).
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, fromUtf8, utf8 } from "../base/bytes.ts";
import { fromIsoTime, isoTime, type WallMs } from "../base/time.ts";
import { type Entry, JOURNAL_FORMAT, type Recorded } from "../model/entry.ts";
import { fromJson, toJson } from "../model/lean.ts";
import { crc32c } from "./crc32c.ts";

const GENESIS = "0000000000000000";
const NEWLINE = 10;
/** Behind checksum and chain value. */
const JSON_AT = 26;
const hex = (n: number): string => n.toString(16).padStart(8, "0");

/** Cloned for every line: to make one costs as much as to hash a line. */
const HASH = sha256.create();

/** The next chain value, for the UTF-8 of a line's JSON. */
function chained(previous: string, json: Uint8Array): string {
  const digest = HASH.clone().update(utf8(previous)).update(json).digest();
  const head = new DataView(digest.buffer);
  return hex(head.getUint32(0)) + hex(head.getUint32(4));
}

/** Behind which entry a journal stands, and with which chain value. */
export interface Place {
  readonly count: number;
  readonly chain: string;
}

export const BEGINNING: Place = { count: 0, chain: GENESIS };

/** What a line says. */
export interface Said {
  readonly n: number;
  /** The chain value it continues; only on a file's first line. */
  readonly after?: string;
  readonly at: string;
  readonly gateway: string;
  /** So many lines were known to be durable; all before this one when it does not say. */
  readonly durable?: number;
  readonly entry: Entry;
}

/** Turns entries into lines. Holds the place in the chain, so there is exactly one per journal. */
export class JournalWriter {
  readonly #gateway: string;
  #count: number;
  #chain: string;

  constructor(gateway: string, after: Place = BEGINNING) {
    this.#gateway = gateway;
    this.#count = after.count;
    this.#chain = after.chain;
  }

  /** How many entries it has written, those before it included. */
  get count(): number {
    return this.#count;
  }

  /** The bytes of these entries; `wall` is a label for people. `durable` is how many are known to be on the disk. */
  bytes(entries: readonly Entry[], wall: WallMs, durable = Number.POSITIVE_INFINITY): Uint8Array {
    return concat(entries.map((entry) => this.#line(entry, wall, durable, {})));
  }

  /** The first line of a new file. */
  opening(snapshot: Entry, wall: WallMs, durable = Number.POSITIVE_INFINITY): Uint8Array {
    return this.#line(snapshot, wall, durable, { after: this.#chain });
  }

  #line(entry: Entry, wall: WallMs, durable: number, { after }: { readonly after?: string }): Uint8Array {
    const n = ++this.#count;
    const said: Said = {
      ...{ n, ...(after !== undefined && { after }), at: isoTime(wall), gateway: this.#gateway },
      ...(durable < n - 1 && { durable }),
      entry,
    };
    const json = utf8(toJson(said));
    this.#chain = chained(this.#chain, json);
    return lineOf(json, this.#chain);
  }
}

function lineOf(json: Uint8Array, chain: string): Uint8Array {
  const bytes = new Uint8Array(JSON_AT + json.length + 1);
  bytes.set(utf8(`${hex(crc32c(json))} ${chain} `));
  bytes.set(json, JSON_AT);
  bytes[bytes.length - 1] = NEWLINE;
  return bytes;
}

export interface Replay extends Place {
  readonly records: readonly Recorded[];
  /** Bytes up to here are good; what follows is a torn tail to cut. */
  readonly length: number;
}

/** The journal cannot be trusted: damage lies before durable entries, or it is another Gateway's or a newer format's. */
export class JournalDamaged {
  readonly reason: string;
  /** Where in the file, counted from 1 and from 0. */
  readonly line: number;
  readonly byte: number;
  readonly remedy: string;
  constructor(reason: string, line: number, byte: number, remedy = RESTORE) {
    this.reason = reason;
    this.line = line;
    this.byte = byte;
    this.remedy = remedy;
  }
}

const RESTORE =
  "`holdfast journal verify` tells more; restore it from a copy, or move it away to begin without memory of earlier orders";

const NOTHING_READ: Replay = { records: [], length: 0, ...BEGINNING };

/**
 * Reads one file of a journal, from its first line on; of one whose beginning was read before, only what was appended since.
 * Files that are one behind the other may be read as one, or each with `behind` what was read of the one before it.
 */
export function readJournal(bytes: Uint8Array, gateway: string, before = NOTHING_READ): Replay | JournalDamaged {
  const records = [...before.records];
  let { chain, count, length: at } = before;
  while (at < bytes.length) {
    const end = bytes.indexOf(NEWLINE, at);
    const read =
      end < 0
        ? NO_LINE
        : readLine(
            bytes.subarray(at, end),
            at === 0 && before === NOTHING_READ ? undefined : { count, chain },
            gateway,
          );
    if ("refused" in read) return new JournalDamaged(read.refused, records.length + 1, at, read.remedy);
    if ("broken" in read) {
      if (!calledDurable(bytes, end, count + 1)) break;
      const where = `line ${records.length + 1} (byte ${at})`;
      return new JournalDamaged(`${where} ${read.broken}`, records.length + 1, at);
    }
    records.push(read.record);
    ({ chain, count } = read);
    at = end + 1;
  }
  return { records, length: at, count, chain };
}

/** What the next file is read with: it must go on where this one ends. */
export const behind = ({ count, chain }: Place): Replay => ({ records: [], length: 0, count, chain });

/** A line; or why it cannot be one of this journal; or how it is broken, which a crash may have done. */
type Read =
  | ({ readonly record: Recorded } & Place)
  | { readonly refused: string; readonly remedy?: string }
  | { readonly broken: string };

const NO_LINE: Read = { broken: "is damaged although entries follow it" };

/** `place` is undefined for the first line of a file, which may tell it itself. */
function readLine(line: Uint8Array, place: Place | undefined, gateway: string): Read {
  const json = checked(line);
  if (json === undefined) return NO_LINE;
  const said = parsed(json);
  const previous = place ?? told(said);
  const refused = foreign(said, previous, gateway);
  if (refused !== undefined) return { refused };
  const { entry } = said;
  if ("format" in entry && entry.format > JOURNAL_FORMAT) return tooNew(entry);
  const chain = fromUtf8(line, 9, 25);
  if (chained(previous.chain, json) !== chain)
    return { broken: "does not continue the chain: it was damaged or edited" };
  return { record: { at: fromIsoTime(said.at), entry }, count: said.n, chain };
}

const told = ({ n, after }: Said): Place => (after === undefined ? BEGINNING : { count: n - 1, chain: after });

/** Why a whole line is none that may stand here. */
function foreign(said: Said, previous: Place, gateway: string): string | undefined {
  const { n, after } = said;
  if (n !== previous.count + 1 || (after !== undefined && after !== previous.chain))
    return `entry ${previous.count + 1} does not continue the chain: entries were removed, swapped or edited`;
  return said.gateway === gateway ? undefined : `it belongs to the Gateway "${said.gateway}", not "${gateway}"`;
}

const tooNew = ({ format, build }: Extract<Entry, { readonly format: number }>): Read => ({
  refused: `it was written by a newer holdfast${build === undefined ? "" : `, ${build}`} (format ${format}, this one reads ${JOURNAL_FORMAT})`,
  remedy: "start that one again, or restore a copy from before it began",
});

/** The JSON, in UTF-8, of a line whose checksum holds. */
function checked(line: Uint8Array): Uint8Array | undefined {
  if (line.length < 28 || line[8] !== 32 || line[25] !== 32) return undefined;
  const json = line.subarray(JSON_AT);
  return fromUtf8(line, 0, 8) === hex(crc32c(json)) ? json : undefined;
}

/** Of what an earlier build has journaled as a flag, and this one writes as a number; a text cannot spell it, for its quotes are escaped. */
const FORMER = ['"routeMarketableToBbo":true', '"routeMarketableToBbo":1'] as const;

const parsed = (json: Uint8Array): Said => fromJson(fromUtf8(json).replaceAll(...FORMER)) as Said;

/** What a line without its end says, whatever its place in the chain; undefined when its checksum does not hold. */
export function saidIn(line: Uint8Array): Said | undefined {
  const json = checked(line);
  return json && parsed(json);
}

/** Whether a whole line behind this newline was written when entry `n` was known to be durable. */
function calledDurable(bytes: Uint8Array, newline: number, n: number): boolean {
  for (let from = newline; from >= 0 && from + 1 < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, from + 1);
    if (end < 0) return false;
    const said = saidIn(bytes.subarray(from + 1, end));
    if (said !== undefined && durableWith(said) >= n) return true;
    from = end;
  }
  return false;
}

const durableWith = ({ n, durable = n - 1 }: Said): number => durable;
