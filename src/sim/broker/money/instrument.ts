/**
 * How prices and quantities of a contract become money.
 *
 * A stock, a bond or an option is paid in full; a future costs nothing but margin and moves money day by day; a currency
 * pair exchanges one balance for another. A price counts once per `multiplier`: 100 for an equity option, 50 for ES.
 */
import type { WallMs } from "../../../base/time.ts";
import type { Listing } from "../../exchange/directory/listing.ts";

/** What of a listing its money depends on. */
export interface Instrument {
  readonly secType: string;
  readonly symbol: string;
  readonly currency: string;
  readonly multiplier?: string | number;
  /** Of an option. */
  readonly strike?: number;
  readonly right?: string;
  readonly lastTradeWall?: number;
}

export type Settlement = "paid" | "variation" | "exchanged";

const SETTLEMENTS: Readonly<Record<string, Settlement>> = { FUT: "variation", CASH: "exchanged" };

export const settlementOf = ({ secType }: Instrument): Settlement => SETTLEMENTS[secType] ?? "paid";

/** Currency units for one unit of price and one of quantity. */
export const multiplierOf = ({ multiplier }: Instrument): number => Number(multiplier) || 1;

/** Whether the contract has traded for the last time. */
export const hasEnded = ({ lastTradeWall = Number.POSITIVE_INFINITY }: Instrument, wall: WallMs): boolean =>
  wall >= lastTradeWall;

export const isOption = ({ secType }: Instrument): boolean => secType === "OPT" || secType === "FOP";

/** What exercising one unit of an option at this price of its underlying gives, per share. */
export function intrinsicValue({ right, strike = 0 }: Instrument, underlying: number): number {
  const gain = right === "C" ? underlying - strike : strike - underlying;
  return Math.max(0, gain);
}

/** Where it is traded and held: the listing exchange, or the first that is no router (a pair at IDEALPRO, ES at CME). */
export function venueOf({
  primaryExchange,
  validExchanges,
}: Pick<Listing, "primaryExchange" | "validExchanges">): string {
  return primaryExchange || (validExchanges.split(",").find((exchange) => exchange !== "SMART") ?? "");
}
