/** The table of clients: connections by id, and which of them holds a strategy's client id (326 for a second one). */

import type { Link } from "../downstream/tws/link.ts";
import type { Client } from "../model/client.ts";
import type { DoorConfig, EngineConfig, StrategyConfig } from "../model/config.ts";
import type { ClientId, ConnId, StrategyName } from "../model/ids.ts";

/** A connection, and who it turned out to be. */
export interface Guest {
  readonly link: Link;
  client: Client | undefined;
}

export class Clients {
  readonly #strategies: ReadonlyMap<StrategyName, StrategyConfig>;
  readonly #byClientId: ReadonlyMap<number, StrategyConfig>;
  readonly #guests = new Map<ConnId, Guest>();
  readonly #seats = new Map<string, ConnId>();
  readonly #names: readonly StrategyName[];

  constructor(config: EngineConfig) {
    this.#names = config.strategies.map((s) => s.name);
    this.#strategies = new Map(config.strategies.map((s) => [s.name, s]));
    this.#byClientId = new Map(config.strategies.flatMap((s) => s.clientIds.map((id) => [id, s] as const)));
  }

  /** Whose client id this is at that door: any at a strategy's own port, the configured ones at the shared port. */
  strategyAt(door: DoorConfig, clientId: number): StrategyConfig | undefined {
    return door.strategy === undefined ? this.#byClientId.get(clientId) : this.#strategies.get(door.strategy);
  }

  strategy(name: StrategyName): StrategyConfig {
    return this.#strategies.get(name)!;
  }

  admit(link: Link): void {
    this.#guests.set(link.conn, { link, client: undefined });
  }

  guest(conn: ConnId): Guest | undefined {
    return this.#guests.get(conn);
  }

  get guests(): IterableIterator<Guest> {
    return this.#guests.values();
  }

  /** All connections, also those without a name yet. */
  get count(): number {
    return this.#guests.size;
  }

  /** Everybody who has said startApi. */
  *started(): Generator<Client> {
    for (const { client } of this.#guests.values()) if (client !== undefined) yield client;
  }

  /** Those of one strategy. */
  countOf(strategy: StrategyName): number {
    let count = 0;
    for (const client of this.started()) if (client.strategy === strategy) count++;
    return count;
  }

  /** Gives the client id to this connection; false when another one holds it. */
  seat(guest: Guest, client: Client): boolean {
    const seat = `${client.strategy}/${client.clientId}`;
    if (this.#seats.has(seat)) return false;
    this.#seats.set(seat, client.conn);
    guest.client = client;
    return true;
  }

  connOf(strategy: StrategyName, clientId: ClientId): ConnId | undefined {
    return this.#seats.get(`${strategy}/${clientId}`);
  }

  /** The client id's number in the pacing queue, the same over its connections: what it asked before still comes first. */
  askerOf({ strategy, clientId }: Client): number {
    return (this.#names.indexOf(strategy) + 1) * 2 ** 33 + clientId;
  }

  /** Forgets a connection; answers the client it was. */
  remove(conn: ConnId): Guest | undefined {
    const guest = this.#guests.get(conn);
    this.#guests.delete(conn);
    if (guest?.client !== undefined) this.#seats.delete(`${guest.client.strategy}/${guest.client.clientId}`);
    return guest;
  }
}
