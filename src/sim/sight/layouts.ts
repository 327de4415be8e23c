/**
 * Where the fields of orders lie in text, for server versions 157 and up, as the protocol's table of messages has it.
 *
 * Rows follow that table field by field, under its names but for those that a frame has under another.
 */
import type { Layout } from "./layout.ts";

const isSet = (text: string): boolean => text !== "" && text !== "0";
const isNotEmpty = (text: string): boolean => text !== "";
const isPositive = (text: string): boolean => Number(text) > 0 && Number(text) !== Number.MAX_VALUE;

/** A contract as it stands in most messages of the Gateway. */
export const CONTRACT =
  "conId symbol secType lastTradeDateOrContractMonth strike right multiplier exchange currency localSymbol tradingClass";

/** Legs, their prices, and how they are routed. */
const COMBO: Layout = [{ list: 8 }, { list: 1 }, { list: 2 }];

const ALLOCATION: Layout = ["faGroup faMethod faPercentage", { until: 176, rows: ["faProfile"] }, "modelCode"];

const SCALE: Layout = [
  "scaleInitLevelSize scaleSubsLevelSize scalePriceIncrement",
  {
    when: "scalePriceIncrement",
    is: isPositive,
    rows: [
      "scalePriceAdjustValue scalePriceAdjustInterval scaleProfitOffset scaleAutoReset scaleInitPosition",
      "scaleInitFillQty scaleRandomPercent",
    ],
  },
];

const HEDGE: Layout = ["hedgeType", { when: "hedgeType", is: isNotEmpty, rows: ["hedgeParam"] }];

const DELTA_NEUTRAL_CONTRACT: Layout = [
  "deltaNeutralContractPresent",
  {
    when: "deltaNeutralContractPresent",
    is: isSet,
    rows: ["deltaNeutralContractConId deltaNeutralContractDelta deltaNeutralContractPrice"],
  },
];

const ALGORITHM: Layout = ["algoStrategy", { when: "algoStrategy", is: isNotEmpty, rows: [{ list: 2 }] }];

const DELTA_NEUTRAL_ORDER: Layout = [
  "deltaNeutralOrderType deltaNeutralAuxPrice",
  {
    when: "deltaNeutralOrderType",
    is: isNotEmpty,
    rows: [
      "deltaNeutralConId deltaNeutralSettlingFirm deltaNeutralClearingAccount deltaNeutralClearingIntent",
      "deltaNeutralOpenClose deltaNeutralShortSale deltaNeutralShortSaleSlot deltaNeutralDesignatedLocation",
    ],
  },
];

export const PLACE_ORDER: Layout = [
  "orderId conId symbol secType lastTradeDateOrContractMonth strike right multiplier exchange primaryExchange currency",
  "localSymbol tradingClass secIdType secId",
  "action totalQuantity orderType lmtPrice auxPrice tif ocaGroup account openClose origin orderRef transmit parentId",
  "blockOrder sweepToFill displaySize triggerMethod outsideRth hidden",
  { when: "secType", is: (text) => text === "BAG", rows: COMBO },
  "sharesAllocation discretionaryAmt goodAfterTime goodTillDate",
  ...ALLOCATION,
  "shortSaleSlot designatedLocation exemptCode ocaType rule80A settlingFirm allOrNone minQty percentOffset eTradeOnly",
  "firmQuoteOnly nbboPriceCap auctionStrategy startingPrice stockRefPrice delta stockRangeLower stockRangeUpper",
  "overridePercentageConstraints volatility volatilityType",
  ...DELTA_NEUTRAL_ORDER,
  "continuousUpdate referencePriceType trailStopPrice trailingPercent",
  ...SCALE,
  "scaleTable activeStartTime activeStopTime",
  ...HEDGE,
  "optOutSmartRouting clearingAccount clearingIntent notHeld",
  ...DELTA_NEUTRAL_CONTRACT,
  ...ALGORITHM,
  "algoId whatIf",
];

export const MARKET_DATA: Layout = [
  "version reqId",
  CONTRACT.replace(" exchange ", " exchange primaryExchange "),
  { when: "secType", is: (text) => text === "BAG", rows: [{ list: 4 }] },
  ...DELTA_NEUTRAL_CONTRACT,
  "genericTickList snapshot",
];

export const OPEN_ORDER: Layout = [
  "orderId",
  CONTRACT,
  "action totalQuantity orderType lmtPrice auxPrice tif ocaGroup account openClose origin orderRef clientId permId",
  "outsideRth hidden discretionaryAmt goodAfterTime sharesAllocation",
  ...ALLOCATION,
  "goodTillDate rule80A percentOffset settlingFirm shortSaleSlot designatedLocation exemptCode auctionStrategy",
  "startingPrice stockRefPrice delta stockRangeLower stockRangeUpper displaySize blockOrder sweepToFill allOrNone minQty",
  "ocaType eTradeOnly firmQuoteOnly nbboPriceCap parentId triggerMethod volatility volatilityType",
  ...DELTA_NEUTRAL_ORDER,
  "continuousUpdate referencePriceType trailStopPrice trailingPercent basisPoints basisPointsType comboLegsDescrip",
  ...COMBO,
  ...SCALE,
  ...HEDGE,
  "optOutSmartRouting clearingAccount clearingIntent notHeld",
  ...DELTA_NEUTRAL_CONTRACT,
  ...ALGORITHM,
  "solicited whatIf status",
];

export const COMPLETED_ORDER: Layout = [
  CONTRACT,
  "action totalQuantity orderType lmtPrice auxPrice tif ocaGroup account openClose origin orderRef permId",
  "outsideRth hidden discretionaryAmt goodAfterTime",
  ...ALLOCATION,
  "goodTillDate rule80A percentOffset settlingFirm shortSaleSlot designatedLocation exemptCode startingPrice stockRefPrice",
  "delta stockRangeLower stockRangeUpper displaySize sweepToFill allOrNone minQty ocaType triggerMethod volatility",
  "volatilityType deltaNeutralOrderType deltaNeutralAuxPrice",
  {
    when: "deltaNeutralOrderType",
    is: isNotEmpty,
    rows: ["deltaNeutralConId deltaNeutralShortSale deltaNeutralShortSaleSlot deltaNeutralDesignatedLocation"],
  },
  "continuousUpdate referencePriceType trailStopPrice trailingPercent comboLegsDescrip",
  ...COMBO,
  ...SCALE,
  ...HEDGE,
  "clearingAccount clearingIntent notHeld",
  ...DELTA_NEUTRAL_CONTRACT,
  ...ALGORITHM,
  "solicited status",
];
