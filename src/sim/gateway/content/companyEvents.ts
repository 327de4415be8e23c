/**
 * Events of companies, invented: the dates follow from a rule, no company announced any of them.
 *
 * The shape of a record is that of `rust-ibapi .../wsh-event-data.json` in the recorded fixtures: index_date_type,
 * event_type, data with the company, conids, index_date, source, event_key, tooltips, status. Each contract has earnings, a
 * conference call, a dividend and a meeting of its board in each quarter, on days that differ from contract to contract.
 */
import { civil, type WallMs, wallOf } from "../../../base/time.ts";
import { DAY_MS, dateText } from "../../exchange/calendar/days.ts";
import type { Listing } from "../../exchange/directory/listing.ts";

export const EVENT_TYPES = [
  { tag: "wshe_ed", name: "Earnings Dates" },
  { tag: "wshe_cc", name: "Conference Calls" },
  { tag: "wshe_div", name: "Dividend Dates" },
  { tag: "wshe_bod", name: "Board of Directors Meetings" },
] as const;

export interface CompanyEvent {
  readonly index_date_type: "DATE";
  readonly event_type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly filterSource: string;
  readonly conids: readonly string[];
  /** yyyymmdd. */
  readonly index_date: string;
  readonly source: "WSHE";
  readonly event_key: string;
  readonly tooltips: Readonly<Record<string, never>>;
  readonly status: "";
}

/** Days after the quarter begins, by the place of the event type. */
const OFFSETS: readonly number[] = [20, 21, 45, 60];

/** The events of a contract in the quarters around `now`: four behind, four ahead. */
export function eventsOf(listing: Listing, now: WallMs): readonly CompanyEvent[] {
  const { year, month } = civil(now);
  const present = year * 4 + Math.floor((month - 1) / 3);
  const quarters = [-4, -3, -2, -1, 0, 1, 2, 3].map((distance) => present + distance);
  return quarters.flatMap((quarter) => EVENT_TYPES.map((_, kind) => eventIn(listing, quarter, kind)));
}

function eventIn(listing: Listing, quarter: number, kind: number): CompanyEvent {
  const { conId, symbol, longName } = listing;
  const year = Math.floor(quarter / 4);
  const start = wallOf(year, (quarter % 4) * 3 + 1, 1) / DAY_MS;
  const index_date = dateText(start + (OFFSETS[kind] as number) + (conId % 7));
  const isin = listing.secIdList.find(({ tag }) => tag === "ISIN")?.value ?? "";
  const company = { contract_description: longName, contract: symbol, isin };
  const data = {
    fiscal_year: String(year),
    fiscal_quarter: `Q${(quarter % 4) + 1}`,
    company,
    country: "United States",
  };
  const { tag } = EVENT_TYPES[kind] as (typeof EVENT_TYPES)[number];
  const event_key = `E${conId.toString(36).toUpperCase()}${quarter}${kind}`;
  return {
    ...{ index_date_type: "DATE", event_type: tag, data, filterSource: "watchlist" },
    ...{ conids: [String(conId)], index_date, source: "WSHE", event_key, tooltips: {}, status: "" },
  };
}
