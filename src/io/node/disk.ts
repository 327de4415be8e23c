/**
 * The state directory on the host's file system: created for its owner alone (0700), files for its owner alone (0600).
 *
 * Only what happens before anybody is served is synchronous: making the directory and taking its lock.
 */
import fs, { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
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

async function listed(directory: string): Promise<readonly FileFacts[]> {
  const entries = await fs.promises.readdir(directory, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ name }) => {
      const { size, mtimeMs } = await fs.promises.stat(join(directory, name));
      return { name, bytes: size, written: Math.floor(mtimeMs) as WallMs };
    }),
  );
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
    const first = mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (first !== undefined) syncAbove(resolve(directory), dirname(resolve(first)));
    return undefined;
  } catch (error) {
    return { failed: `the state directory ${directory} cannot be made: ${(error as Error).message}` };
  }
}

/** Makes the names of new directories durable: a journal in a directory that is lost with the power is lost too. */
function syncAbove(directory: string, top: string): void {
  const parent = dirname(directory);
  const fd = openSync(parent, "r");
  fsyncSync(fd);
  closeSync(fd);
  if (parent !== top && parent !== directory) syncAbove(parent, top);
}
