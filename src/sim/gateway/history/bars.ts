/**
 * Historical bars: one answer, and for those who want it every change of the last bar from then on.
 *
 * Up to server version 195 one frame with its dates is its own end; from 196 the dates come in historicalDataEnd
 * (PROTOCOL 7, captured at 200 and 208). A request is checked in the Gateway's order: its words, then the contract, then
 * the pace; then the history service is asked.
 */
import { decimal } from "../../../base/decimal.ts";
import type { WallMs } from "../../../base/time.ts";
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import { type BarQuery, barSize, refusal } from "../../exchange/history/barQuery.ts";
import { type Bar, type BarsFound, bars, barsSince, preparing } from "../../exchange/history/bars.ts";
import type { Context, Handlers } from "../context.ts";
import { resolve } from "../contracts/resolve.ts";
import type { Session } from "../door/session.ts";
import { askHistory, cancel, lose, NO_PLACE, pastOf, stream } from "../queries.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { HISTORY_SERVICE, notSupported, ZONELESS_UNTIL } from "../texts.ts";
import { notADate, readMoment, warnOfZone } from "./dates.ts";
import { DELAY_MS, DELAYED_BARS, NO_UPDATES, noHistory, rightTo } from "./rights.ts";
import { SCHEDULE_SINCE, saySchedule } from "./schedule.ts";

type Asked = OutgoingBody<"reqHistoricalData">;

/** The first server version with historicalDataEnd. */
const WITH_END = 196;
/** The first server version whose clients may send protobuf, where a format that is not named is absent. */
const FORMAT_MAY_BE_ABSENT = 208;
const SMALL_BAR_SECONDS = 30;
/** A kept-up-to-date request asks the service for every five seconds (`deepentropy/ibx`: `<refresh>5 secs`). */
const UPDATE_MS = 5_000;

const DUPLICATE: Refusal = { code: 386, text: "Duplicate ticker ID for API historical data query." };
const TOO_FAST: Refusal = { code: 162, text: `${HISTORY_SERVICE}Historical data request pacing violation` };

export const barHandlers: Handlers = {
  reqHistoricalData(context, session, asked) {
    const { reqId } = asked;
    if (session.queries.has("bars", reqId)) return refuse(context, session, reqId, DUPLICATE);
    const wanted = checked(context, session, asked);
    if ("code" in wanted) return refuse(context, session, reqId, wanted);
    if (!paced(context, asked, wanted.listing)) {
      if (context.switches.historyPacing === "silent") return lose(context, session, "bars", reqId);
      return refuse(context, session, reqId, TOO_FAST);
    }
    const work = preparing(pastOf(context, wanted.listing), wanted.query);
    const answer = (): void => tell(context, session, asked, wanted);
    if (!askHistory(context, session, { kind: "bars", reqId, work, answer })) refuse(context, session, reqId, NO_PLACE);
  },

  /** Cancelled while under way or kept up to date: 162 in the captured words (SEQUENCES 11); after its answer: 366. */
  cancelHistoricalData(context, session, { reqId }) {
    if (!cancel(context, session, "bars", reqId))
      return session.error(reqId, 366, `No historical data query found for ticker id:${reqId}`, context.wall());
    const text = `${HISTORY_SERVICE}API historical data query cancelled: ${reqId}`;
    session.error(reqId, 162, text, context.wall());
  },
};

interface Wanted {
  readonly listing: Listing;
  readonly query: BarQuery;
}

function checked(context: Context, session: Session, asked: Asked): Wanted | Refusal {
  const { contract, endDateTime, durationStr, barSizeSetting } = asked;
  const end = endDateTime === "" ? undefined : readMoment(endDateTime.trim(), context.wall());
  if (endDateTime !== "" && end === undefined) return { code: 10314, text: notADate("End") };
  const absent = asked.formatDate === 0 && session.serverVersion >= FORMAT_MAY_BE_ABSENT;
  const refused = refusal({ ...asked, secType: contract.secType, formatDate: absent ? 1 : asked.formatDate });
  if (refused !== undefined) return refused.error;
  const other = notServed(session, asked);
  if (other !== undefined) return other;
  const found = resolve(context, contract);
  if (!("listing" in found)) return found;
  if (end?.zoned === false) warnOfZone(context, session, asked.reqId);
  const now = context.wall();
  const query = { durationStr, barSizeSetting, whatToShow: asked.whatToShow.toUpperCase(), useRth: asked.useRTH };
  return { listing: found.listing, query: { ...query, end: Math.min(end?.at ?? now, now) as WallMs } };
}

function notServed(session: Session, { contract, endDateTime, whatToShow }: Asked): Refusal | undefined {
  if (contract.secType === "BAG") return { code: 321, text: notSupported("History of a combination") };
  if (contract.secType === "CONTFUT" && endDateTime !== "")
    return { code: 10339, text: "Setting end date/time for continuous future security type is not allowed" };
  if (whatToShow.toUpperCase() === "SCHEDULE" && session.serverVersion < SCHEDULE_SINCE)
    return { code: 321, text: notSupported(`SCHEDULE below server version ${SCHEDULE_SINCE}`) };
  return undefined;
}

/** Whether the service's limits for small bars let the request pass (PROTOCOL 14). */
function paced(context: Context, asked: Asked, { conId, exchange }: Listing): boolean {
  const size = barSize(asked.barSizeSetting);
  if (size === undefined || "span" in size || size.seconds > SMALL_BAR_SECONDS) return true;
  const { endDateTime, durationStr, barSizeSetting, whatToShow, useRTH } = asked;
  const series = [conId, exchange, whatToShow].join("/");
  const identity = [series, endDateTime, durationStr, barSizeSetting, useRTH].join("/");
  const weight = whatToShow.toUpperCase() === "BID_ASK" ? 2 : 1;
  return context.historyPacing.admits({ identity, series, weight }, context.moment().now);
}

function tell(context: Context, session: Session, asked: Asked, wanted: Wanted): void {
  const { reqId } = asked;
  const { listing } = wanted;
  // The present is that of the answer: it may have waited for a place or for the link.
  const query = asked.endDateTime === "" ? { ...wanted.query, end: context.wall() } : wanted.query;
  if (query.whatToShow === "SCHEDULE") return saySchedule(context, session, reqId, listing, query);
  const right = rightTo(context, listing);
  if (right.kind === "refused") return refuse(context, session, reqId, noHistory(right.why));
  const live = right.kind === "live";
  if (!live) session.error(reqId, 2188, DELAYED_BARS, context.wall());
  const end = Math.min(query.end, context.wall() - (live ? 0 : DELAY_MS)) as WallMs;
  const found = bars(pastOf(context, listing), { ...query, end });
  if ("error" in found) return refuse(context, session, reqId, found.error);
  sayBars(session, asked, found);
  if (!asked.keepUpToDate) return;
  if (live) keepUpToDate(context, session, asked, { listing, query });
  else session.error(reqId, 10182, NO_UPDATES, context.wall());
}

function sayBars(session: Session, { reqId, formatDate }: Asked, { bars, start, end }: BarsFound): void {
  const dates = { startDate: start, endDate: end };
  const shown = bars.map((bar) => barBody(bar, formatDate, session.serverVersion));
  session.say("historicalData", { reqId, ...dates, bars: shown });
  if (session.serverVersion >= WITH_END) session.say("historicalDataEnd", { reqId, ...dates });
}

/** Every bar that the last five seconds fell into, as it is now. */
function keepUpToDate(context: Context, session: Session, asked: Asked, { listing, query }: Wanted): void {
  const { reqId, formatDate } = asked;
  const update = (): void => {
    const end = (Math.floor(context.wall() / UPDATE_MS) * UPDATE_MS) as WallMs;
    const past = pastOf(context, listing);
    for (const bar of barsSince(past, { ...query, end }, (end - UPDATE_MS) as WallMs))
      session.say("historicalDataUpdate", { reqId, ...barBody(bar, formatDate, session.serverVersion) });
  };
  stream(context, session, { kind: "bars", reqId, everyMs: UPDATE_MS, tell: update });
}

function barBody(bar: Bar, formatDate: number, serverVersion: number) {
  const { open, high, low, close, barCount } = bar;
  const date = barDate(bar, formatDate, serverVersion);
  return { date, open, high, low, close, volume: decimal(bar.volume), wap: decimal(bar.wap), barCount };
}

/** formatDate 2 asks for seconds since 1970, 3 for no year; days and longer keep their date (IB's documentation). */
function barDate(bar: Bar, formatDate: number, serverVersion: number): string {
  const isDate = bar.date.length === 8;
  if (isDate) return bar.date;
  if (formatDate === 2) return String(bar.time / 1_000);
  const text = serverVersion > ZONELESS_UNTIL ? bar.date : `${bar.date.slice(0, 8)}  ${bar.date.slice(9, 17)}`;
  return formatDate === 3 ? text.slice(4) : text;
}
