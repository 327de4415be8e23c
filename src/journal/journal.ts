/**
 * The journal's bytes: one line per entry, so that `grep` reads it, and a chain, so that nobody edits it unseen.
 *
 *     <crc32c: 8 hex> <chain: 16 hex> {"n":1,"at":"2026-01-05T10:11:12.345Z","gateway":"main","entry":{…}}
 *
 * The checksum covers the JSON text; the chain is the beginning of SHA-256 over the previous chain value and this
 * JSON, so a line cut out, swapped or taken from another journal breaks every line behind it. The journal is only ever
 * appended to. A crash may leave a torn tail, which is cut; damage before intact lines is not a crash, and nothing
 * starts on such a journal (RELIABILITY I15).
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

/** Turns entries into lines. Holds the place in the chain, so there is exactly one per journal file. */
export class JournalWriter {
  readonly #gateway: string;
  #count: number;
  #chain: string;

  constructor(
    gateway: string,
    after: { readonly count: number; readonly chain: string } = { count: 0, chain: GENESIS },
  ) {
    this.#gateway = gateway;
    this.#count = after.count;
    this.#chain = after.chain;
  }

  /** The bytes of these entries; `wall` is a label for people. */
  bytes(entries: readonly Entry[], wall: WallMs): Uint8Array {
    return concat(entries.map((entry) => this.#line(entry, wall)));
  }

  #line(entry: Entry, wall: WallMs): Uint8Array {
    const json = utf8(toJson({ n: ++this.#count, at: isoTime(wall), gateway: this.#gateway, entry }));
    this.#chain = chained(this.#chain, json);
    const line = new Uint8Array(JSON_AT + json.length + 1);
    line.set(utf8(`${hex(crc32c(json))} ${this.#chain} `));
    line.set(json, JSON_AT);
    line[line.length - 1] = NEWLINE;
    return line;
  }
}

export interface Replay {
  readonly records: readonly Recorded[];
  /** Bytes up to here are good; what follows is a torn tail to cut. */
  readonly length: number;
  readonly count: number;
  readonly chain: string;
}

/** The journal cannot be trusted: damage lies before intact entries, or it is another Gateway's or a newer format's. */
export class JournalDamaged {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

const NOTHING_READ: Replay = { records: [], length: 0, count: 0, chain: GENESIS };

/** Reads a whole journal; of one whose beginning was read before, only what was appended since. */
export function readJournal(bytes: Uint8Array, gateway: string, before = NOTHING_READ): Replay | JournalDamaged {
  const records = [...before.records];
  let { chain, length: at } = before;
  while (at < bytes.length) {
    const end = bytes.indexOf(NEWLINE, at);
    const line = end < 0 ? undefined : readLine(bytes.subarray(at, end), chain, gateway, records.length + 1);
    if (line instanceof JournalDamaged) return line;
    if (line === undefined) {
      if (intactLineBehind(bytes, end))
        return new JournalDamaged(`line ${records.length + 1} (byte ${at}) is damaged although entries follow it`);
      break;
    }
    records.push(line.record);
    chain = line.chain;
    at = end + 1;
  }
  return { records, length: at, count: records.length, chain };
}

/** One line, or `undefined` when its checksum or form is broken. */
function readLine(
  line: Uint8Array,
  previous: string,
  gateway: string,
  n: number,
): { record: Recorded; chain: string } | JournalDamaged | undefined {
  const json = checked(line);
  if (json === undefined) return undefined;
  const record = fromJson(fromUtf8(json)) as { n: number; at: string; gateway: string; entry: Entry };
  const chain = fromUtf8(line, 9, 25);
  if (record.n !== n || chained(previous, json) !== chain)
    return new JournalDamaged(`entry ${n} does not continue the chain: entries were removed, swapped or edited`);
  if (record.gateway !== gateway)
    return new JournalDamaged(`it belongs to the Gateway "${record.gateway}", not "${gateway}"`);
  if (record.entry.kind === "daemonStarted" && record.entry.format > JOURNAL_FORMAT)
    return new JournalDamaged(
      `it was written by a newer holdfast (format ${record.entry.format}, this one reads ${JOURNAL_FORMAT})`,
    );
  return { record: { at: fromIsoTime(record.at), entry: record.entry }, chain };
}

/** The JSON, in UTF-8, of a line whose checksum holds. */
function checked(line: Uint8Array): Uint8Array | undefined {
  if (line.length < 28 || line[8] !== 32 || line[25] !== 32) return undefined;
  const json = line.subarray(JSON_AT);
  return fromUtf8(line, 0, 8) === hex(crc32c(json)) ? json : undefined;
}

function intactLineBehind(bytes: Uint8Array, newline: number): boolean {
  let from = newline;
  while (from >= 0 && from + 1 < bytes.length) {
    const end = bytes.indexOf(NEWLINE, from + 1);
    if (end < 0) return false;
    if (checked(bytes.subarray(from + 1, end)) !== undefined) return true;
    from = end;
  }
  return false;
}
