/**
 * Where a contract's history begins, and how much was traded at which price.
 *
 * A head timestamp keeps its place among the open requests until it is cancelled, by a switch: people who never
 * cancelled saw the 51st request hang, and IB's support told one of them why (erdewit/ib_insync #544). Cancels are never
 * answered: ib_async sends one after every answer, and none of its users sees an error.
 */
import { decimal } from "../../../base/decimal.ts";
import { civil, pad, type WallMs } from "../../../base/time.ts";
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Zone } from "../../exchange/calendar/days.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import { Histogram, parsePeriod } from "../../exchange/history/histogram.ts";
import { head, unavailable } from "../../exchange/history/history.ts";
import type { Context, Handlers } from "../context.ts";
import { resolve } from "../contracts/resolve.ts";
import type { Session } from "../door/session.ts";
import { askHistory, cancel, NO_PLACE, pastOf } from "../queries.ts";
import { duplicate, type Refusal, refuse } from "../refusal.ts";
import { HISTORY_SERVICE, validating, ZONELESS_UNTIL } from "../texts.ts";
import { dashed } from "./dates.ts";
import { noHistory, refusedTicks, rightTo } from "./rights.ts";

type Asked = OutgoingBody<"reqHeadTimestamp">;

const NO_HEAD: Refusal = { code: 162, text: `${HISTORY_SERVICE}No head time stamp` };

export const headHandlers: Handlers = {
  reqHeadTimestamp(context, session, asked) {
    const { reqId } = asked;
    if (session.queries.has("head", reqId)) cancel(context, session, "head", reqId);
    const found = resolve(context, asked.contract);
    if (!("listing" in found)) return refuse(context, session, reqId, found);
    const holds = context.switches.headTimestampPlace === "held";
    const answer = (): void => sayHead(context, session, asked, found.listing);
    const asking = askHistory(context, session, { kind: "head", reqId, answer, holds });
    if (!asking) refuse(context, session, reqId, NO_PLACE);
  },

  cancelHeadTimestamp(context, session, { reqId }) {
    cancel(context, session, "head", reqId);
  },

  reqHistogramData(context, session, { reqId, contract, useRTH, timePeriod }) {
    if (session.queries.has("histogram", reqId)) return refuse(context, session, reqId, duplicate(context));
    const period = parsePeriod(timePeriod);
    if (period === undefined) return refuse(context, session, reqId, noPeriod(timePeriod));
    const found = resolve(context, contract);
    if (!("listing" in found)) return refuse(context, session, reqId, found);
    const { listing } = found;
    const query = { duration: period, end: context.wall(), useRth: useRTH };
    const histogram = new Histogram(pastOf(context, listing), query);
    const answer = (): void => sayHistogram(context, session, reqId, listing, histogram);
    const asking = askHistory(context, session, { kind: "histogram", reqId, work: histogram.addUp(), answer });
    if (!asking) refuse(context, session, reqId, NO_PLACE);
  },

  cancelHistogramData(context, session, { reqId }) {
    cancel(context, session, "histogram", reqId);
  },
};

const noPeriod = (text: string): Refusal => ({ code: 321, text: validating(`Time period ${text} is invalid`) });

function sayHistogram(context: Context, session: Session, reqId: number, listing: Listing, found: Histogram): void {
  const missing = unavailable(pastOf(context, listing), "TRADES", "0")?.error.text.slice(HISTORY_SERVICE.length);
  const why = missing ?? refusedTicks(context, listing);
  if (why !== undefined)
    return refuse(context, session, reqId, { code: 10188, text: `Failed to request histogram data:${why}` });
  const items = found.items().map(({ price, size }) => ({ price, size: decimal(size) }));
  session.say("histogramData", { reqId, items });
}

function sayHead(context: Context, session: Session, asked: Asked, listing: Listing): void {
  const { reqId, whatToShow, useRTH, formatDate } = asked;
  const past = pastOf(context, listing);
  const missing = unavailable(past, whatToShow.toUpperCase(), "0");
  if (missing !== undefined) return refuse(context, session, reqId, missing.error);
  const right = rightTo(context, listing);
  if (right.kind === "refused") return refuse(context, session, reqId, noHistory(right.why));
  const begin = head(past, useRTH);
  if (begin === undefined) return refuse(context, session, reqId, NO_HEAD);
  session.say("headTimestamp", {
    reqId,
    headTimestamp: headText(begin, listing.calendar.zone, formatDate, session.serverVersion),
  });
}

/** Old versions say local times with two blanks (softwarespartan/IB4m #59); else 1 `20200102-14:30:00` in UTC, 2 seconds since 1970, 3 without the year (`deepentropy/ibx`, ibx#431). */
function headText(wall: WallMs, zone: Zone, formatDate: number, serverVersion: number): string {
  if (formatDate === 2) return String(wall / 1_000);
  if (serverVersion <= ZONELESS_UNTIL) return dashed(wall, zone).replace("-", "  ");
  if (formatDate !== 3) return dashed(wall, "UTC");
  const t = civil(wall);
  return `${pad(t.month)}${pad(t.day)} ${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)}`;
}
