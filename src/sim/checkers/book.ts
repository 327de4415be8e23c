/** What a daemon answers to `holdfast orders`, `positions` and `alerts`: public answers, and so fair evidence of what it believes. */
export interface BookRow {
  readonly key: string;
  readonly strategy: string;
  readonly clientId: number;
  /** The client's number. */
  readonly orderId: number;
  readonly account: string;
  /** holdfast's own word: held, intended, sent, working, unknown, filled, cancelled, rejected, discarded. */
  readonly status: string;
  readonly gatewayStatus: string;
  readonly filled: string;
  readonly permId: number;
  /** What its client wants now; undefined where a row does not say it. */
  readonly orderType?: string;
  readonly totalQuantity?: string;
  readonly lmtPrice?: number;
  readonly auxPrice?: number;
  readonly tif?: string;
}

/** One row of what it answers to `holdfast positions`. */
export interface PositionRow {
  readonly account: string;
  readonly conId: number;
  /** Signed. */
  readonly position: string;
}

/** One row of what it answers to `holdfast alerts`. */
export interface AlertRow {
  readonly cause: string;
  readonly account?: string;
  readonly strategy?: string;
  readonly key?: string;
  readonly conId?: number;
  readonly since?: unknown;
  readonly action?: unknown;
}

/** What a daemon answers at one instant. */
export interface Belief {
  readonly orders: readonly BookRow[];
  readonly positions: readonly PositionRow[];
}
