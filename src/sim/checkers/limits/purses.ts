/**
 * What strategies have got and paid by their executions, and what they hold by them: the journal's lines alone.
 *
 * Of shares in one currency only: with anything else a strategy's money is not made again here, and nobody is judged by it.
 */
import type { Line } from "../line.ts";

export interface Purse {
  /** Got less paid, commissions taken off. */
  readonly cash: number;
  /** Undefined before anything was traded. */
  readonly currency: string | undefined;
  /** By symbol. */
  readonly held: ReadonlyMap<string, Held>;
}

export interface Held {
  readonly conId: number;
  readonly position: number;
}

interface Trade {
  readonly version: number;
  readonly strategy: string;
  readonly account: string;
  readonly symbol: string;
  readonly conId: number;
  readonly currency: string;
  readonly shares: number;
  readonly cash: number;
}

interface ExecutionLine {
  readonly contract?: {
    readonly conId?: number;
    readonly symbol?: string;
    readonly secType?: string;
    readonly currency?: string;
    readonly multiplier?: string;
  };
  readonly execution: {
    readonly execId: string;
    readonly acctNumber?: string;
    readonly side?: string;
    readonly shares?: string;
    readonly price?: number;
  };
}

interface Cost {
  readonly version: number;
  readonly amount: number;
  readonly currency: string | undefined;
}

const UNSET_MIN = 1e15;

const partsOf = (execId: string): readonly [stem: string, version: number] => {
  const dot = execId.lastIndexOf(".");
  return [execId.slice(0, dot), Number(execId.slice(dot + 1))];
};

export class Purses {
  readonly #strategyOf: (key: string) => string | undefined;
  /** By the part of their ids that corrections share. */
  readonly #trades = new Map<string, Trade>();
  readonly #costs = new Map<string, Cost>();
  /** Those that have traded what is not made again here. */
  readonly #strange = new Set<string>();
  readonly #known = new Map<string, Purse>();

  constructor(strategyOf: (key: string) => string | undefined) {
    this.#strategyOf = strategyOf;
  }

  journaled(line: Line): void {
    if (line.kind === "executed") this.#executed(line.key as string, line.execution as ExecutionLine);
    if (line.kind !== "commissionReported") return;
    const { commission = 0, currency } = line.commission as {
      readonly commission?: number;
      readonly currency?: string;
    };
    const [stem, version] = partsOf(line.execId as string);
    if (Math.abs(commission) >= UNSET_MIN || (this.#costs.get(stem)?.version ?? -1) >= version) return;
    this.#costs.set(stem, { version, amount: commission, currency });
    this.#known.clear();
  }

  #executed(key: string, { contract = {}, execution }: ExecutionLine): void {
    const strategy = this.#strategyOf(key);
    if (strategy === undefined || contract.secType === "BAG") return;
    const { conId = 0, symbol = "", secType, currency = "", multiplier } = contract;
    if (secType !== "STK" || multiplier !== undefined) this.#strange.add(strategy);
    const { execId, acctNumber: account = "", side, shares = "0", price = 0 } = execution;
    const [stem, version] = partsOf(execId);
    if ((this.#trades.get(stem)?.version ?? -1) >= version) return;
    const signed = Number(shares) * (side === "SLD" ? -1 : 1);
    const what = { strategy, account, symbol, conId, currency };
    this.#trades.set(stem, { version, ...what, shares: signed, cash: -signed * price });
    this.#known.clear();
  }

  /** Undefined of a strategy whose money cannot be made again here. */
  of(strategy: string, account: string): Purse | undefined {
    if (this.#strange.has(strategy)) return undefined;
    const name = `${strategy}/${account}`;
    const known = this.#known.get(name) ?? this.#added(strategy, account);
    if (known !== undefined) this.#known.set(name, known);
    return known;
  }

  #added(strategy: string, account: string): Purse | undefined {
    const held = new Map<string, Held>();
    const currencies = new Set<string>();
    let cash = 0;
    for (const [stem, trade] of this.#trades) {
      if (trade.strategy !== strategy || trade.account !== account) continue;
      const { symbol, conId, shares, currency } = trade;
      const cost = this.#costs.get(stem);
      currencies.add(currency).add(cost?.currency ?? currency);
      cash += trade.cash - (cost?.amount ?? 0);
      held.set(symbol, { conId, position: (held.get(symbol)?.position ?? 0) + shares });
    }
    return currencies.size > 1 ? undefined : { cash, held, currency: [...currencies][0] };
  }
}
