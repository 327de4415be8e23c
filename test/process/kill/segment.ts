/** One file of a journal, read line by line as it grows, and which files of a state directory belong to it. */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import type { Entry } from "../../../src/model/entry.ts";

/** Behind checksum and chain. */
const JSON_AT = 26;

/** The oldest first: a file without a number is from before there were numbers. */
export function journalFiles(directory: string): readonly string[] {
  const numberOf = (name: string): number => Number(/\.(\d+)\.journal$/.exec(name)?.[1] ?? 0);
  const names = readdirSync(directory).filter((name) => name.endsWith(".journal"));
  return names.sort((a, b) => numberOf(a) - numberOf(b)).map((name) => join(directory, name));
}

export class Segment {
  readonly #fd: number;
  /** Behind the last whole line. */
  #at = 0;

  constructor(path: string) {
    this.#fd = openSync(path, "r");
  }

  /** The entries of lines that have come since the last call. A line without an entry is the file's own. */
  unread(): readonly Entry[] {
    const bytes = this.#bytes();
    const end = bytes.lastIndexOf("\n") + 1;
    this.#at += end;
    const lines = bytes.subarray(0, end).toString().split("\n").slice(0, -1);
    return lines.flatMap((line) => (JSON.parse(line.slice(JSON_AT)) as { readonly entry?: Entry }).entry ?? []);
  }

  /** It ends in the middle of a line. */
  get isTorn(): boolean {
    return fstatSync(this.#fd).size > this.#at;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #bytes(): Buffer {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(this.#fd).size - this.#at));
    return bytes.subarray(0, readSync(this.#fd, bytes, 0, bytes.length, this.#at));
  }
}
