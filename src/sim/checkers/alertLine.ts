/**
 * Alerts and drifts as the durable journal has them: read from its lines, and folded to what holds now.
 *
 * An alert is its cause and its scope. Whoever reads the journal after a restart sees the same as whoever watched: so
 * what holds is kept for a machine, over all processes that ran on it.
 */
import type { Line } from "./line.ts";
import { ofMachine } from "./told.ts";

/** What somebody must know, as a line names it. */
export interface AlertLine {
  readonly cause: string;
  readonly scope?: ScopeLine;
  readonly detail?: string;
}

export interface ScopeLine {
  readonly account?: string;
  readonly strategy?: string;
  readonly key?: string;
  readonly conId?: number;
}

/** A difference that reconciliation found. */
export interface DriftLine {
  readonly kind: string;
  readonly account?: string;
  readonly key?: string;
  readonly permId?: number;
  readonly conId?: number;
  readonly execId?: string;
  readonly field: string;
  readonly ours?: string;
  readonly brokers?: string;
}

export const alertIn = (line: Line): AlertLine => (line.alert ?? { cause: "" }) as AlertLine;
export const driftIn = (line: Line): DriftLine => line.drift as DriftLine;

/** `unprotected account=DU1 conId=1`: equal for equal conditions, in whatever order the scope names its parts. */
export function alertName({ cause, scope = {} }: Pick<AlertLine, "cause" | "scope">): string {
  const parts = Object.entries(scope).filter(([, value]) => value !== undefined);
  return [cause, ...parts.map(([part, value]) => `${part}=${value}`).sort()].join(" ");
}

interface Holding {
  readonly alert: AlertLine;
  readonly since: number;
}

/** Which alerts hold by the journal of each machine. */
export class HeldAlerts {
  readonly #byMachine = new Map<string, Map<string, Holding>>();

  /** Answers since when the same alert held already. */
  raised(alert: AlertLine, daemon: string, now: number): number | undefined {
    const held = this.#of(daemon);
    const name = alertName(alert);
    const before = held.get(name);
    held.set(name, { alert, since: before?.since ?? now });
    return before?.since;
  }

  /** Answers whether it held. */
  ended(alert: AlertLine, daemon: string): boolean {
    return this.#of(daemon).delete(alertName(alert));
  }

  some(wanted: (alert: AlertLine) => boolean, daemon: string): boolean {
    for (const { alert } of this.#of(daemon).values()) if (wanted(alert)) return true;
    return false;
  }

  names(daemon: string): readonly string[] {
    return [...this.#of(daemon).keys()].sort();
  }

  #of(daemon: string): Map<string, Holding> {
    return ofMachine(this.#byMachine, daemon, () => new Map());
  }
}
