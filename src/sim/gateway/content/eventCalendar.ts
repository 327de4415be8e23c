/**
 * The Wall Street Horizon calendar: metadata first, then events, one request of each kind at a time.
 *
 * Evidence: IB's table of codes 10276..10284 and its guide ("does not support multiple concurrent requests", metadata
 * must be requested first); ibkr-go captured 10276 on a login without the feed. That metadata once told is told again at
 * once, and the texts with `WSH meta data` in them, are what a public reimplementation of the Gateway states. What a
 * cancel of nothing draws is not established: a switch, silent because ib_async cancels after every answer and nobody
 * reports an error. Its farm is that of security definitions (the same source).
 */
import type { Context, Handlers } from "../context.ts";
import type { Session } from "../door/session.ts";
import { EVENT_TYPES } from "./companyEvents.ts";
import { eventsFor, queryOf } from "./eventQuery.ts";
import { farmDown } from "./farmDown.ts";
import type { Pending } from "./state.ts";

const META_DATA = JSON.stringify({ meta_data: { event_types: EVENT_TYPES, countries: ["All", "United States"] } });

const META_DATA_FAILED = [10279, "Failed to request WSH meta data."] as const;
const EVENTS_FAILED = [10283, "Failed to request WSH event data."] as const;

/** IB's words for a login without the feed. */
const NO_FEED = { "10276": "News feed is not allowed.", "10277": "News feed permissions required." } as const;

export const eventCalendarHandlers: Handlers = {
  reqWshMetaData(context, session, { reqId }) {
    const { feeds } = session;
    if (withoutFeed(context, session, reqId)) return;
    if (feeds.metaDataTold) return session.say("wshMetaData", { reqId, dataJson: META_DATA });
    if (feeds.metaData !== undefined) return refuse(context, session, reqId, 10278, "Duplicate WSH meta data request.");
    if (farmDown(context, "secdef")) return refuse(context, session, reqId, ...META_DATA_FAILED);
    feeds.metaData = pending(context, session, reqId, () => {
      feeds.metaData = undefined;
      feeds.metaDataTold = true;
      session.say("wshMetaData", { reqId, dataJson: META_DATA });
    });
  },

  reqWshEventData(context, session, asked) {
    const { reqId } = asked;
    const { feeds } = session;
    if (withoutFeed(context, session, reqId)) return;
    if (!feeds.metaDataTold) return refuse(context, session, reqId, 10282, "WSH meta data not requested.");
    const query = queryOf(asked);
    const [code, failed] = EVENTS_FAILED;
    if ("fault" in query) return refuse(context, session, reqId, code, failed + query.fault);
    if (feeds.events !== undefined) return refuse(context, session, reqId, 10281, "Duplicate WSH event data request.");
    if (farmDown(context, "secdef")) return refuse(context, session, reqId, code, failed);
    feeds.events = pending(context, session, reqId, () => {
      feeds.events = undefined;
      session.say("wshEventData", { reqId, dataJson: JSON.stringify(eventsFor(context, query)) });
    });
  },

  cancelWshMetaData(context, session, { reqId }) {
    const { feeds } = session;
    if (feeds.metaData?.reqId !== reqId)
      return nothing(context, session, reqId, 10280, "Failed to cancel WSH meta data.");
    feeds.metaData.stop();
    feeds.metaData = undefined;
  },

  cancelWshEventData(context, session, { reqId }) {
    const { feeds } = session;
    if (feeds.events?.reqId !== reqId)
      return nothing(context, session, reqId, 10284, "Failed to cancel WSH event data.");
    feeds.events.stop();
    feeds.events = undefined;
  },
};

const refuse = (context: Context, session: Session, reqId: number, code: number, text: string): void =>
  session.error(reqId, code, text, context.wall());

function withoutFeed(context: Context, session: Session, reqId: number): boolean {
  const feed = context.switches.companyEvents;
  if (feed === "subscribed") return false;
  refuse(context, session, reqId, Number(feed), NO_FEED[feed]);
  return true;
}

function nothing(context: Context, session: Session, reqId: number, code: number, text: string): void {
  if (context.switches.companyEventCancel === "refused") refuse(context, session, reqId, code, text);
}

/** The service takes its time; who has gone by then is not answered. */
function pending(context: Context, session: Session, reqId: number, answer: () => void): Pending {
  const run = (): void => {
    if (context.session(session.clientId) === session) answer();
  };
  return { reqId, stop: context.later(context.limits.historyMs, run) };
}
