/** What an operator sees: `holdfast status`, `orders`, `positions`, `clients`. Plain data, ready for JSON. */
import type { Instant } from "../base/time.ts";
import type { ConditionNow, Facts, Readiness } from "../health/readiness.ts";
import type { EngineConfig } from "../model/config.ts";
import { filledOf } from "../model/filled.ts";
import { isAtBroker } from "../model/status.ts";
import { scopeName } from "../model/trading.ts";
import type { Blotter } from "../orders/blotter.ts";
import { reportNow } from "../orders/book.ts";
import type { Order } from "../orders/order.ts";
import { conditionRow } from "../upstream/conditions.ts";
import type { Session } from "../upstream/session.ts";
import type { Standing as ConditionsNow, Holding } from "../upstream/standing.ts";
import { CODES, CODES_VERSION } from "../wire/codes.ts";
import type { CodeBook } from "../wire/codesBook.ts";
import type { Clients } from "./clients.ts";
import type { Machines } from "./machines.ts";
import type { Outbox } from "./outbox.ts";

export interface Standing {
  readonly accounts: readonly string[];
  readonly linesUsed: number;
  readonly sinceMs: number;
  readonly readiness: Readiness;
  /** How long ago the Gateway last answered on this connection, in ms. */
  readonly roundTripMs: number | undefined;
  readonly notice: string | undefined;
  readonly session: Session;
  readonly standing: ConditionsNow;
  readonly now: Instant;
  readonly codes: CodeBook;
  /** Scopes in which trading is not as usual. */
  readonly trading: readonly object[];
  /** Those that hold now, as `holdfast alerts` shows them. */
  readonly alerts: readonly object[];
}

/** What the machines themselves do not know of this moment. */
export interface Moment {
  readonly now: Instant;
  /** How long the session has been in its state, in ms. */
  readonly stateMs: number;
  readonly roundTripMs: number | undefined;
}

export function status(
  config: EngineConfig,
  out: Outbox,
  blotter: Blotter,
  clients: Clients,
  standing: Standing,
): object {
  const orders = [...blotter.orders];
  return {
    state: out.state,
    mode: config.mode,
    readOnly: config.readOnly,
    gateway: {
      name: config.gateway.name,
      host: config.gateway.host,
      port: config.gateway.port,
      clientId: config.gateway.clientId,
      serverVersion: out.upstreamVersion,
    },
    trading: standing.trading,
    alerts: standing.alerts,
    session: standing.session.state,
    lastRoundTripMs: standing.roundTripMs === undefined ? undefined : Math.round(standing.roundTripMs),
    breaker: standing.session.breaker,
    failedAttempts: standing.session.failures,
    conditions: conditions(standing.standing, standing.now),
    readiness: standing.readiness,
    accounts: standing.accounts,
    notice: standing.notice,
    upMs: Math.round(standing.sinceMs),
    clients: [...clients.started()].length,
    orders: orders.length,
    openOrders: orders.filter((o) => isAtBroker(o.status)).length,
    unknownOrders: orders.filter((o) => o.status === "unknown").length,
    fills: blotter.executionCount,
    marketDataLines: standing.linesUsed,
    messagesWaiting: out.waiting,
    codes: codesNow(standing.codes),
  };
}

/** Which table of codes is in force: its version, the operator's file over it, and how many codes that speaks of. */
const codesNow = ({ digest, overrides }: CodeBook): object => ({
  version: CODES_VERSION,
  rows: CODES.size,
  overrides,
  digest,
});

/** What readiness is judged by. What an earlier connection left behind counts for nothing. */
export function facts(m: Machines, accounts: readonly string[], moment: Moment): Facts {
  const { session, recovery, account, out, standing } = m;
  const { state } = session;
  const greeted = state === "starting" || state === "reconciling" || state === "ready";
  const reconciling = state === "reconciling" || state === "ready";
  return {
    state: out.state,
    sinceMs: moment.stateMs,
    serverVersion: greeted ? out.upstreamVersion : undefined,
    accounts: greeted ? accounts : [],
    missing: reconciling ? [...recovery.missing, ...(account.complete ? [] : ["account images"])] : undefined,
    roundTripMs: reconciling ? moment.roundTripMs : undefined,
    conditions: standing.all.map((holding) => conditionNow(holding, moment.now)),
    trading: m.states.all.flatMap(({ scope, state, by, why }) =>
      state === "active" ? [] : [`${scopeName(scope)} ${state} by ${by}: ${why}`],
    ),
  };
}

function conditionNow({ condition, since, detail }: Holding, now: Instant): ConditionNow {
  const { says, remedy, ready } = conditionRow(condition);
  return { condition, says, sinceMs: Math.round(now - since), detail, remedy, hinders: ready !== true };
}

/** What is the matter, with the words of the table. */
const conditions = (standing: ConditionsNow, now: Instant): object[] =>
  standing.all.map(({ condition, since, detail }) => {
    const { says, remedy, orders: accepted } = conditionRow(condition);
    return { condition, says, sinceMs: Math.round(now - since), detail, remedy, ordersAccepted: accepted };
  });

export const orders = (among: { readonly orders: Iterable<Order> }): object[] => [...among.orders].map(described);

/** exerciseOptions is no trade: its action stands where an order's does. */
function actionOf({ order, exercise }: Order): string | undefined {
  if (exercise === undefined) return order.action;
  return exercise.exerciseAction === LAPSE ? "LAPSE" : "EXERCISE";
}

/** Of exerciseOptions (PROTOCOL 9): 1 exercises. */
const LAPSE = 2;

function described(order: Order): object {
  const { contract, order: placed, report } = order;
  const { remaining, avgFillPrice = report?.avgFillPrice ?? 0 } = reportNow(order);
  return {
    key: order.key,
    strategy: order.strategy,
    clientId: order.clientId,
    orderId: order.clientOrderId,
    account: order.account,
    symbol: contract.symbol ?? contract.localSymbol ?? "",
    localSymbol: order.echo?.contract?.localSymbol ?? contract.localSymbol,
    conId: order.conId,
    action: actionOf(order),
    totalQuantity: placed.totalQuantity,
    orderType: placed.orderType,
    lmtPrice: placed.lmtPrice,
    auxPrice: placed.auxPrice,
    tif: placed.tif ?? "DAY",
    status: order.status,
    gatewayStatus: report?.status ?? "",
    whyHeld: report?.whyHeld ?? "",
    filled: filledOf(order),
    remaining,
    avgFillPrice,
    permId: order.permId,
    parent: order.parent,
    transitions: order.transitions,
  };
}

export const clientList = (clients: Clients, now: Instant): object[] =>
  [...clients.guests].map(({ link, client }) => ({
    conn: link.conn,
    door: link.door.id,
    remote: link.remote,
    connectedMs: Math.round(now - link.since),
    serverVersion: link.serverVersion,
    strategy: client?.strategy,
    clientId: client?.clientId,
    account: client?.account,
  }));
