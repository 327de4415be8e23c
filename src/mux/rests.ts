/**
 * Streams whose request was refused though no client had made it: holdfast did, in a new session, behind 1101, or because a
 * stream was suspected.
 *
 * Such a refusal may say nothing about the stream: the Gateway has just lost IB (SEQUENCES 9), a farm is not back, or our
 * own repeats come too fast. Its clients asked once and were served, so it is not told; the stream rests, and is asked for
 * again when the link is back and after growing pauses. What is refused for REFUSED_MS_MAX is the truth, and is told.
 */
import { after, earliest, type Instant, minutes } from "../base/time.ts";
import type { Pulse } from "../model/stream.ts";

const REFUSED_MS_MAX = minutes(60);
const PAUSE_MS = minutes(1);
const PAUSE_MS_MAX = minutes(15);

interface Rest {
  /** The first refusal. */
  readonly since: Instant;
  readonly refusals: number;
  /** It is asked for again then; undefined when it has been. */
  until: Instant | undefined;
}

export class Rests<S extends { readonly pulse: Pulse }> {
  /** Those that were refused in this session, and since the link was back last. */
  readonly #rests = new Map<S, Rest>();

  /** A refusal. Whether it may rest: it has not flowed under its present request, and has not been refused for too long. */
  refused(stream: S, now: Instant): boolean {
    const { lastAt, askedAt } = stream.pulse;
    if (lastAt > askedAt) return false;
    const known = this.#rests.get(stream);
    const former = known === undefined || lastAt > known.since ? { since: now, refusals: 0 } : known;
    if (now >= after(former.since, REFUSED_MS_MAX)) return false;
    const pauseMs = Math.min(PAUSE_MS_MAX, PAUSE_MS * 2 ** former.refusals);
    this.#rests.set(stream, { since: former.since, refusals: former.refusals + 1, until: after(now, pauseMs) });
    return true;
  }

  isResting(stream: S): boolean {
    return this.#rests.get(stream)?.until !== undefined;
  }

  /** It is asked for again. */
  wakes(stream: S): void {
    const rest = this.#rests.get(stream);
    if (rest !== undefined) rest.until = undefined;
  }

  /** Nobody wants it any more. */
  over(stream: S): void {
    this.#rests.delete(stream);
  }

  /** What refused them is over: those that rest now. */
  clear(): readonly S[] {
    const resting = [...this.#rests.keys()].filter((stream) => this.isResting(stream));
    this.#rests.clear();
    return resting;
  }

  /** Looked at for every tick: nothing is allocated while nothing rests. */
  nextDeadline(): Instant | undefined {
    let first: Instant | undefined;
    for (const { until } of this.#rests.values()) first = earliest(first, until);
    return first;
  }

  /** Those whose pause is over. */
  due(now: Instant): readonly S[] {
    return [...this.#rests].flatMap(([stream, { until }]) => (until !== undefined && until <= now ? stream : []));
  }
}
