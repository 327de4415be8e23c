/**
 * The value of an account at the market's prices: by currency, and altogether in its base currency.
 *
 * Stocks and options are worth their market value; a future what it moved since it was settled; a currency pair
 * nothing beyond the balances it exchanged, though it is shown as a position of the pair's first currency. What margin
 * does not tie up can be spent.
 */
import { toNumber, ZERO } from "../../../base/decimal.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import { round } from "../order.ts";
import { isOption, multiplierOf, settlementOf } from "./instrument.ts";
import type { Account } from "./ledger.ts";
import { type AccountKind, type Margin, marginOf } from "./margin.ts";
import type { Position } from "./position.ts";

/** What the market says, and what kind of account it is. */
export interface Appraiser {
  readonly base: string;
  readonly kind: AccountKind;
  listing(conId: number): Listing;
  /** The price a position is valued at, in its currency. */
  mark(conId: number): number;
  /** Units of the base currency for one of this. */
  rate(currency: string): number;
}

/** Amounts in the contract's currency. */
export interface Holding {
  readonly conId: number;
  readonly listing: Listing;
  readonly position: Position;
  readonly marketPrice: number;
  readonly marketValue: number;
  readonly averageCost: number;
  readonly unrealizedPNL: number;
  readonly realizedPNL: number;
  readonly dailyPNL: number;
  /** Of a future since its settlement. */
  readonly variation: number;
}

/** What an account has in one currency; the base's line adds up all of them. */
export interface Balance {
  readonly currency: string;
  readonly exchangeRate: number;
  /** Settled. */
  readonly cash: number;
  readonly futuresPnL: number;
  readonly stockValue: number;
  readonly optionValue: number;
  readonly netLiquidation: number;
  readonly realizedPnL: number;
  readonly unrealizedPnL: number;
}

/** All amounts in the base currency, but for `balances`. */
export interface Valuation extends Omit<Balance, "currency" | "exchangeRate"> {
  readonly account: string;
  readonly base: string;
  readonly kind: AccountKind;
  readonly balances: readonly Balance[];
  /** Stocks and options, long and short ones added up. */
  readonly grossPositionValue: number;
  readonly initMargin: number;
  readonly maintMargin: number;
  readonly availableFunds: number;
  readonly excessLiquidity: number;
  readonly dailyPnL: number;
  readonly holdings: readonly Holding[];
}

export function holding(position: Position, account: Account, appraiser: Appraiser): Holding {
  const listing = appraiser.listing(position.conId);
  const size = toNumber(position.quantity);
  const cost = toNumber(position.cost);
  const marketPrice = appraiser.mark(position.conId);
  const marketValue = round(size * marketPrice * multiplierOf(listing), 2);
  const unrealizedPNL = size === 0 ? 0 : round(marketValue - cost, 2);
  const realizedPNL = round(toNumber(position.realized), 2);
  const before = account.dayStart.unrealized.get(position.conId) ?? 0;
  return {
    ...{ conId: position.conId, listing, position, marketPrice, marketValue, unrealizedPNL, realizedPNL },
    averageCost: size === 0 ? 0 : round(Math.abs(cost / size), 8),
    dailyPNL: round(unrealizedPNL + realizedPNL - before, 2),
    variation: settlementOf(listing) === "variation" ? round(marketValue - toNumber(position.settled), 2) : 0,
  };
}

export function valuation(account: Account, appraiser: Appraiser): Valuation {
  const holdings = [...account.positions.values()].map((position) => holding(position, account, appraiser));
  const balances = currencies(account, holdings, appraiser.base).map((currency) =>
    balance(account, holdings, currency, appraiser),
  );
  const total = together(balances);
  const rateOfHolding = ({ listing }: Holding): number => appraiser.rate(listing.currency);
  const { initial, maintenance } = margins(holdings, appraiser);
  const { netLiquidation } = total;
  return {
    ...{ account: account.name, base: appraiser.base, kind: appraiser.kind, balances, ...total, holdings },
    grossPositionValue: sum(holdings.filter(isPaid), (one) => Math.abs(worth(one)) * rateOfHolding(one)),
    ...{ initMargin: initial, maintMargin: maintenance },
    availableFunds: round(netLiquidation - initial, 2),
    excessLiquidity: round(netLiquidation - maintenance, 2),
    dailyPnL: round(netLiquidation - account.dayStart.netLiquidation, 2),
  };
}

const isPaid = ({ listing }: Holding): boolean => settlementOf(listing) === "paid";

/** The base first, the others by name. */
function currencies(account: Account, holdings: readonly Holding[], base: string): readonly string[] {
  const held = [...account.cash.keys(), ...holdings.map(({ listing }) => listing.currency)];
  return [base, ...[...new Set(held)].filter((currency) => currency !== base).sort()];
}

function balance(account: Account, all: readonly Holding[], currency: string, appraiser: Appraiser): Balance {
  const holdings = all.filter(({ listing }) => listing.currency === currency);
  const futures = holdings.filter(({ listing }) => settlementOf(listing) === "variation");
  const paid = holdings.filter(isPaid);
  const settled = sum(futures, ({ position }) => toNumber(position.settled));
  const cash = round(toNumber(account.cash.get(currency) ?? ZERO) + settled, 2);
  const futuresPnL = sum(futures, ({ variation }) => variation);
  const optionValue = sum(
    paid.filter(({ listing }) => isOption(listing)),
    worth,
  );
  const stockValue = sum(
    paid.filter(({ listing }) => !isOption(listing)),
    worth,
  );
  return {
    ...{ currency, exchangeRate: appraiser.rate(currency), cash, futuresPnL, stockValue, optionValue },
    netLiquidation: round(cash + futuresPnL + stockValue + optionValue, 2),
    realizedPnL: sum(holdings, ({ realizedPNL }) => realizedPNL),
    unrealizedPnL: sum([...paid, ...futures], ({ unrealizedPNL }) => unrealizedPNL),
  };
}

const worth = ({ marketValue }: Holding): number => marketValue;

function sum<One>(all: readonly One[], amount: (one: One) => number): number {
  const total = all.reduce((before, one) => before + amount(one), 0);
  return round(total, 2);
}

/** All currencies in the base. */
function together(balances: readonly Balance[]): Omit<Balance, "currency" | "exchangeRate"> {
  const all = (amount: (one: Balance) => number): number => sum(balances, (one) => amount(one) * one.exchangeRate);
  return {
    cash: all(({ cash }) => cash),
    futuresPnL: all(({ futuresPnL }) => futuresPnL),
    stockValue: all(({ stockValue }) => stockValue),
    optionValue: all(({ optionValue }) => optionValue),
    netLiquidation: all(({ netLiquidation }) => netLiquidation),
    realizedPnL: all(({ realizedPnL }) => realizedPnL),
    unrealizedPnL: all(({ unrealizedPnL }) => unrealizedPnL),
  };
}

function margins(holdings: readonly Holding[], appraiser: Appraiser): Margin {
  const each = holdings.map(({ listing, position, marketPrice }) =>
    marginInBase(listing, { quantity: toNumber(position.quantity), price: marketPrice }, appraiser),
  );
  return { initial: sum(each, ({ initial }) => initial), maintenance: sum(each, ({ maintenance }) => maintenance) };
}

/** What so much of a contract at that price would tie up, in the base currency. */
export function marginInBase(
  listing: Listing,
  held: { readonly quantity: number; readonly price: number },
  appraiser: Appraiser,
): Margin {
  const underlying = isOption(listing) ? appraiser.mark(listing.underConId) : 0;
  const { initial, maintenance } = marginOf(listing, { ...held, underlying }, appraiser.kind);
  const rate = appraiser.rate(listing.currency);
  return { initial: initial * rate, maintenance: maintenance * rate };
}
