/**
 * Executions that no client expects: across a cancel, corrected afterwards, or of an order nobody here placed.
 */
import { type Decimal, negate, ZERO } from "../../../base/decimal.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Subject } from "../../faults/faults.ts";
import type { Books } from "../books.ts";
import type { Execution } from "../event.ts";
import { feeCurrency } from "../money/fee.ts";
import { venueOf } from "../money/instrument.ts";
import { isBuy, remaining, round } from "../order.ts";
import { execute } from "./trade.ts";

/** The whole rest fills at its own price, or at the market's. */
export function fillDespiteCancel(books: Books, permId: number): void {
  const order = books.register.get(permId);
  const quote = books.market.quote(order.listing.conId);
  const price = order.terms.lmtPrice ?? (isBuy(order) ? quote.ask : quote.bid);
  books.say({ kind: "status", order: { ...order, status: "PendingCancel" } });
  execute(books, order, { price, shares: remaining(order), lastLiquidity: 1 });
}

/** What was executed last, of those that a fault concerns and that still stand. */
function lastExecution(books: Books, { client, account, symbol }: Subject): Execution | undefined {
  return books.executions.findLast(
    (one) =>
      (client ?? one.clientId) === one.clientId &&
      (account ?? one.account) === one.account &&
      (symbol ?? one.listing.symbol) === one.listing.symbol,
  );
}

/** The last execution comes again under the next number of its id, with another price, or with no shares at all. */
export function correct(books: Books, narrowed: Subject, percent: number | "bust"): void {
  const last = lastExecution(books, narrowed);
  if (last === undefined || last.shares === ZERO) return;
  const { account, listing, commission } = last;
  const traded = last.side === "BOT" ? last.shares : negate(last.shares);
  books.ledger.book({ account, listing, quantity: negate(traded), price: last.price, commission: negate(commission) });
  const execId = nextInLine(last.execId);
  const corrected: Execution =
    percent === "bust"
      ? { ...last, execId, shares: ZERO, cumQty: ZERO, commission: ZERO, realizedPNL: undefined }
      : { ...last, execId, price: round(last.price * (1 + percent / 100), 4) };
  if (percent !== "bust") books.ledger.book({ account, listing, quantity: traded, price: corrected.price, commission });
  sayExecution(books, corrected);
}

/** `0000e0d5.69dd7411.01.01` becomes `0000e0d5.69dd7411.01.02` (SEQUENCES 3). */
function nextInLine(execId: string): string {
  const at = execId.lastIndexOf(".") + 1;
  return execId.slice(0, at) + String(Number(execId.slice(at)) + 1).padStart(2, "0");
}

export interface Stranger {
  readonly account: string;
  readonly listing: Listing;
  readonly action: "BUY" | "SELL";
  readonly shares: Decimal;
  readonly orderId: number;
}

/** An execution without an order that anybody here placed. */
export function executeStranger(books: Books, { account, listing, action, shares, orderId }: Stranger): void {
  const { bid, ask } = books.market.quote(listing.conId);
  const price = action === "BUY" ? ask : bid;
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
