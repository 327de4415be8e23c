/**
 * The end of the process, whatever keeps it: to write into a full pipe waits for ever when whoever reads its last words has stopped
 * reading, and an end waits for every file that it was about to read or write, so for ever on a disk that hangs. Nothing else of
 * the process runs meanwhile, not even its threads. Then another process ends it, so that the lock is free and somebody starts it
 * again.
 */
import { spawn } from "node:child_process";

/** Last words are a few lines, and a disk that answers does so within moments. */
const LAST_WORDS_MS = 2_000;
/** How often it is looked whether the process has ended by itself. */
const LOOK_MS = 100;

let isEnding = false;

/** The process ends: it has so long for its last words. */
export function endAnyhow(): void {
  if (isEnding) return;
  isEnding = true;
  try {
    const { pid, env } = process;
    const end = `let looks = 0;
setInterval(() => {
  if (process.ppid !== ${pid}) process.exit();
  if (++looks * ${LOOK_MS} >= ${LAST_WORDS_MS}) process.kill(${pid}, "SIGKILL");
}, ${LOOK_MS})`;
    const options = { stdio: "ignore", detached: true, env: { ...env, NODE_OPTIONS: "" } } as const;
    spawn(process.execPath, ["--eval", end], options)
      .on("error", () => {})
      .unref();
  } catch {
    // Without room for a process it ends when its last words are written and its disk answers.
  }
}
