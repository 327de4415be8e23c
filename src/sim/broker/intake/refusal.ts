/**
 * Why an order is refused for what it says, one row each, in the order in which they are looked at.
 *
 * Refusals by these rows come as one error on the order id, without openOrder and orderStatus, and do not use the id up
 * (SEQUENCES 8, codes 320/321). Codes and texts are IB's where a source shows them (IB's message table; the letters in
 * 321 texts vary per build, `bF` is the captured one). What IB knows and the simulator does not is refused by name,
 * never ignored.
 */
import { compare, ZERO } from "../../../base/decimal.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import { onStep, type PriceStep } from "../../exchange/directory/rules.ts";
import { type Terms, typeOf } from "../order.ts";
import { type Need, OTHER_ORDER_TYPES, orderTypeNamed } from "../orderType.ts";
import { isTriggerMethod } from "../trading/trigger.ts";
import { readDate } from "../until.ts";
import { algoRefusal } from "./algos.ts";
import { invalid, type Refusal } from "./objection.ts";

const unsupported = (what: string): Refusal => invalid(`${what} is not supported by the simulated Gateway`);

type Row = (terms: Terms) => Refusal | undefined;
const when =
  (test: (terms: Terms) => boolean, refusal: Refusal): Row =>
  (terms) =>
    test(terms) ? refusal : undefined;

export const TIFS = ["DAY", "GTC", "IOC", "FOK", "GTD", "OPG", "DTC"];
const OTHER_TIFS = ["GTX", "AUC", "GAT", "MIN", "OND", "OVERNIGHT", "OVERNIGHT + DAY"];

/** Attributes that change what an order does and that are not simulated. A value of 0, "" or unset asks for nothing. */
const UNSUPPORTED_ATTRIBUTES = [
  ...["blockOrder", "notHeld", "sharesAllocation", "startingPrice", "stockRefPrice"],
  ...["stockRangeLower", "stockRangeUpper", "volatility", "scaleInitLevelSize", "scaleSubsLevelSize"],
  ...["scalePriceIncrement", "scaleTable", "activeStartTime", "activeStopTime", "hedgeType", "algoId"],
  ...["orderComboLegs", "smartComboRoutingParams", "triggerPrice"],
  ...["adjustedStopPrice", "adjustedStopLimitPrice", "adjustedTrailingAmount", "cashQty", "duration"],
  ...["faPercentage", "faProfile", "modelCode", "shortSaleSlot", "designatedLocation"],
  ...["settlingFirm", "clearingAccount", "referenceContractId", "minTradeQty", "randomizeSize", "randomizePrice"],
  ...["autoCancelParent", "imbalanceOnly", "isOmsContainer", "postToAts", "includeOvernight"],
] as const satisfies readonly (keyof Terms)[];

const asksForSomething = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== 0 && value !== "" && value !== false;

const attribute: Row = (terms) => {
  const name = UNSUPPORTED_ATTRIBUTES.find((key) => asksForSomething(terms[key]));
  return name === undefined ? undefined : unsupported(`Order attribute '${name}'`);
};

const unreadable = (date: string): boolean => date !== "" && readDate(date) === undefined;
const INVALID_DATE: Refusal = {
  code: 337,
  text: "The date, time, or time-zone entered is invalid. The correct format is yyyymmdd hh:mm:ss xxx where yyyymmdd and xxx are optional. E.g.: 20031126 15:59:00 EST",
};

/** 111 and 113 are IB's; which types go with which tif is from IB's pages of the types. */
const tifWithType: Row = ({ tif, orderType }) => {
  const { auction, trigger } = typeOf({ terms: { orderType } });
  if (auction === "close")
    return ["", "DAY"].includes(tif)
      ? undefined
      : { code: 113, text: "The Tif option should be set to DAY for MOC and LOC orders." };
  const immediate = tif === "IOC" || tif === "FOK";
  const fits = tif === "OPG" ? ["MKT", "LMT"].includes(orderType) : !(immediate && trigger !== "none");
  return fits ? undefined : { code: 111, text: "The TIF (Tif type) and the order type are incompatible." };
};

const positive = (value: number | undefined): boolean => value !== undefined && value > 0;

function missing(need: Need, terms: Terms): Refusal | undefined {
  const { lmtPrice, auxPrice, trailingPercent } = terms;
  if (need === "lmtPrice") return positive(lmtPrice) ? undefined : invalid("Missing limit price");
  if (need === "stop") return positive(auxPrice) ? undefined : { code: 403, text: "Invalid stop price." };
  const distances = [auxPrice, trailingPercent].filter(positive).length;
  return distances === 1 ? undefined : invalid("A trailing order needs either a trailing amount or a trailing percent");
}

const said = (terms: Terms): string => (terms.deltaNeutralOrderType === "None" ? "" : terms.deltaNeutralOrderType);

/** Captured for PEG MKT on a stock (orderType.ts). */
const UNSUPPORTED_TYPE: Refusal = {
  code: 387,
  text: "Unsupported order type for this exchange and security type.",
};

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
  when((t) => t.orderType === "PEG MKT", UNSUPPORTED_TYPE),
  (t) => (OTHER_ORDER_TYPES.includes(t.orderType) ? unsupported(`Order type '${t.orderType}'`) : undefined),
  when((t) => orderTypeNamed(t.orderType) === undefined, invalid("Invalid order type was entered")),
  (t) => (OTHER_TIFS.includes(t.tif) ? unsupported(`Time in force '${t.tif}'`) : undefined),
  when((t) => !["", ...TIFS].includes(t.tif), invalid("Invalid time in force was entered")),
  tifWithType,
  when((t) => t.tif === "GTD" && t.goodTillDate === "", { code: 334, text: "Invalid Good Till Date order" }),
  when((t) => [t.goodTillDate, t.goodAfterTime].some(unreadable), INVALID_DATE),
  when((t) => t.conditions.some((one) => one.type === 3 && unreadable(one.time)), INVALID_DATE),
  when((t) => t.eTradeOnly, { code: 10268, text: "The 'EtradeOnly' order attribute is not supported." }),
  when((t) => t.firmQuoteOnly, { code: 10269, text: "The 'firmQuoteOnly' order attribute is not supported." }),
  when((t) => asksForSomething(t.nbboPriceCap), {
    code: 10270,
    text: "The 'nbboPriceCap' order attribute is not supported.",
  }),
  attribute,
  (t) => (said(t) === "" ? undefined : unsupported("Order attribute 'deltaNeutralOrderType'")),
  when((t) => t.ocaType < 0 || t.ocaType > 3, invalid("Invalid OCA type was entered")),
  when((t) => !isTriggerMethod(t.triggerMethod), { code: 146, text: "Invalid trigger method." }),
  (t) =>
    typeOf({ terms: t })
      .needs.map((need) => missing(need, t))
      .find((found) => found !== undefined),
  when((t) => t.discretionaryAmt > 0 && (t.displaySize ?? 0) > 0, {
    code: 157,
    text: "An order can be EITHER Iceberg or Discretionary. Please remove either the Discretionary amount or the Display size.",
  }),
  when((t) => t.discretionaryAmt > 0 && t.orderType !== "LMT", {
    code: 325,
    text: "Discretionary orders are not supported for this combination of exchange and order type.",
  }),
  when((t) => asksForSomething(t.percentOffset) && !((t.percentOffset ?? 0) > 0 && (t.percentOffset ?? 0) < 1), {
    code: 159,
    text: "The percent offset value must be between 0% and 100%.",
  }),
  algoRefusal,
];

/** Why these terms are no order at all. */
export function refusal(terms: Terms): Refusal | undefined {
  for (const row of ROWS) {
    const found = row(terms);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A type that the contract's own list does not name. */
export const typeRefusal = ({ orderTypes }: Listing, terms: Terms): Refusal | undefined =>
  orderTypes.split(",").includes(typeOf({ terms }).listed) ? undefined : UNSUPPORTED_TYPE;

/** Off the tick: kills a new order without a word more, leaves a modified one as it was (SEQUENCES 6 and 8). */
export function priceRefusal(terms: Terms, steps: readonly PriceStep[]): Refusal | undefined {
  const { needs, trigger } = typeOf({ terms });
  const prices = [
    needs.includes("lmtPrice") ? terms.lmtPrice : undefined,
    needs.includes("stop") ? terms.auxPrice : undefined,
    trigger === "trailing" ? terms.trailStopPrice : undefined,
  ];
  if (prices.every((price) => price === undefined || onStep(steps, price))) return undefined;
  return { code: 110, text: "The price does not conform to the minimum price variation for this contract." };
}
