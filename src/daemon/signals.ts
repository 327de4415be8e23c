/**
 * Ctrl-C and SIGTERM: the first asks for an orderly end, a later one for an immediate one.
 *
 * One press may arrive twice, from the terminal and again from `npm`, which passes signals on to what it runs; what
 * comes within half a second of the first is therefore the same press.
 */
const SAME_PRESS_MS = 500;

export function onStopSignal(orderly: (signal: string) => void, atOnce: () => void): void {
  let firstAt: number | undefined;
  const heard = (signal: string): void => {
    const now = performance.now();
    if (firstAt === undefined) {
      firstAt = now;
      orderly(signal);
    } else if (now - firstAt > SAME_PRESS_MS) atOnce();
  };
  // SIGHUP comes when the terminal is closed.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, heard);
}
