/**
 * The table of codes with what the operator lays over it: rows of a file that add a code or replace what is known of one.
 *
 * One book belongs to one engine. What is laid over it replaces what was laid over it before, as a whole; it changes
 * what is made of codes from now on and nothing that was made of them before.
 */
import { CODES } from "./codes.ts";
import type { CodeRow, OrderEffect, Severity } from "./codesRow.ts";

/** What a file may say about a code; what it leaves out stays as it is. */
export interface CodeOverride {
  readonly code: number;
  readonly effect?: OrderEffect;
  readonly severity?: Severity;
  readonly says?: string;
  readonly remedy?: string;
}

/** Which codes a new file changes, in ascending order. */
export interface CodeChanges {
  /** In force now, and new or different from what was in force. */
  readonly changed: readonly number[];
  /** Back to the table's own row, or without one again. */
  readonly removed: readonly number[];
}

/** Of a code that only the file knows. */
const STRANGE: CodeRow = {
  says: "known from the operator's file alone",
  severity: "error",
  class: "order",
  effect: "ask",
  remedy: "",
  evidence: "the operator's file",
};

export class CodeBook {
  #overrides: ReadonlyMap<number, CodeOverride> = new Map<number, CodeOverride>();
  /** Of the file that is in force; undefined when there is none. */
  digest: string | undefined;

  /** Undefined for a code that nobody has described. */
  row(code: number): CodeRow | undefined {
    const override = this.#overrides.get(code);
    const own = CODES.get(code);
    if (override === undefined) return own;
    const { code: _, ...said } = override;
    return { ...(own ?? STRANGE), ...said };
  }

  /** What it makes of an order. An unknown code may be anything, so the broker is asked. */
  effect(code: number): OrderEffect {
    return this.row(code)?.effect ?? "ask";
  }

  /** How many codes the operator's file speaks of. */
  get overrides(): number {
    return this.#overrides.size;
  }

  load(rows: readonly CodeOverride[], digest: string): CodeChanges {
    const before = this.#overrides;
    this.#overrides = new Map(rows.map((row) => [row.code, row]));
    this.digest = digest;
    const differs = (row: CodeOverride): boolean => JSON.stringify(before.get(row.code)) !== JSON.stringify(row);
    const changed = rows.filter(differs).map(({ code }) => code);
    const removed = [...before.keys()].filter((code) => !this.#overrides.has(code));
    return { changed: changed.sort(ascending), removed: removed.sort(ascending) };
  }
}

const ascending = (a: number, b: number): number => a - b;
