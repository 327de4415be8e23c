/**
 * Why an order is refused for what it says, one row each, in the order in which they are looked at.
 *
 * Refusals by these rows come as one error on the order id, without openOrder and orderStatus, and do not use the id up
 * (SEQUENCES 8, codes 320/321). Codes and texts are IB's where a source shows them (IB's message table; the letters in
 * 321 texts vary per build, `bF` is the captured one). What IB knows and the simulator does not is refused by name,
 * never ignored.
 */
import { compare, ZERO } from "../../base/decimal.ts";
import { onStep, type PriceStep } from "../exchange/rules.ts";
import type { Terms } from "./order.ts";
import { triggerMethod } from "./trigger.ts";
import { readDate } from "./until.ts";

export interface Refusal {
  readonly code: number;
  readonly text: string;
}

export const invalid = (cause: string): Refusal => ({
  code: 321,
  text: `Error validating request.-'bF' : cause - ${cause}`,
});
const unsupported = (what: string): Refusal => invalid(`${what} is not supported by the simulated Gateway`);

type Row = (terms: Terms) => Refusal | undefined;
const when =
  (test: (terms: Terms) => boolean, refusal: Refusal): Row =>
  (terms) =>
    test(terms) ? refusal : undefined;

const ORDER_TYPES = ["MKT", "LMT", "STP"];
const OTHER_ORDER_TYPES =
  "STP LMT,TRAIL,TRAIL LIMIT,MIT,LIT,MTL,MOC,LOC,REL,PEG MKT,PEG MID,PEG BEST,PEG PRI,PEG STK,PEG BENCH,VOL,MIDPRICE,SNAP MKT,SNAP MID,SNAP PRIM,STP PRT,MKT PRT,BOX TOP,PASSV REL,TRAIL MIT,TRAIL LIT,REL + LMT,REL + MKT,LMT + MKT".split(
    ",",
  );
export const TIFS = ["DAY", "GTC", "IOC", "FOK", "GTD"];
const OTHER_TIFS = ["OPG", "DTC", "GTX", "AUC", "GAT", "MIN", "OND", "OVERNIGHT", "OVERNIGHT + DAY"];

/** Attributes that change what an order does and that are not simulated. A value of 0, "" or unset asks for nothing. */
const UNSUPPORTED_ATTRIBUTES = [
  ...["allOrNone", "minQty", "blockOrder", "sweepToFill", "notHeld", "goodAfterTime", "sharesAllocation"],
  ...["discretionaryAmt", "percentOffset", "trailingPercent", "startingPrice", "stockRefPrice"],
  ...["stockRangeLower", "stockRangeUpper", "volatility", "scaleInitLevelSize", "scaleSubsLevelSize"],
  ...["scalePriceIncrement", "scaleTable", "activeStartTime", "activeStopTime", "hedgeType", "algoStrategy", "algoId"],
  ...["conditions", "orderComboLegs", "smartComboRoutingParams", "triggerPrice"],
  ...["adjustedStopPrice", "adjustedStopLimitPrice", "adjustedTrailingAmount", "cashQty", "duration"],
  ...["faGroup", "faMethod", "faPercentage", "faProfile", "modelCode", "shortSaleSlot", "designatedLocation"],
  ...["settlingFirm", "clearingAccount", "referenceContractId", "minTradeQty", "randomizeSize", "randomizePrice"],
  ...["autoCancelParent", "imbalanceOnly", "isOmsContainer", "postToAts", "includeOvernight"],
] as const satisfies readonly (keyof Terms)[];

const asksForSomething = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== 0 && value !== "" && value !== false;

const attribute: Row = (terms) => {
  const name = UNSUPPORTED_ATTRIBUTES.find((key) => asksForSomething(terms[key]));
  return name === undefined ? undefined : unsupported(`Order attribute '${name}'`);
};

const said = (terms: Terms): string => (terms.deltaNeutralOrderType === "None" ? "" : terms.deltaNeutralOrderType);

const ROWS: readonly Row[] = [
  when((t) => t.whatIf && !t.transmit, {
    code: 413,
    text: "What-if order should have the transmit flag set to true.",
  }),
  when((t) => compare(t.totalQuantity ?? ZERO, ZERO) <= 0, { code: 434, text: "The order size cannot be zero." }),
  when((t) => (t.totalQuantity ?? "").includes("."), {
    code: 10243,
    text: "Fractional-sized order cannot be placed via API. Please use desktop version to place this order.",
  }),
  when((t) => t.action === "SSHORT" || t.action === "SLONG", unsupported("Order action of institutions")),
  when((t) => t.action !== "BUY" && t.action !== "SELL", invalid("Invalid order action was entered")),
  (t) => (OTHER_ORDER_TYPES.includes(t.orderType) ? unsupported(`Order type '${t.orderType}'`) : undefined),
  when((t) => !ORDER_TYPES.includes(t.orderType), invalid("Invalid order type was entered")),
  (t) => (OTHER_TIFS.includes(t.tif) ? unsupported(`Time in force '${t.tif}'`) : undefined),
  when((t) => !["", ...TIFS].includes(t.tif), invalid("Invalid time in force was entered")),
  when((t) => t.tif === "GTD" && t.goodTillDate === "", { code: 334, text: "Invalid Good Till Date order" }),
  when((t) => t.goodTillDate !== "" && readDate(t.goodTillDate) === undefined, {
    code: 337,
    text: "The date, time, or time-zone entered is invalid. The correct format is yyyymmdd hh:mm:ss xxx where yyyymmdd and xxx are optional. E.g.: 20031126 15:59:00 EST",
  }),
  when((t) => t.eTradeOnly, { code: 10268, text: "The 'EtradeOnly' order attribute is not supported." }),
  when((t) => t.firmQuoteOnly, { code: 10269, text: "The 'firmQuoteOnly' order attribute is not supported." }),
  when((t) => asksForSomething(t.nbboPriceCap), {
    code: 10270,
    text: "The 'nbboPriceCap' order attribute is not supported.",
  }),
  attribute,
  (t) => (said(t) === "" ? undefined : unsupported("Order attribute 'deltaNeutralOrderType'")),
  when((t) => t.ocaType < 0 || t.ocaType > 3, invalid("Invalid OCA type was entered")),
  when((t) => triggerMethod(t.triggerMethod) === undefined, invalid("Invalid trigger method was entered")),
  when((t) => t.orderType === "LMT" && !(t.lmtPrice !== undefined && t.lmtPrice > 0), invalid("Missing limit price")),
  when((t) => t.orderType === "STP" && !(t.auxPrice !== undefined && t.auxPrice > 0), {
    code: 403,
    text: "Invalid stop price.",
  }),
];

/** Why these terms are no order at all. */
export function refusal(terms: Terms): Refusal | undefined {
  for (const row of ROWS) {
    const found = row(terms);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Off the tick: kills a new order without a word more, leaves a modified one as it was (SEQUENCES 6 and 8). */
export function priceRefusal(terms: Terms, steps: readonly PriceStep[]): Refusal | undefined {
  const price = terms.orderType === "LMT" ? terms.lmtPrice : terms.orderType === "STP" ? terms.auxPrice : undefined;
  if (price === undefined || onStep(steps, price)) return undefined;
  return { code: 110, text: "The price does not conform to the minimum price variation for this contract." };
}
