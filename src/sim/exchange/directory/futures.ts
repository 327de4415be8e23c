/**
 * Quarterly index futures of CME: which months are listed at a time, and the listing of each.
 *
 * They end on the third Friday of March, June, September and December (or the day before) at 08:30 in Chicago; five months are listed, and
 * expired ones are remembered for two years. conIds of ES in June 2025, September 2025 and December 2026 and of its
 * underlying are recorded from real Gateways; the others are numbers of the simulator's own, from 1500000000 upwards.
 * The front month, which CONTFUT names, is the nearest one with more than eight days left: trading moves to the next
 * month in the week before the last (CME's roll date is the Monday before expiry).
 */
import { civil, pad, type WallMs } from "../../../base/time.ts";
import { Calendar, type CalendarKind } from "../calendar/calendar.ts";
import { DAY_MS, dateText, easternWall, thirdFriday } from "../calendar/days.ts";
import { MARKETS } from "../calendar/hours.ts";
import { type Character, common, type Listing, NOT_DERIVED, size } from "./listing.ts";
import { NDX, QQQ, SPX, SPY } from "./pairs.ts";
import { QUARTER_POINT } from "./rules.ts";

const ORDER_TYPES =
  "ACTIVETIM,AD,ADJUST,ALERT,ALGO,ALLOC,AVGCOST,BASKET,BENCHPX,COND,CONDORDER,DAY,DEACT,DEACTDIS,DEACTEOD,GAT,GTC,GTD,GTT,HID,ICE,IOC,LIT,LMT,LTH,MIT,MKT,MKTPROT,MTL,NGCOMB,NONALGO,OCA,PEGBENCH,SCALE,SCALERST,SNAPMID,SNAPMKT,SNAPREL,STP,STPLMT,STPPROT,TRAIL,TRAILLIT,TRAILLMT,TRAILMIT,WHATIF";

export interface Root {
  readonly symbol: string;
  readonly longName: string;
  readonly multiplier: number;
  /** As contract details name it. */
  readonly underConId: number;
  /** The listed index whose prices it follows. */
  readonly indexConId: number;
  readonly walkOf: number;
  readonly price: number;
  readonly dailyDeviation: number;
  readonly dailyVolume: number;
}

const SP500 = { indexConId: SPX, walkOf: SPY, price: 6_850, dailyDeviation: 0.009 };
const NASDAQ100 = { indexConId: NDX, walkOf: QQQ, price: 25_300, dailyDeviation: 0.012 };
const OWN_CON_IDS = 1_500_000_000;
const OWN_UNDERLYINGS = 1_590_000_000;

/** The order is part of the simulator's own conIds: new rows go to the end. */
// biome-ignore format: a table
export const ROOTS: readonly Root[] = [
  { symbol: "ES", longName: "E-mini S&P 500", multiplier: 50, underConId: 11004968, ...SP500, dailyVolume: 1_500_000 },
  { symbol: "MES", longName: "Micro E-Mini S&P 500 Stock Price Index", multiplier: 5, underConId: OWN_UNDERLYINGS + 1, ...SP500, dailyVolume: 1_200_000 },
  { symbol: "NQ", longName: "E-mini NASDAQ 100", multiplier: 20, underConId: OWN_UNDERLYINGS + 2, ...NASDAQ100, dailyVolume: 600_000 },
  { symbol: "MNQ", longName: "Micro E-Mini Nasdaq-100 Index", multiplier: 2, underConId: OWN_UNDERLYINGS + 3, ...NASDAQ100, dailyVolume: 1_600_000 },
];

const RECORDED: ReadonlyMap<string, number> = new Map([
  ["ES202506", 620731015],
  ["ES202509", 637533641],
  ["ES202612", 515416632],
]);
const MONTH_LETTERS: Readonly<Record<number, string>> = { 3: "H", 6: "M", 9: "U", 12: "Z" };
const MONTHS_LISTED = 5;
const MONTHS_REMEMBERED = 8;
/** The years in which the simulator's own conIds are given, and with them every future there is. */
const FIRST_YEAR = 2_020;
const YEARS = 30;
const ROLL_MS = 8 * DAY_MS;
const EIGHT_THIRTY_IN_CHICAGO = 570;

/** A quarter as a number: 4 a year. */
type Quarter = number;

const yearOf = (quarter: Quarter): number => Math.floor(quarter / 4);
const monthOf = (quarter: Quarter): number => 3 * ((quarter % 4) + 1);
/** The third Friday, or the day before when stocks do not trade on it: the index is settled by their opening prices. */
function expiryDay(quarter: Quarter): number {
  const friday = thirdFriday(yearOf(quarter), monthOf(quarter));
  return MARKETS.stocks.spans(friday).length > 0 ? friday : friday - 1;
}
const expiryWall = (quarter: Quarter): WallMs => easternWall(expiryDay(quarter), EIGHT_THIRTY_IN_CHICAGO);

/** The first quarter that is still traded. */
function nearest(wall: WallMs): Quarter {
  const { year, month } = civil(wall);
  const quarter = year * 4 + Math.floor((month - 1) / 3);
  return wall < expiryWall(quarter) ? quarter : quarter + 1;
}

export class Futures {
  readonly #calendar: Calendar;
  readonly #made = new Map<number, Listing>();

  constructor(kind: CalendarKind) {
    this.#calendar = new Calendar(kind, "futures");
  }

  /** The months of a symbol that are listed at a time, nearest first; expired ones before them if asked for. */
  listed(symbol: string, wall: WallMs, includeExpired = false): readonly Listing[] {
    const root = ROOTS.find((one) => one.symbol === symbol);
    if (root === undefined) return [];
    const first = nearest(wall) - (includeExpired ? MONTHS_REMEMBERED : 0);
    const count = MONTHS_LISTED + (includeExpired ? MONTHS_REMEMBERED : 0);
    return Array.from({ length: count }, (_, i) => this.#listing(root, first + i));
  }

  /** What CONTFUT means at a time: the front month under another secType. */
  continuous(symbol: string, wall: WallMs): readonly Listing[] {
    const front = this.listed(symbol, wall).find(({ lastTradeWall }) => lastTradeWall > wall + ROLL_MS);
    return front === undefined ? [] : [{ ...front, secType: "CONTFUT" }];
  }

  byConId(conId: number): Listing | undefined {
    const place = PLACES.get(conId);
    return place === undefined ? undefined : this.#listing(...place);
  }

  /** `ESZ6`: the one within five years before or after. */
  byLocalSymbol(name: string, wall: WallMs): Listing | undefined {
    const letter = Object.values(MONTH_LETTERS).indexOf(name.at(-2) ?? "");
    const root = ROOTS.find(({ symbol }) => symbol === name.slice(0, -2));
    if (root === undefined || letter < 0 || !/\d$/.test(name)) return undefined;
    const { year } = civil(wall);
    const digit = Number(name.at(-1));
    const ahead = (((digit - year + 4) % 10) + 10) % 10;
    return this.#listing(root, (year - 4 + ahead) * 4 + letter);
  }

  #listing(root: Root, quarter: Quarter): Listing {
    const conId = conIdOf(root, quarter);
    const made = this.#made.get(conId) ?? future(root, quarter, this.#calendar);
    this.#made.set(conId, made);
    return made;
  }
}

function conIdOf({ symbol }: Root, quarter: Quarter): number {
  const place = ROOTS.findIndex((root) => root.symbol === symbol);
  const own = OWN_CON_IDS + place * 1_000 + (quarter - FIRST_YEAR * 4);
  return RECORDED.get(`${symbol}${monthText(quarter)}`) ?? own;
}

/** Every future there is, by conId. */
const PLACES: ReadonlyMap<number, readonly [Root, Quarter]> = new Map(
  ROOTS.flatMap((root) =>
    Array.from({ length: 4 * YEARS }, (_, i) => FIRST_YEAR * 4 + i).map((quarter) => [
      conIdOf(root, quarter),
      [root, quarter],
    ]),
  ),
);

function monthText(quarter: Quarter): string {
  return `${yearOf(quarter)}${pad(monthOf(quarter))}`;
}

function future(root: Root, quarter: Quarter, calendar: Calendar): Listing {
  const { symbol, longName, multiplier, underConId } = root;
  const date = dateText(expiryDay(quarter));
  const localSymbol = `${symbol}${MONTH_LETTERS[monthOf(quarter)]}${yearOf(quarter) % 10}`;
  return {
    ...{ conId: conIdOf(root, quarter), symbol, secType: "FUT", exchange: "CME", primaryExchange: "", currency: "USD" },
    ...{ localSymbol, tradingClass: symbol, marketName: symbol, longName, minTick: 0.25, orderTypes: ORDER_TYPES },
    ...{ validExchanges: "CME,QBALGO", marketRuleIds: `${QUARTER_POINT},${QUARTER_POINT}`, priceMagnifier: 1 },
    ...{ multiplier, calendar },
    ...NOT_DERIVED,
    ...common(calendar),
    ...{ lastTradeDate: date, lastTradeTime: "08:30:00", realExpirationDate: date, contractMonth: monthText(quarter) },
    ...{ lastTradeWall: expiryWall(quarter), underSymbol: symbol, underSecType: "IND", underConId },
    ...{ minSize: size("1"), sizeIncrement: size("1"), suggestedSizeIncrement: size("1"), aggGroup: 2_147_483_647 },
    character: character(root),
  };
}

const character = ({ price, walkOf, dailyDeviation, dailyVolume }: Root): Character => ({
  ...{ price, walkOf, dailyDeviation, dailyVolume, spreadSteps: 1, quotesPerMinute: 220, lot: 1, shownSize: 30 },
});

/** The listed index that a future follows; `undefined` for every other contract. */
export const indexOf = ({ secType, symbol }: Listing): number | undefined =>
  secType === "FUT" || secType === "CONTFUT" ? ROOTS.find((root) => root.symbol === symbol)?.indexConId : undefined;
