/**
 * The option chains of an underlying: one answer for each exchange and trading class, then the end (SEQUENCES 11).
 *
 * What is listed is what is told, so that every pair of an expiration and a strike can be asked for, though not each is
 * listed: the wire tells the two lists apart (recorded for AAPL at CBOE).
 */
import type { Listing } from "../../exchange/contracts.ts";
import type { Handlers } from "../context.ts";
import { validating } from "../texts.ts";

export const chainHandlers: Handlers = {
  reqSecDefOptParams(context, session, asked) {
    const { reqId, underlyingSymbol: symbol, underlyingSecType: secType, underlyingConId, futFopExchange } = asked;
    const underlying = context.exchange.byConId(underlyingConId);
    if (underlying === undefined || underlying.symbol !== symbol || underlying.secType !== secType)
      return session.error(reqId, 321, validating("Invalid contract id"), context.wall());
    const options = context.exchange.find({ symbol, secType: "OPT" });
    const listed = options.filter((option) => option.underConId === underlyingConId);
    for (const chain of chainsOf(listed))
      if (futFopExchange === "" || futFopExchange === chain.exchange)
        session.say("securityDefinitionOptionParameter", { reqId, underlyingConId, ...chain });
    session.say("securityDefinitionOptionParameterEnd", { reqId });
  },
};

interface Chain {
  readonly exchange: string;
  readonly tradingClass: string;
  readonly multiplier: string;
  readonly expirations: string[];
  readonly strikes: number[];
}

function chainsOf(options: readonly Listing[]): readonly Chain[] {
  const classes = new Map<string, Listing[]>();
  for (const option of options) {
    const key = `${option.tradingClass}/${option.multiplier}`;
    const members = classes.get(key);
    if (members === undefined) classes.set(key, [option]);
    else members.push(option);
  }
  return [...classes.values()].flatMap(chainsOfClass);
}

/** The same lists at every exchange that the class trades at. */
function chainsOfClass(members: readonly Listing[]): readonly Chain[] {
  const { tradingClass, multiplier, validExchanges } = members[0] as Listing;
  const expirations = [...new Set(members.map(({ lastTradeDate }) => lastTradeDate))].sort();
  const strikes = [...new Set(members.map(({ strike }) => strike))].sort((a, b) => a - b);
  const same = { tradingClass, multiplier: String(multiplier), expirations, strikes };
  return validExchanges.split(",").map((exchange) => ({ exchange, ...same }));
}
