/**
 * Orders that rest under a client id that was another strategy's when they left: its strategy has got another name since, or
 * the client id another strategy.
 *
 * To this one they are others' orders. Its bot may take them for its own all the same, for at a Gateway an order belongs to its
 * client id: what it means as a change must not become a second order, and what it cancels is not gone.
 */
import type { Client } from "../model/client.ts";
import type { EngineConfig } from "../model/config.ts";
import type { ClientOrderId, OrderKey } from "../model/ids.ts";
import { isFinished } from "../model/status.ts";
import { OPERATOR } from "../model/trading.ts";
import type { Blotter } from "./blotter.ts";
import type { Order } from "./order.ts";

type Whose = Pick<Client, "account" | "clientId">;

export class Formers {
  readonly #blotter: Blotter;
  readonly #config: Pick<EngineConfig, "strategies" | "doors">;
  /** None comes to be while a configuration holds: found when somebody asks first, behind all that the journal tells. */
  #found: ReadonlyMap<string, OrderKey> | undefined;

  constructor(blotter: Blotter, config: Pick<EngineConfig, "strategies" | "doors">) {
    this.#blotter = blotter;
    this.#config = config;
  }

  of(client: Whose, id: ClientOrderId): Order | undefined {
    const key = this.#all.get(nameOf(client, id));
    const order = key === undefined ? undefined : this.#blotter.byKey(key);
    return order === undefined || isFinished(order.status) ? undefined : order;
  }

  /** The highest number of any; 0 without. */
  highest({ account, clientId }: Whose): number {
    let highest = 0;
    for (const key of this.#all.values()) {
      const order = this.#blotter.byKey(key);
      if (order?.account === account && order.clientId === clientId) highest = Math.max(highest, order.clientOrderId);
    }
    return highest;
  }

  get #all(): ReadonlyMap<string, OrderKey> {
    this.#found ??= new Map([...this.#blotter.atBroker()].filter(this.#isFormer).map(named));
    return this.#found;
  }

  /** The operator's closes have left under no client's id. */
  #isFormer = ({ strategy, clientId }: Order): boolean => {
    if (strategy === OPERATOR) return false;
    const { strategies, doors } = this.#config;
    const owner = strategies.find(({ name }) => name === strategy);
    return !owner?.clientIds.includes(clientId) && !(owner && doors.some((door) => door.strategy === strategy));
  };
}

const named = (order: Order): readonly [string, OrderKey] => [nameOf(order, order.clientOrderId), order.key];

const nameOf = ({ account, clientId }: Whose, id: ClientOrderId): string => `${account}/${clientId}/${id}`;
