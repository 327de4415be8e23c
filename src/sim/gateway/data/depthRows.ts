/**
 * From one side of a book as a client has it to the side as it is, position by position.
 *
 * A real Gateway moves no rows: what shifts is told again, as an update of each position that shows something else, and
 * only the end grows and shrinks (recorded: rust-ibapi's rows of OVERNIGHT and IBEOS). So libraries that keep a list and
 * those that keep a map by position (ib_async #33) end with the same book.
 */
import type { BookRow } from "../../exchange/tape/book.ts";

/** operation: 0 insert, 1 update, 2 delete (IB's documentation of updateMktDepth). */
export interface DepthStep {
  readonly position: number;
  readonly operation: 0 | 1 | 2;
  readonly row: BookRow;
}

/** Deletes from the end, then inserts at the end, then updates from the end to the front (the recorded order). */
export function depthSteps(told: readonly BookRow[], now: readonly BookRow[]): readonly DepthStep[] {
  const steps: DepthStep[] = [];
  for (let position = told.length - 1; position >= now.length; position--)
    steps.push({ position, operation: 2, row: { ...(told[position] as BookRow), price: 0, size: 0 } });
  for (let position = told.length; position < now.length; position++)
    steps.push({ position, operation: 0, row: now[position] as BookRow });
  for (let position = Math.min(told.length, now.length) - 1; position >= 0; position--)
    if (differs(told[position] as BookRow, now[position] as BookRow))
      steps.push({ position, operation: 1, row: now[position] as BookRow });
  return steps;
}

const differs = (a: BookRow, b: BookRow): boolean =>
  a.price !== b.price || a.size !== b.size || a.marketMaker !== b.marketMaker;
