/**
 * Company reports, which IB has taken out of its API: every request is refused.
 *
 * Newer Gateways say 10358 `Fundamentals data is not allowed.` (several public logs of 2026, paper accounts too), older
 * ones 430 with `Not allowed` behind IB's text (erdewit/ib_insync #369). Anything but a stock is no valid security type
 * (a public client that lists a Gateway's checks).
 */
import type { Handlers } from "../context.ts";
import { resolve } from "../contracts/contracts.ts";
import { validating } from "../texts.ts";

export const fundamentalHandlers: Handlers = {
  reqFundamentalData(context, session, { reqId, contract }) {
    const refuse = (code: number, text: string): void => session.error(reqId, code, text, context.wall());
    if (!["STK", "CS"].includes(contract.secType.toUpperCase()))
      return refuse(321, validating("Please enter a valid security type"));
    const found = resolve(context, contract);
    if (!("listing" in found)) return refuse(found.code, found.text);
    if (context.switches.fundamentals === "10358") return refuse(10358, "Fundamentals data is not allowed.");
    refuse(430, "The fundamentals data for the security specified is not available.Not allowed");
  },

  cancelFundamentalData(context, session, { reqId }) {
    session.error(reqId, 300, `Can't find EId with tickerId:${reqId}`, context.wall());
  },
};
