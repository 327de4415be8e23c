/**
 * What a client asked of a line: which requests may share one, and what is asked upstream.
 *
 * A contract is its conId and exchange once the conId is given, else the fields as sent: two spellings of one contract take
 * two lines, which costs a line but never shows anybody another contract.
 */
import type { OutgoingBody } from "../wire/codec.ts";
import { spelledOut, unknownOf } from "../wire/protobuf/unknown.ts";
import { genericTicks } from "./linesGeneric.ts";
import type { Line } from "./linesLine.ts";
import { printGenerics } from "./linesNews.ts";

type ReqMktData = OutgoingBody<"reqMktData">;

/** Lines of equal group can serve each other's riders, generic ticks aside; undefined when the request stands alone. */
export function groupOf(request: ReqMktData, marketDataType: number): string | undefined {
  const { contract, snapshot, regulatorySnapshot, mktDataOptions } = request;
  // A snapshot is one question with one end; a combination's prices depend on how its legs were written.
  if (snapshot || regulatorySnapshot || contract.secType === "BAG") return undefined;
  const unknown = [unknownOf(request), unknownOf(contract)];
  return JSON.stringify(
    spelledOut([contractOf(request), marketDataType, mktDataOptions, withoutQuotes(request), unknown]),
  );
}

const contractOf = ({ contract }: ReqMktData) =>
  contract.conId > 0 ? [contract.conId, contract.exchange, contract.deltaNeutralContract] : contract;

/** `mdoff`, in whatever case, turns the usual quote off: such a line cannot serve who wants it, nor the reverse. */
const withoutQuotes = (request: ReqMktData): boolean =>
  [...genericTicks(request.genericTickList)].some((wish) => wish.toLowerCase() === "mdoff");

/** One question with one end. */
export const isSnapshot = ({ request }: Pick<Line, "request">): boolean =>
  request.snapshot || request.regulatorySnapshot;

/** Whether quotes follow one another on it as long as its market is open. */
export const isQuoted = (line: Line): boolean =>
  !isSnapshot(line) && line.request.contract.secType !== "NEWS" && !withoutQuotes(line.request);

/** The request as it goes upstream for all that the line carries. */
export const asking = ({ request, generics }: Line, reqId: number): ReqMktData => ({
  ...request,
  reqId,
  genericTickList: printGenerics(generics),
});
