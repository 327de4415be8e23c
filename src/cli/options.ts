/** Option values that several commands read. */
import { InvalidArgumentError } from "commander";

/** A TCP port; 0 takes any free one. */
export function port(text: string): number {
  return whole(text, 65_535, "a port is a whole number from 0 to 65535");
}

/** A TCP port that somebody else listens on. */
export function portOfOther(text: string): number {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > 65_535) throw new InvalidArgumentError("a port is a whole number from 1 to 65535");
  return value;
}

export function secondsCount(text: string): number {
  return whole(text, 86_400, "a duration is a whole number of seconds, at most 86400");
}

export function seed(text: string): number {
  return whole(text, 999_999_999, "a seed is a whole number of at most nine digits");
}

function whole(text: string, most: number, what: string): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= most)) throw new InvalidArgumentError(what);
  return value;
}
