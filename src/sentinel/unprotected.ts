/**
 * Positions that entries have opened and that stops do not cover (RELIABILITY I6), contract by contract of one strategy.
 *
 * What needs cover is the exposure of its families that were meant to have a stop, partial fills included. What covers is any
 * stop that the broker shows working on the other side, whoever placed it: the family's own, one that the bot has placed in
 * its stead, a manual one; but none that still waits for an entry which has not traded. And nothing needs cover that the
 * account does not hold any more. The bound is PROTECT_MS_MAX of ready time after the news of the fill, or of the stop's end.
 */
import { compare, type Decimal, isNegative, isZero, least, plus, sizeOf, ZERO } from "../base/decimal.ts";
import { seconds } from "../base/time.ts";
import { isBuy, isSale } from "../model/action.ts";
import type { OrderKey } from "../model/ids.ts";
import { covered } from "./cover.ts";
import { type Cell, type Families, type Family, hasSign } from "./families.ts";
import { conIdOf, instrumentNamed, instrumentOf } from "./instrument.ts";
import { isWorkingStop, sleeps, type Working, workingLeg, workingStranger } from "./leg.ts";
import type { Trouble } from "./troubles.ts";
import type { Broker, Leg, Legs } from "./view.ts";

/** T_protect: so long a fill may be without its stop. */
const PROTECT_MS_MAX = seconds(5);

export interface Book {
  readonly families: Families;
  readonly legs: Legs;
  readonly broker: Broker;
  /** What the account holds by the broker's newest word; undefined when an execution may be newer than it. */
  held(account: string, conId: number): Decimal | undefined;
}

/** `leans`: it is well only because of what others do, so that their news counts too. */
export interface Verdict {
  readonly troubles: readonly Trouble[];
  readonly leans: boolean;
}

export function verdictOf(book: Book, cell: Cell): Verdict {
  const [long, short] = [lackOf(book, cell, true), lackOf(book, cell, false)];
  return { troubles: [...long.troubles, ...short.troubles], leans: long.leans || short.leans };
}

const WELL: Verdict = { troubles: [], leans: false };

function lackOf(book: Book, cell: Cell, isLong: boolean): Verdict {
  const exposed = exposedOf(book.families, cell, isLong);
  const root = exposed[0] === undefined ? undefined : book.legs.byKey(exposed[0].root)!;
  if (root === undefined) return WELL;
  const needed = sumOf(book.families, exposed);
  const own = covered(ownStops(book, root, exposed, isLong));
  if (compare(own, needed) >= 0) return WELL;
  const all = covered(allStops(book, root, isLong));
  const needs = inAccount(book, cell, root, isLong);
  if (compare(all, needs) >= 0) return { troubles: [], leans: true };
  const side = isLong ? "long" : "short";
  const orders = exposed.map(({ root: key }) => book.legs.byKey(key)!.clientOrderId).join(", ");
  const detail = `${needs} of ${nameOf(root)} ${side} (entry ${orders}), ${all} covered by working stops`;
  const trouble: Trouble = { cause: "unprotected", scope: scopeOf(root), detail, graceMs: PROTECT_MS_MAX };
  return { troubles: [trouble], leans: true };
}

function exposedOf(families: Families, cell: Cell, isLong: boolean): Family[] {
  return [...cell.families].filter(
    (family) => hasSign(families.exposureOf(family), isLong) && families.isMeantToBeStopped(family, isLong),
  );
}

const sumOf = (families: Families, all: readonly Family[]): Decimal =>
  all.reduce((sum, family) => plus(sum, sizeOf(families.exposureOf(family))), ZERO);

/** The stops of these families: enough, nearly always. One of an add-on that has not traded is none. */
function ownStops({ families, legs: known }: Book, root: Leg, exposed: readonly Family[], isLong: boolean): Working[] {
  const legs = exposed.flatMap((family) => families.legsOf(family));
  return stopsAmong(
    legs.flatMap((leg) => (sleeps(leg, known) ? [] : (workingLeg(leg) ?? []))),
    root,
    isLong,
  );
}

/** Of everybody in this contract of this account. */
function allStops({ legs, broker }: Book, root: Leg, isLong: boolean): Working[] {
  const [isBag, conId] = [root.contract.secType === "BAG", conIdOf(root)];
  const near = isBag || conId === undefined ? legs.open : legs.openOf(conId);
  const ours = [...near].flatMap((leg) => (sleeps(leg, legs) ? [] : (workingLeg(leg) ?? [])));
  const theirs = [...broker.strangers()].flatMap((stranger) => workingStranger(stranger) ?? []);
  return stopsAmong([...ours, ...theirs], root, isLong);
}

function stopsAmong(all: readonly Working[], root: Leg, isLong: boolean): Working[] {
  const instrument = instrumentOf(root);
  const isHere = ({ account, contract, order }: Working): boolean =>
    account === root.account &&
    (isLong ? isSale : isBuy)(order.action) &&
    (contract.secType === "BAG" || instrumentNamed(contract) === instrument);
  return all.filter((one) => isWorkingStop(one) && isHere(one));
}

/** What all families need in this contract of this account, but no more than it holds. */
function inAccount(book: Book, cell: Cell, root: Leg, isLong: boolean): Decimal {
  const [account, conId] = [root.account, conIdOf(root)];
  const needing = [...cell.beside].flatMap((other) => exposedOf(book.families, other, isLong));
  const needed = sumOf(book.families, needing);
  const held = root.contract.secType === "BAG" || conId === undefined ? undefined : book.held(account, conId);
  if (held === undefined) return needed;
  return isZero(held) || isNegative(held) === isLong ? ZERO : least(needed, sizeOf(held));
}

function scopeOf(root: Leg): { strategy: Leg["strategy"]; account: string; conId?: number; key?: OrderKey } {
  const { strategy, account, key, contract } = root;
  const conId = conIdOf(root);
  if (conId === undefined || contract.secType === "BAG") return { strategy, account, key };
  return { strategy, account, conId };
}

const nameOf = ({ contract, echo }: Leg): string =>
  contract.localSymbol ||
  contract.symbol ||
  echo?.contract?.localSymbol ||
  echo?.contract?.symbol ||
  String(contract.conId);
