/** What becomes of questions about contracts, executions and history. */
import type { OutgoingName } from "../../../../wire/codec.ts";
import { HISTORY_SERVICE, NO_SECURITY } from "../../texts.ts";
import { type Asking, heard, type Mishearings, mishearing, type NOTHING_HEARD, type Request } from "./mishearing.ts";
import { refused } from "./orders.ts";

/** Everything that names a contract and is refused with 200 when there is none. */
const ABOUT_CONTRACTS = [
  ...(["placeOrder", "reqMktData", "reqContractDetails", "reqHistoricalData", "reqMktDepth"] as const),
  ...(["reqTickByTickData", "reqRealTimeBars", "reqHeadTimestamp", "reqHistoricalTicks"] as const),
] as const;

export const DATA_MISHEARINGS: Mishearings = {
  "contract-delisted": mishearing<"contract-delisted">()({
    requests: ABOUT_CONTRACTS,
    hear: ({ body }, _params, asking) => unknown(asking, "orderId" in body ? body.orderId : body.reqId),
  }),
  "executions-since-midnight": mishearing<"executions-since-midnight">()({
    requests: ["reqExecutions"],
    hear: ({ name, body }) =>
      heard({ name, body: { ...body, filter: { ...body.filter, lastNDays: 1, specificDates: [] } } }),
  }),
};

const unknown = (asking: Asking, id: number): typeof NOTHING_HEARD => refused(asking, id, 200, NO_SECURITY);

const HISTORY: readonly OutgoingName[] = [
  ...(["reqHistoricalData", "reqHeadTimestamp", "reqHistoricalTicks", "reqHistogramData"] as const),
];

/**
 * What a broken farm refuses. A 200 during an outage says nothing about the contract (SEQUENCES 9); that history answers
 * "no data" is not established.
 */
export function refusedByFarm(asking: Asking, { name, body }: Request): boolean {
  const { link } = asking.context;
  if (!("reqId" in body)) return false;
  const id = body.reqId ?? -1;
  if (name === "reqContractDetails" && link.farm("secdef") === "broken") unknown(asking, id);
  else if (HISTORY.includes(name) && link.farm("history") === "broken")
    refused(asking, id, 162, `${HISTORY_SERVICE}HMDS query returned no data`);
  else return false;
  return true;
}
