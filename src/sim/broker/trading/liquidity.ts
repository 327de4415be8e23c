/**
 * How many shares the top of the book still has for us.
 *
 * Fills come from the top of the book only (paper trading, SEQUENCES 7), so a large order fills in pieces. What our
 * orders take stays taken until that side of the quote changes, or until a second has passed and others have shown
 * as much again.
 */
import { type Decimal, decimal, least, minus, plus, ZERO } from "../../../base/decimal.ts";
import { after, earliest, type Instant, seconds } from "../../../base/time.ts";
import type { Quote } from "../../exchange/quote.ts";

export type Side = "bid" | "ask";

const REFRESH_MS = seconds(1);

interface Taken {
  readonly conId: number;
  readonly shares: Decimal;
  readonly until: Instant;
}

export class Liquidity {
  readonly #taken = new Map<string, Taken>();

  /** Shares left at the side, in the quote's own size. */
  left(conId: number, side: Side, quote: Quote, now: Instant): Decimal {
    const shown = decimal(side === "bid" ? quote.bidSize : quote.askSize) ?? ZERO;
    const taken = this.#taken.get(key(conId, side));
    if (taken === undefined || now >= taken.until) return shown;
    return minus(shown, least(shown, taken.shares));
  }

  take(conId: number, side: Side, shares: Decimal, now: Instant): void {
    const before = this.#taken.get(key(conId, side));
    const fresh = before === undefined || now >= before.until;
    this.#taken.set(key(conId, side), {
      conId,
      shares: fresh ? shares : plus(before.shares, shares),
      until: fresh ? after(now, REFRESH_MS) : before.until,
    });
  }

  refresh(conId: number, side: Side): void {
    this.#taken.delete(key(conId, side));
  }

  /** The contracts in whose book others have shown as much again; each is named once. */
  refill(now: Instant): ReadonlySet<number> {
    const refilled = new Set<number>();
    for (const [at, { until, conId }] of this.#taken) {
      if (now < until) continue;
      this.#taken.delete(at);
      refilled.add(conId);
    }
    return refilled;
  }

  /** When what was taken is there again; `undefined` when nothing is missing. */
  nextRefill(): Instant | undefined {
    return earliest(...[...this.#taken.values()].map(({ until }) => until));
  }
}

const key = (conId: number, side: Side): string => `${conId}/${side}`;
