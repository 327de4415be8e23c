/**
 * What all gates add up of open orders, by scope and contract, kept up to date order by order: so that an order costs the same
 * beside ten others and beside a thousand.
 *
 * It is a fold that remembers only what it must look at again: an order is counted anew when somebody asks and an entry has
 * named it since. Nothing of it is carried, for it is made of the open orders, and after a restart it is made of them again.
 * Orders that may be of any contract (nobody has named it by number yet, or they are combinations) are only numbered here:
 * beside one of these whoever asks must go through the orders themselves.
 */
import type { Instant } from "../base/time.ts";
import type { Entry, Fold } from "../model/entry.ts";
import type { OrderKey, StrategyName } from "../model/ids.ts";
import type { Exposed } from "./bookView.ts";
import { conIdsTraded } from "./combination.ts";
import { isUnderWay, type Left, leftOf, opensOf, wishesOf } from "./exposureParts.ts";
import { RunningContract } from "./runningContract.ts";
import { RunningReach } from "./runningReach.ts";
import { RunningWorth } from "./runningWorth.ts";

/** Where orders are looked up, as they stand behind the entry that was folded last. */
export interface Orders {
  byKey(key: OrderKey): Exposed | undefined;
  /** Those that have not ended. */
  open(): Iterable<Exposed>;
}

/** Beyond so many it is quicker to count all of them. */
const TOUCHED_MAX = 5_000;

/** What counts together: a strategy's orders, or all of an account's. */
export class RunningScope {
  readonly contracts = new Map<number, RunningContract>();
  readonly worth = new RunningWorth();
  /** What it was worth with all that it has traded, as it was worked out last. */
  equity: { readonly worth: number; readonly at: Instant; readonly trades: number } | undefined;
  /** Orders that have not ended, held ones left out. */
  open = 0;
  /** Those of them that may be of any contract. */
  unnamed = 0;
}

interface RunningAccount {
  readonly whole: RunningScope;
  readonly strategies: Map<StrategyName, RunningScope>;
  /** By contract. */
  readonly reach: Map<number, RunningReach>;
}

/** An order as it was counted. */
interface Counted {
  readonly order: Exposed;
  readonly left: readonly Left[];
}

export class Running implements Fold {
  readonly #orders: Orders;
  readonly #accounts = new Map<string, RunningAccount>();
  readonly #counted = new Map<OrderKey, Counted>();
  /** Orders that something has happened to since they were counted. */
  readonly #touched = new Set<OrderKey>();
  /** Contracts of which positions may be others now. */
  readonly #moved = new Set<number>();
  #isBehind = true;
  /** How often somebody has said what is held. */
  told = 0;
  /** How often anything was traded, or has cost something. */
  trades = 0;

  constructor(orders: Orders) {
    this.#orders = orders;
  }

  evolve(entry: Entry): void {
    if (entry.kind === "orderIntended") for (const { key } of entry.legs) this.#touch(key);
    else if ("key" in entry) this.#touch(entry.key);
    if (entry.kind === "executed" || entry.kind === "foreignExecuted") this.#traded(entry.execution.contract?.conId);
    if (entry.kind === "commissionReported") this.trades++;
    if (entry.kind === "positionTaken") this.positionsMoved();
  }

  #touch(key: OrderKey): void {
    if (this.#isBehind) return;
    this.#touched.add(key);
    if (this.#touched.size > TOUCHED_MAX) this.#isBehind = true;
  }

  #traded(conId = 0): void {
    this.trades++;
    this.positionMoved(conId);
  }

  /** Somebody has said what is held of a contract. */
  positionMoved(conId: number): void {
    this.told++;
    if (conId === 0) return;
    this.#moved.add(conId);
    if (this.#moved.size > TOUCHED_MAX) this.positionsMoved();
  }

  /** Any position may be another one now. */
  positionsMoved(): void {
    this.told++;
    this.#moved.clear();
    for (const scope of this.#scopes()) scope.worth.forget();
  }

  carry(): null {
    return null;
  }

  resume(): void {
    this.#isBehind = true;
  }

  // ---------------------------------------------------------------- what is asked

  /** The sums of a strategy on its account, or of the account. */
  of(as: "strategy" | "account", strategy: StrategyName, account: string): RunningScope {
    this.#catchUp();
    const found = this.#account(account);
    return as === "account" ? found.whole : this.#strategy(found, strategy);
  }

  /** How far the account's orders in a contract reach; undefined where there are none. */
  reach(account: string, conId: number): RunningReach | undefined {
    this.#catchUp();
    return this.#accounts.get(account)?.reach.get(conId);
  }

  #account(name: string): RunningAccount {
    const known = this.#accounts.get(name);
    if (known !== undefined) return known;
    const account = { whole: new RunningScope(), strategies: new Map(), reach: new Map() };
    this.#accounts.set(name, account);
    return account;
  }

  #strategy({ strategies }: RunningAccount, name: StrategyName): RunningScope {
    const known = strategies.get(name);
    if (known !== undefined) return known;
    const scope = new RunningScope();
    strategies.set(name, scope);
    return scope;
  }

  *#scopes(): Generator<RunningScope> {
    for (const { whole, strategies } of this.#accounts.values()) {
      yield whole;
      yield* strategies.values();
    }
  }

  // ---------------------------------------------------------------- what is counted

  #catchUp(): void {
    if (this.#isBehind) this.#anew();
    if (this.#touched.size > 0) {
      for (const key of this.#touched) this.#count(key, this.#orders.byKey(key));
      this.#touched.clear();
    }
    if (this.#moved.size === 0) return;
    for (const scope of this.#scopes()) for (const conId of this.#moved) scope.worth.moved(conId);
    this.#moved.clear();
  }

  #anew(): void {
    this.#isBehind = false;
    this.#accounts.clear();
    this.#counted.clear();
    this.#touched.clear();
    for (const order of this.#orders.open()) this.#count(order.key, order);
  }

  #count(key: OrderKey, order: Exposed | undefined): void {
    const before = this.#counted.get(key);
    const isOpen = order !== undefined && (order.status === "held" || isUnderWay(order));
    // Whatever belongs to it is counted by what it is now, in this turn or when something happens to that.
    if (before === undefined && !isOpen) return this.#passedBy(order);
    if (before !== undefined && isOpen && isAlike(before.order, order)) return;
    if (before !== undefined) this.#take(before, isOpen && isNamed(order) && order.conId === before.order.conId);
    this.#counted.delete(key);
    if (isOpen) this.#put(order);
    this.#tellFamilies(order ?? before?.order);
    this.#tidy(before?.order);
  }

  /** It was never counted. What it has traded by a status alone counts in its contracts all the same. */
  #passedBy(order: Exposed | undefined): void {
    for (const conId of order === undefined ? [] : tradedBy(order)) this.#moved.add(conId);
  }

  #put(order: Exposed): void {
    const left = leftTo(order);
    this.#counted.set(order.key, { order, left });
    const account = this.#account(order.account);
    for (const scope of [account.whole, this.#strategy(account, order.strategy)]) {
      this.#number(scope, order, 1);
      for (const conId of tradedBy(order)) scope.worth.moved(conId);
      if (!isNamed(order)) continue;
      this.#contract(scope, order.conId).put(order, left);
    }
    if (!isNamed(order)) return;
    const reach = account.reach.get(order.conId) ?? new RunningReach();
    account.reach.set(order.conId, reach);
    reach.put(order);
  }

  #take({ order, left }: Counted, isAgain: boolean): void {
    const account = this.#account(order.account);
    for (const scope of [account.whole, this.#strategy(account, order.strategy)]) {
      this.#number(scope, order, -1);
      for (const conId of tradedBy(order)) scope.worth.moved(conId);
      if (!isNamed(order)) continue;
      scope.contracts.get(order.conId)!.take(order, left, isAgain);
    }
    if (isNamed(order)) account.reach.get(order.conId)!.take(order);
  }

  #number(scope: RunningScope, order: Exposed, by: 1 | -1): void {
    if (order.status !== "held") scope.open += by;
    if (!isNamed(order)) scope.unnamed += by;
  }

  #contract({ contracts }: RunningScope, conId: number): RunningContract {
    const known = contracts.get(conId);
    if (known !== undefined) return known;
    const contract = new RunningContract((parent) => opensOf(this.#orders.byKey(parent), conId, undefined));
    contracts.set(conId, contract);
    return contract;
  }

  /** Its children count by what it opens. */
  #tellFamilies(order: Exposed | undefined): void {
    if (order === undefined) return;
    const { key, account, conId } = order;
    const { whole, strategies } = this.#account(account);
    for (const { contracts, worth } of [whole, ...strategies.values()])
      if (contracts.get(conId)?.happenedTo(key)) worth.moved(conId);
  }

  /** Nothing is left of a contract in which nothing is open. */
  #tidy(order: Exposed | undefined): void {
    if (order === undefined) return;
    const account = this.#account(order.account);
    for (const { contracts } of [account.whole, this.#strategy(account, order.strategy)])
      if (contracts.get(order.conId)?.isEmpty) contracts.delete(order.conId);
    if (!account.whole.contracts.has(order.conId)) account.reach.delete(order.conId);
  }
}

const isNamed = ({ contract, conId }: Exposed): boolean => contract.secType !== "BAG" && conId !== 0;

/** Contracts whose position follows it: of a combination those of its legs. */
const tradedBy = ({ contract, conId }: Exposed): readonly number[] =>
  conIdsTraded(contract, conId).filter((traded) => traded !== 0);

/** An exercise trades nothing of what it names. */
const leftTo = (order: Exposed): readonly Left[] =>
  isUnderWay(order) && order.exercise === undefined && isNamed(order)
    ? leftOf(wishesOf(order), order.conId, order.executed)
    : [];

/** It counts as it did: contents are never changed, only replaced. */
const isAlike = (a: Exposed, b: Exposed): boolean =>
  a.order === b.order &&
  a.contract === b.contract &&
  a.settled === b.settled &&
  a.inFlight === b.inFlight &&
  a.wishWaits === b.wishWaits &&
  a.executed === b.executed &&
  a.conId === b.conId &&
  a.parent === b.parent &&
  isUnderWay(a) === isUnderWay(b);
