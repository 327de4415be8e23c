/**
 * A disk of its own for a program under test: a tmpfs of so many kilobytes, which a test can fill, empty and make read-only.
 *
 * Only root may mount, and not everywhere. Where it cannot be, `tmpfs` says why.
 */
import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "./folders.ts";
import { started } from "./tearDown.ts";

export class Disk {
  readonly path: string;
  readonly #forget: () => void;

  constructor(path: string) {
    this.path = path;
    this.#forget = started(() => void run("umount", "--lazy", path));
  }

  /** Takes up all that is free. May be called again when more has become free. */
  fill(): void {
    const fd = openSync(this.#filler, "a");
    for (let size = FIRST_BYTES; size >= 1; ) size = wrote(fd, size) ? size : size >> 1;
    closeSync(fd);
  }

  /** Gives all of that back. */
  free(): void {
    rmSync(this.#filler, { force: true });
  }

  /** Answers what the kernel said to a refusal: it will not while a file on it is open for writing. */
  readOnly(is: boolean): string | undefined {
    return run("mount", "-o", `remount,${is ? "ro" : "rw"}`, this.path);
  }

  remove(): void {
    run("umount", "--lazy", this.path);
    this.#forget();
  }

  get #filler(): string {
    return join(this.path, "filler");
  }
}

const FIRST_BYTES = 1_048_576;

function wrote(fd: number, size: number): boolean {
  try {
    return writeSync(fd, Buffer.alloc(size)) > 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") return false;
    throw error;
  }
}

/** Mounted at `path`, which is made. */
export function tmpfs(path: string, kilobytes: number): Disk | { readonly skip: string } {
  mkdirSync(path, { recursive: true });
  const failed = run("mount", "-t", "tmpfs", "-o", `size=${kilobytes}k,mode=0700`, "tmpfs", path);
  return failed === undefined ? new Disk(path) : { skip: `a tmpfs cannot be mounted here: ${failed}` };
}

/** Why no disk can be made here, or false. */
export function mountMissing(): string | false {
  const disk = tmpfs(join(temporaryDirectory(), "probe"), 64);
  if ("skip" in disk) return disk.skip;
  disk.remove();
  return false;
}

/** Undefined when it did what it was told, else what it said. */
function run(program: string, ...words: readonly string[]): string | undefined {
  const { error, status, stderr } = spawnSync(program, words, { encoding: "utf8" });
  if (error !== undefined) return error.message;
  return status === 0 ? undefined : stderr.trim();
}
