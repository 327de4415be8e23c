/**
 * A client id's connections, one after the other, and what it was told over all of them.
 *
 * What it is shown at each start-up is kept apart, because that is what it begins its next day with.
 */
import { greetedClient, type RawClient } from "../../rig/rig.ts";
import type { Listed } from "./history.ts";
import { listed } from "./lists.ts";
import { Memory } from "./memory.ts";

export interface Role {
  readonly name: string;
  readonly account: string;
  readonly clientId: number;
  /** Far below the market: a purchase at it rests. */
  readonly low: number;
  /** Far above the market: a purchase at it is filled at once, a sale at it rests. */
  readonly high: number;
}

/** Server version of the text protocol that most clients in use speak. */
const VERSION = 178;

export class Seat {
  readonly role: Role;
  readonly memory = new Memory((orderId) => this.refOf(orderId));
  /** permIds of all that was open at the broker before the last start-up. */
  openBefore: readonly number[] = [];
  /** As it was shown at the last start-up, before nextValidId. */
  pushed: readonly Listed[] = [];
  /** As it was told at the last start-up. */
  nextValidId = 0;
  /** Of ids that it was told about, or that the journal knew, before the last start-up. */
  highestUsedId = 0;
  #client: RawClient | undefined;
  #received = "";
  #heard = 0;

  constructor(role: Role) {
    this.role = role;
  }

  /** Unlike any other order's of the account. */
  refOf(orderId: number): string {
    return `${this.role.name[0]}${orderId}`;
  }

  get client(): RawClient {
    return this.#client!;
  }

  get isConnected(): boolean {
    return this.#client !== undefined && this.#client.socket.closedWith === undefined;
  }

  /** All that was ever received, as text. */
  get received(): string {
    return this.#received + (this.#client?.socket.bytes.toString("latin1") ?? "");
  }

  async connect(port: number): Promise<void> {
    await this.knock(port);
    await this.enter();
  }

  /** Connected, and nothing said yet but the version. */
  async knock(port: number): Promise<void> {
    this.#client = await greetedClient(port, VERSION);
    this.#heard = 0;
  }

  async enter(): Promise<void> {
    const { client } = this;
    client.send("startApi", { clientId: this.role.clientId, optionalCapabilities: "" });
    this.nextValidId = (await client.expect("nextValidId")).orderId;
    const start = client.messages.slice(
      0,
      client.messages.findIndex(({ name }) => name === "nextValidId"),
    );
    this.pushed = start.flatMap((message) => (message.name === "openOrder" ? [listed(message.body)] : []));
  }

  /** Takes in what was told so far. */
  listen(): Memory {
    const messages = this.#client?.messages ?? [];
    for (; this.#heard < messages.length; this.#heard++) this.memory.hear(messages[this.#heard]!);
    return this.memory;
  }

  /** The connection is gone, or shall be. */
  hangUp(): void {
    if (this.#client === undefined) return;
    this.listen();
    this.#client.socket.reset();
    this.#received = this.received;
    this.#client = undefined;
  }
}
