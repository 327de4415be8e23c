/**
 * The sentinel: every bracket rests at the broker as it was placed, and every position that a bracket has opened is covered
 * by a stop that the broker works. What is not so is an alert; nothing here ever trades.
 *
 * It looks at a family when something has happened to it, at all of them when the session becomes ready, when the broker has
 * told positions, and on a new day. While the session is not ready it looks at nothing, and alerts stay as they are: what is
 * not known is neither right nor wrong. `legs.ts` and `unprotected.ts` hold the rules with their bounds.
 */
import { type Decimal, isNegative, isZero, ZERO } from "../base/decimal.ts";
import { dayNumber, type Instant, type WallMs } from "../base/time.ts";
import type { AlertOut } from "../model/out.ts";
import type { Cell, Families, Family } from "./families.ts";
import { conIdOf } from "./instrument.ts";
import { troublesOfLegs } from "./legs.ts";
import { type Protection, protection } from "./protection.ts";
import { type Held, Troubles } from "./troubles.ts";
import { type Book, verdictOf } from "./unprotected.ts";
import type { Broker, Legs } from "./view.ts";

export interface SentinelOut extends AlertOut {
  /** The session is up, recovered, and linked to the broker. */
  readonly ready: boolean;
  /** A label: decides nothing but which day it is. */
  readonly at: WallMs;
}

/** Before any number of executions. */
const UNTOLD = -1;

export class Sentinel {
  readonly #out: SentinelOut;
  readonly #families: Families;
  readonly #book: Book;
  readonly #broker: Broker;
  readonly #troubles: Troubles<Family | Cell>;
  /** Contracts that are covered by others' orders, or not held any more. */
  readonly #leaning = new Set<Cell>();
  /** By account and contract: how many executions were known when the broker told the position. */
  readonly #told = new Map<string, number>();
  /** The same of the last complete image; a start goes on without one that does not come. */
  #imageAt = UNTOLD;
  /** When the broker's truth was current last. */
  #currentAt: Instant | undefined;
  #watching = false;
  #day = 0;
  #othersStirred = false;
  #settles = false;

  constructor(out: SentinelOut, legs: Legs, families: Families, broker: Broker, held: Held) {
    this.#out = out;
    this.#families = families;
    this.#broker = broker;
    this.#book = { families, legs, broker, held: (account, conId) => this.#held(account, conId) };
    this.#troubles = new Troubles(out, held);
  }

  /** The broker has told a position, in answer to whatever happened. One that is only said again changes nothing. */
  position(account: string, conId: number, hasMoved: boolean): void {
    if (hasMoved || this.#isOverdue(account, conId)) this.#othersStirred = true;
    this.#told.set(`${account}/${conId}`, this.#families.executions);
  }

  positionsTold(): void {
    this.#imageAt = this.#families.executions;
    this.#othersStirred = true;
  }

  /** The broker has told something new of some order: it may be nobody's of ours. */
  orderTold(): void {
    this.#othersStirred = true;
  }

  /** What was let go since then leaves only now, behind the disk. */
  delayed(since: Instant, now: Instant): void {
    this.#troubles.delayed(since, now);
  }

  /**
   * At the end of each step of the engine, when everything that it brought and let go is folded. `keptSince`: the disk lets
   * nothing leave at present that was let go since then.
   */
  progress(now: Instant, keptSince: Instant | undefined): void {
    this.#troubles.awake(now);
    this.#troubles.keptBack(keptSince);
    if (this.#isKnown) this.#currentAt = now;
    if (!this.#out.ready) return this.#rest();
    const families = this.#toLookAt();
    for (const family of families) this.#lookAtLegs(family, now);
    if (families.length > 0) for (const cell of this.#cellsOf(families)) this.#lookAtCover(cell, now);
    if (families.length > 0 || this.#settles || this.#isDue(now)) this.#troubles.settle(now);
    this.#settles = false;
  }

  #rest(): void {
    this.#watching = false;
    this.#troubles.forget();
  }

  #toLookAt(): readonly Family[] {
    const touched = this.#families.takeTouched();
    if (!this.#watching) return this.#begin();
    if (this.#isAnotherDay()) return [...new Set([...this.#families.active, ...touched])];
    const unsure = this.#othersStirred ? this.#unsure() : [];
    this.#othersStirred = false;
    return unsure.length === 0 ? touched : [...new Set([...touched, ...unsure])];
  }

  /** The session has become ready, with all that recovery has asked for, the image of positions too if it came. */
  #begin(): readonly Family[] {
    this.#watching = true;
    this.#imageAt = this.#broker.arePositionsTold ? this.#families.executions : UNTOLD;
    this.#isAnotherDay();
    this.#leaning.clear();
    // At least the alerts of before are to be settled.
    this.#settles = true;
    return [...this.#families.active];
  }

  #isAnotherDay(): boolean {
    const before = this.#day;
    this.#day = dayNumber(this.#out.at);
    return before !== this.#day;
  }

  /** Also those that all families have left, for a contract may get its number late. */
  #cellsOf(families: readonly Family[]): ReadonlySet<Cell> {
    const left = this.#troubles.subjects.filter((subject) => !("root" in subject) && subject.families.size === 0);
    return new Set([...families.flatMap(({ cell }) => cell ?? []), ...(left as Cell[])]);
  }

  /** What others' orders and the positions may have changed. */
  #unsure(): readonly Family[] {
    const subjects = [...this.#troubles.subjects, ...this.#leaning];
    return subjects.flatMap((subject) => ("root" in subject ? [subject] : [...subject.families]));
  }

  #isDue(now: Instant): boolean {
    const due = this.#troubles.nextDeadline();
    return due !== undefined && now >= due;
  }

  #lookAtLegs(family: Family, now: Instant): void {
    const isActive = this.#families.active.has(family);
    const isExposed = (): boolean => this.#isExposed(family);
    this.#troubles.look(family, isActive ? troublesOfLegs(this.#families, family, this.#out.at, isExposed) : [], now);
  }

  #lookAtCover(cell: Cell, now: Instant): void {
    const { troubles, leans } = verdictOf(this.#book, cell);
    this.#troubles.look(cell, troubles, now);
    if (leans) this.#leaning.add(cell);
    else this.#leaning.delete(cell);
  }

  /** By its own executions, and unless the account holds nothing of the kind any more. */
  #isExposed(family: Family): boolean {
    const exposure = this.#families.exposureOf(family);
    if (isZero(exposure)) return false;
    const root = this.#book.legs.byKey(family.root)!;
    const conId = root.contract.secType === "BAG" ? undefined : conIdOf(root);
    const held = conId === undefined ? undefined : this.#held(root.account, conId);
    return held === undefined || (!isZero(held) && isNegative(held) === isNegative(exposure));
  }

  #held(account: string, conId: number): Decimal | undefined {
    if (this.#isOverdue(account, conId)) return undefined;
    return this.#broker.position(account, conId) ?? ZERO;
  }

  /** An execution may be newer than the broker's word of the position. */
  #isOverdue(account: string, conId: number): boolean {
    const told = Math.max(this.#imageAt, this.#told.get(`${account}/${conId}`) ?? UNTOLD);
    return told < this.#families.lastExecution(account, conId);
  }

  get #isKnown(): boolean {
    return this.#out.ready && this.#broker.isCurrent;
  }

  /** For the operator. */
  protection(isPaper: boolean, now: Instant): Protection {
    const ageMs = this.#isKnown || this.#currentAt === undefined ? undefined : Math.round(now - this.#currentAt);
    return protection({ legs: this.#book.legs, broker: this.#broker, isKnown: this.#isKnown, ageMs, isPaper });
  }

  nextDeadline(): Instant | undefined {
    return this.#watching ? this.#troubles.nextDeadline() : undefined;
  }
}
