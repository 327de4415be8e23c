/**
 * The Wall Street Horizon calendar: metadata first, then events, one request of each kind at a time.
 *
 * Evidence: IB's table of codes 10276..10284 and its guide ("does not support multiple concurrent requests", metadata
 * must be requested first); ibkr-go captured 10276 on a login without the feed. That metadata once told is told again at
 * once, and the texts with `WSH meta data` in them, are what a public reimplementation of the Gateway states. What a
 * cancel of nothing draws is not established: a switch, silent because ib_async cancels after every answer and nobody
 * reports an error. Its farm is that of security definitions (the same source): while it is broken requests fail, while
 * the link is lost they wait as all others do.
 */
import type { Context, Handlers } from "../context.ts";
import type { Session } from "../door/session.ts";
import { ask, cancel } from "../queries.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { EVENT_TYPES } from "./companyEvents.ts";
import { eventsFor, queryOf } from "./eventQuery.ts";

const META_DATA = JSON.stringify({ meta_data: { event_types: EVENT_TYPES, countries: ["All", "United States"] } });

const META_DATA_FAILED: Refusal = { code: 10279, text: "Failed to request WSH meta data." };
const META_DATA_TWICE: Refusal = { code: 10278, text: "Duplicate WSH meta data request." };
const META_DATA_FIRST: Refusal = { code: 10282, text: "WSH meta data not requested." };
const EVENTS_TWICE: Refusal = { code: 10281, text: "Duplicate WSH event data request." };
const eventsFailed = (why = ""): Refusal => ({ code: 10283, text: `Failed to request WSH event data.${why}` });

/** IB's words for a login without the feed. */
const NO_FEED: { readonly [code in "10276" | "10277"]: Refusal } = {
  "10276": { code: 10276, text: "News feed is not allowed." },
  "10277": { code: 10277, text: "News feed permissions required." },
};

export const eventCalendarHandlers: Handlers = {
  reqWshMetaData(context, session, { reqId }) {
    const { feeds, queries } = session;
    const say = (): void => session.say("wshMetaData", { reqId, dataJson: META_DATA });
    const refusal = withoutFeed(context);
    if (refusal !== undefined) return refuse(context, session, reqId, refusal);
    if (feeds.metaDataTold) return say();
    if (queries.count("eventTypes") > 0) return refuse(context, session, reqId, META_DATA_TWICE);
    if (context.link.farm("secdef") === "broken") return refuse(context, session, reqId, META_DATA_FAILED);
    const answer = (): void => {
      feeds.metaDataTold = true;
      say();
    };
    ask(context, session, { kind: "eventTypes", reqId, answer, afterMs: context.limits.historyMs });
  },

  reqWshEventData(context, session, asked) {
    const { reqId } = asked;
    const query = queryOf(asked);
    const refusal = withoutFeed(context) ?? outOfSequence(context, session, query);
    if (refusal !== undefined || "fault" in query) return refuse(context, session, reqId, refusal ?? eventsFailed());
    const answer = (): void =>
      session.say("wshEventData", { reqId, dataJson: JSON.stringify(eventsFor(context, query)) });
    ask(context, session, { kind: "events", reqId, answer, afterMs: context.limits.historyMs });
  },

  cancelWshMetaData(context, session, { reqId }) {
    if (!cancel(context, session, "eventTypes", reqId))
      ofNothing(context, session, reqId, { code: 10280, text: "Failed to cancel WSH meta data." });
  },

  cancelWshEventData(context, session, { reqId }) {
    if (!cancel(context, session, "events", reqId))
      ofNothing(context, session, reqId, { code: 10284, text: "Failed to cancel WSH event data." });
  },
};

function withoutFeed({ switches }: Context): Refusal | undefined {
  return switches.companyEvents === "subscribed" ? undefined : NO_FEED[switches.companyEvents];
}

/** Metadata comes first, then one request at a time. */
function outOfSequence(context: Context, session: Session, query: ReturnType<typeof queryOf>): Refusal | undefined {
  if (!session.feeds.metaDataTold) return META_DATA_FIRST;
  if ("fault" in query) return eventsFailed(query.fault);
  if (session.queries.count("events") > 0) return EVENTS_TWICE;
  return context.link.farm("secdef") === "broken" ? eventsFailed() : undefined;
}

function ofNothing(context: Context, session: Session, reqId: number, refusal: Refusal): void {
  if (context.switches.companyEventCancel === "refused") refuse(context, session, reqId, refusal);
}
