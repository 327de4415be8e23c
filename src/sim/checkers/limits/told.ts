/** A value that is told again and again: the newest, and what may still be believed because it was the newest a moment ago. */
import { type Instant, seconds } from "../../../base/time.ts";
import type { Facts } from "../facts.ts";

/** What was decided may have been decided so long before its line became durable: it waits for one slow sync, and for its own. */
export const BEFORE_MS = seconds(30);

export interface Range {
  readonly low: number;
  readonly high: number;
}

export const rangeOf = (values: readonly number[]): Range | undefined =>
  values.length === 0 ? undefined : { low: Math.min(...values), high: Math.max(...values) };

interface Value {
  readonly value: number;
  readonly at: Instant;
}

export class ToldValues {
  readonly #facts: Facts;
  readonly #told = new Map<string, Value[]>();

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  put(name: string, value: number): void {
    const told = this.#told.get(name) ?? [];
    told.push({ value, at: this.#facts.now });
    this.#told.set(name, told);
  }

  forget(name: string): void {
    this.#told.delete(name);
  }

  /** All that anybody may believe now; empty before it was told. */
  lately(name: string): readonly number[] {
    const told = this.#told.get(name) ?? [];
    while (told.length > 1 && this.#facts.now - told[1]!.at > BEFORE_MS) told.shift();
    return told.map(({ value }) => value);
  }
}
