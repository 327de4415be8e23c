/**
 * The alerts that hold now: the fold of `alertRaised` and `alertEnded`. A restart does not forget one, and so does not raise
 * it a second time.
 */
import type { WallMs } from "../base/time.ts";
import { type Alert, alertId, alertRow } from "../model/alert.ts";
import type { Entry, Fold } from "../model/entry.ts";

interface Holding {
  readonly alert: Alert;
  readonly since: WallMs;
}

export class Alerts implements Fold {
  readonly #holding = new Map<string, Holding>();

  evolve(entry: Entry, at: WallMs): void {
    if (entry.kind === "alertRaised") this.#holding.set(alertId(entry.alert), { alert: entry.alert, since: at });
    else if (entry.kind === "alertEnded") this.#holding.delete(alertId(entry.alert));
  }

  carry(): readonly Holding[] {
    return this.all;
  }

  resume(carried: unknown): void {
    this.#holding.clear();
    for (const holding of carried as readonly Holding[]) this.#holding.set(alertId(holding.alert), holding);
  }

  held(alert: Pick<Alert, "cause" | "scope">): Alert | undefined {
    // Whatever an order hears ends alerts about it, and hardly ever is there one.
    return this.#holding.size === 0 ? undefined : this.#holding.get(alertId(alert))?.alert;
  }

  /** In the order they were raised. */
  get all(): readonly Holding[] {
    return [...this.#holding.values()];
  }

  /** For people and machines: `holdfast alerts`. */
  described(): readonly object[] {
    return this.all.map(({ alert: { cause, scope, detail }, since }) => ({
      ...{ cause, ...scope, detail, since },
      ...alertRow(cause),
    }));
  }
}
