/**
 * The demo's verdict: what holdfast believes about positions against what the broker itself says.
 *
 * The broker is asked over a second connection that does not pass through holdfast, so an agreement is not holdfast
 * agreeing with itself.
 */
import { type Decimal, isZero, toNumber } from "../../base/decimal.ts";

export interface PositionRow {
  readonly account: string;
  readonly symbol: string;
  readonly position: Decimal;
}

/** One position in the summary. */
export interface PositionFigure {
  readonly account: string;
  readonly symbol: string;
  /** Shares, negative when short. */
  readonly position: number;
}

/** Positions that are not zero, in one order, so that equal lists are equal texts. */
export function figures(rows: readonly PositionRow[]): PositionFigure[] {
  return rows
    .filter((row) => !isZero(row.position))
    .map(({ account, symbol, position }) => ({ account, symbol, position: toNumber(position) }))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** One line for each position on which the two differ. */
export function differences(ours: readonly PositionFigure[], brokers: readonly PositionFigure[]): string[] {
  const theirs = new Map(brokers.map((row) => [nameOf(row), row.position]));
  const mine = new Map(ours.map((row) => [nameOf(row), row.position]));
  const names = [...new Set([...mine.keys(), ...theirs.keys()])].sort();
  return names
    .filter((name) => mine.get(name) !== theirs.get(name))
    .map((name) => `${name}: holdfast says ${mine.get(name) ?? 0}, the broker says ${theirs.get(name) ?? 0}`);
}

const nameOf = (row: PositionFigure): string => `${row.account} ${row.symbol}`;
