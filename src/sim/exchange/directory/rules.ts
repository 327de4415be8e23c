/**
 * Market rules: which price steps are allowed from which price upwards.
 *
 * Rule 26 (one cent at every price) is recorded from a real Gateway (`93, 26, 1, 0, 0.01`) and is what it names for US
 * stocks on every exchange. Recorded are also the numbers that details name for ES (67), EUR.USD (3188) and options (32
 * and 109), but not their steps: those are the minimum ticks of the same details, and for options the classes of the
 * penny program (five cents from 3 dollars upwards for most, one cent for funds). Rule 557 stands for the rule of stocks
 * that may fall below one dollar, where the step is a hundredth of a cent (Regulation NMS, rule 612); its number, and
 * that of pairs in yen, is the simulator's own.
 */
export interface PriceStep {
  /** The step applies from this price upwards. */
  readonly lowEdge: number;
  readonly increment: number;
}

export const ONE_CENT = 26;
export const SUB_DOLLAR = 557;
export const QUARTER_POINT = 67;
export const HALF_PIP = 3188;
export const HALF_YEN_PIP = 9_001;
export const PENNY_BELOW_3 = 32;
export const PENNY_ALWAYS = 109;

const always = (increment: number): readonly PriceStep[] => [{ lowEdge: 0, increment }];

const RULES: ReadonlyMap<number, readonly PriceStep[]> = new Map([
  [ONE_CENT, always(0.01)],
  [QUARTER_POINT, always(0.25)],
  [HALF_PIP, always(0.00005)],
  [HALF_YEN_PIP, always(0.005)],
  [PENNY_ALWAYS, always(0.01)],
  [
    PENNY_BELOW_3,
    [
      { lowEdge: 0, increment: 0.01 },
      { lowEdge: 3, increment: 0.05 },
    ],
  ],
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

/** Rounding to steps leaves out what a double cannot say. */
const DUST = 1e-6;

/** A price on its step: the nearest one, or with Math.floor and Math.ceil the one below and above; at least one step. */
export function stepped(steps: readonly PriceStep[], price: number, round = Math.round): number {
  const perUnit = Math.round(1 / increment(steps, price));
  const dust = round === Math.floor ? DUST : round === Math.ceil ? -DUST : 0;
  return Math.max(1, round(price * perUnit + dust)) / perUnit;
}

/** The next step above a price that is on its step. */
export const stepAbove = (steps: readonly PriceStep[], price: number): number =>
  stepped(steps, price + increment(steps, price));

/** The next step below a price that is on its step; 0 below the lowest. */
export function stepBelow(steps: readonly PriceStep[], price: number): number {
  const step = increment(steps, price * (1 - DUST));
  return price < 1.5 * step ? 0 : stepped(steps, price - step);
}

/** The rule that counts where orders are routed by themselves: that of the first exchange. */
export const rulesOf = ({ marketRuleIds }: { readonly marketRuleIds: string }): readonly PriceStep[] =>
  marketRule(Number(marketRuleIds.split(",")[0])) ?? [];

/** Whether a price is a whole number of steps (within what a double can say). */
export function onStep(steps: readonly PriceStep[], price: number): boolean {
  const ratio = price / increment(steps, price);
  return Math.abs(ratio - Math.round(ratio)) < 1e-6;
}
