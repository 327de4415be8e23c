/**
 * Which orders a halt leaves alone: those that can only close, as far as its level says.
 *
 * An exit of a bracket closes what its parent opens. Any other order only closes while it is against the position, and no
 * larger than it: a stop by itself, and so what would take a stop down with it; everything else together with all that may
 * trade on its side, exits counted once. Each order counts as the largest of all that it may be at the broker. For a halt of
 * one strategy that is measured by what this strategy has to close, too: its sale of what another one holds is an entry of its
 * own. Where anything is unsure (a combination, an order by cash amount, a contract without a number) it may add.
 */
import { compare, type Decimal, isNegative, isZero, sizeOf, ZERO } from "../base/decimal.ts";
import { isBuy as isPurchase, namesSide } from "../model/action.ts";
import type { OrderKey } from "../model/ids.ts";
import { numbered } from "../model/numbered.ts";
import { isStop as waitsAsStop } from "../model/orderType.ts";
import { isFinished } from "../model/status.ts";
import type { HaltLevel, Scope } from "../model/trading.ts";
import type { Exposed } from "./bookView.ts";
import { isSameContract, leftOf, wishesOf } from "./exposureParts.ts";
import { groupOf, type Part, Tally } from "./exposureTally.ts";

/** One order of ours, as far as a halt is about it. */
export type Stoppable = Pick<
  Exposed,
  | "key"
  | "strategy"
  | "account"
  | "contract"
  | "order"
  | "parent"
  | "status"
  | "conId"
  | "filled"
  | "legs"
  | "cancelWanted"
  | "settled"
  | "inFlight"
  | "wishWaits"
  | "exercise"
>;

/** What it is set against. */
export interface Among {
  /** Orders that have not ended. */
  open(): Iterable<Stoppable>;
  /** Those of them that are of a contract, or may be: there may be thousands of others. */
  openOf(conId: number): Iterable<Stoppable>;
  /** Those of them that may share a parent or an OCA group with an order. */
  tiedTo(order: Stoppable): Iterable<Stoppable>;
  /** Any, also one that has ended. */
  byKey(key: OrderKey): Stoppable | undefined;
  /** What the account holds of a contract, signed: by the broker's last word, and as executions make it. */
  held(account: string, conId: number): readonly Decimal[];
  /** What a strategy has to close on that side, by each of these words: its own, and as far as it helps what is nobody's. */
  toClose(order: Pick<Stoppable, "strategy" | "account" | "conId">, isBuying: boolean): readonly Decimal[];
}

interface Halt {
  readonly scope: Scope;
  readonly level?: HaltLevel;
  readonly stopsToo?: true;
}

const SPARES: Readonly<Record<HaltLevel, (order: Stoppable, halt: Halt, among: Among) => boolean>> = {
  "halt-new": () => true,
  "cancel-entries": (order, _, among) => onlyCloses(order, among),
  "cancel-all": (order, { stopsToo }, among) =>
    !stopsToo && onlyCloses(order, among) && (isStop(order) || isTiedToStop(order, among)),
  flatten: () => false,
};

export function isSpared(order: Stoppable, halt: Halt, among: Among): boolean {
  const { level = "halt-new", scope } = halt;
  if (!SPARES[level](order, halt, among)) return false;
  return level !== "cancel-entries" || !("strategy" in scope) || closesItsOwn(order, among);
}

/** Positions are no matter to it. */
export const sparesNothing = ({ level, stopsToo }: Pick<Halt, "level" | "stopsToo">): boolean =>
  level === "flatten" || (level === "cancel-all" && stopsToo === true);

/** It takes risk away whenever it fills. */
export function onlyCloses(order: Stoppable, among: Among): boolean {
  if (order.exercise !== undefined || !namesSide(order.order.action)) return false;
  return isExit(order, among) || isCovered(order, among);
}

/**
 * Whether what only closes for the account does so for its strategy. A stop stays whoever holds what it protects, and so does
 * what would take it down.
 */
export function closesItsOwn(order: Stoppable, among: Among): boolean {
  if (isStop(order) || isExit(order, among) || isTiedToStop(order, among)) return true;
  return isWithin(order, among.toClose(order, isBuy(order)), inItsContract(order, among, order.strategy));
}

/**
 * With an order, IB cancels all that is in one OCA group with it, and the exits of one parent are such a group: the cancel of
 * a take-profit took the stop down, and the position stood unprotected (SEQUENCES 6). So a stop stays only where these do.
 */
function isTiedToStop(order: Stoppable, among: Among): boolean {
  for (const other of among.tiedTo(order))
    if (other.key !== order.key && isStop(other) && isOneGroup(order, other) && onlyCloses(other, among)) return true;
  return false;
}

function isOneGroup(a: Stoppable, b: Stoppable): boolean {
  if (a.parent !== undefined && a.parent === b.parent) return true;
  const group = groupOf(a.strategy, a.order);
  return group !== "" && group === groupOf(b.strategy, b.order) && a.account === b.account;
}

/**
 * A leg against its parent, of the same contract: a pair or a hedge opens a position of its own. A parent that has ended without a
 * fill has left nothing to close.
 */
function isExit(order: Stoppable, { byKey }: Among): boolean {
  const parent = order.parent === undefined ? undefined : byKey(order.parent);
  if (parent === undefined || isBuy(parent) === isBuy(order)) return false;
  if (!isSameContract(numbered(parent), numbered(order))) return false;
  return isOpen(parent) || !isZero(parent.filled);
}

/**
 * By either word: the broker's comes behind the fill that it follows, and a session may begin without it or with an empty list;
 * a stop must not go for that. Nor must it for one more exit beside its group: that one goes.
 */
function isCovered(order: Stoppable, among: Among): boolean {
  const { account, conId, contract } = order;
  if (conId === 0 || contract.secType === "BAG") return false;
  const isAlone = isStop(order) || isTiedToStop(order, among);
  return isWithin(order, among.held(account, conId), isAlone ? [order] : inItsContract(order, among));
}

/** Whether an order is against one of these holdings, and no larger than it together with all that may trade on its side. */
function isWithin(order: Stoppable, holdings: readonly Decimal[], all: Iterable<Stoppable>): boolean {
  const against = holdings.filter((held) => !isZero(held) && isBuy(order) === isNegative(held));
  if (against.length === 0) return false;
  const side = new OneSide(isBuy(order));
  for (const other of all) side.add(other, other.filled);
  const may = side.total();
  return may !== undefined && against.some((held) => compare(may, sizeOf(held)) <= 0);
}

/** Orders that have not ended, of all strategies or of one. */
function* inItsContract({ account, conId }: Stoppable, among: Among, of?: Stoppable["strategy"]): Generator<Stoppable> {
  for (const other of among.openOf(conId))
    if (other.account === account && other.conId === conId && (of === undefined || other.strategy === of)) yield other;
}

/** What orders may still trade on one side of a contract, exits counted once. */
export class OneSide {
  readonly #isBuy: boolean;
  readonly #tally = new Tally();
  #isKnown = true;

  constructor(isBuys: boolean) {
    this.#isBuy = isBuys;
  }

  /**
   * One of ours, of which so much is done; a combination by what it trades of that contract. An exercise, which is listed as a
   * purchase, takes from what is held.
   */
  add(order: Stoppable, done: Decimal, conId = order.conId): void {
    const { parent, strategy, order: placed, exercise } = order;
    for (const { isBuy: buys, quantity } of leftOf(wishesOf(order), conId, done, order.legs))
      this.put(buys && exercise === undefined, quantity, { parent, ocaGroup: groupOf(strategy, placed) });
  }

  put(buys: boolean, left: Decimal | undefined, family: Pick<Part, "parent" | "ocaGroup">): void {
    if (buys !== this.#isBuy) return;
    if (left === undefined) this.#isKnown = false;
    else this.#tally.add({ isBuy: buys, left, ...family });
  }

  /** Once, at the end: undefined where an order does not say how much. */
  total(): Decimal | undefined {
    if (!this.#isKnown) return undefined;
    const { buys, sells } = this.#tally.total(() => undefined);
    return this.#isBuy ? buys : sells;
  }
}

/** It trades, and says how much at most, whatever became of changes of it. */
export const isSized = (order: Stoppable): boolean =>
  order.exercise === undefined &&
  leftOf(wishesOf(order), order.conId, ZERO).every(({ quantity }) => quantity !== undefined);

export const isBuy = ({ order }: Pick<Stoppable, "order">): boolean => isPurchase(order.action);
const isStop = ({ order }: Stoppable): boolean => waitsAsStop(order);
const isOpen = ({ status }: Stoppable): boolean => !isFinished(status);

/** Nothing of it has left. */
export const isAtDoor = ({ status }: Stoppable): boolean => status === "held" || status === "intended";
