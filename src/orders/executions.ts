/**
 * Which executions are known, whose they are, and which of them replaces which.
 *
 * An execution is its execId and counts once, whoever tells it and however often (RELIABILITY I10). What stands before the
 * last dot names the trade, the number behind it counts its corrections. They are forgotten with their order; of those that
 * are nobody's of ours, and of commissions, the newest `STRAY_MAX` are kept.
 */
import { dropOldest } from "../base/bounded.ts";
import { type Decimal, ZERO } from "../base/decimal.ts";
import type { Commission, Execution } from "../model/entry.ts";
import { versionOf } from "../model/execution.ts";
import type { OrderKey } from "../model/ids.ts";
import type { Version } from "./fill.ts";

/** The version of a trade that counts. */
interface Newest {
  readonly number: number;
  readonly shares: Decimal;
}

export interface CarriedExecutions {
  readonly keys: readonly (readonly [string, OrderKey])[];
  readonly newest: readonly (readonly [string, Newest])[];
  readonly foreign: readonly string[];
  readonly commissions: readonly (readonly [string, Commission])[];
}

const STRAY_MAX = 100_000;

export class Executions {
  readonly #byOrder = new Map<OrderKey, string[]>();
  readonly #keys = new Map<string, OrderKey>();
  readonly #newest = new Map<string, Newest>();
  /** Of orders that are not ours. */
  readonly #foreign = new Set<string>();
  readonly #commissions = new Map<string, Commission>();

  get count(): number {
    return this.#keys.size;
  }

  keyOf(execId: string): OrderKey | undefined {
    return this.#keys.get(execId);
  }

  isForeign(execId: string): boolean {
    return this.#foreign.has(execId);
  }

  commission(execId: string): Commission | undefined {
    return this.#commissions.get(execId);
  }

  /** One of an order of ours: what it is to the versions that came before. */
  add(key: OrderKey, { execution }: Execution): Version {
    const { execId = "", shares = ZERO } = execution ?? {};
    this.#belongs(execId, key);
    const { stem, version } = versionOf(execId);
    const known = this.#newest.get(stem);
    const isNewest = known === undefined || version > known.number;
    if (isNewest) this.#newest.set(stem, { number: version, shares });
    return { isFirst: known === undefined, isNewest, before: known?.shares ?? ZERO };
  }

  addForeign({ execution }: Execution): void {
    this.#foreign.add(execution?.execId ?? "");
    dropOldest(this.#foreign, STRAY_MAX);
  }

  addCommission(execId: string, commission: Commission): void {
    this.#commissions.set(execId, commission);
    dropOldest(this.#commissions, STRAY_MAX);
  }

  /** All of an order that is forgotten. */
  forget(key: OrderKey): void {
    for (const execId of this.#byOrder.get(key) ?? []) {
      this.#keys.delete(execId);
      this.#newest.delete(versionOf(execId).stem);
      this.#commissions.delete(execId);
    }
    this.#byOrder.delete(key);
  }

  #belongs(execId: string, key: OrderKey): void {
    if (this.#keys.has(execId)) return;
    this.#keys.set(execId, key);
    const known = this.#byOrder.get(key);
    if (known === undefined) this.#byOrder.set(key, [execId]);
    else known.push(execId);
  }

  carry(): CarriedExecutions {
    return {
      keys: [...this.#keys],
      newest: [...this.#newest],
      foreign: [...this.#foreign],
      commissions: [...this.#commissions],
    };
  }

  resume({ keys, newest, foreign, commissions }: CarriedExecutions): void {
    for (const known of [this.#byOrder, this.#keys, this.#newest, this.#foreign, this.#commissions]) known.clear();
    for (const [execId, key] of keys) this.#belongs(execId, key);
    for (const [stem, version] of newest) this.#newest.set(stem, version);
    for (const execId of foreign) this.#foreign.add(execId);
    for (const [execId, commission] of commissions) this.#commissions.set(execId, commission);
  }
}
