/**
 * What holds a daemon up, by the names of faults: while its process stands still nothing is read or said, and what it says
 * on a slow disk waits for a sync that is under way and for its own. What is due meanwhile has its time behind that.
 */

/** The process stands still. */
export const STANDS_STILL = "process-frozen";
const SLOW_DISK = "disk-slow";

export const holdsUp = (faults: readonly string[]): boolean =>
  faults.includes(STANDS_STILL) || faults.includes(SLOW_DISK);
