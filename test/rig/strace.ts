/**
 * Kills a running program in the instant in which it makes a chosen system call for the n-th time, or lets that call fail: the
 * call itself is not carried out, everything before it is. It is done by `strace`, which stops the program at its calls.
 *
 * `n` counts per thread, so a program with several threads that may make the call is to be run with one (Node:
 * UV_THREADPOOL_SIZE=1). Sockets are named as the kernel names them, `socket:[INODE]`; `openIn` finds both.
 */

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { Child } from "./child.ts";

export type SystemCall = "write" | "fdatasync";

export interface SnareOptions {
  readonly pid: number;
  readonly call: SystemCall;
  /** Files and sockets; calls on others are not counted. */
  readonly on: readonly string[];
  /** From 1. */
  readonly nth: number;
  /** The code with which the call fails, and it alone, in place of the kill. */
  readonly error?: string;
}

/** What the program did of these calls until it was killed. */
export interface Sprung {
  /** The answers of the calls that were carried out: bytes written, or 0. */
  readonly done: readonly number[];
  /** How the call at which it was killed begins. */
  readonly at: string;
}

/** Why nothing can be traced here, or false. */
export function straceMissing(): string | false {
  const { error } = spawnSync("strace", ["-V"]);
  if (error !== undefined) return `strace is not installed (apt-get install strace): ${error.message}`;
  const scope = existsSync(SCOPE) ? Number(readFileSync(SCOPE, "utf8")) : 0;
  const forbidden = scope === 3 || (scope > 0 && process.getuid?.() !== 0);
  return forbidden && `strace may not look into running programs here: ${SCOPE} is ${scope}`;
}

/** What the kernel lets one program see of another. */
const SCOPE = "/proc/sys/kernel/yama/ptrace_scope";

/** A program that makes no such call is not waited for. */
const SPRUNG_MS_MAX = 30_000;

/** Resolves when the program is watched; the answer's `sprung` when it has ended. */
export async function snare({
  pid,
  call,
  on,
  nth,
  error,
}: SnareOptions): Promise<{ readonly sprung: Promise<Sprung> }> {
  const paths = on.flatMap((path) => ["-P", path]);
  const fate = error === undefined ? "signal=SIGKILL" : `error=${error}`;
  const what = ["-e", `trace=${call}`, "-e", `inject=${call}:${fate}:when=${nth}`];
  const strace = new Child("strace", "strace", ["-f", "-yy", "-s", "0", ...paths, ...what, "-p", `${pid}`]);
  await strace.line(
    "err",
    "its watch over the process",
    (line) => /^strace: Process \d+ attached/.test(line) || undefined,
  );
  const sprung = strace.until(`call ${nth} of ${call}`, () => strace.exit && read(strace.err, call), SPRUNG_MS_MAX);
  return { sprung };
}

/** A call whose end comes later is resumed by name; one that was not carried out ends in a question mark. */
function read(lines: readonly string[], call: SystemCall): Sprung {
  const begun = lines.filter((line) => line.includes(`${call}(`));
  const ends = lines.flatMap((line) => /(?:\)|resumed>.*\)) += (\d+|\?)/.exec(line)?.[1] ?? []);
  const done = ends.filter((end) => end !== "?").map(Number);
  return { done, at: begun.at(-1) ?? "nothing" };
}

/** Everything that a process has open, by descriptor. */
export function openIn(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((fd) => {
    try {
      return [readlinkSync(`${folder}/${fd}`)];
    } catch {
      // It was closed between the listing and the look.
      return [];
    }
  });
}

/** Connections of a process over 127.0.0.1 whose own port, or whose peer's, is this one. */
export function socketsIn(pid: number, side: "own" | "peer", port: number): readonly string[] {
  const own = new Set(openIn(pid));
  return readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((row) => row[3] === ESTABLISHED && portOf(row[side === "own" ? 1 : 2]!) === port)
    .map((row) => `socket:[${row[9]}]`)
    .filter((name) => own.has(name));
}

const ESTABLISHED = "01";
const portOf = (address: string): number => Number.parseInt(address.split(":")[1]!, 16);
