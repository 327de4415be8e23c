/**
 * One execution and what follows from it: money, frames, the order's group, its children.
 *
 * Frames of a fill, as captured (SEQUENCES 3): execution, openOrder and orderStatus Filled, both again with the
 * commission, the commission report last. A partial fill shows orderStatus with filled above 0 between execution and
 * commission (SEQUENCES 12).
 */
import { compare, type Decimal, decimal, isZero, negate, plus, times, ZERO } from "../../../base/decimal.ts";
import type { Books } from "../books.ts";
import type { Execution } from "../event.ts";
import { bookFill } from "../money/allocation.ts";
import { executionFee, feeCurrency } from "../money/fee.ts";
import { venueOf } from "../money/instrument.ts";
import { avgFillPrice, isBuy, type Order, quantity, remaining } from "../order.ts";
import { wakeChildren } from "./family.ts";
import { fillOfMember } from "./oca.ts";

/** What an order can have right now. */
export interface Offer {
  readonly price: number;
  readonly shares: Decimal;
  /** 1 adds liquidity, 2 removes it. */
  readonly lastLiquidity: 1 | 2;
}

export function execute(books: Books, order: Order, offer: Offer): void {
  const { conId } = order.listing;
  const { shares, price } = offer;
  books.liquidity.take(conId, isBuy(order) ? "ask" : "bid", shares, books.moment.now);
  const commission = executionFee(order, shares, price, books.appraiser);
  const traded = isBuy(order) ? shares : negate(shares);
  const { realizedPNL, accounts, executions } = bookFill(books, order, { quantity: traded, price, commission });
  const after = grown(books, order, { ...offer, commission });
  const execution = executionOf(books, after, { ...offer, commission, realizedPNL });
  books.executions.push(execution, ...executions);
  sayFill(books, after, execution);
  for (const account of accounts) books.say({ kind: "position", account, conId });
  fillOfMember(books, order, after);
  wakeChildren(books, after);
}

type Piece = Offer & { readonly commission: Decimal };

function grown(books: Books, order: Order, { shares, price, commission }: Piece): Order {
  const filled = plus(order.filled, shares);
  const done = compare(filled, quantity(order)) >= 0;
  return books.move(order, done ? "filled" : "worked", {
    filled,
    value: plus(order.value, times(shares, decimal(price) ?? ZERO)),
    lastFillPrice: price,
    commission: plus(order.commission, commission),
    ...(done
      ? { completedWall: books.moment.wall, completedStatus: `Filled Size: ${filled}`, arrives: undefined }
      : {}),
  });
}

type Cost = Piece & { readonly realizedPNL: number | undefined };

function executionOf(books: Books, order: Order, cost: Cost): Execution {
  const { permId, clientId, orderId, listing, terms } = order;
  const { shares, price, commission, realizedPNL, lastLiquidity } = cost;
  return {
    execId: books.takeExecId(),
    ...{ permId, clientId, orderId, account: terms.account, listing, exchange: venueOf(listing) },
    side: isBuy(order) ? "BOT" : "SLD",
    ...{ shares, price, cumQty: order.filled, avgPrice: avgFillPrice(order), orderRef: terms.orderRef },
    ...{ wall: books.moment.wall, lastLiquidity, commission, realizedPNL },
    commissionCurrency: feeCurrency(listing, books.ledger.base),
  };
}

function sayFill(books: Books, order: Order, execution: Execution): void {
  books.say({ kind: "execution", execution });
  if (isZero(remaining(order))) {
    books.sayPair(order);
    if (books.switches.repeatFilled) books.sayPair(order, true);
  } else books.say({ kind: "status", order });
  books.say({ kind: "commission", execution });
}
