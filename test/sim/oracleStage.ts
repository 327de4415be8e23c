/**
 * A history told to one checker by hand: what a unit test of a checker is made of.
 *
 * Facts are kept up to date as the oracle does it: before the checker hears of a thing, but for what is being sent.
 */
import type { Instant } from "../../src/base/time.ts";
import type { LogLevel } from "../../src/io/io.ts";
import type { BrokerEvent } from "../../src/sim/broker/event.ts";
import { isOpen, type Order as TruthOrder } from "../../src/sim/broker/order.ts";
import type { AlertRow, Belief, BookRow } from "../../src/sim/checkers/book.ts";
import type { CheckerRow, Guest, Heard } from "../../src/sim/checkers/checker.ts";
import {
  Facts,
  type PlaceOrder,
  type Setup,
  type Truth,
  type TruthPosition,
  type TruthQuote,
} from "../../src/sim/checkers/facts.ts";
import { type Line, recorded } from "../../src/sim/checkers/line.ts";
import type { Frame, OpenOrder, OrderStatus } from "../../src/sim/sight/frame.ts";
import type { Sample } from "../../src/sim/world/sample.ts";
import type { Wire } from "../../src/sim/world/tap.ts";

/** Two strategies with an account each, and one that shares the first's. */
export const SETUP: Setup = {
  accounts: ["DU1111", "DU2222"],
  strategies: [
    { name: "alpha", account: "DU1111", clientIds: [1, 2] },
    { name: "beta", account: "DU2222", clientIds: [11] },
    { name: "gamma", account: "DU1111", clientIds: [21] },
  ],
  clientId: 77,
  messagesPerSecond: 45,
};

/** 2026-01-05T15:00:00Z, in milliseconds: what wall clocks say at the instant 0. */
const BEGINNING = 1_767_625_200_000;

const NOTHING = new Uint8Array(0);

/** A connection of the daemon to the Gateway. */
export const toGateway = (id = 1): Wire => ({ id, client: "daemon", server: "gateway", address: "127.0.0.1:4102" });

/** A client at the door, by its client id. */
export function guest(clientId: number | undefined, wireId = 100 + (clientId ?? 0)): Guest {
  const host = `bot${clientId ?? ""}`;
  const wire = { id: wireId, client: host, server: "daemon", address: "127.0.0.1:4100" };
  const strategy = SETUP.strategies.find(({ clientIds }) => clientIds.some((id) => id === clientId));
  return { wire, host, daemon: "daemon", strategy, clientId };
}

/** A plain order, but for what a test says. */
export const placeOrder = (some: Partial<PlaceOrder>): PlaceOrder => ({
  ...{ name: "placeOrder", orderId: 1, conId: 0, symbol: "AAPL", secType: "STK", action: "BUY", totalQuantity: "10" },
  ...{ orderType: "LMT", lmtPrice: 100, auxPrice: undefined, tif: "DAY", ocaGroup: "", account: "DU1111" },
  ...{ ocaType: 0, triggerMethod: 0, goodTillDate: "", trailStopPrice: undefined, trailingPercent: undefined },
  ...{ orderRef: "alpha-0abc-1", transmit: true, parentId: 0, outsideRth: false, faGroup: "", faMethod: "" },
  ...{ faPercentage: "", faProfile: "", modelCode: "", whatIf: false },
  ...some,
});

/** An order that the Gateway shows as working, but for what a test says. */
export const openOrder = (some: Partial<OpenOrder>): OpenOrder => ({
  ...{ name: "openOrder", orderId: 1, permId: 9001, clientId: 77, account: "DU1111", orderRef: "alpha-0abc-1" },
  ...{ status: "Submitted", whatIf: false, action: "BUY", totalQuantity: "10", orderType: "LMT", lmtPrice: 100 },
  ...{ auxPrice: undefined, parentId: 0, symbol: "AAPL", conId: 1 },
  ...some,
});

export const orderStatus = (some: Partial<OrderStatus>): OrderStatus => ({
  ...{ name: "orderStatus", orderId: 1, permId: 9001, clientId: 77, status: "Submitted", filled: "0" },
  ...{ remaining: "10", avgFillPrice: 0, parentId: 0, whyHeld: "" },
  ...some,
});

/** What a client asked for, as a durable line has it: `alpha-0abc-1` is client 1's order 1. */
export const placement = (some: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  ...{ key: "alpha-0abc-1", strategy: "alpha", clientId: 1, clientOrderId: 1, account: "DU1111" },
  ...{ contract: { symbol: "AAPL", secType: "STK" } },
  ...{ order: { action: "BUY", totalQuantity: "10", orderType: "LMT", lmtPrice: 100, tif: "DAY", transmit: true } },
  ...some,
});

/** The broker's books as a test writes them: only what a checker looks at. */
export class Books implements Truth {
  /** What the accounts hold; a test writes it. */
  held: readonly TruthPosition[] = [];
  /** What is quoted, by symbol; a test writes it. */
  quotes: Readonly<Record<string, TruthQuote>> = {};
  readonly #orders = new Map<number, TruthOrder>();

  get orderCount(): number {
    return this.#orders.size;
  }

  orders(): readonly TruthOrder[] {
    return [...this.#orders.values()];
  }

  order(permId: number): TruthOrder {
    return this.#orders.get(permId)!;
  }

  openOrders(): readonly TruthOrder[] {
    return this.orders().filter(isOpen);
  }

  positions(): readonly TruthPosition[] {
    return this.held;
  }

  /** Writes an order down as it stands now, and answers what the broker says of it. */
  put(
    status: TruthOrder["status"],
    some: {
      key?: string;
      permId?: number;
      filled?: string;
      child?: boolean;
      parent?: number;
      terms?: Partial<TruthOrder["terms"]>;
      conId?: number;
    } = {},
  ): BrokerEvent {
    const { key = "alpha-0abc-1", permId = 9001, filled = "0", child = false, parent, conId = 1 } = some;
    const terms = { account: "DU1111", action: "BUY", totalQuantity: "10", orderType: "LMT", ...some.terms };
    const listing = { conId, symbol: "AAPL" };
    const order = {
      ...{ permId, status, filled, child, parent, listing },
      terms: { ...terms, orderRef: key },
    } as unknown as TruthOrder;
    this.#orders.set(permId, order);
    return { kind: "status", order };
  }
}

export class History {
  readonly sentences: string[] = [];
  readonly #facts: Facts;
  readonly #checker: Heard;
  #now = 0 as Instant;

  constructor(row: CheckerRow, setup: Setup = SETUP, truth?: Truth & Partial<Pick<Books, "quotes">>) {
    this.#facts = new Facts(
      setup,
      () => this.#now,
      () => truth,
      (symbol) => truth?.quotes?.[symbol],
    );
    this.#checker = row.make(this.#facts, (sentence) => void this.sentences.push(sentence));
  }

  /** Simulated milliseconds since the beginning. */
  at(ms: number): this {
    this.#now = ms as Instant;
    return this;
  }

  sent(frame: Frame, bytes: Uint8Array = NOTHING, wire = toGateway()): this {
    this.#checker.sent?.(frame, { wire, daemon: wire.client }, bytes);
    this.#facts.sent(frame, wire.id);
    return this;
  }

  heard(frame: Frame, wire = toGateway()): this {
    this.#facts.heard(frame);
    this.#checker.heard?.(frame, { wire, daemon: wire.client });
    return this;
  }

  arrived(wire = toGateway()): this {
    this.#checker.arrived?.({ wire, daemon: wire.client });
    return this;
  }

  asked(frame: Frame, from: Guest, bytes: Uint8Array = NOTHING): this {
    this.#checker.asked?.(frame, from, bytes);
    return this;
  }

  told(frame: Frame, to: Guest, bytes: Uint8Array = NOTHING): this {
    this.#checker.told?.(frame, to, bytes);
    return this;
  }

  /** Written at that instant, and durable at once. */
  journaled(line: Line, daemon = "daemon"): this {
    recorded(line, BEGINNING + this.#now);
    this.#facts.journaled(line);
    this.#checker.journaled?.(line, daemon);
    return this;
  }

  truth(event: BrokerEvent): this {
    this.#checker.truth?.(event);
    return this;
  }

  unreadable(fault: string, wire: Wire, from: "client" | "server"): this {
    this.#checker.unreadable?.(fault, wire, from);
    return this;
  }

  logged(
    event: string,
    fields: Readonly<Record<string, unknown>> = {},
    host = "daemon",
    level: LogLevel = "info",
  ): this {
    this.#checker.logged?.({ at: this.#now, host, level, event, fields });
    return this;
  }

  started(host = "daemon", number = 1): this {
    this.#checker.started?.(host, number);
    return this;
  }

  ended(code: number | "killed", host = "daemon"): this {
    this.#checker.ended?.(host, code);
    return this;
  }

  closed(wire: Wire, side: "client" | "server", how: "end" | "reset" = "end"): this {
    this.#checker.closed?.(wire, side, how);
    return this;
  }

  leapt(ms: number, host = "daemon"): this {
    this.#checker.leapt?.(host, ms);
    return this;
  }

  sampled(sample: Partial<Sample>): this {
    const nothing = { host: "daemon", at: this.#now, timers: 0, answers: 0, frozen: false, ends: [] };
    this.#checker.sampled?.({ ...nothing, ...sample });
    return this;
  }

  book(rows: readonly BookRow[], daemon = "daemon"): this {
    this.#checker.book?.(rows, daemon);
    return this;
  }

  alerts(rows: readonly AlertRow[], daemon = "daemon"): this {
    this.#checker.alerts?.(rows, daemon);
    return this;
  }

  believes(belief: Partial<Belief>, daemon = "daemon"): this {
    this.#checker.believes?.({ orders: [], positions: [], ...belief }, daemon);
    return this;
  }

  troubled(...faults: readonly string[]): this {
    this.#checker.troubled?.(faults);
    return this;
  }

  readiness(ready: boolean, daemon = "daemon"): this {
    this.#checker.readiness?.(ready, daemon);
    return this;
  }

  quoted(moved: ReadonlySet<string>, halted: ReadonlySet<string> = new Set()): this {
    this.#checker.quoted?.(moved, halted);
    return this;
  }

  quiet(): this {
    this.#checker.quiet?.();
    return this;
  }
}
