/** What the runs of a campaign were made of, all together. */
import type { Outcome } from "../../sim/campaign/run.ts";

export type Counts = Readonly<Record<string, number>>;

export class Sum {
  seeds = 0;
  hours = 0;
  checks = 0;
  readonly counts: Record<string, number> = {};
  /** By fault: how often it was set, and how often it struck. */
  readonly set: Record<string, number> = {};
  readonly struck: Record<string, number> = {};
  readonly sometimes: Record<string, number> = {};
  readonly logged: Record<string, number> = {};

  add({ hours, checks, counts, set, struck, sometimes, logged }: Outcome): void {
    this.seeds++;
    this.hours += hours;
    this.checks += checks;
    add(this.counts, counts);
    add(this.set, set);
    add(this.struck, struck);
    add(this.sometimes, sometimes);
    add(this.logged, logged);
  }

  /** Strikes of all faults. */
  get strikes(): number {
    return Object.values(this.struck).reduce((sum, count) => sum + count, 0);
  }
}

function add(sum: Record<string, number>, more: Counts): void {
  for (const [name, count] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + count;
}
