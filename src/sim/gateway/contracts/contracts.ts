/** Requests about contracts: details, market rules, symbol search. */
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Listing } from "../../exchange/contracts.ts";
import type { Context, Handlers } from "../context.ts";
import { NO_SECURITY, validating } from "../texts.ts";

type Asked = OutgoingBody<"reqContractDetails">["contract"];

/** What a contract in a request means: one listing, or an error with code 200. */
export function resolve(
  context: Context,
  asked: Asked,
): { readonly listing: Listing } | { readonly code: number; readonly text: string } {
  const found = context.exchange.find(asked);
  const [listing] = found;
  if (listing === undefined) return { code: 200, text: NO_SECURITY };
  if (found.length === 1) return { listing };
  return { code: 200, text: `The contract description specified for ${asked.symbol} is ambiguous.` };
}

/** Symbols in an answer to a search (PROTOCOL 14 has no number; captures show 16). */
const SAMPLES_MAX = 16;

export const contractHandlers: Handlers = {
  /** Unknown: error 200 and no end (SEQUENCES 11). */
  reqContractDetails(context, session, { reqId, contract }) {
    const found = context.exchange.find(contract);
    if (found.length === 0) return session.error(reqId, 200, NO_SECURITY, context.wall());
    for (const listing of found) session.say("contractDetails", details(context, reqId, listing));
    session.say("contractDetailsEnd", { reqId });
  },

  reqMarketRule(context, session, { marketRuleId }) {
    const priceIncrements = context.exchange.marketRule(marketRuleId);
    if (priceIncrements === undefined)
      return session.error(-1, 321, validating(`Market rule ${marketRuleId} is unknown`), context.wall());
    session.say("marketRule", { marketRuleId, priceIncrements });
  },

  reqMatchingSymbols(context, session, { reqId, pattern }) {
    const wanted = pattern.trim().toUpperCase();
    const fits = ({ symbol, longName }: Listing): boolean =>
      wanted !== "" && (symbol.startsWith(wanted) || longName.toUpperCase().includes(wanted));
    const found = context.listings.filter(fits).slice(0, SAMPLES_MAX);
    const exact = ({ symbol }: Listing): number => (symbol === wanted ? 0 : 1);
    const contractDescriptions = found.sort((a, b) => exact(a) - exact(b)).map(description);
    session.say("symbolSamples", { reqId, contractDescriptions });
  },
};

const description = ({ conId, symbol, secType, primaryExchange, currency, longName }: Listing) => ({
  ...{ conId, symbol, secType, primaryExchange, currency, derivativeSecTypes: [], description: longName, issuerId: "" },
});

function details(context: Context, reqId: number, listing: Listing) {
  const { conId, symbol, secType, exchange, primaryExchange, currency, localSymbol, tradingClass } = listing;
  const { character: _character, ...rest } = listing;
  const wall = context.wall();
  return {
    ...rest,
    reqId,
    contract: { conId, symbol, secType, exchange, primaryExchange, currency, localSymbol, tradingClass, strike: 0 },
    mdSizeMultiplier: 1,
    tradingHours: listing.tradingHours(wall),
    liquidHours: listing.liquidHours(wall),
    evMultiplier: 0,
    sizeMinTick: listing.minSize,
  };
}
