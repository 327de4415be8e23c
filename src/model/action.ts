/**
 * Which side an order's action names, however it is spelled: what leaves is what its client has said, and nobody knows that no
 * Gateway takes `buy` for BUY. A word that is none of these names neither side, and may be either.
 */
const SALES: ReadonlySet<string> = new Set(["SELL", "SSHORT", "SLONG"]);

export const isBuy = (action = ""): boolean => action === "BUY" || (action !== "SELL" && folded(action) === "BUY");
export const isSale = (action = ""): boolean => action === "SELL" || SALES.has(folded(action));
export const namesSide = (action: string | undefined): boolean => isBuy(action) || isSale(action);

const folded = (action: string): string => action.trim().toUpperCase();
