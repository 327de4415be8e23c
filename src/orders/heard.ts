/**
 * What the Gateway says about orders: each frame finds its order, is remembered when it is news, and goes to its owner. Errors are
 * judged apart (`errors.ts`).
 *
 * Which order that is, `recognition.ts` says. Frames of orders that are not ours (manual ones, other clients') are kept apart,
 * unbound, and never told to anybody unasked.
 */
import { dropOldest } from "../base/bounded.ts";
import type { Decimal } from "../base/decimal.ts";
import type { Commission, Echo, Execution } from "../model/entry.ts";
import { isCorrected } from "../model/filled.ts";
import { ORDER_ID_MAX, type OrderId, type PermId } from "../model/ids.ts";
import { lean, sameContent } from "../model/lean.ts";
import { keyIn } from "../model/orderKey.ts";
import { isAtBroker, isFinished, type Status, wasRefused } from "../model/status.ts";
import { endSaid } from "../model/statusWord.ts";
import type { IncomingBody } from "../wire/codec.ts";
import type { Blotter } from "./blotter.ts";
import { type Book, UNASKED } from "./book.ts";
import type { Cancels } from "./cancels.ts";
import { isPendingCommission } from "./commission.ts";
import type { Contradictions } from "./contradictions.ts";
import type { Departures } from "./departures.ts";
import { type CompletedRow, endOf, isEndToldShort, isEndUntold } from "./ending.ts";
import type { Foreign } from "./foreign.ts";
import { endingWith, isLeftover } from "./leftover.ts";
import { eventOfStatus } from "./lifecycle.ts";
import { hasEvidence, isBehind, type Order } from "./order.ts";
import type { OrderOut } from "./out.ts";
import type { Recognition } from "./recognition.ts";
import { tellEnd } from "./tellEnd.ts";
import { amounts } from "./translate.ts";
import type { Unshown } from "./unshown.ts";
import type { Watch } from "./watch.ts";
import type { Watchers } from "./watchers.ts";

/** Commission reports that came before their execution; the oldest is forgotten beyond it. */
const EARLY_COMMISSIONS_MAX = 1_000;

export class Heard {
  readonly #out: OrderOut;
  readonly #blotter: Blotter;
  readonly #book: Book;
  readonly #departures: Departures;
  readonly #cancels: Cancels;
  readonly #foreign: Foreign;
  readonly #recognition: Recognition;
  readonly #watch: Watch;
  readonly #contradictions: Contradictions;
  readonly #unshown: Unshown;
  readonly #early = new Map<string, IncomingBody<"commissionReport">>();
  /**
   * Orders the Gateway has shown since the session began. What has traded of one says nothing of the rest, which may have ended
   * since; an exercise that has traded is carried out. Who else has forgotten one has nothing to ask about it.
   */
  #seen = new WeakSet<Order>();
  /** Orders that the lists of this recovery speak of, with their row among the completed ones. */
  readonly #listed = new Map<Order, CompletedRow | undefined>();
  /** While recovering, what is no news is not repeated to clients. */
  recovering = false;
  /** Nor is it while a list is coming that holdfast has asked for itself. */
  isListing: () => boolean = () => false;

  constructor(
    out: OrderOut,
    blotter: Blotter,
    book: Book,
    { departures, cancels }: { readonly departures: Departures; readonly cancels: Cancels },
    foreign: Foreign,
    recognition: Recognition,
    watchers: Watchers,
  ) {
    this.#out = out;
    this.#blotter = blotter;
    this.#book = book;
    this.#departures = departures;
    this.#cancels = cancels;
    this.#foreign = foreign;
    this.#recognition = recognition;
    this.#watch = watchers.watch;
    this.#contradictions = watchers.contradictions;
    this.#unshown = watchers.unshown;
  }

  sessionStarted(): void {
    this.#seen = new WeakSet();
    this.#listed.clear();
    this.#contradictions.sessionStarted();
    this.recovering = true;
  }

  openOrder(body: IncomingBody<"openOrder">): void {
    this.#sawId(body.order.orderId);
    const { orderRef, permId, orderId, clientId, action } = body.order;
    const order = this.#recognition.find(orderRef, permId, orderId, clientId, action);
    if (order === undefined) return this.#others(body);
    this.#answered(order, body.orderState.status);
    const said = lean(body);
    if (this.#isPast(order, body.orderState.status, body.order.totalQuantity)) return this.#livesAfterAll(order, said);
    const echo = isTakenBack(order, body.orderState.status)
      ? { ...said, orderState: { ...said.orderState, status: "Filled" } }
      : said;
    const news = isNews(order, echo, order.echo);
    if (news) this.#out.record({ kind: "orderEchoed", key: order.key, echo });
    this.#lives(order);
    this.#watch.shown(order);
    if (news || !this.#isAsked) this.#book.echoed(order, echo);
  }

  /** Before it ends: what is said of the end of an order that has ended may be old. */
  #answered(order: Order, word: string): void {
    if (word === "Cancelled" && !this.#isAsked) this.#watch.cancelled(order);
  }

  /** What comes is an answer to ourselves. */
  get #isAsked(): boolean {
    return this.recovering || this.isListing();
  }

  orderStatus(body: IncomingBody<"orderStatus">): void {
    this.#sawId(body.orderId);
    const order = this.#recognition.find(undefined, body.permId, body.orderId, body.clientId);
    if (order === undefined) return this.#othersStatus(body);
    if (this.#isPast(order, body.status)) return;
    this.#answered(order, body.status);
    const said = lean(body);
    const isOld = isBehind(order, said.filled);
    if (isOld && eventOfStatus(body.status) === "acknowledged") return this.#lives(order);
    const report = isTakenBack(order, body.status)
      ? endOf(order, undefined)
      : isOld
        ? { ...said, ...amounts(order) }
        : said;
    const news = isNews(order, report, order.report);
    const silent = endSaid(body.status) === "cancelled" ? endingWith(order, this.#blotter) : [];
    if (news) this.#out.record({ kind: "statusReported", key: order.key, report });
    this.#lives(order);
    this.#watch.shown(order);
    if (news || !this.#isAsked) this.#book.reported(order, report);
    for (const leg of silent) this.#endsUnsaid(leg);
  }

  #endsUnsaid(leg: Order): void {
    this.#tellEnd(leg);
    this.#watch.judge(leg);
  }

  /** Nobody's, as far as we know; perhaps it bears the key of one of ours all the same. */
  #others(body: IncomingBody<"openOrder">): void {
    this.#foreign.openOrder(body);
    const { orderRef, permId, whatIf } = body.order;
    this.#sawKey(orderRef);
    const twin = whatIf ? undefined : this.#recognition.twinOf(orderRef, permId);
    if (eventOfStatus(body.orderState.status) !== "acknowledged") this.#contradictions.otherEnded(permId);
    else if (twin !== undefined) this.#contradictions.twin(twin, permId, `is ${body.orderState.status}`);
  }

  #othersStatus(body: IncomingBody<"orderStatus">): void {
    this.#foreign.orderStatus(body);
    if (eventOfStatus(body.status) !== "acknowledged") this.#contradictions.otherEnded(body.permId);
  }

  /**
   * Word of life of an order that has ended: told late or twice, or a Gateway that contradicts itself. Nobody hears of it,
   * because nothing ever becomes working again (RELIABILITY I4). `Inactive` is how a refused order ends.
   */
  #isPast(order: Order, word: string, total?: Decimal): boolean {
    if (!isFinished(order.status) || word === "Inactive" || eventOfStatus(word) !== "acknowledged") return false;
    this.#contradictions.livesOn(order, word, total);
    return true;
  }

  /** A refused order that the Gateway shows all the same is remembered, so that its client can still cancel it. */
  #livesAfterAll(order: Order, echo: Echo): void {
    if (wasRefused(order.status) && !hasEvidence(order))
      this.#out.record({ kind: "orderEchoed", key: order.key, echo });
  }

  /** A sign of life, or of its end: a change that waited for it may leave now. */
  #lives(order: Order): void {
    this.#seen.add(order);
    this.#isShown(order);
    this.#watch.judge(order);
    this.#contradictions.endedAgain(order);
    this.#departures.sendChange(order.key);
  }

  /** What was refused before it was shown were its cancels: it works on, and nobody sends them again by himself. */
  #isShown(order: Order): void {
    const errorCode = this.#unshown.settled(order.key);
    if (errorCode === undefined || !order.cancelWanted || isFinished(order.status)) return;
    this.#out.record({ kind: "cancelRefused", key: order.key, errorCode });
    this.#cancels.refused(order);
  }

  /**
   * An execution, pushed or asked for. Answers its order when it is one of ours. One of other days that is nobody's of ours is
   * not written down: it may be in a position that was taken over since, and would count twice.
   */
  execution(body: IncomingBody<"execDetails">, isOfOtherDays = false): Order | undefined {
    const { orderRef, permId, orderId, clientId, execId, side } = body.execution;
    const order = this.#recognition.find(orderRef, permId, orderId, clientId, side);
    if (order === undefined) return isOfOtherDays ? undefined : this.#othersExecution(body);
    if (order.exercise !== undefined) this.#seen.add(order);
    if (this.#blotter.keyOfExecution(execId) === undefined) this.#executed(order, body);
    if (this.recovering) this.#listed.set(order, this.#listed.get(order));
    return order;
  }

  /** Placed by hand or by another client: it moves the account's position, and is written down once. */
  #othersExecution(body: IncomingBody<"execDetails">): undefined {
    const { execId, orderRef, permId, acctNumber } = body.execution;
    this.#sawKey(orderRef);
    if (execId === "" || !this.#book.isTraded(acctNumber) || this.#blotter.isForeignExecution(execId)) return;
    this.#out.record({ kind: "foreignExecuted", execution: lean(body) });
    const twin = this.#recognition.twinOf(orderRef, permId);
    if (twin !== undefined) this.#contradictions.twin(twin, permId, "has traded");
  }

  #executed(order: Order, body: IncomingBody<"execDetails">): void {
    const { execId } = body.execution;
    const execution: Execution = lean(body);
    const before: Status = order.status;
    this.#out.record({ kind: "executed", key: order.key, execution });
    const isFound = body.reqId !== UNASKED;
    if (before === "unknown" && isFound) this.#staysUnknown(order);
    this.#isShown(order);
    this.#watch.judge(order);
    if (!this.recovering) this.#contradictions.traded(order, before);
    this.#book.executed(order, execution);
    // Whom a list must tell of the last execution no status has told of the end either.
    const isEnd = isFound && order.status === "filled" && isEndUntold(order);
    if (!this.recovering && (isEnd || isEndToldShort(order))) this.#tellEnd(order);
    const early = this.#early.get(execId);
    if (early !== undefined && this.#early.delete(execId)) this.commission(early);
  }

  /** What a list tells of the past shows nothing alive. */
  #staysUnknown({ key, status, exercise }: Order): void {
    if (isAtBroker(status) && exercise === undefined)
      this.#out.record({
        kind: "orderUnknown",
        key,
        reason: "a list tells what it has traded, and nothing of the rest",
      });
  }

  /** Pairs with its execution by execId alone; the two come in either order (PROTOCOL 11.4). */
  commission(body: IncomingBody<"commissionReport">): void {
    if (isPendingCommission(body)) return;
    const key = this.#blotter.keyOfExecution(body.execId);
    if (key === undefined) return this.#keepEarly(body);
    const commission = lean(body);
    if (sameContent(commission, this.#blotter.commission(body.execId))) return;
    this.#out.record({ kind: "commissionReported", execId: body.execId, commission });
    this.#book.commissioned(this.#blotter.byKey(key)!, commission);
  }

  /** The newest one told of an execution, whosever it is. */
  commissionOf(execId: string): Commission | undefined {
    return this.#blotter.commission(execId) ?? this.#early.get(execId);
  }

  #keepEarly(body: IncomingBody<"commissionReport">): void {
    this.#early.set(body.execId, body);
    dropOldest(this.#early, EARLY_COMMISSIONS_MAX);
  }

  /** One of the broker's completed orders: the end of an order whose end we, or its client, missed. */
  completed(body: IncomingBody<"completedOrder">): Order | undefined {
    const order = this.#recognition.find(body.order.orderRef, body.order.permId, 0, -1, body.order.action);
    if (order === undefined) return this.#othersCompleted(body);
    this.#seen.add(order);
    const status = body.orderState.status === "Filled" ? "Filled" : "Cancelled";
    if (isAtBroker(order.status))
      this.#out.record({ kind: "orderCompleted", key: order.key, permId: body.order.permId as PermId, status });
    this.#watch.judge(order);
    this.#listed.set(order, body.order);
    if (!this.recovering) this.#tellEnds();
    return order;
  }

  #othersCompleted({ order: { orderRef, permId } }: IncomingBody<"completedOrder">): undefined {
    this.#sawKey(orderRef);
    this.#contradictions.otherEnded(permId);
  }

  /** The statuses that never came. During recovery they wait for all lists, because only together do they know the price. */
  #tellEnds(): void {
    for (const [order, row] of this.#listed) {
      if (!isEndUntold(order)) continue;
      this.#tellEnd(order, row);
      this.#contradictions.endedAgain(order);
    }
    this.#listed.clear();
  }

  #tellEnd(order: Order, row?: CompletedRow): void {
    tellEnd(this.#out, this.#book, order, row);
  }

  /**
   * All complete lists of this session are in. What none of them shows is unknown: absence is never proof. What waits untransmitted
   * none of them would show, and it trades nothing as long as it waits.
   */
  recovered(): void {
    this.recovering = false;
    this.#tellEnds();
    for (const order of this.#blotter.atBroker()) {
      if (this.#seen.has(order) || isLeftover(order, this.#blotter)) continue;
      const { key } = order;
      if (order.status !== "unknown")
        this.#out.record({ kind: "orderUnknown", key, reason: "no list of the broker shows it" });
      this.#watch.unknown(order, "no list of the broker shows it");
      this.#book.unknown(order);
    }
  }

  /** A key is used once, also by a journal that was restored: what the broker still tells of the first one is not the second's. */
  #sawKey(orderRef: string): void {
    const key = keyIn(orderRef);
    if (key === undefined || !this.#blotter.isAhead(key)) return;
    this.#out.record({ kind: "orderKeySeen", key });
    this.#out.log("warn", "journal-is-older-copy", {
      key,
      why: "the broker knows a key of this journal that is not in it",
    });
  }

  /**
   * Our next id must exceed every id seen, whoever caused it: the Gateway refuses lower ones (PROTOCOL 11.1). One so high that
   * none would be left for ours does not count: whether the Gateway refuses ours for it, it then says order by order.
   */
  #sawId(orderId: number): void {
    if (orderId < this.#blotter.nextOrderId || orderId > ORDER_ID_MAX) return;
    this.#out.record({ kind: "orderIdSeen", orderId: orderId as OrderId });
  }
}

/**
 * Even a frame that repeats itself is news to an order whose fate is unknown, since it lives, and to one whose change
 * is in flight, since it shows what became of it.
 */
const isNews = (order: Order, told: unknown, known: unknown): boolean =>
  order.status === "unknown" || order.inFlight.length > 0 || !sameContent(told, known);

/**
 * What has filled is told as filled for ever (RELIABILITY I4): another end that comes behind it is old, or not true. Once an
 * execution was taken back the Gateway knows better.
 */
const isTakenBack = ({ status, fill }: Order, word: string): boolean =>
  status === "filled" && eventOfStatus(word) !== "filled" && (fill === undefined || !isCorrected(fill));
