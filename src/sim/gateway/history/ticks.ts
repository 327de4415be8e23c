/**
 * Historical ticks: up to a thousand single trades, quotes or midpoints before or after a moment.
 *
 * The checks, their order and texts are listed in `deepentropy/ibx` (`src/control/historical.rs`); 10187 is in many
 * public logs.
 */
import type { WallMs } from "../../../base/time.ts";
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import { unavailable } from "../../exchange/history/history.ts";
import { type TickKind, type TickQuery, ticks } from "../../exchange/history/ticks.ts";
import type { Context, Handlers } from "../context.ts";
import { resolve } from "../contracts/resolve.ts";
import { sayPastMidpoints, sayPastQuotes, sayPastTrades } from "../data/pastTicks.ts";
import { printsOf } from "../data/prints.ts";
import type { Session } from "../door/session.ts";
import { askHistory, cancel, NO_PLACE, pastOf } from "../queries.ts";
import { duplicate, type Refusal, refuse } from "../refusal.ts";
import { HISTORY_SERVICE } from "../texts.ts";
import { notADate, readMoment, warnOfZone } from "./dates.ts";
import { refusedTicks } from "./rights.ts";

type Asked = OutgoingBody<"reqHistoricalTicks">;

/** "Max currently 1000 per request" (IB's documentation). */
const TICKS_MAX = 1_000;

export const tickHandlers: Handlers = {
  reqHistoricalTicks(context, session, asked) {
    const { reqId } = asked;
    if (session.queries.has("ticks", reqId)) return refuse(context, session, reqId, duplicate(context));
    const wanted = checked(context, session, asked);
    if ("code" in wanted) return refuse(context, session, reqId, wanted);
    const answer = (): void => sayTicks(context, session, reqId, wanted);
    if (!askHistory(context, session, { kind: "ticks", reqId, answer })) refuse(context, session, reqId, NO_PLACE);
  },

  /** Ends what is under way; nothing is said, whether or not there was anything. */
  cancelHistoricalTicks(context, session, { reqId }) {
    if (reqId !== undefined) cancel(context, session, "ticks", reqId);
  },
};

interface Wanted {
  readonly listing: Listing;
  readonly query: TickQuery;
}

function checked(context: Context, session: Session, asked: Asked): Wanted | Refusal {
  const now = context.wall();
  const start = asked.startDateTime === "" ? undefined : readMoment(asked.startDateTime.trim(), now);
  const end = asked.endDateTime === "" ? undefined : readMoment(asked.endDateTime.trim(), now);
  if (asked.startDateTime !== "" && start === undefined) return { code: 10314, text: notADate("Start") };
  if (asked.endDateTime !== "" && end === undefined) return { code: 10314, text: notADate("End") };
  for (const date of [start, end]) if (date?.zoned === false) warnOfZone(context, session, asked.reqId);
  const cause = causeOf(context, asked);
  if (cause !== undefined) return { code: 321, text: `Error validating request.-'bP' : cause - ${cause}` };
  const found = resolve(context, asked.contract);
  if (!("listing" in found)) return found;
  const { useRth, ignoreSize } = asked;
  const count = Math.min(asked.numberOfTicks, TICKS_MAX);
  // Without any date the query begins in 1970: that is, where the data does.
  const from = start?.at ?? (end === undefined ? (0 as WallMs) : undefined);
  const until = Math.min(start === undefined ? (end?.at ?? now) : now, now) as WallMs;
  const query = { start: from, end: until, count, kind: kindOf(asked), useRth, ignoreSize };
  return { listing: found.listing, query };
}

function causeOf(context: Context, { contract, numberOfTicks, whatToShow }: Asked): string | undefined {
  if (contract.exchange === "") return "Exchange must not be empty";
  if (contract.secType === "BAG") return "Combo types are not supported";
  if (numberOfTicks <= 0) return "Number of ticks must be > 0";
  if (numberOfTicks > TICKS_MAX && context.switches.ticksBeyondMax === "refused")
    return `Number of ticks must be <= ${TICKS_MAX}`;
  if (whatToShow === "") return "Source price must not be empty";
  const known = ["TRADES", "AGGTRADES", "MIDPOINT", "BID_ASK"].includes(whatToShow.toUpperCase());
  return known ? undefined : "Invalid source price";
}

/** Trades of a currency pair are its midpoints. */
function kindOf({ contract, whatToShow }: Asked): TickKind {
  const kind = whatToShow.toUpperCase();
  if (kind === "BID_ASK" || kind === "MIDPOINT") return kind;
  return contract.secType === "CASH" ? "MIDPOINT" : "TRADES";
}

function sayTicks(context: Context, session: Session, reqId: number, { listing, query }: Wanted): void {
  const past = pastOf(context, listing);
  const missing = unavailable(past, query.kind, "0")?.error.text.slice(HISTORY_SERVICE.length);
  const why = missing ?? refusedTicks(context, listing);
  if (why !== undefined)
    return refuse(context, session, reqId, { code: 10187, text: `Failed to request historical ticks:${why}` });
  const found = ticks(past, query);
  if (query.kind === "MIDPOINT") return sayPastMidpoints(session, reqId, found);
  if (query.kind === "BID_ASK") return sayPastQuotes(session, reqId, found, 1);
  const prints = found.flatMap((event) => printsOf(listing, event));
  sayPastTrades(session, reqId, prints);
}
