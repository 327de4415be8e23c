/**
 * Trades as ticks tell them, live and as history: where, on which terms, and what else was printed.
 *
 * A trade of less than a round lot of stock is unreported and says so in its conditions (recorded historical trades: mask
 * 2, conditions with an I). AllLast has what Last leaves out: odd lots reported elsewhere, which move neither the last
 * price nor the volume (recorded: FINRA, ` 4 I`). The same trade looks the same however it is asked for.
 */
import type { WallMs } from "../../../base/time.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { MarketEvent } from "../../exchange/tape/events.ts";
import { hash } from "../../exchange/tape/walk.ts";
import { exchangeAt } from "./letters.ts";

export interface Print {
  /** Ticks carry whole seconds since 1970. */
  readonly time: number;
  readonly price: number;
  /** Shares or contracts. */
  readonly size: number;
  /** bit 0 past the limit, bit 1 unreported (PROTOCOL 7). */
  readonly mask: number;
  readonly exchange: string;
  readonly specialConditions: string;
}

const UNREPORTED = 2;
/** Below so many shares a trade of a stock is an odd lot. */
const ROUND_LOT = 100;
/** Of a hundred trades of a stock so many have an odd lot printed elsewhere before them. */
const PRINTED_ELSEWHERE = 12;

export const secondOf = (wall: WallMs): number => Math.floor(wall / 1_000);

/** The trade of an event, if it has one: what Last and history tell. */
export function printsOf({ conId, secType, exchange }: Listing, { at, trade }: MarketEvent): readonly Print[] {
  if (trade === undefined) return [];
  const odd = secType === "STK" && trade.size < ROUND_LOT;
  const terms = odd ? { mask: UNREPORTED, specialConditions: "   I" } : { mask: 0, specialConditions: "" };
  const where = exchange === "SMART" ? exchangeAt(conId, at, 1) : exchange;
  return [{ time: secondOf(at), ...trade, ...terms, exchange: where }];
}

/** The same with what was printed elsewhere: what AllLast tells. */
export function allPrintsOf(listing: Listing, event: MarketEvent): readonly Print[] {
  const { at, trade } = event;
  const draw = hash(listing.conId, Math.floor(at / 1_000), at % 1_000) % 100;
  const prints = printsOf(listing, event);
  if (trade === undefined || listing.secType !== "STK" || draw >= PRINTED_ELSEWHERE) return prints;
  const elsewhere = { mask: UNREPORTED, exchange: "FINRA", specialConditions: " 4 I" };
  return [{ time: secondOf(at), price: trade.price, size: 1 + draw, ...elsewhere }, ...prints];
}
