/** The trading schedule of a contract, asked for as bars of one day that show SCHEDULE (recorded at server version 200). */
import type { WallMs } from "../../../base/time.ts";
import { type BarQuery, spelled } from "../../exchange/barQuery.ts";
import { sessionsOf } from "../../exchange/barSlots.ts";
import { dateText } from "../../exchange/calendar/days.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import { chartName } from "../../exchange/history.ts";
import type { Context } from "../context.ts";
import type { Session } from "../door/session.ts";
import { pastOf } from "../queries.ts";
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
  const [first, last] = [found[0], found.at(-1)];
  if (first === undefined || last === undefined) {
    const nothing = `${HISTORY_SERVICE}HMDS query returned no data: ${chartName(past, "SCHEDULE")}`;
    return session.error(reqId, 162, nothing, context.wall());
  }
  const { zone } = listing.calendar;
  const text = (wall: WallMs): string => dashed(wall, zone);
  session.say("historicalSchedule", {
    reqId,
    startDateTime: text(first.from),
    endDateTime: text(last.to),
    timeZone: zone,
    sessions: found.map(({ from, to, day }) => ({
      ...{ startDateTime: text(from), endDateTime: text(to), refDate: dateText(day) },
    })),
  });
}
