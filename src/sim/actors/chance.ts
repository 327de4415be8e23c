/** When an actor does the next thing: gaps between nothing and twice the mean, so that neighbours drift apart. */
import type { Part } from "./actor.ts";

const HOUR_MS = 3_600_000;

/** Milliseconds until the next one; `perHour` where the scenario says none. */
export const gapMs = ({ spec, prng }: Pick<Part, "spec" | "prng">, perHour: number): number =>
  (2 * prng.float() * HOUR_MS) / (spec.perHour ?? perHour);
