/**
 * Limits in time, made again: how alike, how fast, how often and in which hours.
 *
 * Time is what the journal's lines say of themselves, and as a second witness the instant at which they became durable: only
 * what both put close together was close together, for clocks jump and disks are slow.
 */
import type { Instant } from "../../../base/time.ts";
import { type WallMs, wallOf } from "../../../base/time.ts";
import type { Facts } from "../facts.ts";
import type { Open } from "./exposures.ts";
import type { Asked } from "./wish.ts";

interface Moment {
  readonly at: number;
  readonly durable: Instant;
  readonly strategy: string;
  readonly account: string;
  /** Orders and changes that this one counts for. */
  readonly count: number;
  /** What is looked at for likeness; undefined of changes, children and legs that waited. */
  readonly likeness: string | undefined;
  readonly key: string;
}

const KEPT_MS = 3_600_000;
const SECOND_MS = 1_000;

const likenessOf = ({ account, symbol, buys, quantity, orderType, lmtPrice, auxPrice }: Open): string =>
  [account, symbol, buys, quantity, orderType, lmtPrice, auxPrice].join(" ");

export class Tempo {
  readonly #facts: Facts;
  readonly #moments: Moment[] = [];
  readonly #start: WallMs | undefined;

  constructor(facts: Facts) {
    this.#facts = facts;
    const parts = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)Z$/
      .exec(facts.setup.start ?? "")
      ?.slice(1)
      .map(Number);
    this.#start = parts === undefined ? undefined : wallOf(...(parts as Parameters<typeof wallOf>));
  }

  /** What breaks one of these limits, by the limit's name. */
  breaks(asked: Asked): readonly (readonly [limit: string, sentence: string])[] {
    const said = [
      ["look-alike", this.#alike(asked)],
      ["orders-per-second", this.#fast(asked)],
      ["sessions", this.#outside(asked)],
    ] as const;
    return said.flatMap(([limit, sentence]) => (sentence === undefined ? [] : [[limit, sentence] as const]));
  }

  /** It counts from now on. */
  took({ wish }: Asked): void {
    const { now } = this.#facts;
    for (const { order, before } of wish.legs) {
      const waited = before?.held === true;
      const likeness = wish.isChange || waited || order.parent !== undefined ? undefined : likenessOf(order);
      const { key, strategy, account } = order;
      this.#moments.push({ ...{ at: wish.at, durable: now, strategy, account, key, likeness }, count: waited ? 0 : 1 });
    }
    while (this.#moments.length > 1 && now - this.#moments[0]!.durable > KEPT_MS) this.#moments.shift();
  }

  #within(asked: Asked, ms: number): readonly Moment[] {
    const { whose, wish } = asked;
    const { now } = this.#facts;
    const isWithin = ({ at, durable }: Moment): boolean => at <= wish.at && wish.at - at < ms && now - durable < ms;
    const isOurs = ({ strategy, account }: Moment): boolean =>
      "strategy" in whose ? strategy === whose.strategy : account === whose.account;
    return this.#moments.filter((moment) => isWithin(moment) && isOurs(moment));
  }

  #alike(asked: Asked): string | undefined {
    const limit = asked.limit("look-alike");
    if (limit === undefined || asked.wish.isChange) return undefined;
    const near = this.#within(asked, Number(limit) * SECOND_MS);
    for (const { order, before } of asked.wish.legs) {
      if (order.parent !== undefined || before !== undefined) continue;
      const twin = near.find(({ likeness }) => likeness === likenessOf(order));
      if (twin !== undefined) return `${order.key} is like ${twin.key}, ${asked.wish.at - twin.at} ms after it`;
    }
    return undefined;
  }

  #fast(asked: Asked): string | undefined {
    const limit = asked.limit("orders-per-second");
    if (limit === undefined) return undefined;
    const own = asked.wish.legs.filter(({ before }) => before?.held !== true).length;
    const all = this.#within(asked, SECOND_MS).reduce((sum, { count }) => sum + count, own);
    return all > Number(limit) ? `${asked.wish.legs[0]?.order.key} is one of ${all} in a second` : undefined;
  }

  #outside(asked: Asked): string | undefined {
    const texts = asked.limit("sessions") as readonly string[] | undefined;
    const start = this.#start;
    if (texts === undefined || start === undefined) return undefined;
    const { at } = asked.wish;
    const spans = texts.flatMap((text) => this.#facts.setup.hours?.[text] ?? []);
    const isOpen = spans.some(({ atMs, forMs }) => at >= start + atMs - 1 && at <= start + atMs + forMs + 1);
    return isOpen || asked.mayReduce
      ? undefined
      : `${asked.wish.legs[0]?.order.key} was taken outside ${texts.join(", ")}`;
  }
}
