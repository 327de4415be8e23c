/**
 * Executions that are corrected or taken back after the fact.
 *
 * The exchange's word comes again as an execution whose execId counts one more (SEQUENCES 3). The broker then knows no
 * other price than the new one: money, position and the order's average follow it. What the real one tells of an order
 * whose execution was taken back is not established; here it stays as it was.
 */
import { type Decimal, decimal, isZero, minus, negate, plus, times, toNumber, ZERO } from "../../../base/decimal.ts";
import type { Subject } from "../../faults/faults.ts";
import type { Books } from "../books.ts";
import type { Execution } from "../event.ts";
import { round } from "../order.ts";

/** The last execution comes again under the next number of its id, with another price, or with no shares at all. */
export function correct(books: Books, narrowed: Subject, percent: number | "bust"): void {
  const last = lastStanding(books, narrowed);
  if (last === undefined) return;
  books.ledger.takeBack(tradeOf(last));
  const corrected = percent === "bust" ? busted(last) : booked(books, repriced(last, percent));
  reprice(books, last, corrected);
  books.executions.push(corrected);
  books.say({ kind: "execution", execution: corrected });
  books.say({ kind: "commission", execution: corrected });
  books.say({ kind: "position", account: last.account, conId: last.listing.conId });
}

/** What was traded last, of what a fault concerns, and neither taken back nor corrected since. */
function lastStanding(books: Books, { client, account, symbol }: Subject): Execution | undefined {
  const newer = new Set<string>();
  return books.executions.findLast((one) => {
    const line = lineOf(one.execId);
    const stands = !newer.has(line) && !isZero(one.shares) && isTrade(books, one);
    newer.add(line);
    return (
      stands &&
      (client ?? one.clientId) === one.clientId &&
      (account ?? one.account) === one.account &&
      (symbol ?? one.listing.symbol) === one.listing.symbol
    );
  });
}

/** Neither an option that was exercised, nor what a financial advisor's accounts have traded together. */
const isTrade = (books: Books, { account, optExerciseOrLapseType }: Execution): boolean =>
  optExerciseOrLapseType === undefined && books.ledger.has(account);

const tradeOf = ({ account, listing, side, shares, price, commission }: Execution) => ({
  ...{ account, listing, price, commission },
  quantity: side === "BOT" ? shares : negate(shares),
});

function booked(books: Books, execution: Execution): Execution {
  return { ...execution, realizedPNL: books.ledger.book(tradeOf(execution)) };
}

function repriced(last: Execution, percent: number): Execution {
  const price = otherPrice(last, percent);
  const total = toNumber(last.cumQty);
  const avgPrice = round(last.avgPrice + ((price - last.price) * toNumber(last.shares)) / total, 8);
  return { ...last, execId: nextInLine(last.execId), price, avgPrice };
}

/** A price that the contract can have, and never the one that it was: at least a step away. */
function otherPrice({ price, listing: { minTick } }: Execution, percent: number): number {
  const steps = Math.round((price * percent) / 100 / minTick);
  const other = round(price + (steps === 0 ? Math.sign(percent) || 1 : steps) * minTick, 6);
  return other > 0 ? other : round(price + minTick, 6);
}

function busted(last: Execution): Execution {
  const cumQty = minus(last.cumQty, last.shares);
  const rest = toNumber(cumQty);
  const avgPrice =
    rest === 0 ? 0 : round((last.avgPrice * toNumber(last.cumQty) - last.price * toNumber(last.shares)) / rest, 8);
  const nothing = { shares: ZERO, commission: ZERO, realizedPNL: undefined };
  return { ...last, ...nothing, cumQty, avgPrice, execId: nextInLine(last.execId) };
}

/** The order's own average follows the price of what it traded. */
function reprice(books: Books, last: Execution, corrected: Execution): void {
  const order = books.register.find(last.clientId, last.orderId);
  if (order?.permId !== last.permId || isZero(corrected.shares)) return;
  const difference = times(last.shares, minus(priceOf(corrected), priceOf(last)));
  const lastFillPrice = order.lastFillPrice === last.price ? corrected.price : order.lastFillPrice;
  books.put({ ...order, value: plus(order.value, difference), lastFillPrice });
}

const priceOf = ({ price }: Execution): Decimal => decimal(price) as Decimal;

/** `0000e0d5.69dd7411.01.01` becomes `0000e0d5.69dd7411.01.02` (SEQUENCES 3). */
function nextInLine(execId: string): string {
  const line = lineOf(execId);
  return line + String(Number(execId.slice(line.length)) + 1).padStart(2, "0");
}

/** What an execution and its corrections have in common. */
const lineOf = (execId: string): string => execId.slice(0, execId.lastIndexOf(".") + 1);
