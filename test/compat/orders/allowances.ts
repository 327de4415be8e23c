/**
 * Where a row of what clients do with orders may look otherwise through holdfast than at a Gateway, and why: the words stand
 * in docs/compatibility.md, the comparison in orders.test.ts.
 */
import type { OrderRow } from "./rows.ts";

export interface Allowance {
  /** Completes "through holdfast …". */
  readonly why: string;
  /** Takes out of the lines of one request what may differ, and nothing else. */
  readonly alike: (lines: readonly string[]) => readonly string[];
}

const withoutPermId: Allowance = {
  why: "what nobody sent to the broker has permId 0",
  alike: (lines) =>
    lines.map((line) => line.replace(/"permId":("permId \d+"|0)/, '"permId":0').replace(/permId =\d+/, "permId =0")),
};

export const ALLOWANCES: Readonly<Partial<Record<OrderRow, Allowance>>> = {
  "an untransmitted order that is cancelled": withoutPermId,
  "a global cancel": withoutPermId,
  "the same order again": {
    why: "openOrder and orderStatus come once, where a Gateway may say them twice",
    alike: (lines) => [...new Set(lines)],
  },
  "an exercise of an option": {
    why: "a note on an order's number is followed by its status, so that no library takes the note for its end (ib_async #191)",
    alike: (lines) => lines.filter((line) => !line.includes('"status":"PendingSubmit"')),
  },
  "a change before the first answer": {
    why: "the newest wish wins, and the one before it never leaves",
    alike: (lines) => [...new Set(lines.filter((line) => !(line.startsWith("<-") && line.includes('"lmtPrice":201'))))],
  },
  "a preview, and a real order under its id": {
    why: "the margins of a preview are `2000` where a Gateway's text says `2000.0`",
    alike: (lines) => lines.map((line) => line.replaceAll(/"(-?\d+)\.0"/g, '"$1"')),
  },
  "allocations and foreign accounts": {
    why: "they are refused with 201 and the reason, whatever the login holds",
    alike: (lines) => lines,
  },
};
