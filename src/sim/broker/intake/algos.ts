/**
 * IB's algorithms and the parameters that each takes. They are accepted, checked and echoed, and worked simply: the
 * order trades like its plain type, at once and for all of its size.
 *
 * Evidence: thirteen strategies sent to a paper Gateway (ThomasMarcelis/ibkr-go, testdata/transcripts/
 * api_algo_variants_aapl.txt): 439 and 443 with these texts, `strategyType` unknown to Twap there though IB documents
 * it, and no Inline, BalanceImpactRisk, MinImpact or JefAD. The other parameters are those of IB's page of algorithms.
 */

import type { Terms } from "../order.ts";
import type { Refusal } from "./objection.ts";

const times = ["startTime", "endTime", "allowPastEndTime"];
const priced = ["maxPctVol", "riskAversion", "forceCompletion", "monetaryValue", ...times];
const shares = ["noTakeLiq", "monetaryValue", ...times];

const ALGOS: Readonly<Record<string, readonly string[]>> = {
  Adaptive: ["adaptivePriority"],
  Twap: ["catchUp", "monetaryValue", ...times],
  Vwap: ["maxPctVol", "speedUp", ...shares],
  ArrivalPx: priced,
  ClosePx: priced,
  DarkIce: ["displaySize", "monetaryValue", ...times],
  AD: [
    ...["componentSize", "timeBetweenOrders", "randomizeTime20", "randomizeSize55", "giveUp", "catchUp"],
    ...["waitForFill", "activeTimeStart", "activeTimeEnd", ...times],
  ],
  PctVol: ["pctVol", ...shares],
  PctVolPx: ["pctVol", "deltaPctVol", "minPctVol4Px", "maxPctVol4Px", ...shares],
  PctVolSz: ["startPctVol", "endPctVol", ...shares],
  PctVolTm: ["startPctVol", "endPctVol", ...shares],
};

const WORKED = ["MKT", "LMT"];

/** Why the order's algorithm is refused; `undefined` when it is accepted or the order has none. */
export function algoRefusal({ algoStrategy, algoParams, orderType, displaySize }: Terms): Refusal | undefined {
  if (algoStrategy === "") return undefined;
  const known = ALGOS[algoStrategy];
  if (known === undefined) return { code: 439, text: "Order processing failed. Algorithm definition not found" };
  if (displaySize !== undefined && displaySize > 0)
    return { code: 10255, text: "The 'Display Size' order attribute may not be specified for this order." };
  const strange = algoParams.find(({ tag }) => !known.includes(tag));
  if (strange !== undefined)
    return { code: 443, text: `Order processing failed. Unknown algo attribute:${strange.tag}` };
  if (!WORKED.includes(orderType)) return { code: 442, text: "Specified algorithm is not allowed for this order." };
  return undefined;
}
