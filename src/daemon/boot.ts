/**
 * How a daemon begins, on any host: the lock of the state directory first, so that a second daemon does not so much as
 * look at the journal; then whatever must stand before the loop runs; then the loop.
 */
import type { Io } from "../io/io.ts";
import type { EngineConfig } from "../model/config.ts";
import { type Daemon, type DaemonEvents, startDaemon } from "./loop.ts";

export interface Boot extends DaemonEvents {
  /** The lock is ours: makes ready what the loop is to be asked through, then goes on. */
  readonly prepare?: (ready: () => void) => void;
  readonly started: (daemon: Daemon) => void;
  /** Somebody else holds the directory; nothing was opened. */
  readonly failed: (reason: string) => void;
}

export function bootDaemon(io: Io, config: EngineConfig, boot: Boot): void {
  const run = (): void => boot.started(startDaemon(io, config, boot));
  io.disk.lock((result) => {
    if ("failed" in result) boot.failed(result.failed);
    else if (boot.prepare === undefined) run();
    else boot.prepare(run);
  });
}
