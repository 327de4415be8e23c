/**
 * A parent's fill wakes its children (SEQUENCES 6): the stop then waits for its trigger, the take-profit for its price.
 */
import { isZero } from "../../../base/decimal.ts";
import { after } from "../../../base/time.ts";
import type { Books } from "../books.ts";
import { isOpen, type Order } from "../order.ts";
import { restingStatus } from "./session.ts";

/** Whether a parent's children are at work: at its last execution or, by a switch, from its first. */
export const isAwake = (books: Books, { filled, status }: Order): boolean =>
  books.switches.childActivation === "first-fill" ? !isZero(filled) : status === "Filled";

export function wakeChildren(books: Books, parent: Order): void {
  if (!isAwake(books, parent)) return;
  for (const child of books.register.children(parent.permId)) {
    if (isOpen(child) && child.child) wake(books, child);
    // Awake already, it may trade more than before.
    else books.attention.draw(child.permId);
  }
}

function wake(books: Books, child: Order): void {
  const arrives = after(books.moment.now, books.options.latencyMs);
  const free = books.put({ ...child, child: false, arrives });
  const awake = books.move(free, restingStatus(books, free));
  if (books.switches.childAfterParentFill === "Submitted") books.sayPair(awake);
}
