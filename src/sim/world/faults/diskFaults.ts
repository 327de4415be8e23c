/** What each fault of the disk answers to the disk of one host. */
import type { Prng } from "../../../base/prng.ts";
import type { DiskFaults, Undeleted } from "../disk.ts";
import type { Failure } from "../logFile.ts";
import type { WorldFaultName, WorldFaultParams } from "./table.ts";
import { flipBit } from "./weather.ts";

/** Who knows what is set. */
export interface Asked {
  strikes<N extends WorldFaultName>(name: N, host: string): WorldFaultParams<N> | undefined;
  details(name: WorldFaultName): Prng;
  /** The machine fails now. */
  fail(host: string): void;
}

export function diskFaults(faults: Asked, host: string): DiskFaults {
  const strikes = (name: WorldFaultName): boolean => faults.strikes(name, host) !== undefined;
  return {
    lockHeld: () => (strikes("lock-held") ? "locked by a process that is gone" : undefined),
    opening: () => faults.strikes("disk-read-fails", host)?.code,
    deleting: () => deleting(faults, host),
    writing: () => writing(faults, host),
    syncing: () => (strikes("disk-sync-fails") ? nothing("EIO") : undefined),
    syncMs: () => slowSyncMs(faults, host),
    tail: () => tail(faults, host),
    losesFile: () => strikes("disk-file-lost"),
    fail: () => faults.fail(host),
  };
}

const nothing = (code: string): Failure => ({ code, kept: () => 0 });

function writing(faults: Asked, host: string): Failure | undefined {
  if (faults.strikes("disk-full", host)) return nothing("ENOSPC");
  if (faults.strikes("disk-write-fails", host)) return nothing("EIO");
  const short = faults.strikes("disk-short-write", host);
  if (short === undefined) return undefined;
  return { code: short.code, kept: (length) => faults.details("disk-short-write").between(0, Math.max(0, length - 1)) };
}

function deleting(faults: Asked, host: string): Undeleted | undefined {
  const failed = faults.strikes("disk-delete-fails", host);
  if (failed === undefined) return undefined;
  return failed.file === "goes" ? { code: "EIO", isGone: true } : { code: failed.code, isGone: false };
}

/** Drawn so that each order of magnitude is as likely. */
function slowSyncMs(faults: Asked, host: string): number | undefined {
  const slow = faults.strikes("disk-slow", host);
  if (slow === undefined) return undefined;
  const prng = faults.details("disk-slow");
  const leastMs = Math.max(1, slow.leastMs);
  let doublings = 0;
  while (leastMs * 2 ** doublings < slow.mostMs) doublings++;
  const drawnMs = leastMs * 2 ** prng.between(0, doublings) * (0.5 + prng.float() / 2);
  return Math.min(slow.mostMs, Math.max(leastMs, drawnMs));
}

function tail(faults: Asked, host: string): ((last: Uint8Array) => Uint8Array) | undefined {
  const found = faults.strikes("disk-tail-damaged", host);
  if (found === undefined) return undefined;
  const prng = faults.details("disk-tail-damaged");
  return (last) => {
    const bytes = last.slice();
    if (bytes.length === 0) return bytes;
    if (found.shape === "torn") return bytes.subarray(0, prng.between(0, bytes.length - 1));
    if (found.shape === "zeros") return bytes.fill(0, prng.between(0, bytes.length - 1));
    const start = Math.max(0, bytes.length - found.reachBytes);
    for (let flips = prng.between(1, 3); flips > 0; flips--) flipBit(bytes, start, bytes.length, prng);
    return bytes;
  };
}
