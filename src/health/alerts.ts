/**
 * The alerts that hold now: the fold of `alertRaised` and `alertEnded`. A restart does not forget one, and so does not raise
 * it a second time. While one holds, what is seen of it may change, such as how much is unprotected: whoever asks is shown
 * what was seen last, and the journal has what was seen first.
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
  /** What was seen last of those that hold; absent until it was seen again. */
  readonly #seen = new Map<string, string>();

  evolve(entry: Entry, at: WallMs): void {
    if (entry.kind !== "alertRaised" && entry.kind !== "alertEnded") return;
    const id = alertId(entry.alert);
    this.#seen.delete(id);
    if (entry.kind === "alertRaised") this.#holding.set(id, { alert: entry.alert, since: at });
    else this.#holding.delete(id);
  }

  /** Its cause is seen, perhaps again; answers whether it holds and somebody was told otherwise. */
  seen(alert: Alert): boolean {
    const id = alertId(alert);
    const told = this.#seen.get(id) ?? this.#holding.get(id)?.alert.detail;
    if (told === undefined || told === alert.detail) return false;
    this.#seen.set(id, alert.detail);
    return true;
  }

  carry(): readonly Holding[] {
    return this.all;
  }

  resume(carried: unknown): void {
    this.#holding.clear();
    this.#seen.clear();
    for (const holding of carried as readonly Holding[]) this.#holding.set(alertId(holding.alert), holding);
  }

  held(alert: Pick<Alert, "cause" | "scope">): Alert | undefined {
    // Whatever an order hears ends alerts about it, and hardly ever is there one.
    return this.#holding.size === 0 ? undefined : this.#holding.get(alertId(alert))?.alert;
  }

  /** In the order they were raised, with what was seen then. */
  get all(): readonly Holding[] {
    return [...this.#holding.values()];
  }

  /** The same with what was seen last. */
  get newest(): readonly Holding[] {
    return this.all.map(({ alert, since }) => {
      const detail = this.#seen.get(alertId(alert)) ?? alert.detail;
      return { alert: { ...alert, detail }, since };
    });
  }

  /** For people and machines: `holdfast alerts`. */
  described(): readonly object[] {
    return this.newest.map(({ alert: { cause, scope, detail }, since }) => ({
      ...{ cause, ...scope, detail, since },
      ...alertRow(cause),
    }));
  }
}
