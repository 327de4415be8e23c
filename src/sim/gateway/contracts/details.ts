/**
 * Contract details as a Gateway spells them (recorded: AAPL, an option of it, ES and EUR.USD, at 176, 200 and between).
 *
 * The last trade date of a future carries its time and zone, with seconds since the date has a field of its own (182);
 * that of an option is a date. Whatever does not apply is empty or 0; aggGroup is unset for futures.
 */
import type { Draft, IncomingBody } from "../../../wire/codec.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Context } from "../context.ts";

/** The first server version at which the date alone has its own field. */
const DATE_ALONE_SINCE = 182;
const UNSET = 2_147_483_647;

export function details(
  context: Context,
  reqId: number,
  listing: Listing,
  serverVersion: number,
): Draft<IncomingBody<"contractDetails">> {
  const wall = context.wall();
  return {
    reqId,
    contract: contractOf(listing, serverVersion),
    ...described(listing),
    tradingHours: listing.tradingHours(wall),
    liquidHours: listing.liquidHours(wall),
    ...{ evMultiplier: 0, mdSizeMultiplier: 1, sizeMinTick: listing.minSize },
    aggGroup: listing.aggGroup === UNSET ? undefined : listing.aggGroup,
  };
}

function described(listing: Listing) {
  const { marketName, minTick, orderTypes, validExchanges, priceMagnifier, longName, contractMonth } = listing;
  const { industry, category, subcategory, timeZoneId, secIdList, marketRuleIds, realExpirationDate } = listing;
  const { underConId, underSymbol, underSecType, stockType, minSize, sizeIncrement, suggestedSizeIncrement } = listing;
  return {
    ...{ marketName, minTick, orderTypes, validExchanges, priceMagnifier, longName, contractMonth },
    ...{ industry, category, subcategory, timeZoneId, secIdList, marketRuleIds, realExpirationDate },
    ...{ underConId, underSymbol, underSecType, stockType, minSize, sizeIncrement, suggestedSizeIncrement },
  };
}

function contractOf(listing: Listing, serverVersion: number) {
  const { conId, symbol, secType, exchange, primaryExchange, currency, localSymbol, tradingClass } = listing;
  const { strike, right, lastTradeDate } = listing;
  return {
    ...{ conId, symbol, secType, exchange, primaryExchange, currency, localSymbol, tradingClass, strike, right },
    lastTradeDateOrContractMonth: lastTrade(listing, serverVersion),
    lastTradeDate,
    multiplier: secType === "STK" || secType === "CASH" || secType === "IND" ? "" : String(listing.multiplier),
  };
}

/** `20261218 08:30:00 US/Central`, before 182 `20250620 08:30 US/Central`, `20260618`, or nothing. */
function lastTrade({ secType, lastTradeDate, lastTradeTime, timeZoneId }: Listing, serverVersion: number): string {
  if (lastTradeTime === "" || secType === "OPT") return lastTradeDate;
  const time = serverVersion >= DATE_ALONE_SINCE ? lastTradeTime : lastTradeTime.slice(0, 5);
  return `${lastTradeDate} ${time} ${timeZoneId}`;
}
