/**
 * Runs of fields that stand in the same order in several layouts.
 *
 * Each is typed by the paths it names, so it fits only into a message that has those fields.
 */
import { choose, filled, present, repeat, since, until, when } from "../declare.ts";
import { FA_PROFILE_DESUPPORT, PEGBEST_PEGMID_OFFSETS } from "../versions.ts";

/** The contract of a request. */
export const requestedContract = [
  "contract.conId",
  "contract.symbol",
  "contract.secType",
  "contract.lastTradeDateOrContractMonth",
  "contract.strike",
  "contract.right",
  "contract.multiplier",
  "contract.exchange",
  "contract.primaryExchange",
  "contract.currency",
  "contract.localSymbol",
  "contract.tradingClass",
] as const;

/** The contract of an answer: no primary exchange, and the strike is always there. */
export const statedContract = [
  "contract.conId",
  "contract.symbol",
  "contract.secType",
  "contract.lastTradeDateOrContractMonth",
  filled("contract.strike"),
  "contract.right",
  "contract.multiplier",
  "contract.exchange",
  "contract.currency",
  "contract.localSymbol",
  "contract.tradingClass",
] as const;

/** What every order begins with. */
export const terms = [
  "order.action",
  "order.totalQuantity",
  "order.orderType",
  "order.lmtPrice",
  "order.auxPrice",
  "order.tif",
  "order.ocaGroup",
  "order.account",
  "order.openClose",
  "order.origin",
  "order.orderRef",
] as const;

/** The legs of a combination, their prices and how to route it. */
export const comboOrder = [
  repeat(
    "contract.comboLegs",
    "conId",
    "ratio",
    "action",
    "exchange",
    "openClose",
    "shortSaleSlot",
    "designatedLocation",
    "exemptCode",
  ),
  repeat("order.orderComboLegs", "price"),
  repeat("order.smartComboRoutingParams", "tag", "value"),
] as const;

/** The financial advisor's allocation; profiles left the wire at 177. */
export const allocation = [
  "order.faGroup",
  "order.faMethod",
  "order.faPercentage",
  until(FA_PROFILE_DESUPPORT, "order.faProfile"),
  "order.modelCode",
] as const;

/** The order that hedges a volatility order, when there is one. */
export const deltaNeutralOrder = [
  when(
    { field: "order.deltaNeutralOrderType", nonEmpty: true },
    "order.deltaNeutralConId",
    "order.deltaNeutralSettlingFirm",
    "order.deltaNeutralClearingAccount",
    "order.deltaNeutralClearingIntent",
    "order.deltaNeutralOpenClose",
    "order.deltaNeutralShortSale",
    "order.deltaNeutralShortSaleSlot",
    "order.deltaNeutralDesignatedLocation",
  ),
] as const;

/** Scale orders; their details follow only for a positive increment. */
export const scale = [
  "order.scaleInitLevelSize",
  "order.scaleSubsLevelSize",
  "order.scalePriceIncrement",
  when(
    { field: "order.scalePriceIncrement", above: 0 },
    "order.scalePriceAdjustValue",
    "order.scalePriceAdjustInterval",
    "order.scaleProfitOffset",
    "order.scaleAutoReset",
    "order.scaleInitPosition",
    "order.scaleInitFillQty",
    "order.scaleRandomPercent",
  ),
] as const;

export const hedge = [
  "order.hedgeType",
  when({ field: "order.hedgeType", nonEmpty: true }, "order.hedgeParam"),
] as const;

/** The contract's delta-neutral leg, then the algorithm and its parameters. */
export const algo = [
  present("contract.deltaNeutralContract", "conId", "delta", "price"),
  "order.algoStrategy",
  when({ field: "order.algoStrategy", nonEmpty: true }, repeat("order.algoParams", "tag", "value")),
] as const;

/** Randomisation, the terms of a pegged-to-benchmark order, and the conditions. */
export const benchmarkAndConditions = [
  "order.randomizeSize",
  "order.randomizePrice",
  when(
    { field: "order.orderType", in: ["PEG BENCH", "PEGBENCH"] },
    "order.referenceContractId",
    "order.isPeggedChangeAmountDecrease",
    "order.peggedChangeAmount",
    "order.referenceChangeAmount",
    "order.referenceExchangeId",
  ),
  repeat("order.conditions", "type", "conjunction", choose),
  when({ field: "order.conditions", nonEmpty: true }, "order.conditionsIgnoreRth", "order.conditionsCancelOrder"),
] as const;

/** Offsets of PEG BEST and PEG MID orders. */
export const pegOffsets = [
  since(
    PEGBEST_PEGMID_OFFSETS,
    "order.minTradeQty",
    "order.minCompeteSize",
    "order.competeAgainstBestOffset",
    "order.midOffsetAtWhole",
    "order.midOffsetAtHalf",
  ),
] as const;
