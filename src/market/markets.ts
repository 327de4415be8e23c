/**
 * Which markets flow at a look: the others of a stream's market are the witnesses of its silence.
 *
 * One witness is enough: of three streams two can die at once. That a quiet stream is suspected more often costs a renewal,
 * and its pace learns from it.
 */
import { type Instant, seconds } from "../base/time.ts";
import { IMAGE_MS, NEVER, type Pulse, type Stream } from "../model/stream.ts";

/** A stream flows that said something so recently. */
const FRESH_MS = seconds(15);
/** When it last said something under its present request that was no image; `NEVER` when its last word was one. */
export const flowedAt = ({ lastAt, askedAt, answeredAt }: Pulse): Instant =>
  askedAt !== NEVER && lastAt > Math.max(askedAt, answeredAt) + IMAGE_MS ? lastAt : NEVER;

const isFresh = ({ pulse }: Stream, now: Instant): boolean => now - flowedAt(pulse) <= FRESH_MS;

export class Markets {
  /** How many streams of each flow. */
  readonly #fresh = new Map<string, number>();

  add(stream: Stream, now: Instant): void {
    if (isFresh(stream, now)) this.#fresh.set(stream.market, (this.#fresh.get(stream.market) ?? 0) + 1);
  }

  /** Whether another one of the stream's market flows. */
  isLively(stream: Stream, now: Instant): boolean {
    return (this.#fresh.get(stream.market) ?? 0) > (isFresh(stream, now) ? 1 : 0);
  }
}
