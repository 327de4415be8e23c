/** What an account holds of a contract, as the broker tells it. */
import type { Decimal } from "../base/decimal.ts";

export interface Position {
  readonly account: string;
  readonly conId: number;
  readonly symbol: string;
  /** What tells it from others of that symbol. */
  readonly localSymbol?: string;
  /** Signed quantity. */
  readonly position: Decimal;
}
