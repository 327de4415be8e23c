/**
 * Halts: what the level of a halt has to do beyond refusing, until it is done (RELIABILITY I18).
 *
 * All of it is derived from the trading states and the orders as they stand, whenever something has happened and at every
 * session's start, so a restart or a lost link changes nothing. What waits at the door of a halted scope is dropped at once;
 * what the level does not spare is cancelled, and again behind growing pauses until it has ended; then `flatten` closes.
 * The pauses are between the tries for one halt: behind a refusal the next one that is said, of whatever scope, does not wait.
 * The dead man's cancels are done here in the same way. Nothing here ever adds to what an account holds.
 */
import { earliest, type Instant } from "../base/time.ts";
import { type AlertScope, alertScopeOf, scopeOfAlert } from "../model/alert.ts";
import type { Entry } from "../model/entry.ts";
import type { OrderKey, StrategyName } from "../model/ids.ts";
import type { AlertOut } from "../model/out.ts";
import type { Refusal } from "../model/refusal.ts";
import { isFinished } from "../model/status.ts";
import { isInScope, OPERATOR, scopeName } from "../model/trading.ts";
import type { Absence, DeadMan } from "./deadMan.ts";
import { type Flatten, isCloseFor } from "./flatten.ts";
import type { Closable } from "./flattenSizes.ts";
import { Pauses } from "./haltsPauses.ts";
import {
  type Among,
  closesItsOwn,
  isAtDoor,
  isSpared,
  onlyCloses,
  type Stoppable,
  sparesNothing,
} from "./haltsSpared.ts";
import type { Said, TradingStates } from "./states.ts";

export interface HaltsOut extends AlertOut {
  record(entry: Entry): void;
  /** How many entries were recorded so far. */
  readonly recorded: number;
  /** Orders may leave. */
  readonly ready: boolean;
  /** What new orders are refused for, and whether the Gateway is about to restart: closes wait for the end of either. */
  readonly sessionState: string;
  readonly restart: unknown;
  alerted(cause: "trading-halted"): readonly AlertScope[];
  log(level: "info" | "warn", event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** Orders, and how they are ended. */
export interface HaltedOrders extends Among {
  open(): Iterable<Closable>;
  /** Wants it gone, in whatever state it is; more than once if need be. */
  cancel(key: OrderKey): void;
  /** It has not left and never will; its client hears why. */
  drop(key: OrderKey, why: string): void;
  /** Grows with every position that is told: no entry says so, and what a halt has spared may be an entry by then. */
  readonly positionsTold: number;
  /** Whether it adds risk now, of a change that waits what it asks beyond what rests. */
  adds(key: OrderKey): boolean;
}

/** What an order must end for, a new object each time that it is said or happens. */
type Cause = Said | Absence;

export class Halts {
  readonly #out: HaltsOut;
  readonly #states: TradingStates;
  readonly #orders: HaltedOrders;
  readonly #flatten: Flatten;
  readonly #deadMan: DeadMan;
  readonly #cancels = new Pauses<OrderKey>();
  /** Of an order that must end, what its cancel has been tried for. */
  readonly #triedFor = new Map<OrderKey, WeakSet<Cause>>();
  #lookedAt = -1;
  #positionsAt = -1;
  /** An order of the operator's was open at the last look. */
  #hasCloses = true;
  #session: unknown[] = [];
  #due: Instant | undefined;

  constructor(out: HaltsOut, states: TradingStates, orders: HaltedOrders, flatten: Flatten, deadMan: DeadMan) {
    this.#out = out;
    this.#states = states;
    this.#orders = orders;
    this.#flatten = flatten;
    this.#deadMan = deadMan;
  }

  /** In each step of the engine, before anything leaves. `isOfPrices`: it has brought nothing else, as nearly all of them. */
  progress(isHere: (strategy: StrategyName) => boolean, isOfPrices: boolean, now: Instant): void {
    const changed = this.#deadMan.look(isHere, now);
    if (!changed && !this.#isNews(isOfPrices, now)) return;
    this.#alert();
    this.#look(now);
    this.#session = this.#sessionNow();
    this.#lookedAt = this.#out.recorded;
    this.#positionsAt = this.#orders.positionsTold;
    this.#due = earliest(
      this.#cancels.nextDeadline(now),
      this.#flatten.nextDeadline(now),
      this.#deadMan.nextDeadline(now),
    );
  }

  /**
   * A flatten that is not done looks always, for positions and others' orders are told without an entry; but not behind a mere
   * price, for those come a thousand a second, and it goes through every position.
   */
  #isNews(isOfPrices: boolean, now: Instant): boolean {
    if (this.#out.recorded !== this.#lookedAt || this.#isAnotherSession) return true;
    if (this.#orders.positionsTold !== this.#positionsAt && this.#spares(now)) return true;
    return (this.#due !== undefined && now >= this.#due) || (!isOfPrices && this.#flattening.length > 0);
  }

  get #isAnotherSession(): boolean {
    return this.#sessionNow().some((word, i) => word !== this.#session[i]);
  }

  #sessionNow = (): unknown[] => [this.#out.ready, this.#out.sessionState, this.#out.restart];

  /** Somebody cancels by what is held. */
  #spares(now: Instant): boolean {
    return this.#states.halts.length > 0 || this.#deadMan.due(now).size > 0;
  }

  get #flattening(): readonly Said[] {
    return this.#flattens(false);
  }

  #flattens(isDone: boolean): readonly Said[] {
    return this.#states.halts.filter(({ level, doneAt }) => level === "flatten" && (doneAt !== undefined) === isDone);
  }

  #alert(): void {
    const halts = new Map(this.#states.halts.map((said) => [scopeName(said.scope), said]));
    for (const { scope, by, why } of halts.values())
      this.#out.alert("trading-halted", alertScopeOf(scope), `${scopeName(scope)}, by ${by}: ${why}`);
    for (const scope of this.#out.alerted("trading-halted"))
      if (!halts.has(scopeName(scopeOfAlert(scope)))) this.#out.alertOver("trading-halted", scope, "it was resumed");
  }

  #look(now: Instant): void {
    const halts = this.#states.halts;
    const gone = this.#deadMan.due(now);
    const unfinished = this.#end(halts, gone, now);
    const flattening = this.#flattening;
    if (flattening.length > 0) this.#hasCloses = true;
    const flat = this.#flatten.progress(flattening, this.#flattens(true), now);
    if (!this.#out.ready) return;
    for (const said of halts) {
      const isDone = !unfinished.has(said) && (said.level !== "flatten" || flat.has(said));
      if (isDone && said.doneAt === undefined && (said.level ?? "halt-new") !== "halt-new") this.#done(said);
    }
  }

  #done({ scope, level }: Said): void {
    this.#out.record({ kind: "haltDone", scope, level: level! });
    this.#out.log("info", "halt-done", { scope: scopeName(scope), level });
  }

  /** Ends what must end; answers the halts that have orders left. */
  #end(halts: readonly Said[], gone: ReadonlyMap<StrategyName, Absence>, now: Instant): ReadonlySet<Said> {
    const unfinished = new Set<Said>();
    if (halts.length === 0 && gone.size === 0 && !this.#hasCloses) return unfinished;
    this.#hasCloses = false;
    const doomed = new Set<OrderKey>();
    for (const order of this.#inTurn()) {
      if (order.strategy === OPERATOR) this.#hasCloses = true;
      const by = this.#dooming(order, halts);
      const absence = this.#outlived(order, gone);
      if (by.length === 0 && absence === undefined && !this.#isStray(order)) continue;
      doomed.add(order.key);
      if (absence !== undefined) this.#deadManFires(order.strategy, now);
      if (this.#isAsked(order, absence === undefined ? by : [...by, absence])) this.#cancels.forget(order.key);
      this.#finish(order, by[0], now);
      if (!this.#hasEndedHere(order)) for (const said of by) unfinished.add(said);
    }
    this.#keep(doomed);
    return unfinished;
  }

  /** What has not left comes first: it ends at once, and nothing that rests is more than an exit for its sake. */
  #inTurn(): readonly Closable[] {
    const open = [...this.#orders.open()];
    return [...open.filter(isAtDoor), ...open.filter((order) => !isAtDoor(order))];
  }

  /** What has never left is over at once: nothing that is heard later would make anybody look again. */
  #hasEndedHere(order: Stoppable): boolean {
    return isAtDoor(order) && isFinished(this.#orders.byKey(order.key)?.status ?? "discarded");
  }

  #keep(doomed: ReadonlySet<OrderKey>): void {
    this.#cancels.keep(doomed);
    for (const key of this.#triedFor.keys()) if (!doomed.has(key)) this.#triedFor.delete(key);
  }

  /** The absence that this order must end for. */
  #outlived(order: Stoppable, gone: ReadonlyMap<StrategyName, Absence>): Absence | undefined {
    const absence = gone.get(order.strategy);
    if (absence === undefined || !this.#isJudged(order, {})) return undefined;
    return onlyCloses(order, this.#orders) && closesItsOwn(order, this.#orders) ? undefined : absence;
  }

  /**
   * Whether one of these has not had its cancel yet: it does not wait for the end of a pause that belongs to another one. A
   * cancel that is under way is the try of all of them.
   */
  #isAsked({ key, cancelWanted }: Stoppable, causes: readonly Cause[]): boolean {
    const triedFor = this.#triedFor.get(key) ?? new WeakSet();
    this.#triedFor.set(key, triedFor);
    const anew = causes.filter((cause) => !triedFor.has(cause));
    for (const cause of anew) triedFor.add(cause);
    return anew.length > 0 && !cancelWanted;
  }

  /** The halts that this order must end for. */
  #dooming(order: Stoppable, halts: readonly Said[]): readonly Said[] {
    if (order.strategy === OPERATOR) return [];
    return halts.filter(
      (said) =>
        isInScope(said.scope, order.strategy, order.account) &&
        (order.status === "intended" || this.#mustEnd(order, this.#asFarAs(said, order.account))),
    );
  }

  #mustEnd = (order: Stoppable, halt: Said): boolean =>
    this.#isJudged(order, halt) && !isSpared(order, halt, this.#orders);

  /** Where a flatten closes nothing, it takes nothing away that protects. */
  #asFarAs(said: Said, account: string): Said {
    return said.level === "flatten" && !this.#flatten.reaches(account) ? { ...said, level: "cancel-entries" } : said;
  }

  /** What an order closes is known only with the broker's positions; without a session its cancel could not leave anyway. */
  #isJudged = (order: Stoppable, halt: Pick<Said, "level" | "stopsToo">): boolean =>
    this.#out.ready || isAtDoor(order) || sparesNothing(halt);

  /** A close that no halt asks for any more. */
  #isStray(order: Closable): boolean {
    return order.strategy === OPERATOR && !this.#flattening.some(({ scope }) => isCloseFor(scope, order));
  }

  #deadManFires(strategy: StrategyName, now: Instant): void {
    const goneMs = this.#deadMan.fires(strategy, now);
    if (goneMs === undefined) return;
    this.#out.record({ kind: "deadManFired", strategy, goneMs: Math.round(goneMs) });
    this.#out.log("warn", "dead-man-fired", { strategy, goneMs: Math.round(goneMs) });
  }

  #finish(order: Stoppable, halt: Said | undefined, now: Instant): void {
    if (order.status === "intended" && halt !== undefined) return this.#orders.drop(order.key, haltedBy(halt));
    if (isAtDoor(order)) return this.#orders.cancel(order.key);
    // Without a session a wish that is durable is enough: its frame leaves when the session is back.
    if (!this.#out.ready && order.cancelWanted) return;
    if (!this.#cancels.may(order.key, now)) return;
    if (this.#out.ready) this.#cancels.tried(order.key, now);
    this.#orders.cancel(order.key);
  }

  /** Why an order, or a change of one, may not leave although its turn has come. */
  refusal(order: Closable, now: Instant): Refusal | undefined {
    if (order.strategy === OPERATOR) return refused(this.#flatten.whyNot(order, this.#flattening, now));
    const said = this.#states.of(order.strategy, order.account);
    if (said === undefined) return undefined;
    const isNew = isAtDoor(order);
    if (isNew && said.state === "halted") return refused(haltedBy(said));
    if (!this.#orders.adds(order.key)) return undefined;
    return refused(
      `${isNew ? "an order" : "a change"} that adds risk against ${said.state}, set by ${said.by}: ${said.why}`,
    );
  }

  nextDeadline(): Instant | undefined {
    return this.#due;
  }
}

const refused = (detail: string | undefined): Refusal | undefined =>
  detail === undefined ? undefined : { gate: "trading", detail };

const haltedBy = ({ by, why }: Said): string => `a new order against halted, set by ${by}: ${why}`;
