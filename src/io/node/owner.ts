/**
 * What root makes in somebody's directory is theirs: `sudo holdfast halt … --direct` must leave nothing behind that the daemon,
 * which runs as the directory's owner, cannot open.
 */
import fs, { chownSync, statSync } from "node:fs";
import { dirname } from "node:path";

const ROOT = 0;
const isRoot = (): boolean => process.geteuid?.() === ROOT;

/** Of a file that was just opened: one in which something stands is left as it is. What cannot be given away stays root's. */
export function ownedAlike(fd: number, directory: string, then: () => void): void {
  if (!isRoot()) return then();
  fs.fstat(fd, (unknown, file) => {
    if (unknown !== null || file.size > 0 || file.uid !== ROOT) return then();
    fs.stat(directory, (error, { uid, gid } = file) =>
      error === null ? fs.fchown(fd, uid, gid, () => then()) : then(),
    );
  });
}

/** The same of a file whatever stands in it, while nobody is served yet. */
export function ownedAlikeAtOnce(path: string): void {
  try {
    if (!isRoot() || statSync(path).uid !== ROOT) return;
    const { uid, gid } = statSync(dirname(path));
    chownSync(path, uid, gid);
  } catch {
    // A share that knows no root: it stays whose it is.
  }
}
