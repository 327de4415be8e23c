/** Comparisons of prices and amounts that are quick where nothing is near, and exact where it is. */
import { compare, type Decimal, decimal, times } from "../base/decimal.ts";

/** Doubles that differ by less than this share of themselves may be equal amounts. */
const NEAR = 1e-9;

/** Whether one is so far below the other that nothing but the doubles need be looked at. Never for what is no number. */
export const isPlainlyBelow = (value: number, most: number): boolean => value < most - NEAR * Math.abs(most);

/** Whether the product of some numbers is above the product of others. A factor that is no number makes it so. */
export function isProductAbove(factors: readonly number[], limits: readonly number[]): boolean {
  const [value, most] = [product(factors), product(limits)];
  if (!Number.isFinite(value) || !Number.isFinite(most)) return true;
  const near = NEAR * Math.max(Math.abs(value), Math.abs(most));
  return Math.abs(value - most) > near ? value > most : compare(exactly(factors), exactly(limits)) > 0;
}

const product = (factors: readonly number[]): number => {
  let result = 1;
  for (const factor of factors) result *= factor;
  return result;
};

/** The shortest decimals that mean these doubles, multiplied. */
const exactly = (factors: readonly number[]): Decimal => {
  let result = "1" as Decimal;
  for (const factor of factors) result = times(result, decimal(factor)!);
  return result;
};
