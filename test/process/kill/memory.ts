/** What one client was told about its orders, over all its connections: what it may rely on after any crash. */
import type { Incoming, IncomingBody } from "../../../src/wire/codec.ts";
import type { Told } from "./history.ts";

/** Orders with one of these never work again. */
const ENDS = new Set(["Filled", "Cancelled", "ApiCancelled", "Inactive"]);

export interface Known extends Told {
  readonly lmtPrice: number | undefined;
  /** An error named its id. */
  readonly refused: boolean;
  /** An execution was told. */
  readonly traded: boolean;
}

/** It works or may work. */
export const works = ({ status }: Known): boolean => !ENDS.has(status);

export class Memory {
  readonly #known = new Map<number, Known>();
  readonly #refOf: (orderId: number) => string;

  /** `refOf` is the reference that the client gives to an order of that id. */
  constructor(refOf: (orderId: number) => string) {
    this.#refOf = refOf;
  }

  get orders(): readonly Known[] {
    return [...this.#known.values()];
  }

  /** Orders that were shown to exist; a bare error shows none. */
  get told(): readonly Known[] {
    return this.orders.filter(({ status, traded }) => status !== "" || traded);
  }

  /** Orders that work or may work. */
  get open(): readonly Known[] {
    return this.told.filter(works);
  }

  of(orderId: number): Known | undefined {
    return this.#known.get(orderId);
  }

  hear(message: Incoming): void {
    switch (message.name) {
      case "openOrder":
        return this.#opened(message.body);
      case "orderStatus":
        return this.#learn(message.body.orderId, { permId: message.body.permId, status: message.body.status });
      case "execDetails":
        return this.#learn(message.body.execution.orderId, { permId: message.body.execution.permId, traded: true });
      case "completedOrder":
        return this.#completed(message.body);
      case "error":
        if (message.body.id > 0) this.#learn(message.body.id, { refused: true });
        return;
    }
  }

  #opened({ order, orderState }: IncomingBody<"openOrder">): void {
    if (order.whatIf) return;
    const { orderId, orderRef, permId, lmtPrice } = order;
    this.#learn(orderId, { orderRef, permId, lmtPrice, status: orderState.status });
  }

  /** A completed order carries no order id: it is known by the client's own reference. */
  #completed({ order, orderState }: IncomingBody<"completedOrder">): void {
    const known = this.orders.find(({ orderRef }) => orderRef === order.orderRef);
    if (known !== undefined) this.#learn(known.orderId, { permId: order.permId, status: orderState.status });
  }

  #learn(orderId: number, news: Partial<Known>): void {
    const known = this.#known.get(orderId);
    const fresh = { orderId, orderRef: this.#refOf(orderId), status: "", refused: false, traded: false };
    const permId = news.permId || known?.permId || 0;
    this.#known.set(orderId, { lmtPrice: undefined, ...fresh, ...known, ...news, permId });
  }
}
