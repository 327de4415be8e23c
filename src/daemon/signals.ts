/**
 * Ctrl-C and SIGTERM: the first asks for an orderly end, a later one for an immediate one.
 *
 * One press may arrive twice, from the terminal and again from `npm`, which passes signals on to what it runs; what
 * comes within half a second of the first is therefore the same press.
 *
 * SIGHUP, which comes when the terminal is closed, is such a signal at a terminal only. Elsewhere it is ignored: Node
 * undoes the ignoring that `nohup` arranged for, so that without a listener of ours SIGHUP would end the process.
 */
import { isatty } from "node:tty";

const SAME_PRESS_MS = 500;

export function onStopSignal(
  orderly: (signal: string) => void,
  atOnce: () => void,
  atTerminal = isatty(0) || isatty(2),
): void {
  let firstAt: number | undefined;
  const heard = (signal: string): void => {
    const now = performance.now();
    if (firstAt === undefined) {
      firstAt = now;
      orderly(signal);
    } else if (now - firstAt > SAME_PRESS_MS) atOnce();
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, heard);
  process.on("SIGHUP", atTerminal ? heard : () => {});
}
