/**
 * Asks a port for everything it knows of a client's orders: those that are open, those that are completed, and the
 * executions. What is in none of the three is lost to the client.
 */
import type { Incoming, IncomingBody } from "../../wire/codec.ts";
import type { Trader } from "./trader.ts";

export type OpenOrder = IncomingBody<"openOrder">;
export type Execution = IncomingBody<"execDetails">["execution"];

export class RollCall {
  /** In the order told. */
  readonly open: OpenOrder[] = [];
  /** The client's own references of completed orders; that list names no order ids. */
  readonly completed: string[] = [];
  readonly executions: Execution[] = [];
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
    switch (message.name) {
      case "openOrder":
        this.open.push(message.body);
        return;
      case "completedOrder":
        this.completed.push(message.body.order.orderRef);
        return;
      case "execDetails":
        if (message.body.reqId === this.#reqId) this.executions.push(message.body.execution);
        return;
      case "openOrderEnd":
      case "completedOrdersEnd":
        this.#ends++;
        return;
      case "execDetailsEnd":
        if (message.body.reqId === this.#reqId) this.#ends++;
        return;
    }
  }
}
