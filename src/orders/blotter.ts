/**
 * All orders: the fold of the journal's order entries. `evolve` is the only function that changes them and runs alike
 * live and in replay; everything else here looks things up.
 *
 * Identity is the order key. Upstream order ids only lead to a key while that order may be at the broker, because a
 * Gateway may reissue ids; permIds lead to a key for ever.
 */
import { compare, isZero } from "../base/decimal.ts";
import type { Commission, Entry, Execution, Placement } from "../model/entry.ts";
import type { ClientId, ClientOrderId, OrderId, OrderKey, PermId, StrategyName } from "../model/ids.ts";
import { counterOf } from "./key.ts";
import { eventOfStatus, isAtBroker, isFinished, type LifecycleEvent, nextStatus } from "./lifecycle.ts";
import type { Order } from "./order.ts";

type Changing = { -readonly [K in keyof Order]: Order[K] };

export class Blotter {
  readonly #orders = new Map<OrderKey, Changing>();
  /** Those that are not finished, in the order they were placed. */
  readonly #open = new Set<Changing>();
  readonly #byClient = new Map<string, Changing>();
  readonly #byOrderId = new Map<OrderId, Changing>();
  readonly #byPermId = new Map<PermId, Changing>();
  readonly #highest = new Map<string, number>();
  readonly #executions = new Map<string, OrderKey>();
  readonly #commissions = new Map<string, Commission>();
  #orderIdHigh = 0;
  #keyHigh = 0;
  #epoch: string | undefined;

  get epoch(): string | undefined {
    return this.#epoch;
  }

  /** The next upstream order id that was never used by anybody we know of (RELIABILITY I5). */
  get nextOrderId(): OrderId {
    return (this.#orderIdHigh + 1) as OrderId;
  }

  get nextKeyNumber(): number {
    return this.#keyHigh + 1;
  }

  get orders(): IterableIterator<Order> {
    return this.#orders.values();
  }

  /** Held, waiting, or possibly at the broker. */
  get open(): IterableIterator<Order> {
    return this.#open.values();
  }

  get executionCount(): number {
    return this.#executions.size;
  }

  byKey(key: OrderKey): Order | undefined {
    return this.#orders.get(key);
  }

  byClientOrder(strategy: StrategyName, clientId: ClientId, id: ClientOrderId): Order | undefined {
    return this.#byClient.get(place(strategy, clientId, id));
  }

  /** The order that used this upstream id last. */
  byOrderId(id: OrderId): Order | undefined {
    return this.#byOrderId.get(id);
  }

  byPermId(permId: PermId): Order | undefined {
    return this.#byPermId.get(permId);
  }

  /** The highest order id this client id ever used; 0 before the first. */
  highestClientOrderId(strategy: StrategyName, clientId: ClientId): number {
    return this.#highest.get(place(strategy, clientId)) ?? 0;
  }

  keyOfExecution(execId: string): OrderKey | undefined {
    return this.#executions.get(execId);
  }

  commission(execId: string): Commission | undefined {
    return this.#commissions.get(execId);
  }

  evolve(entry: Entry): void {
    switch (entry.kind) {
      case "daemonStarted":
        this.#epoch ??= entry.epoch;
        return;
      case "sessionStarted":
        return this.#sawOrderId(entry.nextValidId - 1);
      case "orderHeld":
        return this.#placed(entry, "held");
      case "orderIntended":
        for (const leg of entry.legs) this.#placed(leg, "intended");
        return;
      case "orderIdSeen":
      case "whatIfSending":
        return this.#sawOrderId(entry.orderId);
      case "executed":
        return this.#executed(entry.key, entry.execution);
      case "commissionReported":
        this.#commissions.set(entry.execId, entry.commission);
        return;
      default:
        return this.#changed(this.#orders.get(entry.key)!, entry);
    }
  }

  #changed(order: Changing, entry: Exclude<Entry, { kind: NotOfOneOrder }>): void {
    switch (entry.kind) {
      case "modifyIntended":
        order.contract = entry.contract;
        order.order = entry.order;
        order.modifyWaits = true;
        return;
      case "cancelIntended":
        order.cancelWanted = true;
        return;
      case "orderSending":
        return this.#sending(order, entry.orderId, entry.frame);
      case "orderEchoed":
        order.echo = entry.echo;
        order.modifySent = false;
        this.#knowPermId(order, (entry.echo.order?.permId ?? 0) as PermId);
        return this.#happened(order, eventOfStatus(entry.echo.orderState?.status ?? ""));
      case "statusReported":
        order.report = entry.report;
        this.#knowPermId(order, (entry.report.permId ?? 0) as PermId);
        return this.#happened(order, eventOfStatus(entry.report.status ?? ""));
      case "orderRejected":
        return this.#happened(order, "rejected");
      case "orderCompleted":
        this.#knowPermId(order, entry.permId);
        return this.#happened(order, entry.status === "Filled" ? "filled" : "cancelled");
      case "orderDiscarded":
        return this.#happened(order, "discarded");
      case "orderUnknown":
        return this.#happened(order, "lost");
    }
  }

  #placed(placement: Placement, status: "held" | "intended"): void {
    const { key, strategy, clientId, clientOrderId, account, contract, order, parent } = placement;
    const known = this.#orders.get(key);
    if (known !== undefined) {
      Object.assign(known, { contract, order, parent, clientOrderId });
      if (status === "intended") this.#happened(known, "intended");
      return;
    }
    const fresh: Changing = {
      key,
      strategy,
      clientId,
      clientOrderId,
      account,
      contract,
      order,
      parent,
      status,
      orderId: 0 as OrderId,
      permId: 0 as PermId,
      echo: undefined,
      report: undefined,
      modifyWaits: false,
      modifySent: false,
      cancelWanted: false,
    };
    this.#orders.set(key, fresh);
    this.#open.add(fresh);
    this.#byClient.set(place(strategy, clientId, clientOrderId), fresh);
    this.#keyHigh = Math.max(this.#keyHigh, counterOf(key));
    const client = place(strategy, clientId);
    this.#highest.set(client, Math.max(this.#highest.get(client) ?? 0, clientOrderId));
  }

  #sending(order: Changing, orderId: OrderId, frame: "new" | "modify" | "cancel"): void {
    this.#sawOrderId(orderId);
    if (frame === "modify") {
      order.modifyWaits = false;
      order.modifySent = true;
    }
    if (frame !== "new") return;
    order.orderId = orderId;
    this.#byOrderId.set(orderId, order);
    this.#happened(order, "sending");
  }

  #executed(key: OrderKey, execution: Execution): void {
    const order = this.#orders.get(key)!;
    const told = execution.execution!;
    this.#executions.set(told.execId!, key);
    this.#knowPermId(order, (told.permId ?? 0) as PermId);
    // An order by cash amount names no quantity: its status tells when it is done.
    const wanted = order.order.totalQuantity;
    const complete =
      wanted !== undefined && !isZero(wanted) && told.cumQty !== undefined && compare(told.cumQty, wanted) >= 0;
    this.#happened(order, complete ? "filled" : "acknowledged");
  }

  #happened(order: Changing, event: LifecycleEvent): void {
    order.status = nextStatus(order.status, event);
    if (isFinished(order.status)) this.#open.delete(order);
  }

  #knowPermId(order: Changing, permId: PermId): void {
    if (permId === 0) return;
    order.permId = permId;
    this.#byPermId.set(permId, order);
  }

  #sawOrderId(id: number): void {
    this.#orderIdHigh = Math.max(this.#orderIdHigh, id);
  }

  /** Orders that may be at the broker, in the order they were placed. */
  *atBroker(): Generator<Order> {
    for (const order of this.#open) if (isAtBroker(order.status)) yield order;
  }
}

type NotOfOneOrder =
  | "daemonStarted"
  | "sessionStarted"
  | "orderHeld"
  | "orderIntended"
  | "orderIdSeen"
  | "whatIfSending"
  | "executed"
  | "commissionReported";

const place = (strategy: StrategyName, clientId: ClientId, id?: ClientOrderId): string =>
  id === undefined ? `${strategy}/${clientId}` : `${strategy}/${clientId}/${id}`;
