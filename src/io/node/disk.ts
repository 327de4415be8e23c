/**
 * The state directory on the host's file system: created for its owner alone (0700), files for its owner alone (0600).
 *
 * Only what happens before anybody is served is synchronous: making the directory and taking its lock.
 */
import fs, { closeSync, existsSync, fsyncSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { WallMs } from "../../base/time.ts";
import type { Disk, FileFacts } from "../io.ts";
import { lockDirectory } from "./lock.ts";
import { openLogFile, syncDirectory } from "./logfile.ts";
import { reserve } from "./reserve.ts";

export function nodeDisk(directory: string): Disk {
  return {
    lock: (answer) => {
      const result = makeDirectory(directory) ?? lockDirectory(directory);
      setImmediate(() => answer(result));
    },
    list: (answer) => {
      listed(directory).then(answer, (error: Error) =>
        answer({ failed: `the state directory ${directory} cannot be read: ${error.message}` }),
      );
    },
    open: (name, owner) => openLogFile(join(directory, name), owner),
    remove: (name, done) => remove(join(directory, name), done),
    reserve: (name, bytes, done) => reserve(join(directory, name), bytes, done),
  };
}

/** Files that come and go beside ours meanwhile, as those of the vault's writer do, may be in it or not. */
async function listed(directory: string): Promise<readonly FileFacts[]> {
  const names = await fs.promises.readdir(directory);
  return (await Promise.all(names.map((name) => factsOf(directory, name)))).flat();
}

/** A link is what it leads to; what is no file, or not there any more, has none. */
async function factsOf(directory: string, name: string): Promise<readonly FileFacts[]> {
  try {
    const found = await fs.promises.stat(join(directory, name));
    return found.isFile() ? [{ name, bytes: found.size, written: Math.floor(found.mtimeMs) as WallMs }] : [];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function remove(path: string, done: (failed: string) => void): void {
  const told = (error: NodeJS.ErrnoException | null): void => done(error === null ? "" : (error.code ?? error.name));
  fs.unlink(path, (error) => {
    if (error !== null && error.code !== "ENOENT") return told(error);
    syncDirectory(dirname(path), told);
  });
}

function makeDirectory(directory: string): { readonly failed: string } | undefined {
  try {
    const first = make(resolve(directory));
    if (first !== undefined) syncAbove(resolve(directory), dirname(first));
    return undefined;
  } catch (error) {
    return { failed: `the state directory ${directory} cannot be made: ${(error as Error).message}` };
  }
}

/**
 * The topmost directory that had to be made; undefined when all stood. Node's own `recursive` goes round for ever, deaf to signals,
 * where a directory that stands takes no name, such as one of an automounter or /proc.
 */
function make(directory: string): string | undefined {
  if (existsSync(directory) && statSync(directory).isDirectory()) return undefined;
  const above = dirname(directory);
  const first = existsSync(above) ? undefined : make(above);
  try {
    mkdirSync(directory, 0o700);
  } catch (error) {
    // Another daemon that starts at this moment has made it.
    if (!existsSync(directory) || !statSync(directory).isDirectory()) throw error;
  }
  return first ?? directory;
}

/** Makes the names of new directories durable: a journal in a directory that is lost with the power is lost too. */
function syncAbove(directory: string, top: string): void {
  const parent = dirname(directory);
  const fd = openSync(parent, "r");
  fsyncSync(fd);
  closeSync(fd);
  if (parent !== top && parent !== directory) syncAbove(parent, top);
}
