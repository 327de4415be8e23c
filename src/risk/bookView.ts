/** What risk sees of everything that counts together: open orders by contract, positions, and who traded them. */
import type { Decimal } from "../base/decimal.ts";
import type { PlacedContract, PlacedOrder } from "../model/entry.ts";
import type { OrderKey, StrategyName } from "../model/ids.ts";
import type { LegFill } from "../model/legFill.ts";
import type { Status } from "../model/status.ts";
import type { Scope } from "../model/trading.ts";
import type { Place } from "./bursts.ts";
import type { Mark } from "./equity.ts";
import type { Holding } from "./holdings.ts";

/** Contract and order as somebody wants them, or wanted them before. */
export interface Wish {
  readonly contract: PlacedContract;
  readonly order: PlacedOrder;
}

/** One order of ours. */
export interface Exposed extends Wish {
  readonly key: OrderKey;
  readonly strategy: StrategyName;
  readonly account: string;
  readonly parent?: OrderKey | undefined;
  readonly status: Status;
  /** 0 until anybody has named it. */
  readonly conId: number;
  /** As far as anybody has said so: executions or statuses. */
  readonly filled: Decimal;
  /** The sum of its executions alone, corrections applied. */
  readonly executed: Decimal;
  /** Of a combination what the executions of its legs say; undefined where nobody has added them up. */
  readonly legs?: readonly LegFill[] | undefined;
  readonly cancelWanted: boolean;
  /** What the broker works as far as we know, and changes that have left and were not answered. */
  readonly settled: Wish;
  readonly inFlight: readonly Wish[];
  /** What is wanted has not left: it waits at the door, or as a change. Taken for true where nobody says. */
  readonly wishWaits?: boolean;
  /** As the broker has shown it last, its own additions among what we said. */
  readonly shown?: PlacedOrder | undefined;
  /** It exercises an option, and trades nothing. */
  readonly exercise?: unknown;
}

/** An order at the broker that is not ours. */
interface Stranger extends Wish {
  readonly conId: number;
  readonly filled: Decimal;
}

export interface BookView {
  /** Orders and changes that were taken less than a second ago, of `strategy NAME` or `account NAME`. */
  inSecond(scope: string): number;
  /**
   * How old the youngest order of the account (of one strategy, if it is named) is that looks like this one and was taken
   * less than `ms` ago; undefined when there is none.
   */
  alike(account: string, strategy: StrategyName | undefined, wish: Wish, ms: number): number | undefined;
  /** Orders that have not ended and are, or may be, of this contract; held legs and combinations among them. */
  openOf(conId: number): Iterable<Exposed>;
  /** Grows whenever anything happens to one of them. */
  openVersion(conId: number): number;
  /** The contracts of all that is under way, once for each order: 0 where nobody knows, and for a combination. */
  openConIds(strategy: StrategyName | undefined, account: string): Iterable<number>;
  /** What was worked out of this view, for whoever did so. */
  readonly kept: Map<string, unknown>;
  strangersOf(account: string): Iterable<Stranger>;
  /** Orders that have ended of which statuses tell more than executions do so far. */
  owing(): Iterable<Exposed>;
  /** Those of a contract, as far as it is known. */
  owedOf(conId: number): Iterable<Exposed>;
  /** The broker's, signed; undefined while its list is not complete. */
  position(account: string, conId: number): Decimal | undefined;
  /** What the executions of everybody make of the same; undefined before the account was taken over. */
  booked(account: string, conId: number): Decimal | undefined;
  /** What one unit of a contract is worth by the books of the account itself, in its currency. */
  mark(account: string, conId: number): number | undefined;
  /** What an account holds, or what one strategy on it does. */
  heldConIds(strategy: StrategyName | undefined, account: string): Iterable<number>;
  /** What a strategy's own executions have left it with, and what they have brought and cost, by currency. */
  holdings(strategy: StrategyName, account: string): Iterable<Holding>;
  cash(strategy: StrategyName, account: string): ReadonlyMap<string, Decimal>;
  /** What its equity is measured by. */
  marked(scope: Scope): Mark | undefined;
  /** Executions of one side of a contract that are close to the newest one. */
  executionsNearNewest(place: Place, seconds: number): number;
  /** What a strategy's own executions on that account make, signed. */
  own(strategy: StrategyName, account: string, conId: number): Decimal;
  /**
   * The part of the account's position that no strategy's executions make: what was there before, or comes from elsewhere; signed.
   * `whole` is a word about that position, the one that is believed where none is given.
   */
  nobodys(account: string, conId: number, whole?: Decimal): Decimal;
}
