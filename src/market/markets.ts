/** Which markets flow at a look: the others of a stream's market are the witnesses of its silence. */
import { type Instant, seconds } from "../base/time.ts";
import { IMAGE_MS, NEVER, type Pulse, type Stream } from "../model/stream.ts";

/** A stream flows that said something so recently. */
const FRESH_MS = seconds(15);
/** So many others must flow; fewer only where there are no more. */
const WITNESSES = 2;

interface Count {
  all: number;
  fresh: number;
}

/** When it last said something under its present request that was no image; `NEVER` when its last word was one. */
export const flowedAt = ({ lastAt, askedAt, answeredAt }: Pulse): Instant =>
  askedAt !== NEVER && lastAt > Math.max(askedAt, answeredAt) + IMAGE_MS ? lastAt : NEVER;

const isFresh = ({ pulse }: Stream, now: Instant): boolean => now - flowedAt(pulse) <= FRESH_MS;

export class Markets {
  readonly #counts = new Map<string, Count>();

  add(stream: Stream, now: Instant): void {
    const count = this.#counts.get(stream.market) ?? { all: 0, fresh: 0 };
    this.#counts.set(stream.market, count);
    count.all++;
    if (isFresh(stream, now)) count.fresh++;
  }

  /** Whether enough others of the stream's market flow. */
  isLively(stream: Stream, now: Instant): boolean {
    const { all, fresh } = this.#counts.get(stream.market)!;
    const others = fresh - (isFresh(stream, now) ? 1 : 0);
    return others >= Math.max(1, Math.min(WITNESSES, all - 1));
  }
}
