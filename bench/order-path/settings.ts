/** How much is measured: enough for steady medians, or little to see that it runs. */
export interface Settings {
  readonly rounds: number;
  /** In a round, of each kind. */
  readonly orders: number;
  /** Market data to try first, in ticks a second; each goes to eight clients. */
  readonly ticks: number;
  /** So long the flood is looked at before its rate is taken, and it lasts before orders are timed. */
  readonly calibrateMs: number;
  readonly settleMs: number;
}

export const FULL: Settings = { rounds: 7, orders: 40, ticks: 50_000, calibrateMs: 2_000, settleMs: 500 };
export const BRIEF: Settings = { rounds: 2, orders: 3, ticks: 2_000, calibrateMs: 200, settleMs: 50 };
