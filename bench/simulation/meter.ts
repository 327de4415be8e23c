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
  let seed = seedFirst;
  const spend = (secondsMin: number): Metered => {
    const begun = process.cpuUsage();
    let hours = 0;
    do hours += run(seed++);
    while (spent(begun) < secondsMin);
    return { hours, seconds: spent(begun) };
  };
  spend(secondsMin * WARM_UP_SHARE);
  return spend(secondsMin);
}

export function spent(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}
