/**
 * Currency pairs of IDEALPRO and the indices behind the futures.
 *
 * conIds of both are public facts (IB's contract search shows them); prices and volatilities are round figures. The fields
 * of a pair are spelled as in the recorded details of EUR.USD (2023), those of an index as IB's contract search shows SPX.
 */
import { Calendar, type CalendarKind } from "../calendar/calendar.ts";
import { common, type Listing, NOT_DERIVED, size } from "./listing.ts";
import { HALF_PIP, HALF_YEN_PIP, ONE_CENT } from "./rules.ts";

const PAIR_ORDER_TYPES =
  "ACTIVETIM,AD,ADJUST,ALERT,ALGO,ALLOC,AVGCOST,BASKET,CASHQTY,COND,CONDORDER,DAY,DEACT,DEACTDIS,DEACTEOD,GAT,GTC,GTD,GTT,HID,IOC,LIT,LMT,MIT,MKT,NONALGO,OCA,REL,RELPCTOFS,SCALE,SCALERST,STP,STPLMT,TRAIL,TRAILLIT,TRAILLMT,TRAILMIT,WHATIF";

type PairRow = readonly [
  conId: number,
  symbol: string,
  currency: string,
  longName: string,
  price: number,
  rule: number,
];

// biome-ignore format: a table
const PAIRS: readonly PairRow[] = [
  [12087792, "EUR", "USD", "European Monetary Union Euro", 1.16, HALF_PIP],
  [12087797, "GBP", "USD", "British pound", 1.33, HALF_PIP],
  [15016059, "USD", "JPY", "United States dollar", 155, HALF_YEN_PIP],
];

export const SPX = 416904;
export const NDX = 416843;
/** The funds whose walks the indices and their futures follow. */
export const SPY = 756733;
export const QQQ = 320227571;

type IndexRow = readonly [
  conId: number,
  symbol: string,
  exchange: string,
  longName: string,
  price: number,
  walkOf: number,
  dailyDeviation: number,
];

// biome-ignore format: a table
const INDICES: readonly IndexRow[] = [
  [SPX, "SPX", "CBOE", "S&P 500 Stock Index", 6_850, SPY, 0.009],
  [NDX, "NDX", "NASDAQ", "NASDAQ 100 Stock Index", 25_300, QQQ, 0.012],
];

export function pairs(kind: CalendarKind): readonly Listing[] {
  const calendar = new Calendar(kind, "forex");
  return PAIRS.map((row) => pair(row, calendar));
}

function pair([conId, symbol, currency, longName, price, rule]: PairRow, calendar: Calendar): Listing {
  const name = `${symbol}.${currency}`;
  const step = rule === HALF_YEN_PIP ? 0.005 : 0.00005;
  return {
    ...{ conId, symbol, secType: "CASH", exchange: "IDEALPRO", primaryExchange: "", currency, localSymbol: name },
    ...{ tradingClass: name, marketName: name, longName, minTick: step, orderTypes: PAIR_ORDER_TYPES },
    ...{ validExchanges: "IDEALPRO", marketRuleIds: String(rule), priceMagnifier: 1, multiplier: 1, calendar },
    ...NOT_DERIVED,
    ...common(calendar),
    ...{ minSize: size("0.01"), sizeIncrement: size("0.01"), suggestedSizeIncrement: size("0.01"), aggGroup: 4 },
    character: {
      ...{ price, dailyDeviation: 0.0045, dailyVolume: 40_000_000, spreadSteps: 1, quotesPerMinute: 120 },
      ...{ lot: 250_000, shownSize: 1_000_000 },
    },
  };
}

export function indices(kind: CalendarKind): readonly Listing[] {
  const calendar = new Calendar(kind, "index");
  return INDICES.map((row) => index(row, calendar));
}

function index(row: IndexRow, calendar: Calendar): Listing {
  const [conId, symbol, exchange, longName, price, walkOf, dailyDeviation] = row;
  return {
    ...{ conId, symbol, secType: "IND", exchange, primaryExchange: "", currency: "USD", localSymbol: symbol },
    ...{ tradingClass: symbol, marketName: symbol, longName, minTick: 0.01, orderTypes: "" },
    ...{ validExchanges: exchange, marketRuleIds: String(ONE_CENT), priceMagnifier: 1, multiplier: 1, calendar },
    ...NOT_DERIVED,
    ...common(calendar),
    ...{ minSize: size("1"), sizeIncrement: size("1"), suggestedSizeIncrement: size("1"), aggGroup: 1 },
    industry: "Indices",
    category: "Broad Range Equity Index",
    subcategory: "*",
    character: {
      ...{ price, walkOf, dailyDeviation, dailyVolume: 390, spreadSteps: 1, quotesPerMinute: 60 },
      ...{ lot: 1, shownSize: 1 },
    },
  };
}
