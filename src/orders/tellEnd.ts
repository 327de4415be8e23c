/** An end of which no status came: it is written down as the Gateway would have said it, and told. */
import type { Book } from "./book.ts";
import { type CompletedRow, endOf } from "./ending.ts";
import type { Order } from "./order.ts";
import type { OrderOut } from "./out.ts";

export function tellEnd(out: OrderOut, book: Book, order: Order, row?: CompletedRow): void {
  const report = endOf(order, row);
  out.record({ kind: "statusReported", key: order.key, report });
  book.reported(order, report);
}
