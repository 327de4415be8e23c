/**
 * Who gets what an order has traded: its account, or with a financial advisor's allocation the accounts of a group.
 *
 * The order's own execution is the master's. Those of the accounts stand behind it, and only reqExecutions tells them
 * (PROTOCOL 11.5); each bears its part of the commission.
 */
import { type Decimal, decimal, isNegative, minus, negate, toNumber } from "../../../base/decimal.ts";
import type { Books } from "../books.ts";
import type { Execution } from "../event.ts";
import { type Order, round } from "../order.ts";
import { feeCurrency } from "./fee.ts";
import { venueOf } from "./instrument.ts";

export interface Fill {
  /** Signed. */
  readonly quantity: Decimal;
  readonly price: number;
  readonly commission: Decimal;
}

export interface Booked {
  readonly realizedPNL: number | undefined;
  /** Whose positions changed. */
  readonly accounts: readonly string[];
  /** Executions of the accounts of a group. */
  readonly executions: readonly Execution[];
}

export function bookFill(books: Books, order: Order, fill: Fill): Booked {
  const { account } = order.terms;
  if (account !== books.advisor?.master) {
    const realizedPNL = books.ledger.book({ account, listing: order.listing, ...fill });
    return { realizedPNL, accounts: [account], executions: [] };
  }
  const executions = parts(books, order, fill).map((part) => bookPart(books, order, part));
  const realized = executions.flatMap(({ realizedPNL }) => realizedPNL ?? []);
  return {
    realizedPNL:
      realized.length === 0
        ? undefined
        : round(
            realized.reduce((sum, one) => sum + one, 0),
            8,
          ),
    accounts: executions.map((execution) => execution.account),
    executions,
  };
}

interface FillOfOne extends Fill {
  readonly account: string;
}

/** The last account bears what rounding leaves of the commission. */
function parts(books: Books, order: Order, { quantity, price, commission }: Fill): readonly FillOfOne[] {
  const shares = isNegative(quantity) ? negate(quantity) : quantity;
  const split = books.advisor?.split(order.terms, shares, (account) => books.valued(account)) ?? [];
  let left = commission;
  return split.map((part, at) => {
    const share = round((toNumber(commission) * toNumber(part.shares)) / toNumber(shares), 6);
    const own = at === split.length - 1 ? left : (decimal(share) as Decimal);
    left = minus(left, own);
    const signed = isNegative(quantity) ? negate(part.shares) : part.shares;
    return { account: part.account, quantity: signed, price, commission: own };
  });
}

function bookPart(books: Books, order: Order, { account, quantity, price, commission }: FillOfOne): Execution {
  const { permId, clientId, orderId, listing, terms } = order;
  const sold = isNegative(quantity);
  const shares = sold ? negate(quantity) : quantity;
  const realizedPNL = books.ledger.book({ account, listing, quantity, price, commission });
  return {
    ...{ execId: books.takeExecId(), permId, clientId, orderId, account, listing, exchange: venueOf(listing) },
    ...{ side: sold ? "SLD" : "BOT", shares, price, cumQty: shares, avgPrice: price, orderRef: terms.orderRef },
    ...{ wall: books.moment.wall, lastLiquidity: 2, commission, realizedPNL },
    commissionCurrency: feeCurrency(listing, books.ledger.base),
  };
}
