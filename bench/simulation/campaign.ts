/**
 * What a campaign brings: seeds of one profile, with the oracle and without it, on one core and on two.
 *
 * The oracle's share is what the same seeds take more with it than without it. A violation does not end a run here. As a program (`campaign.ts PROFILE SECONDS SEED`) it is one of two workers and says what it managed.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { draw } from "../../src/sim/campaign/draw.ts";
import type { ProfileName } from "../../src/sim/campaign/profiles.ts";
import { run } from "../../src/sim/campaign/run.ts";
import { type Metered, metered, sideBySide } from "./meter.ts";

export interface Campaign {
  readonly perSecond: number;
  /** Without the oracle. */
  readonly blindPerSecond: number;
  readonly oracleShare: number;
  /** Of two processes at once, with the oracle: they share memory and caches, no core when there are two. */
  readonly twoCoresPerSecond: number;
}

const SEED_FIRST = 1;
/** Seeds of the second worker. */
const SEED_FAR = 1_000_001;

const hoursOf = (profile: ProfileName, seed: number, blind: boolean): number =>
  run(draw(seed, { profile }), { blind, goesOn: true }).hours;

export async function campaign(profile: ProfileName, seconds: number): Promise<Campaign> {
  const ways = [false, true].map((blind) => (seed: number) => hoursOf(profile, seed, blind));
  const [seeing, blind] = sideBySide(2 * seconds, SEED_FIRST, ways) as [Metered, Metered];
  const [perSecond, blindPerSecond] = [rate(seeing), rate(blind)];
  const workers = await Promise.all([SEED_FIRST, SEED_FAR].map((seed) => worker(profile, seconds, seed)));
  return {
    ...{ perSecond, blindPerSecond, oracleShare: 1 - perSecond / blindPerSecond },
    twoCoresPerSecond: workers.reduce((sum, one) => sum + rate(one), 0),
  };
}

const rate = ({ hours, seconds }: Metered): number => hours / seconds;

async function worker(profile: ProfileName, seconds: number, seed: number): Promise<Metered> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    import.meta.filename,
    profile,
    String(seconds),
    String(seed),
  ]);
  return JSON.parse(stdout) as Metered;
}

if (import.meta.main) {
  const [profile, seconds, seed] = process.argv.slice(2);
  const result = metered(Number(seconds), Number(seed), (each) => hoursOf(profile as ProfileName, each, false));
  console.log(JSON.stringify(result));
}
