/**
 * Which orders a halt leaves alone: those that can only close, as far as its level says.
 *
 * An exit of a bracket closes what its parent opens. Any other order only closes while it is against the position, and no
 * larger than it: a stop by itself, everything else together with all that may trade on its side, exits counted once. Where
 * anything is unsure (a combination, an order by cash amount, a contract without a number) it may add.
 */
import { compare, type Decimal, isNegative, isZero, minus, negate } from "../base/decimal.ts";
import type { PlacedOrder } from "../model/entry.ts";
import type { OrderKey } from "../model/ids.ts";
import type { HaltLevel } from "../model/trading.ts";
import type { Exposed } from "./bookView.ts";
import { Tally } from "./exposureTally.ts";

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
  | "cancelWanted"
  | "exercise"
>;

/** What it is set against. */
export interface Among {
  /** Orders that have not ended. */
  open(): Iterable<Stoppable>;
  /** Any, also one that has ended. */
  byKey(key: OrderKey): Stoppable | undefined;
  /** What the account holds of a contract, signed, as the broker told it last. */
  held(account: string, conId: number): Decimal;
}

interface Halt {
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

export const isSpared = (order: Stoppable, halt: Halt, among: Among): boolean =>
  SPARES[halt.level ?? "halt-new"](order, halt, among);

/** Positions are no matter to it. */
export const sparesNothing = ({ level, stopsToo }: Halt): boolean =>
  level === "flatten" || (level === "cancel-all" && stopsToo === true);

/** It takes risk away whenever it fills. */
export function onlyCloses(order: Stoppable, among: Among): boolean {
  if (order.exercise !== undefined) return false;
  return isExit(order, among) || isCovered(order, among);
}

/**
 * With an order, IB cancels all that is in one OCA group with it, and the exits of one parent are such a group: the cancel of
 * a take-profit took the stop down, and the position stood unprotected (SEQUENCES 6). So a stop stays only where these do.
 */
function isTiedToStop(order: Stoppable, among: Among): boolean {
  for (const other of among.open())
    if (other.key !== order.key && isStop(other) && isOneGroup(order, other) && onlyCloses(other, among)) return true;
  return false;
}

function isOneGroup(a: Stoppable, b: Stoppable): boolean {
  if (a.parent !== undefined && a.parent === b.parent) return true;
  const { ocaGroup = "" } = a.order;
  return ocaGroup !== "" && ocaGroup === b.order.ocaGroup && a.strategy === b.strategy && a.account === b.account;
}

/** A leg against its parent. A parent that has ended without a fill has left nothing to close. */
function isExit(order: Stoppable, { byKey }: Among): boolean {
  const parent = order.parent === undefined ? undefined : byKey(order.parent);
  if (parent === undefined || isBuy(parent) === isBuy(order)) return false;
  return isOpen(parent) || !isZero(parent.filled);
}

function isCovered(order: Stoppable, among: Among): boolean {
  const { account, conId, contract } = order;
  if (conId === 0 || contract.secType === "BAG" || order.order.totalQuantity === undefined) return false;
  const held = among.held(account, conId);
  if (isZero(held) || isBuy(order) !== isNegative(held)) return false;
  const may = isStop(order) ? leftOf(order.order, order.filled) : closing(order, among);
  return compare(may, sizeOf(held)) <= 0;
}

/** All that may trade on its side of its contract. */
function closing({ account, conId, order: { action } }: Stoppable, among: Among): Decimal {
  const tally = new Tally();
  for (const other of among.open())
    if (other.account === account && other.conId === conId && isBuy(other) === (action === "BUY"))
      addTo(tally, other, other.filled);
  const { buys, sells } = tally.total(() => undefined);
  return action === "BUY" ? buys : sells;
}

export function addTo(tally: Tally, order: Stoppable, traded: Decimal): void {
  const { parent, order: placed, strategy } = order;
  const ocaGroup = placed.ocaGroup ? `${strategy} ${placed.ocaGroup}` : "";
  tally.add({ isBuy: isBuy(order), left: leftOf(placed, traded), parent, ocaGroup });
}

/** What has not traded of it; 0 for an order by cash amount. */
export const leftOf = ({ totalQuantity }: PlacedOrder, traded: Decimal): Decimal =>
  minus(totalQuantity ?? traded, traded);

export const sizeOf = (quantity: Decimal): Decimal => (isNegative(quantity) ? negate(quantity) : quantity);
export const isBuy = ({ order }: Pick<Stoppable, "order">): boolean => order.action === "BUY";
const isStop = ({ order: { orderType = "" } }: Stoppable): boolean => /^(STP|TRAIL)/.test(orderType);

const OPEN: ReadonlySet<string> = new Set(["held", "intended", "sent", "working", "partly-filled", "unknown"]);
const isOpen = ({ status }: Stoppable): boolean => OPEN.has(status);

/** Nothing of it has left. */
export const isAtDoor = ({ status }: Stoppable): boolean => status === "held" || status === "intended";
