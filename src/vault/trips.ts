/**
 * Round trips: what a strategy's executions in one contract come to, from flat to flat.
 *
 * A trip begins with the execution that leaves flat and ends with the one that comes back to it; one that goes through flat
 * ends a trip and begins the next, its quantity and its commission divided. For a trip that is closed it makes no
 * difference which bought share was sold: first in first out and average cost give the same sum. While it is open, what is
 * realised is told by average cost, as IB does. So no method has to be chosen for the figures that are final, and a position
 * that is scaled into and out of is one trade, not one for each pair of partial fills.
 *
 * Everything here is a function of the trades in their order, and folding may go on from any standing.
 */
import { type Decimal, decimal, isNegative, isZero, minus, negate, plus, times, ZERO } from "../base/decimal.ts";
import { hasSold, signedBy } from "../model/execution.ts";
import type { Row } from "./tables.ts";

/** A strategy in a contract. */
export interface Book {
  readonly strategy: string;
  readonly account: string;
  readonly conId: number;
}

/** An execution by its newest version; it stands where its first version stood. */
export interface Trade {
  /** Of the newest version. */
  readonly execId: string;
  /** The entry and the time of the first version. */
  readonly entry: number;
  readonly at: string;
  readonly symbol: string | null;
  readonly secType: string | null;
  readonly currency: string | null;
  readonly side: string | null;
  readonly shares: number;
  readonly price: number;
  /** What one unit of price is worth for one share or contract; null when nobody said. */
  readonly perPoint: number | null;
  readonly commission: number | null;
  readonly commissionCurrency: string | null;
}

/** A trip that is not flat yet, or just became so. */
interface Trip {
  readonly number: number;
  readonly first: Trade;
  readonly last: Trade;
  readonly executions: number;
  readonly bought: Decimal;
  readonly sold: Decimal;
  /** Undefined when the worth of a point is not known. */
  readonly boughtValue: Decimal | undefined;
  readonly soldValue: Decimal | undefined;
  readonly position: Decimal;
  /** Of what is held: its sign is the position's. */
  readonly cost: Decimal;
  readonly pnl: Decimal;
  readonly commissions: ReadonlyMap<string, Decimal>;
  readonly unreported: number;
}

/** Between two trades: how many trips there were, the open one included. */
export interface Standing {
  readonly number: number;
  readonly open: Trip | undefined;
}

export const FLAT: Standing = { number: 0, open: undefined };

/** The trips that this trade made or changed, and how it stands then. */
export function withTrade(
  standing: Standing,
  trade: Trade,
): { readonly standing: Standing; readonly trips: readonly Trip[] } {
  const quantity = exact(trade.shares);
  if (isZero(quantity)) return { standing, trips: [] };
  const signed = signedBy(trade.side, quantity);
  const { open, number } = standing;
  if (open === undefined) return begun(number + 1, trade, signed, WHOLE);
  const after = plus(open.position, signed);
  const goesThrough = !isZero(after) && isNegative(after) !== isNegative(open.position);
  if (!goesThrough) return stands(number, [grown(open, trade, signed, WHOLE)]);
  const closing = share(negate(open.position), signed);
  const closed = grown(open, trade, negate(open.position), closing);
  const next = begun(number + 1, trade, after, minus(WHOLE, closing));
  return { ...next, trips: [closed, ...next.trips] };
}

const WHOLE = "1" as Decimal;

function begun(number: number, trade: Trade, signed: Decimal, part: Decimal): ReturnType<typeof withTrade> {
  return stands(number, [grown(beginning(number, trade), trade, signed, part)]);
}

function stands(number: number, trips: readonly Trip[]): ReturnType<typeof withTrade> {
  const last = trips.at(-1);
  return { standing: { number, open: last && isZero(last.position) ? undefined : last }, trips };
}

const beginning = (number: number, first: Trade): Trip => ({
  ...{ number, first, last: first, executions: 0, bought: ZERO, sold: ZERO },
  ...{ boughtValue: ZERO, soldValue: ZERO, position: ZERO, cost: ZERO, pnl: ZERO },
  ...{ commissions: new Map(), unreported: 0 },
});

/** `part` of the trade, which is `signed`, belongs to this trip. */
function grown(trip: Trip, trade: Trade, signed: Decimal, part: Decimal): Trip {
  const value = times(times(signed, exact(trade.price)), exact(trade.perPoint ?? 1));
  const told = trade.perPoint === null ? undefined : value;
  return {
    ...trip,
    ...{ last: trade, executions: trip.executions + 1, position: plus(trip.position, signed) },
    ...(isNegative(signed)
      ? { sold: minus(trip.sold, signed), soldValue: sum(trip.soldValue, told && negate(told)) }
      : { bought: plus(trip.bought, signed), boughtValue: sum(trip.boughtValue, told) }),
    ...realised(trip, signed, value),
    ...charged(trip, trade, part),
  };
}

const sum = (a: Decimal | undefined, b: Decimal | undefined): Decimal | undefined => a && b && plus(a, b);

/** By average cost; what closes the trip takes all the cost that is left, so nothing is lost by rounding. */
function realised(trip: Trip, signed: Decimal, value: Decimal): Pick<Trip, "cost" | "pnl"> {
  const { position, cost, pnl } = trip;
  const reduces = !isZero(position) && isNegative(position) !== isNegative(signed);
  if (!reduces) return { cost: plus(cost, value), pnl };
  const leaves = isZero(plus(position, signed)) ? cost : rounded(times(cost, share(signed, negate(position))));
  return { cost: minus(cost, leaves), pnl: minus(minus(pnl, value), leaves) };
}

function charged(
  trip: Trip,
  { commission, commissionCurrency }: Trade,
  part: Decimal,
): Pick<Trip, "commissions" | "unreported"> {
  if (commission === null) return { commissions: trip.commissions, unreported: trip.unreported + 1 };
  const currency = commissionCurrency ?? "";
  const sum = plus(trip.commissions.get(currency) ?? ZERO, rounded(times(exact(commission), part)));
  return { commissions: new Map([...trip.commissions, [currency, sum]]), unreported: trip.unreported };
}

const exact = (value: number): Decimal => decimal(value) ?? ZERO;
/** A part of a whole, to 12 places. */
const share = (part: Decimal, whole: Decimal): Decimal => places(Number(part) / Number(whole), 12);
const rounded = (value: Decimal): Decimal => places(Number(value), 8);
const places = (value: number, count: number): Decimal => decimal(value.toFixed(count)) ?? exact(value);

/** A trip as the vault shows it. */
export function tripRow({ strategy, account, conId }: Book, trip: Trip): Row {
  const { number, first, last, executions, unreported, commissions } = trip;
  const { bought, sold, boughtValue, soldValue, position, pnl } = trip;
  const isClosed = isZero(position);
  const worth = boughtValue && soldValue && (isClosed ? minus(soldValue, boughtValue) : pnl);
  const [currency = null, ...others] = commissions.keys();
  const commission = others.length > 0 ? undefined : (commissions.get(currency ?? "") ?? ZERO);
  const isSame = currency === null || currency === first.currency;
  return {
    ...{ strategy, account, conId, number, symbol: first.symbol, secType: first.secType, currency: first.currency },
    side: isLong(trip) ? "LONG" : "SHORT",
    ...{ openedAt: first.at, closedAt: isClosed ? last.at : null, firstEntry: first.entry, lastEntry: last.entry },
    ...{ executions, bought: Number(bought), sold: Number(sold) },
    ...{ boughtValue: shown(boughtValue), soldValue: shown(soldValue), position: Number(position), pnl: shown(worth) },
    ...{ commission: shown(commission), commissionCurrency: others.length > 0 ? null : currency, unreported },
    net: shown(isSame ? worth && commission && minus(worth, commission) : undefined),
  };
}

/** By the execution that began it; one that came through flat began on its own side all the same. */
const isLong = ({ first }: Trip): boolean => !hasSold(first.side);
const shown = (value: Decimal | undefined): number | null => (value === undefined ? null : Number(value));
