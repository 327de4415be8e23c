/**
 * What a contract in a request means: one listing, or why it means none or too many.
 *
 * Texts: 200 captured (SEQUENCES 8) and logged (`... is ambiguous; you must specify the multiplier or trading class.`), 321
 * `Please enter a valid security type` and `Please enter a local symbol or an expiry` in many public logs, the one about
 * option fields in `deepentropy/ibx`, a public client that compared itself with a real Gateway.
 */
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Context } from "../context.ts";
import type { Refusal } from "../refusal.ts";
import { NO_SECURITY, validating } from "../texts.ts";

type Asked = OutgoingBody<"reqContractDetails">["contract"];

const SEC_TYPES: ReadonlySet<string> = new Set([
  ...["STK", "OPT", "FUT", "CONTFUT", "FUT+CONTFUT", "CONTFUT+FUT", "CASH", "IND", "FOP", "BAG", "WAR", "IOPT"],
  ...["BOND", "BILL", "FIXED", "CMDTY", "NEWS", "FUND", "CFD", "CRYPTO", "EC", "SLB", "PDC", "CS"],
]);

/** The one listing that data and orders are about. */
export function resolve(context: Context, asked: Asked): { readonly listing: Listing } | Refusal {
  const wrong = malformed(asked) ?? incomplete(asked);
  if (wrong !== undefined) return wrong;
  const found = context.exchange.find(asked);
  const [listing] = found;
  if (listing === undefined) return { code: 200, text: NO_SECURITY };
  return found.length === 1 ? { listing } : ambiguous(asked, found);
}

/** A security type that no Gateway knows, or none where nothing else names the contract. */
export function malformed({ conId, secType, localSymbol, secId }: Asked): Refusal | undefined {
  const named = conId !== 0 || localSymbol !== "" || secId !== "";
  if (secType === "" ? named : SEC_TYPES.has(secType.toUpperCase())) return undefined;
  return { code: 321, text: validating("Please enter a valid security type") };
}

/** Futures need a month and options all their terms, unless they are named outright. */
function incomplete(asked: Asked): Refusal | undefined {
  const { conId, secType, localSymbol, lastTradeDateOrContractMonth: expiry, strike, right } = asked;
  if (conId !== 0 || localSymbol !== "") return undefined;
  if (["FUT", "FOP"].includes(secType.toUpperCase()) && expiry === "")
    return { code: 321, text: validating("Please enter a local symbol or an expiry") };
  if (secType.toUpperCase() !== "OPT" || (expiry !== "" && strike && right !== "")) return undefined;
  const cause = "When the local symbol field is empty, please fill all option fields (right, strike, expiry)";
  return { code: 321, text: validating(cause) };
}

function ambiguous({ symbol }: Asked, found: readonly Listing[]): Refusal {
  const classes = new Set(found.map(({ tradingClass, multiplier }) => `${tradingClass}/${multiplier}`));
  const advice = classes.size > 1 ? "; you must specify the multiplier or trading class." : ".";
  return { code: 200, text: `The contract description specified for ${symbol} is ambiguous${advice}` };
}
