/** The trading schedule of a contract, asked for as bars of one day that show SCHEDULE (recorded at server version 200). */
import type { BarQuery } from "../../exchange/barQuery.ts";
import { spelled } from "../../exchange/barQuery.ts";
import { sessionsOf } from "../../exchange/barSlots.ts";
import { dateText } from "../../exchange/calendar.ts";
import type { Listing } from "../../exchange/contracts.ts";
import { chartName } from "../../exchange/history.ts";
import type { Context } from "../context.ts";
import type { Session } from "../door/session.ts";
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
  const past = context.exchange.past(listing.conId);
  const wanted = spelled(query);
  const found = "error" in wanted ? [] : sessionsOf(past, query, wanted.duration);
  const [first, last] = [found[0], found.at(-1)];
  if (first === undefined || last === undefined) {
    const text = `${HISTORY_SERVICE}HMDS query returned no data: ${chartName(past, "SCHEDULE")}`;
    return session.error(reqId, 162, text, context.wall());
  }
  session.say("historicalSchedule", {
    reqId,
    startDateTime: dashed(first.from, "eastern"),
    endDateTime: dashed(last.to, "eastern"),
    timeZone: listing.timeZoneId,
    sessions: found.map(({ from, to, day }) => ({
      ...{ startDateTime: dashed(from, "eastern"), endDateTime: dashed(to, "eastern"), refDate: dateText(day) },
    })),
  });
}
