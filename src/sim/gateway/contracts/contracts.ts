/**
 * Requests about contracts: details and market rules; chains, calculators, venues and the search are beside.
 *
 * bondContractDetails is never sent, because no bond is listed. A query for details may mean many contracts and gets
 * them all: the months of a future, the strikes of a chain.
 */
import type { OutgoingBody } from "../../../wire/codec.ts";
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
import { searchHandlers } from "./search.ts";
import { venueHandlers } from "./venues.ts";

export const contractHandlers: Handlers = {
  ...chainHandlers,
  ...calculatorHandlers,
  ...venueHandlers,
  ...searchHandlers,

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
};

const UNKNOWN: Refusal = { code: 200, text: NO_SECURITY };
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
