/**
 * From one side of a book as a client has it to the side as it is: deletes, then inserts, then updates.
 *
 * A row is the same row while its price and its market maker are. Each step is made so that the client's list is a list
 * after it, with every position inside it: libraries that keep rows by position break otherwise (ib_async #33).
 */
import type { BookRow } from "../../exchange/book.ts";

/** operation: 0 insert, 1 update, 2 delete (IB's documentation of updateMktDepth). */
export interface DepthStep {
  readonly position: number;
  readonly operation: 0 | 1 | 2;
  readonly row: BookRow;
}

export function depthSteps(told: readonly BookRow[], now: readonly BookRow[]): readonly DepthStep[] {
  const steps: DepthStep[] = [];
  const rows = [...told];
  const wanted = new Set(now.map(keyOf));
  for (let position = rows.length - 1; position >= 0; position--) {
    const row = rows[position] as BookRow;
    if (wanted.has(keyOf(row))) continue;
    steps.push({ position, operation: 2, row: { ...row, price: 0, size: 0 } });
    rows.splice(position, 1);
  }
  now.forEach((row, position) => {
    const there = rows[position];
    if (there === undefined || keyOf(there) !== keyOf(row)) {
      steps.push({ position, operation: 0, row });
      rows.splice(position, 0, row);
    } else if (there.size !== row.size) {
      steps.push({ position, operation: 1, row });
      rows[position] = row;
    }
  });
  return steps;
}

const keyOf = ({ price, marketMaker }: BookRow): string => `${price} ${marketMaker}`;
