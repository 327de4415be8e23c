/** What risk sees of other machines: orders, positions, quotes and account values. The engine passes them in. */
import type { Instant } from "../base/time.ts";
import type { PlacedContract } from "../model/entry.ts";
import type { OrderKey } from "../model/ids.ts";
import type { Position } from "../model/position.ts";
import type { BookView, Exposed } from "./bookView.ts";
import type { Running } from "./running.ts";

/** What the market said last of a contract; a side that is not quoted is undefined. */
export interface Quote {
  readonly bid: number | undefined;
  readonly ask: number | undefined;
  readonly last: number | undefined;
  /** When any of it came. */
  readonly at: Instant;
  readonly halted: boolean;
}

/** What the broker calls a contract; a part that it left out is empty. */
export interface KnownContract {
  readonly conId: number;
  readonly symbol: string;
  readonly localSymbol: string;
  readonly secType: string;
  readonly currency: string;
  readonly primaryExchange: string;
  readonly multiplier: string;
  readonly lastTradeDateOrContractMonth?: string;
  readonly strike?: number;
  readonly right?: string;
  readonly tradingClass?: string;
  /** Where it is known to trade, `SMART` among them when IB routes it. */
  readonly exchanges?: ReadonlySet<string>;
  /** Its prices are so many times what they are in its currency: 100 for a share in pence. Undefined until its details have come. */
  readonly priceMagnifier?: number;
}

export interface RiskView extends BookView {
  /** What open orders add up to, where that is kept; whoever asks goes through the orders otherwise. */
  readonly running?: Running;
  /** Every order that has not ended, those of unknown fate among them; held legs, too. */
  open(): Iterable<Exposed>;
  byKey(key: OrderKey): Exposed | undefined;
  /** The broker's; undefined while its list is not complete. */
  positions(): readonly Position[] | undefined;
  /** The best that any line of this contract says; undefined when nobody streams it. */
  quote(conId: number, contract: PlacedContract): Quote | undefined;
  /** What a conId stands for, once a message of the broker has said so. */
  contract(conId: number): KnownContract | undefined;
  /** Why it is not known which contract these names mean, and what to do. */
  doubt(contract: PlacedContract): string;
  /** The currency that the account's limits are in; undefined until its values are here. */
  baseCurrency(account: string): string | undefined;
  /** A value of the account as the Gateway told it last, such as `NetLiquidation` in its base currency; undefined when it has not. */
  accountValue(account: string, key: string, currency?: string): number | undefined;
}
