/**
 * A file that other programs read at any moment, replaced as a whole: the new text is written beside it and takes its name.
 *
 * Nothing is synced: a heartbeat that a power cut takes away is written again five seconds after it. A file that is a bind
 * mount of its own cannot be replaced (EBUSY), and beside one that is, nothing may be written when the rest is read-only:
 * then the text is written into the file itself, and a reader may find it half written. A link leads to the file that it
 * names. A text for which there is no room leaves the old one as it was.
 */
import fs from "node:fs";
import { basename, dirname, join } from "node:path";

type Failure = NodeJS.ErrnoException | null;

/** `in-place`: the file could not be replaced for the reason of that code. */
export type Written =
  | { readonly how: "replaced" }
  | { readonly how: "in-place"; readonly code: string }
  | { readonly how: "failed"; readonly code: string };

/** Nothing can be put in the file's place, but it may be written into. */
const IN_PLACE: ReadonlySet<string> = new Set(["EBUSY", "EROFS", "EACCES", "EPERM", "EXDEV"]);

/** Makes `text` the content of the file at `path`, which is made when there is none, within one directory that exists. */
export function writeWhole(path: string, text: string, done: (written: Written) => void): void {
  fs.realpath(path, (_absent, found = path) => {
    const beside = join(dirname(found), `.${basename(found)}.new`);
    fs.writeFile(beside, text, { mode: 0o644 }, (error) => {
      if (error !== null) return given(beside, () => instead(found, text, error, done));
      fs.rename(beside, found, (refused) => {
        if (refused === null) return done({ how: "replaced" });
        given(beside, () => instead(found, text, refused, done));
      });
    });
  });
}

/** Makes a file with `text` where there is none; one that somebody else makes in the same moment stays. */
export function createWhole(path: string, text: string, done: (written: Written) => void): void {
  fs.writeFile(path, text, { mode: 0o644, flag: "wx" }, (error) => {
    const made = error === null || error.code === "EEXIST";
    done(made ? { how: "replaced" } : { how: "failed", code: codeOf(error) });
  });
}

/** What was written beside is taken away again. */
const given = (beside: string, then: () => void): void => fs.unlink(beside, () => then());

function instead(path: string, text: string, why: NodeJS.ErrnoException, done: (written: Written) => void): void {
  const code = codeOf(why);
  if (!IN_PLACE.has(code)) return done({ how: "failed", code });
  fs.open(path, "r+", (error, fd) => {
    if (error !== null) return done({ how: "failed", code: error.code === "ENOENT" ? code : codeOf(error) });
    over(fd, Buffer.from(text), (failed) =>
      fs.close(fd, () => done(failed === null ? { how: "in-place", code } : { how: "failed", code: codeOf(failed) })),
    );
  });
}

/** In one write, and what is left of a longer text goes last. */
function over(fd: number, bytes: Buffer, done: (failed: Failure) => void): void {
  fs.write(fd, bytes, 0, bytes.length, 0, (error, written) => {
    if (error !== null) return done(error);
    if (written < bytes.length) return done(Object.assign(new Error("short write"), { code: "ENOSPC" }));
    fs.ftruncate(fd, bytes.length, done);
  });
}

const codeOf = (error: NodeJS.ErrnoException): string => error.code ?? error.name;

/** What stands at a path: a file with a text of at most so many bytes, nothing, or something else. */
export type Read =
  | { readonly is: "file"; readonly text: string }
  | { readonly is: "absent" | "directory" | "too-large" | "no-file" }
  | { readonly is: "failed"; readonly code: string };

export function readWhole(path: string, bytesMax: number, done: (read: Read) => void): void {
  fs.stat(path, (error, found) => {
    const other = error === null ? otherThanText(found, bytesMax) : notRead(error);
    if (other !== undefined) return done(other);
    fs.readFile(path, "utf8", (failed, text) => done(failed === null ? { is: "file", text } : notRead(failed)));
  });
}

/** The same for a process that has nothing else to do. */
export function readWholeNow(path: string, bytesMax: number): Read {
  try {
    return otherThanText(fs.statSync(path), bytesMax) ?? { is: "file", text: fs.readFileSync(path, "utf8") };
  } catch (error) {
    return notRead(error as NodeJS.ErrnoException);
  }
}

const notRead = (error: NodeJS.ErrnoException): Read =>
  error.code === "ENOENT" ? { is: "absent" } : { is: "failed", code: codeOf(error) };

function otherThanText(found: fs.Stats, bytesMax: number): Read | undefined {
  if (found.isDirectory()) return { is: "directory" };
  if (!found.isFile()) return { is: "no-file" };
  return found.size > bytesMax ? { is: "too-large" } : undefined;
}

/** The files of one directory. */
export interface WholeFiles {
  read(name: string, bytesMax: number, done: (read: Read) => void): void;
  write(name: string, text: string, done: (written: Written) => void): void;
  /** Does nothing to a file that is there by then. */
  create(name: string, text: string, done: (written: Written) => void): void;
}

export const wholeFiles = (directory: string): WholeFiles => ({
  read: (name, bytesMax, done) => readWhole(join(directory, name), bytesMax, done),
  write: (name, text, done) => writeWhole(join(directory, name), text, done),
  create: (name, text, done) => createWhole(join(directory, name), text, done),
});
