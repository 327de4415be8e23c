/**
 * What each strategy has made by its own executions: its position in every contract, and the cash that it has paid and got.
 *
 * Cash and positions at their prices together are what a strategy is worth, whatever way it went in and out; of a strategy
 * that holds nothing the cash alone is its profit. Amounts are exact, each in its currency. An execution counts once; a
 * correction replaces what it corrects and may take it back (SEQUENCES 3), and so does what it cost. Executions and what
 * they cost come in either order.
 */
import { type Decimal, isZero, minus, negate, plus, ZERO } from "../base/decimal.ts";
import { isoDay, type WallMs } from "../base/time.ts";
import type { Entry, Execution, Fold } from "../model/entry.ts";
import { versionOf } from "../model/execution.ts";
import type { OrderKey, StrategyName } from "../model/ids.ts";
import { type Charge, type Made, madeBy, type Trade, Trades } from "./holdingsTrades.ts";
import { type Move, TradeRecord } from "./record.ts";

/** One contract that a strategy holds. */
export interface Holding extends Made {
  /** Signed quantity. */
  readonly position: Decimal;
}

/** What a strategy has on one account. */
interface Purse {
  /** By conId; flat ones are forgotten. */
  readonly holdings: Map<number, Holding>;
  /** Got less paid, by currency: prices times multiplier, less commissions. */
  readonly cash: Map<string, Decimal>;
  readonly commissions: Map<string, Decimal>;
  readonly record: TradeRecord;
}

interface CarriedPurse {
  readonly name: string;
  readonly holdings: readonly Holding[];
  readonly cash: readonly (readonly [string, Decimal])[];
  readonly commissions: readonly (readonly [string, Decimal])[];
  readonly record: ReturnType<TradeRecord["carry"]>;
}

export class Holdings implements Fold {
  readonly #strategyOf: (key: OrderKey) => StrategyName | undefined;
  readonly #purses = new Map<string, Purse>();
  readonly #trades = new Trades();
  #last: { readonly strategy: StrategyName; readonly account: string; readonly purse: Purse } | undefined;

  /** `strategyOf` reads the strategy out of an order key: an execution may outlive what is remembered of its order. */
  constructor(strategyOf: (key: OrderKey) => StrategyName | undefined) {
    this.#strategyOf = strategyOf;
  }

  evolve(entry: Entry, at: WallMs): void {
    if (entry.kind === "executed") this.#executed(entry.key, entry.execution, isoDay(at));
    else if (entry.kind === "commissionReported")
      this.#costs(this.#trades.costing(entry.execId, entry.commission), isoDay(at));
  }

  #executed(key: OrderKey, execution: Execution, day: string): void {
    const strategy = this.#strategyOf(key);
    const account = execution.execution?.acctNumber;
    const made = madeBy(execution);
    if (strategy === undefined || !account || made === undefined) return;
    const { execId = "" } = execution.execution ?? {};
    const change = this.#trades.traded(versionOf(execId), nameOf(strategy, account), made);
    if (change === undefined) return;
    const { trade, before, charges } = change;
    const quantity = minus(trade.quantity, before?.quantity ?? ZERO);
    const executions = standing(trade) - standing(before);
    this.#move(trade, { quantity, cash: minus(trade.cash, before?.cash ?? ZERO), executions }, day);
    this.#costs(charges, day);
  }

  #move({ purse: name, made }: Trade, moved: Omit<Move, "conId" | "currency">, day: string): void {
    const purse = this.#purse(name);
    const { quantity, cash } = moved;
    purse.record.moved({ conId: made.conId, currency: made.currency, ...moved }, day);
    const position = plus(purse.holdings.get(made.conId)?.position ?? ZERO, quantity);
    if (isZero(position)) purse.holdings.delete(made.conId);
    else purse.holdings.set(made.conId, { ...made, position });
    add(purse.cash, made.currency, cash);
  }

  #costs(charges: readonly Charge[], day: string): void {
    for (const { purse, conId, currency, amount } of charges) {
      const { cash, commissions, record } = this.#purse(purse);
      record.charged(conId, currency, amount, day);
      add(cash, currency, negate(amount));
      add(commissions, currency, amount);
    }
  }

  #purse(name: string): Purse {
    const known = this.#purses.get(name);
    if (known !== undefined) return known;
    const purse: Purse = { holdings: new Map(), cash: new Map(), commissions: new Map(), record: new TradeRecord() };
    this.#purses.set(name, purse);
    return purse;
  }

  /** Signed; 0 for what it never traded. */
  position(strategy: StrategyName, account: string, conId: number): Decimal {
    return this.#purseOf(strategy, account)?.holdings.get(conId)?.position ?? ZERO;
  }

  /** Who has executions in an account that leave something of a contract. */
  *holders(account: string, conId: number): Generator<StrategyName> {
    for (const [name, { holdings }] of this.#purses)
      if (name.endsWith(`/${account}`) && holdings.has(conId)) yield name.slice(0, -account.length - 1) as StrategyName;
  }

  /** The same is asked for again and again. */
  #purseOf(strategy: StrategyName, account: string): Purse | undefined {
    const last = this.#last;
    if (last?.strategy === strategy && last.account === account) return last.purse;
    const purse = this.#purses.get(nameOf(strategy, account));
    this.#last = purse && { strategy, account, purse };
    return purse;
  }

  /** Everything that it holds now. */
  of(strategy: StrategyName, account: string): Iterable<Holding> {
    return this.#purses.get(nameOf(strategy, account))?.holdings.values() ?? [];
  }

  /** Got less paid since ever, commissions taken off, by currency. */
  cash(strategy: StrategyName, account: string): ReadonlyMap<string, Decimal> {
    return this.#purses.get(nameOf(strategy, account))?.cash ?? new Map();
  }

  commissions(strategy: StrategyName, account: string): ReadonlyMap<string, Decimal> {
    return this.#purses.get(nameOf(strategy, account))?.commissions ?? new Map();
  }

  /** How its trades have gone, for people. */
  described(strategy: StrategyName, account: string, at: WallMs): object {
    return (this.#purses.get(nameOf(strategy, account))?.record ?? new TradeRecord()).described(isoDay(at));
  }

  carry(): { readonly purses: readonly CarriedPurse[]; readonly trades: unknown } {
    const purses = [...this.#purses].map(([name, { holdings, cash, commissions, record }]) => ({
      ...{ name, holdings: [...holdings.values()] },
      ...{ cash: [...cash], commissions: [...commissions], record: record.carry() },
    }));
    return { purses, trades: this.#trades.carry() };
  }

  resume(carried: unknown): void {
    const { purses, trades } = carried as ReturnType<Holdings["carry"]>;
    this.#purses.clear();
    this.#last = undefined;
    this.#trades.resume(trades);
    for (const { name, holdings, cash, commissions, record } of purses)
      this.#purses.set(name, {
        holdings: new Map(holdings.map((holding) => [holding.conId, holding])),
        ...{ cash: new Map(cash), commissions: new Map(commissions), record: TradeRecord.resumed(record) },
      });
  }
}

/** What was taken back stands no more. */
const standing = (trade: Trade | undefined): number => (trade === undefined || isZero(trade.quantity) ? 0 : 1);

const nameOf = (strategy: StrategyName, account: string): string => `${strategy}/${account}`;

function add(sums: Map<string, Decimal>, currency: string, amount: Decimal): void {
  const sum = plus(sums.get(currency) ?? ZERO, amount);
  if (isZero(sum)) sums.delete(currency);
  else sums.set(currency, sum);
}
