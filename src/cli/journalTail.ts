/**
 * The newest entries of a journal, and those that come.
 *
 * Files are read by looking again, because a daemon that appends tells nobody; what is not yet a whole line is left for the
 * next look. When a new file stands there, what the old one still got is told first.
 */
import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { type Said, saidIn } from "../journal/journal.ts";
import { gatewaysAmong, type Segment, segmentsAmong } from "../journal/segments.ts";
import { told } from "../journal/told.ts";
import { toJson } from "../model/lean.ts";
import { colours } from "./colours.ts";
import { bytesIn, namesIn } from "./stateDir.ts";
import { printable } from "./table.ts";

export interface Shown {
  readonly dir: string;
  readonly json: boolean;
}

/** Up to where a file was told. */
export interface Place {
  readonly segment: Segment;
  readonly byte: number;
}

const LOOK_EVERY_MS = 300;
const NEWLINE = 10;

/** Prints the newest so many entries; undefined when there is no journal. */
export function newest({ dir, json }: Shown, count: number): Place | undefined {
  const segments = segmentsIn(dir);
  const files: (readonly Said[])[] = [];
  let missing = count;
  let end: Place | undefined;
  for (const segment of segments.toReversed()) {
    const { said, length } = wholeLines(bytesIn(dir, segment.name));
    end ??= { segment, byte: length };
    files.unshift(said.slice(Math.max(0, said.length - missing)));
    missing -= files[0]!.length;
    if (missing === 0) break;
  }
  for (const said of files.flat()) print(said, json);
  return end;
}

/** Prints what is appended behind this place, until the process ends. */
export function follow(shown: Shown, place: Place): void {
  setTimeout(() => follow(shown, looked(shown, place)), LOOK_EVERY_MS);
}

function looked({ dir, json }: Shown, { segment, byte }: Place): Place {
  const next = segmentsIn(dir).find(({ number }) => number > segment.number);
  const { said, length } = wholeLines(bytesFrom(join(dir, segment.name), byte));
  for (const line of said) print(line, json);
  return next === undefined ? { segment, byte: byte + length } : { segment: next, byte: 0 };
}

function segmentsIn(dir: string): readonly Segment[] {
  const names = namesIn(dir);
  return gatewaysAmong(names).flatMap((gateway) => segmentsAmong(names, gateway));
}

function bytesFrom(path: string, from: number): Uint8Array {
  const fd = openSync(path, "r");
  const parts: Buffer[] = [];
  for (let at = from; ; ) {
    const part = Buffer.alloc(65_536);
    const read = readSync(fd, part, 0, part.length, at);
    if (read === 0) break;
    parts.push(part.subarray(0, read));
    at += read;
  }
  closeSync(fd);
  return Buffer.concat(parts);
}

/** Lines whose checksum does not hold are for `verify` to speak of. */
function wholeLines(bytes: Uint8Array): { readonly said: readonly Said[]; readonly length: number } {
  const said: Said[] = [];
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
    const line = saidIn(bytes.subarray(start, end));
    if (line !== undefined) said.push(line);
    start = end + 1;
  }
  return { said, length: start };
}

function print(said: Said, json: boolean): void {
  if (json) return console.log(toJson(said));
  const { key, what } = told(said.entry);
  const parts = [said.at, colours.bold(said.entry.kind.padEnd(18)), printable(key), printable(what)];
  console.log(parts.filter((part) => part !== "").join("  "));
}
