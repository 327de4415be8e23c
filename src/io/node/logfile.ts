/**
 * An append-only file whose appends are durable when it says so.
 *
 * - One write and one `fdatasync` are under way at a time, both off the event loop; appends that arrive meanwhile share
 *   the next pair (group commit).
 * - A new file's name is made durable too, and so is what is read: a process before may have died with its bytes unsynced.
 * - Without room for an append what got into the file of it is cut back, and the owner may make room for another try.
 * - The first failure is told once and ends the file: after a failed sync the kernel may have dropped the bytes and the
 *   next sync would report success all the same (RELIABILITY 1, point 6). They may still be read from its memory, by the next
 *   process too, so they are cut off.
 */
import fs from "node:fs";
import { dirname } from "node:path";
import { concat } from "../../base/bytes.ts";
import type { LogFile, LogFileOwner } from "../io.ts";
import { ownedAlike } from "./owner.ts";

/** Of the disk, or of what this user may have of it. */
const NO_ROOM: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT"]);

type Failure = NodeJS.ErrnoException | null;

/** Opens or creates `path`; the owner hears `opened` with all of its content, or `failed`. */
export function openLogFile(path: string, owner: LogFileOwner): void {
  const fail = (error: NodeJS.ErrnoException): void => owner.failed(error.code ?? error.name, explain(path, error));
  const flags = fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_APPEND;
  fs.open(path, flags, 0o600, (error, fd) => {
    if (error) return fail(error);
    const read = (notRead: Failure, content: Buffer): void => {
      if (!notRead) return owner.opened(new NodeLogFile(path, fd, owner, content.length), content);
      fs.close(fd, () => fail(notRead));
    };
    ownedAlike(path, () => readWhole(fd, dirname(path), read));
  });
}

function readWhole(fd: number, directory: string, done: (error: Failure, content: Buffer) => void): void {
  syncDirectory(directory, (notSynced) => {
    if (notSynced) return done(notSynced, Buffer.alloc(0));
    fs.readFile(fd, (notRead, content) => {
      if (notRead) return done(notRead, content);
      fs.fdatasync(fd, (error) => done(error, content));
    });
  });
}

class NodeLogFile implements LogFile {
  readonly #path: string;
  readonly #fd: number;
  readonly #owner: LogFileOwner;
  #waiting: Uint8Array[] = [];
  #appends = 0;
  /** Of the file, in bytes, as far as it is durable. */
  #length: number;
  #busy = false;
  #state: "open" | "closing" | "closed" = "open";

  constructor(path: string, fd: number, owner: LogFileOwner, length: number) {
    this.#path = path;
    this.#fd = fd;
    this.#owner = owner;
    this.#length = length;
  }

  append(bytes: Uint8Array): void {
    if (this.#state !== "open") return;
    // Not `slice`, which shares the memory when the bytes are one of the host's buffers.
    this.#waiting.push(new Uint8Array(bytes));
    this.#next();
  }

  cut(length: number, done: () => void): void {
    if (this.#state !== "open") return;
    this.#busy = true;
    fs.ftruncate(this.#fd, length, (error) => {
      if (error) return this.#fail(error);
      this.#length = length;
      this.#sync(() => {
        this.#busy = false;
        done();
        this.#next();
      });
    });
  }

  /** What was appended before is still written. */
  close(): void {
    if (this.#state !== "open") return;
    this.#state = "closing";
    this.#next();
  }

  #next(): void {
    if (this.#busy || this.#state === "closed") return;
    if (this.#waiting.length > 0) this.#commit();
    else if (this.#state === "closing") this.#shut();
  }

  #commit(): void {
    this.#busy = true;
    const batch = this.#waiting;
    this.#waiting = [];
    const bytes = concat(batch);
    this.#write(bytes, 0, () =>
      this.#sync(() =>
        this.#found(() => {
          this.#busy = false;
          this.#length += bytes.length;
          this.#appends += batch.length;
          this.#owner.durable(this.#appends);
          this.#next();
        }),
      ),
    );
  }

  #write(bytes: Uint8Array, from: number, then: () => void): void {
    fs.write(this.#fd, bytes, from, bytes.length - from, null, (error, written) => {
      if (error) return this.#unwritten(error, bytes, then);
      if (from + written < bytes.length) return this.#write(bytes, from + written, then);
      then();
    });
  }

  /** What is in the file of these bytes is cut back, so that a second try writes whole lines. */
  #unwritten(error: NodeJS.ErrnoException, bytes: Uint8Array, then: () => void): void {
    if (!NO_ROOM.has(error.code ?? "")) return this.#fail(error);
    fs.ftruncate(this.#fd, this.#length, (notCut) => {
      if (notCut) return this.#fail(notCut);
      if (this.#owner.full?.(() => this.#write(bytes, 0, then)) !== true) this.#fail(error);
    });
  }

  #sync(then: () => void): void {
    fs.fdatasync(this.#fd, (error) => {
      // Whether that can be cut or not: the sync is what has failed.
      if (error) return fs.ftruncate(this.#fd, this.#length, () => this.#fail(error));
      then();
    });
  }

  /** A file that no directory has any more takes every write, and nobody will ever read it. */
  #found(then: () => void): void {
    fs.fstat(this.#fd, (error, stats) => {
      if (error) return this.#fail(error);
      if (stats.nlink === 0) return this.#fail(Object.assign(new Error("the file was removed"), { code: "ENOENT" }));
      then();
    });
  }

  /** `busy` stays set: nothing is ever written again. */
  #fail(error: NodeJS.ErrnoException): void {
    this.#shut();
    this.#owner.failed(error.code ?? error.name, explain(this.#path, error));
  }

  #shut(): void {
    this.#state = "closed";
    this.#waiting = [];
    fs.close(this.#fd, () => {});
  }
}

/** Makes the names in a directory durable. */
export function syncDirectory(directory: string, done: (error: Failure) => void): void {
  fs.open(directory, fs.constants.O_RDONLY, (error, fd) => {
    if (error) return done(error);
    fs.fsync(fd, (notSynced) => fs.close(fd, () => done(notSynced)));
  });
}

function explain(path: string, error: NodeJS.ErrnoException): string {
  if (error.code !== "EISDIR") return `${path}: ${error.message}`;
  return `${path} is a directory where a file belongs (a container makes one when it mounts a file that does not exist)`;
}
