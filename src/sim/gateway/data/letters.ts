/**
 * Which exchanges stand at the best price, in the letters of tick types 32, 33 and 84: US stocks and options that are
 * routed by SMART say them (IB's documentation of tick types; the letters are those of the consolidated tape).
 */
import { hash } from "../../exchange/tape/walk.ts";

/** The exchanges of a stock's quote, with their letters. */
const LETTERS: readonly (readonly [exchange: string, letter: string])[] = [
  ["NASDAQ", "Q"],
  ["ARCA", "P"],
  ["DRCTEDGE", "K"],
  ["BATS", "Z"],
  ["NYSE", "N"],
  ["MEMX", "U"],
  ["BYX", "Y"],
  ["IEX", "V"],
  ["EDGEA", "J"],
  ["PEARL", "H"],
  ["BEX", "B"],
  ["PSX", "X"],
];

/** The exchange of a trade, or one of those at a price: the first ones come most often. */
export function exchangeAt(conId: number, priceSteps: number, purpose: number): string {
  const draw = hash(conId, priceSteps, purpose) % 1_000;
  const place = Math.floor((LETTERS.length * draw * draw) / 1_000_000);
  return LETTERS[place]?.[0] ?? "NASDAQ";
}

/** The letters of everybody at a price, `"PQ"` for instance. */
export function lettersAt(conId: number, priceSteps: number, purpose: number): string {
  const draw = hash(conId, priceSteps, purpose);
  return (
    LETTERS.filter((_, i) => ((draw >>> i) & 1) === 1 && i < 1 + ((draw >>> 20) % 6))
      .map(([, letter]) => letter)
      .join("") || "Q"
  );
}
