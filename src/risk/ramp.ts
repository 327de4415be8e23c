/**
 * The ramp from paper to live: a strategy's limits of size count as a share of themselves.
 *
 * It is applied where limits are looked up, so that no gate can forget it.
 */
import { type Decimal, decimal, times } from "../base/decimal.ts";
import type { LimitName, LimitValues } from "../model/limits.ts";

export type Size = "max-quantity" | "max-value" | "max-position" | "max-gross-value";
export const SIZES: readonly Size[] = ["max-quantity", "max-value", "max-position", "max-gross-value"];
const PERCENT = decimal(0.01)!;

/** The limit as it counts at a ramp of so many percent. A share that is no number leaves nothing of a limit of size. */
export function ramped<N extends LimitName>(
  name: N,
  value: LimitValues[N] | "off",
  ramp: LimitValues["ramp"] | "off",
): LimitValues[N] | "off" {
  if (ramp === "off" || value === "off" || !isSize(name)) return value;
  const share = times(decimal(ramp) ?? ("0" as Decimal), PERCENT);
  return times(value as Decimal, share) as LimitValues[N];
}

const isSize = (name: LimitName): boolean => (SIZES as readonly LimitName[]).includes(name);
