/**
 * `holdfast reconcile`: an operator has the broker's truth taken over.
 *
 * The wish is journaled with its author, every list is asked for afresh, and only when all of them are complete is anything
 * concluded, in a quiet moment: between a fill and its position the one is not in the other yet. An account that is never quiet
 * is taken over at the end of the time. Then differences end, positions are counted on from what the broker shows, and an order that no list shows is
 * unknown: absence proves nothing (RELIABILITY I4). Keys, ids and intents stay; nothing is sent.
 */
import { after, earliest, type Instant } from "../base/time.ts";
import type { Drift } from "../model/drift.ts";
import type { OrderKey } from "../model/ids.ts";
import { FORCED_MS_MAX } from "./bounds.ts";
import { TAKEN_OVER } from "./drifts.ts";

/** What became of the wish, in plain data. */
export type ForcedAnswer =
  | { readonly done: true; readonly by: string; readonly changed: readonly Change[] }
  | { readonly done: false; readonly reason: string };

/** Something that is another way now. */
interface Change {
  readonly kind: Drift["kind"];
  readonly account: string;
  readonly key?: OrderKey;
  readonly conId?: number;
  readonly field: string;
  readonly before: string;
  readonly now: string;
}

/** What the wish needs of the machine that keeps the loops. */
export interface ForcedOwner {
  isReady(): boolean;
  /** Asks for every list afresh. */
  askAll(now: Instant): void;
  /** Names of the lists that are not complete since then. */
  missing(since: Instant): readonly string[];
  /** When fills and positions will have settled, if nothing else moves. */
  readonly quietAt: Instant;
  /** Every open order and how it stands. */
  standing(): ReadonlyMap<OrderKey, { readonly account: string; readonly status: string }>;
  statusOf(key: OrderKey): string;
  /** All differences of now, whether they have lasted or not. */
  differences(): readonly Drift[];
  /** Journals who wished it. */
  wished(by: string): void;
  /** The difference is over: what the broker says holds. */
  takeOver(drift: Drift, reason: string): void;
  takePositions(reason: string): void;
}

interface Wish {
  readonly by: string;
  readonly since: Instant;
  readonly before: ReturnType<ForcedOwner["standing"]>;
  readonly answer: (answer: ForcedAnswer) => void;
}

export class Forced {
  readonly #owner: ForcedOwner;
  #wish: Wish | undefined;
  /** All lists are in, and a quiet moment is waited for. */
  #isWhole = false;

  constructor(owner: ForcedOwner) {
    this.#owner = owner;
  }

  wish(by: string, answer: (answer: ForcedAnswer) => void, now: Instant): void {
    if (!this.#owner.isReady())
      return answer(
        no("the session with the Gateway is not ready, so there is no truth to take over; see holdfast status"),
      );
    if (this.#wish !== undefined) return answer(no(`${this.#wish.by} has asked for it, and it is under way`));
    this.#wish = { by, since: now, before: this.#owner.standing(), answer };
    this.#owner.wished(by);
    this.#owner.askAll(now);
  }

  sessionLost(): void {
    this.#over(no("the session with the Gateway was lost meanwhile: nothing was concluded"));
  }

  nextDeadline(): Instant | undefined {
    if (this.#wish === undefined) return undefined;
    return this.#isWhole ? earliest(this.#owner.quietAt, lastOf(this.#wish)) : lastOf(this.#wish);
  }

  tick(now: Instant): void {
    const due = this.nextDeadline();
    if (due === undefined || now < due) return;
    const wish = this.#wish!;
    const missing = this.#missing(wish).join(", ");
    // An image of positions may have come to be doubted meanwhile.
    if (this.#isWhole && this.#owner.isReady() && missing === "") return this.#conclude(wish);
    this.#isWhole = false;
    if (now < lastOf(wish)) return;
    this.#over(
      no(
        `the Gateway has not completed ${missing || "its lists"} within ${FORCED_MS_MAX / 1_000} s: nothing was concluded`,
      ),
    );
  }

  /** What was complete before says nothing of what happens meanwhile. */
  linkLost(): void {
    this.#isWhole = false;
  }

  #missing({ since }: Wish): readonly string[] {
    return this.#owner.missing(since);
  }

  waitsFor(list: string): boolean {
    return this.#wish !== undefined && this.#missing(this.#wish).includes(list);
  }

  /** A list was completed. */
  progress(now: Instant): void {
    const wish = this.#wish;
    if (wish === undefined || !this.#owner.isReady() || this.#missing(wish).length > 0) return;
    this.#isWhole = true;
    if (now >= this.#owner.quietAt) this.#conclude(wish);
  }

  #conclude(wish: Wish): void {
    const reason = `${TAKEN_OVER} by ${wish.by}`;
    const drifts = this.#owner.differences();
    for (const drift of drifts) this.#owner.takeOver(drift, reason);
    this.#owner.takePositions(reason);
    this.#over({ done: true, by: wish.by, changed: [...this.#moved(wish), ...drifts.map(changeOf)] });
  }

  /** Orders that the lists have brought to another status. */
  #moved({ before }: Wish): Change[] {
    return [...before].flatMap(([key, { account, status }]) => {
      const now = this.#owner.statusOf(key);
      return now === status ? [] : [{ kind: "order", account, key, field: "status", before: status, now }];
    });
  }

  #over(answer: ForcedAnswer): void {
    const wish = this.#wish;
    this.#wish = undefined;
    this.#isWhole = false;
    wish?.answer(answer);
  }
}

const lastOf = ({ since }: Wish): Instant => after(since, FORCED_MS_MAX);

const no = (reason: string): ForcedAnswer => ({ done: false, reason });

const changeOf = ({ kind, account, key, conId, field, ours, brokers }: Drift): Change => ({
  ...{ kind, account, field, before: ours, now: brokers },
  ...(key === undefined ? {} : { key }),
  ...(conId === undefined ? {} : { conId }),
});
