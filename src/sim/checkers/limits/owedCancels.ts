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
const HOLDS_UP = /^(disk|process|clock|crash|wall)/;

interface Owed {
  readonly since: Instant;
  readonly count: number;
  readonly why: string;
  /** Only for as long as nobody of its strategy is back. */
  readonly untilBack: boolean;
}

export class OwedCancels {
  readonly #facts: Facts;
  readonly #ready: Ready;
  readonly #violated: (sentence: string) => void;
  readonly #owed = new Map<string, Owed>();
  #troubledAt: Instant | undefined;

  constructor(facts: Facts, ready: Ready, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#ready = ready;
    this.#violated = violated;
  }

  troubled(faults: readonly string[]): void {
    if (faults.some((fault) => HOLDS_UP.test(fault))) this.#troubledAt = this.#facts.now;
  }

  /** What is owed already stays so; but what ends with a return gives way to what does not. */
  owes(keys: readonly string[], why: string, untilBack = false): void {
    for (const key of keys)
      if (this.#owed.get(key)?.untilBack ?? true)
        this.#owed.set(key, { since: this.#facts.now, count: keys.length, why, untilBack });
  }

  /** Somebody is back: of what was owed until then only the cancels that are under way are. */
  back(why: string, isUnderWay: (key: string) => boolean): void {
    for (const [key, owed] of this.#owed)
      if (owed.untilBack && owed.why === why && !isUnderWay(key)) this.#owed.delete(key);
  }

  /** Its client has changed it since: it is here, and wants it. */
  changed(key: string): void {
    if (this.#owed.get(key)?.untilBack) this.#owed.delete(key);
  }

  /** Nobody waits for it any more: it was refused, or taken back. */
  forget(key: string): void {
    this.#owed.delete(key);
  }

  forgetAll(): void {
    this.#owed.clear();
  }

  /** A cancel of it leaves. */
  sent(key: string): void {
    const owed = this.#owed.get(key);
    if (owed === undefined) return;
    this.#owed.delete(key);
    const late = this.#lateness(owed);
    if (late !== undefined && late > AIR_MS && !this.isTroubled)
      this.#violated(`the cancel of ${key} left ${ms(late)} late: ${owed.why} at ${ms(owed.since)}`);
  }

  looked(): void {
    for (const [key, owed] of this.#owed) {
      if (!this.#facts.truthOf(key).some(isOpen)) this.#owed.delete(key);
      else if ((this.#lateness(owed) ?? 0) > LOOK_AIR_MS && !this.isTroubled) {
        this.#owed.delete(key);
        this.#violated(`no cancel of ${key} has left: ${owed.why} at ${ms(owed.since)}`);
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
