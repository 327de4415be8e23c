/**
 * Whether orders of a type wait for the market to go against a position, in the spelling of the TWS API or folded
 * (`risk/manner.ts`).
 *
 * MIT and LIT wait for it to go with one, and so do those of them that trail: TRAIL MIT and TRAIL LIT sell above the market and
 * follow it down (IBKR's user guide, "Trailing Market if Touched"), so that a loss never reaches them.
 */
export const isStopType = (orderType = ""): boolean => /^(STP|TRAIL(?! ?[ML]IT))/.test(orderType);
