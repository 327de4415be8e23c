/**
 * Whose a frame of the Gateway is.
 *
 * An order is found by the key in orderRef, then by permId, then by the upstream order id under our client id, and never
 * against its permId once two frames have named that: Gateways reissue order ids, and an orderRef can be copied.
 */
import { isBuy, isSale } from "../model/action.ts";
import type { OrderId, PermId } from "../model/ids.ts";
import { keyIn } from "../model/orderKey.ts";
import { endSaid } from "../model/statusWord.ts";
import type { IncomingBody } from "../wire/codec.ts";
import type { Blotter } from "./blotter.ts";
import { isNamedOnce, type Order } from "./order.ts";

export class Recognition {
  readonly #blotter: Blotter;
  readonly #ourClientId: number;

  constructor(blotter: Blotter, ourClientId: number) {
    this.#blotter = blotter;
    this.#ourClientId = ourClientId;
  }

  /** Ours that the frame is about; `clientId` is -1 where its kind names none, `side` what an order or an execution calls it. */
  find(
    orderRef: string | undefined,
    permId: number,
    orderId: number,
    clientId: number,
    side?: string,
  ): Order | undefined {
    const byKey = this.#byRef(orderRef);
    if (byKey !== undefined) return this.#isItself(byKey, permId, orderId, clientId, side) ? byKey : undefined;
    const byPermId = permId === 0 ? undefined : this.#blotter.byPermId(permId as PermId);
    if (byPermId !== undefined || clientId !== this.#ourClientId || keyIn(orderRef) !== undefined) return byPermId;
    const byId = this.#blotter.byOrderId(orderId as OrderId);
    return byId !== undefined && this.#sameOrder(byId, permId) ? byId : undefined;
  }

  /** Our key under another permId: somebody copied the order, or a change became a second one. Never the same order. */
  twinOf(orderRef: string | undefined, permId: number): Order | undefined {
    const order = this.#byRef(orderRef);
    return order === undefined || this.#sameOrder(order, permId) ? undefined : order;
  }

  /**
   * The client id that the Gateway takes this session for, where that is not ours: it shows under it what left in this session.
   * A change of an order that left under ours is a new order to such a Gateway. What bears another permId than an order that was
   * not changed is somebody's copy, of whatever number. A cancel of what it has shown under ours may name who has cancelled.
   */
  takesUsFor({ order: shown, orderState }: IncomingBody<"openOrder">): number | undefined {
    const { orderRef, orderId, clientId, permId } = shown;
    if (clientId === this.#ourClientId) return undefined;
    const order = this.#byRef(orderRef);
    if (order === undefined || order.orderId !== orderId) return undefined;
    const wasOurs = order.echo?.order?.clientId === this.#ourClientId && this.#sameOrder(order, permId);
    if (wasOurs && (orderState.status === "PendingCancel" || endSaid(orderState.status) === "cancelled"))
      return undefined;
    const isChanging = order.inFlight.length > 0 && !order.inFlightStale;
    const isOfNow = order.sentIn === this.#blotter.session.count && this.#sameOrder(order, permId);
    return isChanging || isOfNow ? clientId : undefined;
  }

  /** Ours whose key stands in it. */
  #byRef(orderRef: string | undefined): Order | undefined {
    const key = keyIn(orderRef);
    return key === undefined ? undefined : this.#blotter.byKey(key);
  }

  #sameOrder(order: Order, permId: number): boolean {
    return order.permId === 0 || permId === 0 || order.permId === permId;
  }

  /**
   * Under its key; also under another permId than before, where that was perhaps damaged: the newest word counts, and a former
   * one leads to it as ever. Until one is known the number tells, and the side where there is no number: what a preset attaches
   * may bear the orderRef of its parent.
   */
  #isItself(order: Order, permId: number, orderId: number, clientId: number, side: string | undefined): boolean {
    const isOtherNumber = clientId === this.#ourClientId && order.orderId > 0 && orderId !== order.orderId;
    if (order.permId === 0 && (orderId > 0 ? isOtherNumber : goesOtherWay(order, side))) return false;
    if (this.#sameOrder(order, permId)) return true;
    const known = this.#blotter.byPermId(permId as PermId);
    if (known !== undefined) return known === order;
    return clientId === this.#ourClientId && orderId === order.orderId && isNamedOnce(order);
  }
}

/** What executions call it. */
const ACTIONS: ReadonlyMap<string, string> = new Map([
  ["BOT", "BUY"],
  ["SLD", "SELL"],
]);

/** No order changes its side. The legs of a combination trade on either. */
function goesOtherWay({ contract, order }: Order, side = ""): boolean {
  if (contract.secType === "BAG") return false;
  const action = ACTIONS.get(side) ?? side;
  return isBuy(action) ? isSale(order.action) : isSale(action) && isBuy(order.action);
}
