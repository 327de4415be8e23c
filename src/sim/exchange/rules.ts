/**
 * Market rules: which price steps are allowed from which price upwards.
 *
 * Rule 26 (one cent at every price) is recorded from a real Gateway (`93, 26, 1, 0, 0.01`) and is what it names for US
 * stocks on every exchange. Rule 557 stands for the rule of stocks that may fall below one dollar, where the step is a
 * hundredth of a cent (Regulation NMS, rule 612); its number is the simulator's own.
 */
export interface PriceStep {
  /** The step applies from this price upwards. */
  readonly lowEdge: number;
  readonly increment: number;
}

export const ONE_CENT = 26;
export const SUB_DOLLAR = 557;

const RULES: ReadonlyMap<number, readonly PriceStep[]> = new Map([
  [ONE_CENT, [{ lowEdge: 0, increment: 0.01 }]],
  [
    SUB_DOLLAR,
    [
      { lowEdge: 0, increment: 0.0001 },
      { lowEdge: 1, increment: 0.01 },
    ],
  ],
]);

export const marketRule = (id: number): readonly PriceStep[] | undefined => RULES.get(id);

/** The step at a price. */
export function increment(steps: readonly PriceStep[], price: number): number {
  return steps.findLast((step) => price >= step.lowEdge)?.increment ?? 0.01;
}

/** Whether a price is a whole number of steps (within what a double can say). */
export function onStep(steps: readonly PriceStep[], price: number): boolean {
  const ratio = price / increment(steps, price);
  return Math.abs(ratio - Math.round(ratio)) < 1e-6;
}
