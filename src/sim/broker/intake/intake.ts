/**
 * placeOrder: a new order, a modification, a preview, or a number that is used already.
 *
 * The broker fills in what the client left out (account, tif, the OCA group of a bracket's children) and echoes it
 * (SEQUENCES 6). An untransmitted order is taken and not answered (SEQUENCES 5).
 */
import { ZERO } from "../../../base/decimal.ts";
import type { Books } from "../books.ts";
import { isDone, type Order, type Terms, typeOf } from "../order.ts";
import type { Placement } from "../placement.ts";
import { spelled } from "../trading/limits.ts";
import { accountOf, admissible, wellFormed } from "./admission.ts";
import { attachedRefusal, discardForPreset } from "./attached.ts";
import { modify } from "./modify.ts";
import { preview } from "./preview.ts";
import { transmit } from "./release.ts";

/** One placeOrder of one client, whatever it means. */
export function place(books: Books, placement: Placement): void {
  const { clientId, orderId, terms } = placement;
  const known = books.register.find(clientId, orderId);
  const misread = attachedRefusal(placement.attached);
  if (misread !== undefined) books.sayError(placement, misread.code, misread.text);
  else if (orderId <= 0 && known === undefined) books.sayError(placement, 10149, `Invalid order id: ${orderId}`);
  else if (terms.whatIf) consider(books, placement);
  else if (known !== undefined && !isDone(known)) modify(books, known, placement);
  else if (known?.status === "Filled") refuseFilled(books, known);
  else if (known !== undefined || orderId <= books.register.floor(clientId))
    books.sayError(placement, 103, "Duplicate order id");
  else take(books, placement);
}

function refuseFilled(books: Books, order: Order): void {
  if (books.switches.modifyFilled === 104) books.sayError(order, 104, "Cannot modify a filled order.");
}

/** Never live, and the number stays free: a real order may follow under it (MUX 3). */
function consider(books: Books, placement: Placement): void {
  const refused = wellFormed(books, placement) ?? admissible(books, placement);
  if (refused !== undefined) books.sayError(placement, refused.code, refused.text);
  else preview(books, placement, filledIn(books, placement.terms, undefined));
}

/** A new order; answers it as it was taken, or nothing when it was refused. */
export function take(books: Books, placement: Placement, manual = false): Order | undefined {
  const refused = wellFormed(books, placement) ?? admissible(books, placement);
  if (refused !== undefined) {
    books.sayError(placement, refused.code, refused.text);
    return undefined;
  }
  const order = books.put(newOrder(books, placement, manual));
  books.register.raise(order.clientId, order.orderId);
  if (discardForPreset(books, order, placement.attached)) return order;
  if (order.terms.transmit) transmit(books, order);
  return order;
}

export function newOrder(books: Books, placement: Placement, manual: boolean): Order {
  const { clientId, orderId, listing, terms } = placement;
  const parent = terms.parentId === 0 ? undefined : books.register.find(clientId, terms.parentId);
  return {
    ...{ permId: books.takePermId(), clientId, orderId, listing },
    terms: filledIn(books, terms, parent),
    ocaGroupSent: terms.ocaGroup,
    status: "Untransmitted",
    manual,
    parent: parent?.permId,
    child: parent !== undefined,
    ...{ elected: false, ...triggering(books, placement), workingLimit: undefined },
    trailStopPrice: terms.trailStopPrice,
    conditions: terms.conditions.length > 0 ? "awaited" : "none",
    ...{ filled: ZERO, value: ZERO, lastFillPrice: 0, commission: ZERO },
    ...{ arrives: undefined, arrived: false, sessionDay: undefined },
    ...{ placedWall: books.moment.wall, completedWall: undefined, completedStatus: "" },
  };
}

/** Paper trading simulates every stop; live, it depends on the exchange (SEQUENCES 7). */
function triggering(
  books: Books,
  { listing, terms }: Placement,
): Pick<Order, "native" | "showsChild" | "showsTrigger"> {
  const { stops, touchedWhyHeld, stopLegWhyHeld } = books.switches;
  const { trigger } = typeOf({ terms });
  const native = stops === "native" || (stops === "native-futures" && ["FUT", "FOP"].includes(listing.secType));
  const rests = native && trigger === "stop";
  return {
    native: rests,
    showsChild: trigger !== "stop" || stopLegWhyHeld === "child,trigger",
    showsTrigger: !rests && (trigger !== "touched" || touchedWhyHeld === "trigger"),
  };
}

/** Children join a group named by their parent's permId, with ocaType 3; a name of their own is ignored (ib_insync #606). */
function filledIn(books: Books, terms: Terms, parent: Order | undefined): Terms {
  const { orderRefLengthMax } = books.switches;
  return {
    ...terms,
    ...spelled(terms),
    account: accountOf(books, terms),
    tif: terms.tif === "" ? "DAY" : terms.tif,
    ocaGroup: parent === undefined ? terms.ocaGroup : String(parent.permId),
    ocaType: parent === undefined && terms.ocaType !== 0 ? terms.ocaType : 3,
    orderRef: orderRefLengthMax > 0 ? terms.orderRef.slice(0, orderRefLengthMax) : terms.orderRef,
  };
}
