/**
 * The order types, one row each: what a type needs, what it waits for, and its price once it is at the market.
 *
 * A type is allowed where the contract's own list of order types (contract details, `orderTypes`) names it; elsewhere
 * it draws 387 (IB's table; captured for PEG MKT on a stock). Evidence for the rows: IB's page of each type, and a
 * session of 22 types in paper trading (ThomasMarcelis/ibkr-go, testdata/transcripts/api_order_type_matrix_aapl.txt at
 * commits 1419ebf and 71ece6c): MOC, LOC, MIT and LIT wait as PreSubmitted with an empty whyHeld, STP, STP LMT, TRAIL
 * and TRAIL LIMIT with `trigger`; MOO, LOO and PEG PRI are no order types at all (321).
 */

/** What must be said beside side and size. `trail` is an amount in auxPrice or a trailingPercent. */
export type Need = "lmtPrice" | "stop" | "trail";

export interface OrderType {
  /** As it is echoed. */
  readonly name: string;
  /** Other spellings that are taken for it: those of `orderTypes` in contract details, and older ones. */
  readonly also: readonly string[];
  /** As contract details list it. */
  readonly listed: string;
  readonly needs: readonly Need[];
  /** A stop waits for the market to go against the order, what is touched for it to come the order's way. */
  readonly trigger: "none" | "stop" | "touched" | "trailing";
  /** How it trades once nothing holds it back. */
  readonly works: "market" | "limit" | "trailing-limit" | "market-to-limit" | "relative";
  readonly auction: "none" | "close";
  /** Whether outsideRth means anything (2109 when it does not, SEQUENCES 7). */
  readonly outsideRth: boolean;
}

type Row = readonly [
  name: string,
  also: readonly string[],
  listed: string,
  needs: readonly Need[],
  trigger: OrderType["trigger"],
  works: OrderType["works"],
  auction: OrderType["auction"],
  outsideRth: boolean,
];

// biome-ignore format: a table
const ROWS: readonly Row[] = [
  ["MKT",         [],                          "MKT",      [],                   "none",     "market",          "none",  false],
  ["LMT",         [],                          "LMT",      ["lmtPrice"],         "none",     "limit",           "none",  true],
  ["STP",         [],                          "STP",      ["stop"],             "stop",     "market",          "none",  true],
  ["STP LMT",     ["STPLMT"],                  "STPLMT",   ["stop", "lmtPrice"], "stop",     "limit",           "none",  true],
  ["TRAIL",       [],                          "TRAIL",    ["trail"],            "trailing", "market",          "none",  true],
  ["TRAIL LIMIT", ["TRAILLMT", "TRAILLIMIT"],  "TRAILLMT", ["trail"],            "trailing", "trailing-limit",  "none",  true],
  ["MIT",         [],                          "MIT",      ["stop"],             "touched",  "market",          "none",  true],
  ["LIT",         [],                          "LIT",      ["stop", "lmtPrice"], "touched",  "limit",           "none",  true],
  ["MTL",         [],                          "MTL",      [],                   "none",     "market-to-limit", "none",  false],
  ["REL",         [],                          "REL",      [],                   "none",     "relative",        "none",  true],
  ["MOC",         [],                          "MOC",      [],                   "none",     "market",          "close", false],
  ["LOC",         [],                          "LOC",      ["lmtPrice"],         "none",     "limit",           "close", false],
];

const TYPES: readonly OrderType[] = ROWS.map(([name, also, listed, needs, trigger, works, auction, outsideRth]) => ({
  ...{ name, also, listed, needs, trigger, works, auction, outsideRth },
}));

const BY_NAME: ReadonlyMap<string, OrderType> = new Map(
  TYPES.flatMap((type) => [type.name, ...type.also].map((spelled) => [spelled, type] as const)),
);

/** The type of that name or spelling; `undefined` for one that is not simulated or not known. */
export const orderTypeNamed = (text: string): OrderType | undefined => BY_NAME.get(text);

/** Types that IB has and the simulator does not: refused by name. */
export const OTHER_ORDER_TYPES: readonly string[] =
  "PEG MID,PEGMID,PEG BEST,PEGBEST,PEG STK,PEG BENCH,PEGBENCH,VOL,MIDPRICE,SNAP MKT,SNAP MID,SNAP PRIM,STP PRT,MKT PRT,BOX TOP,PASSV REL,TRAIL MIT,TRAIL LIT,REL + LMT,REL + MKT,LMT + MKT".split(
    ",",
  );
