/** The trading schedule of a contract, asked for as bars of one day that show SCHEDULE (recorded at server version 200). */

import { dateText } from "../../exchange/calendar/days.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import { type BarQuery, spelled } from "../../exchange/history/barQuery.ts";
import { sessionsOf } from "../../exchange/history/barSlots.ts";
import { chartName, type Past } from "../../exchange/history/history.ts";
import type { Context } from "../context.ts";
import type { Session } from "../door/session.ts";
import { pastOf } from "../queries.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { HISTORY_SERVICE } from "../texts.ts";
import { dashed } from "./dates.ts";

/** The first server version with a schedule. */
export const SCHEDULE_SINCE = 165;

export function saySchedule(
  context: Context,
  session: Session,
  reqId: number,
  listing: Listing,
  query: BarQuery,
): void {
  const past = pastOf(context, listing);
  const wanted = spelled(query);
  const found = "error" in wanted ? [] : sessionsOf(past, query, wanted.duration);
  if (found.length === 0) return refuse(context, session, reqId, noData(past));
  const { zone } = listing.calendar;
  const sessions = found.map(({ from, to, day }) => ({
    ...{ startDateTime: dashed(from, zone), endDateTime: dashed(to, zone), refDate: dateText(day) },
  }));
  const startDateTime = sessions[0]?.startDateTime ?? "";
  const endDateTime = sessions.at(-1)?.endDateTime ?? "";
  session.say("historicalSchedule", { reqId, startDateTime, endDateTime, timeZone: zone, sessions });
}

const noData = (past: Past): Refusal => ({
  code: 162,
  text: `${HISTORY_SERVICE}HMDS query returned no data: ${chartName(past, "SCHEDULE")}`,
});
