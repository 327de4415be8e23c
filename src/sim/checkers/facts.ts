/**
 * What happened so far, as far as more than one checker wants to know it: orders by holdfast's key.
 *
 * Facts are only what a tap showed: durable journal lines, frames on wires, the broker's own books. The oracle keeps them
 * up to date before it calls the checkers, but for what is being sent: then a checker still sees how things stood.
 */
import type { Instant } from "../../base/time.ts";
import type { Order as TruthOrder } from "../broker/order.ts";
import type { Frame } from "../sight/frame.ts";
import type { Line, PlacementLine } from "./line.ts";

export type PlaceOrder = Extract<Frame, { readonly name: "placeOrder" }>;

/** An order of holdfast's, under its key. */
export interface OrderFacts {
  readonly key: string;
  /** The newest durable wish of its client: contract and order as the journal has them. */
  placement: PlacementLine;
  /** Durable: held at the door, intended, wished to be changed (how often), wished to be cancelled (how often). */
  held: boolean;
  intended: boolean;
  changes: number;
  cancels: number;
  /** Upstream ids that a durable line gave it. */
  readonly orderIds: Set<number>;
  /** Frames that left with its key, oldest first. */
  readonly sent: SentOrder[];
  /** The daemon was shown by the Gateway that it exists, and when first. */
  evidentAt: Instant | undefined;
}

export interface SentOrder {
  readonly at: Instant;
  readonly frame: PlaceOrder;
  /** Which connection it left on. */
  readonly wireId: number;
}

/** What the broker holds; never what a Gateway says. */
export interface Truth {
  orderCount: number;
  orders(): readonly TruthOrder[];
  order(permId: number): TruthOrder;
  /** What is visible and not finished. */
  openOrders(): readonly TruthOrder[];
  positions(): readonly TruthPosition[];
}

export interface TruthPosition {
  readonly account: string;
  readonly conId: number;
  readonly quantity: string;
}

/** Limits by their names. */
export type SomeLimits = Readonly<Record<string, unknown>>;

/** What the exchange itself quotes; a side that is not quoted is -1. */
export interface TruthQuote {
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
}

/** The configuration as the run has it. */
export interface Setup {
  readonly accounts: readonly string[];
  readonly strategies: readonly {
    readonly name: string;
    readonly account: string;
    readonly clientIds: readonly number[];
    readonly masterClientId?: number;
    readonly privateOrders?: boolean;
    /** Those that are on, as a scenario writes them. */
    readonly limits?: SomeLimits;
    readonly deadManMs?: number;
  }[];
  readonly accountLimits?: Readonly<Record<string, SomeLimits>>;
  /** What texts about hours mean, from the beginning of the run. */
  readonly hours?: Readonly<Record<string, readonly { readonly atMs: number; readonly forMs: number }[]>>;
  /** The wall clock at the beginning: `2026-01-05T15:00:00Z`. */
  readonly start?: string;
  /** `always`: the market never closes. */
  readonly calendar?: string;
  /** holdfast's own client id at the Gateway. */
  readonly clientId: number;
  readonly messagesPerSecond: number;
}

export class Facts {
  readonly setup: Setup;
  readonly #now: () => Instant;
  readonly #truth: () => Truth | undefined;
  readonly #quote: (symbol: string) => TruthQuote | undefined;
  readonly #orders = new Map<string, OrderFacts>();
  readonly #byPlace = new Map<string, OrderFacts>();
  readonly #byOrderId = new Map<number, OrderFacts>();
  readonly #permIds = new Map<string, number[]>();
  #indexed = 0;

  constructor(
    setup: Setup,
    now: () => Instant,
    truth: () => Truth | undefined,
    quote: (symbol: string) => TruthQuote | undefined = () => undefined,
  ) {
    this.setup = setup;
    this.#quote = quote;
    this.#now = now;
    this.#truth = truth;
  }

  get now(): Instant {
    return this.#now();
  }

  orders(): IterableIterator<OrderFacts> {
    return this.#orders.values();
  }

  order(key: string): OrderFacts | undefined {
    return this.#orders.get(key);
  }

  /** By the numbers its client knows it by. */
  placed(strategy: string, clientId: number, clientOrderId: number): OrderFacts | undefined {
    return this.#byPlace.get(`${strategy}/${clientId}/${clientOrderId}`);
  }

  /** By the upstream number that a durable line gave it last. */
  byOrderId(orderId: number): OrderFacts | undefined {
    return this.#byOrderId.get(orderId);
  }

  /** Every order that the broker ever took under this key, as it stands now. */
  truthOf(key: string): readonly TruthOrder[] {
    const truth = this.#truth();
    if (truth === undefined) return [];
    this.#index(truth);
    return (this.#permIds.get(key) ?? []).map((permId) => truth.order(permId));
  }

  /** A stock's, by its symbol; undefined of what is not listed. */
  quoteOf(symbol: string): TruthQuote | undefined {
    return this.#quote(symbol);
  }

  /** Orders of whomever that the broker works. */
  working(): readonly TruthOrder[] {
    return this.#truth()?.openOrders() ?? [];
  }

  /** All accounts' positions, flat ones included. */
  positions(): readonly TruthPosition[] {
    return this.#truth()?.positions() ?? [];
  }

  /** Signed; nothing is none. */
  positionOf(account: string, conId: number): number {
    return Number(this.positions().find((one) => one.account === account && one.conId === conId)?.quantity ?? 0);
  }

  #index(truth: Truth): void {
    if (truth.orderCount === this.#indexed) return;
    for (const { terms, permId } of truth.orders().slice(this.#indexed)) {
      const key = keyOf(terms.orderRef);
      const known = this.#permIds.get(key);
      if (known === undefined) this.#permIds.set(key, [permId]);
      else known.push(permId);
    }
    this.#indexed = truth.orderCount;
  }

  /** A durable line. */
  journaled(line: Line): void {
    switch (line.kind) {
      case "orderHeld":
        this.#order(line as unknown as PlacementLine).held = true;
        return;
      case "orderIntended":
        for (const leg of line.legs as readonly PlacementLine[]) this.#order(leg).intended = true;
        return;
      case "modifyIntended":
        return this.#changed(line);
      case "cancelIntended":
        return this.#touch(line, (order) => order.cancels++);
      case "orderSending":
        return this.#touch(line, (order) => this.#numbered(order, line.orderId as number));
    }
  }

  #order(placement: PlacementLine): OrderFacts {
    const known = this.#orders.get(placement.key);
    if (known !== undefined) {
      known.placement = placement;
      return known;
    }
    const order: OrderFacts = {
      ...{ key: placement.key, placement, held: false, intended: false, changes: 0, cancels: 0 },
      ...{ orderIds: new Set(), sent: [], evidentAt: undefined },
    };
    this.#orders.set(order.key, order);
    this.#byPlace.set(`${placement.strategy}/${placement.clientId}/${placement.clientOrderId}`, order);
    return order;
  }

  #changed({ key, contract, order: placed }: Line): void {
    const order = this.#orders.get(key as string);
    if (order === undefined) return;
    order.changes++;
    order.placement = { ...order.placement, contract, order: placed } as PlacementLine;
  }

  #touch({ key }: Line, change: (order: OrderFacts) => void): void {
    const order = this.#orders.get(key as string);
    if (order !== undefined) change(order);
  }

  #numbered(order: OrderFacts, orderId: number): void {
    order.orderIds.add(orderId);
    this.#byOrderId.set(orderId, order);
  }

  /** A frame that left; after the checkers have judged it. */
  sent(frame: Frame, wireId: number): void {
    if (frame.name !== "placeOrder" || frame.whatIf) return;
    this.#orders.get(keyOf(frame.orderRef))?.sent.push({ at: this.now, frame, wireId });
  }

  /** A frame of the Gateway that the daemon reads now. */
  heard(frame: Frame): void {
    if (frame.name === "openOrder" || frame.name === "execDetails" || frame.name === "completedOrder")
      this.#evident(this.#orders.get(keyOf(frame.orderRef)));
    // Also what bears no key, or one that was damaged on its way.
    if (frame.name === "openOrder" || frame.name === "execDetails" || frame.name === "orderStatus")
      if (frame.clientId === this.setup.clientId) this.#evident(this.#byOrderId.get(frame.orderId));
  }

  #evident(order: OrderFacts | undefined): void {
    if (order !== undefined) order.evidentAt ??= this.now;
  }
}

/** holdfast's key stands at the head of an orderRef, before the client's own text. */
export const keyOf = (orderRef: string): string => orderRef.split("|", 1)[0]!;
