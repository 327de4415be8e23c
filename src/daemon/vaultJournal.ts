/**
 * Reads the journal's files for the vault, from a place on, in pieces: whole lines, each of which continues the chain.
 *
 * A file that another one follows is read to its end before the next is begun. What is no whole line yet is left for the next
 * look. Files are opened anew for every look, because old ones are deleted.
 */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { BEGINNING, behind, JournalDamaged, type Place, readJournal } from "../journal/journal.ts";
import { type Segment, segment, segmentsAmong } from "../journal/segments.ts";
import type { Recorded } from "../model/entry.ts";
import { VaultTrouble } from "./vaultTrouble.ts";

/** Behind which line of which file. */
export interface VaultPlace extends Place {
  readonly file: string;
  readonly byte: number;
}

export interface Piece {
  readonly records: readonly Recorded[];
  /** Behind the last of them. */
  readonly place: VaultPlace;
}

/** Some thousand entries: one transaction. */
const PIECE_BYTES = 4 * 2 ** 20;

export class VaultJournal {
  readonly #dir: string;
  readonly gateway: string;

  constructor(dir: string, gateway: string) {
    this.#dir = dir;
    this.gateway = gateway;
  }

  /** Oldest first. */
  files(): readonly Segment[] {
    return segmentsAmong(readdirSync(this.#dir), this.gateway);
  }

  /** Before the first line of a file, of which nothing is known. */
  beginningOf({ name }: Segment): VaultPlace {
    return { file: name, byte: 0, ...BEGINNING };
  }

  /** What stands behind this place, of the same file and not beyond byte `end` of it; undefined when there is no whole line. */
  behind(place: VaultPlace, end = Number.POSITIVE_INFINITY): Piece | undefined {
    for (let size = PIECE_BYTES; ; size *= 2) {
      const bytes = this.#bytes(place.file, place.byte, Math.min(size, end - place.byte));
      const piece = this.#piece(place, bytes);
      // A snapshot is one long line.
      if (piece !== undefined || bytes.length < size) return piece;
    }
  }

  #piece(place: VaultPlace, bytes: Uint8Array): Piece | undefined {
    // Of the oldest file nothing is known: its first line tells itself which chain value it continues.
    const isFirst = place.byte === 0 && place.count === 0;
    const read = readJournal(bytes, this.gateway, isFirst ? undefined : behind(place));
    if (read instanceof JournalDamaged) throw damaged(place, read);
    if (read.records.length === 0) return undefined;
    const { count, chain, length, records } = read;
    return { records, place: { file: place.file, byte: place.byte + length, count, chain } };
  }

  /** The beginning of the file behind this one, whose first line must continue the chain. */
  next({ file, count, chain }: VaultPlace): VaultPlace | undefined {
    const number = numberOf(file, this.gateway);
    const next = this.files().find((each) => each.number > number);
    return next && { file: next.name, byte: 0, count, chain };
  }

  #bytes(file: string, from: number, most: number): Uint8Array {
    const fd = openSync(join(this.#dir, file), "r");
    try {
      const bytes = Buffer.alloc(Math.max(0, Math.min(most, fstatSync(fd).size - from)));
      let length = 0;
      for (let read = -1; read !== 0 && length < bytes.length; length += read)
        read = readSync(fd, bytes, length, bytes.length - length, from + length);
      return bytes.subarray(0, length);
    } finally {
      closeSync(fd);
    }
  }
}

/** What the file's own number is; a name that is no file of this journal comes before all. */
function numberOf(file: string, gateway: string): number {
  return segmentsAmong([file], gateway)[0]?.number ?? segment(gateway, 0).number - 1;
}

const damaged = ({ file, byte }: VaultPlace, { reason, byte: at }: JournalDamaged): VaultTrouble =>
  new VaultTrouble("person", `the journal's ${file} is damaged behind byte ${byte + at}: ${reason}`);
