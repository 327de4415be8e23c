/**
 * For every limit one order that breaks it and nothing else: what is fired at the gates when controls are checked.
 *
 * Each is judged by the gates that judge real orders, with the limit as it is in force, in a rehearsed world where that limit
 * is the only one. So an order that passes has passed its own gate, and no other one can hide that.
 */
import { type Decimal, decimal, plus, toNumber, ZERO } from "../base/decimal.ts";
import { type Instant, isoDay, type WallMs } from "../base/time.ts";
import type { Window } from "../model/config.ts";
import type { PlacedContract, PlacedOrder } from "../model/entry.ts";
import type { OrderKey, StrategyName } from "../model/ids.ts";
import type { LimitName, LimitValues } from "../model/limits.ts";
import type { ContractName } from "../model/limitValues.ts";
import { folded } from "../model/orderType.ts";
import type { AskedLeg } from "./ask.ts";
import type { Exposed } from "./bookView.ts";
import type { Size } from "./ramp.ts";
import { BASE_CURRENCY, calm, type Scene } from "./rehearsal.ts";
import type { KnownContract } from "./view.ts";

/** An order, and the world in which it breaks a limit. */
export interface Violation {
  readonly leg: AskedLeg;
  /** What makes it one where the order alone does not, in words. */
  readonly beside?: string;
  readonly scene: Scene;
  readonly wall: WallMs;
}

/** What a violation may know of the moment and of the order's owner. */
export interface Rehearsed {
  readonly now: Instant;
  readonly wall: WallMs;
  readonly hours: Readonly<Record<string, readonly Window[]>>;
  readonly strategy: StrategyName;
  readonly account: string;
}

type Violations = {
  readonly [N in Exclude<LimitName, "ramp">]: (value: LimitValues[N], at: Rehearsed) => Violation;
};

const STOCK = { conId: 1, symbol: "REHEARSAL", secType: "STK", exchange: "SMART", currency: BASE_CURRENCY };
const ONE = "1" as Decimal;
const BUY = { action: "BUY", orderType: "LMT", totalQuantity: ONE, lmtPrice: 100 };
const SELL = { ...BUY, action: "SELL" };

/** `ramp` is broken by an order beyond the share that it leaves of a limit of size: `rampViolation`. */
export const VIOLATIONS: Violations = {
  "long-only": (_, at) => violation(at, { order: SELL, beside: "while none is held" }),
  contracts: (list, at) => violation(at, { contract: unlisted(list), scene: { known: [told(unlisted(list))] } }),
  banned: ([first], at) => violation(at, { contract: named(first!) }),
  "order-types": (types, at) => violation(at, { order: { ...BUY, orderType: typeBeside(types) } }),
  sessions: (texts, at) => ({ ...violation(at, { beside: "after all hours" }), wall: afterAll(texts, at) }),
  "max-quantity": (most, at) => violation(at, { order: { ...BUY, totalQuantity: plus(most, ONE) } }),
  "max-value": (most, at) => violation(at, { order: worth(plus(most, ONE)) }),
  "price-collar": (percent, at) =>
    violation(at, { order: { ...BUY, lmtPrice: 2 * (100 + percent) }, beside: "while the ask is 100.01" }),
  "look-alike": (_, at) => violation(at, { scene: { alikeMs: 0 }, beside: "a moment after one like it" }),
  "orders-per-second": (most, at) =>
    violation(at, { scene: { inSecond: most }, beside: `after ${most} in the same second` }),
  "repeated-executions": ({ executions }, at) =>
    violation(at, { scene: { executions: executions + 1 }, beside: `after ${executions + 1} executions at once` }),
  "max-position": (most, at) => violation(at, { order: { ...BUY, totalQuantity: plus(most, ONE) } }),
  "max-gross-value": (most, at) => violation(at, { order: worth(plus(most, ONE)), scene: { quote: undefined } }),
  "max-open-orders": (most, at) =>
    violation(at, { scene: { open: openOrders(most, at) }, beside: `beside ${most} open ones` }),
  "self-match": (_, at) =>
    violation(at, { scene: { open: [resting(SELL, 0, at)] }, beside: "against a sale at 100 of the same account" }),
  "daily-loss": (most, at) => violation(at, { scene: lost(most, at), beside: "after a day's loss of more" }),
  drawdown: (percent, at) => violation(at, { scene: fallen(percent, at), beside: "after a fall of more" }),
};

interface Told {
  readonly order?: PlacedOrder;
  readonly contract?: PlacedContract;
  readonly scene?: Scene;
  readonly beside?: string;
}

const violation = ({ now, wall }: Rehearsed, { order = BUY, contract = STOCK, scene, beside }: Told): Violation => ({
  leg: { order, contract, key: undefined, parent: undefined },
  scene: { quote: calm(now), ...scene },
  ...(beside !== undefined && { beside }),
  wall,
});

/** An order that breaks nothing by itself. */
export const plain = (at: Rehearsed): Violation => violation(at, {});

/** Worth so much, at a price of 1. */
const worth = (quantity: Decimal): PlacedOrder => ({ ...BUY, totalQuantity: quantity, lmtPrice: 1 });

/** As large as the whole limit, of which the ramp leaves a share. */
export function rampViolation(name: Size, whole: Decimal, at: Rehearsed): Violation {
  const order = name.endsWith("value") ? worth(whole) : { ...BUY, totalQuantity: whole };
  return violation(at, { order, scene: { quote: undefined }, beside: `by ${name}` });
}

/** A contract that no row of a list can mean. */
function unlisted(list: readonly ContractName[]): typeof STOCK {
  let [conId, symbol] = [STOCK.conId, STOCK.symbol];
  for (const row of list) {
    if ("conId" in row) conId = Math.max(conId, row.conId + 1);
    else if (row.symbol.length >= symbol.length) symbol = "X".repeat(row.symbol.length + 1);
  }
  return { ...STOCK, conId, symbol };
}

const told = (contract: typeof STOCK): KnownContract => ({
  ...{ ...contract, localSymbol: contract.symbol, primaryExchange: "", multiplier: "" },
});

const named = (row: ContractName): PlacedContract =>
  "conId" in row ? { conId: row.conId } : { ...STOCK, conId: 0, ...row };

const TYPES = ["MKT", "LMT", "STP", "TRAIL", "MOC"];

const typeBeside = (types: readonly string[]): string => {
  const allowed = types.map(folded);
  return TYPES.find((type) => !allowed.includes(folded(type))) ?? "NONE";
};

const afterAll = (texts: readonly string[], { hours, wall }: Rehearsed): WallMs =>
  Math.max(wall, ...texts.flatMap((text) => (hours[text] ?? []).map(({ to }) => to))) as WallMs;

const resting = (order: PlacedOrder, n: number, { strategy, account }: Rehearsed): Exposed => ({
  ...{ key: `rehearsal-${n}` as OrderKey, strategy, account, contract: STOCK, order, status: "working" },
  ...{ conId: STOCK.conId, filled: ZERO, executed: ZERO, cancelWanted: false },
  ...{ settled: { contract: STOCK, order }, inFlight: [] },
});

const openOrders = (many: number, at: Rehearsed): readonly Exposed[] =>
  Array.from({ length: many }, (_, n) => resting(BUY, n, at));

/** More than the limit is gone since the day began, of an account as of a strategy, which is worth nothing here. */
function lost(most: Decimal, { wall }: Rehearsed): Scene {
  const dayStart = plus(plus(most, most), ONE);
  return { netLiquidation: toNumber(most), mark: { day: isoDay(wall), dayStart, high: dayStart, isHighOver: false } };
}

function fallen(percent: number, { wall }: Rehearsed): Scene {
  const high = "1000" as Decimal;
  const now = toNumber(high) * (1 - percent / 100);
  // An account of 0 is one that the Gateway has not told of.
  return {
    netLiquidation: now - (now < 1 ? 2 : now / 2),
    mark: { day: isoDay(wall), dayStart: high, high, isHighOver: false },
  };
}

/** The order in words. */
export function shown({ leg, beside }: Violation): string {
  const { contract, order } = leg;
  const of = contract.symbol || `conId ${contract.conId}`;
  const at = order.orderType === "LMT" ? `at ${decimal(order.lmtPrice ?? 0)}` : "";
  return [order.action, order.totalQuantity, of, order.orderType, at, beside].filter((word) => word).join(" ");
}
