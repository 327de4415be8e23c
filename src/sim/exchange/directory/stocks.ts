/**
 * Thirty liquid US stocks and exchange traded funds.
 *
 * conIds, symbols, names, exchanges and ISINs are public facts (IB's contract search shows them to everybody); prices,
 * volumes, spreads and volatilities are round figures of a plausible day, the start of the simulated market and nothing
 * more. The other fields are spelled as in recorded contract details of AMD (2019) and AAPL (December 2025): hours of
 * six dates, one market rule for each exchange, sizes of 0.0001 shares with 100 suggested.
 */
import type { Calendar } from "../calendar/calendar.ts";
import { type Character, type Listing, NOT_DERIVED, size } from "./listing.ts";
import { ONE_CENT, SUB_DOLLAR } from "./rules.ts";

const ORDER_TYPES =
  "ACTIVETIM,AD,ADJUST,ALERT,ALGO,ALLOC,AON,AVGCOST,BASKET,BENCHPX,CASHQTY,COND,CONDORDER,DARKONLY,DARKPOLL,DAY,DEACT,DEACTDIS,DEACTEOD,DIS,DUR,GAT,GTC,GTD,GTT,HID,IBKRATS,ICE,IMB,IOC,LIT,LMT,LOC,MIDPX,MIT,MKT,MOC,MTL,NGCOMB,NODARK,NONALGO,OCA,OPG,OPGREROUT,PEGBENCH,PEGMID,POSTATS,POSTONLY,PREOPGRTH,PRICECHK,REL,REL2MID,RELPCTOFS,RPI,RTH,SCALE,SCALEODD,SCALERST,SIZECHK,SMARTSTG,SNAPMID,SNAPMKT,SNAPREL,STP,STPLMT,SWEEP,TRAIL,TRAILLIT,TRAILLMT,TRAILMIT,WHATIF";
const EXCHANGES =
  "SMART,AMEX,NYSE,CBOE,PHLX,ISE,CHX,ARCA,NASDAQ,DRCTEDGE,BEX,BATS,EDGEA,BYX,IEX,EDGX,FOXRIVER,PEARL,NYSENAT,LTSE,MEMX,IBEOS,OVERNIGHT,TPLUS0,PSX,T24X";
const EXCHANGE_COUNT = EXCHANGES.split(",").length;

type Row = readonly [
  conId: number,
  symbol: string,
  primaryExchange: "NASDAQ" | "NYSE" | "ARCA",
  longName: string,
  isin: string,
  /** industry|category|subcategory */
  branch: string,
  price: number,
  dailyDeviationPercent: number,
  dailyVolumeMillions: number,
  spreadSteps: number,
];

/** Industry, category and subcategory of a fund are empty. */
const FUND = "||";

// biome-ignore format: a table
const ROWS: readonly Row[] = [
  [265598, "AAPL", "NASDAQ", "APPLE INC", "US0378331005", "Technology|Computers|Computers", 255, 1.4, 48, 1],
  [272093, "MSFT", "NASDAQ", "MICROSOFT CORP", "US5949181045", "Technology|Software|Applications Software", 480, 1.3, 21, 3],
  [4815747, "NVDA", "NASDAQ", "NVIDIA CORP", "US67066G1040", "Technology|Semiconductors|Electronic Compo-Semicon", 185, 2.4, 170, 1],
  [3691937, "AMZN", "NASDAQ", "AMAZON.COM INC", "US0231351067", "Communications|Internet|E-Commerce/Services", 230, 1.8, 40, 1],
  [208813719, "GOOGL", "NASDAQ", "ALPHABET INC-CL A", "US02079K3059", "Communications|Internet|Web Portals/ISP", 310, 1.7, 32, 2],
  [208813720, "GOOG", "NASDAQ", "ALPHABET INC-CL C", "US02079K1079", "Communications|Internet|Web Portals/ISP", 311, 1.7, 20, 2],
  [107113386, "META", "NASDAQ", "META PLATFORMS INC-CLASS A", "US30303M1027", "Communications|Internet|Social Media", 650, 1.9, 14, 5],
  [76792991, "TSLA", "NASDAQ", "TESLA INC", "US88160R1014", "Consumer, Cyclical|Auto Manufacturers|Auto-Cars/Light Trucks", 440, 3.0, 80, 3],
  [313130367, "AVGO", "NASDAQ", "BROADCOM INC", "US11135F1012", "Technology|Semiconductors|Electronic Compo-Semicon", 345, 2.5, 22, 5],
  [15124833, "NFLX", "NASDAQ", "NETFLIX INC", "US64110L1061", "Communications|Internet|Internet Content-Entmnt", 94, 1.9, 35, 1],
  [4391, "AMD", "NASDAQ", "ADVANCED MICRO DEVICES", "US0079031078", "Technology|Semiconductors|Electronic Compo-Semicon", 215, 2.9, 40, 2],
  [270639, "INTC", "NASDAQ", "INTEL CORP", "US4581401001", "Technology|Semiconductors|Electronic Compo-Semicon", 38, 2.8, 90, 1],
  [268084, "CSCO", "NASDAQ", "CISCO SYSTEMS INC", "US17275R1023", "Communications|Telecommunications|Networking Products", 77, 1.2, 20, 1],
  [444857009, "PLTR", "NASDAQ", "PALANTIR TECHNOLOGIES INC-A", "US69608A1088", "Technology|Software|Enterprise Software/Serv", 180, 3.2, 50, 2],
  [1520593, "JPM", "NYSE", "JPMORGAN CHASE & CO", "US46625H1005", "Financial|Banks|Diversified Banking Inst", 315, 1.2, 9, 4],
  [10098, "BAC", "NYSE", "BANK OF AMERICA CORP", "US0605051046", "Financial|Banks|Diversified Banking Inst", 55, 1.3, 35, 1],
  [49462172, "V", "NYSE", "VISA INC-CLASS A SHARES", "US92826C8394", "Financial|Diversified Finan Serv|Finance-Credit Card", 345, 1.1, 6, 5],
  [13977, "XOM", "NYSE", "EXXON MOBIL CORP", "US30231G1022", "Energy|Oil&Gas|Oil Comp-Integrated", 120, 1.3, 15, 1],
  [8719, "JNJ", "NYSE", "JOHNSON & JOHNSON", "US4781601046", "Consumer, Non-cyclical|Pharmaceuticals|Medical-Drugs", 207, 1.0, 8, 3],
  [8894, "KO", "NYSE", "COCA-COLA CO/THE", "US1912161007", "Consumer, Non-cyclical|Beverages|Beverages-Non-alcoholic", 70, 0.8, 15, 1],
  [6459, "DIS", "NYSE", "WALT DISNEY CO/THE", "US2546871060", "Communications|Media|Multimedia", 112, 1.4, 9, 2],
  [8314, "IBM", "NYSE", "INTL BUSINESS MACHINES CORP", "US4592001014", "Technology|Computers|Computer Services", 300, 1.4, 4, 7],
  [4762, "BA", "NYSE", "BOEING CO/THE", "US0970231058", "Industrial|Aerospace/Defense|Aerospace/Defense", 215, 1.9, 7, 6],
  [29624264, "CRM", "NYSE", "SALESFORCE INC", "US79466L3024", "Technology|Software|Applications Software", 262, 1.8, 7, 6],
  [9599491, "F", "NYSE", "FORD MOTOR CO", "US3453708600", "Consumer, Cyclical|Auto Manufacturers|Auto-Cars/Light Trucks", 13.2, 1.7, 60, 1],
  [756733, "SPY", "ARCA", "SPDR S&P 500 ETF TRUST", "US78462F1030", FUND, 685, 0.9, 75, 1],
  [320227571, "QQQ", "NASDAQ", "INVESCO QQQ TRUST SERIES 1", "US46090E1038", FUND, 620, 1.2, 55, 1],
  [9579970, "IWM", "ARCA", "ISHARES RUSSELL 2000 ETF", "US4642876555", FUND, 250, 1.3, 40, 1],
  [51529211, "GLD", "ARCA", "SPDR GOLD SHARES", "US78463V1070", FUND, 400, 1.1, 13, 3],
  [15547841, "TLT", "NASDAQ", "ISHARES 20+ YEAR TREASURY BD", "US4642874329", FUND, 88, 0.8, 35, 1],
];

/** All of them, with hours that follow `calendar`. */
export function stocks(calendar: Calendar): readonly Listing[] {
  return ROWS.map((row) => listing(row, calendar));
}

function listing(row: Row, calendar: Calendar): Listing {
  const [conId, symbol, primaryExchange, longName, isin, branch, price] = row;
  const [industry = "", category = "", subcategory = ""] = branch.split("|");
  const tradingClass = primaryExchange === "NASDAQ" ? "NMS" : symbol;
  // Low-priced stocks may fall below a dollar, so they carry the rule with two steps.
  const rule = price < 20 ? SUB_DOLLAR : ONE_CENT;
  return {
    ...{ conId, symbol, secType: "STK", exchange: "SMART", primaryExchange, currency: "USD" },
    ...{ localSymbol: symbol, tradingClass, marketName: tradingClass, longName, minTick: 0.01 },
    ...{ orderTypes: ORDER_TYPES, validExchanges: EXCHANGES, priceMagnifier: 1, multiplier: 1, calendar },
    ...NOT_DERIVED,
    marketRuleIds: new Array(EXCHANGE_COUNT).fill(rule).join(","),
    ...{ industry, category, subcategory, timeZoneId: "US/Eastern" },
    tradingHours: (wall) => calendar.tradingHours(wall),
    liquidHours: (wall) => calendar.liquidHours(wall),
    stockType: branch === FUND ? "ETF" : "COMMON",
    ...{ minSize: size("0.0001"), sizeIncrement: size("0.0001"), suggestedSizeIncrement: size("100"), aggGroup: 1 },
    secIdList: [{ tag: "ISIN", value: isin }],
    character: character(row),
  };
}

function character(row: Row): Character {
  const [, , , , , , price, dailyDeviationPercent, dailyVolumeMillions, spreadSteps] = row;
  return {
    price,
    dailyDeviation: dailyDeviationPercent / 100,
    dailyVolume: dailyVolumeMillions * 1_000_000,
    spreadSteps,
    quotesPerMinute: Math.min(220, 80 + 2 * dailyVolumeMillions),
    lot: 100,
    shownSize: 100 * Math.max(1, Math.round((dailyVolumeMillions * 30) / price)),
  };
}
