/** Codes that answer requests for data: market data, history, news, scanners, calculators. None of them is about an order. */
import { type CodeTable, LISTED, rowsOf } from "./codesRow.ts";

const failed = rowsOf("data", "error");
const warning = rowsOf("data", "warning");
const note = rowsOf("data", "notice");

const ENDS = { endsLine: true } as const;
const REMARK = { remark: true } as const;
const NEWS = "news and event calendar need their own permission, and metadata before events";
const SIMULATED = "public logs; simulated so";

export const DATA_CODES: CodeTable = {
  101: failed("no market data line is left", "close lines, or buy quote boosters", "PROTOCOL 14 and 15", ENDS),
  102: failed("a request with this id is still active", "use a new request id", "PROTOCOL 12"),
  162: failed(
    "the history service: no data, pacing, permission, or the query was cancelled; the text says which",
    "read the text; for pacing wait, for no data ask another span",
    "PROTOCOL 8 and 15, SEQUENCES 11",
  ),
  165: warning("a remark of the history service on the query", "", "PROTOCOL 15", REMARK),
  166: failed("the contract has expired and has no history", "set includeExpired, or another contract", "PROTOCOL 15"),
  300: note("no market data subscription with this id", "harmless after a cancel", "PROTOCOL 12"),
  301: failed("an invalid action on a ticker", "correct the request", LISTED),
  309: failed("too many market depth subscriptions", "close one", "PROTOCOL 14"),
  310: note("no market depth subscription with this id", "harmless after a cancel", "PROTOCOL 12"),
  316: warning("market depth is halted", "subscribe again", "PROTOCOL 12"),
  317: note("market depth was reset: the book is empty now", "empty the book", "PROTOCOL 12", REMARK),
  354: failed("not subscribed to this market data", "subscribe, or ask for delayed data", "PROTOCOL 15", ENDS),
  365: note("no scanner subscription with this id", "harmless after a cancel", "PROTOCOL 12"),
  366: note("no historical query with this id", "harmless after a cancel", "PROTOCOL 12"),
  385: failed("a scanner with this id is still active", "use a new request id", LISTED),
  386: failed("a historical query with this id is still active", "use a new request id", LISTED),
  414: failed("a snapshot takes no generic ticks", "leave genericTickList empty", "PROTOCOL 12", ENDS),
  420: failed(
    "an invalid real-time query: bars pacing or permissions",
    "wait, or check permissions",
    "PROTOCOL 15",
    ENDS,
  ),
  430: failed("no fundamentals for this security", "", "ib_insync #369"),
  431: failed("whatToShow is missing or wrong", "correct whatToShow", LISTED),
  492: warning("the scanner is inexact for want of a subscription", "subscribe to the data it names", "stoqey/ib"),
  2150: warning("a value derived from the position's trades is not valid", "", "stoqey/ib", REMARK),
  2152: warning("which exchanges' depth is permitted and which is not", "", "deepentropy/ibx", REMARK),
  2174: warning("a time without its zone was read in the Gateway's", "give the zone", "deepentropy/ibx", REMARK),
  2188: warning("the bars are delayed ones", "subscribe for live data", "deepentropy/ibx", REMARK),
  10089: warning(
    "needs an additional subscription; delayed data follows where it is available",
    "subscribe, or ask for delayed data",
    "PROTOCOL 15, SEQUENCES 11",
  ),
  10090: warning("part of the market data is not subscribed", "subscribe to the rest", "PROTOCOL 15"),
  10092: failed("no depth for this combination of contract and exchange", "choose another exchange", SIMULATED),
  10167: warning("not subscribed: delayed data follows", "subscribe for live data", "PROTOCOL 15"),
  10168: failed("not subscribed, and delayed data is not enabled", "ask for delayed data", "PROTOCOL 15", ENDS),
  10172: failed("the news article is not to be had", "check the article's id", "PROTOCOL 8"),
  10182: warning("the bars will not be kept up to date", "ask again from time to time", "deepentropy/ibx"),
  10186: failed("not subscribed, and no delayed data either", "subscribe", "PROTOCOL 15", ENDS),
  10187: failed("historical ticks are not to be had; the text says why", "check permissions", SIMULATED),
  10188: failed("the histogram is not to be had; the text says why", "check permissions", SIMULATED),
  10189: failed("tick-by-tick data is not to be had; the text says why", "check permissions", SIMULATED),
  10190: failed("too many tick-by-tick subscriptions", "close one", "PROTOCOL 14"),
  10197: warning(
    "a live session of this login elsewhere has the market data",
    "log it out, or give the bot a user of its own",
    "PROTOCOL 13",
    { silencesLine: true },
  ),
  10225: warning("the trades were busted: the bars have stopped", "subscribe again", "PROTOCOL 12"),
  10276: failed("the news feed is not allowed", NEWS, "PROTOCOL 15"),
  10277: failed("the news feed needs a permission", NEWS, "PROTOCOL 15"),
  10278: failed("a request for calendar metadata is under way", NEWS, "PROTOCOL 15"),
  10279: failed("calendar metadata could not be had", NEWS, "PROTOCOL 15"),
  10280: failed("there is no request for calendar metadata to cancel", NEWS, "PROTOCOL 15"),
  10281: failed("a request for calendar events is under way", NEWS, "PROTOCOL 15"),
  10282: failed("calendar events were asked for before the metadata", NEWS, "PROTOCOL 15"),
  10283: failed("calendar events could not be had", NEWS, "PROTOCOL 15"),
  10284: failed("there is no request for calendar events to cancel", NEWS, "PROTOCOL 15"),
  10314: failed("a date or time in no form that is read", "write yyyymmdd-hh:mm:ss (UTC)", "atreyu-backtrader-api #6"),
  10339: failed("a continuous future takes no end date", "leave endDateTime empty", SIMULATED),
  10358: failed("fundamentals are not allowed", "", SIMULATED),
};
