/**
 * The table of client ids: who has started under which one, and which ids are taken although nobody is connected.
 *
 * A client id belongs to one connection at a time (SEQUENCES 2). That it stays taken behind a client who went without
 * good-bye is a switch; that it stays taken for ever, or that a session goes on behind a connection that ended, happens
 * by faults alone.
 */
import { seconds } from "../../../base/time.ts";
import type { Context } from "../context.ts";
import { leave } from "../queries.ts";
import type { Connection } from "./connection.ts";
import type { Session } from "./session.ts";

/** 30 to 60 seconds were seen (SEQUENCES 2); the fault `client-id-held` takes any time. */
const UNCLEAN_HOLD_MS = seconds(45);

export class Clients {
  readonly #context: Context;
  readonly #sessions = new Map<number, Session>();
  readonly #started = new Map<Connection, Session>();
  readonly #taken = new Set<number>();
  /** Sessions of connections that ended and were not closed on this side. */
  readonly #unclosed = new Set<Session>();

  constructor(context: Context) {
    this.#context = context;
  }

  all(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  get count(): number {
    return this.#sessions.size;
  }

  /** How many connections ended and were not closed on this side. */
  get unclosed(): number {
    return this.#unclosed.size;
  }

  of(clientId: number): Session | undefined {
    return this.#sessions.get(clientId);
  }

  at(connection: Connection): Session | undefined {
    return this.#started.get(connection);
  }

  isTaken(clientId: number): boolean {
    return this.#sessions.has(clientId) || this.#taken.has(clientId);
  }

  connectionsOf(clientId: number): readonly Connection[] {
    return [...this.#started].filter(([, session]) => session.clientId === clientId).map(([connection]) => connection);
  }

  start(connection: Connection, session: Session): void {
    this.#sessions.set(session.clientId, session);
    this.#started.set(connection, session);
  }

  /**
   * A connection ended. It did so cleanly when the client's side closed it (FIN, which the kernel sends for a process
   * that exits too) or when this side did; not when it was reset or timed out.
   */
  gone(connection: Connection, clean: boolean): void {
    const session = this.#started.get(connection);
    if (session === undefined) return;
    this.#started.delete(connection);
    if (this.#context.faults.strikes("close-wait") !== undefined) this.#unclosed.add(session);
    else this.#leave(session);
    this.#hold(session.clientId, clean);
  }

  releaseUnclosed(): void {
    for (const session of this.#unclosed) this.#leave(session);
    this.#unclosed.clear();
  }

  /** Everything that a process knows of its clients is lost. */
  forget(): void {
    this.#taken.clear();
    this.releaseUnclosed();
  }

  #hold(client: number, clean: boolean): void {
    const { faults, switches } = this.#context;
    if (faults.strikes("client-id-stuck", { client }) !== undefined) return void this.#taken.add(client);
    const cares = !clean || faults.holds("client-id-held", { client })?.ends === "any";
    const held = cares ? faults.strikes("client-id-held", { client }) : undefined;
    if (held !== undefined) this.#holdFor(client, held.holdMs);
    else if (!clean && switches.uncleanEnd === "holds") this.#holdFor(client, UNCLEAN_HOLD_MS);
  }

  #holdFor(client: number, ms: number): void {
    this.#taken.add(client);
    this.#context.later(ms, () => this.#taken.delete(client));
  }

  #leave(session: Session): void {
    this.#sessions.delete(session.clientId);
    this.#context.lines.gone(session);
    leave(this.#context, session);
  }
}
