/**
 * The tags of an account summary: what a request wishes, what the shared request must carry, and which row answers whom.
 *
 * A plain tag names one value of the account in its base currency. `$LEDGER` asks for the cash ledger in base currency
 * (rows with currency BASE), `$LEDGER:USD` for one currency, `$LEDGER:ALL` for every one; the ledger's rows carry tags of
 * their own. Only AccruedCash is both, so a plain wish for it takes the row in the account's base currency.
 */

export interface Tags {
  readonly plain: ReadonlySet<string>;
  /** The word `All` in place of plain tags. */
  readonly all: boolean;
  /** Currencies of the ledger; BASE, and ALL for every one. */
  readonly ledger: ReadonlySet<string>;
}

export interface SummaryRow {
  readonly tag: string;
  readonly currency: string;
}

export const NO_TAGS: Tags = { plain: new Set(), all: false, ledger: new Set() };

/**
 * Asked for from the start, so that the shared request hardly ever has to be replaced. A Gateway takes these in one
 * request: it is what every ib_async client sends (ib_async `ib.py`, reqAccountSummaryAsync).
 */
export const STANDARD_TAGS: Tags = {
  plain: new Set(
    `AccountType NetLiquidation TotalCashValue SettledCash AccruedCash BuyingPower EquityWithLoanValue
     PreviousDayEquityWithLoanValue GrossPositionValue RegTEquity RegTMargin SMA InitMarginReq MaintMarginReq
     AvailableFunds ExcessLiquidity Cushion FullInitMarginReq FullMaintMarginReq FullAvailableFunds
     FullExcessLiquidity LookAheadNextChange LookAheadInitMarginReq LookAheadMaintMarginReq LookAheadAvailableFunds
     LookAheadExcessLiquidity HighestSeverity DayTradesRemaining DayTradesRemainingT+1 DayTradesRemainingT+2
     DayTradesRemainingT+3 DayTradesRemainingT+4 Leverage`.split(/\s+/),
  ),
  all: false,
  ledger: new Set(["ALL"]),
};
/** Distinct tags of one request, and of the request that all share. */
export const TAGS_MAX = 200;

const LEDGER = "$LEDGER";
const BOTH = "AccruedCash";
/** Rows of the ledger, for telling them from plain ones where a client asked for `All`. */
const LEDGER_TAGS: ReadonlySet<string> = new Set(
  `AccountOrGroup AccruedCash CashBalance CorporateBondMarketValue CorporateBondValue Cryptocurrency Currency
   ExchangeRate FundValue FutureOptionValue FuturesPNL FxCashBalance IssuerOptionValue MoneyMarketFundValue
   MutualFundValue NetDividend NetLiquidationByCurrency OptionMarketValue RealCurrency RealizedPnL StockMarketValue
   TBillValue TBondValue TotalCashBalance UnrealizedPnL WarrantValue`.split(/\s+/),
);

export function parseTags(text: string): Tags {
  const words = text.split(",").map((word) => word.trim());
  const isLedger = (word: string): boolean => word === LEDGER || word.startsWith(`${LEDGER}:`);
  const plain = words.filter((word) => word !== "" && !isLedger(word));
  const ledger = words.filter(isLedger).map((word) => word.slice(LEDGER.length + 1) || "BASE");
  return {
    plain: new Set(plain.filter((word) => !isAll(word))),
    all: plain.some(isAll),
    ledger: new Set(ledger.map((currency) => currency.toUpperCase())),
  };
}

const isAll = (word: string): boolean => word.toLowerCase() === "all";

/** The spelling for the Gateway; more than one currency is asked for as the whole ledger. */
export function printTags({ plain, all, ledger }: Tags): string {
  const words = all ? ["All"] : [...plain];
  const [currency, ...others] = ledger;
  if (currency === undefined) return words.join(",");
  if (ledger.has("ALL") || others.length > 0) return [...words, `${LEDGER}:ALL`].join(",");
  return [...words, currency === "BASE" ? LEDGER : `${LEDGER}:${currency}`].join(",");
}

export const sizeOf = ({ plain, ledger }: Tags): number => plain.size + ledger.size;
export const isEmpty = (tags: Tags): boolean => !tags.all && sizeOf(tags) === 0;

export const union = (a: Tags, b: Tags): Tags => ({
  plain: new Set([...a.plain, ...b.plain]),
  all: a.all || b.all,
  ledger: new Set([...a.ledger, ...b.ledger]),
});

/** Whether a request for `have` brings everything that `want` names. */
export function covers(have: Tags, want: Tags): boolean {
  if (want.all && !have.all) return false;
  const plain = have.all || [...want.plain].every((tag) => have.plain.has(tag));
  const whole = have.ledger.has("ALL") || have.ledger.size > 1;
  return plain && [...want.ledger].every((currency) => have.ledger.has(currency) || whole);
}

const isLedgerRow = ({ tag }: SummaryRow, asked: Tags): boolean =>
  asked.ledger.size > 0 && (LEDGER_TAGS.has(tag) || !(asked.all || asked.plain.has(tag)));

/** The account's base currency, if this row shows it. */
export const baseOf = (row: SummaryRow, asked: Tags): string | undefined =>
  row.currency !== "" && row.currency !== "BASE" && !isLedgerRow(row, asked) ? row.currency : undefined;

/** Whether a row of the shared request, which asked for `asked`, answers a client that wished `want`. */
export function answers(row: SummaryRow, want: Tags, asked: Tags, base: string | undefined): boolean {
  const isLedger = isLedgerRow(row, asked);
  const inBase = base === undefined ? row.currency !== "BASE" : row.currency === base;
  const isPlain = !isLedger || (row.tag === BOTH && inBase);
  if (isPlain && (want.all || want.plain.has(row.tag))) return true;
  return isLedger && (want.ledger.has("ALL") || want.ledger.has(row.currency));
}
