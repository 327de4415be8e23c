/**
 * What the Gateway knows of the broker: everything while the link is up, and what it knew at the loss while it is lost.
 *
 * Orders, executions and valuations are immutable values, so what is kept is lists of them.
 */
import type { Broker } from "../broker/broker.ts";
import type { Execution } from "../broker/event.ts";
import type { Valuation } from "../broker/money/account.ts";
import type { Order } from "../broker/order.ts";

export type Knowledge = Pick<Broker, "openOrders" | "completedOrders" | "executions" | "valued">;

export class Known implements Knowledge {
  readonly #broker: Broker;
  #source: Knowledge;

  constructor(broker: Broker) {
    this.#broker = broker;
    this.#source = broker;
  }

  /** The link is lost: from now on nothing is learned. */
  lost(): void {
    this.#source = remembered(this.#broker);
  }

  restored(): void {
    this.#source = this.#broker;
  }

  openOrders(): readonly Order[] {
    return this.#source.openOrders();
  }

  completedOrders(): readonly Order[] {
    return this.#source.completedOrders();
  }

  executions(): readonly Execution[] {
    return this.#source.executions();
  }

  valued(account: string): Valuation {
    return this.#source.valued(account);
  }
}

function remembered(broker: Broker): Knowledge {
  const open = [...broker.openOrders()];
  const completed = [...broker.completedOrders()];
  const executions = [...broker.executions()];
  const valued = new Map(broker.accounts().map((account) => [account, broker.valued(account)]));
  return {
    openOrders: () => open,
    completedOrders: () => completed,
    executions: () => executions,
    valued: (account) => valued.get(account) ?? broker.valued(account),
  };
}
