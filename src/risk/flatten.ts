/**
 * Closes positions for a halt of level `flatten`, after every order of its scope has ended.
 *
 * A close is never larger than the position less what closes it already. Executions and positions come in either order, so
 * nothing is closed on the strength of an image that was asked for before the last thing that is known to have happened in
 * the contract; and for some time behind that the position counts as the smaller of what the broker says and of what
 * executions make. Of an order of unknown fate all that it may close is left open until that is known, or until all evidence
 * but time says that it does not rest at the broker, and no more: a position waits only for one that does not say how much that is. A close that ended without an effect is tried again after pauses that grow. What waits is
 * alerted.
 */
import { compare, type Decimal, isNegative, isZero, minus, ZERO } from "../base/decimal.ts";
import { earliest, type Instant, seconds } from "../base/time.ts";
import type { AlertScope } from "../model/alert.ts";
import type { PlacedContract, PlacedOrder } from "../model/entry.ts";
import type { StrategyName } from "../model/ids.ts";
import type { AlertOut } from "../model/out.ts";
import type { Position } from "../model/position.ts";
import { isInScope, OPERATOR, type Scope, scopeName } from "../model/trading.ts";
import type { BookView } from "./bookView.ts";
import { owedBy } from "./exposureParts.ts";
import { FlattenImages } from "./flattenImages.ts";
import { type Cell, type Closable, FlattenSizes, type Owner, type SizesView, type Target } from "./flattenSizes.ts";
import { FlattenWaits } from "./flattenWaits.ts";
import { Pauses } from "./haltsPauses.ts";
import { isAtDoor, isBuy, isSized } from "./haltsSpared.ts";
import type { Said } from "./states.ts";

/** So long behind the last thing that happened in a contract the broker's word alone does not count. */
const CALM_MS = seconds(5);

export interface FlattenOut extends AlertOut {
  /** Orders may leave. */
  readonly ready: boolean;
  /** In words, what new orders are refused for; `ready` when they are not. */
  readonly sessionState: string;
  /** The Gateway is about to restart and would swallow an order. */
  readonly restart: unknown;
  alerted(cause: "close-waits"): readonly AlertScope[];
}

export interface ClosingView extends SizesView, Pick<BookView, "owing" | "owedOf" | "heldConIds"> {
  /** The broker's; undefined while its list is not complete. */
  positions(): readonly Position[] | undefined;
  /** When the newest complete image of them was asked for. */
  readonly positionsSince: Instant | undefined;
  refreshPositions(now: Instant): void;
  /** How the operator's newest close there ended: the entry's kind and its word, code or reason. */
  lastEnd(account: string, conId: number): string | undefined;
  /** The contract as an order names it; what is missing for that in words. */
  named(account: string, conId: number): PlacedContract | string;
}

/** What is to be closed for whom. */
export interface Close {
  readonly account: string;
  readonly contract: PlacedContract;
  readonly order: PlacedOrder;
  /** Whose position it is; undefined for all of the account's. */
  readonly closes: StrategyName | undefined;
}

export class Flatten {
  readonly #out: FlattenOut;
  readonly #book: ClosingView;
  readonly #sizes: FlattenSizes;
  readonly #strategies: readonly Owner[];
  readonly #isReadOnly: boolean;
  readonly #place: (close: Close, now: Instant) => void;
  readonly #images: FlattenImages;
  readonly #waits: FlattenWaits;
  readonly #pauses = new Pauses<string>();
  /** The halts of the last look: one that is said anew does not wait for a pause of the one before. */
  #tried: ReadonlySet<Said> = new Set();
  /** What was held at the last look. */
  readonly #before = new Map<string, Decimal>();

  constructor(
    out: FlattenOut,
    book: ClosingView,
    config: {
      readonly strategies: readonly Owner[];
      readonly readOnly: boolean;
    },
    place: (close: Close, now: Instant) => void,
  ) {
    this.#out = out;
    this.#book = book;
    this.#sizes = new FlattenSizes(book, config.strategies);
    this.#strategies = config.strategies;
    this.#isReadOnly = config.readOnly;
    this.#place = place;
    this.#images = new FlattenImages(book);
    this.#waits = new FlattenWaits(out);
  }

  /**
   * Does what may be done now for these halts; answers those for which nothing is left. What is held again in the scope of
   * those that are over is only told: when they were done the operator went by it, and what came since may be his own.
   */
  progress(halts: readonly Said[], over: readonly Said[], now: Instant): ReadonlySet<Said> {
    const flat = new Set<Said>();
    if (halts.length === 0) this.#forget();
    if (halts.some((said) => !this.#tried.has(said))) this.#pauses.keep(new Set());
    this.#tried = new Set(halts);
    if (halts.length + over.length > 0 && !this.#out.ready) return flat;
    for (const { scope } of over) this.#tellHeld(scope, now);
    for (const said of halts) if (this.#advance(said.scope, now)) flat.add(said);
    this.#waits.settle(now);
    return flat;
  }

  /** Whether positions of that account are known here at all: those of one that no strategy trades are not, and never closed. */
  reaches(of: string): boolean {
    return this.#strategies.some(({ account }) => account === of);
  }

  #tellHeld(scope: Scope, now: Instant): void {
    for (const cell of this.#targets(scope).flatMap((target) => this.#cells(target)))
      if (!this.#sizes.isFlat(cell)) this.#waits.says(cell, HELD_AGAIN, now);
  }

  #forget(): void {
    this.#pauses.keep(new Set());
    this.#images.forget();
    this.#before.clear();
  }

  #advance(scope: Scope, now: Instant): boolean {
    const targets = this.#targets(scope);
    if (this.#book.positions() === undefined) return this.#withoutPositions(targets, now);
    const open = targets.flatMap((target) => this.#cells(target)).filter((cell) => !this.#sizes.isFlat(cell));
    for (const cell of open) this.#close(cell, scope, now);
    const isDoubted = this.#doubts(targets, now);
    if (open.length > 0 || isDoubted || this.#closesWork(scope)) return false;
    return this.#images.isCurrent(scopeName(scope), this.#markOf(scope, targets), now);
  }

  #withoutPositions(targets: readonly Target[], now: Instant): false {
    for (const { account } of targets)
      this.#waits.says({ account, conId: undefined }, "there is no complete list of its positions", now);
    return false;
  }

  /** A list is not believed that leaves out what executions have made, before the difference has been confirmed. */
  #doubts(targets: readonly Target[], now: Instant): boolean {
    let doubts = false;
    for (const cell of targets.flatMap((target) => this.#cellsInBooks(target))) {
      const reason = this.#doubt(cell, now);
      if (reason === undefined) continue;
      this.#waits.says(cell, reason, now);
      doubts = true;
    }
    return doubts;
  }

  /** Contracts that are held by what was heard, or may be by fills of which only statuses have told. */
  #cellsInBooks({ account, strategy }: Target): readonly Cell[] {
    const conIds = new Set(this.#book.heldConIds(strategy, account));
    for (const order of this.#book.owing())
      if (order.account === account) for (const { conId } of owedBy(order)) conIds.add(conId);
    return [...conIds].map((conId) => ({ account, strategy, conId, symbol: "" }));
  }

  #doubt(cell: Cell, now: Instant): string | undefined {
    if (this.#sizes.isMissing(cell)) return MISSING;
    const owed = this.#sizes.isFlat(cell) && !this.#isCalm(cell, now) ? this.#owed(cell) : undefined;
    return owed === undefined ? undefined : stillToCome(owed);
  }

  #closesWork(scope: Scope): boolean {
    for (const order of this.#book.open()) if (isCloseFor(scope, order)) return true;
    return false;
  }

  /** Each strategy's part, so that a close is the trade of whom it is for; then what is left of the account. */
  #targets(scope: Scope): readonly Target[] {
    if ("strategy" in scope) return this.#partsOf(scope.strategy);
    const meant = this.#strategies.filter(({ name, account }) => isInScope(scope, name, account));
    const parts = meant.map(({ name, account }) => ({ account, strategy: name }));
    const accounts = [...new Set(meant.map(({ account }) => account))];
    return [...parts, ...accounts.map((account) => ({ account, strategy: undefined }))];
  }

  /** On its account, and what it has left on others that it traded before another configuration. */
  #partsOf(strategy: StrategyName): readonly Target[] {
    const accounts = this.#strategies.map(({ account }) => account);
    const meant = [...new Set(accounts)].filter((of) => {
      const trades = this.#strategies.some(({ name, account }) => name === strategy && account === of);
      return trades || [...this.#book.heldConIds(strategy, of)].length > 0;
    });
    return meant.map((account) => ({ account, strategy }));
  }

  #cells(target: Target): readonly Cell[] {
    const rows = (this.#book.positions() ?? []).filter(({ account }) => account === target.account);
    return rows.map(({ conId, symbol }) => ({ ...target, conId, symbol }));
  }

  /** What has to be older than the image that shows nothing to close: ends of orders, and executions. */
  #markOf(scope: Scope, targets: readonly Target[]): string {
    const open = [...this.#book.open()].filter((order) => isOf(scope, order)).map(({ key }) => key);
    const cells = targets.flatMap((target) => this.#cells(target));
    return [...open, ...cells.map(({ account, conId }) => this.#book.counted(account, conId))].join();
  }

  // ---------------------------------------------------------------- one contract

  #close(cell: Cell, scope: Scope, now: Instant): void {
    const held = this.#held(cell, now);
    const size = this.#sizes.free(cell, held);
    this.#movedOn(cell, held);
    const reason = this.#hindrance(cell, scope, size, now);
    if (reason !== undefined) return this.#waits.says(cell, reason, now);
    const contract = this.#book.named(cell.account, cell.conId);
    if (typeof contract === "string") return this.#waits.says(cell, contract, now);
    this.#waits.says(cell, undefined, now);
    this.#pauses.tried(nameOf(cell), now);
    const order = { action: isNegative(held) ? "BUY" : "SELL", totalQuantity: size, ...AT_THE_MARKET };
    this.#place({ account: cell.account, contract, order, closes: cell.strategy }, now);
  }

  /** Changes with everything that happens in the contract: executions, fills that are only told, and ends of orders. */
  #cellMark({ account, conId }: Cell): string {
    const open = [...this.#book.openOf(conId)].filter(
      (order) => order.account === account && (order.conId === conId || order.conId === 0) && !isAtDoor(order),
    );
    return [this.#book.counted(account, conId), ...open.map(({ key, filled }) => `${key} ${filled}`)].join();
  }

  #isCalm(cell: Cell, now: Instant): boolean {
    return this.#images.isCalm(`${cell.account}/${cell.conId}`, this.#cellMark(cell), CALM_MS, now);
  }

  #held = (cell: Cell, now: Instant): Decimal => this.#sizes.held(cell, this.#isCalm(cell, now));

  /** What is held has become something else: a try had an effect. */
  #movedOn(cell: Cell, held: Decimal): void {
    const name = nameOf(cell);
    if (this.#before.get(name) !== held) this.#pauses.forget(name);
    this.#before.set(name, held);
  }

  /** Why nothing is placed for it now. */
  #hindrance(cell: Cell, scope: Scope, size: Decimal, now: Instant): string | undefined {
    const order = this.#unended(cell, scope);
    if (order !== undefined) return `order ${order.key} (${order.status}) has not ended`;
    if (!this.#images.isCurrent(`${cell.account}/${cell.conId}`, this.#cellMark(cell), now))
      return "the broker is asked for the position";
    const owed = this.#isCalm(cell, now) ? undefined : this.#owed(cell);
    if (owed !== undefined) return stillToCome(owed);
    if (compare(size, ZERO) <= 0) return this.#underWay(cell) ?? this.#unknown(cell) ?? CLOSES_ALREADY;
    if (!this.#pauses.may(nameOf(cell), now)) return this.#tryAgain(cell);
    return this.#shut();
  }

  #tryAgain({ account, conId }: Cell): string {
    const cause = this.#book.lastEnd(account, conId);
    return `its last close has ended without an effect${cause === undefined ? "" : ` (${cause})`} and is tried again soon`;
  }

  /** Why no order may leave now, this one no more than a client's. */
  #shut(): string | undefined {
    const { restart, sessionState } = this.#out;
    if (this.#isReadOnly) return "holdfast is read-only";
    if (sessionState !== "ready") return `the session with the Gateway is ${sessionState}`;
    return restart === undefined ? undefined : "the Gateway is about to restart";
  }

  #owed({ account, conId }: Cell): string | undefined {
    for (const owed of this.#book.owedOf(conId)) if (owed.account === account) return owed.key;
    return undefined;
  }

  /** A close of it that has not ended. */
  #underWay({ account, conId }: Cell): string | undefined {
    for (const order of this.#book.openOf(conId))
      if (order.strategy === OPERATOR && order.account === account && order.conId === conId)
        return order.status === "unknown" ? `the fate of its close ${order.key} is unknown` : WORKS;
    return undefined;
  }

  /** An order that may rest at the broker or not: all that it could still close is left to it until its fate is known. */
  #unknown({ account, conId }: Cell): string | undefined {
    for (const order of this.#book.openOf(conId))
      if (order.status === "unknown" && !order.isNotThere && order.account === account && order.conId === conId)
        return `the fate of order ${order.key} is unknown: it may close what is left`;
    return undefined;
  }

  /**
   * An order of the scope that is, or may be, of this contract: a combination and one without a number may be. One of unknown
   * fate is not waited for where its contract and its size are known, which would be for minutes: what it may close is not
   * closed.
   */
  #unended({ account, conId, symbol }: Cell, scope: Scope): Closable | undefined {
    for (const order of this.#book.openOf(conId)) {
      if (order.account !== account || !isInScope(scope, order.strategy, account) || order.strategy === OPERATOR)
        continue;
      if (order.isNotThere) continue;
      const isNamed = order.conId !== 0 && order.contract.secType !== "BAG";
      if (isNamed && order.status === "unknown" && isSized(order)) continue;
      const isAnother = order.contract.secType !== "BAG" && !!order.contract.symbol && order.contract.symbol !== symbol;
      if (isNamed ? order.conId === conId : !isAnother) return order;
    }
    return undefined;
  }

  // ---------------------------------------------------------------- closes that wait or work

  /** Whether a close that waits may still leave, in words why not. */
  whyNot(close: Closable, halts: readonly Said[], now: Instant): string | undefined {
    if (!halts.some(({ scope }) => isCloseFor(scope, close))) return "no halt closes positions any more";
    const cell = { account: close.account, strategy: close.closes, conId: close.conId, symbol: "" };
    const held = this.#held(cell, now);
    const isAgainst = !isZero(held) && isBuy(close) === isNegative(held);
    const left = minus(close.order.totalQuantity ?? ZERO, close.executed);
    if (isAgainst && compare(left, this.#sizes.free(cell, held, close)) <= 0) return undefined;
    return "the position has become smaller since";
  }

  nextDeadline(now: Instant): Instant | undefined {
    return earliest(this.#pauses.nextDeadline(now), this.#images.nextDeadline(now), this.#waits.nextDeadline(now));
  }
}

const MISSING = "the broker's list of positions leaves out what executions have made";
const HELD_AGAIN =
  "it is held again although the halt was done, and is not closed by itself: say the halt again, or resume";
const stillToCome = (key: string): string => `executions of order ${key} are still to come`;
const WORKS = "its close works and has not traded: the market may be closed";
const CLOSES_ALREADY = "an order of another strategy, of another client or of TWS closes it already";

/** A close at the market by the day's end. Nothing else may be said of it: it shall trade. */
const AT_THE_MARKET = { orderType: "MKT", tif: "DAY", transmit: true } as const;

/** Whether the operator's order closes for this scope. */
export function isCloseFor(scope: Scope, { strategy, account, closes }: Closable): boolean {
  if (strategy !== OPERATOR) return false;
  if ("strategy" in scope) return closes === scope.strategy;
  return "account" in scope ? scope.account === account : true;
}

const isOf = (scope: Scope, order: Closable): boolean =>
  isCloseFor(scope, order) || isInScope(scope, order.strategy, order.account);

const nameOf = ({ account, strategy, conId }: Cell): string => `${strategy ?? ""}/${account}/${conId}`;
