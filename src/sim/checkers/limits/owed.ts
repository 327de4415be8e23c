/** What a daemon owes within a bound: said once for each debt that it does not pay, and forgotten as soon as nothing is owed. */
import type { Instant } from "../../../base/time.ts";
import type { Facts } from "../facts.ts";

interface Debt {
  readonly since: Instant;
  isTold: boolean;
}

export class Owed {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  readonly #debts = new Map<string, Debt>();

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  /** `what` is owed now; undefined: nothing is. It may last so many ms before it is told. */
  look(name: string, what: string | undefined, boundMs: number): void {
    if (what === undefined) return void this.#debts.delete(name);
    const debt = this.#debts.get(name) ?? { since: this.#facts.now, isTold: false };
    this.#debts.set(name, debt);
    if (debt.isTold || this.#facts.now - debt.since <= boundMs) return;
    debt.isTold = true;
    this.#violated(`${what}, for more than ${boundMs} ms`);
  }

  /** Nobody can be held to anything: all of it begins anew. */
  forgetAll(): void {
    this.#debts.clear();
  }
}
