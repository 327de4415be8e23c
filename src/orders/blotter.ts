/**
 * All orders: the fold of the journal's order entries. `evolve` is the only function that changes them and runs alike
 * live and in replay; everything else here looks things up.
 *
 * Identity is the order key. An upstream order id leads to the order that used it last, which its permId must confirm,
 * because Gateways reissue ids; a permId leads to its order for as long as it is remembered.
 *
 * Of finished orders the newest `FINISHED_MAX` are remembered, and whatever belongs to the family of one that is open, or to
 * one that still has something to protect; of
 * older ones only that their keys, numbers and upstream ids are used up. A broker tells the executions of one day again, so
 * the bound is far above what a day can bring.
 */
import type { WallMs } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import type { Commission, Entry, Fold, Placement } from "../model/entry.ts";
import type { ClientId, ClientOrderId, OrderId, OrderKey, PermId, StrategyName } from "../model/ids.ts";
import { counterOf, isOfEpoch } from "../model/orderKey.ts";
import { isAtBroker, isFinished } from "../model/status.ts";
import { restsAtIb } from "../model/statusWord.ts";
import { type Changing, change, type OrderEntry, placed, placedAgain } from "./evolve.ts";
import { type CarriedExecutions, Executions } from "./executions.ts";
import { type LifecycleEvent, nextStatus } from "./lifecycle.ts";
import { OpenByContract } from "./openByContract.ts";
import { OpenByTie } from "./openByTie.ts";
import type { Order } from "./order.ts";
import { causeOf, withTransition } from "./transitions.ts";
import { type CarriedIds, type SessionNumber, UpstreamIds } from "./upstreamIds.ts";

/** A remembered order takes some 3 kB in memory and in a snapshot. */
const FINISHED_MAX = 10_000;
/** No copy of a journal is so many orders older than what it was. */
const AHEAD_MAX = 1_000_000;

export class Blotter implements Fold {
  readonly #finishedMax: number;
  readonly #orders = new Map<OrderKey, Changing>();
  /** Those that are not finished, in the order they were placed. */
  readonly #open = new Set<Changing>();
  readonly #openByContract = new OpenByContract<Changing>();
  readonly #openByTie = new OpenByTie<Changing>();
  readonly #byClient = new Map<string, Changing>();
  readonly #byOrderId = new Map<OrderId, Changing>();
  readonly #byPermId = new Map<PermId, Changing>();
  readonly #highest = new Map<string, number>();
  /** Those of them whose fate is unknown. */
  readonly #unknown = new Set<Changing>();
  /** Those that are finished, in the order they became so. */
  readonly #finished = new Set<Changing>();
  readonly #executions = new Executions();
  readonly #ids = new UpstreamIds();
  #keyHigh = 0;
  #epoch: string | undefined;

  /** Finished orders that somebody else's fold needs as long as they are there. */
  isNeeded: (key: OrderKey) => boolean = () => false;
  /** An order is remembered no more: what somebody else's fold keeps of it is of no use. */
  forgot: (key: OrderKey) => void = () => {};

  constructor(finishedMax = FINISHED_MAX) {
    this.#finishedMax = finishedMax;
  }

  get epoch(): string | undefined {
    return this.#epoch;
  }

  /** The next upstream order id that was never used by anybody we know of (RELIABILITY I5). */
  get nextOrderId(): OrderId {
    return this.#ids.next;
  }

  get nextKeyNumber(): number {
    return this.#keyHigh + 1;
  }

  /** Whether it is a key of this journal that this journal has yet to give out: of the daemon that it was copied from. */
  isAhead(key: OrderKey): boolean {
    const ahead = counterOf(key) - this.#keyHigh;
    return ahead > 0 && ahead <= AHEAD_MAX && isOfEpoch(key, this.#epoch);
  }

  get orders(): IterableIterator<Order> {
    return this.#orders.values();
  }

  /** Held, waiting, or possibly at the broker. */
  get open(): IterableIterator<Order> {
    return this.#open.values();
  }

  /** Those of them that are of a contract, or may be. */
  openOf(conId: number): Iterable<Order> {
    return this.#openByContract.of(conId);
  }

  /** Those of them that share a parent or an OCA group with an order. */
  openTiedTo(order: Pick<Order, "strategy" | "account" | "parent" | "order">): Iterable<Order> {
    return this.#openByTie.of(order);
  }

  /** Grows whenever anything happens to one of those of a contract. */
  openVersion(conId: number): number {
    return this.#openByContract.version(conId);
  }

  get executionCount(): number {
    return this.#executions.count;
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
    return this.#remembered(this.#byOrderId.get(id));
  }

  byPermId(permId: PermId): Order | undefined {
    return this.#remembered(this.#byPermId.get(permId));
  }

  #remembered(order: Changing | undefined): Order | undefined {
    return order !== undefined && this.#orders.has(order.key) ? order : undefined;
  }

  /** The highest order id this client id ever used; 0 before the first. */
  highestClientOrderId(strategy: StrategyName, clientId: ClientId): number {
    return this.#highest.get(place(strategy, clientId)) ?? 0;
  }

  keyOfExecution(execId: string): OrderKey | undefined {
    return this.#executions.keyOf(execId);
  }

  /** It was written down as one of an order that is not ours. */
  isForeignExecution(execId: string): boolean {
    return this.#executions.isForeign(execId);
  }

  commission(execId: string): Commission | undefined {
    return this.#executions.commission(execId);
  }

  /** Those whose fate is unknown, in the order they became so. */
  get unknown(): IterableIterator<Order> {
    return this.#unknown.values();
  }

  get session(): SessionNumber {
    return this.#ids.session;
  }

  get shownIdHigh(): number {
    return this.#ids.shownHigh;
  }

  evolve(entry: Entry, at: WallMs): void {
    switch (entry.kind) {
      case "daemonStarted":
        this.#epoch ??= entry.epoch;
        return this.#sessionEnded();
      case "sessionLost":
        return this.#sessionEnded();
      case "sessionStarted":
        return this.#ids.sessionStarted(entry);
      case "orderHeld":
        return this.#placed(entry, "held", entry, at);
      case "exerciseIntended":
        return this.#placed(entry, "intended", entry, at);
      case "orderIntended":
        for (const leg of entry.legs) this.#placed(leg, "intended", entry, at);
        return;
      case "orderIdSeen":
      case "whatIfSending":
        return this.#ids.saw(entry.orderId);
      case "orderKeySeen":
        return this.#sawKey(entry.key);
      case "commissionReported":
        return this.#executions.addCommission(entry.execId, entry.commission);
      case "foreignExecuted":
        return this.#executions.addForeign(entry.execution);
      case "positionTaken":
      case "driftFound":
      case "driftEnded":
      case "alertRaised":
      case "alertEnded":
      case "reconcileForced":
      case "tradingStateSet":
      case "limitSet":
      case "limitEnded":
      case "equityMarked":
      case "deadManFired":
      case "haltDone":
      case "bookCarried":
        return;
      default:
        return this.#changed(entry, at);
    }
  }

  carry(): Carried {
    return {
      orders: [...this.#orders.values()],
      ...{ open: keysOf(this.#open), unknown: keysOf(this.#unknown), finished: keysOf(this.#finished) },
      orderIds: this.#waysTo(this.#byOrderId),
      permIds: this.#waysTo(this.#byPermId),
      highest: [...this.#highest],
      executions: this.#executions.carry(),
      ...this.#ids.carry(),
      ...{ keyHigh: this.#keyHigh, epoch: this.#epoch },
    };
  }

  resume(carried: unknown): void {
    const { orders, orderIds, permIds, highest, executions, ...rest } = carried as Carried;
    this.#resumeOrders(orders);
    const named = (key: OrderKey): Changing => this.#orders.get(key)!;
    begunAnew(
      this.#byOrderId,
      orderIds.map(([id, key]) => [id, named(key)]),
    );
    begunAnew(
      this.#byPermId,
      permIds.map(([id, key]) => [id, named(key)]),
    );
    begunAnew(this.#highest, highest);
    this.#executions.resume(executions);
    for (const name of ["open", "unknown", "finished"] as const) {
      const among = { open: this.#open, unknown: this.#unknown, finished: this.#finished }[name];
      among.clear();
      for (const key of rest[name]) among.add(named(key));
    }
    this.#openByContract.clear();
    this.#openByTie.clear();
    for (const order of this.#open) this.#isOpen(order);
    this.#ids.resume(rest);
    [this.#keyHigh, this.#epoch] = [rest.keyHigh, rest.epoch];
  }

  #waysTo<Id>(ways: ReadonlyMap<Id, Changing>): readonly (readonly [Id, OrderKey])[] {
    return [...ways].flatMap(([id, { key }]) => (this.#orders.has(key) ? [[id, key] as const] : []));
  }

  /** Of orders with one number of a client the youngest is meant: they are carried in the order they were placed. */
  #resumeOrders(orders: readonly Changing[]): void {
    this.#orders.clear();
    this.#byClient.clear();
    for (const order of orders) {
      const fresh: Changing = { ...placed(order, order.status), ...order };
      // A build that did not remember them has written it without.
      fresh.changeLeft = order.changeLeft ?? true;
      if (order.legs === undefined) fresh.legs = undefined;
      this.#orders.set(order.key, fresh);
      this.#byClient.set(place(order.strategy, order.clientId, order.clientOrderId), fresh);
    }
  }

  /** What left before has arrived, or never will: the next openOrder tells. */
  #sessionEnded(): void {
    for (const order of this.#open) if (order.inFlight.length > 0) order.inFlightStale = true;
  }

  #changed(entry: OrderEntry, at: WallMs): void {
    const order = this.#orders.get(entry.key);
    // A build that never forgot an order has written of one that is forgotten by now.
    if (order === undefined) return;
    const version = entry.kind === "executed" ? this.#executions.add(entry.key, entry.execution) : undefined;
    const event = change(order, entry, version);
    if (entry.kind === "orderSending") this.#sent(order, entry.orderId, entry.frame);
    if (entry.kind === "orderEchoed" || entry.kind === "statusReported") this.#ids.shown(order);
    if (order.permId !== 0) this.#byPermId.set(order.permId, order);
    if (event !== undefined) this.#happened(order, event, entry, at);
    if (this.#open.has(order)) this.#isOpen(order);
  }

  /**
   * The client id that an order rests under, where it is another one than that of the session. A status tells it only of an order
   * that no openOrder has shown: of a cancel it may name who has cancelled (SEQUENCES 4).
   */
  strangeIdOf({ echo, report }: Order): number | undefined {
    const [shown, ours] = [(echo?.order ?? report)?.clientId, this.session.clientId];
    return ours === undefined || shown === ours ? undefined : shown;
  }

  #isOpen(order: Changing): void {
    this.#openByContract.put(order);
    this.#openByTie.put(order);
  }

  #sent(order: Changing, orderId: OrderId, frame: "new" | "modify" | "cancel"): void {
    this.#ids.saw(orderId);
    this.#byOrderId.set(orderId, order);
    if (frame === "new") order.sentIn = this.session.count;
    if (frame === "cancel" && restsAtIb(order.word)) order.cancelSentIn = this.session.count;
  }

  #placed(placement: Placement, status: "held" | "intended", entry: Entry, at: WallMs): void {
    const known = this.#orders.get(placement.key);
    if (known === undefined) return this.#remember(placement, status, entry, at);
    placedAgain(known, placement);
    if (status === "intended") this.#happened(known, "intended", entry, at);
    if (this.#open.has(known)) this.#isOpen(known);
  }

  #remember(placement: Placement, status: "held" | "intended", entry: Entry, at: WallMs): void {
    const { key, strategy, clientId, clientOrderId } = placement;
    const fresh = placed(placement, status);
    fresh.transitions = [{ at, from: undefined, to: status, cause: causeOf(entry) }];
    this.#orders.set(key, fresh);
    this.#open.add(fresh);
    this.#isOpen(fresh);
    this.#byClient.set(place(strategy, clientId, clientOrderId), fresh);
    this.#sawKey(key);
    const client = place(strategy, clientId);
    this.#highest.set(client, Math.max(this.#highest.get(client) ?? 0, clientOrderId));
  }

  #happened(order: Changing, event: LifecycleEvent, entry: Entry, at: WallMs): void {
    const [from, to] = [order.status, nextStatus(order.status, event)];
    if (from === to) return;
    order.status = to;
    order.transitions = withTransition(order.transitions, { at, from, to, cause: causeOf(entry) });
    if (to === "unknown") this.#unknown.add(order);
    else this.#unknown.delete(order);
    if (!isFinished(to)) return;
    this.#open.delete(order);
    this.#openByContract.drop(order);
    this.#openByTie.drop(order);
    this.#finished.add(order);
    if (this.#finished.size > this.#finishedMax) this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const order of this.#finished)
      if (!this.isNeeded(order.key) && !this.#isRelated(order)) return this.#forget(order);
  }

  /** To an order that is open: as its parent, its child, or another child of its parent. */
  #isRelated({ key, parent }: Changing): boolean {
    for (const open of this.#open)
      if (open.parent === key || (parent !== undefined && (open.key === parent || open.parent === parent))) return true;
    return false;
  }

  #forget(order: Changing): void {
    const { key, strategy, clientId, clientOrderId, orderId, permId } = order;
    this.#orders.delete(key);
    this.#finished.delete(order);
    const own = place(strategy, clientId, clientOrderId);
    if (this.#byClient.get(own) === order) this.#byClient.delete(own);
    if (this.#byOrderId.get(orderId) === order) this.#byOrderId.delete(orderId);
    if (this.#byPermId.get(permId) === order) this.#byPermId.delete(permId);
    this.#executions.forget(key);
    this.forgot(key);
  }

  #sawKey(key: OrderKey): void {
    this.#keyHigh = Math.max(this.#keyHigh, counterOf(key));
  }

  /** Orders that may be at the broker, in the order they were placed. */
  *atBroker(): Generator<Order> {
    for (const order of this.#open) if (isAtBroker(order.status)) yield order;
  }
}

/** A snapshot of it. Orders stand in the order they were placed, and are named by their keys everywhere else. */
interface Carried extends CarriedIds {
  readonly orders: readonly Changing[];
  readonly open: readonly OrderKey[];
  readonly unknown: readonly OrderKey[];
  readonly finished: readonly OrderKey[];
  readonly orderIds: readonly (readonly [OrderId, OrderKey])[];
  readonly permIds: readonly (readonly [PermId, OrderKey])[];
  readonly highest: readonly (readonly [string, number])[];
  readonly executions: CarriedExecutions;
  readonly keyHigh: number;
  readonly epoch: string | undefined;
}

const keysOf = (orders: Iterable<Order>): readonly OrderKey[] => [...orders].map(({ key }) => key);

function begunAnew<K, V>(map: Map<K, V>, entries: readonly (readonly [K, V])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

const place = (strategy: StrategyName, clientId: ClientId, id?: ClientOrderId): string =>
  id === undefined ? `${strategy}/${clientId}` : `${strategy}/${clientId}/${id}`;
