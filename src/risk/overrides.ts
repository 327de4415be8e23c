/** Limits that an operator has set over the configuration's: the fold of `limitSet` and `limitEnded`. */
import type { WallMs } from "../base/time.ts";
import type { Entry, Fold } from "../model/entry.ts";
import type { LimitName } from "../model/limits.ts";
import { type Scope, scopeName } from "../model/trading.ts";

export type Override = Omit<Extract<Entry, { readonly kind: "limitSet" }>, "kind"> & { readonly at: WallMs };

export class Overrides implements Fold {
  readonly #set = new Map<string, Override>();
  /** How often any of them has changed: whoever has looked knows by it whether to look again. */
  changes = 0;

  evolve(entry: Entry, at: WallMs): void {
    if (entry.kind === "limitEnded" || entry.kind === "limitSet") this.changes++;
    if (entry.kind === "limitEnded") this.#set.delete(nameOf(entry.scope, entry.limit));
    if (entry.kind !== "limitSet") return;
    const { kind: _, ...override } = entry;
    this.#set.set(nameOf(entry.scope, entry.limit), { ...override, at });
  }

  carry(): readonly Override[] {
    return this.all;
  }

  resume(carried: unknown): void {
    this.changes++;
    this.#set.clear();
    for (const override of carried as readonly Override[])
      this.#set.set(nameOf(override.scope, override.limit), override);
  }

  get all(): readonly Override[] {
    return [...this.#set.values()];
  }

  of(scope: Scope, limit: LimitName): Override | undefined {
    return this.#set.get(nameOf(scope, limit));
  }
}

const nameOf = (scope: Scope, limit: LimitName): string => `${scopeName(scope)}/${limit}`;
