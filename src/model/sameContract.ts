/** Whether two descriptions may be of one contract: by conId where both name one, else by all that both say. */
import type { PlacedContract } from "./entry.ts";

/** What tells contracts apart that have no number. */
export const CONTRACT_NAMES = [
  "symbol",
  "secType",
  "currency",
  "localSymbol",
  "lastTradeDateOrContractMonth",
  "strike",
  "right",
] as const;

/** Where one of them leaves a part open, they may be the same. What combinations are made of is not looked at. */
export function mayBeSame(a: PlacedContract, b: PlacedContract): boolean {
  if (a.conId && b.conId) return a.conId === b.conId;
  return CONTRACT_NAMES.every((name) => !a[name] || !b[name] || a[name] === b[name]);
}
