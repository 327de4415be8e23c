/**
 * A client program that trades: it keeps a connection, remembers what it is told, and places orders.
 *
 * After a lost connection it comes back with the same client id, asks for its executions and positions, and renews its
 * quotes. An order that has had no answer may be placed again under its own order id: to a Gateway that knows it, that
 * is not a second order. Order ids only ever grow.
 */

import type { Decimal } from "../../base/decimal.ts";
import { after } from "../../base/time.ts";
import type { Io } from "../../io/io.ts";
import type { Draft, Incoming, IncomingBody, OutgoingBody, OutgoingName } from "../../wire/codec.ts";
import { type Address, Connection } from "./connection.ts";
import { Memory, type OrderSeen } from "./memory.ts";

export type Order = Draft<OutgoingBody<"placeOrder">["order"]>;
/** One order as it was sent. */
export type Placement = Draft<OutgoingBody<"placeOrder">>;

/** What a client says when it places an order; the trader adds account, id and reference. */
export interface Terms {
  readonly action: "BUY" | "SELL";
  readonly totalQuantity: Decimal;
  readonly orderType: "MKT" | "LMT" | "STP" | "STP LMT";
  readonly lmtPrice?: number;
  readonly auxPrice?: number;
  readonly tif?: string;
  readonly outsideRth?: boolean;
  readonly transmit?: boolean;
  readonly parentId?: number;
  readonly ocaGroup?: string;
  /** 1: the rest of the group is cancelled when one is filled. */
  readonly ocaType?: number;
}

export interface TraderOptions extends Address {
  readonly account: string;
  /** How long it waits after a lost connection before it dials again. */
  readonly reconnectMs: number;
  /** Places orders that had no answer again after a lost connection. */
  readonly retries: boolean;
  /** Names contracts by conId in its orders, once it has been told their details. */
  readonly qualifies?: boolean;
  /** Orders of an earlier life, each as it was sent last. */
  readonly notes?: Iterable<Placement>;
}

export interface TraderOwner {
  ready(): void;
  /** After the memory has taken the message. */
  heard(message: Incoming): void;
  lost(reason: string): void;
  /** An order, new or changed, is about to be sent. */
  placing?(placement: Placement): void;
  /** An order without an answer is about to be sent again under its own id. */
  placingAgain?(orderId: number): void;
}

/** Request ids stay clear of order ids: errors carry one bare number for both. */
const REQ_ID_FIRST = 1_000_001;

export class Trader {
  readonly memory: Memory;
  readonly #io: Io;
  readonly #options: TraderOptions;
  readonly #owner: TraderOwner;
  readonly #placements = new Map<number, Placement>();
  readonly #streaming = new Set<string>();
  readonly #conIds = new Map<string, number>();
  #connection: Connection | undefined;
  #accounts: readonly string[] = [];
  #nextOrderId = 1;
  #nextReqId = REQ_ID_FIRST;
  #closed = false;

  constructor(io: Io, options: TraderOptions, owner: TraderOwner) {
    this.#io = io;
    this.#options = options;
    this.#owner = owner;
    this.memory = new Memory(options.account, options.clientId);
    for (const placement of options.notes ?? []) this.#remember(placement);
    this.#dial();
  }

  get ready(): boolean {
    return this.#connection?.ready === true;
  }

  /** The version agreed on at its last start; 0 before. */
  get serverVersion(): number {
    return this.#connection?.serverVersion ?? 0;
  }

  /** The accounts it was told of at its last start. */
  get accounts(): readonly string[] {
    return this.#accounts;
  }

  place(symbol: string, orderRef: string, terms: Terms, orderId = this.takeOrderId()): OrderSeen {
    const order: Order = { transmit: true, tif: "DAY", ...terms, orderRef, account: this.#options.account };
    const seen = this.memory.placing(orderId, orderRef, symbol);
    this.#sendOrder({ orderId, contract: this.#named(symbol), order });
    return seen;
  }

  /** A fresh order id: above all it used or was told of. */
  takeOrderId(): number {
    return this.#nextOrderId++;
  }

  /** Asks what an order would do; the order itself may follow under the same id. */
  preview(orderId: number, symbol: string, terms: Terms): void {
    const order: Order = { transmit: true, tif: "DAY", ...terms, whatIf: true, account: this.#options.account };
    this.ask("placeOrder", { orderId, contract: stock(symbol), order });
  }

  /** How an order was sent last; `undefined` when this program does not remember that it sent it. */
  placementOf(orderId: number): Placement | undefined {
    return this.#placements.get(orderId);
  }

  /** Sends an order once more as it was sent last. */
  repeat(orderId: number): void {
    const placement = this.#placements.get(orderId);
    if (placement !== undefined) this.#sendOrder(placement);
  }

  /** The same order with other terms. */
  modify(orderId: number, change: Order): void {
    const placed = this.#placements.get(orderId);
    if (placed !== undefined) this.#sendOrder({ ...placed, order: { ...placed.order, transmit: true, ...change } });
  }

  cancel(orderId: number): void {
    this.ask("cancelOrder", { orderId });
  }

  describe(symbol: string): void {
    this.ask("reqContractDetails", { reqId: this.#requestAbout(symbol), contract: stock(symbol) });
  }

  /** Streams quotes from now on, over lost connections too. */
  stream(symbol: string): void {
    this.#streaming.add(symbol);
    this.ask("reqMktData", { reqId: this.#requestAbout(symbol), contract: stock(symbol) });
  }

  /** Whether it wants quotes of a symbol. */
  streams(symbol: string): boolean {
    return this.#streaming.has(symbol);
  }

  /** A fresh request id. */
  takeReqId(): number {
    return this.#nextReqId++;
  }

  /** The coming image is whole: what it does not name is zero. */
  askPositions(): void {
    this.memory.positions.clear();
    this.memory.image = undefined;
    this.ask("reqPositions", {});
  }

  /** Sends any request; without a session it is lost, as with any client. */
  ask<N extends OutgoingName>(name: N, body: Draft<OutgoingBody<N>>): void {
    if (this.ready) this.#connection?.send(name, body);
  }

  /** Stops (true) or resumes (false) reading. */
  pause(paused: boolean): void {
    this.#connection?.pause(paused);
  }

  /** Loses its connection as by a broken line, and comes back later. */
  drop(): void {
    this.#connection?.drop("cut by its own host");
  }

  /** Sends bytes that need not be a message. */
  sendRaw(bytes: Uint8Array): void {
    this.#connection?.sendRaw(bytes);
  }

  /** Leaves for good. */
  close(): void {
    this.#closed = true;
    this.#connection?.close();
  }

  #dial(): void {
    this.#connection = new Connection(this.#io, this.#options, {
      ready: (accounts, nextOrderId) => this.#ready(accounts, nextOrderId),
      heard: (message) => {
        this.memory.hear(message);
        if (message.name === "contractDetails") this.#described(message.body.contract);
        this.#owner.heard(message);
      },
      closed: (reason) => this.#lost(reason),
    });
  }

  #described({ symbol, secType, conId }: IncomingBody<"contractDetails">["contract"]): void {
    if (this.#options.qualifies === true && secType === "STK") this.#conIds.set(symbol, conId);
  }

  #named(symbol: string): Placement["contract"] {
    const conId = this.#conIds.get(symbol);
    return conId === undefined ? stock(symbol) : { ...stock(symbol), conId };
  }

  #ready(accounts: readonly string[], nextOrderId: number): void {
    this.#accounts = accounts;
    this.#nextOrderId = Math.max(this.#nextOrderId, nextOrderId);
    this.ask("reqExecutions", { reqId: this.takeReqId(), filter: { clientId: this.#options.clientId } });
    this.askPositions();
    for (const symbol of this.#streaming) this.stream(symbol);
    if (this.#options.retries) this.#placeAgain();
    this.#owner.ready();
  }

  #placeAgain(): void {
    for (const [orderId, placement] of this.#placements) {
      const order = this.memory.orders.get(orderId);
      if (order?.status !== "" || order.error !== undefined) continue;
      this.#owner.placingAgain?.(orderId);
      this.#sendOrder(placement);
    }
  }

  #remember(placement: Placement): void {
    const { orderId = 0, contract, order } = placement;
    this.#placements.set(orderId, placement);
    this.memory.placing(orderId, order?.orderRef ?? "", contract?.symbol ?? "");
    this.#nextOrderId = Math.max(this.#nextOrderId, orderId + 1);
  }

  #lost(reason: string): void {
    if (this.#closed) return;
    this.#owner.lost(reason);
    const { clock } = this.#io;
    clock.at(after(clock.now(), this.#options.reconnectMs), () => {
      if (!this.#closed) this.#dial();
    });
  }

  #sendOrder(placement: Placement): void {
    this.#placements.set(placement.orderId!, placement);
    this.#owner.placing?.(placement);
    this.ask("placeOrder", placement);
  }

  #requestAbout(symbol: string): number {
    const reqId = this.takeReqId();
    this.memory.asked(reqId, symbol);
    return reqId;
  }
}

/** A stock as every client writes it. */
export const stock = (symbol: string): Placement["contract"] => ({
  symbol,
  secType: "STK",
  exchange: "SMART",
  currency: "USD",
});
