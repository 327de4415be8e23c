/**
 * Reads and writes openOrder. Emitted from its declaration by `npm run wire`: do not edit.
 */
import type { Decimal } from "../../base/decimal.ts";
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import { amount, NONE, NOTHING, string } from "../kind.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import { unknownOf } from "../protobuf/unknown.ts";
import { conversion, printed } from "../protobuf/value.ts";
import type { ProtobufWriter } from "../protobuf/writer.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";
import { newOrder } from "./shapes.ts";

const stringByDouble = conversion(string, "double");
const amountByDouble = conversion(amount, "double");

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
  w.long(order.permId ?? 0);
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

function readProtobufOrderConditions(r: ProtobufReader, end: number) {
  let type = 0;
  let conjunction: "a" | "o" = "a";
  let isMore = false;
  let price = 0;
  let conId = 0;
  let exchange = "";
  let triggerMethod = 0;
  let time = "";
  let percent = 0;
  let secType = "";
  let symbol = "";
  let volume = 0;
  let changePercent = 0;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        type = r.int32();
        break;
      case 16:
        conjunction = r.bool() ? "a" : "o";
        break;
      case 24:
        isMore = r.bool();
        break;
      case 81:
        price = r.double();
        break;
      case 32:
        conId = r.int32();
        break;
      case 42:
        exchange = r.string();
        break;
      case 88:
        triggerMethod = r.int32();
        break;
      case 98:
        time = r.string();
        break;
      case 64:
        percent = r.int32();
        break;
      case 58:
        secType = r.string();
        break;
      case 50:
        symbol = r.string();
        break;
      case 104:
        volume = r.int32();
        break;
      case 73:
        changePercent = r.double();
        break;
      default:
        r.fail();
    }
  }
  r.close(end);
  switch (type) {
    case 1: {
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
      return {
        type,
        conjunction,
        isMore,
        time,
      };
    }
    case 4: {
      return {
        type,
        conjunction,
        isMore,
        percent,
      };
    }
    case 5: {
      return {
        type,
        conjunction,
        secType,
        exchange,
        symbol,
      };
    }
    case 6: {
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
      return r.fail() as never;
  }
}

function readProtobufContractDeltaNeutralContract(r: ProtobufReader, end: number) {
  let conId = 0;
  let delta = 0;
  let price = 0;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        conId = r.int32();
        break;
      case 17:
        delta = r.double();
        break;
      case 25:
        price = r.double();
        break;
      default:
        r.fail();
    }
  }
  r.close(end);
  return {
    conId,
    delta,
    price,
  };
}

function readProtobufOrderStateOrderAllocations(r: ProtobufReader, end: number) {
  let account = "";
  let position: Decimal | undefined;
  let positionDesired: Decimal | undefined;
  let positionAfter: Decimal | undefined;
  let desiredAllocQty: Decimal | undefined;
  let allowedAllocQty: Decimal | undefined;
  let isMonetary = false;
  while (r.at < end) {
    switch (r.tag()) {
      case 10:
        account = r.string();
        break;
      case 18:
        position = r.decimal();
        break;
      case 26:
        positionDesired = r.decimal();
        break;
      case 34:
        positionAfter = r.decimal();
        break;
      case 42:
        desiredAllocQty = r.decimal();
        break;
      case 50:
        allowedAllocQty = r.decimal();
        break;
      case 56:
        isMonetary = r.bool();
        break;
      default:
        r.fail();
    }
  }
  r.close(end);
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

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"openOrder"> {
  const order = newOrder();
  let contractConId = 0;
  let contractSymbol = "";
  let contractSecType = "";
  let contractLastTradeDateOrContractMonth = "";
  let contractStrike: number | undefined;
  let contractRight = "";
  let contractMultiplier = "";
  let contractExchange = "";
  let contractPrimaryExchange = "";
  let contractCurrency = "";
  let contractLocalSymbol = "";
  let contractTradingClass = "";
  let contractDeltaNeutralContract: Loose | undefined;
  let contractSecIdType = "";
  let contractSecId = "";
  let contractIncludeExpired = false;
  let contractIssuerId = "";
  let contractComboLegsDescrip = "";
  let contractLastTradeDate = "";
  let contractDescription = "";
  let orderStateStatus = "";
  let orderStateInitMarginBefore = "";
  let orderStateMaintMarginBefore = "";
  let orderStateEquityWithLoanBefore = "";
  let orderStateInitMarginChange = "";
  let orderStateMaintMarginChange = "";
  let orderStateEquityWithLoanChange = "";
  let orderStateInitMarginAfter = "";
  let orderStateMaintMarginAfter = "";
  let orderStateEquityWithLoanAfter = "";
  let orderStateCommission: number | undefined;
  let orderStateMinCommission: number | undefined;
  let orderStateMaxCommission: number | undefined;
  let orderStateCommissionCurrency = "";
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
  let orderStateWarningText = "";
  let orderStateCompletedTime = "";
  let orderStateCompletedStatus = "";
  let orderOrderIdCopy: number | undefined;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        orderOrderIdCopy = r.int32();
        break;
      case 26: {
        const end1 = r.length();
        while (r.at < end1) {
          switch (r.tag()) {
            case 42:
              order.action = r.string();
              break;
            case 50:
              order.totalQuantity = r.decimal();
              break;
            case 66:
              order.orderType = r.string();
              break;
            case 73:
              order.lmtPrice = r.maybeDouble();
              break;
            case 81:
              order.auxPrice = r.maybeDouble();
              break;
            case 90:
              order.tif = r.string();
              break;
            case 218:
              order.ocaGroup = r.string();
              break;
            case 98:
              order.account = r.string();
              break;
            case 546:
              order.openClose = r.string();
              break;
            case 552:
              order.origin = r.int32();
              break;
            case 226:
              order.orderRef = r.string();
              break;
            case 528:
              order.transmit = r.bool();
              break;
            case 32:
              order.parentId = r.int32();
              break;
            case 136:
              order.blockOrder = r.bool();
              break;
            case 160:
              order.sweepToFill = r.bool();
              break;
            case 56:
              order.displaySize = r.maybeInt32();
              break;
            case 248:
              order.triggerMethod = r.int32();
              break;
            case 152:
              order.outsideRth = r.bool();
              break;
            case 144:
              order.hidden = r.bool();
              break;
            case 514: {
              const list = r.grown(order.smartComboRoutingParams);
              list.push(r.entry());
              order.smartComboRoutingParams = list as never;
              break;
            }
            case 609:
              order.discretionaryAmt = r.double();
              break;
            case 202:
              order.goodAfterTime = r.string();
              break;
            case 210:
              order.goodTillDate = r.string();
              break;
            case 274:
              order.faGroup = r.string();
              break;
            case 282:
              order.faMethod = r.string();
              break;
            case 290:
              order.faPercentage = r.string();
              break;
            case 826:
              order.modelCode = r.string();
              break;
            case 560:
              order.shortSaleSlot = r.int32();
              break;
            case 570:
              order.designatedLocation = r.string();
              break;
            case 576:
              order.exemptCode = r.int32();
              break;
            case 240:
              order.ocaType = r.int32();
              break;
            case 234:
              order.rule80A = r.string();
              break;
            case 106:
              order.settlingFirm = r.string();
              break;
            case 128:
              order.allOrNone = r.bool();
              break;
            case 192:
              order.minQty = r.maybeInt32();
              break;
            case 169:
              order.percentOffset = r.maybeDouble();
              break;
            case 625:
              order.startingPrice = r.maybeDouble();
              break;
            case 633:
              order.stockRefPrice = r.maybeDouble();
              break;
            case 641:
              order.delta = r.maybeDouble();
              break;
            case 649:
              order.stockRangeLower = r.maybeDouble();
              break;
            case 657:
              order.stockRangeUpper = r.maybeDouble();
              break;
            case 536:
              order.overridePercentageConstraints = r.bool();
              break;
            case 297:
              order.volatility = r.maybeDouble();
              break;
            case 304:
              order.volatilityType = r.maybeInt32();
              break;
            case 330:
              order.deltaNeutralOrderType = r.string();
              break;
            case 337:
              order.deltaNeutralAuxPrice = r.maybeDouble();
              break;
            case 344:
              order.deltaNeutralConId = r.int32();
              break;
            case 586:
              order.deltaNeutralSettlingFirm = r.string();
              break;
            case 594:
              order.deltaNeutralClearingAccount = r.string();
              break;
            case 602:
              order.deltaNeutralClearingIntent = r.string();
              break;
            case 354:
              order.deltaNeutralOpenClose = r.string();
              break;
            case 360:
              order.deltaNeutralShortSale = r.bool();
              break;
            case 368:
              order.deltaNeutralShortSaleSlot = r.int32();
              break;
            case 378:
              order.deltaNeutralDesignatedLocation = r.string();
              break;
            case 312:
              order.continuousUpdate = r.bool();
              break;
            case 320:
              order.referencePriceType = r.maybeInt32();
              break;
            case 185:
              order.trailStopPrice = r.maybeDouble();
              break;
            case 177:
              order.trailingPercent = r.maybeDouble();
              break;
            case 384:
              order.scaleInitLevelSize = r.maybeInt32();
              break;
            case 392:
              order.scaleSubsLevelSize = r.maybeInt32();
              break;
            case 401:
              order.scalePriceIncrement = r.maybeDouble();
              break;
            case 409:
              order.scalePriceAdjustValue = r.maybeDouble();
              break;
            case 416:
              order.scalePriceAdjustInterval = r.maybeInt32();
              break;
            case 425:
              order.scaleProfitOffset = r.maybeDouble();
              break;
            case 432:
              order.scaleAutoReset = r.bool();
              break;
            case 440:
              order.scaleInitPosition = r.maybeInt32();
              break;
            case 448:
              order.scaleInitFillQty = r.maybeInt32();
              break;
            case 456:
              order.scaleRandomPercent = r.bool();
              break;
            case 466:
              order.scaleTable = r.string();
              break;
            case 258:
              order.activeStartTime = r.string();
              break;
            case 266:
              order.activeStopTime = r.string();
              break;
            case 474:
              order.hedgeType = r.string();
              break;
            case 482:
              order.hedgeParam = r.string();
              break;
            case 616:
              order.optOutSmartRouting = r.bool();
              break;
            case 114:
              order.clearingAccount = r.string();
              break;
            case 122:
              order.clearingIntent = r.string();
              break;
            case 664:
              order.notHeld = r.bool();
              break;
            case 490:
              order.algoStrategy = r.string();
              break;
            case 498: {
              const list = r.grown(order.algoParams);
              list.push(r.entry());
              order.algoParams = list as never;
              break;
            }
            case 506:
              order.algoId = r.string();
              break;
            case 520:
              order.whatIf = r.bool();
              break;
            case 674: {
              const list = r.grown(order.orderMiscOptions);
              list.push(r.entry());
              order.orderMiscOptions = list as never;
              break;
            }
            case 680:
              order.solicited = r.bool();
              break;
            case 688:
              order.randomizeSize = r.bool();
              break;
            case 696:
              order.randomizePrice = r.bool();
              break;
            case 704:
              order.referenceContractId = r.int32();
              break;
            case 720:
              order.isPeggedChangeAmountDecrease = r.bool();
              break;
            case 713:
              order.peggedChangeAmount = r.double();
              break;
            case 729:
              order.referenceChangeAmount = r.double();
              break;
            case 738:
              order.referenceExchangeId = r.string();
              break;
            case 802: {
              const list = r.grown(order.conditions);
              list.push(readProtobufOrderConditions(r, r.length()));
              order.conditions = list as never;
              break;
            }
            case 816:
              order.conditionsIgnoreRth = r.bool();
              break;
            case 808:
              order.conditionsCancelOrder = r.bool();
              break;
            case 746:
              order.adjustedOrderType = r.string();
              break;
            case 753:
              order.triggerPrice = r.maybeDouble();
              break;
            case 793:
              order.lmtPriceOffset = r.maybeDouble();
              break;
            case 761:
              order.adjustedStopPrice = r.maybeDouble();
              break;
            case 769:
              order.adjustedStopLimitPrice = r.maybeDouble();
              break;
            case 777:
              order.adjustedTrailingAmount = r.maybeDouble();
              break;
            case 784:
              order.adjustableTrailingUnit = r.int32();
              break;
            case 834:
              order.extOperator = r.string();
              break;
            case 842: {
              const end2 = r.length();
              while (r.at < end2) {
                switch (r.tag()) {
                  case 10:
                    order.softDollarTier.name = r.string();
                    break;
                  case 18:
                    order.softDollarTier.value = r.string();
                    break;
                  case 26:
                    order.softDollarTier.displayName = r.string();
                    break;
                  default:
                    r.fail();
                }
              }
              r.close(end2);
              break;
            }
            case 849:
              order.cashQty = r.maybeDouble();
              break;
            case 858:
              order.mifid2DecisionMaker = r.string();
              break;
            case 866:
              order.mifid2DecisionAlgo = r.string();
              break;
            case 874:
              order.mifid2ExecutionTrader = r.string();
              break;
            case 882:
              order.mifid2ExecutionAlgo = r.string();
              break;
            case 888:
              order.dontUseAutoPriceForHedge = r.bool();
              break;
            case 896:
              order.isOmsContainer = r.bool();
              break;
            case 904:
              order.discretionaryUpToLimitPrice = r.bool();
              break;
            case 976:
              order.usePriceMgmtAlgo = r.maybeInt32();
              break;
            case 984:
              order.duration = r.maybeInt32();
              break;
            case 992:
              order.postToAts = r.maybeInt32();
              break;
            case 936:
              order.autoCancelParent = r.bool();
              break;
            case 1002:
              order.advancedErrorOverride = r.string();
              break;
            case 1010:
              order.manualOrderTime = r.string();
              break;
            case 1016:
              order.minTradeQty = r.maybeInt32();
              break;
            case 1024:
              order.minCompeteSize = r.maybeInt32();
              break;
            case 1033:
              order.competeAgainstBestOffset = r.maybeDouble();
              break;
            case 1041:
              order.midOffsetAtWhole = r.maybeDouble();
              break;
            case 1049:
              order.midOffsetAtHalf = r.maybeDouble();
              break;
            case 1058:
              order.customerAccount = r.string();
              break;
            case 1064:
              order.professionalCustomer = r.bool();
              break;
            case 1080:
              order.includeOvernight = r.bool();
              break;
            case 1088:
              order.manualOrderIndicator = r.maybeInt32();
              break;
            case 952:
              order.imbalanceOnly = r.bool();
              break;
            case 16:
              order.orderId = r.int32();
              break;
            case 8:
              order.clientId = r.int32();
              break;
            case 24:
              order.permId = r.int64();
              break;
            case 1074:
              order.bondAccruedInterest = r.string();
              break;
            case 1098:
              order.submitter = r.string();
              break;
            case 914:
              order.autoCancelDate = r.string();
              break;
            case 922:
              order.filledQuantity = r.decimal();
              break;
            case 928:
              order.refFuturesConId = r.maybeInt32();
              break;
            case 946:
              order.shareholder = r.string();
              break;
            case 960:
              order.routeMarketableToBbo = r.maybeInt32();
              break;
            case 968:
              order.parentPermId = r.int64();
              break;
            case 1104:
              order.deactivate = r.bool();
              break;
            case 1112:
              order.postOnly = r.bool();
              break;
            case 1120:
              order.allowPreOpen = r.bool();
              break;
            case 1128:
              order.ignoreOpenAuction = r.bool();
              break;
            case 1136:
              order.seekPriceImprovement = r.maybeInt32();
              break;
            case 1144:
              order.whatIfType = r.maybeInt32();
              break;
            case 1152:
              order.hedgeMaxSize = r.maybeInt32();
              break;
            default:
              r.fail();
          }
        }
        r.close(end1);
        break;
      }
      case 18: {
        const end1 = r.length();
        while (r.at < end1) {
          switch (r.tag()) {
            case 8:
              contractConId = r.int32();
              break;
            case 18:
              contractSymbol = r.string();
              break;
            case 26:
              contractSecType = r.string();
              break;
            case 34:
              contractLastTradeDateOrContractMonth = r.string();
              break;
            case 41:
              contractStrike = r.maybeDouble();
              break;
            case 50:
              contractRight = r.string();
              break;
            case 57:
              contractMultiplier = r.parsed(stringByDouble, r.float());
              break;
            case 66:
              contractExchange = r.string();
              break;
            case 74:
              contractPrimaryExchange = r.string();
              break;
            case 82:
              contractCurrency = r.string();
              break;
            case 90:
              contractLocalSymbol = r.string();
              break;
            case 98:
              contractTradingClass = r.string();
              break;
            case 138:
              if (contractDeltaNeutralContract !== undefined) r.fail();
              contractDeltaNeutralContract = readProtobufContractDeltaNeutralContract(r, r.length());
              break;
            case 106:
              contractSecIdType = r.string();
              break;
            case 114:
              contractSecId = r.string();
              break;
            case 144:
              contractIncludeExpired = r.bool();
              break;
            case 130:
              contractIssuerId = r.string();
              break;
            case 154:
              contractComboLegsDescrip = r.string();
              break;
            case 170:
              contractLastTradeDate = r.string();
              break;
            case 122:
              contractDescription = r.string();
              break;
            default:
              r.fail();
          }
        }
        r.close(end1);
        break;
      }
      case 34: {
        const end1 = r.length();
        while (r.at < end1) {
          switch (r.tag()) {
            case 10:
              orderStateStatus = r.string();
              break;
            case 17:
              orderStateInitMarginBefore = r.parsed(amountByDouble, r.float());
              break;
            case 25:
              orderStateMaintMarginBefore = r.parsed(amountByDouble, r.float());
              break;
            case 33:
              orderStateEquityWithLoanBefore = r.parsed(amountByDouble, r.float());
              break;
            case 41:
              orderStateInitMarginChange = r.parsed(amountByDouble, r.float());
              break;
            case 49:
              orderStateMaintMarginChange = r.parsed(amountByDouble, r.float());
              break;
            case 57:
              orderStateEquityWithLoanChange = r.parsed(amountByDouble, r.float());
              break;
            case 65:
              orderStateInitMarginAfter = r.parsed(amountByDouble, r.float());
              break;
            case 73:
              orderStateMaintMarginAfter = r.parsed(amountByDouble, r.float());
              break;
            case 81:
              orderStateEquityWithLoanAfter = r.parsed(amountByDouble, r.float());
              break;
            case 89:
              orderStateCommission = r.maybeDouble();
              break;
            case 97:
              orderStateMinCommission = r.maybeDouble();
              break;
            case 105:
              orderStateMaxCommission = r.maybeDouble();
              break;
            case 114:
              orderStateCommissionCurrency = r.string();
              break;
            case 122:
              orderStateMarginCurrency = r.string();
              break;
            case 129:
              orderStateInitMarginBeforeOutsideRTH = r.maybeDouble();
              break;
            case 137:
              orderStateMaintMarginBeforeOutsideRTH = r.maybeDouble();
              break;
            case 145:
              orderStateEquityWithLoanBeforeOutsideRTH = r.maybeDouble();
              break;
            case 153:
              orderStateInitMarginChangeOutsideRTH = r.maybeDouble();
              break;
            case 161:
              orderStateMaintMarginChangeOutsideRTH = r.maybeDouble();
              break;
            case 169:
              orderStateEquityWithLoanChangeOutsideRTH = r.maybeDouble();
              break;
            case 177:
              orderStateInitMarginAfterOutsideRTH = r.maybeDouble();
              break;
            case 185:
              orderStateMaintMarginAfterOutsideRTH = r.maybeDouble();
              break;
            case 193:
              orderStateEquityWithLoanAfterOutsideRTH = r.maybeDouble();
              break;
            case 202:
              orderStateSuggestedSize = r.decimal();
              break;
            case 210:
              orderStateRejectReason = r.string();
              break;
            case 218: {
              const list = r.grown(orderStateOrderAllocations);
              list.push(readProtobufOrderStateOrderAllocations(r, r.length()));
              orderStateOrderAllocations = list as never;
              break;
            }
            case 226:
              orderStateWarningText = r.string();
              break;
            case 234:
              orderStateCompletedTime = r.string();
              break;
            case 242:
              orderStateCompletedStatus = r.string();
              break;
            default:
              r.fail();
          }
        }
        r.close(end1);
        break;
      }
      default:
        r.fail();
    }
  }
  r.close(end);
  if (orderOrderIdCopy !== undefined) order.orderId = orderOrderIdCopy;
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
      primaryExchange: contractPrimaryExchange,
      currency: contractCurrency,
      localSymbol: contractLocalSymbol,
      tradingClass: contractTradingClass,
      comboLegs: NONE,
      deltaNeutralContract: contractDeltaNeutralContract as never,
      secIdType: contractSecIdType,
      secId: contractSecId,
      includeExpired: contractIncludeExpired,
      issuerId: contractIssuerId,
      comboLegsDescrip: contractComboLegsDescrip,
      lastTradeDate: contractLastTradeDate,
      description: contractDescription,
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
      completedTime: orderStateCompletedTime,
      completedStatus: orderStateCompletedStatus,
    },
  };
}

export function writeProtobuf(w: ProtobufWriter, draft: Loose): void {
  if (unknownOf(draft) !== undefined) w.giveUp();
  const order: Loose = draft.order ?? NOTHING;
  const contract: Loose = draft.contract ?? NOTHING;
  const orderSoftDollarTier: Loose = order.softDollarTier ?? NOTHING;
  const orderState: Loose = draft.orderState ?? NOTHING;
  w.int32(8, order.orderId ?? 0);
  {
    const start1 = w.begin(18);
    w.int32(8, contract.conId ?? 0);
    if (contract.symbol) w.string(18, contract.symbol);
    if (contract.secType) w.string(26, contract.secType);
    if (contract.lastTradeDateOrContractMonth) w.string(34, contract.lastTradeDateOrContractMonth);
    if (contract.strike !== undefined) w.double(41, contract.strike);
    if (contract.right) w.string(50, contract.right);
    const contractMultiplierPrinted = printed(stringByDouble, contract.multiplier, "");
    if (contractMultiplierPrinted !== undefined) w.double(57, contractMultiplierPrinted);
    if (contract.exchange) w.string(66, contract.exchange);
    if (contract.primaryExchange) w.string(74, contract.primaryExchange);
    if (contract.currency) w.string(82, contract.currency);
    if (contract.localSymbol) w.string(90, contract.localSymbol);
    if (contract.tradingClass) w.string(98, contract.tradingClass);
    if (contract.secIdType) w.string(106, contract.secIdType);
    if (contract.secId) w.string(114, contract.secId);
    if (contract.description) w.string(122, contract.description);
    if (contract.issuerId) w.string(130, contract.issuerId);
    if (contract.deltaNeutralContract !== undefined) {
      const contractDeltaNeutralContractInner: Loose = contract.deltaNeutralContract;
      const start2 = w.begin(138);
      if (unknownOf(contractDeltaNeutralContractInner) !== undefined) w.giveUp();
      w.int32(8, contractDeltaNeutralContractInner.conId ?? 0);
      w.double(17, contractDeltaNeutralContractInner.delta ?? 0);
      w.double(25, contractDeltaNeutralContractInner.price ?? 0);
      w.end(start2);
    }
    if (contract.includeExpired) w.bool(144, true);
    if (contract.comboLegsDescrip) w.string(154, contract.comboLegsDescrip);
    if ((contract.comboLegs ?? NONE).length > 0) w.giveUp();
    if (contract.lastTradeDate) w.string(170, contract.lastTradeDate);
    w.endFilled(start1, 18);
  }
  {
    const start1 = w.begin(26);
    w.int32(8, order.clientId ?? 0);
    w.int32(16, order.orderId ?? 0);
    w.int64(24, order.permId ?? 0);
    w.int32(32, order.parentId ?? 0);
    if (order.action) w.string(42, order.action);
    if (order.totalQuantity !== undefined) w.string(50, order.totalQuantity);
    if (order.displaySize !== undefined) w.int32(56, order.displaySize);
    if (order.orderType) w.string(66, order.orderType);
    if (order.lmtPrice !== undefined) w.double(73, order.lmtPrice);
    if (order.auxPrice !== undefined) w.double(81, order.auxPrice);
    if (order.tif) w.string(90, order.tif);
    if (order.account) w.string(98, order.account);
    if (order.settlingFirm) w.string(106, order.settlingFirm);
    if (order.clearingAccount) w.string(114, order.clearingAccount);
    if (order.clearingIntent) w.string(122, order.clearingIntent);
    if (order.allOrNone) w.bool(128, true);
    if (order.blockOrder) w.bool(136, true);
    if (order.hidden) w.bool(144, true);
    if (order.outsideRth) w.bool(152, true);
    if (order.sweepToFill) w.bool(160, true);
    if (order.percentOffset !== undefined) w.double(169, order.percentOffset);
    if (order.trailingPercent !== undefined) w.double(177, order.trailingPercent);
    if (order.trailStopPrice !== undefined) w.double(185, order.trailStopPrice);
    if (order.minQty !== undefined) w.int32(192, order.minQty);
    if (order.goodAfterTime) w.string(202, order.goodAfterTime);
    if (order.goodTillDate) w.string(210, order.goodTillDate);
    if (order.ocaGroup) w.string(218, order.ocaGroup);
    if (order.orderRef) w.string(226, order.orderRef);
    if (order.rule80A) w.string(234, order.rule80A);
    w.int32(240, order.ocaType ?? 0);
    w.int32(248, order.triggerMethod ?? 0);
    if (order.activeStartTime) w.string(258, order.activeStartTime);
    if (order.activeStopTime) w.string(266, order.activeStopTime);
    if (order.faGroup) w.string(274, order.faGroup);
    if (order.faMethod) w.string(282, order.faMethod);
    if (order.faPercentage) w.string(290, order.faPercentage);
    if (order.volatility !== undefined) w.double(297, order.volatility);
    if (order.volatilityType !== undefined) w.int32(304, order.volatilityType);
    if (order.continuousUpdate) w.bool(312, true);
    if (order.referencePriceType !== undefined) w.int32(320, order.referencePriceType);
    if (order.deltaNeutralOrderType) w.string(330, order.deltaNeutralOrderType);
    if (order.deltaNeutralAuxPrice !== undefined) w.double(337, order.deltaNeutralAuxPrice);
    w.int32(344, order.deltaNeutralConId ?? 0);
    if (order.deltaNeutralOpenClose) w.string(354, order.deltaNeutralOpenClose);
    if (order.deltaNeutralShortSale) w.bool(360, true);
    w.int32(368, order.deltaNeutralShortSaleSlot ?? 0);
    if (order.deltaNeutralDesignatedLocation) w.string(378, order.deltaNeutralDesignatedLocation);
    if (order.scaleInitLevelSize !== undefined) w.int32(384, order.scaleInitLevelSize);
    if (order.scaleSubsLevelSize !== undefined) w.int32(392, order.scaleSubsLevelSize);
    if (order.scalePriceIncrement !== undefined) w.double(401, order.scalePriceIncrement);
    if (order.scalePriceAdjustValue !== undefined) w.double(409, order.scalePriceAdjustValue);
    if (order.scalePriceAdjustInterval !== undefined) w.int32(416, order.scalePriceAdjustInterval);
    if (order.scaleProfitOffset !== undefined) w.double(425, order.scaleProfitOffset);
    if (order.scaleAutoReset) w.bool(432, true);
    if (order.scaleInitPosition !== undefined) w.int32(440, order.scaleInitPosition);
    if (order.scaleInitFillQty !== undefined) w.int32(448, order.scaleInitFillQty);
    if (order.scaleRandomPercent) w.bool(456, true);
    if (order.scaleTable) w.string(466, order.scaleTable);
    if (order.hedgeType) w.string(474, order.hedgeType);
    if (order.hedgeParam) w.string(482, order.hedgeParam);
    if (order.algoStrategy) w.string(490, order.algoStrategy);
    for (const each of order.algoParams ?? NONE) w.entry(498, each);
    if (order.algoId) w.string(506, order.algoId);
    for (const each of order.smartComboRoutingParams ?? NONE) w.entry(514, each);
    if (order.whatIf) w.bool(520, true);
    if (order.transmit) w.bool(528, true);
    if (order.overridePercentageConstraints) w.bool(536, true);
    if (order.openClose) w.string(546, order.openClose);
    w.int32(552, order.origin ?? 0);
    w.int32(560, order.shortSaleSlot ?? 0);
    if (order.designatedLocation) w.string(570, order.designatedLocation);
    w.int32(576, order.exemptCode ?? 0);
    if (order.deltaNeutralSettlingFirm) w.string(586, order.deltaNeutralSettlingFirm);
    if (order.deltaNeutralClearingAccount) w.string(594, order.deltaNeutralClearingAccount);
    if (order.deltaNeutralClearingIntent) w.string(602, order.deltaNeutralClearingIntent);
    w.double(609, order.discretionaryAmt ?? 0);
    if (order.optOutSmartRouting) w.bool(616, true);
    if (order.startingPrice !== undefined) w.double(625, order.startingPrice);
    if (order.stockRefPrice !== undefined) w.double(633, order.stockRefPrice);
    if (order.delta !== undefined) w.double(641, order.delta);
    if (order.stockRangeLower !== undefined) w.double(649, order.stockRangeLower);
    if (order.stockRangeUpper !== undefined) w.double(657, order.stockRangeUpper);
    if (order.notHeld) w.bool(664, true);
    for (const each of order.orderMiscOptions ?? NONE) w.entry(674, each);
    if (order.solicited) w.bool(680, true);
    if (order.randomizeSize) w.bool(688, true);
    if (order.randomizePrice) w.bool(696, true);
    w.int32(704, order.referenceContractId ?? 0);
    w.double(713, order.peggedChangeAmount ?? 0);
    if (order.isPeggedChangeAmountDecrease) w.bool(720, true);
    w.double(729, order.referenceChangeAmount ?? 0);
    if (order.referenceExchangeId) w.string(738, order.referenceExchangeId);
    if (order.adjustedOrderType) w.string(746, order.adjustedOrderType);
    if (order.triggerPrice !== undefined) w.double(753, order.triggerPrice);
    if (order.adjustedStopPrice !== undefined) w.double(761, order.adjustedStopPrice);
    if (order.adjustedStopLimitPrice !== undefined) w.double(769, order.adjustedStopLimitPrice);
    if (order.adjustedTrailingAmount !== undefined) w.double(777, order.adjustedTrailingAmount);
    w.int32(784, order.adjustableTrailingUnit ?? 0);
    if (order.lmtPriceOffset !== undefined) w.double(793, order.lmtPriceOffset);
    for (const orderConditionsEach of order.conditions ?? NONE) {
      const orderConditionsInner: Loose = orderConditionsEach;
      const start2 = w.begin(802);
      if (unknownOf(orderConditionsInner) !== undefined) w.giveUp();
      switch (Number(orderConditionsInner.type ?? 0)) {
        case 1: {
          w.int32(8, orderConditionsInner.type ?? 0);
          w.bool(16, (orderConditionsInner.conjunction ?? "a") !== "o");
          if (orderConditionsInner.isMore) w.bool(24, true);
          w.int32(32, orderConditionsInner.conId ?? 0);
          if (orderConditionsInner.exchange) w.string(42, orderConditionsInner.exchange);
          w.double(81, orderConditionsInner.price ?? 0);
          w.int32(88, orderConditionsInner.triggerMethod ?? 0);
          break;
        }
        case 3: {
          w.int32(8, orderConditionsInner.type ?? 0);
          w.bool(16, (orderConditionsInner.conjunction ?? "a") !== "o");
          if (orderConditionsInner.isMore) w.bool(24, true);
          if (orderConditionsInner.time) w.string(98, orderConditionsInner.time);
          break;
        }
        case 4: {
          w.int32(8, orderConditionsInner.type ?? 0);
          w.bool(16, (orderConditionsInner.conjunction ?? "a") !== "o");
          if (orderConditionsInner.isMore) w.bool(24, true);
          w.int32(64, orderConditionsInner.percent ?? 0);
          break;
        }
        case 5: {
          w.int32(8, orderConditionsInner.type ?? 0);
          w.bool(16, (orderConditionsInner.conjunction ?? "a") !== "o");
          if (orderConditionsInner.exchange) w.string(42, orderConditionsInner.exchange);
          if (orderConditionsInner.symbol) w.string(50, orderConditionsInner.symbol);
          if (orderConditionsInner.secType) w.string(58, orderConditionsInner.secType);
          break;
        }
        case 6: {
          w.int32(8, orderConditionsInner.type ?? 0);
          w.bool(16, (orderConditionsInner.conjunction ?? "a") !== "o");
          if (orderConditionsInner.isMore) w.bool(24, true);
          w.int32(32, orderConditionsInner.conId ?? 0);
          if (orderConditionsInner.exchange) w.string(42, orderConditionsInner.exchange);
          w.int32(104, orderConditionsInner.volume ?? 0);
          break;
        }
        case 7: {
          w.int32(8, orderConditionsInner.type ?? 0);
          w.bool(16, (orderConditionsInner.conjunction ?? "a") !== "o");
          if (orderConditionsInner.isMore) w.bool(24, true);
          w.int32(32, orderConditionsInner.conId ?? 0);
          if (orderConditionsInner.exchange) w.string(42, orderConditionsInner.exchange);
          w.double(73, orderConditionsInner.changePercent ?? 0);
          break;
        }
        default:
          w.int32(8, orderConditionsInner.type ?? 0);
          w.bool(16, (orderConditionsInner.conjunction ?? "a") !== "o");
      }
      w.end(start2);
    }
    if (order.conditionsCancelOrder) w.bool(808, true);
    if (order.conditionsIgnoreRth) w.bool(816, true);
    if (order.modelCode) w.string(826, order.modelCode);
    if (order.extOperator) w.string(834, order.extOperator);
    {
      const start2 = w.begin(842);
      if (orderSoftDollarTier.name) w.string(10, orderSoftDollarTier.name);
      if (orderSoftDollarTier.value) w.string(18, orderSoftDollarTier.value);
      if (orderSoftDollarTier.displayName) w.string(26, orderSoftDollarTier.displayName);
      w.endFilled(start2, 842);
    }
    if (order.cashQty !== undefined) w.double(849, order.cashQty);
    if (order.mifid2DecisionMaker) w.string(858, order.mifid2DecisionMaker);
    if (order.mifid2DecisionAlgo) w.string(866, order.mifid2DecisionAlgo);
    if (order.mifid2ExecutionTrader) w.string(874, order.mifid2ExecutionTrader);
    if (order.mifid2ExecutionAlgo) w.string(882, order.mifid2ExecutionAlgo);
    if (order.dontUseAutoPriceForHedge) w.bool(888, true);
    if (order.isOmsContainer) w.bool(896, true);
    if (order.discretionaryUpToLimitPrice) w.bool(904, true);
    if (order.autoCancelDate) w.string(914, order.autoCancelDate);
    if (order.filledQuantity !== undefined) w.string(922, order.filledQuantity);
    if (order.refFuturesConId !== undefined) w.int32(928, order.refFuturesConId);
    if (order.autoCancelParent) w.bool(936, true);
    if (order.shareholder) w.string(946, order.shareholder);
    if (order.imbalanceOnly) w.bool(952, true);
    if (order.routeMarketableToBbo !== undefined) w.int32(960, order.routeMarketableToBbo);
    if (order.parentPermId !== undefined) w.int64(968, order.parentPermId);
    if (order.usePriceMgmtAlgo !== undefined) w.int32(976, order.usePriceMgmtAlgo);
    if (order.duration !== undefined) w.int32(984, order.duration);
    if (order.postToAts !== undefined) w.int32(992, order.postToAts);
    if (order.advancedErrorOverride) w.string(1002, order.advancedErrorOverride);
    if (order.manualOrderTime) w.string(1010, order.manualOrderTime);
    if (order.minTradeQty !== undefined) w.int32(1016, order.minTradeQty);
    if (order.minCompeteSize !== undefined) w.int32(1024, order.minCompeteSize);
    if (order.competeAgainstBestOffset !== undefined) w.double(1033, order.competeAgainstBestOffset);
    if (order.midOffsetAtWhole !== undefined) w.double(1041, order.midOffsetAtWhole);
    if (order.midOffsetAtHalf !== undefined) w.double(1049, order.midOffsetAtHalf);
    if (order.customerAccount) w.string(1058, order.customerAccount);
    if (order.professionalCustomer) w.bool(1064, true);
    if (order.bondAccruedInterest) w.string(1074, order.bondAccruedInterest);
    if (order.includeOvernight) w.bool(1080, true);
    if (order.manualOrderIndicator !== undefined) w.int32(1088, order.manualOrderIndicator);
    if (order.submitter) w.string(1098, order.submitter);
    if (order.deactivate) w.bool(1104, true);
    if (order.postOnly) w.bool(1112, true);
    if (order.allowPreOpen) w.bool(1120, true);
    if (order.ignoreOpenAuction) w.bool(1128, true);
    if (order.seekPriceImprovement !== undefined) w.int32(1136, order.seekPriceImprovement);
    if (order.whatIfType !== undefined) w.int32(1144, order.whatIfType);
    if (order.hedgeMaxSize !== undefined) w.int32(1152, order.hedgeMaxSize);
    w.endFilled(start1, 26);
  }
  {
    const start1 = w.begin(34);
    if (orderState.status) w.string(10, orderState.status);
    const orderStateInitMarginBeforePrinted = printed(amountByDouble, orderState.initMarginBefore, "");
    if (orderStateInitMarginBeforePrinted !== undefined) w.double(17, orderStateInitMarginBeforePrinted);
    const orderStateMaintMarginBeforePrinted = printed(amountByDouble, orderState.maintMarginBefore, "");
    if (orderStateMaintMarginBeforePrinted !== undefined) w.double(25, orderStateMaintMarginBeforePrinted);
    const orderStateEquityWithLoanBeforePrinted = printed(amountByDouble, orderState.equityWithLoanBefore, "");
    if (orderStateEquityWithLoanBeforePrinted !== undefined) w.double(33, orderStateEquityWithLoanBeforePrinted);
    const orderStateInitMarginChangePrinted = printed(amountByDouble, orderState.initMarginChange, "");
    if (orderStateInitMarginChangePrinted !== undefined) w.double(41, orderStateInitMarginChangePrinted);
    const orderStateMaintMarginChangePrinted = printed(amountByDouble, orderState.maintMarginChange, "");
    if (orderStateMaintMarginChangePrinted !== undefined) w.double(49, orderStateMaintMarginChangePrinted);
    const orderStateEquityWithLoanChangePrinted = printed(amountByDouble, orderState.equityWithLoanChange, "");
    if (orderStateEquityWithLoanChangePrinted !== undefined) w.double(57, orderStateEquityWithLoanChangePrinted);
    const orderStateInitMarginAfterPrinted = printed(amountByDouble, orderState.initMarginAfter, "");
    if (orderStateInitMarginAfterPrinted !== undefined) w.double(65, orderStateInitMarginAfterPrinted);
    const orderStateMaintMarginAfterPrinted = printed(amountByDouble, orderState.maintMarginAfter, "");
    if (orderStateMaintMarginAfterPrinted !== undefined) w.double(73, orderStateMaintMarginAfterPrinted);
    const orderStateEquityWithLoanAfterPrinted = printed(amountByDouble, orderState.equityWithLoanAfter, "");
    if (orderStateEquityWithLoanAfterPrinted !== undefined) w.double(81, orderStateEquityWithLoanAfterPrinted);
    if (orderState.commission !== undefined) w.double(89, orderState.commission);
    if (orderState.minCommission !== undefined) w.double(97, orderState.minCommission);
    if (orderState.maxCommission !== undefined) w.double(105, orderState.maxCommission);
    if (orderState.commissionCurrency) w.string(114, orderState.commissionCurrency);
    if (orderState.marginCurrency) w.string(122, orderState.marginCurrency);
    if (orderState.initMarginBeforeOutsideRTH !== undefined) w.double(129, orderState.initMarginBeforeOutsideRTH);
    if (orderState.maintMarginBeforeOutsideRTH !== undefined) w.double(137, orderState.maintMarginBeforeOutsideRTH);
    if (orderState.equityWithLoanBeforeOutsideRTH !== undefined) w.double(145, orderState.equityWithLoanBeforeOutsideRTH);
    if (orderState.initMarginChangeOutsideRTH !== undefined) w.double(153, orderState.initMarginChangeOutsideRTH);
    if (orderState.maintMarginChangeOutsideRTH !== undefined) w.double(161, orderState.maintMarginChangeOutsideRTH);
    if (orderState.equityWithLoanChangeOutsideRTH !== undefined) w.double(169, orderState.equityWithLoanChangeOutsideRTH);
    if (orderState.initMarginAfterOutsideRTH !== undefined) w.double(177, orderState.initMarginAfterOutsideRTH);
    if (orderState.maintMarginAfterOutsideRTH !== undefined) w.double(185, orderState.maintMarginAfterOutsideRTH);
    if (orderState.equityWithLoanAfterOutsideRTH !== undefined) w.double(193, orderState.equityWithLoanAfterOutsideRTH);
    if (orderState.suggestedSize !== undefined) w.string(202, orderState.suggestedSize);
    if (orderState.rejectReason) w.string(210, orderState.rejectReason);
    for (const orderStateOrderAllocationsEach of orderState.orderAllocations ?? NONE) {
      const orderStateOrderAllocationsInner: Loose = orderStateOrderAllocationsEach;
      const start2 = w.begin(218);
      if (unknownOf(orderStateOrderAllocationsInner) !== undefined) w.giveUp();
      if (orderStateOrderAllocationsInner.account) w.string(10, orderStateOrderAllocationsInner.account);
      if (orderStateOrderAllocationsInner.position !== undefined) w.string(18, orderStateOrderAllocationsInner.position);
      if (orderStateOrderAllocationsInner.positionDesired !== undefined) w.string(26, orderStateOrderAllocationsInner.positionDesired);
      if (orderStateOrderAllocationsInner.positionAfter !== undefined) w.string(34, orderStateOrderAllocationsInner.positionAfter);
      if (orderStateOrderAllocationsInner.desiredAllocQty !== undefined) w.string(42, orderStateOrderAllocationsInner.desiredAllocQty);
      if (orderStateOrderAllocationsInner.allowedAllocQty !== undefined) w.string(50, orderStateOrderAllocationsInner.allowedAllocQty);
      if (orderStateOrderAllocationsInner.isMonetary) w.bool(56, true);
      w.end(start2);
    }
    if (orderState.warningText) w.string(226, orderState.warningText);
    if (orderState.completedTime) w.string(234, orderState.completedTime);
    if (orderState.completedStatus) w.string(242, orderState.completedStatus);
    w.endFilled(start1, 34);
  }
}
