/**
 * How many streams may be asked for anew: never a storm, and none that stays dead takes the turn of the others.
 *
 * What exceeds it waits for a later look. Half of what a source allows is kept from those that were asked in vain.
 */
import { type Instant, minutes } from "../base/time.ts";
import type { Source, Watched } from "./watched.ts";

/** Renewals in one look: two messages each, within a second of the Gateway's pace. */
const RENEWALS_PER_LOOK_MAX = 20;
const WITHIN_MS = minutes(10);

export class Allowance {
  readonly #renewedAt = new Map<Source, Instant[]>();

  /** Whether it may be asked for anew now; then it counts as asked. */
  take({ source, renewal }: Watched, now: Instant): boolean {
    const recent = (this.#renewedAt.get(source) ?? []).filter((at) => now - at < WITHIN_MS);
    this.#renewedAt.set(source, recent);
    const most = renewal === undefined ? source.renewalsMax : source.renewalsMax / 2;
    const inThisLook = recent.filter((at) => at === now).length;
    if (recent.length >= most || inThisLook >= RENEWALS_PER_LOOK_MAX) return false;
    recent.push(now);
    return true;
  }
}
