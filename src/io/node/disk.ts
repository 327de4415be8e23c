/**
 * The state directory on the host's file system: created for its owner alone (0700), files for its owner alone (0600).
 *
 * Only the lock may be taken synchronously: it happens once, before anybody is served.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
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
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return undefined;
  } catch (error) {
    return { failed: `the state directory ${directory} cannot be made: ${(error as Error).message}` };
  }
}
