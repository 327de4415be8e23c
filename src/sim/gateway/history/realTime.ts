/**
 * Real-time bars: five seconds each, told when they are full.
 *
 * They take a market data line and count against the pace of small historical bars (PROTOCOL 14). The size in the request
 * is not looked at: people ask for 30 and are served (erdewit/ib_insync #478). Checks and texts 321 and 102 are listed
 * in `deepentropy/ibx`; 420 is IB's code for a real-time query that is turned down. Where delayed
 * data is to be had the answer is that of quotes (SEQUENCES 11: 10089).
 */
import { decimal } from "../../../base/decimal.ts";
import type { WallMs } from "../../../base/time.ts";
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { BarQuery } from "../../exchange/history/barQuery.ts";
import { type Bar, barsSince } from "../../exchange/history/bars.ts";
import { unavailable } from "../../exchange/history/history.ts";
import type { Context, Handlers } from "../context.ts";
import { resolve } from "../contracts/resolve.ts";
import { notSubscribed } from "../data/entitlement.ts";
import { linesFull } from "../data/quotes.ts";
import type { Session } from "../door/session.ts";
import { cancel, lose, pastOf, stream } from "../queries.ts";
import { duplicate, NO_LINE, type Refusal, refuse, unknownTicker } from "../refusal.ts";
import { HISTORY_SERVICE } from "../texts.ts";
import { rightTo, withAdvice } from "./rights.ts";

type Asked = OutgoingBody<"reqRealTimeBars">;

const BAR_MS = 5_000;

export const realTimeHandlers: Handlers = {
  reqRealTimeBars(context, session, asked) {
    const { reqId } = asked;
    const found = checked(context, session, asked);
    if ("code" in found) return refuse(context, session, reqId, found);
    const { listing } = found;
    if (!paced(context, asked, listing)) {
      if (context.switches.historyPacing === "silent") return lose(context, session, "realTime", reqId);
      return refuse(context, session, reqId, invalid("Historical data request pacing violation"));
    }
    const bar = (): void => tell(context, session, asked, listing);
    stream(context, session, { kind: "realTime", reqId, everyMs: BAR_MS, tell: bar });
  },

  cancelRealTimeBars(context, session, { reqId }) {
    if (!cancel(context, session, "realTime", reqId)) refuse(context, session, reqId, unknownTicker(reqId));
  },
};

/** The contract of bars that may be had, or why not: the request's own words, then the contract, then the login. */
function checked(context: Context, session: Session, asked: Asked): { readonly listing: Listing } | Refusal {
  const { reqId, contract, whatToShow } = asked;
  if (!["TRADES", "MIDPOINT", "BID", "ASK"].includes(whatToShow)) return NOTHING_TO_SHOW;
  if (session.queries.has("realTime", reqId)) return duplicate(context);
  const found = resolve(context, contract);
  if (!("listing" in found)) return found;
  const { listing } = found;
  const missing = unavailable(pastOf(context, listing), whatToShow, "5");
  if (missing !== undefined) return invalid(missing.error.text.slice(HISTORY_SERVICE.length));
  const right = rightTo(context, listing);
  if (right.kind === "refused") return invalid(withAdvice(right.why));
  if (right.kind === "delayed") return notSubscribed(context.switches.notSubscribed, listing);
  return linesFull(context, listing) ? NO_LINE : found;
}

const NOTHING_TO_SHOW: Refusal = {
  code: 321,
  text: "Error validating request.-'bS' : cause - What to show field is missing or incorrect.",
};

const invalid = (why: string): Refusal => ({ code: 420, text: `Invalid Real-time Query:${why}` });

function paced(context: Context, { whatToShow, useRTH }: Asked, { conId, exchange }: Listing): boolean {
  const series = [conId, exchange, whatToShow].join("/");
  const identity = `${series}/${useRTH}/real-time`;
  return context.historyPacing.admits({ identity, series, weight: 1 }, context.moment().now);
}

function tell(context: Context, session: Session, { reqId, whatToShow, useRTH }: Asked, listing: Listing): void {
  const end = (Math.floor(context.wall() / BAR_MS) * BAR_MS) as WallMs;
  const query: BarQuery = { end, durationStr: "", barSizeSetting: "5 secs", whatToShow, useRth: useRTH };
  for (const bar of barsSince(pastOf(context, listing), query, (end - BAR_MS) as WallMs)) sayBar(session, reqId, bar);
}

function sayBar(session: Session, reqId: number, bar: Bar): void {
  const { open, high, low, close, barCount: count } = bar;
  const time = Math.floor(bar.time / 1_000);
  const [volume, wap] = [decimal(bar.volume), decimal(bar.wap)];
  session.say("realtimeBar", { reqId, time, open, high, low, close, volume, wap, count });
}
