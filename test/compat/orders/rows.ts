/**
 * What a client can do with orders, row by row: each is played by an unmodified client at a Gateway and through holdfast
 * (orders.test.ts), and each has its hostile client (hostile.test.ts).
 */
export const ORDER_ROWS = [
  "a new order",
  "an id that is zero or negative",
  "an id below the highest",
  "the id of a cancelled order",
  "an untransmitted order that is cancelled",
  "an untransmitted bracket that its last leg releases",
  "the same order again",
  "a changed order",
  "a change before the first answer",
  "a change after the fill",
  "a preview, and a real order under its id",
  "a cancel of an own order",
  "a cancel of an order that was never there",
  "a cancel of a finished order",
  "a global cancel",
  "an exercise of an option",
  "allocations and foreign accounts",
  "terms as sent",
  "lists of open orders",
  "completed orders",
  "executions by filter",
] as const;
export type OrderRow = (typeof ORDER_ROWS)[number];
