/**
 * What contract details say of a contract, and what the price process must know of it.
 *
 * A listing is made once and never changes; what depends on the time (hours, whether it is still traded) is asked of it.
 */
import { type Decimal, decimal } from "../../../base/decimal.ts";
import type { WallMs } from "../../../base/time.ts";
import type { Calendar } from "../calendar/calendar.ts";

/** CONTFUT is another name of the front future, under the same conId. */
export type SecType = "STK" | "FUT" | "CONTFUT" | "CASH" | "OPT" | "IND";

/** Everything that contract details say of one contract. */
export interface Listing {
  readonly conId: number;
  readonly symbol: string;
  readonly secType: SecType;
  /** Currency units for one unit of price: 1 for stocks, 50 for ES, 100 for options. */
  readonly multiplier: number;
  /** YYYYMMDD in the contract's zone, or "" for what does not expire; so are `realExpirationDate` and `contractMonth` (YYYYMM). */
  readonly lastTradeDate: string;
  /** `08:30:00` in the contract's zone, or "". */
  readonly lastTradeTime: string;
  readonly contractMonth: string;
  readonly realExpirationDate: string;
  /** When trading in it ends; infinite for what does not expire. Not on the wire. */
  readonly lastTradeWall: number;
  /** Of an option, else 0. */
  readonly strike: number;
  readonly right: "" | "C" | "P";
  /** What a future or an option is on, else "" and 0. */
  readonly underSymbol: string;
  readonly underSecType: "" | SecType;
  readonly underConId: number;
  /** When it trades. */
  readonly calendar: Calendar;
  /** Where the query asked for it: `SMART`, or one exchange directly. */
  readonly exchange: string;
  readonly primaryExchange: string;
  readonly currency: string;
  readonly localSymbol: string;
  readonly tradingClass: string;
  readonly marketName: string;
  readonly longName: string;
  readonly minTick: number;
  readonly orderTypes: string;
  readonly validExchanges: string;
  /** One rule for each of `validExchanges`, in the same order. */
  readonly marketRuleIds: string;
  readonly priceMagnifier: number;
  readonly industry: string;
  readonly category: string;
  readonly subcategory: string;
  readonly timeZoneId: string;
  /** `20260105:0400-20260105:2000;20260110:CLOSED;...` for the date of `wall` and the five after it. */
  readonly tradingHours: (wall: WallMs) => string;
  readonly liquidHours: (wall: WallMs) => string;
  readonly stockType: string;
  readonly minSize: Decimal;
  readonly sizeIncrement: Decimal;
  readonly suggestedSizeIncrement: Decimal;
  readonly aggGroup: number;
  readonly secIdList: readonly { readonly tag: string; readonly value: string }[];
  /** What the price process needs; not on the wire. */
  readonly character: Character;
}

/** How a contract trades on an ordinary day. */
export interface Character {
  /** The contract whose walk the price follows; its own when absent. Futures follow the fund on their index. */
  readonly walkOf?: number;
  /** Of an option: annual, as a fraction. */
  readonly impliedVolatility?: number;
  /** Sizes are whole multiples of this. */
  readonly lot: number;
  /** The price around which the walk moves, in the contract's currency. */
  readonly price: number;
  /** Standard deviation of a day's change, as a fraction of the price. */
  readonly dailyDeviation: number;
  /** Shares traded on an ordinary day. */
  readonly dailyVolume: number;
  /** Usual distance of bid and ask, in price steps. */
  readonly spreadSteps: number;
  /** Changes of the quote in a minute of the regular session. */
  readonly quotesPerMinute: number;
  /** Shares usually shown at the bid or the ask. */
  readonly shownSize: number;
}

/** The fields that only futures and options fill. */
type Derived =
  | "lastTradeWall"
  | ("lastTradeDate" | "lastTradeTime" | "contractMonth" | "realExpirationDate" | "strike" | "right")
  | ("underSymbol" | "underSecType" | "underConId");
export const NOT_DERIVED: Pick<Listing, Derived> = {
  ...{ lastTradeDate: "", lastTradeTime: "", contractMonth: "", realExpirationDate: "", strike: 0, right: "" },
  ...{ underSymbol: "", underSecType: "", underConId: 0, lastTradeWall: Number.POSITIVE_INFINITY },
};

/** What all contracts but stocks have in common, from their calendar. */
export const common = (calendar: Calendar) => ({
  ...{ industry: "", category: "", subcategory: "", timeZoneId: calendar.zone, stockType: "", secIdList: [] },
  tradingHours: calendar.tradingHours.bind(calendar),
  liquidHours: calendar.liquidHours.bind(calendar),
});

export const size = (text: string): Decimal => decimal(text) as Decimal;
