/**
 * All orders: the fold of the journal's order entries. `evolve` is the only function that changes them and runs alike
 * live and in replay; everything else here looks things up.
 *
 * Identity is the order key. An upstream order id leads to the order that used it last, which its permId must confirm,
 * because Gateways reissue ids; a permId leads to its order for ever.
 */
import type { Client } from "../model/client.ts";
import type { Commission, Entry, Fold, Placement } from "../model/entry.ts";
import type { ClientId, ClientOrderId, OrderId, OrderKey, PermId, StrategyName } from "../model/ids.ts";
import { type Changing, change, type OrderEntry } from "./evolve.ts";
import { counterOf } from "./key.ts";
import { isAtBroker, isFinished, type LifecycleEvent, nextStatus, type Status } from "./lifecycle.ts";
import type { Order } from "./order.ts";

export class Blotter implements Fold {
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

  /** A client's own order. One placed before its strategy moved to another account is not its own any more. */
  own(client: Client, id: ClientOrderId): Order | undefined {
    const order = this.#byClient.get(place(client.strategy, client.clientId, id));
    return order?.account === client.account ? order : undefined;
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
        return this.#sessionEnded();
      case "sessionLost":
        return this.#sessionEnded();
      case "sessionStarted":
        return this.#sawOrderId(entry.nextValidId - 1);
      case "orderHeld":
        return this.#placed(entry, "held");
      case "exerciseIntended":
        return this.#placed(entry, "intended");
      case "orderIntended":
        for (const leg of entry.legs) this.#placed(leg, "intended");
        return;
      case "orderIdSeen":
      case "whatIfSending":
        return this.#sawOrderId(entry.orderId);
      case "commissionReported":
        this.#commissions.set(entry.execId, entry.commission);
        return;
      case "foreignExecuted":
      case "positionTaken":
      case "driftFound":
      case "driftEnded":
      case "alertRaised":
      case "alertEnded":
      case "reconcileForced":
      case "bookCarried":
        return;
      default:
        return this.#changed(entry);
    }
  }

  carry(): Carried {
    return {
      orders: [...this.#orders.values()],
      open: [...this.#open].map(({ key }) => key),
      orderIds: [...this.#byOrderId].map(([id, { key }]) => [id, key]),
      permIds: [...this.#byPermId].map(([id, { key }]) => [id, key]),
      highest: [...this.#highest],
      executions: [...this.#executions],
      commissions: [...this.#commissions],
      ...{ orderIdHigh: this.#orderIdHigh, keyHigh: this.#keyHigh, epoch: this.#epoch },
    };
  }

  resume(carried: unknown): void {
    const { orders, open, orderIds, permIds, highest, executions, commissions, orderIdHigh, keyHigh, epoch } =
      carried as Carried;
    this.#resumeOrders(orders);
    begunAnew(
      this.#byOrderId,
      orderIds.map(([id, key]) => [id, this.#orders.get(key)!]),
    );
    begunAnew(
      this.#byPermId,
      permIds.map(([id, key]) => [id, this.#orders.get(key)!]),
    );
    begunAnew(this.#highest, highest);
    begunAnew(this.#executions, executions);
    begunAnew(this.#commissions, commissions);
    this.#open.clear();
    for (const key of open) this.#open.add(this.#orders.get(key)!);
    [this.#orderIdHigh, this.#keyHigh, this.#epoch] = [orderIdHigh, keyHigh, epoch];
  }

  /** Of orders with one number of a client the youngest is meant: they are carried in the order they were placed. */
  #resumeOrders(orders: readonly Changing[]): void {
    this.#orders.clear();
    this.#byClient.clear();
    for (const order of orders) {
      const fresh = { ...fromPlacement(order, order.status), ...order };
      this.#orders.set(order.key, fresh);
      this.#byClient.set(place(order.strategy, order.clientId, order.clientOrderId), fresh);
    }
  }

  /** What left before has arrived, or never will: the next openOrder tells. */
  #sessionEnded(): void {
    for (const order of this.#open) if (order.inFlight.length > 0) order.inFlightStale = true;
  }

  #changed(entry: OrderEntry): void {
    const order = this.#orders.get(entry.key)!;
    if (entry.kind === "executed") this.#executions.set(entry.execution.execution!.execId!, entry.key);
    const event = change(order, entry);
    if (entry.kind === "orderSending") this.#sent(order, entry.orderId);
    if (order.permId !== 0) this.#byPermId.set(order.permId, order);
    if (event !== undefined) this.#happened(order, event);
  }

  #sent(order: Changing, orderId: OrderId): void {
    this.#sawOrderId(orderId);
    this.#byOrderId.set(orderId, order);
  }

  #placed(placement: Placement, status: "held" | "intended"): void {
    const { key, contract, order, parent } = placement;
    const known = this.#orders.get(key);
    if (known === undefined) return this.#remember(placement, status);
    Object.assign(known, { contract, order, parent, settled: { contract, order } });
    if (status === "intended") this.#happened(known, "intended");
  }

  #remember(placement: Placement, status: "held" | "intended"): void {
    const { key, strategy, clientId, clientOrderId } = placement;
    const fresh = fromPlacement(placement, status);
    this.#orders.set(key, fresh);
    this.#open.add(fresh);
    this.#byClient.set(place(strategy, clientId, clientOrderId), fresh);
    this.#keyHigh = Math.max(this.#keyHigh, counterOf(key));
    const client = place(strategy, clientId);
    this.#highest.set(client, Math.max(this.#highest.get(client) ?? 0, clientOrderId));
  }

  #happened(order: Changing, event: LifecycleEvent): void {
    order.status = nextStatus(order.status, event);
    if (isFinished(order.status)) this.#open.delete(order);
  }

  #sawOrderId(id: number): void {
    this.#orderIdHigh = Math.max(this.#orderIdHigh, id);
  }

  /** Orders that may be at the broker, in the order they were placed. */
  *atBroker(): Generator<Order> {
    for (const order of this.#open) if (isAtBroker(order.status)) yield order;
  }
}

/** A snapshot of it. Orders stand in the order they were placed, and are named by their keys everywhere else. */
interface Carried {
  readonly orders: readonly Changing[];
  readonly open: readonly OrderKey[];
  readonly orderIds: readonly (readonly [OrderId, OrderKey])[];
  readonly permIds: readonly (readonly [PermId, OrderKey])[];
  readonly highest: readonly (readonly [string, number])[];
  readonly executions: readonly (readonly [string, OrderKey])[];
  readonly commissions: readonly (readonly [string, Commission])[];
  readonly orderIdHigh: number;
  readonly keyHigh: number;
  readonly epoch: string | undefined;
}

function begunAnew<K, V>(map: Map<K, V>, entries: readonly (readonly [K, V])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

const fromPlacement = (placement: Placement, status: Status): Changing => ({
  key: placement.key,
  strategy: placement.strategy,
  clientId: placement.clientId,
  clientOrderId: placement.clientOrderId,
  account: placement.account,
  contract: placement.contract,
  order: placement.order,
  parent: placement.parent,
  ...(placement.exercise && { exercise: placement.exercise }),
  status,
  orderId: 0 as OrderId,
  permId: 0 as PermId,
  echo: undefined,
  report: undefined,
  word: "",
  settled: { contract: placement.contract, order: placement.order },
  changeWaits: false,
  inFlight: [],
  inFlightRefused: 0,
  inFlightStale: false,
  cancelWanted: false,
  refused: false,
  fill: undefined,
});

const place = (strategy: StrategyName, clientId: ClientId, id?: ClientOrderId): string =>
  id === undefined ? `${strategy}/${clientId}` : `${strategy}/${clientId}/${id}`;
