/**
 * What a scripted client holds against the world when its script is through: it calls the roll of its orders at the door
 * and looks at the broker.
 *
 * What it was told of must be in one of the lists, whatever happened. Where no fault of the Gateway was set the lists must
 * also say what the broker holds: open orders, executions, positions; and a filled entry must have its stop there. Behind a
 * Gateway that lied, this waits for reconciliation (RELIABILITY I6 and I11). An audit that finds something is held again.
 */
import { isZero } from "../../base/decimal.ts";
import type { WallMs } from "../../base/time.ts";
import type { Incoming } from "../../wire/codec.ts";
import { isDone, type Order } from "../broker/order.ts";
import { easternDay } from "../exchange/calendar/days.ts";
import type { OrderSeen } from "../strategies/memory.ts";
import { type OpenOrder, RollCall } from "../strategies/rollCall.ts";
import type { Trader } from "../strategies/trader.ts";
import type { Part } from "./actor.ts";

const REFUSED = 201;

export class Audit {
  readonly #part: Part;
  readonly #trader: Trader;
  /** Names of the brackets in its script. */
  readonly #brackets: readonly string[];
  #roll: RollCall | undefined;

  constructor(part: Part, trader: Trader) {
    this.#part = part;
    this.#trader = trader;
    const steps = part.spec.steps ?? [];
    this.#brackets = steps.flatMap((step) => (step.step === "bracket" ? [step.name] : []));
  }

  heard(message: Incoming): void {
    this.#roll?.hear(message);
  }

  /** The connection broke: nobody answers any more. */
  lost(): void {
    this.#roll = undefined;
  }

  /** Calls the roll unless that is under way, or found nothing. */
  call(wall: WallMs): void {
    if (!this.#trader.ready || this.#roll?.complete === false) return;
    if (this.#roll === undefined || this.findings(wall).length > 0)
      this.#roll = new RollCall(this.#trader, this.#clientId);
  }

  /** In sentences; none when all is well. */
  findings(wall: WallMs): readonly string[] {
    const roll = this.#roll;
    if (roll === undefined || !roll.complete) return ["no answer to its roll call"];
    const { gateway, world } = this.#part;
    const lied = [...gateway.faults.list(), ...world.faults.list()].some(({ set }) => set > 0);
    if (lied) return this.#lost(roll);
    return [
      ...this.#lost(roll),
      ...this.#naked(),
      ...this.#openDrift(roll),
      ...this.#executionDrift(roll, easternDay(wall)),
      ...this.#positionDrift(),
    ];
  }

  get #clientId(): number {
    return this.#part.spec.clientId ?? 0;
  }

  /** Orders that it was told about and that no list knows any more, those aside that never left. */
  #lost({ open, completed, executions }: RollCall): readonly string[] {
    const ids = new Set([...open.map(({ order }) => order.orderId), ...executions.map(({ orderId }) => orderId)]);
    const told = [...this.#trader.memory.orders.values()].filter((order) => order.status !== "" && !neverLeft(order));
    const lost = told.filter(
      ({ orderId, orderRef, permId }) =>
        !ids.has(orderId) && !completed.includes(orderRef) && !this.#wasDiscarded(permId),
    );
    return lost.map(({ orderRef, status }) => `its ${orderRef} (${status}) is lost`);
  }

  /** Cancelled before it was transmitted: no list of the Gateway's own has such an order (SEQUENCES 5). */
  #wasDiscarded(permId: number): boolean {
    const { broker } = this.#part.gateway;
    return broker.orders().some((order) => order.permId === permId && isDone(order) && order.completedStatus === "");
  }

  /** An entry that the broker has filled has, or had, its stop at the broker (RELIABILITY I6). */
  #naked(): readonly string[] {
    const orders = this.#part.gateway.broker.orders().filter((order) => this.#isMine(referenceOf(order)));
    const named = (name: string): Order | undefined => orders.find(({ terms }) => textOf(terms.orderRef) === name);
    const isNaked = (name: string): boolean => {
      const stop = named(`${name}-sl`);
      const filled = named(name)?.status === "Filled";
      return filled && (stop === undefined || stop.status === "Untransmitted" || stop.status === "Inactive");
    };
    return this.#brackets.filter(isNaked).map((name) => `its ${name} is filled and has no stop`);
  }

  /** Open orders agree, but for those whose fate the daemon does not know. */
  #openDrift({ open }: RollCall): readonly string[] {
    const { broker } = this.#part.gateway;
    const listed = open.filter(
      ({ order, orderState }) => order.clientId === this.#clientId && orderState.status !== "PendingSubmit",
    );
    const held = broker.openOrders().filter((order) => this.#isMine(referenceOf(order)));
    return difference("open orders", listed.map(summaryOfTold), held.map(summaryOfHeld));
  }

  /** Nothing older than today need be told. */
  #executionDrift({ executions }: RollCall, today: number): readonly string[] {
    const own = this.#part.gateway.broker.executions().filter((execution) => this.#isMine(execution));
    const known = new Set(own.map(({ execId }) => execId));
    const needed = own.filter(({ wall }) => easternDay(wall) === today).map(({ execId }) => execId);
    const judged = (what: string, told: readonly string[]): readonly string[] => [
      ...told.filter((execId) => !known.has(execId)).map((execId) => `${what} ${execId}, which is nobody's`),
      ...needed.filter((execId) => !told.includes(execId)).map((execId) => `it never ${what} ${execId}`),
    ];
    return [
      ...judged(
        "was listed execution",
        executions.map(({ execId }) => execId),
      ),
      ...judged("heard of execution", [...this.#trader.memory.fills.keys()]),
    ];
  }

  #positionDrift(): readonly string[] {
    const { broker, exchange } = this.#part.gateway;
    const account = this.#part.strategy?.account;
    const own = broker.positions().filter((position) => position.account === account && !isZero(position.quantity));
    const told = [...this.#trader.memory.positions].map(([symbol, position]) => `${position} ${symbol}`);
    return difference(
      "positions",
      told,
      own.map(({ quantity, conId }) => `${quantity} ${exchange.byConId(conId)?.symbol}`),
    );
  }

  /**
   * By holdfast's key in front; of a strategy with several clients, also by what this one was told. They may call their
   * orders the same: permId tells them apart, and what has none yet may be any of its name.
   */
  #isMine({ orderRef, permId }: Reference): boolean {
    const { strategy } = this.#part;
    if (strategy === undefined || !orderRef.startsWith(`${strategy.name}-`)) return false;
    const isIt = (order: OrderSeen): boolean =>
      order.permId === permId || (order.permId === 0 && order.orderRef === textOf(orderRef) && !neverLeft(order));
    return strategy.clientIds.length === 1 || [...this.#trader.memory.orders.values()].some(isIt);
  }
}

/** By what the broker knows an order, on the order and on its executions. */
interface Reference {
  readonly orderRef: string;
  readonly permId: number;
}

const referenceOf = ({ terms, permId }: Order): Reference => ({ orderRef: terms.orderRef, permId });

/** Behind holdfast's key. */
const textOf = (orderRef: string): string => orderRef.slice(orderRef.indexOf("|") + 1);

/** Nothing of it has ever left: refused at the door, or cancelled there while it was held. */
const neverLeft = ({ permId, status, error }: OrderSeen): boolean =>
  permId === 0 && (status === "Cancelled" || error?.errorCode === REFUSED);

const summaryOfTold = ({ contract, order, orderState }: OpenOrder): string =>
  summary(order.permId, contract.symbol, order, orderState.status);
const summaryOfHeld = ({ permId, listing, terms, status }: Order): string =>
  summary(permId, listing.symbol, terms, status);

type Terms = OpenOrder["order"];

const summary = (permId: number, symbol: string, order: Terms, status: string): string =>
  `${permId}: ${order.action} ${order.totalQuantity} ${symbol} ${order.orderType} ${order.lmtPrice ?? 0} ${order.auxPrice ?? 0} ${status}`;

function difference(what: string, told: readonly string[], truth: readonly string[]): readonly string[] {
  const [a, b] = [[...told].sort().join(", "), [...truth].sort().join(", ")];
  return a === b ? [] : [`its ${what} are told as [${a}], and the broker has [${b}]`];
}
