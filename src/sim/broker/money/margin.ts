/**
 * What a position ties up: initial and maintenance margin by kind of contract and account.
 *
 * A cash account pays in full: stocks and long options their value, short ones as much again, a short option all that
 * its exercise could cost. A margin account follows Regulation T: half of a stock at first, a quarter later (30 % when
 * short), a short option 20 % of its underlying less what it is out of the money, at least 10 %. Futures tie up an
 * amount per contract in both. The amounts are round figures of the order IB publishes; its own change daily.
 */
import { type Instrument, isOption, multiplierOf, settlementOf } from "./instrument.ts";

export type AccountKind = "cash" | "margin";

/** In the contract's currency. */
export interface Margin {
  readonly initial: number;
  readonly maintenance: number;
}

export interface Priced {
  /** Signed. */
  readonly quantity: number;
  readonly price: number;
  /** The price of an option's underlying. */
  readonly underlying: number;
}

// biome-ignore format: a table
const PER_CONTRACT: Readonly<Record<string, Margin>> = {
  ES: { initial: 24_640, maintenance: 22_400 }, MES: { initial: 2_464, maintenance: 2_240 },
  NQ: { initial: 36_850, maintenance: 33_500 }, MNQ: { initial: 3_685, maintenance: 3_350 },
  CL: { initial: 6_820, maintenance: 6_200 }, GC: { initial: 22_000, maintenance: 20_000 },
  ZN: { initial: 2_200, maintenance: 2_000 }, RTY: { initial: 9_900, maintenance: 9_000 },
};
/** For a future that the table does not know, as a part of its whole value. */
const FUTURE_INITIAL = 0.1;
const FUTURE_MAINTENANCE = 0.09;

export function marginOf(listing: Instrument, priced: Priced, kind: AccountKind): Margin {
  switch (settlementOf(listing)) {
    case "exchanged":
      return { initial: 0, maintenance: 0 };
    case "variation":
      return ofFuture(listing, priced);
    case "paid":
      return isOption(listing) ? ofOption(listing, priced, kind) : ofStock(priced, kind);
  }
}

function ofFuture(listing: Instrument, { quantity, price }: Priced): Margin {
  const whole = Math.abs(price) * multiplierOf(listing);
  const each = PER_CONTRACT[listing.symbol] ?? {
    initial: whole * FUTURE_INITIAL,
    maintenance: whole * FUTURE_MAINTENANCE,
  };
  const contracts = Math.abs(quantity);
  return { initial: contracts * each.initial, maintenance: contracts * each.maintenance };
}

function ofStock({ quantity, price }: Priced, kind: AccountKind): Margin {
  const value = Math.abs(quantity * price);
  if (kind === "cash") return { initial: value, maintenance: value };
  return { initial: value * 0.5, maintenance: value * (quantity < 0 ? 0.3 : 0.25) };
}

function ofOption(option: Instrument, { quantity, price, underlying }: Priced, kind: AccountKind): Margin {
  const units = Math.abs(quantity) * multiplierOf(option);
  if (quantity >= 0) return { initial: units * price, maintenance: units * price };
  const exercised = option.right === "P" ? (option.strike ?? 0) : underlying;
  const whole = kind === "cash" ? exercised : price + regulationT(option, underlying);
  return { initial: units * whole, maintenance: units * whole };
}

function regulationT({ right, strike = 0 }: Instrument, underlying: number): number {
  const outside = Math.max(0, right === "C" ? strike - underlying : underlying - strike);
  return Math.max(0.2 * underlying - outside, 0.1 * (right === "C" ? underlying : strike));
}
