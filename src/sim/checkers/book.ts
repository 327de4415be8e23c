/** One row of what a daemon answers to `holdfast orders`: a public answer, and so fair evidence of what it believes. */
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
}
