/**
 * Remembers of a gate with a list which contracts it lets pass, so that a long list is not gone through for every order.
 *
 * What passed passes again as long as the list is the same one and so is every part of the contract, as the order names it and as
 * the broker does. Only contracts with a number are remembered, for those nothing else is asked.
 */
import type { PlacedContract } from "../model/entry.ts";
import type { AskedLeg, Gate, RiskAsk } from "./ask.ts";
import { isCombination } from "./combination.ts";
import type { KnownContract } from "./view.ts";

/** Shorter lists are gone through as quickly. */
const ROWS_MIN = 25;
/** Beyond so many contracts all are looked at anew. */
const CONTRACTS_MAX = 2_000;

interface Passed {
  readonly contract: PlacedContract;
  readonly known: KnownContract | undefined;
}

/** By list. */
type Memory = WeakMap<readonly unknown[], Map<number, Passed>>;

export const remembered = (name: "contracts" | "banned", { gate, refuses }: Gate): Gate => ({
  gate,
  refuses: (ask) => {
    const list = ask.limit(name);
    if (list === "off" || ask.reduces || list.length < ROWS_MIN || !ask.legs.every(isPlain)) return refuses(ask);
    const passed = passedOf(ask, name, list);
    if (ask.legs.every((leg) => hasPassed(ask, leg, passed))) return undefined;
    const refusal = refuses(ask);
    if (refusal === undefined) for (const leg of ask.legs) keep(ask, leg, passed);
    return refusal;
  },
});

const isPlain = (leg: AskedLeg): boolean => !!leg.contract.conId && !isCombination(leg);

function passedOf({ view }: RiskAsk, name: string, list: readonly unknown[]): Map<number, Passed> {
  const memory = (view.kept.get(name) as Memory | undefined) ?? new WeakMap();
  view.kept.set(name, memory);
  const known = memory.get(list);
  if (known !== undefined) return known;
  const passed = new Map<number, Passed>();
  memory.set(list, passed);
  return passed;
}

function hasPassed({ view }: RiskAsk, { contract }: AskedLeg, passed: Map<number, Passed>): boolean {
  const before = passed.get(contract.conId!);
  if (before === undefined) return false;
  return isSame(before.contract, contract) && isSame(before.known, view.contract(contract.conId!));
}

function keep({ view }: RiskAsk, { contract }: AskedLeg, passed: Map<number, Passed>): void {
  if (passed.size >= CONTRACTS_MAX) passed.clear();
  passed.set(contract.conId!, { contract, known: view.contract(contract.conId!) });
}

/** Part by part. */
function isSame<T extends object>(a: T | undefined, b: T | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  for (const part in a) if (a[part] !== b[part]) return false;
  for (const part in b) if (!(part in a)) return false;
  return true;
}
