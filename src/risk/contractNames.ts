/**
 * Which contract an order means that names it by symbol, as most bots do: what the broker has said of a contract, held against
 * every part that the order names.
 *
 * A contract is meant for sure only where each of these parts is known of it and equal, its exchange among them: of two shares
 * with one symbol and one currency the broker takes the one that it routes.
 */
import type { PlacedContract } from "../model/entry.ts";
import type { KnownContract } from "./view.ts";

export type Match = "yes" | "no" | "doubt";

/** Upper case, without blanks around it. */
export const fold = (text = ""): string => text.trim().toUpperCase();

/** Equal for two that name the same parts alike. */
export const nameOf = (contract: PlacedContract): string =>
  JSON.stringify(PARTS.map((part) => foldPart(contract, part)));

const PARTS = [
  ...(["symbol", "localSymbol", "secType", "currency", "exchange", "primaryExchange", "multiplier"] as const),
  ...(["lastTradeDateOrContractMonth", "strike", "right", "tradingClass", "secIdType", "secId"] as const),
] as const;

const foldPart = (contract: PlacedContract, part: (typeof PARTS)[number]): string =>
  part === "strike" ? String(contract.strike || "") : fold(contract[part]);

/** Whether it is named by ISIN, CUSIP or the like: of what it is called beside that the broker alone can tell whether it counts. */
export const isBySecId = ({ conId, secId }: PlacedContract): boolean => !conId && fold(secId) !== "";

const BONDS: ReadonlySet<string> = new Set(["BOND", "BILL", "FIXED"]);

/** Whether its symbol may be a CUSIP, by which IB takes bonds too. */
export const mayBeCusip = ({ secType }: PlacedContract): boolean => BONDS.has(fold(secType));

/** Whether names mean this contract. What is left open and what is not known of it are doubts. */
export function matchOf(asked: PlacedContract, known: KnownContract): Match {
  // A symbol may have thousands of options, of which nearly all differ in this.
  if (strikeOf(asked, known) === "no") return "no";
  const found = [
    given(asked.symbol, known.symbol),
    given(asked.localSymbol, known.localSymbol),
    needed(asked.secType, known.secType),
    needed(asked.currency, known.currency),
    exchangeOf(asked, known),
    primaryOf(asked, known),
    ...termsOf(asked, known),
    isOutright(asked) ? "yes" : "doubt",
  ];
  if (found.includes("no")) return "no";
  return found.includes("doubt") ? "doubt" : "yes";
}

/** Whether it is called otherwise by now. */
export const isRenamed = (asked: PlacedContract, known: KnownContract): boolean =>
  given(asked.symbol, known.symbol) === "no" || given(asked.localSymbol, known.localSymbol) === "no";

/** A part that the order may leave open. */
function given(wanted: string | undefined, known: string | undefined): Match {
  if (fold(wanted) === "") return "yes";
  if (fold(known) === "") return "doubt";
  return fold(wanted) === fold(known) ? "yes" : "no";
}

const needed = (wanted: string | undefined, known: string): Match =>
  fold(wanted) === "" ? "doubt" : given(wanted, known);

/** Details name every exchange; other messages only one. */
function exchangeOf({ exchange }: PlacedContract, { exchanges, priceMagnifier }: KnownContract): Match {
  if (fold(exchange) === "") return "doubt";
  if (exchanges?.has(fold(exchange)) === true) return "yes";
  return priceMagnifier === undefined ? "doubt" : "no";
}

/** Some exchanges have two names. */
function primaryOf({ primaryExchange }: PlacedContract, known: KnownContract): Match {
  return given(primaryExchange, known.primaryExchange) === "yes" ? "yes" : "doubt";
}

function termsOf(asked: PlacedContract, known: KnownContract): readonly Match[] {
  return [
    expiryOf(asked, known),
    strikeOf(asked, known),
    given(fold(asked.right).charAt(0), fold(known.right).charAt(0)),
    given(asked.multiplier, known.multiplier),
    given(asked.tradingClass, known.tradingClass),
    fold(asked.secId) === "" ? "yes" : "doubt",
  ];
}

function strikeOf(asked: PlacedContract, known: KnownContract): Match {
  if (!asked.strike) return "yes";
  if (known.strike === undefined) return "doubt";
  return asked.strike === known.strike ? "yes" : "no";
}

/** A month may have several last days of trading; a day may be told with its time. */
function expiryOf(asked: PlacedContract, known: KnownContract): Match {
  const [wanted, told] = [fold(asked.lastTradeDateOrContractMonth), fold(known.lastTradeDateOrContractMonth)];
  if (wanted === "") return "yes";
  const day = told.split(" ")[0]!;
  if (day === wanted.split(" ")[0]) return "yes";
  return day === "" || day.startsWith(wanted) ? "doubt" : "no";
}

const SINGLE: ReadonlySet<string> = new Set(["STK", "CASH", "IND", "CMDTY", "CRYPTO", "FUND"]);
const WITHOUT_STRIKE: ReadonlySet<string> = new Set(["FUT"]);

/** Whether no series of contracts is meant: of derivatives all terms are given, or their own symbol. */
function isOutright({ secType, localSymbol, ...asked }: PlacedContract): boolean {
  if (SINGLE.has(fold(secType)) || fold(localSymbol) !== "") return true;
  if (fold(asked.lastTradeDateOrContractMonth) === "") return false;
  return WITHOUT_STRIKE.has(fold(secType)) || (!!asked.strike && fold(asked.right) !== "");
}

/** Whether the broker can be asked for it, and will not answer with a whole chain. */
export const isAskable = (asked: PlacedContract): boolean =>
  fold(asked.secType) !== "" &&
  fold(asked.secType) !== "BAG" &&
  fold(asked.exchange) !== "" &&
  [asked.symbol, asked.localSymbol, asked.secId].some((name) => fold(name) !== "") &&
  (isOutright(asked) || fold(asked.secId) !== "");
