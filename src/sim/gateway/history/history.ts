/**
 * Historical bars, one-shot. Up to server version 195 one frame with its dates is its own end; from 196 the dates come
 * in historicalDataEnd (PROTOCOL 7, captured at 200 and 208).
 */
import { decimal } from "../../../base/decimal.ts";
import type { WallMs } from "../../../base/time.ts";
import type { OutgoingBody } from "../../../wire/codec.ts";
import { readDate } from "../../broker/until.ts";
import { barSize } from "../../exchange/barQuery.ts";
import type { Bar } from "../../exchange/bars.ts";
import type { Listing } from "../../exchange/contracts.ts";
import type { Context, Handlers } from "../context.ts";
import { resolve } from "../contracts/contracts.ts";
import type { Session } from "../door/session.ts";
import { notSupported, timeText } from "../texts.ts";

type Asked = OutgoingBody<"reqHistoricalData">;

const SERVICE = "Historical Market Data Service error message:";
/** The first server version with historicalDataEnd. */
const WITH_END = 196;
const SMALL_BAR_SECONDS = 30;
/** IB's words, code 10314, as public sources quote them. */
const END_TIME =
  "End Date/Time: The date, time, or time-zone entered is invalid. The correct format is yyyymmdd hh:mm:ss xx/xxxx where yyyymmdd and xx/xxxx are optional. E.g.: 20031126 15:59:00 US/Eastern";

export const historyHandlers: Handlers = {
  reqHistoricalData(context, session, asked) {
    const refuse = (code: number, text: string): void => session.error(asked.reqId, code, text, context.wall());
    if (session.histories.has(asked.reqId)) return refuse(386, "Duplicate ticker ID for API historical data query.");
    if (asked.keepUpToDate) return refuse(321, notSupported("keepUpToDate"));
    const found = resolve(context, asked.contract);
    if (!("listing" in found)) return refuse(found.code, found.text);
    const end = asked.endDateTime === "" ? context.wall() : readDate(asked.endDateTime);
    if (end === undefined) return refuse(10314, END_TIME);
    if (!admitted(context, asked, found.listing))
      return refuse(162, `${SERVICE}Historical data request pacing violation`);
    const answer = (): void => {
      session.histories.delete(asked.reqId);
      sayBars(context, session, asked, found.listing, end);
    };
    session.histories.set(asked.reqId, context.later(context.limits.historyMs, answer));
  },

  /** Cancelled while under way: 162 in the captured words (SEQUENCES 11). */
  cancelHistoricalData(context, session, { reqId }) {
    const stop = session.histories.get(reqId);
    if (stop === undefined)
      return session.error(reqId, 366, `No historical data query found for ticker id:${reqId}`, context.wall());
    stop();
    session.histories.delete(reqId);
    session.error(reqId, 162, `${SERVICE}API historical data query cancelled: ${reqId}`, context.wall());
  },
};

function admitted(context: Context, asked: Asked, listing: Listing): boolean {
  const underWay = context.sessions().reduce((sum, session) => sum + session.histories.size, 0);
  if (underWay >= context.limits.historiesMax) return false;
  const size = barSize(asked.barSizeSetting);
  if (size === undefined || "span" in size || size.seconds > SMALL_BAR_SECONDS) return true;
  const { endDateTime, durationStr, barSizeSetting, whatToShow, useRTH } = asked;
  const series = [listing.conId, listing.exchange, whatToShow].join("/");
  const identity = [series, endDateTime, durationStr, barSizeSetting, useRTH].join("/");
  const weight = whatToShow === "BID_ASK" ? 2 : 1;
  return context.historyPacing.admits({ identity, series, weight }, context.moment().now);
}

function sayBars(context: Context, session: Session, asked: Asked, listing: Listing, end: WallMs): void {
  const { reqId, durationStr, barSizeSetting, whatToShow, useRTH } = asked;
  const query = { end, durationStr, barSizeSetting, whatToShow, useRth: useRTH };
  const found = context.exchange.bars(listing.conId, query);
  if ("error" in found) return session.error(reqId, found.error.code, found.error.text, context.wall());
  const bars = found.bars.map((bar) => barBody(bar, asked.formatDate, session.serverVersion));
  session.say("historicalData", { reqId, startDate: found.start, endDate: found.end, bars });
  if (session.serverVersion >= WITH_END)
    session.say("historicalDataEnd", { reqId, startDate: found.start, endDate: found.end });
}

function barBody(bar: Bar, formatDate: number, serverVersion: number) {
  const { open, high, low, close, barCount } = bar;
  const date = barDate(bar, formatDate, serverVersion);
  return { date, open, high, low, close, volume: decimal(bar.volume), wap: decimal(bar.wap), barCount };
}

/** formatDate 2 asks for seconds since 1970; days and longer keep their date either way (IB's documentation). */
function barDate(bar: Bar, formatDate: number, serverVersion: number): string {
  const isDate = bar.date.length === 8;
  if (isDate) return bar.date;
  return formatDate === 2 ? String(bar.time / 1_000) : timeText(bar.time, serverVersion);
}
