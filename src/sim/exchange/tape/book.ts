/**
 * The depth of the market, derived from the quote: what rests behind the best bid and ask.
 *
 * A book is a function of the contract and its quote, so it follows the quote at every moment and is the same whenever
 * it is asked for. What rests at a price below the best stays there while the best moves, as in a real book. Every price
 * is on a step of the contract's market rule. Prices in the contract's currency, sizes in shares or contracts.
 */
import type { Listing } from "../directory/listing.ts";
import { rulesOf, stepAbove, stepBelow } from "../directory/rules.ts";
import type { Moment } from "./tape.ts";
import { hash, unit } from "./walk.ts";

export interface BookRow {
  readonly price: number;
  readonly size: number;
  /** The exchange or market maker that shows it; "" where rows are of the whole book. */
  readonly marketMaker: string;
}

export interface Book {
  /** Best first. */
  readonly bids: readonly BookRow[];
  readonly asks: readonly BookRow[];
}

export const EMPTY_BOOK: Book = { bids: [], asks: [] };

type Side = "bids" | "asks";
type Character = Pick<Listing, "conId" | "minTick" | "marketRuleIds" | "character">;

/** One row for each price level of one exchange's book, at most `rows` a side. */
export function levelBook(listing: Character, moment: Moment, marketMaker: string, rows: number): Book {
  const side = (of: Side): readonly BookRow[] => levels(listing, moment, of, marketMaker, rows);
  return { bids: side("bids"), asks: side("asks") };
}

/**
 * One row for each exchange that shows its best price only, several for those whose book is open. The first of `tops`
 * always stands at the best price with the quote's size.
 */
export function smartBook(
  listing: Character,
  moment: Moment,
  exchanges: { readonly tops: readonly string[]; readonly deep: readonly string[] },
  rows: number,
): Book {
  const side = (of: Side): readonly BookRow[] => {
    const best = bestOf(moment, of);
    if (best === undefined) return [];
    const tops = exchanges.tops.map((name, i) => topRow(listing, best, of, name, i));
    const deep = exchanges.deep.flatMap((name) => levels(listing, moment, of, name, DEEP_LEVELS).slice(1));
    const better = of === "bids" ? -1 : 1;
    // The sort keeps the order of the exchanges at one price.
    return [...tops, ...deep].sort((a, b) => better * (a.price - b.price)).slice(0, rows);
  };
  return { bids: side("bids"), asks: side("asks") };
}

const DEEP_LEVELS = 6;
/** How far the best price of an exchange may be from the best of all, in price steps. */
const AWAY_MAX = 12;

interface Best {
  readonly price: number;
  readonly size: number;
}

function bestOf({ bid, ask, bidSize, askSize }: Moment, side: Side): Best | undefined {
  const best = side === "bids" ? { price: bid, size: bidSize } : { price: ask, size: askSize };
  return best.price > 0 && best.size > 0 ? best : undefined;
}

function topRow(listing: Character, best: Best, side: Side, marketMaker: string, place: number): BookRow {
  const steps = Math.round(best.price / listing.minTick);
  const draw = unit(listing.conId, steps, place + (side === "bids" ? 0 : 50));
  const away = place === 0 ? 0 : Math.floor(draw * draw * AWAY_MAX);
  const price = behind(listing, best.price, side, away).at(-1) ?? best.price;
  return { price, size: place === 0 ? best.size : restingSize(listing, price, side, place), marketMaker };
}

function levels(listing: Character, moment: Moment, side: Side, marketMaker: string, rows: number): readonly BookRow[] {
  const best = bestOf(moment, side);
  if (best === undefined) return [];
  const found: BookRow[] = [{ ...best, marketMaker }];
  for (const price of behind(listing, best.price, side, 3 * rows - 1)) {
    if (found.length >= rows) break;
    const size = restingSize(listing, price, side, 0);
    if (size > 0) found.push({ price, size, marketMaker });
  }
  return found;
}

/** The next prices behind one, so many or fewer: no bid is below the lowest step. */
function behind(listing: Character, price: number, side: Side, count: number): readonly number[] {
  const rules = rulesOf(listing);
  const prices: number[] = [];
  for (let at = price; prices.length < count; prices.push(at)) {
    at = side === "bids" ? stepBelow(rules, at) : stepAbove(rules, at);
    if (at <= 0) break;
  }
  return prices;
}

/** What rests at a price: the same while the best moves; at some prices nothing. */
function restingSize({ conId, minTick, character }: Character, price: number, side: Side, salt: number): number {
  const draw = hash(conId + salt, Math.round(price / minTick), side === "bids" ? 101 : 102);
  const lots = draw % 7;
  const lot = Math.max(1, Math.round(character.shownSize / 4));
  return lots === 0 && salt === 0 ? 0 : Math.max(1, lots) * lot;
}
