/**
 * I16: on one machine one daemon at a time, and of each daemon one session.
 *
 * The master of a machine is the process that began to run there, or spoke to the Gateway, until it ends; a second one
 * beside it (`daemon#2`) finds the lock taken and does nothing. On another machine, with a directory of its own, the fence
 * is the one client id, which a daemon must never change. A daemon begins a new session only when it has done with the
 * old one: a connection that breaks on the way closes at no side by its own will, so what tells is that something still
 * passes on the old one.
 */
import type { Wire } from "../world/tap.ts";
import type { CheckerRow, Upstream } from "./checker.ts";
import type { Facts } from "./facts.ts";
import { machineOf, ms } from "./told.ts";

export const oneMaster: CheckerRow = {
  id: "I16",
  says: "one daemon at a time runs on a machine, and it holds one session, under the one client id",
  make: (facts, violated) => {
    const masters = new Masters(facts, violated);
    return {
      logged: ({ host, event }) => {
        if (event === "started") masters.acts(host, "began to run");
      },
      sent: (frame, on) => {
        masters.acts(on.daemon, "spoke to the Gateway");
        if (frame.name === "startApi") masters.begins(on, frame.clientId);
        else masters.passes(on);
      },
      heard: (_, on) => masters.passes(on),
      closed: (wire) => masters.closed(wire),
      ended: (host) => masters.ended(host),
    };
  },
};

class Masters {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  /** By machine. */
  readonly #masters = new Map<string, { readonly life: string; readonly since: number }>();
  /** Sessions that were not closed, by connection: when they began, and when the same daemon began its next one. */
  readonly #sessions = new Map<number, { readonly on: Upstream; readonly at: number; next: number | undefined }>();

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  acts(life: string, what: string): void {
    const machine = machineOf(life);
    const master = this.#masters.get(machine);
    if (master === undefined) this.#masters.set(machine, { life, since: this.#facts.now });
    else if (master.life !== life)
      this.#violated(
        `${life} ${what} although ${master.life} is the master since ${ms(master.since)} and lives: without the lock it was to do nothing`,
      );
  }

  begins(on: Upstream, clientId: number): void {
    const { now, setup } = this.#facts;
    if (clientId !== setup.clientId)
      this.#violated(
        `${on.daemon} began a session as client ${clientId}: it is client ${setup.clientId} for ever, or nothing keeps a second one out`,
      );
    for (const session of this.#sessions.values()) if (session.on.daemon === on.daemon) session.next ??= now;
    this.#sessions.set(on.wire.id, { on, at: now, next: undefined });
  }

  passes({ wire, daemon }: Upstream): void {
    const session = this.#sessions.get(wire.id);
    if (session?.next === undefined) return;
    this.#sessions.delete(wire.id);
    this.#violated(
      `${daemon} began a session at ${ms(session.next)}, and its session of ${ms(session.at)} still goes on: that one had to be closed first`,
    );
  }

  closed({ id }: Wire): void {
    this.#sessions.delete(id);
  }

  ended(host: string): void {
    const machine = machineOf(host);
    if (this.#masters.get(machine)?.life === host) this.#masters.delete(machine);
    for (const [id, { on }] of this.#sessions)
      if (on.wire.client === host || on.wire.server === host) this.#sessions.delete(id);
  }
}
