/**
 * Transmission: an order, or a family of orders, is accepted, shown, and sent on its way.
 *
 * The leg that transmits releases all of its family, the parent first, in the order in which they were sent. Pairs of
 * openOrder and orderStatus come once for each leg, and again for children and stops (SEQUENCES 6, captured).
 */
import { after } from "../../../base/time.ts";
import { easternDay } from "../../exchange/calendar/calendar.ts";
import type { Books } from "../books.ts";
import { befallsAccepted, dropsChild } from "../mishaps.ts";
import { fundsFor, shortOfFunds, sufficient } from "../money/funds.ts";
import { isDone, isStop, isUntransmitted, type Order, quantity, round, typeOf, waitsForTrigger } from "../order.ts";
import type { BrokerSwitches } from "../switches.ts";
import { cancelled } from "../trading/ending.ts";
import { isAwake } from "../trading/family.ts";
import { ignoresOutsideRth, inSession } from "../trading/hours.ts";
import { isSpent } from "../trading/oca.ts";
import { opensAtText, restingStatus } from "../trading/session.ts";
import { stopAt } from "../trading/trail.ts";
import { GROUP_FILLED } from "./admission.ts";
import { tooAggressive } from "./band.ts";

/** Releases an order and all untransmitted legs of its family. A parent sent by itself releases only itself. */
export function transmit(books: Books, order: Order): void {
  const released = order.parent === undefined ? [order] : family(books, order.parent);
  for (const { permId } of released) {
    const leg = books.register.get(permId);
    // A parent that is refused takes its children with it.
    if (isUntransmitted(leg)) accept(books, leg);
  }
  for (const { permId } of released) echoAgain(books, books.register.get(permId));
}

const family = (books: Books, parent: number): readonly Order[] =>
  [books.register.get(parent), ...books.register.children(parent)].filter(isUntransmitted);

function accept(books: Books, order: Order): void {
  if (dropsChild(books, order)) return;
  const closed = !inSession(books, order);
  const { tif } = order.terms;
  if (closed && (tif === "IOC" || tif === "FOK")) return reject(books, order, "Exchange is closed.");
  if (isSpent(books, order)) return reject(books, order, GROUP_FILLED);
  const cost = fundsFor(books, order);
  if (!sufficient(cost)) return reject(books, order, shortOfFunds(cost));
  warn(books, order);
  const hurts = tooAggressive(books, order.terms, order.listing.conId);
  if (hurts !== undefined) return killForPrice(books, order, hurts);
  const sent = {
    arrives: after(books.moment.now, books.options.latencyMs),
    sessionDay: closed ? undefined : easternDay(books.moment.wall),
    trailStopPrice: order.trailStopPrice ?? firstStop(books, order),
    child: order.parent !== undefined && !isAwake(books, books.register.get(order.parent)),
  };
  const accepted = books.put({ ...order, ...sent });
  announce(books, books.move(accepted, firstStatus(books, accepted)), closed);
  befallsAccepted(books, books.register.get(order.permId), (held, reason) => reject(books, held, reason));
}

/** A trailing order that names no stop begins at its distance from the market. */
function firstStop(books: Books, order: Order): number | undefined {
  if (typeOf(order).trigger !== "trailing") return undefined;
  const price = books.appraiser.mark(order.listing.conId);
  return price > 0 ? stopAt(order.terms, price, order.listing.minTick) : undefined;
}

function firstStatus(books: Books, order: Order): "held" | "worked" {
  const resting = restingStatus(books, order);
  if (resting === "held" || waitsForTrigger(order)) return resting;
  return ackOf(books, order) === "Submitted" ? "worked" : "held";
}

/** How an order that may work at once is acknowledged. */
const ackOf = ({ switches }: Books, order: Order): BrokerSwitches["marketAck"] =>
  MARKETABLE.includes(typeOf(order).works) ? switches.marketAck : switches.limitAck;

/** Refused after it was taken: 201 and a final status (SEQUENCES 8). The number is used up. */
function reject(books: Books, order: Order, reason: string): void {
  const change = books.switches.rejectedStatus === "Inactive" ? "rejected" : "cancelled";
  const done = books.move(order, change, { completedWall: books.moment.wall, completedStatus: "Rejected" });
  const error = (): void => books.sayError(done, 201, `Order rejected - reason:${reason}`);
  if (books.switches.rejection === "error-first") error();
  books.say({ kind: "status", order: done });
  if (books.switches.rejection === "status-first") error();
}

function killForPrice(books: Books, order: Order, reason: string): void {
  const shown = books.move(order, "worked");
  books.say({ kind: "order", order: shown, commissionShown: false });
  cancelled(books, shown, { reason, completedStatus: "Cancelled by System", siblings: false });
}

/** What shows the first status of a market order. */
const MARKETABLE = ["market", "market-to-limit"];

function warn(books: Books, order: Order): void {
  if (books.switches.tifPresetNotice && order.terms.tif === "DAY")
    books.sayError(order, 10349, "Order TIF was set to DAY based on order preset.");
  if (ignoresOutsideRth(books, order))
    books.sayError(
      order,
      2109,
      "Order Event Warning: Attribute 'Outside Regular Trading Hours' is ignored based on the order type and destination. PlaceOrder is now being processed.",
    );
}

/**
 * The first frames of an order. Outside its session warning 399 comes before the first pair, for an order with a limit
 * between two pairs (SEQUENCES 4, captured; TRAIL and TRAIL LIMIT likewise in ibkr-go, api_order_trailing_cancel_aapl). IOC and FOK orders show openOrder only: their status follows with their fate.
 */
function announce(books: Books, order: Order, closed: boolean): void {
  const { tif } = order.terms;
  const priced = !MARKETABLE.includes(typeOf(order).works);
  if (closed && !priced) sayWaits(books, order);
  if (tif === "IOC" || tif === "FOK") return books.say({ kind: "order", order, commissionShown: false });
  firstPair(books, order);
  if (ackOf(books, order) === "both" && !waitsForTrigger(order) && restingStatus(books, order) === "worked")
    books.sayPair(books.move(order, "worked"));
  if (!closed || !priced) return;
  sayWaits(books, order);
  books.sayPair(order);
}

/** Captured: 2921.23 beside a stop at 2921.2, 13.16 beside 13.13; 2921.83 beside a trailing stop at 2921.8 (SEQUENCES 7). */
function firstPair(books: Books, order: Order): void {
  const invents = books.switches.stopEchoCarriesLimit && isStop(order) && typeOf(order).works === "market";
  if (!invents || order.parent !== undefined) return books.sayPair(order);
  const lmtPrice = round((order.trailStopPrice ?? order.terms.auxPrice ?? 0) + 0.03, 4);
  books.say({ kind: "order", order, commissionShown: false, lmtPrice });
  books.say({ kind: "status", order });
}

function sayWaits(books: Books, order: Order): void {
  const { symbol, primaryExchange, tradingClass } = order.listing;
  const what = `${order.terms.action} ${quantity(order)} ${symbol} ${primaryExchange}.${tradingClass}`;
  const until = opensAtText(books, order);
  if (until === undefined) return;
  books.sayError(
    order,
    399,
    `Order Message:\n${what}\nWarning: Your order will not be placed at the exchange until ${until}.`,
  );
}

function echoAgain(books: Books, order: Order): void {
  if (!books.switches.repeatEchoes || isDone(order)) return;
  if (isStop(order) || order.parent !== undefined) books.sayPair(order);
}
