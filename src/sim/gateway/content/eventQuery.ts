/**
 * What a request for company events asks for: one contract, or a filter in JSON, never both (IB's samples say so).
 *
 * A filter names contracts in `watchlist` and event types as keys with the text "true"; without a type it means all of
 * them. The three fill flags ask for contracts of the user's own screens, of which the simulated login has none but its
 * portfolio.
 */
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Context } from "../context.ts";
import { type CompanyEvent, EVENT_TYPES, eventsOf } from "./companyEvents.ts";

type Asked = OutgoingBody<"reqWshEventData">;

export interface EventQuery {
  readonly conIds: readonly number[];
  readonly portfolio: boolean;
  readonly types: readonly string[];
  /** yyyymmdd, empty when open. */
  readonly from: string;
  readonly to: string;
  readonly most: number;
}

const EVENTS_MAX = 100;
const ALL_TYPES: readonly string[] = EVENT_TYPES.map(({ tag }) => tag);
const DATE = /^(\d{8})?$/;

export function queryOf(asked: Asked): EventQuery | { readonly fault: string } {
  const { conId, filter, startDate, endDate, totalLimit } = asked;
  const one = conId !== undefined && conId > 0;
  if (one && filter !== "") return { fault: "Only one of conId and filter can be specified" };
  if (!DATE.test(startDate) || !DATE.test(endDate)) return { fault: `Invalid date: ${startDate} ${endDate}` };
  const read = one ? { conIds: [conId], types: ALL_TYPES } : readFilter(filter);
  if ("fault" in read) return read;
  const most = totalLimit !== undefined && totalLimit > 0 ? Math.min(totalLimit, EVENTS_MAX) : EVENTS_MAX;
  return { ...read, portfolio: asked.fillPortfolio, from: startDate, to: endDate, most };
}

type Read = Pick<EventQuery, "conIds" | "types">;

function readFilter(text: string): Read | { readonly fault: string } {
  const filter = text === "" ? {} : parsed(text);
  if (filter === undefined) return { fault: "The filter is not a JSON object" };
  const { watchlist } = filter;
  const conIds = Array.isArray(watchlist) ? watchlist.map(Number) : [];
  const wanted = ALL_TYPES.filter((tag) => filter[tag] === "true" || filter[tag] === true);
  return { conIds, types: wanted.length > 0 ? wanted : ALL_TYPES };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The earliest first. */
export function eventsFor(context: Context, query: EventQuery): readonly CompanyEvent[] {
  const { types, from, to, most } = query;
  const wanted = conIdsOf(context, query);
  const listings = context.listings.filter(({ conId, secType }) => secType === "STK" && wanted.has(conId));
  return listings
    .flatMap((listing) => eventsOf(listing, context.wall()))
    .filter(
      ({ event_type, index_date: date }) => types.includes(event_type) && date >= from && (to === "" || date <= to),
    )
    .sort((a, b) => Number(a.index_date) - Number(b.index_date))
    .slice(0, most);
}

function conIdsOf(context: Context, { conIds, portfolio }: EventQuery): ReadonlySet<number> {
  if (!portfolio) return new Set(conIds);
  return new Set([...conIds, ...context.broker.positions().map(({ conId }) => conId)]);
}
