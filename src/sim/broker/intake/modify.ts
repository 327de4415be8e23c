/**
 * placeOrder under the number of an order that is not finished: a modification, or a transmission.
 *
 * Price, size, tif, outsideRth and the like may change; contract, side, account, type, parent and group may not
 * (PROTOCOL 11.3, codes 105, 329, 10341, 10326, 10327). An off-tick price leaves the order as it was (110); one that is
 * refused for its price or cost may kill it (SEQUENCES 4).
 */
import { compare, ZERO } from "../../../base/decimal.ts";
import { after } from "../../../base/time.ts";
import type { Books } from "../books.ts";
import { fundsFor, shortOfFunds, sufficient } from "../money/funds.ts";
import { isUntransmitted, type Order, type Terms, typeOf } from "../order.ts";
import { orderTypeNamed } from "../orderType.ts";
import type { Placement } from "../placement.ts";
import { cancelled } from "../trading/ending.ts";
import { spelled } from "../trading/limits.ts";
import { restingStatus } from "../trading/session.ts";
import { wellFormed } from "./admission.ts";
import { tooAggressive } from "./band.ts";
import { invalid, type Refusal } from "./objection.ts";
import { transmit } from "./release.ts";

export function modify(books: Books, order: Order, placement: Placement): void {
  const refused = revision(books, order, placement) ?? wellFormed(books, placement);
  if (refused !== undefined) return refuse(books, order, refused);
  // A modification that is not transmitted stays at the client's screen: nothing changes, nothing is answered.
  if (!placement.terms.transmit && !isUntransmitted(order)) return;
  const changed = { ...order, ...revised(order, placement.terms) };
  if (isUntransmitted(order)) return replace(books, changed);
  const hurts = costRefusal(books, changed) ?? tooAggressive(books, changed.terms, order.listing.conId);
  if (hurts !== undefined) return REFUSED[books.switches.refusedModify](books, { order, changed, reason: hurts });
  apply(books, changed);
}

function replace(books: Books, order: Order): void {
  books.put(order);
  if (order.terms.transmit) transmit(books, order);
}

/** What a modification must not touch. */
function revision(books: Books, order: Order, { listing, terms }: Placement): Refusal | undefined {
  const was = order.terms;
  const sameAccount = terms.account === "" || terms.account === was.account;
  if (listing.conId !== order.listing.conId || terms.action !== was.action || !sameAccount)
    return { code: 105, text: "Order being modified does not match original order." };
  if (!mayBecome(books, was, terms))
    return { code: 329, text: "Order modify failed. Cannot change to the new order type." };
  if (terms.algoStrategy !== was.algoStrategy)
    return { code: 440, text: "Order modify failed. Algorithm cannot be modified." };
  if (terms.parentId !== 0 && terms.parentId !== was.parentId)
    return { code: 10341, text: "Parent order id cannot be modified" };
  if (regroups(books, order, terms.ocaGroup)) return { code: 10326, text: "OCA group revision is not allowed." };
  if (terms.ocaType !== 0 && terms.ocaType !== was.ocaType)
    return { code: 10327, text: "OCA group type revision is not allowed" };
  // What the real one makes of a size that leaves nothing to fill is not established.
  if (compare(terms.totalQuantity ?? ZERO, order.filled) <= 0)
    return invalid("The order size is not above what is filled already");
  return undefined;
}

/** A limit order may turn into a market order (ibkr-go, testdata/transcripts/api_delayed_success_modify_aapl.txt). */
function mayBecome(books: Books, was: Terms, terms: Terms): boolean {
  const from = typeOf({ terms: was }).name;
  const to = orderTypeNamed(terms.orderType)?.name;
  return from === to || (books.switches.typeChange === "limit-to-market" && from === "LMT" && to === "MKT");
}

function regroups(books: Books, order: Order, group: string): boolean {
  if (group === "" || group === order.ocaGroupSent) return false;
  return group !== order.terms.ocaGroup || books.switches.restatedOcaGroup === "refused";
}

function refuse(books: Books, order: Order, { code, text }: Refusal): void {
  books.sayError(order, code, text);
  const dies = (code === 10326 || code === 10327) && books.switches.ocaRevision === "kills";
  if (dies && !isUntransmitted(order))
    cancelled(books, order, { reason: "", completedStatus: "Cancelled by System", siblings: false });
}

/** A trailing order goes on from where its stop stands, unless a new stop is sent. */
const revised = (order: Order, terms: Terms): Pick<Order, "terms" | "trailStopPrice" | "conditions"> => ({
  terms: {
    ...terms,
    ...spelled(terms),
    account: order.terms.account,
    tif: terms.tif === "" ? "DAY" : terms.tif,
    parentId: order.terms.parentId,
    ocaGroup: order.terms.ocaGroup,
    ocaType: order.terms.ocaType,
  },
  conditions: awaited(order, terms),
  trailStopPrice: terms.trailStopPrice === order.terms.trailStopPrice ? order.trailStopPrice : terms.trailStopPrice,
});

/** Conditions that come with a modification are awaited, those that it leaves out are not; what has held has held. */
const awaited = (order: Order, { conditions }: Terms): Order["conditions"] => {
  if (conditions.length === 0) return "none";
  return order.conditions === "none" ? "awaited" : order.conditions;
};

function costRefusal(books: Books, order: Order): string | undefined {
  const cost = fundsFor(books, order);
  return sufficient(cost) ? undefined : shortOfFunds(cost);
}

interface Refused {
  readonly order: Order;
  /** As it would have become. */
  readonly changed: Order;
  readonly reason: string;
}

/** The resting order is cancelled with the reason in 202, and 201 says that it is too late (SEQUENCES 4, captured). */
function kill(books: Books, { order, reason }: Refused): void {
  cancelled(books, order, { reason, completedStatus: "Cancelled by System", siblings: false });
  books.sayError(order, 201, "Order rejected - reason:Order has been cancelled already, too late to replace");
}

/** The new terms are shown, taken back by way of PendingCancel and Submitted, and then it dies (captured likewise). */
function killInSteps(books: Books, refused: Refused): void {
  const { order, changed } = refused;
  books.sayPair(changed);
  for (const status of ["PendingCancel", "Submitted"] as const)
    books.say({ kind: "status", order: { ...order, status } });
  books.sayPair(order);
  kill(books, refused);
}

function keep(books: Books, { order, reason }: Refused): void {
  books.sayError(order, 201, `Order rejected - reason:${reason}`);
}

const REFUSED = { kills: kill, "kills-in-steps": killInSteps, keeps: keep } as const;

/** The new terms go to the market like a new order; both echoes show them (SEQUENCES 4). */
function apply(books: Books, order: Order): void {
  const arrives = after(books.moment.now, books.options.latencyMs);
  const changed = books.put({ ...order, arrives, arrived: false });
  const again = books.move(changed, restingStatus(books, changed));
  books.looks.delete(again.permId);
  books.plights.changed(again.permId);
  books.sayPair(again);
  if (books.switches.repeatEchoes) books.sayPair(again);
}
