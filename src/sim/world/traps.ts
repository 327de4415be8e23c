/** Traps: crashes that wait for a process to do a certain thing. */
import type { Fate } from "./fate.ts";
import type { Place, PortCall } from "./incarnation.ts";

/** Where a process is killed: at the `nth` such thing from now on, right before or right after it. */
export interface Trap {
  readonly call: PortCall | Place;
  readonly when: "before" | "after";
  readonly fate?: Fate;
  /** 1, the next one, unless told otherwise. */
  readonly nth?: number;
  /** Hears that it killed. */
  readonly sprung?: () => void;
}

export class Traps {
  #set: { readonly trap: Trap; left: number }[] = [];

  /** The answer takes it away. */
  set(trap: Trap): () => void {
    const laid = { trap, left: trap.nth ?? 1 };
    this.#set.push(laid);
    return () => {
      this.#set = this.#set.filter((each) => each !== laid);
    };
  }

  has(call: Trap["call"]): boolean {
    return this.#set.some(({ trap }) => trap.call === call);
  }

  /** A process does it: the trap that springs, if one does. */
  passed(call: Trap["call"], when: Trap["when"]): Trap | undefined {
    if (this.#set.length === 0) return undefined;
    for (const laid of this.#set) {
      if (laid.trap.call !== call || laid.trap.when !== when || --laid.left > 0) continue;
      this.#set = this.#set.filter((each) => each !== laid);
      return laid.trap;
    }
    return undefined;
  }

  clear(): void {
    this.#set = [];
  }
}
