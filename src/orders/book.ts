/**
 * Tells a strategy's connections about orders: to the owner's client id, and to the strategy's master client id, in
 * the numbers each of them knows. Errors are the owner's alone.
 */
import type { StrategyConfig } from "../model/config.ts";
import type { Commission, Echo, Execution, StatusReport } from "../model/entry.ts";
import type { ClientId, ConnId, OrderId, StrategyName } from "../model/ids.ts";
import type { Blotter } from "./blotter.ts";
import { caughtUp, endOf, isEndUntold } from "./ending.ts";
import type { Order } from "./order.ts";
import type { OrderOut } from "./out.ts";
import { assumedEcho, assumedReport, echoFor, executionFor, statusFor, type View } from "./translate.ts";

/** The request id of an execution nobody asked for (PROTOCOL 11.4). */
export const UNASKED = -1;

export class Book {
  readonly #out: OrderOut;
  readonly #blotter: Blotter;
  readonly #masters: ReadonlyMap<StrategyName, ClientId>;
  readonly #accounts: ReadonlyMap<StrategyName, string>;

  constructor(out: OrderOut, blotter: Blotter, strategies: readonly StrategyConfig[]) {
    this.#out = out;
    this.#blotter = blotter;
    this.#accounts = new Map(strategies.map((s) => [s.name, s.account]));
    this.#masters = new Map(
      strategies.flatMap((s) => (s.masterClientId === undefined ? [] : [[s.name, s.masterClientId as ClientId]])),
    );
  }

  /** The order's numbers as its own strategy knows them. The parent's id may come from the Gateway's frame. */
  viewOf(order: Order, upstreamParentId = 0): View {
    const parent =
      order.parent !== undefined
        ? this.#blotter.byKey(order.parent)
        : this.#blotter.byOrderId(upstreamParentId as OrderId);
    const own = parent?.strategy === order.strategy && parent.clientId === order.clientId;
    return { clientId: order.clientId, orderId: order.clientOrderId, parentId: own ? parent.clientOrderId : 0 };
  }

  /** Connections that hear of this order unasked; none when the strategy has moved to another account since. */
  listeners(order: Order): ConnId[] {
    if (!this.#isOfItsAccount(order)) return [];
    const owner = this.#out.connOf(order.strategy, order.clientId);
    const masterId = this.#masters.get(order.strategy);
    const master = masterId === undefined ? undefined : this.#out.connOf(order.strategy, masterId);
    const listeners = owner === undefined ? [] : [owner];
    if (master !== undefined && master !== owner) listeners.push(master);
    return listeners;
  }

  #isOfItsAccount(order: Order): boolean {
    return this.#accounts.get(order.strategy) === order.account;
  }

  echoed(order: Order, echo: Echo): void {
    for (const conn of this.listeners(order)) this.echoTo(conn, order, echo);
  }

  reported(order: Order, report: StatusReport): void {
    for (const conn of this.listeners(order)) this.reportTo(conn, order, report);
  }

  executed(order: Order, execution: Execution): void {
    for (const conn of this.listeners(order)) this.executionTo(conn, order, execution, UNASKED);
  }

  commissioned(order: Order, commission: Commission): void {
    for (const conn of this.listeners(order)) this.#out.tell(conn, "commissionReport", commission);
  }

  /**
   * To the owner of the id alone (MUX.md section 4): an error names a number and not whose it is, and the master would take it
   * for the end of its own order of that number.
   */
  errored(
    order: Order,
    errorCode: number,
    errorMsg: string,
    extra: { advancedOrderRejectJson?: string; errorTime?: number } = {},
  ): void {
    const owner = this.#isOfItsAccount(order) ? this.#out.connOf(order.strategy, order.clientId) : undefined;
    if (owner !== undefined) this.#out.tell(owner, "error", { ...extra, id: order.clientOrderId, errorCode, errorMsg });
  }

  echoTo(conn: ConnId, order: Order, echo: Echo): void {
    this.#out.tell(conn, "openOrder", echoFor(this.viewOf(order, echo.order?.parentId), echo, order));
  }

  reportTo(conn: ConnId, order: Order, report: StatusReport): void {
    this.#out.tell(conn, "orderStatus", statusFor(this.viewOf(order, report.parentId), report));
  }

  executionTo(conn: ConnId, order: Order, execution: Execution, reqId: number): void {
    this.#out.tell(conn, "execDetails", executionFor(this.viewOf(order), reqId, execution, order));
  }

  /** Nobody knows what became of it: a notice beside its number, because on it some libraries would end the order. */
  unknown(order: Order): void {
    for (const conn of this.listeners(order))
      this.#out.tell(conn, "error", {
        id: -1,
        errorCode: 2168,
        errorMsg: `holdfast: the fate of order ${order.clientOrderId} is unknown: the broker lists it neither as open nor as done. It is looked up, not sent again.`,
      });
  }

  /** Some strategy of ours trades this account. */
  isTraded(account: string): boolean {
    return [...this.#accounts.values()].includes(account);
  }

  /** What a Gateway answers when asked about the order now: openOrder, then orderStatus. */
  stateTo(conn: ConnId, order: Order): void {
    this.echoTo(conn, order, echoNow(order));
    this.reportTo(conn, order, reportNow(order));
  }
}

/**
 * An order whose fate is open shows as sent and not confirmed, never as ended (MUX.md section 3); one whose end was told by
 * openOrder or by executions alone shows as ended, whatever the last status said, and what these say has filled has filled.
 */
export function reportNow(order: Order): StatusReport {
  if (order.status === "unknown") return assumedReport(order);
  if (isEndUntold(order)) return endOf(order, undefined);
  return order.report === undefined ? assumedReport(order) : caughtUp(order, order.report);
}

/** The same of openOrder: what the Gateway said of it, but for a word that nobody knows to be true any more. */
export const echoNow = (order: Order): Echo =>
  order.status === "unknown" && order.echo !== undefined
    ? { ...order.echo, orderState: { ...order.echo.orderState, status: "PendingSubmit" } }
    : (order.echo ?? assumedEcho(order));
