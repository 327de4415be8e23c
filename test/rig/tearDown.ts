/**
 * What the rig has started and not ended yet, so that a test that fails half-way leaves nothing running behind it, nor does
 * one that is ended from outside: by Ctrl-C, by the runner's own end, by the time limit of `.ci/run`.
 */
const running = new Set<() => void>();

/** Remembers how to end something at once; the answer forgets it again. */
export function started(end: () => void): () => void {
  running.add(end);
  return () => running.delete(end);
}

/** Ends everything that still runs: children are killed, taps and sockets closed. For an `after` hook. */
export function tearDown(): void {
  for (const end of [...running]) end();
  running.clear();
}

process.on("exit", tearDown);
// A signal that nobody listens to ends a process without "exit".
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(1));
