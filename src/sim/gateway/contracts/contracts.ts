/**
 * Requests about contracts: details, symbol search, market rules, exchanges.
 *
 * bondContractDetails is never sent, because no bond is listed. A query for details may mean many contracts and gets
 * them all: the months of a future, the strikes of a chain.
 */
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Listing } from "../../exchange/contracts.ts";
import type { Context, Handlers } from "../context.ts";
import { NO_SECURITY } from "../texts.ts";
import { chainHandlers } from "./chains.ts";
import { details } from "./details.ts";
import { malformed } from "./resolve.ts";
import { venueHandlers } from "./venues.ts";

export { resolve } from "./resolve.ts";

/** Symbols in an answer to a search (PROTOCOL 14 has no number; captures show 16). */
const SAMPLES_MAX = 16;

export const contractHandlers: Handlers = {
  ...chainHandlers,
  ...venueHandlers,

  /** Unknown: error 200 and no end (SEQUENCES 11). */
  reqContractDetails(context, session, { reqId, contract }) {
    const wrong = malformed(contract);
    if (wrong !== undefined) return session.error(reqId, wrong.code, wrong.text, context.wall());
    const found = listingsOf(context, contract);
    if (found.length === 0) return session.error(reqId, 200, NO_SECURITY, context.wall());
    for (const listing of found)
      session.say("contractDetails", details(context, reqId, listing, session.serverVersion));
    session.say("contractDetailsEnd", { reqId });
  },

  /** Details come at once, so there is never anything to take back, and nothing is said. */
  cancelContractData() {},

  /** 322 for a rule that no details have named (`deepentropy/ibx`). */
  reqMarketRule(context, session, { marketRuleId }) {
    const priceIncrements = context.exchange.marketRule(marketRuleId);
    if (priceIncrements !== undefined) return session.say("marketRule", { marketRuleId, priceIncrements });
    const text = `Error processing request.-'cd' : cause - Market rule with id = ${marketRuleId} is missing`;
    session.error(-1, 322, text, context.wall());
  },

  /** An empty pattern is refused (`deepentropy/ibx`); one that nothing fits brings an empty list. */
  reqMatchingSymbols(context, session, { reqId, pattern }) {
    const wanted = pattern.trim().toUpperCase();
    if (wanted === "") {
      const text = "Error validating request.-'ce' : cause - Pattern must not be empty";
      return session.error(reqId, 321, text, context.wall());
    }
    const fits = ({ symbol, longName }: Listing): boolean =>
      symbol.startsWith(wanted) || longName.toUpperCase().includes(wanted);
    const exact = ({ symbol }: Listing): number => (symbol === wanted ? 0 : 1);
    const found = context.listings.filter((listing) => listing.underConId === 0 && fits(listing));
    const shown = found.toSorted((a, b) => exact(a) - exact(b)).slice(0, SAMPLES_MAX);
    session.say("symbolSamples", { reqId, contractDescriptions: shown.map((one) => description(context, one)) });
  },
};

/** `FUT+CONTFUT` asks for both: the months first, the continuous contract behind them. */
function listingsOf(context: Context, asked: OutgoingBody<"reqContractDetails">["contract"]): readonly Listing[] {
  const secTypes = asked.secType.toUpperCase().includes("+") ? ["FUT", "CONTFUT"] : [asked.secType];
  return secTypes.flatMap((secType) => context.exchange.find({ ...asked, secType }));
}

function description(context: Context, listing: Listing) {
  const { conId, symbol, secType, primaryExchange, currency, longName } = listing;
  const named = { conId, symbol, secType, primaryExchange, currency, description: longName, issuerId: "" };
  return { ...named, derivativeSecTypes: derivatives(context, listing) };
}

/** What is listed on a contract, spelled as in the recorded search for TSLA; combinations go with options. */
function derivatives(context: Context, { conId, symbol, secType }: Listing): string[] {
  const options = secType === "STK" && context.exchange.find({ symbol, secType: "OPT" }).length > 0;
  const futures = context.exchange.find({ symbol, secType: "FUT" }).some(({ underConId }) => underConId === conId);
  return [...(options ? ["OPT", "BAG"] : []), ...(futures ? ["FUT"] : [])];
}
