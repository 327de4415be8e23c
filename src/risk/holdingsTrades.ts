/**
 * The executions of strategies in their newest versions, and what each has cost: so that a correction replaces what was, and
 * a commission finds its trade. The newest `TRADES_MAX` are kept, and of costs without a trade `STRAY_MAX`.
 */
import { dropOldest } from "../base/bounded.ts";
import { type Decimal, decimal, minus, negate, times, ZERO } from "../base/decimal.ts";
import { isByUnit } from "../model/byUnit.ts";
import type { Commission, Execution } from "../model/entry.ts";
import { type ExecVersion, signedBy, versionOf } from "../model/execution.ts";

/** What was traded, apart from how much. */
export interface Made {
  readonly conId: number;
  readonly symbol: string;
  readonly secType: string;
  readonly currency: string;
  /** Undefined where the execution does not say what one unit is. */
  readonly multiplier: Decimal | undefined;
}

export interface Trade {
  readonly purse: string;
  readonly made: Made;
  readonly version: number;
  /** Bought is positive. */
  readonly quantity: Decimal;
  /** Got is positive. */
  readonly cash: Decimal;
  readonly cost: Cost | undefined;
}

interface Cost {
  readonly version: number;
  readonly currency: string;
  readonly amount: Decimal;
}

/** What a purse has paid more than was known. */
export type Charge = Omit<Cost, "version"> & { readonly purse: string; readonly conId: number };

export interface Executed {
  readonly made: Made;
  readonly quantity: Decimal;
  readonly cash: Decimal;
}

/** Corrections come within days; a snapshot holds all of them. */
const TRADES_MAX = 20_000;
const STRAY_MAX = 10_000;
const UNSET_MIN = 1e15;

/** Undefined for what moves no position: a combination's own line, or a contract without a number. */
export function madeBy({ contract, execution = {} }: Execution): Executed | undefined {
  if (!contract?.conId || contract.secType === "BAG") return undefined;
  const { conId, symbol = "", secType = "", currency = "" } = contract;
  const told = contract.multiplier ? decimal(contract.multiplier) : undefined;
  const multiplier = told ?? (isByUnit(secType) ? ("1" as Decimal) : undefined);
  const quantity = signedBy(execution.side, execution.shares ?? ZERO);
  const paid = times(times(quantity, decimal(execution.price ?? 0) ?? ZERO), multiplier ?? ("1" as Decimal));
  return { made: { conId, symbol, secType, currency, multiplier }, quantity, cash: negate(paid) };
}

export class Trades {
  readonly #trades = new Map<string, Trade>();
  /** By the stem of an execId: the newest that was told before its trade. */
  readonly #stray = new Map<string, { readonly execId: string; readonly commission: Commission }>();

  /** What is new by this execution; undefined when it is known, or an older version of what is. */
  traded(
    { stem, version }: ExecVersion,
    purse: string,
    executed: Executed,
  ): { readonly trade: Trade; readonly before: Trade | undefined; readonly charges: readonly Charge[] } | undefined {
    const before = this.#trades.get(stem);
    if (before !== undefined && before.version >= version) return undefined;
    // The key of a close names the operator, and whom it closed for is forgotten with its order.
    const trade = { ...executed, purse: before?.purse ?? purse, version, cost: before?.cost };
    keep(this.#trades, stem, trade, TRADES_MAX);
    return { trade, before, charges: this.#strayOf(stem) };
  }

  #strayOf(stem: string): readonly Charge[] {
    const stray = this.#stray.get(stem);
    this.#stray.delete(stem);
    return stray === undefined ? [] : this.costing(stray.execId, stray.commission);
  }

  /**
   * What a trade costs more than was known. The newest report of an execution counts, and the cost of a correction replaces
   * that of what it corrects.
   */
  costing(execId: string, commission: Commission): readonly Charge[] {
    const { stem, version } = versionOf(execId);
    const trade = this.#trades.get(stem);
    if (trade === undefined) keep(this.#stray, stem, { execId, commission }, STRAY_MAX);
    const { commission: told = 0 } = commission;
    // An unset one comes as the largest double.
    const amount = Math.abs(told) < UNSET_MIN ? decimal(told) : undefined;
    if (trade === undefined || amount === undefined || (trade.cost?.version ?? version) > version) return [];
    const { purse, made, cost: before } = trade;
    const cost = { version, currency: commission.currency ?? made.currency, amount };
    this.#trades.set(stem, { ...trade, cost });
    return beyond(before, cost).map((charged) => ({ purse, conId: made.conId, ...charged }));
  }

  carry() {
    return { trades: [...this.#trades], stray: [...this.#stray] };
  }

  resume(carried: unknown): void {
    const { trades, stray } = carried as ReturnType<Trades["carry"]>;
    this.#trades.clear();
    this.#stray.clear();
    for (const [stem, trade] of trades) this.#trades.set(stem, trade);
    for (const [stem, told] of stray) this.#stray.set(stem, told);
  }
}

/** What is paid by the one cost in place of the other. */
function beyond(before: Cost | undefined, { currency, amount }: Cost): readonly Pick<Charge, "currency" | "amount">[] {
  if (before?.currency === currency) return [{ currency, amount: minus(amount, before.amount) }];
  const back = before === undefined ? [] : [{ currency: before.currency, amount: negate(before.amount) }];
  return [...back, { currency, amount }];
}

/** Bounded: the oldest goes first. */
function keep<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  dropOldest(map, most);
}
