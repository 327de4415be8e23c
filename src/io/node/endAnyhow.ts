/**
 * The end of the process, also when whoever reads its last words has stopped reading: to write into a full pipe waits for ever,
 * and nothing else of the process runs meanwhile. Then a thread ends it, so that the lock is free and somebody starts it again.
 */
import { Worker } from "node:worker_threads";

/** Last words are a few lines. */
const LAST_WORDS_MS = 2_000;

let isEnding = false;

/** The process ends: it has so long for its last words. */
export function endAnyhow(): void {
  if (isEnding) return;
  isEnding = true;
  try {
    const end = `setTimeout(() => process.kill(process.pid, "SIGKILL"), ${LAST_WORDS_MS})`;
    new Worker(end, { eval: true, execArgv: [] }).on("error", () => {}).unref();
  } catch {
    // Without room for a thread it ends when its last words are written.
  }
}
