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
import { HISTORY_QUERY, HISTORY_SERVICE, processing } from "../texts.ts";
import { farmDown } from "./farmDown.ts";
import { PARAMETERS_XML } from "./parameters.ts";
import { ranked } from "./ranking.ts";

type Asked = OutgoingBody<"reqScannerSubscription">;

export const scannerHandlers: Handlers = {
  reqScannerParameters(_context, session) {
    session.say("scannerParameters", { xml: PARAMETERS_XML });
  },

  reqScannerSubscription(context, session, asked) {
    const { reqId } = asked;
    const refuse = (text: string): void => session.error(reqId, 322, processing(text), context.wall());
    const running = context.sessions().reduce((sum, { feeds }) => sum + feeds.scans.size, 0);
    const { scannersMax, historyMs } = context.limits;
    if (running >= scannersMax)
      return refuse(`Only ${scannersMax} simultaneous API scanner subscriptions are allowed.`);
    if (session.feeds.scans.has(reqId)) return refuse("Duplicate ticker ID for API scanner subscription");
    scheduleScan(context, session, asked, historyMs);
  },

  cancelScannerSubscription(context, session, { reqId }) {
    const stop = session.feeds.scans.get(reqId);
    const say = (code: number, text: string): void => session.error(reqId, code, text, context.wall());
    if (stop === undefined) return say(365, `No scanner subscription found for ticker id:${reqId}`);
    stop();
    session.feeds.scans.delete(reqId);
    say(162, `${HISTORY_SERVICE}API scanner subscription cancelled: ${reqId}`);
  },
};

function scheduleScan(context: Context, session: Session, asked: Asked, ms: number): void {
  session.feeds.scans.set(
    asked.reqId,
    context.later(ms, () => sayScan(context, session, asked)),
  );
}

function sayScan(context: Context, session: Session, asked: Asked): void {
  // The connection may have ended in the meantime, and another may have its number.
  if (context.session(session.clientId) !== session) return;
  if (farmDown(context, "history")) return sayFarmDown(context, session, asked);
  const { reqId } = asked;
  const found = ranked(context, asked);
  if ("refused" in found) {
    session.feeds.scans.delete(reqId);
    return session.error(reqId, 162, `${HISTORY_SERVICE}${found.refused}`, context.wall());
  }
  if (found.length === 0) session.error(reqId, 165, `${HISTORY_QUERY}no items retrieved`, context.wall());
  session.say("scannerData", { reqId, elements: found.map(element) });
  scheduleScan(context, session, asked, context.limits.scannerCycleMs);
}

function sayFarmDown(context: Context, session: Session, asked: Asked): void {
  const text = `${HISTORY_QUERY}HMDS server disconnect occurred.  Attempting reconnection...`;
  session.error(asked.reqId, 165, text, context.wall());
  scheduleScan(context, session, asked, context.limits.scannerCycleMs);
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
