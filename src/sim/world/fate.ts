/** What a killed process leaves behind: how much of what it had handed to the network and the disk survives. */
import type { Prng } from "../../base/prng.ts";

export interface Fate {
  /**
   * Bytes written to sockets that have not arrived yet: all, none or a drawn prefix still arrive, or exactly those that
   * have left the host.
   */
  readonly bytes: Survival | "sent";
  /** Appended bytes that are not durable yet: all, none or a drawn prefix (perhaps with a torn end) are on disk. */
  readonly disk: Survival;
}

export type Survival = "all" | "none" | "drawn";

/** How many of `length` bytes survive. The ends are drawn often: they are the states that reveal most. */
export function survivors(survival: Survival, length: number, prng: Prng): number {
  if (survival === "all" || length === 0) return length;
  if (survival === "none") return 0;
  const shape = prng.between(0, 3);
  if (shape === 0) return 0;
  return shape === 1 ? length : prng.between(0, length);
}
