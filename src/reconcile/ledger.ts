/**
 * What positions must be: what was taken over from the broker, and every distinct execution since (RELIABILITY I10).
 *
 * A correction bears the execId of what it corrects with a higher number behind the last dot, and replaces it; one of no
 * shares takes it back. Repetitions, and numbers lower than one already heard, change nothing. Executions are remembered
 * beyond a taking over, because what corrects them may come after it; the newest `EXECUTIONS_MAX` are kept.
 *
 * An entry `positionTaken` with conId 0 begins to take an account over: what is not named behind it is 0.
 */
import { dropOldest } from "../base/bounded.ts";
import { type Decimal, isZero, minus, plus, ZERO } from "../base/decimal.ts";
import type { Entry, Execution, Fold } from "../model/entry.ts";
import { signedBy, versionOf } from "../model/execution.ts";
import { EXECUTIONS_MAX } from "./bounds.ts";

/** Begins the taking over of a whole account. */
export const WHOLE_ACCOUNT = 0;

interface Counted {
  /** The number behind the last dot of its execId. */
  readonly version: number;
  /** Bought is positive, sold negative. */
  readonly quantity: Decimal;
}

interface Carried {
  readonly accounts: readonly (readonly [account: string, isTaken: boolean])[];
  readonly positions: readonly (readonly [account: string, conId: number, symbol: string, position: Decimal])[];
  readonly executions: readonly (readonly [stem: string, version: number, quantity: Decimal])[];
}

/** One contract of an account as the executions make it. */
export interface Line {
  readonly symbol: string;
  readonly position: Decimal;
}

export class Ledger implements Fold {
  readonly #lines = new Map<string, Map<number, Line>>();
  readonly #taken = new Set<string>();
  readonly #executions = new Map<string, Counted>();

  /** The account was taken over once: from then on its positions are known. */
  isTaken(account: string): boolean {
    return this.#taken.has(account);
  }

  /** By conId; what is not named is 0. */
  of(account: string): ReadonlyMap<number, Line> {
    return this.#lines.get(account) ?? new Map();
  }

  /** It, or a correction of it, is counted already. */
  knows(execId: string): boolean {
    const { stem, version } = versionOf(execId);
    return (this.#executions.get(stem)?.version ?? Number.NEGATIVE_INFINITY) >= version;
  }

  evolve(entry: Entry): void {
    if (entry.kind === "executed" || entry.kind === "foreignExecuted") this.#executed(entry.execution);
    else if (entry.kind === "positionTaken") this.#tookOver(entry);
  }

  #executed({ contract, execution = {} }: Execution): void {
    const { execId = "", acctNumber: account, side, shares = ZERO } = execution;
    // A combination has no position of its own: its legs are executed one by one.
    if (!contract?.conId || !account || contract.secType === "BAG" || this.knows(execId)) return;
    const { stem, version } = versionOf(execId);
    const quantity = signedBy(side, shares);
    const change = minus(quantity, this.#executions.get(stem)?.quantity ?? ZERO);
    this.#remember(stem, { version, quantity });
    const known = this.of(account).get(contract.conId);
    const symbol = contract.symbol ?? known?.symbol ?? "";
    this.#stands(account, contract.conId, { symbol, position: plus(known?.position ?? ZERO, change) });
  }

  #stands(account: string, conId: number, line: Line): void {
    const lines = this.#linesOf(account);
    if (isZero(line.position)) lines.delete(conId);
    else lines.set(conId, line);
    // What is carried does not show an account without positions either.
    if (lines.size === 0) this.#lines.delete(account);
  }

  #remember(stem: string, counted: Counted): void {
    this.#executions.delete(stem);
    this.#executions.set(stem, counted);
    dropOldest(this.#executions, EXECUTIONS_MAX);
  }

  #tookOver({ account, conId, symbol, position }: Extract<Entry, { kind: "positionTaken" }>): void {
    if (conId !== WHOLE_ACCOUNT) return this.#stands(account, conId, { symbol, position });
    this.#taken.add(account);
    this.#lines.delete(account);
  }

  #linesOf(account: string): Map<number, Line> {
    const lines = this.#lines.get(account) ?? new Map<number, Line>();
    this.#lines.set(account, lines);
    return lines;
  }

  carry(): Carried {
    return {
      accounts: [...this.#taken].map((account) => [account, true]),
      positions: [...this.#lines].flatMap(([account, lines]) =>
        [...lines].map(([conId, { symbol, position }]) => [account, conId, symbol, position] as const),
      ),
      executions: [...this.#executions].map(([stem, { version, quantity }]) => [stem, version, quantity]),
    };
  }

  resume(carried: unknown): void {
    const { accounts, positions, executions } = carried as Carried;
    for (const kept of [this.#lines, this.#taken, this.#executions]) kept.clear();
    for (const [account, isTaken] of accounts) if (isTaken) this.#taken.add(account);
    for (const [account, conId, symbol, position] of positions) this.#linesOf(account).set(conId, { symbol, position });
    for (const [stem, version, quantity] of executions) this.#executions.set(stem, { version, quantity });
  }
}
