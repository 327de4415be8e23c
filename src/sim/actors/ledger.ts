/**
 * What one actor did over all lives of its program, and what it still waits for.
 *
 * The program may forget; the ledger does not, and it may look at the broker. An order that the broker knows must have
 * ended there, and its client must have been told so when it remembers the order; one that the broker never saw must
 * have had a word. What its own executions say must be what the broker's say.
 */
import type { Instant, WallMs } from "../../base/time.ts";
import type { Incoming } from "../../wire/codec.ts";
import { isDone, isUntransmitted, type Order } from "../broker/order.ts";
import { easternDay } from "../exchange/calendar/days.ts";
import type { OrderSeen } from "../strategies/memory.ts";
import type { Trader } from "../strategies/trader.ts";
import type { Part } from "./actor.ts";
import { hasWord, isOver, stemOf } from "./word.ts";

/** How often it looks, in milliseconds: the run asks after every event. */
const LOOK_MS = 500;
const OUTAGE = 1100;
const OUTAGE_ENDS: ReadonlySet<number> = new Set([1101, 1102]);
const FATE_UNKNOWN = 2168;
const REFUSED = 201;

/** The program as it runs now. */
export interface Program {
  readonly trader: Trader;
  readonly wall: WallMs;
}

export class Ledger {
  readonly #part: Part;
  readonly #counts: Record<string, number> = {};
  /** Every order of every life by its reference, and its number at the client. */
  readonly #placed = new Map<string, number>();
  readonly #execIds = new Set<string>();
  /** When the end of an order was asked for last. */
  readonly #goneSince = new Map<number, Instant>();
  #outage = false;
  #looked: { readonly at: Instant; readonly sentences: readonly string[] } | undefined;

  constructor(part: Part) {
    this.#part = part;
  }

  get counts(): Readonly<Record<string, number>> {
    return { ...this.#counts, fills: this.#execIds.size };
  }

  count(what: string, times = 1): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + times;
  }

  placing(orderRef: string, orderId: number): void {
    this.#placed.set(orderRef, orderId);
  }

  wantsGone(orderId: number, now: Instant): void {
    this.#goneSince.set(orderId, now);
  }

  /** When the end of an order was asked for last; `undefined` when never in this life. */
  goneSince(orderId: number): Instant | undefined {
    return this.#goneSince.get(orderId);
  }

  /** Numbers of an earlier life may mean other orders in this one. */
  born(): void {
    this.#goneSince.clear();
    this.#outage = false;
  }

  heal(): void {
    this.#looked = undefined;
  }

  /** After the program's memory has taken the message. */
  heard(message: Incoming): void {
    if (message.name === "error") this.#errored(message.body.id, message.body.errorCode);
    if (message.name === "execDetails") this.#executed(message.body.execution);
    if (message.name === "orderStatus") this.#reported(message.body.orderId, message.body.status);
  }

  /** Sentences; without a program it is down. */
  waitingFor(program: Program | undefined): readonly string[] {
    const { now } = this.#part.world;
    if (this.#looked === undefined || now - this.#looked.at >= LOOK_MS)
      this.#looked = { at: now, sentences: this.#look(program) };
    return this.#looked.sentences;
  }

  #errored(id: number, code: number): void {
    const { sometimes } = this.#part;
    if (code === OUTAGE) this.#outage = true;
    if (OUTAGE_ENDS.has(code)) this.#outage = false;
    if (code === OUTAGE || OUTAGE_ENDS.has(code)) sometimes(`${code} told`);
    if (code === FATE_UNKNOWN) sometimes("order unknown told");
    if (code === REFUSED && id > 0) this.count("refusals");
  }

  #executed({ execId, clientId }: { readonly execId: string; readonly clientId: number }): void {
    if (clientId === this.#part.spec.clientId) this.#execIds.add(execId);
  }

  #reported(orderId: number, status: string): void {
    const { sometimes } = this.#part;
    if (status === "Filled" && this.#goneSince.has(orderId)) sometimes("fill crossed cancel");
    if (status === "PendingCancel" && this.#outage) sometimes("cancel waited during outage");
  }

  #look(program: Program | undefined): readonly string[] {
    const { host } = this.#part.spec;
    if (!program?.trader.ready) return [`${host} is not connected`];
    return [...this.#orders(program.trader), ...this.#executions(program.wall)].map((each) => `${host}: ${each}`);
  }

  /** What to do with an order that became two (nautilus #4564) waits for reconciliation: nothing is asked about it. */
  #orders({ memory }: Trader): readonly string[] {
    const truth = this.#truth();
    return [...this.#placed].flatMap(([orderRef, orderId]) => {
      const orders = truth.get(orderRef) ?? [];
      const order = memory.orders.get(orderId);
      const told = order?.orderRef === orderRef ? order : undefined;
      return orders.length > 1 ? [] : openQuestion(orderRef, orders[0], told);
    });
  }

  /** The broker's orders by our own references, which stand behind holdfast's key. */
  #truth(): ReadonlyMap<string, readonly Order[]> {
    const truth = new Map<string, Order[]>();
    for (const order of this.#part.gateway.broker.orders()) {
      const orderRef = textBehindKey(order.terms.orderRef);
      truth.set(orderRef, [...(truth.get(orderRef) ?? []), order]);
    }
    return truth;
  }

  /**
   * Nothing older than today is told to those who were away: a Gateway keeps no more (PROTOCOL 11). Nor need it tell what another
   * client id has traded, such as that of a session which it took for somebody else's (the switch `filterClientZero`).
   */
  #executions(wall: WallMs): readonly string[] {
    const told = new Set([...this.#execIds].map(stemOf));
    const truth = this.#truth();
    const isMine = (orderRef: string): boolean => this.#placed.has(orderRef) && truth.get(orderRef)?.length === 1;
    return this.#part.gateway.broker
      .executions()
      .filter(({ orderRef, clientId }) => isMine(textBehindKey(orderRef)) && clientId === this.#part.upstreamClientId)
      .filter((execution) => !told.has(stemOf(execution.execId)) && easternDay(execution.wall) === easternDay(wall))
      .map(({ execId, orderRef }) => `it was not told of execution ${execId} of order ${orderRef}`);
  }
}

/**
 * What is open about one order, as one sentence or none. An untransmitted order that the Gateway itself has denied is
 * nobody's any more: it shows in no list and cannot trade.
 */
function openQuestion(orderRef: string, truth: Order | undefined, told: OrderSeen | undefined): readonly string[] {
  const denied = truth !== undefined && isUntransmitted(truth) && told !== undefined && isOver(told);
  if (truth !== undefined && !isDone(truth) && !denied)
    return [`order ${orderRef} is still ${truth.status} at the broker`];
  if (told === undefined || isOver(told)) return [];
  if (truth !== undefined)
    return [`order ${orderRef} ended as ${truth.status} at the broker, and it was told ${told.status || "nothing"}`];
  return hasWord(told) ? [] : [`order ${orderRef} has had no word at all`];
}

const textBehindKey = (orderRef: string): string => orderRef.slice(orderRef.indexOf("|") + 1);
