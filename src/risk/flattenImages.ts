/**
 * Which positions may be relied on: those of an image that was asked for behind everything that is known to have happened.
 *
 * What has happened is told by a mark, a text that is another one whenever something has. When it changed is remembered here.
 */
import { after, earliest, type Instant, seconds } from "../base/time.ts";

/** So often at most an image is asked for. */
const ASK_MS_MIN = seconds(1);

interface Positions {
  /** When the newest complete image was asked for. */
  readonly positionsSince: Instant | undefined;
  refreshPositions(now: Instant): void;
}

export class FlattenImages {
  readonly #positions: Positions;
  /** By what they are about: the newest mark, and since when. */
  readonly #marks = new Map<string, { readonly mark: string; readonly since: Instant }>();
  #askedAt: Instant | undefined;
  #calmAt: Instant | undefined;

  constructor(positions: Positions) {
    this.#positions = positions;
  }

  forget(): void {
    this.#marks.clear();
    this.#askedAt = undefined;
    this.#calmAt = undefined;
  }

  /** Whether the image is newer than the mark; asks for one when it is not. */
  isCurrent(what: string, mark: string, now: Instant): boolean {
    const since = this.#since(what, mark, now);
    const { positionsSince } = this.#positions;
    if (positionsSince !== undefined && positionsSince >= since) return true;
    if (this.#askedAt === undefined || now >= after(this.#askedAt, ASK_MS_MIN)) {
      this.#askedAt = now;
      this.#positions.refreshPositions(now);
    }
    return false;
  }

  /** Whether the mark has been the same for so long, in ms. */
  isCalm(what: string, mark: string, ms: number, now: Instant): boolean {
    const at = after(this.#since(what, mark, now), ms);
    if (now < at) this.#calmAt = at;
    return now >= at;
  }

  #since(what: string, mark: string, now: Instant): Instant {
    const known = this.#marks.get(what);
    if (known?.mark === mark) return known.since;
    this.#marks.set(what, { mark, since: now });
    return now;
  }

  nextDeadline(now: Instant): Instant | undefined {
    const ask = this.#askedAt === undefined ? undefined : after(this.#askedAt, ASK_MS_MIN);
    return earliest(...[ask, this.#calmAt].map((at) => (at !== undefined && at > now ? at : undefined)));
  }
}
