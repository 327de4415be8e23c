/**
 * The journal as the loop has it: one place to append to, whatever files that takes.
 *
 * - A start reads the newest file that begins with a whole snapshot; a newer one that a crash left unfinished is removed.
 * - A new file begins only when all appends to the old one are durable; what is appended meanwhile waits. So what is on the
 *   disk is at all times a beginning of what was appended, over the files too, and appends become durable in order.
 * - One that cannot be begun (no room for a name, too many files open) is none: the old one goes on with the snapshot in it,
 *   which a start takes like any other. Otherwise every start would end with the next try.
 * - On a disk without room the reserve is given up for the append that has none; while there is no reserve, the engine knows.
 * - Old files are deleted when they are older than they need be kept, but for the newest two, and from the oldest on, so that what
 *   is left has no hole.
 */
import { assert } from "../base/assert.ts";
import { DAY_MS, dayNumber, type WallMs } from "../base/time.ts";
import type { FileFacts, Io, LogFile } from "../io/io.ts";
import { JournalDamaged, JournalWriter, type Replay, readJournal } from "../journal/journal.ts";
import { type Segment, segment, segmentsAmong } from "../journal/segments.ts";
import type { JournalConfig } from "../model/config.ts";
import type { Entry, Recorded } from "../model/entry.ts";
import { Reserve } from "./reserve.ts";

export interface JournalOwner {
  /** What a start needs to know, oldest first; from here on there may be appends. */
  opened(records: readonly Recorded[]): void;
  /** So many appends since then are durable. */
  durable(appends: number): void;
  /** The journal lives on its reserve, or has one again. */
  room(isFull: boolean): void;
  failed(reason: string): void;
}

interface Waiting {
  readonly bytes: Uint8Array;
  /** Entries in the journal with this append. */
  readonly count: number;
}

export class Journal {
  readonly #io: Io;
  readonly #gateway: string;
  readonly #config: JournalConfig;
  readonly #owner: JournalOwner;
  readonly #reserve: Reserve;
  #writer: JournalWriter;
  #segment: Segment;
  #file: LogFile | undefined;
  /** Appends that were durable when the present file was begun. */
  #before = 0;
  #durable = 0;
  /** Entries that are known to be durable. */
  #durableEntries = 0;
  /** Appends that are not durable, oldest first; the first `#given` of them are in the file's hands. */
  readonly #waiting: Waiting[] = [];
  #given = 0;
  /** A new file is being begun. */
  #rolls = false;
  /** Of the present file: its snapshot, what stands behind it, and the day it was begun. */
  #snapshotBytes = 0;
  #bytes = 0;
  #day = 0;

  constructor(io: Io, gateway: string, config: JournalConfig, owner: JournalOwner) {
    this.#io = io;
    this.#gateway = gateway;
    this.#config = config;
    this.#owner = owner;
    this.#writer = new JournalWriter(gateway);
    this.#segment = segment(gateway, 0);
    this.#reserve = new Reserve(io, `${gateway}.reserve`, config.reserveBytes, (isFull) => owner.room(isFull));
  }

  /** Reads what there is; its owner hears the rest. */
  open(): void {
    this.#io.disk.list((files) => {
      if ("failed" in files) this.#owner.failed(`${files.failed}. Nothing was started.`);
      else this.#open(segmentsAmong(names(files), this.#gateway));
    });
  }

  append(entries: readonly Entry[], at: WallMs): void {
    this.#put(this.#writer.bytes(entries, at, this.#durableEntries));
  }

  /**
   * Whether the next append should begin a new file: this one is long enough, or of an earlier day. A snapshot that outweighs
   * what was written behind it is not worth another one, and is not made on a disk without room.
   */
  isDue(now: WallMs): boolean {
    if (this.#rolls || !this.#reserve.stands || this.#bytes < this.#snapshotBytes) return false;
    return this.#bytes >= this.#config.segmentBytes || (dayNumber(now) > this.#day && this.#bytes > 0);
  }

  /** Begins a new file with this snapshot of everything that was appended: an append like any other. */
  roll(snapshot: Entry, at: WallMs): void {
    this.#rolls = true;
    const bytes = this.#writer.opening(snapshot, at, this.#durableEntries);
    [this.#snapshotBytes, this.#day] = [bytes.length, dayNumber(at)];
    this.#put(bytes);
    this.#bytes = 0;
    if (this.#given === 0) this.#begin();
  }

  // ---------------------------------------------------------------- appending

  #put(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    this.#waiting.push({ bytes, count: this.#writer.count });
    if (!this.#rolls) this.#give();
  }

  /** Hands the file everything that waits. */
  #give(): void {
    assert(this.#file !== undefined, "an entry came before the journal was open");
    for (const { bytes } of this.#waiting.slice(this.#given)) this.#file.append(bytes);
    this.#given = this.#waiting.length;
  }

  #hardened(appends: number): void {
    const news = this.#before + appends - this.#durable;
    for (const { count } of this.#waiting.splice(0, news)) this.#durableEntries = count;
    this.#given -= news;
    this.#durable += news;
    // Whoever hears so may begin a new file within the same call.
    const hasWaited = this.#rolls;
    this.#owner.durable(this.#durable);
    if (hasWaited && this.#given === 0) this.#begin();
  }

  /** The old file is durable to its end. */
  #begin(): void {
    const next = segment(this.#gateway, this.#segment.number + 1);
    const fields = { file: next.name, snapshotBytes: this.#snapshotBytes };
    this.#openFile(
      next,
      (file, content) => {
        const begun = (): void => this.#begun(next, file, fields);
        // What a crash has left of one that was begun before, and that could not be removed.
        if (content.length > 0) file.cut(0, begun);
        else begun();
      },
      (failed) => {
        this.#io.host.log("warn", "journal-file-not-begun", { ...fields, failed });
        this.#goOn();
      },
    );
  }

  #begun(next: Segment, file: LogFile, fields: Readonly<Record<string, unknown>>): void {
    this.#file?.close();
    [this.#segment, this.#file, this.#before] = [next, file, this.#durable];
    this.#goOn();
    this.#io.host.log("info", "journal-file-begun", fields);
    this.#forget();
  }

  #goOn(): void {
    this.#rolls = false;
    this.#give();
  }

  // ---------------------------------------------------------------- opening

  /** The newest of these, or the one before it when a crash has left nothing of that. */
  #open(segments: readonly Segment[]): void {
    const newest = segments.at(-1) ?? segment(this.#gateway, 0);
    this.#openFile(newest, (file, content) => {
      const replay = readJournal(content, this.#gateway);
      if (replay instanceof JournalDamaged) return this.#refuse(newest, replay);
      if (replay.length > 0 || segments.length < 2) return this.#opened(newest, file, content, replay);
      this.#io.host.log("warn", "journal-file-unfinished", { file: newest.name, bytes: content.length });
      file.close();
      this.#remove(newest, () => this.#open(segments.slice(0, -1)));
    });
  }

  /** `notOpened` hears why it cannot be opened; without it, and once it is open, any failure is the journal's. */
  #openFile(
    { name }: Segment,
    opened: (file: LogFile, content: Uint8Array) => void,
    notOpened?: (failed: string) => void,
  ): void {
    let failed = notOpened;
    this.#io.disk.open(name, {
      opened: (file, content) => {
        failed = undefined;
        opened(file, content);
      },
      durable: (appends) => this.#hardened(appends),
      full: (again) => this.#reserve.giveUp(again),
      failed: (code, what) => (failed ?? this.#failed)(`${what}: ${code}`, name),
    });
  }

  #failed = (what: string, name: string): void =>
    this.#owner.failed(
      `the journal ${name} failed (${what}). Nothing more is sent; orders at the broker stay as they are. Mend the disk and start again: the state is replayed from what is durable.`,
    );

  #refuse({ name }: Segment, { reason, remedy }: JournalDamaged): void {
    this.#owner.failed(
      `the journal cannot be trusted: ${name}: ${reason}. Nothing was started. ${remedy[0]!.toUpperCase()}${remedy.slice(1)}.`,
    );
  }

  #opened(of: Segment, file: LogFile, content: Uint8Array, replay: Replay): void {
    [this.#segment, this.#file] = [of, file];
    this.#writer = new JournalWriter(this.#gateway, replay);
    this.#durableEntries = replay.count;
    this.#snapshotBytes = replay.records[0]?.entry.kind === "bookCarried" ? content.indexOf(NEWLINE) + 1 : 0;
    this.#bytes = replay.length - this.#snapshotBytes;
    this.#day = dayNumber(replay.records.at(-1)?.at ?? this.#io.clock.wall());
    this.#cut(content.length, replay, () => {
      this.#forget();
      this.#reserve.make(() => this.#owner.opened(replay.records));
    });
  }

  #cut(length: number, replay: Replay, then: () => void): void {
    if (replay.length === length) return then();
    this.#io.host.log("warn", "journal-tail-cut", { bytes: length - replay.length, entries: replay.count });
    this.#file!.cut(replay.length, then);
  }

  // ---------------------------------------------------------------- deleting

  /** What cannot be deleted is told, and tried again with the next file. */
  #forget(): void {
    this.#io.disk.list((files) => {
      if ("failed" in files) this.#io.host.log("warn", "journal-files-not-listed", files);
      else this.#forgetAmong(files);
    });
  }

  #forgetAmong(files: readonly FileFacts[]): void {
    const now = this.#io.clock.wall();
    const oldest = now - this.#config.keepDays * DAY_MS;
    const facts = new Map(files.map((file) => [file.name, file.written]));
    const segments = segmentsAmong(names(files), this.#gateway);
    const written = segments.map(({ name }) => facts.get(name)!);
    // A clock that was ahead says nothing: then it is at most as young as the file behind it.
    const young = written.findIndex((_, i) => (written.slice(i).find((at) => at <= now) ?? now) >= oldest);
    this.#forgetEach(segments.slice(0, -2).slice(0, young < 0 ? undefined : young));
  }

  /** Oldest first, and none behind one that stays: without it what is older could be read no more. */
  #forgetEach([old, ...others]: readonly Segment[]): void {
    if (old === undefined) return;
    this.#remove(old, (isGone) => {
      if (!isGone) return;
      this.#io.host.log("info", "journal-file-deleted", { file: old.name });
      this.#forgetEach(others);
    });
  }

  #remove({ name }: Segment, then: (isGone: boolean) => void): void {
    this.#io.disk.remove(name, (failed) => {
      if (failed !== "") this.#io.host.log("warn", "journal-file-not-deleted", { file: name, failed });
      then(failed === "");
    });
  }
}

const NEWLINE = 10;
const names = (files: readonly FileFacts[]): readonly string[] => files.map(({ name }) => name);
