/**
 * Reads and writes openOrder. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Decimal } from "../../base/decimal.ts";
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import { NONE, NOTHING } from "../kind.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";
import { newOrder } from "./shapes.ts";

function readTextContractComboLegsElement(r: Reader) {
  const conId = r.int();
  const ratio = r.int();
  const action = r.string();
  const exchange = r.string();
  const openClose = r.int();
  const shortSaleSlot = r.int();
  const designatedLocation = r.string();
  const exemptCode = r.int();
  return {
    conId,
    ratio,
    action,
    exchange,
    openClose,
    shortSaleSlot,
    designatedLocation,
    exemptCode,
  };
}

function readTextContractComboLegs(r: Reader) {
  const count = r.count();
  if (count === 0) return NONE;
  const list: ReturnType<typeof readTextContractComboLegsElement>[] = [];
  for (let i = 0; i < count && r.fault === undefined; i++) list.push(readTextContractComboLegsElement(r));
  return list;
}

function readTextOrderOrderComboLegsElement(r: Reader) {
  const price = r.maybeDouble();
  return {
    price,
  };
}

function readTextOrderOrderComboLegs(r: Reader) {
  const count = r.count();
  if (count === 0) return NONE;
  const list: ReturnType<typeof readTextOrderOrderComboLegsElement>[] = [];
  for (let i = 0; i < count && r.fault === undefined; i++) list.push(readTextOrderOrderComboLegsElement(r));
  return list;
}

function readTextOrderSmartComboRoutingParamsElement(r: Reader) {
  const tag = r.string();
  const value = r.string();
  return {
    tag,
    value,
  };
}

function readTextOrderSmartComboRoutingParams(r: Reader) {
  const count = r.count();
  if (count === 0) return NONE;
  const list: ReturnType<typeof readTextOrderSmartComboRoutingParamsElement>[] = [];
  for (let i = 0; i < count && r.fault === undefined; i++) list.push(readTextOrderSmartComboRoutingParamsElement(r));
  return list;
}

function readTextContractDeltaNeutralContract(r: Reader) {
  const conId = r.int();
  const delta = r.double();
  const price = r.double();
  return {
    conId,
    delta,
    price,
  };
}

function readTextOrderAlgoParamsElement(r: Reader) {
  const tag = r.string();
  const value = r.string();
  return {
    tag,
    value,
  };
}

function readTextOrderAlgoParams(r: Reader) {
  const count = r.count();
  if (count === 0) return NONE;
  const list: ReturnType<typeof readTextOrderAlgoParamsElement>[] = [];
  for (let i = 0; i < count && r.fault === undefined; i++) list.push(readTextOrderAlgoParamsElement(r));
  return list;
}

function readTextOrderStateOrderAllocationsElement(r: Reader) {
  const account = r.string();
  const position = r.decimal();
  const positionDesired = r.decimal();
  const positionAfter = r.decimal();
  const desiredAllocQty = r.decimal();
  const allowedAllocQty = r.decimal();
  const isMonetary = r.bool();
  return {
    account,
    position,
    positionDesired,
    positionAfter,
    desiredAllocQty,
    allowedAllocQty,
    isMonetary,
  };
}

function readTextOrderStateOrderAllocations(r: Reader) {
  const count = r.count();
  if (count === 0) return NONE;
  const list: ReturnType<typeof readTextOrderStateOrderAllocationsElement>[] = [];
  for (let i = 0; i < count && r.fault === undefined; i++) list.push(readTextOrderStateOrderAllocationsElement(r));
  return list;
}

function readTextOrderConditionsElement(r: Reader) {
  const type = r.int();
  const conjunction = r.conjunction();
  switch (type) {
    case 1: {
      const isMore = r.bool();
      const price = r.double();
      const conId = r.int();
      const exchange = r.string();
      const triggerMethod = r.int();
      return {
        type,
        conjunction,
        isMore,
        price,
        conId,
        exchange,
        triggerMethod,
      };
    }
    case 3: {
      const isMore = r.bool();
      const time = r.string();
      return {
        type,
        conjunction,
        isMore,
        time,
      };
    }
    case 4: {
      const isMore = r.bool();
      const percent = r.int();
      return {
        type,
        conjunction,
        isMore,
        percent,
      };
    }
    case 5: {
      const secType = r.string();
      const exchange = r.string();
      const symbol = r.string();
      return {
        type,
        conjunction,
        secType,
        exchange,
        symbol,
      };
    }
    case 6: {
      const isMore = r.bool();
      const volume = r.int();
      const conId = r.int();
      const exchange = r.string();
      return {
        type,
        conjunction,
        isMore,
        volume,
        conId,
        exchange,
      };
    }
    case 7: {
      const isMore = r.bool();
      const changePercent = r.double();
      const conId = r.int();
      const exchange = r.string();
      return {
        type,
        conjunction,
        isMore,
        changePercent,
        conId,
        exchange,
      };
    }
    default:
      return r.fail("no such case") as never;
  }
}

function readTextOrderConditions(r: Reader) {
  const count = r.count();
  if (count === 0) return NONE;
  const list: ReturnType<typeof readTextOrderConditionsElement>[] = [];
  for (let i = 0; i < count && r.fault === undefined; i++) list.push(readTextOrderConditionsElement(r));
  return list;
}

export function readText(r: Reader, v: number): BodyAt<"openOrder"> {
  const order = newOrder();
  let contractDeltaNeutralContract: Loose | undefined;
  let orderStateMarginCurrency = "";
  let orderStateInitMarginBeforeOutsideRTH: number | undefined;
  let orderStateMaintMarginBeforeOutsideRTH: number | undefined;
  let orderStateEquityWithLoanBeforeOutsideRTH: number | undefined;
  let orderStateInitMarginChangeOutsideRTH: number | undefined;
  let orderStateMaintMarginChangeOutsideRTH: number | undefined;
  let orderStateEquityWithLoanChangeOutsideRTH: number | undefined;
  let orderStateInitMarginAfterOutsideRTH: number | undefined;
  let orderStateMaintMarginAfterOutsideRTH: number | undefined;
  let orderStateEquityWithLoanAfterOutsideRTH: number | undefined;
  let orderStateSuggestedSize: Decimal | undefined;
  let orderStateRejectReason = "";
  let orderStateOrderAllocations: readonly Loose[] = NONE;
  order.orderId = r.int();
  const contractConId = r.int();
  const contractSymbol = r.string();
  const contractSecType = r.string();
  const contractLastTradeDateOrContractMonth = r.string();
  const contractStrike = r.isEmpty() ? r.past(0) : r.maybeDouble();
  const contractRight = r.string();
  const contractMultiplier = r.string();
  const contractExchange = r.string();
  const contractCurrency = r.string();
  const contractLocalSymbol = r.string();
  const contractTradingClass = r.string();
  order.action = r.string();
  order.totalQuantity = r.decimal();
  order.orderType = r.string();
  order.lmtPrice = r.maybeDouble();
  order.auxPrice = r.maybeDouble();
  order.tif = r.string();
  order.ocaGroup = r.string();
  order.account = r.string();
  order.openClose = r.string();
  order.origin = r.int();
  order.orderRef = r.string();
  order.clientId = r.int();
  order.permId = r.long();
  order.outsideRth = r.bool();
  order.hidden = r.bool();
  order.discretionaryAmt = r.double();
  order.goodAfterTime = r.string();
  order.sharesAllocation = r.string();
  order.faGroup = r.string();
  order.faMethod = r.string();
  order.faPercentage = r.string();
  if (v <= 176) order.faProfile = r.string();
  order.modelCode = r.string();
  order.goodTillDate = r.string();
  order.rule80A = r.string();
  order.percentOffset = r.maybeDouble();
  order.settlingFirm = r.string();
  order.shortSaleSlot = r.int();
  order.designatedLocation = r.string();
  order.exemptCode = r.int();
  order.auctionStrategy = r.isEmpty() ? r.past(0) : r.maybeInt();
  order.startingPrice = r.maybeDouble();
  order.stockRefPrice = r.maybeDouble();
  order.delta = r.maybeDouble();
  order.stockRangeLower = r.maybeDouble();
  order.stockRangeUpper = r.maybeDouble();
  order.displaySize = r.maybeInt();
  order.blockOrder = r.bool();
  order.sweepToFill = r.bool();
  order.allOrNone = r.bool();
  order.minQty = r.maybeInt();
  order.ocaType = r.int();
  order.eTradeOnly = r.bool();
  order.firmQuoteOnly = r.bool();
  order.nbboPriceCap = r.maybeDouble();
  order.parentId = r.int();
  order.triggerMethod = r.int();
  order.volatility = r.maybeDouble();
  order.volatilityType = r.isEmpty() ? r.past(0) : r.maybeInt();
  order.deltaNeutralOrderType = r.string();
  order.deltaNeutralAuxPrice = r.maybeDouble();
  if ((order.deltaNeutralOrderType ?? "").length > 0) {
    order.deltaNeutralConId = r.int();
    order.deltaNeutralSettlingFirm = r.string();
    order.deltaNeutralClearingAccount = r.string();
    order.deltaNeutralClearingIntent = r.string();
    order.deltaNeutralOpenClose = r.string();
    order.deltaNeutralShortSale = r.bool();
    order.deltaNeutralShortSaleSlot = r.int();
    order.deltaNeutralDesignatedLocation = r.string();
  }
  order.continuousUpdate = r.bool();
  order.referencePriceType = r.isEmpty() ? r.past(0) : r.maybeInt();
  order.trailStopPrice = r.maybeDouble();
  order.trailingPercent = r.maybeDouble();
  order.basisPoints = r.maybeDouble();
  order.basisPointsType = r.maybeInt();
  const contractComboLegsDescrip = r.string();
  const contractComboLegs = readTextContractComboLegs(r);
  order.orderComboLegs = readTextOrderOrderComboLegs(r);
  order.smartComboRoutingParams = readTextOrderSmartComboRoutingParams(r);
  order.scaleInitLevelSize = r.maybeInt();
  order.scaleSubsLevelSize = r.maybeInt();
  order.scalePriceIncrement = r.maybeDouble();
  if ((order.scalePriceIncrement ?? Number.NEGATIVE_INFINITY) > 0) {
    order.scalePriceAdjustValue = r.maybeDouble();
    order.scalePriceAdjustInterval = r.maybeInt();
    order.scaleProfitOffset = r.maybeDouble();
    order.scaleAutoReset = r.bool();
    order.scaleInitPosition = r.maybeInt();
    order.scaleInitFillQty = r.maybeInt();
    order.scaleRandomPercent = r.bool();
  }
  order.hedgeType = r.string();
  if ((order.hedgeType ?? "").length > 0) order.hedgeParam = r.string();
  order.optOutSmartRouting = r.bool();
  order.clearingAccount = r.string();
  order.clearingIntent = r.string();
  order.notHeld = r.bool();
  if (r.bool()) contractDeltaNeutralContract = readTextContractDeltaNeutralContract(r);
  order.algoStrategy = r.string();
  if ((order.algoStrategy ?? "").length > 0) {
    order.algoParams = readTextOrderAlgoParams(r);
  }
  order.solicited = r.bool();
  order.whatIf = r.bool();
  const orderStateStatus = r.string();
  const orderStateInitMarginBefore = r.amount();
  const orderStateMaintMarginBefore = r.amount();
  const orderStateEquityWithLoanBefore = r.amount();
  const orderStateInitMarginChange = r.amount();
  const orderStateMaintMarginChange = r.amount();
  const orderStateEquityWithLoanChange = r.amount();
  const orderStateInitMarginAfter = r.amount();
  const orderStateMaintMarginAfter = r.amount();
  const orderStateEquityWithLoanAfter = r.amount();
  const orderStateCommission = r.maybeDouble();
  const orderStateMinCommission = r.maybeDouble();
  const orderStateMaxCommission = r.maybeDouble();
  const orderStateCommissionCurrency = r.string();
  if (v >= 195) {
    orderStateMarginCurrency = r.string();
    orderStateInitMarginBeforeOutsideRTH = r.maybeDouble();
    orderStateMaintMarginBeforeOutsideRTH = r.maybeDouble();
    orderStateEquityWithLoanBeforeOutsideRTH = r.maybeDouble();
    orderStateInitMarginChangeOutsideRTH = r.maybeDouble();
    orderStateMaintMarginChangeOutsideRTH = r.maybeDouble();
    orderStateEquityWithLoanChangeOutsideRTH = r.maybeDouble();
    orderStateInitMarginAfterOutsideRTH = r.maybeDouble();
    orderStateMaintMarginAfterOutsideRTH = r.maybeDouble();
    orderStateEquityWithLoanAfterOutsideRTH = r.maybeDouble();
    orderStateSuggestedSize = r.decimal();
    orderStateRejectReason = r.string();
    orderStateOrderAllocations = readTextOrderStateOrderAllocations(r);
  }
  const orderStateWarningText = r.string();
  order.randomizeSize = r.bool();
  order.randomizePrice = r.bool();
  if (order.orderType === "PEG BENCH" || order.orderType === "PEGBENCH") {
    order.referenceContractId = r.int();
    order.isPeggedChangeAmountDecrease = r.bool();
    order.peggedChangeAmount = r.double();
    order.referenceChangeAmount = r.double();
    order.referenceExchangeId = r.string();
  }
  order.conditions = readTextOrderConditions(r);
  if ((order.conditions ?? "").length > 0) {
    order.conditionsIgnoreRth = r.bool();
    order.conditionsCancelOrder = r.bool();
  }
  order.adjustedOrderType = r.string();
  order.triggerPrice = r.maybeDouble();
  order.trailStopPrice = r.maybeDouble();
  order.lmtPriceOffset = r.maybeDouble();
  order.adjustedStopPrice = r.maybeDouble();
  order.adjustedStopLimitPrice = r.maybeDouble();
  order.adjustedTrailingAmount = r.maybeDouble();
  order.adjustableTrailingUnit = r.int();
  order.softDollarTier.name = r.string();
  order.softDollarTier.value = r.string();
  order.softDollarTier.displayName = r.string();
  order.cashQty = r.maybeDouble();
  order.dontUseAutoPriceForHedge = r.bool();
  order.isOmsContainer = r.bool();
  order.discretionaryUpToLimitPrice = r.bool();
  order.usePriceMgmtAlgo = r.maybeInt();
  if (v >= 158) order.duration = r.maybeInt();
  if (v >= 160) order.postToAts = r.maybeInt();
  if (v >= 162) order.autoCancelParent = r.bool();
  if (v >= 170) {
    order.minTradeQty = r.maybeInt();
    order.minCompeteSize = r.maybeInt();
    order.competeAgainstBestOffset = r.maybeDouble();
    order.midOffsetAtWhole = r.maybeDouble();
    order.midOffsetAtHalf = r.maybeDouble();
  }
  if (v >= 183) order.customerAccount = r.string();
  if (v >= 184) order.professionalCustomer = r.bool();
  if (v >= 185) order.bondAccruedInterest = r.string();
  if (v >= 189) order.includeOvernight = r.bool();
  if (v >= 193) {
    order.extOperator = r.string();
    order.manualOrderIndicator = r.maybeInt();
  }
  if (v >= 198) order.submitter = r.string();
  if (v >= 199) order.imbalanceOnly = r.bool();
  return {
    order: order as never,
    contract: {
      conId: contractConId,
      symbol: contractSymbol,
      secType: contractSecType,
      lastTradeDateOrContractMonth: contractLastTradeDateOrContractMonth,
      strike: contractStrike,
      right: contractRight,
      multiplier: contractMultiplier,
      exchange: contractExchange,
      primaryExchange: "",
      currency: contractCurrency,
      localSymbol: contractLocalSymbol,
      tradingClass: contractTradingClass,
      comboLegs: contractComboLegs,
      deltaNeutralContract: contractDeltaNeutralContract as never,
      secIdType: "",
      secId: "",
      includeExpired: false,
      issuerId: "",
      comboLegsDescrip: contractComboLegsDescrip,
      lastTradeDate: "",
      description: "",
    },
    orderState: {
      status: orderStateStatus,
      initMarginBefore: orderStateInitMarginBefore,
      maintMarginBefore: orderStateMaintMarginBefore,
      equityWithLoanBefore: orderStateEquityWithLoanBefore,
      initMarginChange: orderStateInitMarginChange,
      maintMarginChange: orderStateMaintMarginChange,
      equityWithLoanChange: orderStateEquityWithLoanChange,
      initMarginAfter: orderStateInitMarginAfter,
      maintMarginAfter: orderStateMaintMarginAfter,
      equityWithLoanAfter: orderStateEquityWithLoanAfter,
      commission: orderStateCommission,
      minCommission: orderStateMinCommission,
      maxCommission: orderStateMaxCommission,
      commissionCurrency: orderStateCommissionCurrency,
      marginCurrency: orderStateMarginCurrency,
      initMarginBeforeOutsideRTH: orderStateInitMarginBeforeOutsideRTH,
      maintMarginBeforeOutsideRTH: orderStateMaintMarginBeforeOutsideRTH,
      equityWithLoanBeforeOutsideRTH: orderStateEquityWithLoanBeforeOutsideRTH,
      initMarginChangeOutsideRTH: orderStateInitMarginChangeOutsideRTH,
      maintMarginChangeOutsideRTH: orderStateMaintMarginChangeOutsideRTH,
      equityWithLoanChangeOutsideRTH: orderStateEquityWithLoanChangeOutsideRTH,
      initMarginAfterOutsideRTH: orderStateInitMarginAfterOutsideRTH,
      maintMarginAfterOutsideRTH: orderStateMaintMarginAfterOutsideRTH,
      equityWithLoanAfterOutsideRTH: orderStateEquityWithLoanAfterOutsideRTH,
      suggestedSize: orderStateSuggestedSize,
      rejectReason: orderStateRejectReason,
      orderAllocations: orderStateOrderAllocations as never,
      warningText: orderStateWarningText,
      completedTime: "",
      completedStatus: "",
    },
  };
}

export function writeText(w: Writer, draft: Loose, v: number): void {
  const order: Loose = draft.order ?? NOTHING;
  const contract: Loose = draft.contract ?? NOTHING;
  const orderState: Loose = draft.orderState ?? NOTHING;
  const orderSoftDollarTier: Loose = order.softDollarTier ?? NOTHING;
  w.int(order.orderId ?? 0);
  w.int(contract.conId ?? 0);
  w.string(contract.symbol ?? "");
  w.string(contract.secType ?? "");
  w.string(contract.lastTradeDateOrContractMonth ?? "");
  if (contract.strike === undefined) w.int(0);
  else w.double(contract.strike);
  w.string(contract.right ?? "");
  w.string(contract.multiplier ?? "");
  w.string(contract.exchange ?? "");
  w.string(contract.currency ?? "");
  w.string(contract.localSymbol ?? "");
  w.string(contract.tradingClass ?? "");
  w.string(order.action ?? "");
  if (order.totalQuantity === undefined) w.empty();
  else w.string(order.totalQuantity);
  w.string(order.orderType ?? "");
  if (order.lmtPrice === undefined) w.empty();
  else w.double(order.lmtPrice);
  if (order.auxPrice === undefined) w.empty();
  else w.double(order.auxPrice);
  w.string(order.tif ?? "");
  w.string(order.ocaGroup ?? "");
  w.string(order.account ?? "");
  w.string(order.openClose ?? "");
  w.int(order.origin ?? 0);
  w.string(order.orderRef ?? "");
  w.int(order.clientId ?? 0);
  w.int(order.permId ?? 0);
  w.bool(order.outsideRth ?? false);
  w.bool(order.hidden ?? false);
  w.double(order.discretionaryAmt ?? 0);
  w.string(order.goodAfterTime ?? "");
  w.string(order.sharesAllocation ?? "");
  w.string(order.faGroup ?? "");
  w.string(order.faMethod ?? "");
  w.string(order.faPercentage ?? "");
  if (v <= 176) w.string(order.faProfile ?? "");
  w.string(order.modelCode ?? "");
  w.string(order.goodTillDate ?? "");
  w.string(order.rule80A ?? "");
  if (order.percentOffset === undefined) w.empty();
  else w.double(order.percentOffset);
  w.string(order.settlingFirm ?? "");
  w.int(order.shortSaleSlot ?? 0);
  w.string(order.designatedLocation ?? "");
  w.int(order.exemptCode ?? 0);
  if (order.auctionStrategy === undefined) w.int(0);
  else w.int(order.auctionStrategy);
  if (order.startingPrice === undefined) w.empty();
  else w.double(order.startingPrice);
  if (order.stockRefPrice === undefined) w.empty();
  else w.double(order.stockRefPrice);
  if (order.delta === undefined) w.empty();
  else w.double(order.delta);
  if (order.stockRangeLower === undefined) w.empty();
  else w.double(order.stockRangeLower);
  if (order.stockRangeUpper === undefined) w.empty();
  else w.double(order.stockRangeUpper);
  if (order.displaySize === undefined) w.string("2147483647");
  else w.int(order.displaySize);
  w.bool(order.blockOrder ?? false);
  w.bool(order.sweepToFill ?? false);
  w.bool(order.allOrNone ?? false);
  if (order.minQty === undefined) w.empty();
  else w.int(order.minQty);
  w.int(order.ocaType ?? 0);
  w.bool(order.eTradeOnly ?? false);
  w.bool(order.firmQuoteOnly ?? false);
  if (order.nbboPriceCap === undefined) w.empty();
  else w.double(order.nbboPriceCap);
  w.int(order.parentId ?? 0);
  w.int(order.triggerMethod ?? 0);
  if (order.volatility === undefined) w.empty();
  else w.double(order.volatility);
  if (order.volatilityType === undefined) w.int(0);
  else w.int(order.volatilityType);
  w.string(order.deltaNeutralOrderType ?? "");
  if (order.deltaNeutralAuxPrice === undefined) w.empty();
  else w.double(order.deltaNeutralAuxPrice);
  if ((order.deltaNeutralOrderType ?? "").length > 0) {
    w.int(order.deltaNeutralConId ?? 0);
    w.string(order.deltaNeutralSettlingFirm ?? "");
    w.string(order.deltaNeutralClearingAccount ?? "");
    w.string(order.deltaNeutralClearingIntent ?? "");
    w.string(order.deltaNeutralOpenClose ?? "");
    w.bool(order.deltaNeutralShortSale ?? false);
    w.int(order.deltaNeutralShortSaleSlot ?? 0);
    w.string(order.deltaNeutralDesignatedLocation ?? "");
  }
  w.bool(order.continuousUpdate ?? false);
  if (order.referencePriceType === undefined) w.int(0);
  else w.int(order.referencePriceType);
  if (order.trailStopPrice === undefined) w.empty();
  else w.double(order.trailStopPrice);
  if (order.trailingPercent === undefined) w.empty();
  else w.double(order.trailingPercent);
  if (order.basisPoints === undefined) w.empty();
  else w.double(order.basisPoints);
  if (order.basisPointsType === undefined) w.empty();
  else w.int(order.basisPointsType);
  w.string(contract.comboLegsDescrip ?? "");
  const contractComboLegsList: readonly Loose[] = contract.comboLegs ?? NONE;
  w.int(contractComboLegsList.length);
  for (const contractComboLegsEach of contractComboLegsList) {
    w.int(contractComboLegsEach.conId ?? 0);
    w.int(contractComboLegsEach.ratio ?? 0);
    w.string(contractComboLegsEach.action ?? "");
    w.string(contractComboLegsEach.exchange ?? "");
    w.int(contractComboLegsEach.openClose ?? 0);
    w.int(contractComboLegsEach.shortSaleSlot ?? 0);
    w.string(contractComboLegsEach.designatedLocation ?? "");
    w.int(contractComboLegsEach.exemptCode ?? 0);
  }
  const orderOrderComboLegsList: readonly Loose[] = order.orderComboLegs ?? NONE;
  w.int(orderOrderComboLegsList.length);
  for (const orderOrderComboLegsEach of orderOrderComboLegsList) {
    if (orderOrderComboLegsEach.price === undefined) w.empty();
    else w.double(orderOrderComboLegsEach.price);
  }
  const orderSmartComboRoutingParamsList: readonly Loose[] = order.smartComboRoutingParams ?? NONE;
  w.int(orderSmartComboRoutingParamsList.length);
  for (const orderSmartComboRoutingParamsEach of orderSmartComboRoutingParamsList) {
    w.string(orderSmartComboRoutingParamsEach.tag ?? "");
    w.string(orderSmartComboRoutingParamsEach.value ?? "");
  }
  if (order.scaleInitLevelSize === undefined) w.empty();
  else w.int(order.scaleInitLevelSize);
  if (order.scaleSubsLevelSize === undefined) w.empty();
  else w.int(order.scaleSubsLevelSize);
  if (order.scalePriceIncrement === undefined) w.empty();
  else w.double(order.scalePriceIncrement);
  if ((order.scalePriceIncrement ?? Number.NEGATIVE_INFINITY) > 0) {
    if (order.scalePriceAdjustValue === undefined) w.empty();
    else w.double(order.scalePriceAdjustValue);
    if (order.scalePriceAdjustInterval === undefined) w.empty();
    else w.int(order.scalePriceAdjustInterval);
    if (order.scaleProfitOffset === undefined) w.empty();
    else w.double(order.scaleProfitOffset);
    w.bool(order.scaleAutoReset ?? false);
    if (order.scaleInitPosition === undefined) w.empty();
    else w.int(order.scaleInitPosition);
    if (order.scaleInitFillQty === undefined) w.empty();
    else w.int(order.scaleInitFillQty);
    w.bool(order.scaleRandomPercent ?? false);
  }
  w.string(order.hedgeType ?? "");
  if ((order.hedgeType ?? "").length > 0) w.string(order.hedgeParam ?? "");
  w.bool(order.optOutSmartRouting ?? false);
  w.string(order.clearingAccount ?? "");
  w.string(order.clearingIntent ?? "");
  w.bool(order.notHeld ?? false);
  const contractDeltaNeutralContract = contract.deltaNeutralContract;
  w.int(contractDeltaNeutralContract === undefined ? 0 : 1);
  if (contractDeltaNeutralContract !== undefined) {
    w.int(contractDeltaNeutralContract.conId ?? 0);
    w.double(contractDeltaNeutralContract.delta ?? 0);
    w.double(contractDeltaNeutralContract.price ?? 0);
  }
  w.string(order.algoStrategy ?? "");
  if ((order.algoStrategy ?? "").length > 0) {
    const orderAlgoParamsList: readonly Loose[] = order.algoParams ?? NONE;
    w.int(orderAlgoParamsList.length);
    for (const orderAlgoParamsEach of orderAlgoParamsList) {
      w.string(orderAlgoParamsEach.tag ?? "");
      w.string(orderAlgoParamsEach.value ?? "");
    }
  }
  w.bool(order.solicited ?? false);
  w.bool(order.whatIf ?? false);
  w.string(orderState.status ?? "");
  if (orderState.initMarginBefore) w.string(orderState.initMarginBefore);
  else w.string("1.7976931348623157E308");
  if (orderState.maintMarginBefore) w.string(orderState.maintMarginBefore);
  else w.string("1.7976931348623157E308");
  if (orderState.equityWithLoanBefore) w.string(orderState.equityWithLoanBefore);
  else w.string("1.7976931348623157E308");
  if (orderState.initMarginChange) w.string(orderState.initMarginChange);
  else w.string("1.7976931348623157E308");
  if (orderState.maintMarginChange) w.string(orderState.maintMarginChange);
  else w.string("1.7976931348623157E308");
  if (orderState.equityWithLoanChange) w.string(orderState.equityWithLoanChange);
  else w.string("1.7976931348623157E308");
  if (orderState.initMarginAfter) w.string(orderState.initMarginAfter);
  else w.string("1.7976931348623157E308");
  if (orderState.maintMarginAfter) w.string(orderState.maintMarginAfter);
  else w.string("1.7976931348623157E308");
  if (orderState.equityWithLoanAfter) w.string(orderState.equityWithLoanAfter);
  else w.string("1.7976931348623157E308");
  if (orderState.commission === undefined) w.empty();
  else w.double(orderState.commission);
  if (orderState.minCommission === undefined) w.empty();
  else w.double(orderState.minCommission);
  if (orderState.maxCommission === undefined) w.empty();
  else w.double(orderState.maxCommission);
  w.string(orderState.commissionCurrency ?? "");
  if (v >= 195) {
    w.string(orderState.marginCurrency ?? "");
    if (orderState.initMarginBeforeOutsideRTH === undefined) w.string("1.7976931348623157E308");
    else w.double(orderState.initMarginBeforeOutsideRTH);
    if (orderState.maintMarginBeforeOutsideRTH === undefined) w.string("1.7976931348623157E308");
    else w.double(orderState.maintMarginBeforeOutsideRTH);
    if (orderState.equityWithLoanBeforeOutsideRTH === undefined) w.string("1.7976931348623157E308");
    else w.double(orderState.equityWithLoanBeforeOutsideRTH);
    if (orderState.initMarginChangeOutsideRTH === undefined) w.string("1.7976931348623157E308");
    else w.double(orderState.initMarginChangeOutsideRTH);
    if (orderState.maintMarginChangeOutsideRTH === undefined) w.string("1.7976931348623157E308");
    else w.double(orderState.maintMarginChangeOutsideRTH);
    if (orderState.equityWithLoanChangeOutsideRTH === undefined) w.string("1.7976931348623157E308");
    else w.double(orderState.equityWithLoanChangeOutsideRTH);
    if (orderState.initMarginAfterOutsideRTH === undefined) w.string("1.7976931348623157E308");
    else w.double(orderState.initMarginAfterOutsideRTH);
    if (orderState.maintMarginAfterOutsideRTH === undefined) w.string("1.7976931348623157E308");
    else w.double(orderState.maintMarginAfterOutsideRTH);
    if (orderState.equityWithLoanAfterOutsideRTH === undefined) w.string("1.7976931348623157E308");
    else w.double(orderState.equityWithLoanAfterOutsideRTH);
    if (orderState.suggestedSize === undefined) w.empty();
    else w.string(orderState.suggestedSize);
    w.string(orderState.rejectReason ?? "");
    const orderStateOrderAllocationsList: readonly Loose[] = orderState.orderAllocations ?? NONE;
    w.int(orderStateOrderAllocationsList.length);
    for (const orderStateOrderAllocationsEach of orderStateOrderAllocationsList) {
      w.string(orderStateOrderAllocationsEach.account ?? "");
      if (orderStateOrderAllocationsEach.position === undefined) w.empty();
      else w.string(orderStateOrderAllocationsEach.position);
      if (orderStateOrderAllocationsEach.positionDesired === undefined) w.empty();
      else w.string(orderStateOrderAllocationsEach.positionDesired);
      if (orderStateOrderAllocationsEach.positionAfter === undefined) w.empty();
      else w.string(orderStateOrderAllocationsEach.positionAfter);
      if (orderStateOrderAllocationsEach.desiredAllocQty === undefined) w.empty();
      else w.string(orderStateOrderAllocationsEach.desiredAllocQty);
      if (orderStateOrderAllocationsEach.allowedAllocQty === undefined) w.empty();
      else w.string(orderStateOrderAllocationsEach.allowedAllocQty);
      w.bool(orderStateOrderAllocationsEach.isMonetary ?? false);
    }
  }
  w.string(orderState.warningText ?? "");
  w.bool(order.randomizeSize ?? false);
  w.bool(order.randomizePrice ?? false);
  if (order.orderType === "PEG BENCH" || order.orderType === "PEGBENCH") {
    w.int(order.referenceContractId ?? 0);
    w.bool(order.isPeggedChangeAmountDecrease ?? false);
    w.double(order.peggedChangeAmount ?? 0);
    w.double(order.referenceChangeAmount ?? 0);
    w.string(order.referenceExchangeId ?? "");
  }
  const orderConditionsList: readonly Loose[] = order.conditions ?? NONE;
  w.int(orderConditionsList.length);
  for (const orderConditionsEach of orderConditionsList) {
    w.int(orderConditionsEach.type ?? 0);
    w.string(orderConditionsEach.conjunction ?? "a");
    switch (orderConditionsEach.type ?? 0) {
      case 1:
        w.bool(orderConditionsEach.isMore ?? false);
        w.double(orderConditionsEach.price ?? 0);
        w.int(orderConditionsEach.conId ?? 0);
        w.string(orderConditionsEach.exchange ?? "");
        w.int(orderConditionsEach.triggerMethod ?? 0);
        break;
      case 3:
        w.bool(orderConditionsEach.isMore ?? false);
        w.string(orderConditionsEach.time ?? "");
        break;
      case 4:
        w.bool(orderConditionsEach.isMore ?? false);
        w.int(orderConditionsEach.percent ?? 0);
        break;
      case 5:
        w.string(orderConditionsEach.secType ?? "");
        w.string(orderConditionsEach.exchange ?? "");
        w.string(orderConditionsEach.symbol ?? "");
        break;
      case 6:
        w.bool(orderConditionsEach.isMore ?? false);
        w.int(orderConditionsEach.volume ?? 0);
        w.int(orderConditionsEach.conId ?? 0);
        w.string(orderConditionsEach.exchange ?? "");
        break;
      case 7:
        w.bool(orderConditionsEach.isMore ?? false);
        w.double(orderConditionsEach.changePercent ?? 0);
        w.int(orderConditionsEach.conId ?? 0);
        w.string(orderConditionsEach.exchange ?? "");
        break;
    }
  }
  if ((order.conditions ?? "").length > 0) {
    w.bool(order.conditionsIgnoreRth ?? false);
    w.bool(order.conditionsCancelOrder ?? false);
  }
  w.string(order.adjustedOrderType ?? "");
  if (order.triggerPrice === undefined) w.string("1.7976931348623157E308");
  else w.double(order.triggerPrice);
  if (order.trailStopPrice === undefined) w.string("1.7976931348623157E308");
  else w.double(order.trailStopPrice);
  if (order.lmtPriceOffset === undefined) w.string("1.7976931348623157E308");
  else w.double(order.lmtPriceOffset);
  if (order.adjustedStopPrice === undefined) w.string("1.7976931348623157E308");
  else w.double(order.adjustedStopPrice);
  if (order.adjustedStopLimitPrice === undefined) w.string("1.7976931348623157E308");
  else w.double(order.adjustedStopLimitPrice);
  if (order.adjustedTrailingAmount === undefined) w.string("1.7976931348623157E308");
  else w.double(order.adjustedTrailingAmount);
  w.int(order.adjustableTrailingUnit ?? 0);
  w.string(orderSoftDollarTier.name ?? "");
  w.string(orderSoftDollarTier.value ?? "");
  w.string(orderSoftDollarTier.displayName ?? "");
  if (order.cashQty === undefined) w.empty();
  else w.double(order.cashQty);
  w.bool(order.dontUseAutoPriceForHedge ?? false);
  w.bool(order.isOmsContainer ?? false);
  w.bool(order.discretionaryUpToLimitPrice ?? false);
  if (order.usePriceMgmtAlgo === undefined) w.empty();
  else w.int(order.usePriceMgmtAlgo);
  if (v >= 158) {
    if (order.duration === undefined) w.empty();
    else w.int(order.duration);
  }
  if (v >= 160) {
    if (order.postToAts === undefined) w.empty();
    else w.int(order.postToAts);
  }
  if (v >= 162) w.bool(order.autoCancelParent ?? false);
  if (v >= 170) {
    if (order.minTradeQty === undefined) w.empty();
    else w.int(order.minTradeQty);
    if (order.minCompeteSize === undefined) w.empty();
    else w.int(order.minCompeteSize);
    if (order.competeAgainstBestOffset === undefined) w.empty();
    else w.double(order.competeAgainstBestOffset);
    if (order.midOffsetAtWhole === undefined) w.empty();
    else w.double(order.midOffsetAtWhole);
    if (order.midOffsetAtHalf === undefined) w.empty();
    else w.double(order.midOffsetAtHalf);
  }
  if (v >= 183) w.string(order.customerAccount ?? "");
  if (v >= 184) w.bool(order.professionalCustomer ?? false);
  if (v >= 185) w.string(order.bondAccruedInterest ?? "");
  if (v >= 189) w.bool(order.includeOvernight ?? false);
  if (v >= 193) {
    w.string(order.extOperator ?? "");
    if (order.manualOrderIndicator === undefined) w.string("2147483647");
    else w.int(order.manualOrderIndicator);
  }
  if (v >= 198) w.string(order.submitter ?? "");
  if (v >= 199) w.bool(order.imbalanceOnly ?? false);
}
