/**
 * The journal as an outsider reads it: lines of durable bytes, cut and parsed here and nowhere else in the oracle.
 *
 * A line is `<crc32c> <chain> <json>`; only complete lines whose checksum holds count, for only they survive. Fields that
 * are absent are empty, zero or false.
 */
import { fromUtf8 } from "../../base/bytes.ts";
import { wallOf } from "../../base/time.ts";

/** The `entry` of a line: its kind, and whatever else it says. */
export interface Line {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** What a client asked for, as the journal keeps it. */
export interface PlacementLine {
  readonly key: string;
  readonly strategy: string;
  readonly clientId: number;
  readonly clientOrderId: number;
  readonly account: string;
  readonly contract: Readonly<Record<string, unknown>>;
  readonly order: Readonly<Record<string, unknown>>;
  readonly parent?: string;
  /** A close by the operator: whose position it closes. */
  readonly closes?: string;
}

/** `executed` in the journal: an execDetails as the Gateway said it. */
export interface ExecutedLine {
  readonly execution: {
    readonly execution: { readonly execId: string; readonly shares?: string; readonly cumQty?: string };
  };
}

const NEWLINE = 10;
/** Checksum, space, chain, space. */
const HEAD = 26;

/** Cuts one file's durable bytes into lines as they come. */
export class LineReader {
  #rest = new Uint8Array(0);

  read(bytes: Uint8Array): readonly Line[] {
    const all = joined(this.#rest, bytes);
    const lines: Line[] = [];
    let start = 0;
    for (let end = all.indexOf(NEWLINE); end >= 0; end = all.indexOf(NEWLINE, start)) {
      const line = parsed(all.subarray(start, end));
      if (line !== undefined) lines.push(line);
      start = end + 1;
    }
    this.#rest = all.slice(start);
    return lines;
  }

  /** The process that wrote ended: what it left unfinished is cut away or refused at the next start. */
  torn(): void {
    this.#rest = new Uint8Array(0);
  }
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  if (head.length === 0) return tail;
  const all = new Uint8Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}

/** A line that is no line was torn. */
function parsed(bytes: Uint8Array): Line | undefined {
  const json = bytes.subarray(HEAD);
  if (bytes.length <= HEAD || Number.parseInt(fromUtf8(bytes, 0, 8), 16) !== crc32c(json)) return undefined;
  const { at, entry } = JSON.parse(fromUtf8(json)) as { readonly at: string; readonly entry: Line };
  return recorded(entry, millisecondsIn(at));
}

const MOMENT = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)\.(\d+)Z$/;

function millisecondsIn(text: string): number {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] =
    MOMENT.exec(text)?.slice(1).map(Number) ?? [];
  return wallOf(year, month, day, hour, minute, second) + ms;
}

const TIMES = new WeakMap<Line, number>();

/** A line that was written at that time, in milliseconds of its writer's wall clock. */
export function recorded(line: Line, at: number): Line {
  TIMES.set(line, at);
  return line;
}

/** What the wall clock of the one who wrote it said, in milliseconds. */
export const recordedAt = (line: Line): number => TIMES.get(line) ?? 0;

/** The Castagnoli polynomial, reflected. */
const POLYNOMIAL = 0x82f63b78;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
});

function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = TABLE[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
