/**
 * The history service's limits for bars of 30 seconds and less (PROTOCOL 14): the same request within 15 seconds, six
 * or more of one contract, exchange and kind within two seconds, more than 60 in ten minutes. They are the login's.
 */
import { type Instant, minutes, seconds } from "../../../base/time.ts";

export interface HistoryAsk {
  /** Everything that makes two requests the same. */
  readonly identity: string;
  /** Contract, exchange and kind of data. */
  readonly series: string;
  /** BID_ASK counts twice. */
  readonly weight: 1 | 2;
}

type Asked = HistoryAsk & { readonly at: Instant };

const SAME_MS = seconds(15);
const SERIES_MS = seconds(2);
const SERIES_MAX = 5;
const WINDOW_MS = minutes(10);

export class HistoryPacing {
  readonly #max: number;
  #asked: readonly Asked[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  /** Whether the request is within the limits; only then it counts. */
  admits(ask: HistoryAsk, now: Instant): boolean {
    this.#asked = this.#asked.filter(({ at }) => now - at < WINDOW_MS);
    const within = (ms: number): readonly Asked[] => this.#asked.filter(({ at }) => now - at < ms);
    const weight = this.#asked.reduce<number>((sum, asked) => sum + asked.weight, ask.weight);
    const series = within(SERIES_MS).filter(({ series }) => series === ask.series).length;
    const same = within(SAME_MS).some(({ identity }) => identity === ask.identity);
    if (same || series >= SERIES_MAX || weight > this.#max) return false;
    this.#asked = [...this.#asked, { ...ask, at: now }];
    return true;
  }
}
