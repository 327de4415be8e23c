/**
 * An account in the words of a real Gateway: keys, values as text, a currency each.
 *
 * AccountCode comes first (captured), the others by name, those kept per currency once for BASE and once for
 * each currency of the account. Keys of things that the simulated accounts cannot hold (bonds, funds) are there and
 * zero, as at a real Gateway.
 */
import type { Balance, Valuation } from "../../broker/money/account.ts";
import { round } from "../../broker/order.ts";

export interface AccountValue {
  readonly key: string;
  readonly value: string;
  readonly currency: string;
}

const money = (amount: number): string => amount.toFixed(2);
const zeros = (keys: string): Readonly<Record<string, string>> =>
  Object.fromEntries(keys.split(" ").map((key) => [key, "0.00"]));

/** What an account cannot hold here, by currency. */
const NOT_HELD = zeros(
  "AccruedCash CorporateBondValue Cryptocurrency FundValue FutureOptionValue FxCashBalance IssuerOptionValue " +
    "MoneyMarketFundValue MutualFundValue NetDividend TBillValue TBondValue WarrantValue",
);

type Line = Omit<Balance, "exchangeRate"> & { readonly rate: string };

/** Said for BASE and for every currency. */
const ledger = (v: Valuation, line: Line): Readonly<Record<string, string>> => ({
  ...NOT_HELD,
  AccountOrGroup: v.account,
  CashBalance: money(line.cash),
  Currency: line.currency,
  ExchangeRate: line.rate,
  FuturesPNL: money(line.futuresPnL),
  NetLiquidationByCurrency: money(line.netLiquidation),
  OptionMarketValue: money(line.optionValue),
  RealCurrency: line.currency === "BASE" ? v.base : line.currency,
  RealizedPnL: money(line.realizedPnL),
  StockMarketValue: money(line.stockValue),
  TotalCashBalance: money(line.cash + line.futuresPnL),
  UnrealizedPnL: money(line.unrealizedPnL),
});

/** `1.00` for the base, else as many digits as the rate has (`1.1253`). */
const rateText = (rate: number): string => (rate === 1 ? "1.00" : String(round(rate, 7)));

const inCurrencies = (v: Valuation): AccountValue[] =>
  [
    { ...v, currency: "BASE", rate: "1.00" },
    ...v.balances.map((balance) => ({ ...balance, rate: rateText(balance.exchangeRate) })),
  ].flatMap((line) => rows(ledger(v, line), line.currency));

const NOT_CHARGED = zeros(
  "AccruedDividend Billable Guarantee IncentiveCoupons IndianStockHaircut NLVAndMarginInReview " +
    "NetLiquidationUncertainty PASharesValue PhysicalCertificateValue PostExpirationMargin " +
    "TotalDebitCardPendingCharges",
);

/** IB grants a margin account four times what is free, to trade within the day. */
const DAY_TRADING_LEVERAGE = 4;

/** Said once, in the base currency. */
function amounts(v: Valuation): Readonly<Record<string, string>> {
  const thrice = (name: string, amount: number): [string, string][] =>
    ["", "Full", "LookAhead"].map((when) => [`${when}${name}`, money(amount)]);
  const available = money(v.availableFunds);
  const equity = money(v.netLiquidation);
  return {
    ...NOT_CHARGED,
    ...Object.fromEntries([
      ...thrice("AvailableFunds", v.availableFunds),
      ...thrice("ExcessLiquidity", v.excessLiquidity),
      ...thrice("InitMarginReq", v.initMargin),
      ...thrice("MaintMarginReq", v.maintMargin),
    ]),
    BuyingPower: money(v.kind === "cash" ? v.availableFunds : Math.max(0, v.availableFunds) * DAY_TRADING_LEVERAGE),
    EquityWithLoanValue: equity,
    GrossPositionValue: money(v.grossPositionValue),
    NetLiquidation: equity,
    PostExpirationExcess: money(v.excessLiquidity),
    PreviousDayEquityWithLoanValue: money(v.netLiquidation - v.dailyPnL),
    RegTEquity: equity,
    RegTMargin: money(v.initMargin),
    SMA: available,
    SettledCash: money(v.cash),
    TotalCashValue: money(v.cash + v.futuresPnL),
  };
}

/** Said once, without currency. */
const plain = (v: Valuation): Readonly<Record<string, string>> => ({
  AccountReady: "true",
  AccountType: "INDIVIDUAL",
  Cushion: v.netLiquidation === 0 ? "0" : String(round(v.availableFunds / v.netLiquidation, 6)),
  // -1: no limit on day trades.
  ...Object.fromEntries(["", "T+1", "T+2", "T+3", "T+4"].map((day) => [`DayTradesRemaining${day}`, "-1"])),
  HighestSeverity: "",
  Leverage: v.netLiquidation === 0 ? "0.00" : money(v.grossPositionValue / v.netLiquidation),
  LookAheadNextChange: "0",
  WhatIfPMEnabled: "true",
});

const rows = (values: Readonly<Record<string, string>>, currency: string): AccountValue[] =>
  Object.entries(values).map(([key, value]) => ({ key, value, currency }));

const byKey = (a: AccountValue, b: AccountValue): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/** All values of an account, in the order of reqAccountUpdates. */
export function accountValues(v: Valuation): readonly AccountValue[] {
  const code = { key: "AccountCode", value: v.account, currency: "" };
  const rest = [...inCurrencies(v), ...rows(amounts(v), v.base), ...rows(plain(v), "")];
  return [code, ...rest.sort(byKey)];
}

/** What reqAccountUpdatesMulti gives with ledgerAndNLV: cash and value by currency, and the net liquidation value. */
export const ledgerValues = (v: Valuation): readonly AccountValue[] =>
  [...inCurrencies(v), ...rows(amounts(v), v.base).filter(({ key }) => key === "NetLiquidation")].sort(byKey);

/** `$LEDGER` is the base, `$LEDGER:EUR` one currency, `$LEDGER:ALL` every one (IB's documentation of the tags). */
const LEDGER_TAG = /^\$LEDGER(?::([A-Z]{3,4}))?$/;

function ledgerRows(v: Valuation, tag: string): readonly AccountValue[] | undefined {
  const found = LEDGER_TAG.exec(tag);
  if (found === null) return undefined;
  const [, wanted = "BASE"] = found;
  return inCurrencies(v).filter(({ currency }) => wanted === "ALL" || currency === wanted);
}

/** The values behind the tags of a summary, by tag (SEQUENCES 11); an unknown tag is answered by its name. */
export function summaryValues(
  v: Valuation,
  tags: readonly string[],
): readonly AccountValue[] | { readonly unknown: string } {
  const single = [...rows(amounts(v), v.base), ...rows(plain(v), ""), ...rows(oldNames(v), v.base)];
  const found: AccountValue[] = [];
  for (const tag of tags) {
    const ledgers = ledgerRows(v, tag);
    const named = single.filter(({ key }) => key === tag);
    if (ledgers !== undefined) found.push(...ledgers);
    else if (named.length > 0) found.push(...named);
    else return { unknown: tag };
  }
  return found.sort(byKey);
}

/** Tags of the summary that the updates spell otherwise. */
const oldNames = (v: Valuation): Readonly<Record<string, string>> => ({
  AccruedCash: "0.00",
  PreviousEquityWithLoanValue: money(v.netLiquidation - v.dailyPnL),
  ReqTEquity: money(v.netLiquidation),
  ReqTMargin: money(v.initMargin),
});
