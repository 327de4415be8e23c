/** Contracts of which one unit counts once where nobody names a multiplier: a share, a unit of a currency. */
const BY_UNIT: ReadonlySet<string> = new Set(["STK", "CASH"]);

export const isByUnit = (secType: string): boolean => BY_UNIT.has(secType);
