/**
 * Positions as the journal's own lines make them: what was taken over from the broker, and every distinct execution since.
 *
 * An account counts from the line on that begins to take it over (conId 0), and what is not named behind that is flat. A
 * correction replaces the execution that it corrects. Combinations have no position of their own.
 */
import type { Line } from "./line.ts";

interface Traded {
  readonly account: string;
  readonly conId: number;
  readonly version: number;
  readonly signed: number;
}

/** `executed` and `foreignExecuted`: an execDetails as the Gateway said it. */
interface ExecutionLine {
  readonly contract?: { readonly conId?: number; readonly secType?: string };
  readonly execution?: {
    readonly execId?: string;
    readonly acctNumber?: string;
    readonly side?: string;
    readonly shares?: string;
  };
}

interface TakenLine {
  readonly account: string;
  readonly conId?: number;
  readonly position?: string;
}

export class JournalPositions {
  /** By account that was taken over, by conId. */
  readonly #taken = new Map<string, Map<number, number>>();
  readonly #executions = new Map<string, Traded>();

  journaled(line: Line): void {
    if (line.kind === "positionTaken") this.#took(line as unknown as TakenLine);
    if (line.kind === "executed" || line.kind === "foreignExecuted") this.#traded(line.execution as ExecutionLine);
  }

  /** Undefined of an account that was never taken over. */
  of(account: string): ReadonlyMap<number, number> | undefined {
    return this.#taken.get(account);
  }

  #took({ account, conId = 0, position = "0" }: TakenLine): void {
    if (conId === 0) this.#taken.set(account, new Map());
    else this.#taken.get(account)?.set(conId, Number(position));
  }

  #traded({ contract, execution = {} }: ExecutionLine): void {
    const { execId = "", acctNumber: account = "", side, shares = "0" } = execution;
    const { conId = 0, secType } = contract ?? {};
    if (conId === 0 || account === "" || secType === "BAG") return;
    const [stem, version] = [
      execId.slice(0, execId.lastIndexOf(".")),
      Number(execId.slice(execId.lastIndexOf(".") + 1)),
    ];
    const before = this.#executions.get(stem);
    if (before !== undefined && before.version >= version) return;
    const signed = Number(shares) * (side === "SLD" ? -1 : 1);
    this.#executions.set(stem, { account, conId, version, signed });
    this.#move(account, conId, signed - (before?.signed ?? 0));
  }

  #move(account: string, conId: number, by: number): void {
    const positions = this.#taken.get(account);
    positions?.set(conId, (positions.get(conId) ?? 0) + by);
  }
}
