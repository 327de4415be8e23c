/**
 * A market that a test dictates: a text of rows, each saying what the market shows from a moment on.
 *
 * Rows are comma separated, `time-offset-ms,symbol,bid,ask,last[,bidSize,askSize,lastSize[,halted]]` (this line itself may
 * stand at the top), or one JSON object a line with the keys `timeOffsetMs, symbol, bid, ask, last, bidSize, askSize,
 * lastSize, halted`. Empty lines and lines that begin with `#` are skipped. A symbol is a contract's symbol, its local
 * symbol (`ESZ6`, `EUR.USD`, `SPY   261218C00500000`) or its conId; `ES` is the front month. Times count from the start of
 * the simulation and never go back; a symbol has at most one row at a time. A row is a trade when its last price differs
 * from the row before, or when it names a lastSize. halted is 1 or 2 (for volatility) as in generic tick 49; a row
 * without it trades. Reading is strict: the first fault ends it, with the number of its line. Nothing is repaired.
 */
import { nearMatches } from "../../../base/nearest.ts";
import { wallOf } from "../../../base/time.ts";
import type { Directory } from "../directory/directory.ts";
import type { Listing } from "../directory/listing.ts";
import { onStep, rulesOf } from "../directory/rules.ts";

export interface PathRow {
  /** Milliseconds after the start of the simulation. */
  readonly timeOffsetMs: number;
  readonly symbol: string;
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  /** Shares. */
  readonly bidSize: number;
  readonly askSize: number;
  readonly lastSize: number;
  readonly isTrade: boolean;
  readonly halted: 0 | 1 | 2;
}

/** Rows by the names that the file gives to contracts, in the order of time. */
export type PricePath = ReadonlyMap<string, readonly PathRow[]>;

/** Why a text is not a price path. */
export class PricePathError {
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;

  constructor(line: number, reason: string) {
    this.line = line;
    this.reason = reason;
  }

  toString(): string {
    return `line ${this.line}: ${this.reason}`;
  }
}

const COLUMNS = ["timeOffsetMs", "symbol", "bid", "ask", "last", "bidSize", "askSize", "lastSize", "halted"] as const;
const REQUIRED = 5;
const HEADER = /^time-offset-ms,symbol,bid,ask,last(,bidSize,askSize,lastSize(,halted)?)?$/;
/** Of a row that names no size. */
export const USUAL_SIZE = 100;

/** Which price steps a name has does not depend on the time. */
const ANY_TIME = wallOf(2026, 1, 1);

type Fields = Partial<Record<(typeof COLUMNS)[number], unknown>>;

/** Reads a price path; `known` are the contracts that may appear. */
export function parsePricePath(text: string, known: Directory): PricePath | PricePathError {
  const bySymbol = new Map<string, PathRow[]>();
  let latest = 0;
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#") || (bySymbol.size === 0 && HEADER.test(line))) continue;
    const fields = line.startsWith("{") ? jsonFields(line) : csvFields(line);
    const row = typeof fields === "string" ? fields : rowOf(fields, known, bySymbol, latest);
    if (typeof row === "string") return new PricePathError(index + 1, row);
    latest = row.timeOffsetMs;
    const rows = bySymbol.get(row.symbol);
    if (rows === undefined) bySymbol.set(row.symbol, [row]);
    else rows.push(row);
  }
  return bySymbol;
}

function csvFields(line: string): Fields | string {
  const values = line.split(",").map((value) => value.trim());
  if (values.length < REQUIRED) return `${values.length} columns, at least ${REQUIRED} are needed`;
  if (values.length > COLUMNS.length) return `${values.length} columns, at most ${COLUMNS.length} are known`;
  const fields: Fields = {};
  for (const [i, value] of values.entries()) {
    const name = COLUMNS[i] as (typeof COLUMNS)[number];
    if (name === "symbol") fields.symbol = value;
    else if (/^\d+(\.\d+)?$/.test(value)) fields[name] = Number(value);
    else if (value !== "" || i < REQUIRED) return `${name} is not a number: "${value}"`;
  }
  return fields;
}

function jsonFields(line: string): Fields | string {
  const value = parseJson(line);
  if (typeof value !== "object" || value === null) return "not a JSON object";
  const unknown = Object.keys(value).find((key) => !(COLUMNS as readonly string[]).includes(key));
  return unknown === undefined ? value : `unknown key "${unknown}"`;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The row that the fields describe, or what is wrong with it. */
function rowOf(
  fields: Fields,
  known: Directory,
  before: ReadonlyMap<string, readonly PathRow[]>,
  latest: number,
): PathRow | string {
  const name = String(fields.symbol ?? "");
  const listing = known.named(name, ANY_TIME);
  if (listing === undefined) return unknownSymbol(name, known);
  const previous = before.get(name)?.at(-1);
  const fault = timeFault(fields, latest, previous) ?? priceFault(fields, listing) ?? sizeFault(fields);
  if (fault !== undefined) return fault;
  const last = fields.last as number;
  const lastBefore = previous?.last ?? listing.character.price;
  return {
    timeOffsetMs: fields.timeOffsetMs as number,
    symbol: name,
    bid: fields.bid as number,
    ask: fields.ask as number,
    last,
    bidSize: (fields.bidSize as number | undefined) ?? USUAL_SIZE,
    askSize: (fields.askSize as number | undefined) ?? USUAL_SIZE,
    lastSize: (fields.lastSize as number | undefined) ?? USUAL_SIZE,
    isTrade: last !== lastBefore || fields.lastSize !== undefined,
    halted: (fields.halted as 0 | 1 | 2 | undefined) ?? 0,
  };
}

function unknownSymbol(name: string, known: Directory): string {
  const near = nearMatches(name.toUpperCase(), known.names(), 3);
  return `unknown symbol ${JSON.stringify(name)}${near.length === 0 ? "" : `; near it: ${near.join(", ")}`}`;
}

function timeFault({ timeOffsetMs: time, symbol }: Fields, latest: number, previous?: PathRow): string | undefined {
  if (!Number.isSafeInteger(time) || (time as number) < 0) return "timeOffsetMs is not a whole number from 0 upwards";
  if ((time as number) < latest) return `timeOffsetMs ${time} is before ${latest} of the row above`;
  if (time === previous?.timeOffsetMs) return `a second row for ${symbol} at ${time}`;
  return undefined;
}

function priceFault(fields: Fields, listing: Listing): string | undefined {
  const steps = rulesOf(listing);
  for (const name of ["bid", "ask", "last"] as const) {
    const price = fields[name];
    if (typeof price !== "number" || !(price > 0)) return `${name} is not a price above 0`;
    if (!onStep(steps, price)) return `${name} ${price} is not a whole number of price steps`;
  }
  if ((fields.bid as number) >= (fields.ask as number)) return `bid ${fields.bid} is not below ask ${fields.ask}`;
  return undefined;
}

function sizeFault(fields: Fields): string | undefined {
  for (const name of ["bidSize", "askSize", "lastSize"] as const) {
    const size = fields[name];
    if (size !== undefined && (!Number.isSafeInteger(size) || (size as number) < 1))
      return `${name} is not a whole number of shares from 1 upwards`;
  }
  if (![undefined, 0, 1, 2].includes(fields.halted as number | undefined)) return "halted is not 0, 1 or 2";
  return undefined;
}
