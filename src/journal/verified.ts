/**
 * Whether a journal is whole: every line of every file, and the chain over them.
 *
 * A start reads the newest file alone; this reads all of them. A tail that a crash has left, or that a running daemon is
 * writing just now, is no damage in the newest file, and is damage in any other.
 */
import type { WallMs } from "../base/time.ts";
import { behind, JournalDamaged, type Replay, readJournal } from "./journal.ts";

export interface FileVerified {
  readonly file: string;
  readonly bytes: number;
  readonly entries: number;
  /** The number and the label of its last entry; undefined without entries. */
  readonly last: { readonly n: number; readonly at: WallMs } | undefined;
  /** Bytes at the end that are no entry: a start cuts them. */
  readonly tailBytes: number;
}

export interface Damage {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 0. */
  readonly byte: number;
  readonly reason: string;
}

export interface Verified {
  readonly files: readonly FileVerified[];
  readonly entries: number;
  /** Files behind it were not read. */
  readonly damage: Damage | undefined;
}

/** `files` oldest first; each is read when its turn comes. */
export function verified(gateway: string, files: readonly string[], read: (name: string) => Uint8Array): Verified {
  const whole: FileVerified[] = [];
  const so = (damage?: Damage): Verified => ({
    ...{ files: whole, damage },
    entries: whole.reduce((sum, { entries }) => sum + entries, 0),
  });
  let before: Replay | undefined;
  for (const [i, file] of files.entries()) {
    const bytes = read(file);
    const replay = readJournal(bytes, gateway, before);
    if (replay instanceof JournalDamaged) return so({ file, ...placeOf(replay) });
    whole.push(fileVerified(file, bytes.length, replay));
    const follows = (later: string): boolean => isBegun(read(later), gateway);
    if (replay.length < bytes.length && files.slice(i + 1).some(follows)) return so(unfinished(file, replay));
    before = behind(replay);
  }
  return so();
}

/** Otherwise there was no room for it, or a crash came first, and the file before it went on. */
function isBegun(bytes: Uint8Array, gateway: string): boolean {
  const replay = readJournal(bytes, gateway);
  return replay instanceof JournalDamaged || replay.length > 0;
}

const placeOf = ({ line, byte, reason }: JournalDamaged): Omit<Damage, "file"> => ({ line, byte, reason });

const unfinished = (file: string, { records, length }: Replay): Damage => ({
  ...{ file, line: records.length + 1, byte: length },
  reason: `line ${records.length + 1} (byte ${length}) is damaged although another file follows`,
});

const fileVerified = (file: string, bytes: number, { records, count, length }: Replay): FileVerified => ({
  ...{ file, bytes, entries: records.length, tailBytes: bytes - length },
  last: records.length === 0 ? undefined : { n: count, at: records.at(-1)!.at },
});
