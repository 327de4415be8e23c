/**
 * What an option's prices mean: implied volatility and greeks for bid, ask, last and the model (tick types 10 to 13,
 * delayed 80 to 83).
 *
 * A volatility that a price does not determine is -1 and its greeks are -2, "not computed" (PROTOCOL 7). The model's own
 * computation goes with every change of the underlying, the others with changes of their price.
 */
import type { WallMs } from "../../../base/time.ts";
import type { Quote } from "../../exchange/quote.ts";
import { type OptionModel, optionModel } from "../../exchange/tape/optionModel.ts";
import type { Session } from "../door/session.ts";
import type { Line } from "./subscriptions.ts";

const BID = 10;
const ASK = 11;
const LAST = 12;
const MODEL = 13;
/** A delayed computation's tick type is so much higher. */
const DELAYED = 70;
/** Below this change of price for a percentage point of volatility, a price says nothing about it. */
const VEGA_MIN = 0.001;
/** 0: volatilities are of returns, not of prices (IB's documentation; recorded on a computed option). */
const OF_RETURNS = 0;
const NOT_COMPUTED = { impliedVol: -1, delta: -2, gamma: -2, vega: -2, theta: -2 };

/** What a computation is made from. */
interface Priced {
  readonly quote: Quote;
  readonly undPrice: number;
  readonly wall: WallMs;
}

/** `told` is the quote that the client knew before this one. */
export function sayComputations(session: Session, line: Line, told: Quote | undefined, priced: Priced): void {
  const { quote, undPrice, wall } = priced;
  if (line.listing.secType !== "OPT" || line.generic.mdoff || undPrice <= 0) return;
  if (told === quote && line.toldUndPrice === undPrice) return;
  const model = optionModel(line.listing, undPrice, wall);
  if (told?.bid !== quote.bid) sayComputation(session, line, BID, impliedBy(model, quote.bid), quote.bid, model);
  if (told?.ask !== quote.ask) sayComputation(session, line, ASK, impliedBy(model, quote.ask), quote.ask, model);
  if (told?.last !== quote.last) sayComputation(session, line, LAST, impliedBy(model, quote.last), quote.last, model);
  if (line.toldUndPrice === undPrice) return;
  line.toldUndPrice = undPrice;
  sayComputation(session, line, MODEL, model.impliedVolatility, model.price, model);
}

/** The volatility at which the option is worth `price`, by one step from the model's; undefined where there is none. */
function impliedBy({ price: worth, vega, impliedVolatility }: OptionModel, price: number): number | undefined {
  if (!(price > 0) || vega < VEGA_MIN) return undefined;
  const implied = impliedVolatility + (price - worth) / (100 * vega);
  return implied > 0.01 ? implied : undefined;
}

function sayComputation(
  session: Session,
  { reqId, delayed }: Line,
  computation: number,
  impliedVol: number | undefined,
  price: number,
  { delta, gamma, vega, theta, pvDividend, undPrice }: OptionModel,
): void {
  const tickType = computation + (delayed ? DELAYED : 0);
  const known = impliedVol === undefined ? NOT_COMPUTED : { impliedVol, delta, gamma, vega, theta };
  const optPrice = price > 0 ? price : -1;
  session.say("tickOptionComputation", {
    ...{ reqId, tickType, tickAttrib: OF_RETURNS, optPrice, pvDividend, undPrice, ...known },
  });
}
