/**
 * What clients are owed: something that must be told on a connection, and was not yet.
 *
 * Nobody sees on the wire whether a silent connection still stands, so a debt counts only when the daemon goes on talking
 * on that connection and leaves it out. What waits behind a slow disk has a minute, in which the process that owes it does
 * not stand still.
 */
import { minutes } from "../../base/time.ts";
import type { Guest } from "./checker.ts";

export const OWED_MS_MAX = minutes(1);

interface Debts {
  readonly guest: Guest;
  readonly all: Map<string, { readonly since: number; readonly sentence: string }>;
}

export class Owed {
  readonly #violated: (sentence: string) => void;
  readonly #byWire = new Map<number, Debts>();

  constructor(violated: (sentence: string) => void) {
    this.#violated = violated;
  }

  /** From now on this must be told; what was owed under the same name before is not. */
  owe(guest: Guest, name: string, since: number, sentence: string): void {
    const debts = this.#byWire.get(guest.wire.id) ?? { guest, all: new Map() };
    // The oldest stands first, and only what is older than a minute is looked at.
    debts.all.delete(name);
    debts.all.set(name, { since, sentence });
    this.#byWire.set(guest.wire.id, debts);
  }

  pay({ wire }: Guest, name: string): void {
    const debts = this.#byWire.get(wire.id);
    if (debts?.all.delete(name) === true && debts.all.size === 0) this.#byWire.delete(wire.id);
  }

  /** A process stands still, perhaps one of those that owe: the minute of whatever is owed begins when it goes on. */
  standsStill(now: number): void {
    for (const { all } of this.#byWire.values())
      for (const [name, { sentence }] of all) all.set(name, { since: now, sentence });
  }

  /** Something was told there. */
  talks({ wire }: Guest, now: number): void {
    if (this.#byWire.size === 0) return;
    for (const [name, { since, sentence }] of this.#byWire.get(wire.id)?.all ?? []) {
      if (now - since <= OWED_MS_MAX) return;
      this.#violated(sentence);
      this.#byWire.get(wire.id)?.all.delete(name);
    }
  }

  closed(wireId: number): void {
    this.#byWire.delete(wireId);
  }

  ended(host: string): void {
    for (const [id, { guest }] of this.#byWire)
      if (guest.host === host || guest.daemon === host) this.#byWire.delete(id);
  }
}
