/**
 * The option chains of an underlying: one answer for each exchange and trading class, then the end (SEQUENCES 11).
 *
 * The wire tells expirations and strikes apart (recorded for AAPL at CBOE), so not every pair of them is listed. An
 * underlying without options brings the end alone, and so do the futures, whose options are not listed here.
 */
import type { Handlers } from "../context.ts";
import { validating } from "../texts.ts";

export const chainHandlers: Handlers = {
  reqSecDefOptParams(context, session, asked) {
    const { reqId, underlyingSymbol, underlyingSecType, underlyingConId, futFopExchange } = asked;
    const underlying = context.exchange.byConId(underlyingConId);
    if (underlying?.symbol !== underlyingSymbol || underlying.secType !== underlyingSecType)
      return session.error(reqId, 321, validating("Invalid contract id"), context.wall());
    for (const chain of context.exchange.optionParameters(underlyingConId)) {
      const { exchange, tradingClass, multiplier } = chain;
      if (futFopExchange !== "" && futFopExchange !== exchange) continue;
      const lists = { expirations: [...chain.expirations], strikes: [...chain.strikes] };
      const named = { reqId, exchange, underlyingConId, tradingClass, multiplier };
      session.say("securityDefinitionOptionParameter", { ...named, ...lists });
    }
    session.say("securityDefinitionOptionParameterEnd", { reqId });
  },
};
