/**
 * Executions that no client expects: across a cancel, or of an order nobody here placed.
 */
import { type Decimal, negate, ZERO } from "../../../base/decimal.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Books } from "../books.ts";
import type { Execution } from "../event.ts";
import { feeCurrency } from "../money/fee.ts";
import { venueOf } from "../money/instrument.ts";
import { isBuy, isOpen, type Order, remaining, waitsForTrigger } from "../order.ts";
import { limitOf } from "./limits.ts";
import { mayTrade } from "./matching.ts";
import { execute } from "./trade.ts";

/** Whether the order is where a fill may be under way when its cancel comes: at the market, or on its way there. */
export function mayFill(books: Books, permId: number): boolean {
  const order = books.register.get(permId);
  return isOpen(order) && !waitsForTrigger(order) && mayTrade(books, order) && priceOf(books, order) > 0;
}

/** The whole rest fills at its own price, or at the market's; what cannot fill is left alone. */
export function fillDespiteCancel(books: Books, permId: number): void {
  if (!mayFill(books, permId)) return;
  const order = books.register.get(permId);
  books.say({ kind: "status", order: { ...order, status: "PendingCancel" } });
  execute(books, order, { price: priceOf(books, order), shares: remaining(order), lastLiquidity: 1 });
}

function priceOf(books: Books, order: Order): number {
  const quote = books.market.quote(order.listing.conId);
  return limitOf(order, quote) ?? (isBuy(order) ? quote.ask : quote.bid);
}

export interface Stranger {
  readonly account: string;
  readonly listing: Listing;
  readonly action: "BUY" | "SELL";
  readonly shares: Decimal;
  readonly orderId: number;
}

/** An execution without an order that anybody here placed; none where the contract has no price at all. */
export function executeStranger(books: Books, { account, listing, action, shares, orderId }: Stranger): void {
  const { bid, ask, last } = books.market.quote(listing.conId);
  const offered = action === "BUY" ? ask : bid;
  const price = offered > 0 ? offered : last;
  if (!(price > 0)) return;
  const quantityTraded = action === "BUY" ? shares : negate(shares);
  const realizedPNL = books.ledger.book({ account, listing, quantity: quantityTraded, price, commission: ZERO });
  sayExecution(books, {
    ...{ execId: books.takeExecId(), permId: books.takePermId(), clientId: 0, orderId, account, listing },
    ...{ exchange: venueOf(listing), side: action === "BUY" ? "BOT" : "SLD", shares, price },
    ...{ cumQty: shares, avgPrice: price, orderRef: "", wall: books.moment.wall, lastLiquidity: 2 },
    ...{ commission: ZERO, commissionCurrency: feeCurrency(listing, books.ledger.base), realizedPNL },
  });
}

function sayExecution(books: Books, execution: Execution): void {
  books.executions.push(execution);
  books.say({ kind: "execution", execution });
  books.say({ kind: "commission", execution });
  books.say({ kind: "position", account: execution.account, conId: execution.listing.conId });
}
