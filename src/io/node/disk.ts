/**
 * The state directory on the host's file system: created for its owner alone (0700), files for its owner alone (0600).
 *
 * Only what happens before anybody is served is synchronous: making the directory and taking its lock.
 */
import { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Disk } from "../io.ts";
import { lockDirectory } from "./lock.ts";
import { openLogFile } from "./logfile.ts";

export function nodeDisk(directory: string): Disk {
  return {
    lock: (answer) => {
      const result = makeDirectory(directory) ?? lockDirectory(directory);
      setImmediate(() => answer(result));
    },
    open: (name, owner) => openLogFile(join(directory, name), owner),
  };
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
