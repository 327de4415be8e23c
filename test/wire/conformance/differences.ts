/**
 * Where our declarations are different from the tables of the protocol, on purpose, and why.
 *
 * A difference that is not here fails the conformance test, and so does a row here that no longer exists.
 */
export interface Deliberate {
  /** A regular expression on the place of the difference. */
  readonly at: RegExp;
  readonly why: string;
}

export const DELIBERATE: readonly Deliberate[] = [
  {
    at: /^(placeOrder|openOrder|completedOrder) text order\.conditions\[\]\.type$/,
    why: "an enumeration of numbers is a plain int: the cases of the union name its values",
  },
  {
    at: /^(cancelContractData|cancelHistoricalTicks|reqConfig|updateConfig|configResponse|updateConfigResponse) correlator$/,
    why: "the tables name correlators of text only; these messages exist only in protobuf and carry their reqId there",
  },
  {
    at: /^(updatePortfolio|historicalData|histogramData|historicalTicks(BidAsk|Last)?) text (position|bars\[\]\.(volume|wap)|items\[\]\.size|ticks\[\]\.size(Bid|Ask)?)$/,
    why: "readers take empty, but ib_async fails on it, so an absent amount is written as 0 (PROTOCOL section 16)",
  },
  {
    at: /^tickByTick text tickType=[123]\.(size|bidSize|askSize)$/,
    why: "as above: ib_async calls float() on them (PROTOCOL section 16)",
  },
  {
    at: /^(contractDetails|bondContractDetails|mktDepthExchanges) text (descriptions\[\]\.)?aggGroup$/,
    why: "real Gateways send 2147483647 for no group (recorded), so it is nullable and unset is spelled as they do",
  },
  {
    at: /^completedOrder text order\.(refFuturesConId|parentPermId)$/,
    why: "real Gateways send the largest number when there is none (recorded at 200), so both are nullable",
  },
  {
    at: /^completedOrder text order\.routeMarketableToBbo$/,
    why: "on or off in text, in protobuf a number that may be left out: unset is another wish than off there, and off in text",
  },
  {
    at: /^(openOrder text (order\.(displaySize|triggerPrice|trailStopPrice2?|lmtPriceOffset|adjusted\w+|manualOrderIndicator)|orderState\.(\w+(Before|Change|After)(OutsideRTH)?|suggestedSize))|completedOrder text order\.(displaySize|trailStopPrice2?|lmtPriceOffset)|commissionReport text (realizedPNL|yield)|pnl(Single)? text (\w+PnL|value))$/,
    why: "recorded Gateways spell unset as the literal maximum here and never leave it empty; the tables mark only what clients spell so",
  },
  {
    at: /^tickByTick path time$/,
    why: "the time sits in whichever of three messages is there; the table writes that with an asterisk",
  },
  {
    at: /^tickByTick undeclared HistoricalTick$/,
    why: "the size of a midpoint has no meaning; it is carried as an unknown field",
  },
  {
    at: /^(contractDetails|bondContractDetails) undeclared ContractDetails$/,
    why: "one protobuf message serves shares and bonds; each of ours has its own half, the other is carried as unknown",
  },
  {
    at: /^symbolSamples undeclared Contract$/,
    why: "a sample is a kind of thing, not a position in it: no legs, no date, no identifier; such fields are carried as unknown",
  },
  {
    at: /^\w+ undeclared ComboLeg$/,
    why: "the price of a leg belongs to an order; messages without an order carry it as unknown",
  },
  {
    at: /^reqGlobalCancel undeclared OrderCancel$/,
    why: "a time of cancelling belongs to one order; text has none for all of them",
  },
  {
    at: /^updateMktDepth undeclared MarketDepthData$/,
    why: "one protobuf message serves both depth messages; a plain row has no market maker",
  },
];
