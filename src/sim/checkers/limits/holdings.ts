/**
 * What accounts and strategies hold, in all readings that a daemon may rightly have at the time.
 *
 * Of an account: what its own lines make, the same with the difference that was found to last, what the Gateway told it last
 * (and what it had told a moment ago), and what is true. Of a strategy: what its executions in the journal make. Where readings differ nobody can be held to one of them.
 */
import type { Instant } from "../../../base/time.ts";
import type { Frame } from "../../sight/frame.ts";
import type { Facts } from "../facts.ts";
import { JournalPositions } from "../journalPositions.ts";
import type { Line } from "../line.ts";
import type { Whose } from "./control.ts";
import { BEFORE_MS } from "./told.ts";

interface Told {
  readonly position: number;
  readonly at: Instant;
}

interface Traded {
  readonly version: number;
  readonly signed: number;
}

interface ExecutionLine {
  readonly contract?: { readonly conId?: number; readonly symbol?: string };
  readonly execution: { readonly execId: string; readonly side?: string; readonly shares?: string };
}

interface DriftLine {
  readonly field: string;
  readonly account: string;
  readonly conId?: number;
  readonly ours: string;
  readonly brokers: string;
}

export class Holdings {
  readonly #facts: Facts;
  readonly #strategyOf: (key: string) => string | undefined;
  readonly #journal = new JournalPositions();
  readonly #conIds = new Map<string, number>();
  /** By account and conId, oldest first. */
  readonly #told = new Map<string, Told[]>();
  /** By strategy and symbol, by execution without its count of corrections. */
  readonly #traded = new Map<string, Map<string, Traded>>();
  /** By account and conId, what the broker was found to hold beyond what executions make. */
  readonly #beyond = new Map<string, number>();

  constructor(facts: Facts, strategyOf: (key: string) => string | undefined) {
    this.#facts = facts;
    this.#strategyOf = strategyOf;
  }

  heard(frame: Frame): void {
    if (frame.name === "openOrder" || frame.name === "execDetails") this.#named(frame.symbol, frame.conId);
    if (frame.name !== "position") return;
    this.#named(frame.symbol, frame.conId);
    const place = `${frame.account}/${frame.conId}`;
    const told = this.#told.get(place) ?? [{ position: 0, at: 0 as Instant }];
    told.push({ position: Number(frame.position), at: this.#facts.now });
    // All but the newest are kept only while a decision may rest on them.
    while (told.length > 1 && this.#facts.now - told[1]!.at > BEFORE_MS) told.shift();
    this.#told.set(place, told);
  }

  #named(symbol: string, conId: number): void {
    if (symbol !== "" && conId !== 0) this.#conIds.set(symbol, conId);
  }

  /** The name of a contract by its number; undefined while nobody has said it. */
  symbolOf(conId: number): string | undefined {
    for (const [symbol, known] of this.#conIds) if (known === conId) return symbol;
    return undefined;
  }

  /** 0 while nobody has said it. */
  conIdOf(symbol: string): number {
    return this.#conIds.get(symbol) ?? 0;
  }

  symbols(): IterableIterator<string> {
    return this.#conIds.keys();
  }

  journaled(line: Line): void {
    this.#journal.journaled(line);
    if (line.kind === "driftFound" || line.kind === "driftEnded") this.#drifted(line.kind, line.drift as DriftLine);
    if (line.kind !== "executed") return;
    const { contract = {}, execution } = line.execution as ExecutionLine;
    const { conId = 0, symbol = "" } = contract;
    this.#named(symbol, conId);
    const place = `${this.#strategyOf(line.key as string)}/${symbol}`;
    const traded = this.#traded.get(place) ?? new Map<string, Traded>();
    this.#traded.set(place, traded);
    const dot = execution.execId.lastIndexOf(".");
    const [stem, version] = [execution.execId.slice(0, dot), Number(execution.execId.slice(dot + 1))];
    if (version < (traded.get(stem)?.version ?? 0)) return;
    traded.set(stem, { version, signed: Number(execution.shares ?? 0) * (execution.side === "SLD" ? -1 : 1) });
  }

  #drifted(kind: string, { field, account, conId, ours, brokers }: DriftLine): void {
    if (field !== "position") return;
    if (kind === "driftEnded") this.#beyond.delete(`${account}/${conId}`);
    else this.#beyond.set(`${account}/${conId}`, Number(brokers) - Number(ours));
  }

  /** Signed; at least one. */
  readings(whose: Whose, symbol: string): readonly number[] {
    if ("strategy" in whose) return [this.ofStrategy(whose.strategy, symbol)];
    const conId = this.#conIds.get(symbol);
    if (conId === undefined) return [0];
    const place = `${whose.account}/${conId}`;
    const made = this.#journal.of(whose.account)?.get(conId) ?? 0;
    const beyond = this.#beyond.get(place);
    return [
      ...(this.#journal.of(whose.account) === undefined ? [] : [made]),
      ...(beyond === undefined ? [] : [made + beyond]),
      ...this.#toldOf(place),
      this.#facts.positionOf(whose.account, conId),
    ];
  }

  /**
   * The two words about an account's position: what its executions make, once it was taken over, with the difference that was
   * found to last; and all that was told lately.
   */
  words(account: string, symbol: string): { readonly booked: number | undefined; readonly told: readonly number[] } {
    const conId = this.#conIds.get(symbol);
    if (conId === undefined) return { booked: undefined, told: [0] };
    const journal = this.#journal.of(account);
    const beyond = this.#beyond.get(`${account}/${conId}`) ?? 0;
    const booked = journal === undefined ? undefined : (journal.get(conId) ?? 0) + beyond;
    return { booked, told: this.#toldOf(`${account}/${conId}`) };
  }

  /** The newest, and what a decision that was made a moment ago may rest on; nothing told is nothing held. */
  #toldOf(place: string): readonly number[] {
    const told = this.#told.get(place) ?? [{ position: 0, at: 0 as Instant }];
    const isRecent = (i: number): boolean => {
      const next = told[i + 1];
      return next === undefined || this.#facts.now - next.at <= BEFORE_MS;
    };
    return told.filter((_, i) => isRecent(i)).map(({ position }) => position);
  }

  /** What its own executions make. */
  ofStrategy(strategy: string, symbol: string): number {
    return [...(this.#traded.get(`${strategy}/${symbol}`)?.values() ?? [])].reduce(
      (sum, { signed }) => sum + signed,
      0,
    );
  }

  /** The same of all strategies of an account together; what the operator closes for the account itself is none's. */
  ofAll(account: string, symbol: string): number {
    return this.#facts.setup.strategies
      .filter((one) => one.account === account)
      .reduce((sum, { name }) => sum + this.ofStrategy(name, symbol), 0);
  }
}
