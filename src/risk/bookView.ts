/** What risk sees of everything that counts together: open orders by contract, positions, and who traded them. */
import type { Decimal } from "../base/decimal.ts";
import type { PlacedContract, PlacedOrder } from "../model/entry.ts";
import type { OrderKey, StrategyName } from "../model/ids.ts";

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
  /** `held`, `intended`, `sent`, `working`, `partly-filled`, `unknown`; any other one is an end. */
  readonly status: string;
  /** 0 until anybody has named it. */
  readonly conId: number;
  /** As far as anybody has said so: executions or statuses. */
  readonly filled: Decimal;
  /** The sum of its executions alone, corrections applied. */
  readonly executed: Decimal;
  readonly cancelWanted: boolean;
  /** What the broker works as far as we know, and changes that have left and were not answered. */
  readonly settled: Wish;
  readonly inFlight: readonly Wish[];
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
  strangersOf(account: string): Iterable<Stranger>;
  /** Orders that have ended of which statuses tell more than executions do so far; by contract, as far as it is known. */
  owedOf(conId: number): Iterable<Exposed>;
  /** The broker's, signed; undefined while its list is not complete. */
  position(account: string, conId: number): Decimal | undefined;
  /** What the executions of everybody make of the same; undefined before the account was taken over. */
  booked(account: string, conId: number): Decimal | undefined;
  /** What a strategy's own executions on that account make, signed. */
  own(strategy: StrategyName, account: string, conId: number): Decimal;
}
