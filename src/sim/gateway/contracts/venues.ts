/**
 * The exchanges behind a smart quote, those with market depth, and the tiers of soft dollars.
 *
 * The bits and letters are those of the consolidated tape as IB's documentation shows them for `reqSmartComponents`; the
 * first five depth exchanges are recorded (a notebook of 2019), the others are those of the simulated listings. A login
 * without an agreement has no soft dollar tier.
 */
import type { Handlers } from "../context.ts";
import { refuse } from "../refusal.ts";
import { validating } from "../texts.ts";

const COMPONENTS: readonly (readonly [bitNumber: number, exchange: string, exchangeLetter: string])[] = [
  ...([
    [0, "AMEX", "A"],
    [1, "BEX", "B"],
    [2, "NYSENAT", "C"],
    [3, "FINRA", "D"],
    [7, "MEMX", "U"],
  ] as const),
  ...([
    [8, "PEARL", "H"],
    [9, "ISE", "I"],
    [10, "EDGEA", "J"],
    [11, "DRCTEDGE", "K"],
    [12, "LTSE", "L"],
  ] as const),
  ...([
    [13, "CHX", "M"],
    [14, "NYSE", "N"],
    [16, "ARCA", "P"],
    [17, "NASDAQ", "Q"],
    [22, "IEX", "V"],
  ] as const),
  ...([
    [23, "CBOE", "W"],
    [24, "PSX", "X"],
    [25, "BYX", "Y"],
    [26, "BATS", "Z"],
  ] as const),
];
/** The codes that tickReqParams gives here; IB's documentation writes `a6` for short. */
const CODES = /^(9c|a6)(0001)?$/i;

/** For exchange, security type and kind; the group tells which exchanges trade as one. */
const DEPTH: readonly (readonly [exchange: string, secType: string, serviceDataType: string, aggGroup?: number])[] = [
  ["DTB", "OPT", "Deep"],
  ["LSEETF", "STK", "Deep"],
  ["SGX", "FUT", "Deep"],
  ["IDEALPRO", "CASH", "Deep", 4],
  ["ARCA", "STK", "Deep"],
  ["NASDAQ", "STK", "Deep2"],
  ["NYSE", "STK", "Deep"],
  ["BATS", "STK", "Deep"],
  ["IEX", "STK", "Deep"],
  ["MEMX", "STK", "Deep"],
  ["CME", "FUT", "Deep"],
  ["CBOT", "FUT", "Deep"],
  ["NYMEX", "FUT", "Deep"],
  ["CBOE", "OPT", "Deep"],
];

export const venueHandlers: Handlers = {
  reqSmartComponents(context, session, { reqId, bboExchange }) {
    if (!CODES.test(bboExchange))
      return refuse(context, session, reqId, { code: 321, text: validating(`BBO exchange ${bboExchange} is unknown`) });
    const components = COMPONENTS.map(([bitNumber, exchange, exchangeLetter]) => ({
      ...{ bitNumber, exchange, exchangeLetter },
    }));
    session.say("smartComponents", { reqId, components });
  },

  reqMktDepthExchanges(_context, session) {
    const descriptions = DEPTH.map(([exchange, secType, serviceDataType, aggGroup]) => ({
      ...{ exchange, secType, listingExch: "", serviceDataType, aggGroup },
    }));
    session.say("mktDepthExchanges", { descriptions });
  },

  reqSoftDollarTiers(_context, session, { reqId }) {
    session.say("softDollarTiers", { reqId, tiers: [] });
  },
};
