/**
 * What an option would cost at a volatility, and which volatility a price implies.
 *
 * Answers bear tick type 53 with the inputs in their places (recorded: a volatility of 0.3 at 293.23, dividends -1). The
 * refusals are listed in `deepentropy/ibx`. A price that no volatility explains brings -1 and -2, which stand for "not
 * computed" (PROTOCOL 7). Everything is answered at once, so a cancel never finds anything, and nothing is said.
 */
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import { type OptionModel, optionModel } from "../../exchange/tape/optionModel.ts";
import type { Context, Handlers } from "../context.ts";
import type { Session } from "../door/session.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { resolve } from "./resolve.ts";

type Contract = OutgoingBody<"calculateOptionPrice">["contract"];

const CUSTOM = 53;
const HIGHEST_VOLATILITY = 10;
const HALVINGS = 60;

export const calculatorHandlers: Handlers = {
  calculateOptionPrice(context, session, { reqId, contract, volatility, underPrice }) {
    const found = optionOf(context, contract, "Option Price", "bJ");
    if (!("listing" in found)) return refuse(context, session, reqId, found);
    say(session, reqId, at(context, found.listing, volatility, underPrice));
  },

  calculateImpliedVolatility(context, session, { reqId, contract, optionPrice, underPrice }) {
    const found = optionOf(context, contract, "Implied Volatility", "bI");
    if (!("listing" in found)) return refuse(context, session, reqId, found);
    const volatility = implied(context, found.listing, optionPrice, underPrice);
    if (volatility === undefined) return sayNothingFound(session, reqId, optionPrice, underPrice);
    say(session, reqId, { ...at(context, found.listing, volatility, underPrice), price: optionPrice });
  },

  cancelCalculateOptionPrice() {},
  cancelCalculateImpliedVolatility() {},
};

function optionOf(context: Context, contract: Contract, what: string, letters: string) {
  const refused = (cause: string): Refusal => ({
    code: 321,
    text: `Error validating request.-'${letters}' : cause - ${cause}`,
  });
  if (contract.exchange === "") return refused("Please enter exchange");
  const only = refused(`Calculation of ${what} supported for option securities only`);
  if (contract.conId === 0 && contract.localSymbol === "" && contract.secType !== "OPT") return only;
  const found = resolve(context, contract);
  return "listing" in found && found.listing.secType !== "OPT" ? only : found;
}

function at(context: Context, listing: Listing, volatility: number, underPrice: number): OptionModel {
  const character = { ...listing.character, impliedVolatility: volatility };
  return optionModel({ ...listing, character }, underPrice, context.wall());
}

/** By halving: a price grows with its volatility. */
function implied(context: Context, listing: Listing, price: number, underPrice: number): number | undefined {
  const priceAt = (volatility: number): number => at(context, listing, volatility, underPrice).price;
  let [low, high] = [0.001, HIGHEST_VOLATILITY];
  if (price < priceAt(low) || price > priceAt(high)) return undefined;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (priceAt(middle) < price) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function say(session: Session, reqId: number, model: OptionModel): void {
  const { impliedVolatility: impliedVol, price: optPrice, delta, gamma, vega, theta, undPrice } = model;
  const kind = { reqId, tickType: CUSTOM, tickAttrib: 0, pvDividend: -1 };
  session.say("tickOptionComputation", { ...kind, impliedVol, optPrice, delta, gamma, vega, theta, undPrice });
}

function sayNothingFound(session: Session, reqId: number, optPrice: number, undPrice: number): void {
  const greeks = { delta: -2, gamma: -2, vega: -2, theta: -2 };
  const kind = { reqId, tickType: CUSTOM, tickAttrib: 0, pvDividend: -1, impliedVol: -1 };
  session.say("tickOptionComputation", { ...kind, ...greeks, optPrice, undPrice });
}
