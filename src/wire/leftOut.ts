/**
 * What a message to a client says in one form and has no room for in the other: left out on purpose, a row for every field.
 *
 * Text and protobuf carry nearly, not exactly, the same data (PROTOCOL section 6.2). A request that would lose a field is
 * refused; an answer cannot be, so a client whose form has no room hears the rest. Where a layout has a place that the
 * other form does not fill, the client hears 0 or nothing, as from an older Gateway.
 */
import type { Form } from "./form.ts";

export interface LeftOut {
  readonly form: Form;
  /** Message and field. */
  readonly field: RegExp;
  readonly why: string;
}

export const LEFT_OUT: readonly LeftOut[] = [
  {
    form: "protobuf",
    field: /^(open|completed)Order\.order\.(eTradeOnly|firmQuoteOnly|nbboPriceCap|faProfile|sharesAllocation)$/,
    why: "deprecated: the Gateway fills them with nothing",
  },
  {
    form: "protobuf",
    field: /^(open|completed)Order\.order\.(auctionStrategy|basisPoints|basisPointsType)$/,
    why: "for BOX and EFP orders, which protobuf does not describe",
  },
  {
    form: "protobuf",
    field: /^(open|completed)Order\.order\.(externalUserId|manualOrderIndicatorRfq)$/,
    why: "requests of 187 to 189 alone carried them",
  },
  {
    form: "protobuf",
    field: /^(c|bondC)ontractDetails\.(mdSizeMultiplier|sizeMinTick)$/,
    why: "left the wire at 164, before there was protobuf",
  },
  {
    form: "protobuf",
    field: /^historicalData\.(startDate|endDate)$/,
    why: "historicalDataEnd says them",
  },
  {
    form: "protobuf",
    field: /^historicalTicks\.ticks\[\]\.mask$/,
    why: "a midpoint has no attributes",
  },
  {
    form: "text",
    field:
      /^\w+\.(elements\[\]\.)?contract\.(primaryExchange|exchange|secIdType|secId|includeExpired|issuerId|lastTradeDate|description|comboLegs|comboLegsDescrip|deltaNeutralContract|multiplier)$/,
    why: "text states a contract by the fields that identify it",
  },
  {
    form: "text",
    field: /^bondContractDetails\.contract\.(lastTradeDateOrContractMonth|strike|right|localSymbol)$/,
    why: "a bond has neither strike nor right, and its date is the maturity",
  },
  {
    form: "text",
    field:
      /^symbolSamples\.contractDescriptions\[\]\.(lastTradeDateOrContractMonth|strike|right|multiplier|exchange|localSymbol|tradingClass)$/,
    why: "a sample is a kind of thing; text has seven fields for it",
  },
  {
    form: "text",
    field: /^contractDetails\.(eventContract|minAlgoSize|last(Price|Size)Precision)/,
    why: "newer than text",
  },
  { form: "text", field: /^tickReqParams\.last(Price|Size)Precision$/, why: "newer than text" },
  { form: "text", field: /^execDetails\.execution\.optExerciseOrLapseType$/, why: "newer than text" },
  {
    form: "text",
    field:
      /^(open|completed)Order\.order\.(deactivate|postOnly|allowPreOpen|ignoreOpenAuction|seekPriceImprovement|whatIfType|hedgeMaxSize)$/,
    why: "newer than text",
  },
  {
    form: "text",
    field:
      /^(open|completed)Order\.order\.(transmit|overridePercentageConstraints|scaleTable|activeStartTime|activeStopTime|algoId|orderMiscOptions|mifid2\w+|advancedErrorOverride|manualOrderTime|externalUserId|manualOrderIndicatorRfq)$/,
    why: "terms that a request has and no answer in text repeats",
  },
  {
    form: "text",
    field:
      /^openOrder\.(order\.(autoCancelDate|filledQuantity|refFuturesConId|shareholder|routeMarketableToBbo|parentPermId)|orderState\.completed(Time|Status))$/,
    why: "completedOrder says them",
  },
  {
    form: "text",
    field:
      /^completedOrder\.order\.(orderId|clientId|parentId|blockOrder|sharesAllocation|eTradeOnly|firmQuoteOnly|nbboPriceCap|auctionStrategy|basisPoints|basisPointsType|whatIf|softDollarTier\.\w+)$/,
    why: "openOrder says them; an order that ended has no orderId and was no preview (PROTOCOL section 7)",
  },
  {
    form: "text",
    field:
      /^completedOrder\.order\.(deltaNeutral(SettlingFirm|ClearingAccount|ClearingIntent|OpenClose)|optOutSmartRouting|adjusted\w+|adjustableTrailingUnit|triggerPrice|extOperator|discretionaryUpToLimitPrice|usePriceMgmtAlgo|duration|postToAts|includeOvernight|manualOrderIndicator|bondAccruedInterest)$/,
    why: "as above",
  },
  {
    form: "text",
    field:
      /^completedOrder\.orderState\.((init|maint)Margin|equityWithLoan|commission|minCommission|maxCommission|marginCurrency|suggestedSize|rejectReason|orderAllocations|warningText)/,
    why: "the margins of a preview, which a completed order is not",
  },
];
