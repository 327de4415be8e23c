/**
 * I16: one daemon at a time, and one session of it.
 *
 * The master is the process that has written to the journal or to the Gateway, until it ends. Nothing of any other process
 * may become durable or leave meanwhile, its greeting of the Gateway included. The master itself begins a new session only
 * when it has done with the old one: a connection that breaks on the way closes at no side by its own will, so what tells is
 * that something still passes on the old one.
 */
import type { Wire } from "../world/tap.ts";
import type { CheckerRow, Upstream } from "./checker.ts";
import type { Facts } from "./facts.ts";
import { ms } from "./told.ts";

export const oneMaster: CheckerRow = {
  id: "I16",
  says: "one daemon at a time writes the journal and speaks to the Gateway, in one session",
  make: (facts, violated) => {
    const masters = new Masters(facts, violated);
    return {
      sent: (frame, on) => {
        masters.acts(on.daemon, "spoke to the Gateway");
        if (frame.name === "startApi" && frame.clientId === facts.setup.clientId) masters.begins(on);
        else masters.passes(on);
      },
      heard: (_, on) => masters.passes(on),
      journaled: (_, daemon) => masters.acts(daemon, "wrote the journal"),
      closed: (wire) => masters.closed(wire),
      ended: (host) => masters.ended(host),
    };
  },
};

class Masters {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  #master: { readonly host: string; readonly since: number } | undefined;
  /** Sessions of each daemon that were not closed, by connection: when they began, and which came after them. */
  readonly #sessions = new Map<number, { readonly on: Upstream; readonly at: number; next: number | undefined }>();

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  acts(host: string, what: string): void {
    this.#master ??= { host, since: this.#facts.now };
    if (this.#master.host === host) return;
    this.#violated(
      `${host} ${what} although ${this.#master.host} has been the master since ${ms(this.#master.since)} and lives: without the lock it was to do nothing`,
    );
  }

  begins(on: Upstream): void {
    const now = this.#facts.now;
    for (const session of this.#sessions.values()) session.next ??= now;
    this.#sessions.set(on.wire.id, { on, at: now, next: undefined });
  }

  passes({ wire, daemon }: Upstream): void {
    const session = this.#sessions.get(wire.id);
    if (session?.next === undefined) return;
    this.#sessions.delete(wire.id);
    this.#violated(
      `${daemon} began a session as client ${this.#facts.setup.clientId} at ${ms(session.next)}, and its session of ${ms(session.at)} still goes on: one had to be closed first`,
    );
  }

  closed({ id }: Wire): void {
    this.#sessions.delete(id);
  }

  ended(host: string): void {
    if (this.#master?.host === host) this.#master = undefined;
    for (const [id, { on }] of this.#sessions)
      if (on.wire.client === host || on.wire.server === host) this.#sessions.delete(id);
  }
}
