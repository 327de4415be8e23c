/**
 * How fast orders come, and whether they repeat themselves: the fold of intents and changes, for the limits
 * `orders-per-second` and `look-alike`.
 *
 * Ages are measured on the clock that never goes back as long as the process lives; how old an order of before was when it
 * began, the journal's times alone can tell. One that lay in the future then, because the wall clock was set back, was no age
 * old: a clock that jumped refuses rather than lets pass, and not for hours.
 */
import { type Instant, minutes, type WallMs } from "../base/time.ts";
import type { Entry, Fold, PlacedContract, PlacedOrder, Placement } from "../model/entry.ts";
import type { OrderKey, StrategyName } from "../model/ids.ts";
import { folded } from "../model/orderType.ts";
import type { Exposed, Wish } from "./bookView.ts";
import { isSameContract } from "./exposureParts.ts";

/** No window of a limit is longer. */
const ALIKE_MS_MAX = minutes(60);
/** At 45 per second no more than so many orders fit into it. */
const ALIKE_MAX = 45 * 3_600;
const SECOND_MS = 1_000;
/** No limit counts more in its second. */
const PACE_MAX = 64;

/** When an order was taken: for people and the journal, and on the process's own clock if it was this process. */
interface Taken {
  readonly at: WallMs;
  readonly now: Instant | undefined;
}

interface Alike extends Taken {
  readonly contract: PlacedContract;
  readonly strategy: StrategyName;
}

interface Carried {
  readonly paces: readonly (readonly [scope: string, times: readonly WallMs[]])[];
  readonly alike: readonly (readonly [look: string, at: WallMs, contract: PlacedContract, strategy: StrategyName])[];
}

export class Tempo implements Fold {
  readonly #byKey: (key: OrderKey) => Exposed | undefined;
  /** By scope, the newest, oldest first. */
  readonly #paces = new Map<string, Taken[]>();
  /** By everything but the contract, oldest first. */
  readonly #alike = new Map<string, Alike[]>();
  /** The look that was worked out last. */
  #looking: { readonly account: string; readonly order: PlacedOrder; readonly look: string } | undefined;
  #now: Instant | undefined;
  /** What the clocks said when this process looked at them first. */
  #began: { readonly now: Instant; readonly wall: WallMs } | undefined;

  /** `byKey` knows orders as they stand behind the entry that is folded. */
  constructor(byKey: (key: OrderKey) => Exposed | undefined) {
    this.#byKey = byKey;
  }

  /** What the clocks say in this step. */
  look(now: Instant, wall: WallMs): void {
    this.#now = now;
    this.#began ??= { now, wall };
  }

  evolve(entry: Entry, at: WallMs): void {
    const taken = { at, now: this.#now };
    if (entry.kind === "orderIntended") for (const leg of entry.legs) this.#intended(leg, taken);
    if (entry.kind !== "modifyIntended") return;
    const order = this.#byKey(entry.key);
    if (order !== undefined) this.#paced(order, taken);
  }

  #intended(leg: Placement, taken: Taken): void {
    this.#paced(leg, taken);
    if (leg.parent === undefined) this.#looked(this.#lookOf(leg.account, leg.order), { ...leg, ...taken });
  }

  #paced({ strategy, account }: { readonly strategy: StrategyName; readonly account: string }, taken: Taken): void {
    for (const scope of [`strategy ${strategy}`, `account ${account}`]) {
      const times = this.#paces.get(scope) ?? [];
      this.#paces.set(scope, times);
      times.push(taken);
      if (times.length > PACE_MAX) times.shift();
    }
  }

  #looked(look: string, { at, now, contract, strategy }: Alike): void {
    // Of one strategy's orders in one contract the youngest says all.
    const isOlder = (one: Alike): boolean => one.strategy === strategy && isSpeltAlike(one.contract, contract);
    const known = (this.#alike.get(look) ?? []).filter((one) => !isOlder(one) && !isPast(one, { at, now }));
    this.#alike.delete(look);
    this.#alike.set(look, [...known, { at, now, contract, strategy }]);
    for (const [oldest, all] of this.#alike) {
      if (this.#alike.size <= ALIKE_MAX && !all.every((one) => isPast(one, { at, now }))) return;
      this.#alike.delete(oldest);
    }
  }

  #ageMs({ at, now }: Taken): number {
    if (this.#now === undefined || this.#began === undefined) return 0;
    const { now: beganAt, wall } = this.#began;
    return now === undefined ? this.#now - beganAt + Math.max(wall - at, 0) : this.#now - now;
  }

  /** Orders and changes of a scope that are less than a second old. */
  inSecond(scope: string): number {
    const times = this.#paces.get(scope) ?? [];
    let many = 0;
    for (let n = times.length - 1; n >= 0; n--) {
      const taken = times[n]!;
      if (!(this.#ageMs(taken) >= SECOND_MS)) many++;
      // On the process's own clock everything before it is older still.
      else if (taken.now !== undefined) break;
    }
    return many;
  }

  /** How old the youngest order is that looks like this one, in ms; undefined when none is younger than `ms`. */
  alike(
    account: string,
    strategy: StrategyName | undefined,
    { contract, order }: Wish,
    ms: number,
  ): number | undefined {
    let youngest: number | undefined;
    for (const one of this.#alike.get(this.#lookOf(account, order)) ?? []) {
      if ((strategy !== undefined && one.strategy !== strategy) || !isSameContract(one.contract, contract)) continue;
      const age = this.#ageMs(one);
      if (age < ms && (youngest === undefined || age < youngest)) youngest = age;
    }
    return youngest;
  }

  /** Asked for by one gate after the other, and once more when the order is taken. */
  #lookOf(account: string, order: PlacedOrder): string {
    if (this.#looking?.order !== order || this.#looking.account !== account)
      this.#looking = { account, order, look: lookOf(account, order) };
    return this.#looking.look;
  }

  carry(): Carried {
    const paces = [...this.#paces].map(([scope, times]) => [scope, times.map(({ at }) => at)] as const);
    const alike = [...this.#alike].flatMap(([look, all]) =>
      all.map(({ at, contract, strategy }) => [look, at, contract, strategy] as const),
    );
    return { paces, alike };
  }

  resume(carried: unknown): void {
    const { paces, alike } = carried as Carried;
    this.#paces.clear();
    this.#alike.clear();
    for (const [scope, times] of paces)
      this.#paces.set(
        scope,
        times.map((at) => ({ at, now: undefined })),
      );
    for (const [look, at, contract, strategy] of alike) {
      const all = this.#alike.get(look) ?? [];
      this.#alike.set(look, [...all, { at, now: undefined, contract, strategy }]);
    }
  }
}

const isSpeltAlike = (a: PlacedContract, b: PlacedContract): boolean =>
  a.conId && b.conId ? a.conId === b.conId : JSON.stringify(a) === JSON.stringify(b);

/** Too old for any limit, on every clock that knows both. */
const isPast = (one: Taken, newest: Taken): boolean =>
  newest.at - one.at > ALIKE_MS_MAX &&
  (one.now === undefined || newest.now === undefined || newest.now - one.now > ALIKE_MS_MAX);

/** Equal for orders that differ in nothing but their contract. */
const lookOf = (account: string, { action, totalQuantity, orderType = "", lmtPrice, auxPrice }: PlacedOrder): string =>
  `${account}/${action}/${totalQuantity}/${folded(orderType)}/${lmtPrice}/${auxPrice}`;
