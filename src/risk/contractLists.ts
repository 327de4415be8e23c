/**
 * Contracts that alone are traded, and contracts that never are.
 *
 * A conId says which contract is meant and counts before every name; a name is compared without regard to case and blanks.
 * Where it cannot be known whether a row means the contract of an order, the order is refused and told what is missing. What
 * only takes risk away passes: a position in a contract that was banned since must be closable.
 */
import type { PlacedContract } from "../model/entry.ts";
import type { ContractName } from "../model/limitValues.ts";
import { isSet } from "../model/orderType.ts";
import type { AskedLeg, Gate, RiskAsk } from "./ask.ts";
import { conIdsTraded, isCombination } from "./combination.ts";
import { isBySecId, mayBeCusip } from "./contractNames.ts";
import { conIdOf } from "./prices.ts";
import type { KnownContract, RiskView } from "./view.ts";

export const contracts: Gate = {
  gate: "contracts",
  refuses: (ask) => {
    const { legs, limit, view } = ask;
    const list = limit("contracts");
    if (list === "off" || ask.reduces) return undefined;
    for (const leg of legs) {
      if (isCombination(leg) ? isWhollyNamed(leg, list) : isOneOf(view, leg, list)) continue;
      const doubt = list.map((row) => doubtOf(view, leg, row)).find((found) => found !== undefined);
      return `${titleOf(leg)} against a list of ${list.length} without it${doubt === undefined ? "" : `: ${doubt}`}`;
    }
    return undefined;
  },
};

export const banned: Gate = {
  gate: "banned",
  refuses: (ask) => {
    const { legs, limit, view } = ask;
    const list = limit("banned");
    if (list === "off" || ask.reduces) return undefined;
    for (const leg of legs) {
      const row = isCombination(leg) ? undefined : mayBeOneOf(view, leg, list);
      if (row !== undefined) return `${titleOf(leg)} against ${nameOf(row)}${because(doubtOf(view, leg, row))}`;
      if (isCombination(leg) && !isSafeCombination(leg, list, limit))
        return `${titleOf(leg)} against a list of ${list.length}: a combination's contracts must be named by conId in the limit contracts`;
    }
    return undefined;
  },
};

const because = (doubt: string | undefined): string => (doubt === undefined ? "" : `: ${doubt}`);

/** Whether a row of a list means the contract of an order. */
type Verdict = "yes" | "no" | "unknown";

function isOneOf(view: RiskView, leg: AskedLeg, list: readonly ContractName[]): boolean {
  const conId = conIdOf(view, leg);
  return list.some((row) => means(view, leg, conId, row) === "yes");
}

function mayBeOneOf(view: RiskView, leg: AskedLeg, list: readonly ContractName[]): ContractName | undefined {
  const conId = conIdOf(view, leg);
  return list.find((row) => means(view, leg, conId, row) !== "no");
}

function means(view: RiskView, leg: AskedLeg, conId: number, row: ContractName): Verdict {
  if (!("conId" in row)) return isNamed(leg.contract, conId === 0 ? undefined : view.contract(conId), conId, row);
  if (conId !== 0) return conId === row.conId ? "yes" : "no";
  const known = view.contract(row.conId);
  return known === undefined ? "unknown" : isCalled(leg.contract, known);
}

/** Of an order without a conId: whether its names may be those of a contract with one. */
function isCalled(contract: PlacedContract, known: KnownContract): Verdict {
  const { symbol, secType, currency, localSymbol } = known;
  const named = isNamed(contract, undefined, 0, { symbol, secType, currency });
  if (named === "no" || isBySecId(contract)) return named;
  // Another one may have the same names: the broker alone can tell.
  return contract.localSymbol && localSymbol && !isAlike(contract.localSymbol, localSymbol) ? "no" : "unknown";
}

type NameRow = Extract<ContractName, { readonly symbol: string }>;

function isNamed(contract: PlacedContract, known: KnownContract | undefined, conId: number, row: NameRow): Verdict {
  const symbol = symbolIs(contract, known, conId, row.symbol);
  // Most rows are about something else.
  if (symbol === "no") return "no";
  const verdicts = [
    symbol,
    partIs(row.secType, known?.secType || contract.secType),
    partIs(row.currency, known?.currency || contract.currency),
    exchangeIs(row.exchange, contract, known),
  ];
  if (verdicts.includes("no")) return "no";
  return verdicts.includes("unknown") ? "unknown" : "yes";
}

/** The broker's name of a conId is the contract's, whatever the order calls it; without a conId the order's own is. */
function symbolIs(contract: PlacedContract, known: KnownContract | undefined, conId: number, wanted: string): Verdict {
  if (known !== undefined) return isAlike(known.symbol, wanted) || isAlike(known.localSymbol, wanted) ? "yes" : "no";
  if (conId !== 0 || isBySecId(contract)) return "unknown";
  const { symbol, localSymbol, secType } = contract;
  if (isAlike(symbol, wanted) || isAlike(localSymbol, wanted)) return "yes";
  if (mayBeCusip(contract)) return "unknown";
  if (symbol?.trim() || (localSymbol?.trim() && secType === "STK")) return "no";
  // The local symbol of an option begins with its underlying's; of others it is a code of the exchange's.
  return isAlike(localSymbol?.trim().split(" ")[0], wanted) ? "yes" : "unknown";
}

function partIs(wanted: string | undefined, given: string | undefined): Verdict {
  if (!wanted) return "yes";
  if (!given) return "unknown";
  return isAlike(given, wanted) ? "yes" : "no";
}

/** An order that is routed leaves its exchange open; the primary one tells. */
function exchangeIs(
  wanted: string | undefined,
  { exchange, primaryExchange }: PlacedContract,
  known: KnownContract | undefined,
): Verdict {
  if (!wanted || isAlike(exchange, wanted)) return "yes";
  const primary = known?.primaryExchange || primaryExchange;
  if (primary) return isAlike(primary, wanted) ? "yes" : "no";
  return !exchange || isAlike(exchange, "SMART") ? "unknown" : "no";
}

/** Without regard to case and to blanks around it. Most pairs differ in their last letter, which costs little. */
function isAlike(a: string | undefined, b: string): boolean {
  if (a === undefined || a === "" || b === "") return false;
  if (a === b) return true;
  return !isPlainlyOther(a, b) && a.trim().toUpperCase() === b.trim().toUpperCase();
}

/** Told by the last letters, where no blanks are around either. */
function isPlainlyOther(a: string, b: string): boolean {
  const [last, other] = [a.charCodeAt(a.length - 1), b.charCodeAt(b.length - 1)];
  if (last <= BLANK || other <= BLANK || a.charCodeAt(0) <= BLANK || b.charCodeAt(0) <= BLANK) return false;
  // What is beyond the letters of ASCII may change its length with its case.
  if (last >= ASCII_END || other >= ASCII_END) return false;
  return (last | CASE) !== (other | CASE);
}

const BLANK = 32;
const ASCII_END = 128;
/** The bit that tells small letters from capitals. */
const CASE = 32;

// ---------------------------------------------------------------- combinations

const conIdsIn = ({ contract, order }: AskedLeg): readonly number[] => [
  ...conIdsTraded(contract, contract.conId ?? 0),
  ...(contract.deltaNeutralContract === undefined ? [] : [contract.deltaNeutralContract.conId ?? 0]),
  ...(isSet(order.deltaNeutralOrderType) ? [order.deltaNeutralConId ?? 0] : []),
];

const hasConId = (list: readonly ContractName[], conId: number): boolean =>
  list.some((row) => "conId" in row && row.conId === conId);

/** A combination is known by the conIds of all that it is made of. */
function isWhollyNamed(leg: AskedLeg, list: readonly ContractName[]): boolean {
  const conIds = conIdsIn(leg);
  return conIds.length > 0 && conIds.every((conId) => hasConId(list, conId));
}

/** Names cannot be held against a combination, so only one whose parts are all allowed, and none banned, passes. */
function isSafeCombination(leg: AskedLeg, list: readonly ContractName[], limit: RiskAsk["limit"]): boolean {
  const allowed = limit("contracts");
  if (allowed === "off" || !isWhollyNamed(leg, allowed)) return false;
  return !conIdsIn(leg).some((conId) => hasConId(list, conId));
}

// ---------------------------------------------------------------- words

function titleOf({ contract }: AskedLeg): string {
  const { symbol, localSymbol, secType, conId } = contract;
  const words = [symbol || localSymbol, secType, conId && `conId ${conId}`];
  return words.filter((word) => word).join(" ") || "a contract without a name";
}

const nameOf = (row: ContractName): string =>
  "conId" in row
    ? `conId ${row.conId}`
    : [row.symbol, row.secType, row.exchange, row.currency].filter((part) => part).join(" ");

/** What would have to be known to tell whether the row means the contract. */
function doubtOf(view: RiskView, leg: AskedLeg, row: ContractName): string | undefined {
  const conId = conIdOf(view, leg);
  if (isCombination(leg) || means(view, leg, conId, row) !== "unknown") return undefined;
  const isNumbered = conId === 0 && (isBySecId(leg.contract) || mayBeCusip(leg.contract));
  if ("conId" in row || isNumbered) return `it is not known whether it is ${nameOf(row)}: ${view.doubt(leg.contract)}`;
  if (conId !== 0 && view.contract(conId) === undefined)
    return `the Gateway has not said what conId ${conId} is called: holdfast is asking it, send it again in a second`;
  return `the order leaves open whether it is ${nameOf(row)}; name its symbol, secType, currency and primaryExchange`;
}
