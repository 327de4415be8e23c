/**
 * The search for contracts by a symbol or words of a name.
 *
 * Pairs, indices and what futures are on come by their exact symbol, stocks also by its beginning or by their name
 * (recorded: the search for TSLA). A search tells no month of a future and no option, only that there are some.
 */
import type { Draft, IncomingBody } from "../../../wire/codec.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Context, Handlers } from "../context.ts";
import { ask } from "../queries.ts";
import { type Refusal, refuse } from "../refusal.ts";

/** Symbols in an answer to a search (PROTOCOL 14 has no number; captures show 16). */
const SAMPLES_MAX = 16;
const NO_PATTERN: Refusal = { code: 321, text: "Error validating request.-'ce' : cause - Pattern must not be empty" };

export const searchHandlers: Handlers = {
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
