/**
 * Market scanners: every frame is the whole list, repeated every 30 seconds until the cancel (IB's documentation: "API
 * scanner subscriptions update every 30 seconds").
 *
 * Evidence: a cancel draws 162 `API scanner subscription cancelled: 3` (`ib_insync-notebooks-2019#scanners`), one of an
 * unknown id 365, an eleventh scan 322, a scan or filter that the login may not use 162 `... is disabled.` (public logs);
 * a scan that finds nothing draws 165 `no items retrieved` and then an empty list (captured by ibkr-go at server
 * version 200). While the history farm cannot be reached a scan has no lists: 165 says so at each turn (public clients
 * look for these words), and it goes on by itself.
 */
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Context, Handlers } from "../context.ts";
import type { Session } from "../door/session.ts";
import { cancel, countOf, goOn } from "../queries.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { HISTORY_QUERY, HISTORY_SERVICE, processing } from "../texts.ts";
import { PARAMETERS_XML } from "./parameters.ts";
import { ranked } from "./ranking.ts";

type Asked = OutgoingBody<"reqScannerSubscription">;

export const scannerHandlers: Handlers = {
  reqScannerParameters(_context, session) {
    session.say("scannerParameters", { xml: PARAMETERS_XML });
  },

  reqScannerSubscription(context, session, asked) {
    const { reqId } = asked;
    const { scannersMax, historyMs } = context.limits;
    if (countOf(context, "scan") >= scannersMax) return refuse(context, session, reqId, tooMany(scannersMax));
    if (session.queries.has("scan", reqId)) return refuse(context, session, reqId, DUPLICATE);
    scanLater(context, session, asked, historyMs);
  },

  cancelScannerSubscription(context, session, { reqId }) {
    const found = cancel(context, session, "scan", reqId);
    refuse(context, session, reqId, found ? cancelled(reqId) : unknown(reqId));
  },
};

const tooMany = (most: number): Refusal => ({
  code: 322,
  text: processing(`Only ${most} simultaneous API scanner subscriptions are allowed.`),
});
const DUPLICATE: Refusal = { code: 322, text: processing("Duplicate ticker ID for API scanner subscription") };
const unknown = (reqId: number): Refusal => ({
  code: 365,
  text: `No scanner subscription found for ticker id:${reqId}`,
});
const cancelled = (reqId: number): Refusal => ({
  code: 162,
  text: `${HISTORY_SERVICE}API scanner subscription cancelled: ${reqId}`,
});
const NOTHING_FOUND: Refusal = { code: 165, text: `${HISTORY_QUERY}no items retrieved` };
const FARM_DOWN: Refusal = {
  code: 165,
  text: `${HISTORY_QUERY}HMDS server disconnect occurred.  Attempting reconnection...`,
};

function scanLater(context: Context, session: Session, asked: Asked, ms: number): void {
  goOn(context, session, "scan", asked.reqId, ms, () => sayScan(context, session, asked));
}

function sayScan(context: Context, session: Session, asked: Asked): void {
  const { reqId } = asked;
  const { link } = context;
  const found = link.up && link.farm("history") !== "broken" ? ranked(context, asked) : FARM_DOWN;
  if ("refused" in found) return refuse(context, session, reqId, { code: 162, text: HISTORY_SERVICE + found.refused });
  if ("code" in found) refuse(context, session, reqId, found);
  else sayList(context, session, reqId, found);
  scanLater(context, session, asked, context.limits.scannerCycleMs);
}

function sayList(context: Context, session: Session, reqId: number, found: readonly Listing[]): void {
  if (found.length === 0) refuse(context, session, reqId, NOTHING_FOUND);
  session.say("scannerData", { reqId, elements: found.map(element) });
}

/** As recorded: the tail of four fields is empty for stocks. */
const element = (
  { conId, symbol, secType, currency, localSymbol, tradingClass, marketName }: Listing,
  rank: number,
) => ({
  rank,
  contract: { conId, symbol, secType, strike: 0, exchange: "SMART", currency, localSymbol, tradingClass },
  ...{ marketName, distance: "", benchmark: "", projection: "", legsStr: "" },
});
