/**
 * What root makes in somebody's directory is theirs: `sudo holdfast halt … --direct` must leave nothing behind that the daemon,
 * which runs as the directory's owner, cannot open.
 *
 * Given away is a file of that directory itself in which nothing stands yet, by its name and never through a link: whoever owns
 * the directory may have put a link there, and must get nothing by it that is not in it.
 */
import fs, { lchownSync, lstatSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";

const ROOT = 0;
const isRoot = (): boolean => process.geteuid?.() === ROOT;

const isNewOfRoot = (file: Stats): boolean => file.isFile() && file.uid === ROOT && file.size === 0 && file.nlink === 1;

/** Of a file that was just made. What cannot be given away stays root's. */
export function ownedAlike(path: string, then: () => void): void {
  if (!isRoot()) return then();
  fs.lstat(path, (unknown, file) => {
    if (unknown !== null || !isNewOfRoot(file)) return then();
    fs.stat(dirname(path), (error, { uid, gid } = file) =>
      error === null ? fs.lchown(path, uid, gid, () => then()) : then(),
    );
  });
}

/** The same while nobody is served yet. */
export function ownedAlikeAtOnce(path: string): void {
  try {
    if (!isRoot() || !isNewOfRoot(lstatSync(path))) return;
    const { uid, gid } = statSync(dirname(path));
    lchownSync(path, uid, gid);
  } catch {
    // A share that knows no root: it stays whose it is.
  }
}
