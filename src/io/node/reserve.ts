/**
 * A file that takes up room, so that removing it makes some on a disk that is full.
 *
 * It is written in full, because a length alone takes no room on most file systems, and with bytes that do not compress,
 * because some file systems would store zeros as nothing.
 */
import fs from "node:fs";
import { dirname } from "node:path";
import { syncDirectory } from "./logfile.ts";
import { ownedAlike } from "./owner.ts";

type Failure = NodeJS.ErrnoException | null;

const CHUNK_BYTES = 2 ** 20;

/** `failed` is a system code, "" when the file stands; what failed leaves nothing. */
export function reserve(path: string, bytes: number, done: (failed: string) => void): void {
  fs.stat(path, (error, found) => {
    if (error === null && found.size === bytes && found.blocks * 512 >= bytes) return done("");
    fs.open(path, "w", 0o600, (notOpened, fd) => {
      if (notOpened !== null) return done(notOpened.code ?? notOpened.name);
      const filled = (failed: Failure): void => fs.close(fd, () => ended(path, failed, done));
      ownedAlike(path, () => fill(fd, bytes, filled));
    });
  });
}

function fill(fd: number, left: number, done: (failed: Failure) => void): void {
  if (left <= 0) return fs.fsync(fd, done);
  fs.write(fd, noise(left), 0, Math.min(left, CHUNK_BYTES), null, (error, written) => {
    if (error !== null) return done(error);
    fill(fd, left - written, done);
  });
}

/** No two chunks are alike: some file systems keep equal blocks once. */
function noise(seed: number): Uint32Array {
  const words = new Uint32Array(CHUNK_BYTES / 4);
  let x = (seed | 1) >>> 0;
  for (let i = 0; i < words.length; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    words[i] = x;
  }
  return words;
}

function ended(path: string, failed: Failure, done: (failed: string) => void): void {
  if (failed !== null) return fs.unlink(path, () => done(failed.code ?? failed.name));
  syncDirectory(dirname(path), (notSynced) => done(notSynced === null ? "" : (notSynced.code ?? notSynced.name)));
}
