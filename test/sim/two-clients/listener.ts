/**
 * Listens to a run of the two clients: what each was told, which versions were agreed on, what the daemon sent, and what
 * it logged that nobody expected.
 */
import { Conversation, type Said } from "../../../src/sim/campaign/conversation.ts";
import { DAEMON, GATEWAY, type Onlooker, type Stage } from "../../../src/sim/campaign/stage.ts";
import { Memory } from "../../../src/sim/strategies/memory.ts";
import type { Side } from "../../../src/sim/world/plight.ts";
import type { LogLine, Wire } from "../../../src/sim/world/tap.ts";
import type { Incoming } from "../../../src/wire/codec.ts";
import { ALPHA, BETA } from "./scenes.ts";

/** Errors that a crash may honestly lead to: the reason for an exit, and an order whose frame may have left. */
const isExpected = ({ event, fields }: LogLine): boolean =>
  event === "exit" || (event === "alert" && fields.cause === "order-unknown");

interface Listened {
  readonly conversation: Conversation;
  greeted: boolean;
}

export class Listener implements Onlooker {
  /** Of each client, by its host. */
  readonly memories: Readonly<Record<string, Memory>> = {
    alpha: new Memory(ALPHA.account, 1),
    beta: new Memory(BETA.account, 2),
  };
  /** By host of who dialled, one for each session. */
  readonly versions: Record<string, number[]> = {};
  /** The first nextValidId that each client was told. */
  readonly firstIds: Record<string, number> = {};
  readonly sent = { new: 0, modify: 0, cancel: 0 };
  readonly unexpected: string[] = [];
  /** How often the daemon was killed. */
  kills = 0;
  stage: Stage | undefined;
  readonly #wires = new Map<number, Listened>();
  readonly #refs = new Set<string>();
  readonly #deaf: boolean;

  /** A deaf one reads logs alone. */
  constructor({ deaf = false } = {}) {
    this.#deaf = deaf;
  }

  staged(stage: Stage): void {
    this.stage = stage;
  }

  wrote(wire: Wire, from: Side, bytes: Uint8Array): void {
    if (this.#deaf) return;
    const listened = this.#wires.get(wire.id) ?? { conversation: new Conversation(), greeted: false };
    this.#wires.set(wire.id, listened);
    // What the Gateway says behind its greeting is heard again when the daemon tells it on.
    if (wire.client === DAEMON && from === "server" && listened.greeted) return;
    for (const said of listened.conversation.read(from, bytes)) this.#said(said, wire, from, listened);
  }

  ended(host: string, code: number | "killed"): void {
    if (code === "killed") this.kills++;
    else this.unexpected.push(`${host} ended by itself with ${code}`);
  }

  logged(line: LogLine): void {
    const { host, level, event, fields } = line;
    if (level === "error" && !isExpected(line)) this.unexpected.push(`${host}: ${event} ${JSON.stringify(fields)}`);
  }

  #said(said: Said, { client, server }: Wire, from: Side, listened: Listened): void {
    if (said.name === "handshake") {
      listened.greeted = true;
      this.versions[client] = [...(this.versions[client] ?? []), said.body.serverVersion as number];
    } else if (server === GATEWAY) this.#left(said);
    else if (from === "server") this.#told(client, said as unknown as Incoming);
    else this.#asked(client, said);
  }

  #told(host: string, message: Incoming): void {
    if (message.name === "nextValidId") this.firstIds[host] ??= message.body.orderId;
    this.memories[host]?.hear(message);
  }

  #asked(host: string, { body }: Said): void {
    const { reqId, contract } = body as { readonly reqId?: number; readonly contract?: { readonly symbol: string } };
    if (reqId !== undefined && contract !== undefined) this.memories[host]?.asked(reqId, contract.symbol);
  }

  #left({ name, body }: Said): void {
    if (name === "cancelOrder") this.sent.cancel++;
    if (name !== "placeOrder") return;
    const { orderRef } = body.order as { readonly orderRef: string };
    this.sent[this.#refs.has(orderRef) ? "modify" : "new"]++;
    this.#refs.add(orderRef);
  }
}
