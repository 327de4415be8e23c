/**
 * What a status word of the Gateway says of an order. One that is no end, known or not, is news of life and no more:
 * `Inactive` is not final, for a refused order and one held by a precaution both show it, and the second can come back
 * (PROTOCOL 11.2).
 */
const ENDS: ReadonlyMap<string, "filled" | "cancelled"> = new Map([
  ["Filled", "filled"],
  ["Cancelled", "cancelled"],
  ["ApiCancelled", "cancelled"],
]);

/** How the order ended; undefined of one that lives. */
export const endSaid = (word: string): "filled" | "cancelled" | undefined => ENDS.get(word);

/** IB has it. With any other word of life only the Gateway may have it, and can end it alone. */
export const restsAtIb = (word: string): boolean => word === "PreSubmitted" || word === "Submitted";
