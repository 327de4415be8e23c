/** The flags that `holdfast sim run` and `holdfast sim replay` share, and how a seed is written. */
import { InvalidArgumentError, Option } from "commander";
import { PROFILE_NAMES } from "../../sim/campaign/profiles.ts";

/** The most that a number on the command line may be. */
const SEED_MAX = 999_999_999_999;
const HOURS_MAX = 2_000;
const WORKERS_MAX = 256;

export function count(text: string): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value < 1) throw new InvalidArgumentError("it must be a whole number of at least 1");
  return value;
}

export function workers(text: string): number {
  const value = count(text);
  if (value > WORKERS_MAX) throw new InvalidArgumentError(`at most ${WORKERS_MAX}`);
  return value;
}

export function firstSeed(text: string): number {
  const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= SEED_MAX)) throw new InvalidArgumentError("a seed is a whole number of at most twelve digits");
  return value;
}

export function hours(text: string): number {
  const value = /^\d{1,6}(\.\d{1,6})?$/.test(text) ? Number(text) : 0;
  if (value <= 0 || value > HOURS_MAX)
    throw new InvalidArgumentError(`simulated hours are a number above 0, at most ${HOURS_MAX}`);
  return value;
}

export const profileOption = (): Option =>
  new Option("--profile <name>", "one kind of day in place of all").choices([...PROFILE_NAMES]);

/** `123`, or `123@5a748b4e12ab` with the sources it was recorded under. */
export function seedIn(text: string): { readonly seed: number; readonly commit: string | undefined } | undefined {
  const [, seed, commit] = /^(\d{1,12})(?:@([\w.+-]{1,80}))?$/.exec(text) ?? [];
  return seed === undefined ? undefined : { seed: Number(seed), commit };
}
