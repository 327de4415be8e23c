/**
 * Requests about contracts: details, symbol search, market rules, exchanges.
 *
 * bondContractDetails is never sent, because no bond is listed. A query for details may mean many contracts and gets
 * them all: the months of a future, the strikes of a chain.
 */
import type { Draft, IncomingBody, OutgoingBody } from "../../../wire/codec.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Context, Handlers } from "../context.ts";
import type { Session } from "../door/session.ts";
import { ask, cancel, goOn } from "../queries.ts";
import { duplicate, type Refusal, refuse } from "../refusal.ts";
import { NO_SECURITY } from "../texts.ts";
import { calculatorHandlers } from "./calculators.ts";
import { chainHandlers } from "./chains.ts";
import { details } from "./details.ts";
import { malformed } from "./resolve.ts";
import { venueHandlers } from "./venues.ts";

/** Symbols in an answer to a search (PROTOCOL 14 has no number; captures show 16). */
const SAMPLES_MAX = 16;

export const contractHandlers: Handlers = {
  ...chainHandlers,
  ...calculatorHandlers,
  ...venueHandlers,

  /** Unknown: error 200 and no end (SEQUENCES 11). */
  reqContractDetails(context, session, { reqId, contract }) {
    const wrong = malformed(contract);
    if (wrong !== undefined) return refuse(context, session, reqId, wrong);
    if (session.queries.has("details", reqId)) return refuse(context, session, reqId, duplicate(context));
    const answer = (): void => {
      const found = listingsOf(context, contract);
      if (found.length === 0) return refuse(context, session, reqId, UNKNOWN);
      sayDetails(context, session, reqId, found);
    };
    ask(context, session, { kind: "details", reqId, answer });
  },

  /** What has not been said of a long list is not said any more; the cancel itself is not answered. */
  cancelContractData(context, session, { reqId }) {
    if (reqId !== undefined) cancel(context, session, "details", reqId);
  },

  /** 322 for a rule that no details have named (`deepentropy/ibx`). */
  reqMarketRule(context, session, { marketRuleId }) {
    const priceIncrements = context.exchange.marketRule(marketRuleId);
    if (priceIncrements !== undefined) return session.say("marketRule", { marketRuleId, priceIncrements });
    refuse(context, session, -1, noRule(marketRuleId));
  },

  /** An empty pattern is refused (`deepentropy/ibx`); one that nothing fits brings an empty list. */
  reqMatchingSymbols(context, session, { reqId, pattern }) {
    const wanted = pattern.trim().toUpperCase();
    if (wanted === "") return refuse(context, session, reqId, NO_PATTERN);
    const answer = (): void => {
      const samples = [...namedExactly(context, wanted), ...fitting(context, wanted)].slice(0, SAMPLES_MAX);
      session.say("symbolSamples", { reqId, contractDescriptions: samples });
    };
    ask(context, session, { kind: "symbols", reqId, answer });
  },
};

const UNKNOWN: Refusal = { code: 200, text: NO_SECURITY };
const NO_PATTERN: Refusal = { code: 321, text: "Error validating request.-'ce' : cause - Pattern must not be empty" };
const noRule = (id: number): Refusal => ({
  code: 322,
  text: `Error processing request.-'cd' : cause - Market rule with id = ${id} is missing`,
});

/** A chain is thousands of contracts: so many come at once, and the next ones after so many milliseconds. */
const AT_ONCE = 200;
const PAUSE_MS = 20;

function sayDetails(context: Context, session: Session, reqId: number, found: readonly Listing[]): void {
  for (const listing of found.slice(0, AT_ONCE))
    session.say("contractDetails", details(context, reqId, listing, session.serverVersion));
  const rest = found.slice(AT_ONCE);
  if (rest.length === 0) return session.say("contractDetailsEnd", { reqId });
  goOn(context, session, "details", reqId, PAUSE_MS, () => sayDetails(context, session, reqId, rest));
}

/** `FUT+CONTFUT` asks for both: the months first, the continuous contract behind them. */
function listingsOf(context: Context, asked: OutgoingBody<"reqContractDetails">["contract"]): readonly Listing[] {
  const secTypes = asked.secType.toUpperCase().includes("+") ? ["FUT", "CONTFUT"] : [asked.secType];
  return secTypes.flatMap((secType) => context.exchange.find({ ...asked, secType }));
}

type Sample = Draft<IncomingBody<"symbolSamples">["contractDescriptions"][number]>;

/** Stocks whose symbol begins so or whose name holds the words, the exact symbol first. */
function fitting(context: Context, wanted: string): readonly Sample[] {
  const fits = ({ symbol, longName }: Listing): boolean =>
    symbol.startsWith(wanted) || longName.toUpperCase().includes(wanted);
  const exact = ({ symbol }: Listing): number => (symbol === wanted ? 0 : 1);
  const found = context.listings.filter(fits).toSorted((a, b) => exact(a) - exact(b));
  return found.map((listing) => ({
    ...sample(listing),
    derivativeSecTypes: context.exchange.optionParameters(listing.conId).length > 0 ? WITH_OPTIONS : [],
  }));
}

/** Pairs and indices of that symbol, and what futures of that symbol are on: the index has their conId of an underlying. */
function namedExactly(context: Context, symbol: string): readonly Sample[] {
  const found = context.exchange.find({ symbol });
  const [future] = found.filter(({ secType }) => secType === "FUT");
  const plain = found.filter(({ secType }) => secType === "IND" || secType === "CASH").map(sample);
  if (future === undefined) return plain;
  const { underConId: conId, underSecType: secType } = future;
  return [...plain, { ...sample(future), conId, secType, derivativeSecTypes: ["FUT", "CONTFUT"] }];
}

/** Spelled as in the recorded search for TSLA; combinations go with options. */
const WITH_OPTIONS = ["OPT", "BAG"];

const sample = ({ conId, symbol, secType, exchange, primaryExchange, currency, longName }: Listing): Sample => ({
  ...{ conId, symbol, secType, primaryExchange: primaryExchange || exchange, currency },
  ...{ description: longName, issuerId: "", derivativeSecTypes: [] },
});
