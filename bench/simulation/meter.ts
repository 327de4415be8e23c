/**
 * Simulated hours for processor time.
 *
 * Seconds are those of the whole process with its collector and compiler, because the clock on the wall also measures who
 * else uses the machine. A warm-up is not counted: a campaign runs thousands of worlds in one process.
 */
const WARM_UP_SHARE = 0.3;

export interface Metered {
  readonly hours: number;
  readonly seconds: number;
}

/** Runs world after world, each of another seed, for so many seconds; `run` answers the hours that it simulated. */
export function metered(secondsMin: number, seedFirst: number, run: (seed: number) => number): Metered {
  return sideBySide(secondsMin, seedFirst, [run])[0]!;
}

/**
 * Several ways to run the same seeds, in turn: seeds differ by far more than ways do, and a process is faster the longer it
 * lives.
 */
export function sideBySide(
  secondsMin: number,
  seedFirst: number,
  runs: readonly ((seed: number) => number)[],
): readonly Metered[] {
  let seed = seedFirst;
  const spend = (secondsMin: number): readonly Metered[] => {
    const begun = process.cpuUsage();
    const sums = runs.map(() => ({ hours: 0, seconds: 0 }));
    do {
      for (const [i, run] of runs.entries()) add(sums[i]!, run, seed);
      seed++;
    } while (spent(begun) < secondsMin);
    return sums;
  };
  spend(secondsMin * WARM_UP_SHARE);
  return spend(secondsMin);
}

function add(sum: { hours: number; seconds: number }, run: (seed: number) => number, seed: number): void {
  const begun = process.cpuUsage();
  sum.hours += run(seed);
  sum.seconds += spent(begun);
}

export function spent(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}
