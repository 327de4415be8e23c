/**
 * The data farms of the login and what is said about each (SEQUENCES 1 and 9).
 *
 * A `:` stands before the farm in texts about OK and broken, a `.` in those about inactive. The security definition farm
 * is never inactive.
 */

export type FarmKind = "market" | "history" | "secdef";
export type FarmState = "ok" | "broken" | "inactive";

export interface Farm {
  readonly kind: FarmKind;
  readonly name: string;
}

export type Notice = readonly [code: number, text: string];

/** In the captured order: market data, history, security definitions. */
export const FARMS = [
  { kind: "market", name: "usfarm" },
  { kind: "history", name: "ushmds" },
  { kind: "secdef", name: "secdefnj" },
] as const satisfies readonly Farm[];

const TEXTS: { readonly [kind in FarmKind]: { readonly [state in FarmState]: readonly [number, string] } } = {
  market: {
    ok: [2104, "Market data farm connection is OK:"],
    broken: [2103, "Market data farm connection is broken:"],
    inactive: [2108, "Market data farm connection is inactive but should be available upon demand."],
  },
  history: {
    ok: [2106, "HMDS data farm connection is OK:"],
    broken: [2105, "HMDS data farm connection is broken:"],
    inactive: [2107, "HMDS data farm connection is inactive but should be available upon demand."],
  },
  secdef: {
    ok: [2158, "Sec-def data farm connection is OK:"],
    broken: [2157, "Sec-def data farm connection is broken:"],
    inactive: [2158, "Sec-def data farm connection is OK:"],
  },
};

export function farmNotice({ kind, name }: Farm, state: FarmState): Notice {
  const [code, text] = TEXTS[kind][state];
  return [code, text + name];
}
