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
  return CONTRACT_NAMES.every((name) => !a[name] || !b[name] || isLike(name, a[name], b[name]));
}

type Part = string | number | undefined;

/** Texts without regard to case and to blanks around them: the broker takes either. */
function isLike(name: (typeof CONTRACT_NAMES)[number], a: Part, b: Part): boolean {
  if (a === b) return true;
  if (typeof a !== "string" || typeof b !== "string") return false;
  const [one, other] = [a.trim().toUpperCase(), b.trim().toUpperCase()];
  if (name === "right") return one.charAt(0) === other.charAt(0);
  return name === "lastTradeDateOrContractMonth" ? isWithin(one, other) || isWithin(other, one) : one === other;
}

/** A day, which may be told with its time, is within its month. */
const isWithin = (day: string, month: string): boolean => dayOf(day).startsWith(dayOf(month));
const dayOf = (text: string): string => text.split(/[ -]/)[0]!;
