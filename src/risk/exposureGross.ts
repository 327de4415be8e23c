/**
 * The limit of all positions together: each contract with the larger of its two cases, at its price, multiplier and rate.
 *
 * A contract is priced by the highest of what is known of it: the market's word, the account's books, and the prices of its
 * own orders. One that nothing is known of makes the sum unknown, and so does an order whose contract has no number yet.
 */
import { compare, type Decimal, greatest, negate, sizeOf, toNumber } from "../base/decimal.ts";
import type { Instant } from "../base/time.ts";
import { isByUnit } from "../model/byUnit.ts";
import type { AskedLeg, Gate, RiskAsk } from "./ask.ts";
import type { Wish } from "./bookView.ts";
import { conIdsTraded } from "./combination.ts";
import { type Cases, conIdsOf, heldOf, isOf, projected } from "./exposure.ts";
import { isUnderWay } from "./exposureParts.ts";
import { sumsOf } from "./exposureQuick.ts";
import { ownPrice } from "./manner.ts";
import { isLacking, type Lacking } from "./prices.ts";
import type { RunningScope } from "./running.ts";
import { KEPT_MS, type Unit } from "./runningWorth.ts";
import { claimed, magnifierOf, unitWorth } from "./values.ts";
import type { KnownContract } from "./view.ts";
import { priceOf } from "./worth.ts";

export const maxGrossValue: Gate = {
  gate: "max-gross-value",
  refuses: (ask) => {
    const most = ask.limit("max-gross-value");
    if (most === "off" || ask.reduces || isPlainlyWithin(ask, toNumber(most))) return undefined;
    const sum = grossOf(ask);
    if ("lacking" in sum) return `a value of all positions that nobody can know (${sum.lacking}) against ${most}`;
    if (!Number.isFinite(sum.after)) return `a value of all positions that no number can tell against ${most}`;
    return sum.after > toNumber(most) && goesFurther(ask)
      ? `positions worth ${sum.after.toFixed(2)} with every open order filled against ${most}`
      : undefined;
  },
};

/**
 * A case of a contract goes further out than it did, and than what is held by either word: behind a fill an exit must leave
 * before the position is told, although behind an exit a second one may leave so, too. What is open on the other side makes no
 * room: it may end unfilled, and what others place there no limit has judged.
 */
function goesFurther(ask: RiskAsk): boolean {
  const asked = conIdsOf(ask);
  return isLacking(asked) || asked.some((conId) => goesFurtherIn(ask, conId));
}

function goesFurtherIn(ask: RiskAsk, conId: number): boolean {
  const [cases, held] = [projected(ask, conId), heldOf(ask, conId)];
  if (isLacking(cases) || held === undefined) return true;
  const { before, after } = cases;
  const room = greatest(sizeOf(held.long), sizeOf(held.short));
  const isLonger = compare(after.long, before.long) > 0 && compare(after.long, room) > 0;
  return isLonger || (compare(after.short, before.short) < 0 && compare(after.short, negate(room)) < 0);
}

/** Without and with what is asked for. */
export interface Gross {
  readonly before: number;
  readonly after: number;
}

/**
 * Told from the sum that is kept, of which only those contracts are worked out that are asked for or that something has happened
 * to. Where that does not tell, everything is added up.
 */
function isPlainlyWithin(ask: RiskAsk, most: number): boolean {
  const sums = sumsOf(ask);
  const asked = conIdsOf(ask);
  if (sums === undefined || isLacking(asked)) return false;
  const worthIn = (conId: number): number | undefined => restingWorth(ask, sums, conId);
  const contracts = (): Iterable<number> => contractsOf(ask, asked);
  let sum = sums.worth.besides(asked, { now: ask.now, contracts, worthIn });
  for (const conId of asked) {
    const value = sum === undefined ? NOTHING : valueIn(ask, conId);
    sum = sum === undefined || isLacking(value) ? undefined : sum + value.after;
  }
  return sum !== undefined && sum < most;
}

/** What a contract is worth that is not asked for, at a price of this second. */
function restingWorth(ask: RiskAsk, sums: RunningScope, conId: number): number | undefined {
  const widest = widestResting(ask, sums, conId);
  if (widest === undefined || widest === 0) return widest;
  const unit = sums.worth.units.get(conId) ?? unitOf(ask, conId);
  if (isLacking(unit)) return undefined;
  if (isTold(ask.view.contract(conId))) sums.worth.units.set(conId, unit);
  const worth = widest * Math.max(priced(ask, conId).priceMost, unit.market) * unit.factor;
  return Number.isFinite(worth) ? worth : undefined;
}

/** The broker has said what one of it is: it is the same whichever order names the contract. */
const isTold = (known: KnownContract | undefined): boolean =>
  known !== undefined && (known.multiplier !== "" || isByUnit(known.secType));

function widestResting(ask: RiskAsk, { contracts }: RunningScope, conId: number): number | undefined {
  const contract = contracts.get(conId);
  if (conId === UNNAMED || contract?.isVague) return undefined;
  for (const _ of ask.view.owedOf(conId)) return undefined;
  const held = heldOf(ask, conId);
  if (held === undefined) return undefined;
  const [buys, sells] = contract === undefined ? [0, 0] : [toNumber(contract.buys), toNumber(contract.sells)];
  return Math.max(Math.abs(toNumber(held.long) + buys), Math.abs(toNumber(held.short) - sells));
}

export function grossOf(ask: RiskAsk): Gross | Lacking {
  const asked = conIdsOf(ask);
  if (isLacking(asked)) return asked;
  const sum = { before: 0, after: 0 };
  for (const conId of contractsOf(ask, asked)) {
    const value = asked.includes(conId) ? valueIn(ask, conId) : resting(ask, conId);
    if (isLacking(value)) return value;
    sum.before += value.before;
    sum.after += value.after;
  }
  return sum;
}

/** Everything that is asked for, that is held, that an open order may trade, and that one has traded by a status alone. */
function contractsOf(ask: RiskAsk, asked: readonly number[]): Set<number> {
  const { as, strategy, view } = ask;
  const [name, { account }] = [as === "strategy" ? strategy.name : undefined, strategy];
  const conIds = new Set(asked);
  for (const conId of view.heldConIds(name, account)) conIds.add(conId);
  for (const conId of view.openConIds(name, account)) conIds.add(conId);
  if (conIds.delete(UNNAMED))
    for (const order of view.openOf(UNNAMED)) if (isUnderWay(order) && isOf(ask, order)) addTraded(conIds, order);
  for (const order of view.owing()) if (isOf(ask, order)) addTraded(conIds, order);
  if (as === "account") for (const order of view.strangersOf(account)) addTraded(conIds, order);
  return conIds;
}

/** Stands for orders that name no contract of their own: combinations, and those that nobody has named by number yet. */
const UNNAMED = 0;

function addTraded(conIds: Set<number>, { contract, conId }: Wish & { readonly conId: number }): void {
  for (const one of conIdsTraded(contract, conId)) conIds.add(one);
}

function valueIn(ask: RiskAsk, conId: number): Gross | Lacking {
  if (conId === UNNAMED) return { lacking: "the contract of an open order has no conId yet" };
  const cases = projected(ask, conId);
  if (isLacking(cases)) return cases;
  const [before, after] = [toNumber(widest(cases.before)), toNumber(widest(cases.after))];
  if (before === 0 && after === 0) return NOTHING;
  const unit = unitPrice(ask, conId);
  return typeof unit === "number" ? { before: before * unit, after: after * unit } : unit;
}

const NOTHING: Gross = { before: 0, after: 0 };

/** Beyond so many contracts all are worked out again. */
const KEPT_MAX = 10_000;

interface Kept {
  readonly at: Instant;
  readonly version: number;
  readonly held: string;
  readonly value: Gross;
}

/** Of a contract that is not asked for: what was worked out a moment ago, unless its orders or its position are others now. */
function resting(ask: RiskAsk, conId: number): Gross | Lacking {
  const { view, strategy, as, now } = ask;
  const { name, account } = strategy;
  if (as === "account") for (const _ of view.strangersOf(account)) return valueIn(ask, conId);
  const place = as === "strategy" ? `${name}/${account}/${conId}` : `${account}/${conId}`;
  const [version, held] = [view.openVersion(conId), heldNow(ask, conId)];
  const kept = view.kept.get(place) as Kept | undefined;
  if (kept?.version === version && kept.held === held && now - kept.at < KEPT_MS) return kept.value;
  const value = valueIn(ask, conId);
  if (view.kept.size > KEPT_MAX) view.kept.clear();
  if (!isLacking(value)) view.kept.set(place, { at: now, version, held, value });
  return value;
}

function heldNow({ as, strategy: { name, account }, view }: RiskAsk, conId: number): string {
  if (as === "strategy") return view.own(name, account, conId);
  return `${view.position(account, conId)}/${view.booked(account, conId)}`;
}

const widest = ({ long, short }: Cases): Decimal => greatest(sizeOf(long), sizeOf(short));

/** What one unit of a contract is worth at most. */
function unitPrice(ask: RiskAsk, conId: number): number | Lacking {
  const unit = unitOf(ask, conId);
  if (isLacking(unit)) return unit;
  const leg = legOf(ask, conId);
  const asked = leg && ownPrice(leg.order);
  const { priceMost } = priced(ask, conId);
  return Math.max(unit.market, priceMost, asked === undefined ? priceMost : Math.abs(asked)) * unit.factor;
}

const legOf = ({ legs }: RiskAsk, conId: number): AskedLeg | undefined =>
  legs.find(({ contract }) => contract.conId === conId);

/** Lacking where nothing tells a price. */
function unitOf(ask: RiskAsk, conId: number): Unit | Lacking {
  const { view, strategy, now } = ask;
  const leg = legOf(ask, conId);
  const { first, priceMost } = priced(ask, conId);
  const told = (leg ?? first)?.contract;
  // The very same object where it will do: its quote has been looked up already.
  const contract = told?.conId === conId ? (told as Numbered) : { ...told, conId };
  const unit = unitWorth(view, strategy.account, conId, claimed(conId, contract));
  if (isLacking(unit)) return unit;
  const scale = 1 / magnifierOf(view, conId);
  const market = priceOf(view, strategy.account, contract, true, now, scale);
  const factor = unit.multiplier * unit.rate * scale;
  if (typeof market === "number") return { factor, market: market / scale };
  // A neighbour's price says nothing of an order that names none itself.
  const isPriced = leg === undefined ? priceMost !== Number.NEGATIVE_INFINITY : ownPrice(leg.order) !== undefined;
  return isPriced ? { factor, market: Number.NEGATIVE_INFINITY } : market;
}

type Numbered = Wish["contract"] & { readonly conId: number };

/** The first of the orders of a contract, and the highest price that any of them names; -Infinity where none does. */
interface Priced {
  readonly first: Wish | undefined;
  readonly priceMost: number;
}

function priced(ask: RiskAsk, conId: number): Priced {
  const sums = sumsOf(ask);
  if (sums !== undefined) return sums.contracts.get(conId) ?? { first: undefined, priceMost: Number.NEGATIVE_INFINITY };
  const orders = [...ask.view.openOf(conId)].filter(
    (order) => order.conId === conId && isUnderWay(order) && isOf(ask, order),
  );
  const prices = orders.flatMap(({ order }) => ownPrice(order) ?? []).map(Math.abs);
  return { first: orders[0], priceMost: Math.max(...prices) };
}
