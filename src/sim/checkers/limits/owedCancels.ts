/**
 * Cancels that somebody owes: of orders that a halt or a dead man shall end, each within a bound of ready time.
 *
 * The bound is a second and the time that so many cancels need at the pace of the wire. It counts while the session is
 * ready. A disk, process or clock in trouble holds up what is to be written first; then only the air is larger.
 */
import { type Instant, seconds } from "../../../base/time.ts";
import { isOpen } from "../../broker/order.ts";
import type { Facts } from "../facts.ts";
import type { Ready } from "../ready.ts";
import { ms } from "../told.ts";

const FIRST_MS = seconds(1);
/** What a look, a disk at its usual pace and the pause between two looks may take. */
const AIR_MS = seconds(1);
const LOOK_AIR_MS = seconds(12);
const TROUBLE_MS = seconds(60);
/** By the name of its strategy. */
export const deadManOf = (strategy: string): string => `the dead man of ${strategy}`;
export const isDeadMan = (cause: string): boolean => cause.startsWith(deadManOf(""));
const HOLDS_UP = /^(disk|process|clock|crash|wall)/;

interface Owed {
  readonly since: Instant;
  readonly count: number;
  readonly why: string;
  /** What may pass beyond the bound until a cancel leaves. */
  readonly airMs: number;
}

export class OwedCancels {
  readonly #facts: Facts;
  readonly #ready: Ready;
  readonly #violated: (sentence: string) => void;
  /** By order, then by what it must end for: a halt by its scope's name, or a dead man. Each holds by itself. */
  readonly #owed = new Map<string, Map<string, Owed>>();
  #troubledAt: Instant | undefined;

  constructor(facts: Facts, ready: Ready, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#ready = ready;
    this.#violated = violated;
  }

  troubled(faults: readonly string[]): void {
    if (faults.some((fault) => HOLDS_UP.test(fault))) this.#troubledAt = this.#facts.now;
  }

  /** What is owed for it already stays so. */
  owes(keys: readonly string[], cause: string, why: string): void {
    for (const key of keys) {
      const causes = this.#owed.get(key) ?? new Map<string, Owed>();
      this.#owed.set(key, causes);
      if (!causes.has(cause)) causes.set(cause, { since: this.#facts.now, count: keys.length, why, airMs: AIR_MS });
    }
  }

  /** It is a cause no longer, but of what is kept: of cancels that are under way, say. */
  over(cause: string, isKept: (key: string) => boolean = () => false): void {
    for (const key of this.#owed.keys()) if (!isKept(key)) this.#ended(key, cause);
  }

  #ended(key: string, cause: string): void {
    const causes = this.#owed.get(key);
    causes?.delete(cause);
    if (causes?.size === 0) this.#owed.delete(key);
  }

  /** Its client has changed it since: it is here, and wants it. */
  changed(key: string): void {
    for (const cause of [...(this.#owed.get(key)?.keys() ?? [])]) if (isDeadMan(cause)) this.#ended(key, cause);
  }

  /** Nobody waits for it any more: it was refused, or taken back. */
  forget(key: string): void {
    this.#owed.delete(key);
  }

  /** A cancel of it leaves: one for all. */
  sent(key: string): void {
    const causes = [...(this.#owed.get(key)?.values() ?? [])];
    this.#owed.delete(key);
    const late = causes.find((owed) => (this.#lateness(owed) ?? 0) > owed.airMs);
    if (late !== undefined && !this.isTroubled)
      this.#violated(`the cancel of ${key} left ${ms(this.#lateness(late)!)} late: ${late.why} at ${ms(late.since)}`);
  }

  /**
   * `isSpared`: a cause would leave an order alone as things have been until now. Its time begins when they change again, and
   * that may be seen as late as at the next look: what was told grows old with no event of its own.
   */
  spare(isSpared: (key: string, cause: string) => boolean): void {
    for (const [key, causes] of this.#owed)
      for (const [cause, owed] of causes)
        if (isSpared(key, cause)) causes.set(cause, { ...owed, since: this.#facts.now, airMs: LOOK_AIR_MS });
  }

  looked(): void {
    for (const [key, causes] of this.#owed) {
      const late = [...causes.values()].find((owed) => (this.#lateness(owed) ?? 0) > LOOK_AIR_MS);
      if (!this.#facts.truthOf(key).some(isOpen)) this.#owed.delete(key);
      else if (late !== undefined && !this.isTroubled) {
        this.#owed.delete(key);
        this.#violated(`no cancel of ${key} has left: ${late.why} at ${ms(late.since)}`);
      }
    }
  }

  get isTroubled(): boolean {
    return this.#troubledAt !== undefined && this.#facts.now - this.#troubledAt < TROUBLE_MS;
  }

  #lateness({ since, count }: Owed): number | undefined {
    const readySince = this.#ready.since;
    if (readySince === undefined) return undefined;
    const bound = FIRST_MS + (count * seconds(1)) / this.#facts.setup.messagesPerSecond;
    return this.#facts.now - Math.max(since, readySince) - bound;
  }
}
