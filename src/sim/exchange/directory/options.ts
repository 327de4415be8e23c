/**
 * The listing of each option, made when somebody asks for it.
 *
 * conIds are the simulator's own, from 1600000000 upwards, and spell date, strike and right, so that each stays what it is
 * and an option is found long after it is listed no more. Spelling of fields: the recorded details of
 * `AAPL  260618C00100000`.
 */
import { pad, type WallMs } from "../../../base/time.ts";
import { Calendar, type CalendarKind } from "../calendar/calendar.ts";
import { DAY_MS, dateText, dayNumber } from "../calendar/days.ts";
import { worth } from "../tape/optionModel.ts";
import { CHAINS, type Chain, expiryDays, strikesAround, tradingDay } from "./chains.ts";
import { common, type Listing, NOT_DERIVED, size } from "./listing.ts";
import { type ContractQuery, rightOf } from "./query.ts";

const ORDER_TYPES =
  "ACTIVETIM,AD,ADJUST,ALERT,ALGO,ALLOC,AON,AVGCOST,BASKET,COND,CONDORDER,DAY,DEACT,DEACTDIS,DEACTEOD,DIS,FOK,GAT,GTC,GTD,GTT,HID,ICE,IOC,LIT,LMT,MIT,MKT,MTL,NGCOMB,NONALGO,OCA,OPENCLOSE,PAON,PEGMIDVOL,PEGMKTVOL,PEGPRMVOL,PEGSRFVOL,POSTONLY,PRICECHK,REL,RELPCTOFS,RELSTK,SCALE,SCALERST,SIZECHK,SMARTSTG,SNAPMID,SNAPMKT,SNAPREL,STP,STPLMT,TRAIL,TRAILLIT,TRAILLMT,TRAILMIT,VOLAT,WHATIF";
const EXCHANGES =
  "SMART,AMEX,CBOE,PHLX,PSE,ISE,BOX,BATS,NASDAQOM,CBOE2,NASDAQBX,MIAX,GEMINI,EDGX,MERCURY,PEARL,EMERALD,MEMX,IBUSOPT,SAPPHIRE";
const EXCHANGE_COUNT = EXCHANGES.split(",").length;

const OWN_CON_IDS = 1_600_000_000;
const FIRST_DAY = dayNumber("20200101");
/** How many days, half points of strike and rights a conId can spell. */
const DAYS = 8_192;
const HALVES = 4_096;
const MULTIPLIER = 100;

/** What reqSecDefOptParams answers. */
export interface OptionParameters {
  readonly exchange: string;
  readonly underConId: number;
  readonly tradingClass: string;
  readonly multiplier: string;
  readonly expirations: readonly string[];
  readonly strikes: readonly number[];
}

export class Options {
  readonly #underlyings: ReadonlyMap<string, Listing>;
  readonly #calendars: ReadonlyMap<string, Calendar>;
  readonly #made = new Map<number, Listing>();

  constructor(kind: CalendarKind, stocks: readonly Listing[]) {
    this.#underlyings = new Map(stocks.map((stock) => [stock.symbol, stock]));
    this.#calendars = new Map(CHAINS.map(({ hours }) => [hours, new Calendar(kind, hours)]));
  }

  /** The options that agree with what a query says of symbol, date, strike and right. */
  listed(query: ContractQuery, wall: WallMs): readonly Listing[] {
    const chain = CHAINS.find(({ symbol }) => symbol === query.symbol?.toUpperCase());
    if (chain === undefined) return [];
    const date = (query.lastTradeDateOrContractMonth ?? "").slice(0, 8);
    const right = rightOf(query.right);
    const rights = right === "" ? (["C", "P"] as const) : [right];
    return this.#days(chain, wall)
      .filter((day) => dateText(day).startsWith(date))
      .flatMap((day) => this.#strikes(chain, day, wall).map((strike) => ({ day, strike })))
      .filter(({ strike }) => !query.strike || query.strike === strike)
      .flatMap(({ day, strike }) => rights.map((one) => this.#listing(chain, day, strike, one)));
  }

  parameters(underConId: number, wall: WallMs): readonly OptionParameters[] {
    const chain = CHAINS.find(({ symbol }) => this.#underlyings.get(symbol)?.conId === underConId);
    if (chain === undefined) return [];
    const days = this.#days(chain, wall);
    const strikes = [...new Set(days.flatMap((day) => this.#strikes(chain, day, wall)))].sort((a, b) => a - b);
    const expirations = days.map(dateText);
    const rest = { underConId, tradingClass: chain.symbol, multiplier: String(MULTIPLIER), expirations, strikes };
    return EXCHANGES.split(",").map((exchange) => ({ exchange, ...rest }));
  }

  byConId(conId: number): Listing | undefined {
    const made = this.#made.get(conId);
    if (made !== undefined || conId < OWN_CON_IDS) return made;
    const packed = conId - OWN_CON_IDS;
    const [right, strike] = [packed % 2 === 0 ? "C" : "P", (Math.floor(packed / 2) % HALVES) / 2] as const;
    const place = Math.floor(packed / 2 / HALVES);
    return this.#known(CHAINS[Math.floor(place / DAYS)], FIRST_DAY + (place % DAYS), strike, right);
  }

  /** `AAPL  260618C00100000`, with as many spaces as there may be. */
  byLocalSymbol(name: string): Listing | undefined {
    const match = /^([A-Z]{1,6}) *(\d{6})([CP])(\d{8})$/.exec(name);
    if (match === null) return undefined;
    const [, symbol, date, right, strike] = match;
    const chain = CHAINS.find((one) => one.symbol === symbol);
    return this.#known(chain, dayNumber(`20${date}`), Number(strike) / 1_000, right as "C" | "P");
  }

  #known(chain: Chain | undefined, day: number, strike: number, right: "C" | "P"): Listing | undefined {
    if (chain === undefined || day < FIRST_DAY || day >= FIRST_DAY + DAYS || strike <= 0) return undefined;
    if (strike % chain.near !== 0 && strike % chain.far !== 0) return undefined;
    return strike * 2 < HALVES && tradingDay(day) === day ? this.#listing(chain, day, strike, right) : undefined;
  }

  /** Dates whose last trade is still ahead. */
  #days(chain: Chain, wall: WallMs): readonly number[] {
    return expiryDays(chain, wall).filter((day) => this.#end(chain, day) > wall);
  }

  #end({ hours }: Chain, day: number): number {
    const calendar = this.#calendars.get(hours) as Calendar;
    return calendar.segments(day).at(-1)?.to ?? 0;
  }

  #strikes(chain: Chain, day: number, wall: WallMs): readonly number[] {
    const { price } = (this.#underlyings.get(chain.symbol) as Listing).character;
    return strikesAround(chain, price, day, wall);
  }

  #listing(chain: Chain, day: number, strike: number, right: "C" | "P"): Listing {
    const conId = conIdOf(chain, day, strike, right);
    const made = this.#made.get(conId);
    if (made !== undefined) return made;
    const calendar = this.#calendars.get(chain.hours) as Calendar;
    const underlying = this.#underlyings.get(chain.symbol) as Listing;
    const terms = { strike, right, lastTradeWall: this.#end(chain, day), day };
    const listing = option(conId, chain, underlying, calendar, terms);
    this.#made.set(conId, listing);
    return listing;
  }
}

function conIdOf(chain: Chain, day: number, strike: number, right: "C" | "P"): number {
  const place = CHAINS.indexOf(chain) * DAYS + (day - FIRST_DAY);
  return OWN_CON_IDS + (place * HALVES + strike * 2) * 2 + (right === "C" ? 0 : 1);
}

interface OptionTerms {
  readonly strike: number;
  readonly right: "C" | "P";
  readonly lastTradeWall: number;
  readonly day: number;
}

function option(conId: number, chain: Chain, under: Listing, calendar: Calendar, terms: OptionTerms): Listing {
  const { symbol, rule } = chain;
  const { strike, right, lastTradeWall, day } = terms;
  const date = dateText(day);
  const localSymbol = `${symbol.padEnd(6)}${date.slice(2)}${right}${pad(Math.round(strike * 1_000), 8)}`;
  return {
    ...{ conId, symbol, secType: "OPT", exchange: "SMART", primaryExchange: "", currency: "USD", localSymbol },
    ...{ tradingClass: symbol, marketName: symbol, longName: under.longName, minTick: 0.01, orderTypes: ORDER_TYPES },
    ...{ validExchanges: EXCHANGES, marketRuleIds: new Array(EXCHANGE_COUNT).fill(rule).join(",") },
    ...{ priceMagnifier: 1, multiplier: MULTIPLIER, calendar },
    ...NOT_DERIVED,
    ...common(calendar),
    ...{ lastTradeDate: date, realExpirationDate: date, contractMonth: date.slice(0, 6), lastTradeWall },
    ...{ strike, right, underSymbol: symbol, underSecType: "STK", underConId: under.conId },
    ...{ minSize: size("1"), sizeIncrement: size("1"), suggestedSizeIncrement: size("1"), aggGroup: 2 },
    character: character(under, terms),
  };
}

function character(under: Listing, terms: OptionTerms): Listing["character"] {
  const { price, dailyDeviation } = under.character;
  const volatility = volatilityOf(dailyDeviation, (terms.strike - price) / price);
  const started = worth({ ...terms, volatility }, price, terms.lastTradeWall - 30 * DAY_MS);
  return {
    ...{ price: Math.max(0.05, Math.round(started * 20) / 20), dailyDeviation, impliedVolatility: volatility },
    ...{ dailyVolume: 2_000, spreadSteps: 2, quotesPerMinute: 60, lot: 1, shownSize: 40 },
  };
}

const ROOT_OF_TRADING_DAYS = 15.87;

/** Of a year, from the underlying's day; low strikes cost more, as after 1987. `away` is a part of the price. */
const volatilityOf = (dailyDeviation: number, away: number): number =>
  dailyDeviation * ROOT_OF_TRADING_DAYS * Math.min(2.2, Math.max(0.7, 1 - 0.9 * away + 1.5 * away * away));
