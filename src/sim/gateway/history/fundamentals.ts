/**
 * Company reports, which IB has taken out of its API: every request is refused.
 *
 * Newer Gateways say 10358 `Fundamentals data is not allowed.` (several public logs of 2026, paper accounts too), older
 * ones 430 with `Not allowed` behind IB's text (erdewit/ib_insync #369). Anything but a stock is no valid security type
 * (a public client that lists a Gateway's checks).
 */
import type { Handlers } from "../context.ts";
import { resolve } from "../contracts/resolve.ts";
import { type Refusal, refuse, unknownTicker } from "../refusal.ts";
import { validating } from "../texts.ts";

const NOT_A_STOCK: Refusal = { code: 321, text: validating("Please enter a valid security type") };
const NOT_ALLOWED: { readonly [since in "10358" | "430"]: Refusal } = {
  "10358": { code: 10358, text: "Fundamentals data is not allowed." },
  "430": { code: 430, text: "The fundamentals data for the security specified is not available.Not allowed" },
};

export const fundamentalHandlers: Handlers = {
  reqFundamentalData(context, session, { reqId, contract }) {
    if (!["STK", "CS"].includes(contract.secType.toUpperCase())) return refuse(context, session, reqId, NOT_A_STOCK);
    const found = resolve(context, contract);
    refuse(context, session, reqId, "listing" in found ? NOT_ALLOWED[context.switches.fundamentals] : found);
  },

  cancelFundamentalData(context, session, { reqId }) {
    refuse(context, session, reqId, unknownTicker(reqId));
  },
};
