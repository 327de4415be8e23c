/**
 * An account in the words of a real Gateway: keys, values as text, a currency each.
 *
 * AccountCode comes first (captured), the others by name, those kept per currency once for BASE and once for USD. Keys
 * of things that the simulated accounts cannot hold (options, bonds, funds) are there and zero, as at a real Gateway.
 */
import type { Valuation } from "../../broker/account.ts";
import { round } from "../../broker/order.ts";

export interface AccountValue {
  readonly key: string;
  readonly value: string;
  readonly currency: string;
}

const CURRENCY = "USD";
const money = (amount: number): string => amount.toFixed(2);

/** Said once for BASE and once for USD. */
function ledger(v: Valuation): Readonly<Record<string, string>> {
  const empty = "AccruedCash,CorporateBondValue,FundValue,FutureOptionValue,FuturesPNL,FxCashBalance".split(",");
  const zero = "IssuerOptionValue,MoneyMarketFundValue,MutualFundValue,NetDividend,OptionMarketValue".split(",");
  const none = [...empty, ...zero, "TBillValue", "TBondValue", "WarrantValue"];
  return {
    ...Object.fromEntries(none.map((key) => [key, "0.00"])),
    AccountOrGroup: v.account,
    CashBalance: money(v.cash),
    ExchangeRate: "1.00",
    NetLiquidationByCurrency: money(v.netLiquidation),
    RealizedPnL: money(v.realizedPnL),
    StockMarketValue: money(v.stockValue),
    TotalCashBalance: money(v.cash),
    UnrealizedPnL: money(v.unrealizedPnL),
  };
}

/** Said once, with the currency. */
function amounts(v: Valuation): Readonly<Record<string, string>> {
  const requirement = money(v.grossPositionValue);
  const available = money(v.availableFunds);
  const equity = money(v.netLiquidation);
  const funds = ["AvailableFunds", "ExcessLiquidity"].flatMap((name) => [name, `Full${name}`, `LookAhead${name}`]);
  const margins = ["InitMarginReq", "MaintMarginReq"].flatMap((name) => [name, `Full${name}`, `LookAhead${name}`]);
  return {
    ...Object.fromEntries(funds.map((key) => [key, available])),
    ...Object.fromEntries(margins.map((key) => [key, requirement])),
    AccruedDividend: "0.00",
    BuyingPower: available,
    EquityWithLoanValue: equity,
    GrossPositionValue: requirement,
    NetLiquidation: equity,
    PreviousDayEquityWithLoanValue: equity,
    RegTEquity: equity,
    RegTMargin: requirement,
    SMA: available,
    SettledCash: money(v.cash),
    TotalCashValue: money(v.cash),
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
});

const rows = (values: Readonly<Record<string, string>>, currency: string): AccountValue[] =>
  Object.entries(values).map(([key, value]) => ({ key, value, currency }));

const byKey = (a: AccountValue, b: AccountValue): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

const inCurrencies = (v: Valuation): AccountValue[] =>
  ["BASE", CURRENCY].flatMap((currency) => [
    ...rows(ledger(v), currency),
    ...rows({ Currency: currency, RealCurrency: CURRENCY }, currency),
  ]);

/** All values of an account, in the order of reqAccountUpdates. */
export function accountValues(v: Valuation): readonly AccountValue[] {
  const code = { key: "AccountCode", value: v.account, currency: "" };
  const rest = [...inCurrencies(v), ...rows(amounts(v), CURRENCY), ...rows(plain(v), "")];
  return [code, ...rest.sort(byKey)];
}

/** What reqAccountUpdatesMulti gives with ledgerAndNLV: cash and value by currency, and the net liquidation value. */
export const ledgerValues = (v: Valuation): readonly AccountValue[] =>
  accountValues(v).filter(({ key }) => key in ledger(v) || key.endsWith("Currency") || key === "NetLiquidation");

const LEDGER_TAGS: Readonly<Record<string, readonly string[]>> = {
  $LEDGER: ["BASE"],
  "$LEDGER:BASE": ["BASE"],
  [`$LEDGER:${CURRENCY}`]: [CURRENCY],
  "$LEDGER:ALL": ["BASE", CURRENCY],
};

/** The values behind the tags of a summary, by tag (SEQUENCES 11); an unknown tag is answered by its name. */
export function summaryValues(
  v: Valuation,
  tags: readonly string[],
): readonly AccountValue[] | { readonly unknown: string } {
  const single = [...rows(amounts(v), CURRENCY), ...rows(plain(v), ""), ...rows(oldNames(v), CURRENCY)];
  const found: AccountValue[] = [];
  for (const tag of tags) {
    const currencies = LEDGER_TAGS[tag];
    const named = single.filter(({ key }) => key === tag);
    if (currencies !== undefined) found.push(...inCurrencies(v).filter((row) => currencies.includes(row.currency)));
    else if (named.length > 0) found.push(...named);
    else return { unknown: tag };
  }
  return found.sort(byKey);
}

/** Tags of the summary that the updates spell otherwise. */
const oldNames = (v: Valuation): Readonly<Record<string, string>> => ({
  AccruedCash: "0.00",
  PreviousEquityWithLoanValue: money(v.netLiquidation),
});
