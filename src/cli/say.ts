/**
 * How the command line talks: results on standard output, everything else on standard error, one sentence per trouble.
 *
 * Exit codes are the same everywhere: 0 fine, 1 a finding or failure, 2 the command or its configuration is wrong.
 */
import { writeSync } from "node:fs";

/** As a shell says that Ctrl-C ended something. */
export const INTERRUPTED = 130;

/** Says one line of a result on standard output. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Says one sentence on standard error; written before the process can end. */
export function complain(sentence: string): void {
  try {
    writeSync(2, `holdfast: ${sentence}\n`);
  } catch {
    // Nobody reads it.
  }
}

/** Says why and ends the process. */
export function fail(sentence: string, code: 1 | 2 = 1): never {
  complain(sentence);
  process.exit(code);
}
