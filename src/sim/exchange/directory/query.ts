/**
 * Which listings a request means: everything that it says must agree.
 *
 * A request that names nothing means nothing. Where it names an exchange directly, the answer names that exchange.
 */
import type { Listing } from "./listing.ts";

/** What a request may say of the contract it means; empty and 0 mean "not said". */
export interface ContractQuery {
  readonly conId?: number;
  readonly symbol?: string;
  readonly secType?: string;
  readonly exchange?: string;
  readonly primaryExchange?: string;
  readonly currency?: string;
  readonly localSymbol?: string;
  readonly tradingClass?: string;
  readonly secIdType?: string;
  readonly secId?: string;
  /** YYYYMMDD or YYYYMM. */
  readonly lastTradeDateOrContractMonth?: string;
  readonly strike?: number;
  /** `C`, `CALL`, `P`, `PUT`; `0` and `?` say nothing. */
  readonly right?: string;
  readonly multiplier?: string | number;
  /** Expired futures too; expired options are never found (IB's documentation of Contract.IncludeExpired). */
  readonly includeExpired?: boolean;
}

/** Whether a query names anything at all. */
export const namesSomething = ({ conId, symbol, localSymbol, secId }: ContractQuery): boolean =>
  Boolean(conId || symbol || localSymbol || secId);

/** All listings that agree with everything the query says. A query that names nothing finds nothing. */
export function matching(all: readonly Listing[], query: ContractQuery): readonly Listing[] {
  if (!namesSomething(query)) return [];
  const found = all.filter((candidate) => agrees(candidate, query));
  const exchange = venue(query.exchange);
  if (exchange === "" || exchange === "SMART") return found;
  return found.map((one) => (one.exchange === exchange ? one : { ...one, exchange }));
}

function agrees(candidate: Listing, query: ContractQuery): boolean {
  return (
    (!query.conId || query.conId === candidate.conId) &&
    same(query.symbol, candidate.symbol) &&
    same(query.secType, candidate.secType) &&
    same(query.currency, candidate.currency) &&
    same(query.localSymbol, candidate.localSymbol) &&
    same(query.tradingClass, candidate.tradingClass) &&
    (candidate.primaryExchange === "" || same(venue(query.primaryExchange), candidate.primaryExchange)) &&
    (!query.exchange || candidate.validExchanges.split(",").includes(venue(query.exchange))) &&
    (!query.secId || candidate.secIdList.some(({ tag, value }) => tag === query.secIdType && value === query.secId)) &&
    (candidate.lastTradeDate === "" || agreesOnTerms(candidate, query))
  );
}

const same = (said: string | undefined, is: string): boolean => !said || said.toUpperCase() === is;

/** Whether the terms of a future or an option are those that the query names. */
function agreesOnTerms(candidate: Listing, query: ContractQuery): boolean {
  const { lastTradeDateOrContractMonth: date = "", strike, multiplier } = query;
  const right = rightOf(query.right);
  // Six digits name a month, and a future's month is its contract's; details print a time behind the date.
  const dated = date.length === 6 ? date === candidate.contractMonth : date.slice(0, 8) === candidate.lastTradeDate;
  return (
    (date === "" || dated) &&
    (!strike || strike === candidate.strike) &&
    (right === "" || right === candidate.right) &&
    (!multiplier || Number(multiplier) === candidate.multiplier)
  );
}

/** `C`, `P`, or "" for what names neither. */
export function rightOf(said: string | undefined): Listing["right"] {
  const [letter] = (said ?? "").toUpperCase();
  return letter === "C" || letter === "P" ? letter : "";
}

/** Names of exchanges until 2022, which clients still send: the recorded AMD details still say ISLAND. */
const FORMER_NAMES: Readonly<Record<string, string>> = { ISLAND: "NASDAQ", GLOBEX: "CME" };

function venue(exchange: string | undefined): string {
  const name = (exchange ?? "").toUpperCase();
  return FORMER_NAMES[name] ?? name;
}
