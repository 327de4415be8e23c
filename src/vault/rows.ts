/** Rows from what the journal says: one function for each table that takes more than a line. */
import { type Decimal, decimal } from "../base/decimal.ts";
import { isoTime, type WallMs } from "../base/time.ts";
import type { Alert } from "../model/alert.ts";
import { alertId, alertRow } from "../model/alert.ts";
import { type Drift, driftId } from "../model/drift.ts";
import type { Commission, Execution, PlacedContract, Placement, StatusReport } from "../model/entry.ts";
import { versionOf } from "../model/execution.ts";
import { toJson } from "../model/lean.ts";
import { type Scope, scopeName } from "../model/trading.ts";
import type { Row, Value } from "./tables.ts";
import type { Trade } from "./trips.ts";

/** An order as its blotter has it. */
export interface OrderNow extends Placement {
  readonly status: string;
  readonly transitions: readonly Transition[];
  readonly orderId: number;
  readonly permId: number;
  readonly conId: number;
  readonly word: string;
  readonly cancelWanted: boolean;
  readonly report: StatusReport | undefined;
  /** By its executions. */
  readonly fill: { readonly filled: Decimal; readonly avgFillPrice: number } | undefined;
}

export interface Transition {
  readonly at: WallMs;
  readonly from: string | undefined;
  readonly to: string;
  readonly cause: string;
}

/** Which entry, and when. */
export interface When {
  readonly entry: number;
  readonly at: WallMs;
}

const given = (value: string | number | undefined): Value => (value === undefined || value === "" ? null : value);
const known = (id: number | undefined): Value => id || null;
const flag = (value: boolean | undefined): number => (value ? 1 : 0);
/** The nearest number: what is exact stands in the journal. */
const amount = (value: Decimal | number | undefined): Value => (value === undefined ? null : Number(value));

const contractNamed = (contract: PlacedContract, conId: number | undefined): Row => ({
  conId: known(conId),
  symbol: given(contract.symbol),
  secType: given(contract.secType),
  lastTradeDateOrContractMonth: given(contract.lastTradeDateOrContractMonth),
  strike: amount(contract.strike),
  right: given(contract.right),
  multiplier: given(contract.multiplier),
  exchange: given(contract.exchange),
  currency: given(contract.currency),
  localSymbol: given(contract.localSymbol),
});

export function orderRow(now: OrderNow, filled: Decimal, first: When, last: When): Row {
  const { key, strategy, account, clientId, clientOrderId, parent, contract, order, conId } = now;
  return {
    ...{ key, strategy, account, clientId, clientOrderId, parent: given(parent) },
    ...contractNamed(contract, conId),
    action: given(order.action),
    totalQuantity: amount(order.totalQuantity),
    orderType: given(order.orderType),
    lmtPrice: amount(order.lmtPrice),
    auxPrice: amount(order.auxPrice),
    tif: given(order.tif),
    outsideRth: flag(order.outsideRth),
    ocaGroup: given(order.ocaGroup),
    orderRef: given(order.orderRef),
    isExercise: flag(now.exercise !== undefined),
    status: now.status,
    word: given(now.word),
    filled: amount(filled),
    avgFillPrice: now.fill?.filled === filled ? now.fill.avgFillPrice : amount(now.report?.avgFillPrice),
    ...{ orderId: known(now.orderId), permId: known(now.permId), cancelWanted: flag(now.cancelWanted) },
    ...{ placedAt: isoTime(first.at), changedAt: isoTime(last.at), firstEntry: first.entry, lastEntry: last.entry },
  };
}

export const transitionRow = (key: string, { at, from, to, cause }: Transition, entry: number): Row => ({
  ...{ entry, key, at: isoTime(at), fromStatus: given(from), toStatus: to, cause },
});

export interface Whose {
  readonly key: string;
  readonly strategy: string | undefined;
}

export function executionRow({ contract = {}, execution = {} }: Execution, whose: Whose | undefined, when: When): Row {
  const { execId = "", shares = "0" } = execution;
  const { stem: trade, version } = versionOf(execId);
  return {
    ...{ execId, entry: when.entry, at: isoTime(when.at), trade, version },
    what: version <= 1 ? "execution" : Number(shares) === 0 ? "bust" : "correction",
    ...{ key: given(whose?.key), strategy: given(whose?.strategy), account: given(execution.acctNumber) },
    ...contractNamed(contract, contract.conId),
    perPoint: worthOf(contract, execution.evMultiplier),
    ...{ side: given(execution.side), shares: amount(shares as Decimal), price: execution.price ?? 0 },
    ...{ cumQty: amount(execution.cumQty), avgPrice: amount(execution.avgPrice), time: given(execution.time) },
    ...{ orderId: known(execution.orderId), permId: known(execution.permId), clientId: execution.clientId ?? 0 },
    orderRef: given(execution.orderRef),
  };
}

/** Without a multiplier one share or unit of currency is meant; of a derivative or a bond nobody can tell then. */
function worthOf({ multiplier = "", secType = "" }: PlacedContract, evMultiplier = 0): Value {
  const said = decimal(multiplier);
  if (said !== undefined && Number(said) > 0) return Number(said);
  if (evMultiplier > 0) return evMultiplier;
  return BY_UNIT.has(secType) ? 1 : null;
}

const BY_UNIT: ReadonlySet<string> = new Set(["STK", "CASH", "CFD", "CRYPTO", "FUND"]);

/** What a round trip needs of a row of `executions`; its commission is joined by whoever asks. */
export const tradeOf = (row: Row): Trade => ({
  ...{ execId: row.execId as string, entry: row.entry as number, at: row.at as string },
  ...{ symbol: row.symbol as string | null, secType: row.secType as string | null },
  ...{ currency: row.currency as string | null, side: row.side as string | null },
  ...{ shares: row.shares as number, price: row.price as number, perPoint: row.perPoint as number | null },
  ...{ commission: null, commissionCurrency: null },
});

const isUnset = (value: number): boolean => Math.abs(value) >= 1e300;
/** -1 and the largest double say that the commission is still to come (nautilus #4230); a profit of -1 is one. */
const isToCome = (commission: number): boolean => commission === -1 || isUnset(commission);

export function commissionRow(execId: string, said: Commission, { entry, at }: When): Row {
  const { commission = 0, currency, realizedPNL } = said;
  return {
    ...{ execId, entry, at: isoTime(at), commission: isToCome(commission) ? null : commission },
    ...{
      currency: given(currency),
      realizedPNL: realizedPNL === undefined || isUnset(realizedPNL) ? null : realizedPNL,
    },
  };
}

const HOLDS: Row = { endedAt: null, endedEntry: null, reason: null };

export function driftRow(drift: Drift, found: When): Row {
  const { kind, account, key, permId, conId, field, ours, brokers } = drift;
  return {
    ...{ entry: found.entry, id: driftId(drift), kind, account, key: given(key), permId: known(permId) },
    ...{ conId: known(conId), field, ours, brokers, foundAt: isoTime(found.at), ...HOLDS },
  };
}

export function alertRowOf(alert: Alert, raised: When): Row {
  const { cause, detail } = alert;
  const { account, strategy, key, conId } = alert.scope;
  return {
    // A cause of another build may have no row here.
    ...{ entry: raised.entry, id: alertId(alert), cause, severity: alertRow(cause)?.severity ?? "critical" },
    ...{ account: given(account), strategy: given(strategy), key: given(key), conId: known(conId) },
    ...{ detail, raisedAt: isoTime(raised.at), ...HOLDS },
  };
}

export const scopeCells = (scope: Scope): Row => ({
  scope: scopeName(scope),
  strategy: "strategy" in scope ? scope.strategy : null,
  account: "account" in scope ? scope.account : null,
});

export const json = (value: unknown): string => toJson(value);
