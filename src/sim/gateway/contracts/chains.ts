/**
 * The option chains of an underlying: one answer for each exchange and trading class, then the end (SEQUENCES 11).
 *
 * The wire tells expirations and strikes apart (recorded for AAPL at CBOE), so not every pair of them is listed. An
 * underlying without options brings the end alone, and so do the futures, whose options are not listed here.
 */
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Context, Handlers } from "../context.ts";
import type { Session } from "../door/session.ts";
import { ask } from "../queries.ts";
import { refuse } from "../refusal.ts";
import { validating } from "../texts.ts";

type Asked = OutgoingBody<"reqSecDefOptParams">;

export const chainHandlers: Handlers = {
  reqSecDefOptParams(context, session, asked) {
    const { reqId, underlyingSymbol, underlyingSecType, underlyingConId } = asked;
    const underlying = context.exchange.byConId(underlyingConId);
    if (underlying?.symbol !== underlyingSymbol || underlying.secType !== underlyingSecType)
      return refuse(context, session, reqId, { code: 321, text: validating("Invalid contract id") });
    ask(context, session, { kind: "chains", reqId, answer: () => sayChains(context, session, asked) });
  },
};

function sayChains(context: Context, session: Session, { reqId, underlyingConId, futFopExchange }: Asked): void {
  for (const chain of context.exchange.optionParameters(underlyingConId)) {
    const { exchange, tradingClass, multiplier } = chain;
    if (futFopExchange !== "" && futFopExchange !== exchange) continue;
    const lists = { expirations: [...chain.expirations], strikes: [...chain.strikes] };
    const named = { reqId, exchange, underlyingConId, tradingClass, multiplier };
    session.say("securityDefinitionOptionParameter", { ...named, ...lists });
  }
  session.say("securityDefinitionOptionParameterEnd", { reqId });
}
