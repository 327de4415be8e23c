/**
 * The lists of orders that clients ask for, answered from memory (MUX.md section 4).
 *
 * A strategy sees its own orders in its own numbers, and the rest of its account unbound. Held legs and finished
 * orders are absent, as at a real Gateway; an order whose fate is unknown is shown as sent and not confirmed.
 */
import type { Client } from "../model/client.ts";
import type { StrategyConfig } from "../model/config.ts";
import type { StrategyName } from "../model/ids.ts";
import { strategyIn } from "../model/orderKey.ts";
import type { Blotter } from "./blotter.ts";
import { type Book, echoNow, reportNow } from "./book.ts";
import type { Foreign } from "./foreign.ts";
import type { Order } from "./order.ts";
import type { OrderOut } from "./out.ts";
import { echoFor, statusFor, UNBOUND } from "./translate.ts";

export class Lists {
  readonly #out: OrderOut;
  readonly #blotter: Blotter;
  readonly #book: Book;
  readonly #foreign: Foreign;
  readonly #private: ReadonlySet<StrategyName>;

  constructor(out: OrderOut, blotter: Blotter, book: Book, foreign: Foreign, strategies: readonly StrategyConfig[]) {
    this.#out = out;
    this.#blotter = blotter;
    this.#book = book;
    this.#foreign = foreign;
    this.#private = new Set(strategies.filter((s) => s.privateOrders).map((s) => s.name));
  }

  /** Whether this order is the client's strategy's own, on the account it trades now. */
  isOwn(order: Order, client: Client): boolean {
    return order.strategy === client.strategy && order.account === client.account;
  }

  /** Whether this order may appear, unbound, to another strategy on the same account. */
  isShown(order: Order, client: Client): boolean {
    return order.account === client.account && !this.#private.has(order.strategy);
  }

  /** The same of an order that is nobody's: one that bears the key of a strategy that hides its orders is a twin of theirs. */
  isNobodysShown(account: string | undefined, orderRef: string | undefined, client: Client): boolean {
    const owner = strategyIn(orderRef);
    const isHidden = owner !== undefined && owner !== client.strategy && this.#private.has(owner);
    return account === client.account && !isHidden;
  }

  /** On connect: the client id's resting orders and openOrderEnd, unasked; nothing when there are none (SEQUENCES 1). */
  pushResting(client: Client): void {
    if (this.#own(client).length > 0) this.openOrders(client);
  }

  openOrders(client: Client): void {
    for (const order of this.#own(client)) this.#book.stateTo(client.conn, order);
    this.#out.tell(client.conn, "openOrderEnd", {});
  }

  allOpenOrders(client: Client): void {
    for (const order of this.#transmitted()) {
      if (this.isOwn(order, client)) this.#book.stateTo(client.conn, order);
      // Without a permId nothing tells it from others that have number 0 too, and it may not be there (nautilus #3465).
      else if (order.permId !== 0 && this.isShown(order, client)) this.#unbound(client, order);
    }
    for (const { echo, report } of this.#foreign.all()) {
      if (!this.isNobodysShown(echo.order?.account, echo.order?.orderRef, client)) continue;
      this.#out.tell(client.conn, "openOrder", echoFor(UNBOUND, echo, undefined));
      if (report !== undefined) this.#out.tell(client.conn, "orderStatus", statusFor(UNBOUND, report));
    }
    this.#out.tell(client.conn, "openOrderEnd", {});
  }

  #unbound(client: Client, order: Order): void {
    this.#out.tell(client.conn, "openOrder", echoFor(UNBOUND, echoNow(order), order));
    this.#out.tell(client.conn, "orderStatus", statusFor(UNBOUND, reportNow(order)));
  }

  #own(client: Client): Order[] {
    const own = this.#transmitted().filter((o) => this.isOwn(o, client) && o.clientId === client.clientId);
    return own.sort((a, b) => a.clientOrderId - b.clientOrderId);
  }

  /** Everything open but held legs; what waits for its turn to leave is on its way. */
  #transmitted(): Order[] {
    return [...this.#blotter.open].filter((order) => order.status !== "held");
  }
}
