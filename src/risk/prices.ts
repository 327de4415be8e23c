/**
 * What the market says of a contract, as far as an order may be judged by it.
 *
 * A reference is fresh: at most a minute old, of a contract that trades, with both sides, and the bid not above the ask.
 * Anything else is none, and says why.
 */
import { type Instant, seconds } from "../base/time.ts";
import type { PlacedContract } from "../model/entry.ts";
import type { AskedLeg } from "./ask.ts";
import type { Quote, RiskView } from "./view.ts";

/** So old a quote may be, in ms. */
const FRESH_MS = seconds(60);

export interface Reference {
  readonly bid: number;
  readonly ask: number;
}

/** What is needed and missing, in words. */
export interface Lacking {
  readonly lacking: string;
}

// A look at the property itself is much quicker than at whether it is there, and every gate asks.
export const isLacking = (found: object): found is Lacking => (found as Partial<Lacking>).lacking !== undefined;

/** A leg that waits at the door may have become one of another contract. */
export function conIdOf(view: RiskView, { contract, key }: AskedLeg): number {
  const known = contract.conId || key === undefined ? undefined : view.byKey(key);
  return contract.conId || (known === undefined || known.status === "held" ? 0 : known.conId);
}

/** The contract of a leg under that number. */
export const namedIn = (view: RiskView, leg: AskedLeg): PlacedContract => ({
  ...leg.contract,
  conId: conIdOf(view, leg),
});

/** Both sides of the market. */
export function reference(view: RiskView, leg: AskedLeg, now: Instant): Reference | Lacking {
  const quote = living(view, leg, now);
  if (isLacking(quote)) return quote;
  const { bid, ask } = quote;
  if (!isPrice(bid) || !isPrice(ask)) return { lacking: `no ${isPrice(bid) ? "ask" : "bid"} is quoted` };
  return { bid, ask };
}

/**
 * The side that the order would trade with, else the last price: what an order without a price is worth. Where the other side
 * is quoted alone it is no better than that: what nobody bids for is not worth what it was traded at before.
 */
export function marketPrice(view: RiskView, leg: AskedLeg, isBuying: boolean, now: Instant): number | Lacking {
  const quote = living(view, leg, now);
  if (isLacking(quote)) return quote;
  const { bid, ask, last } = quote;
  if (isPrice(bid) && isPrice(ask)) return isBuying ? ask : bid;
  if (!isPrice(last)) return { lacking: "neither bid and ask nor a last price are quoted" };
  if (isBuying) return isPrice(bid) ? Math.max(last, bid) : last;
  return isPrice(ask) ? Math.min(last, ask) : last;
}

/** A quote that is young enough and makes sense. */
function living(view: RiskView, leg: AskedLeg, now: Instant): Quote | Lacking {
  const { contract } = leg;
  if (contract.secType === "BAG") return { lacking: "a combination has no price of its own here" };
  const quote = quoteOf(view, leg);
  if (quote === undefined) return { lacking: "nobody streams live prices of this contract" };
  const { bid, ask, at, halted } = quote;
  // Written so that an age that is no number is too old.
  if (!(now - at <= FRESH_MS)) return { lacking: `its last price is ${Math.round((now - at) / 1_000)} s old` };
  if (halted) return { lacking: "trading in it is halted" };
  if (isPrice(bid) && isPrice(ask) && bid > ask) return { lacking: `the market is crossed, bid ${bid} ask ${ask}` };
  return quote;
}

/** Looks up every quote once for all gates that an order is judged by. */
export function quotingOnce<T>(view: RiskView, judge: () => T): T {
  const last: Last = { contract: undefined, quote: undefined };
  view.kept.set(QUOTE, last);
  const result = judge();
  view.kept.delete(QUOTE);
  return result;
}

const QUOTE = "quote";

/** The one that was looked up last: nearly every order is of one contract. */
interface Last {
  contract: PlacedContract | undefined;
  quote: Quote | undefined;
}

function quoteOf(view: RiskView, leg: AskedLeg): Quote | undefined {
  const last = view.kept.get(QUOTE) as Last | undefined;
  if (last === undefined || !leg.contract.conId) return view.quote(conIdOf(view, leg), leg.contract);
  if (last.contract !== leg.contract) {
    last.quote = view.quote(leg.contract.conId, leg.contract);
    last.contract = leg.contract;
  }
  return last.quote;
}

const isPrice = (value: number | undefined): value is number =>
  value !== undefined && Number.isFinite(value) && value > 0;
