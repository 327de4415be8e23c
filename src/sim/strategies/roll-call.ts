/**
 * Asks a port for everything it knows of a client's orders: those that are open, those that are completed, and the
 * executions. What is in none of the three is lost to the client.
 */
import type { Incoming } from "../../wire/codec.ts";
import type { Trader } from "./trader.ts";

export class RollCall {
  /** Order ids listed as open, in the order told. */
  readonly open: number[] = [];
  /** The client's own references of completed orders; that list names no order ids. */
  readonly completed: string[] = [];
  /** Order ids of executions. */
  readonly executed: number[] = [];
  readonly #reqId: number;
  #ends = 0;

  /** The caller hands every message that the trader hears to `hear`. */
  constructor(trader: Trader, clientId: number) {
    this.#reqId = trader.takeReqId();
    trader.ask("reqOpenOrders", {});
    trader.ask("reqCompletedOrders", { apiOnly: true });
    trader.ask("reqExecutions", { reqId: this.#reqId, filter: { clientId } });
  }

  get complete(): boolean {
    return this.#ends === 3;
  }

  hear(message: Incoming): void {
    if (message.name === "openOrder") this.open.push(message.body.order.orderId);
    if (message.name === "completedOrder") this.completed.push(message.body.order.orderRef);
    if (message.name === "execDetails" && message.body.reqId === this.#reqId)
      this.executed.push(message.body.execution.orderId);
    const end = message.name === "openOrderEnd" || message.name === "completedOrdersEnd";
    if (end || (message.name === "execDetailsEnd" && message.body.reqId === this.#reqId)) this.#ends++;
  }
}
