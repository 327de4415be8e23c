/**
 * What one connection subscribed to in market data; it dies with the connection (PROTOCOL 10).
 *
 * A line knows what its client was told last, and only what differs from that is told next.
 */
import type { WallMs } from "../../../base/time.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Quote } from "../../exchange/quote.ts";
import type { BookRow } from "../../exchange/tape/book.ts";
import type { GenericTicks } from "./genericTicks.ts";

/** One quote: streaming, or a snapshot that waits for its data. */
export interface Line {
  readonly reqId: number;
  readonly listing: Listing;
  readonly generic: GenericTicks;
  /** Ends with its data, or when it has waited long enough. */
  readonly snapshot: boolean;
  /** Told 15 minutes late, in tick types of its own. */
  readonly delayed: boolean;
  /** Asked with type 2 or 4: while the market is closed it is told the last quote, not "no quote". */
  readonly frozen: boolean;
  /** Shares in one unit of a size. */
  readonly unit: number;
  /** What the client was told last. */
  told: Quote | undefined;
  toldType: number;
  /** News from then on is new. */
  newsSince: WallMs | undefined;
  /** 0 trading, 1 or 2 halted; undefined before it was said. */
  toldHalted: number | undefined;
  /** The underlying's price under an option's last computation. */
  toldUndPrice: number | undefined;
  toldBidExchange: string;
  toldAskExchange: string;
  readonly toldGeneric: Map<number, number | string>;
  /** Stops the wait of a snapshot. */
  stop: () => void;
}

export interface DepthLine {
  readonly reqId: number;
  readonly listing: Listing;
  readonly rows: number;
  readonly isSmartDepth: boolean;
  /** Rows name their market maker (updateMktDepthL2). */
  readonly byMarketMaker: boolean;
  /** The login lacks the permissions: the request lives and no row comes. */
  readonly withheld: boolean;
  readonly unit: number;
  toldBids: readonly BookRow[];
  toldAsks: readonly BookRow[];
  /** The market was closed at the last look. */
  closed: boolean;
}

export type TickByTickKind = "Last" | "AllLast" | "BidAsk" | "MidPoint";

export interface TickByTickLine {
  readonly reqId: number;
  readonly listing: Listing;
  readonly kind: TickByTickKind;
  /** Changes of a size alone are not told. */
  readonly ignoreSize: boolean;
  readonly unit: number;
  /** Everything before this moment is told. */
  since: WallMs;
  /** Bid, ask and sizes, or the midpoint, as told last. */
  told: string;
}

export class Subscriptions {
  readonly lines = new Map<number, Line>();
  readonly depths = new Map<number, DepthLine>();
  readonly ticks = new Map<number, TickByTickLine>();
}
