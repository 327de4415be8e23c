/**
 * openOrder by splitting, at server version 178: what stands in its 127 fields, in one literal per record.
 *
 * The streams have no combinations, algorithms, scales, hedges or conditions, so the counts are 0 and the sections that depend
 * on a field are absent; a frame where they are not is refused instead of being read wrongly.
 */
type Fields = readonly string[];

const FIELDS = 127;
/** Where the largest number means that there is none. */
const UNSET = "1.7976931348623157E308";

const quantity = (text: string): string | undefined => (text === "" ? undefined : text);
const amount = (text: string): string => (text === UNSET ? "" : text);
const double = (text: string): number | undefined => (text === "" || text === UNSET ? undefined : +text);
const int = (text: string): number | undefined => (text === "" || text === "2147483647" ? undefined : +text);

export function openOrder(f: Fields) {
  if (f.length !== FIELDS + 1) throw new Error(`an openOrder of ${f.length - 1} fields`);
  return { name: "openOrder", order: orderOf(f), contract: contractOf(f), orderState: stateOf(f) };
}

const contractOf = (f: Fields) => ({
  conId: +f[2]!,
  symbol: f[3]!,
  secType: f[4]!,
  lastTradeDateOrContractMonth: f[5]!,
  strike: +f[6]!,
  right: f[7]!,
  multiplier: f[8]!,
  exchange: f[9]!,
  currency: f[10]!,
  localSymbol: f[11]!,
  tradingClass: f[12]!,
  comboLegsDescrip: f[69]!,
});

const orderOf = (f: Fields) => ({
  orderId: +f[1]!,
  action: f[13]!,
  totalQuantity: quantity(f[14]!),
  orderType: f[15]!,
  lmtPrice: double(f[16]!),
  auxPrice: double(f[17]!),
  tif: f[18]!,
  ocaGroup: f[19]!,
  account: f[20]!,
  openClose: f[21]!,
  origin: +f[22]!,
  orderRef: f[23]!,
  clientId: +f[24]!,
  permId: +f[25]!,
  outsideRth: f[26] === "1",
  hidden: f[27] === "1",
  discretionaryAmt: +f[28]!,
  goodAfterTime: f[29]!,
  sharesAllocation: f[30]!,
  faGroup: f[31]!,
  faMethod: f[32]!,
  faPercentage: f[33]!,
  modelCode: f[34]!,
  goodTillDate: f[35]!,
  rule80A: f[36]!,
  percentOffset: double(f[37]!),
  settlingFirm: f[38]!,
  shortSaleSlot: +f[39]!,
  designatedLocation: f[40]!,
  exemptCode: +f[41]!,
  auctionStrategy: +f[42]!,
  startingPrice: double(f[43]!),
  stockRefPrice: double(f[44]!),
  delta: double(f[45]!),
  stockRangeLower: double(f[46]!),
  stockRangeUpper: double(f[47]!),
  displaySize: int(f[48]!),
  blockOrder: f[49] === "1",
  sweepToFill: f[50] === "1",
  allOrNone: f[51] === "1",
  minQty: int(f[52]!),
  ocaType: +f[53]!,
  eTradeOnly: f[54] === "1",
  firmQuoteOnly: f[55] === "1",
  nbboPriceCap: double(f[56]!),
  parentId: +f[57]!,
  triggerMethod: +f[58]!,
  volatility: double(f[59]!),
  volatilityType: +f[60]!,
  deltaNeutralOrderType: f[61]!,
  deltaNeutralAuxPrice: double(f[62]!),
  continuousUpdate: f[63] === "1",
  referencePriceType: +f[64]!,
  trailingPercent: double(f[66]!),
  basisPoints: double(f[67]!),
  basisPointsType: int(f[68]!),
  scaleInitLevelSize: int(f[73]!),
  scaleSubsLevelSize: int(f[74]!),
  scalePriceIncrement: double(f[75]!),
  hedgeType: f[76]!,
  optOutSmartRouting: f[77] === "1",
  clearingAccount: f[78]!,
  clearingIntent: f[79]!,
  notHeld: f[80] === "1",
  algoStrategy: f[82]!,
  solicited: f[83] === "1",
  whatIf: f[84] === "1",
  randomizeSize: f[100] === "1",
  randomizePrice: f[101] === "1",
  adjustedOrderType: f[103]!,
  triggerPrice: double(f[104]!),
  trailStopPrice: double(f[105]!),
  lmtPriceOffset: double(f[106]!),
  adjustedStopPrice: double(f[107]!),
  adjustedStopLimitPrice: double(f[108]!),
  adjustedTrailingAmount: double(f[109]!),
  adjustableTrailingUnit: +f[110]!,
  cashQty: double(f[114]!),
  dontUseAutoPriceForHedge: f[115] === "1",
  isOmsContainer: f[116] === "1",
  discretionaryUpToLimitPrice: f[117] === "1",
  usePriceMgmtAlgo: int(f[118]!),
  duration: int(f[119]!),
  postToAts: int(f[120]!),
  autoCancelParent: f[121] === "1",
  minTradeQty: int(f[122]!),
  minCompeteSize: int(f[123]!),
  competeAgainstBestOffset: double(f[124]!),
  midOffsetAtWhole: double(f[125]!),
  midOffsetAtHalf: double(f[126]!),
  softDollarTier: { name: f[111]!, value: f[112]!, displayName: f[113]! },
});

const stateOf = (f: Fields) => ({
  status: f[85]!,
  initMarginBefore: amount(f[86]!),
  maintMarginBefore: amount(f[87]!),
  equityWithLoanBefore: amount(f[88]!),
  initMarginChange: amount(f[89]!),
  maintMarginChange: amount(f[90]!),
  equityWithLoanChange: amount(f[91]!),
  initMarginAfter: amount(f[92]!),
  maintMarginAfter: amount(f[93]!),
  equityWithLoanAfter: amount(f[94]!),
  commission: double(f[95]!),
  minCommission: double(f[96]!),
  maxCommission: double(f[97]!),
  commissionCurrency: f[98]!,
  warningText: f[99]!,
});
