/** The notices of a connect, in the captured order: market data, history, security definitions (SEQUENCES 1). */
export const FARM_NOTICES: readonly (readonly [code: number, text: string])[] = [
  [2104, "Market data farm connection is OK:usfarm"],
  [2106, "HMDS data farm connection is OK:ushmds"],
  [2158, "Sec-def data farm connection is OK:secdefnj"],
];
