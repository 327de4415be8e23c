/**
 * What one client has been told: its orders, executions, positions and quotes, as its own messages say.
 *
 * Nothing is inferred. An execution counts once by execId; a position is the last one told for the account and symbol.
 * A number is an order of this client only when the message does not name another client's id.
 */
import { type Decimal, isZero, minus, plus, ZERO } from "../../base/decimal.ts";
import type { Incoming, IncomingBody } from "../../wire/codec.ts";

export interface OrderSeen {
  readonly orderId: number;
  orderRef: string;
  symbol: string;
  /** "" until the first word about it. */
  status: string;
  filled: Decimal;
  permId: number;
  whyHeld: string;
  /** The last error that named it. */
  error: { readonly errorCode: number; readonly errorMsg: string } | undefined;
}

export interface Fill {
  readonly execId: string;
  readonly orderId: number;
  readonly symbol: string;
  readonly side: string;
  readonly shares: Decimal;
  readonly price: number;
}

export interface Quote {
  bid: number | undefined;
  ask: number | undefined;
  last: number | undefined;
}

/** Orders with one of these never work again. */
const FINISHED = new Set(["Filled", "Cancelled", "ApiCancelled", "Inactive"]);
const BID = 1;
const ASK = 2;
const LAST = 4;

export class Memory {
  readonly orders = new Map<number, OrderSeen>();
  readonly fills = new Map<string, Fill>();
  /** execIds whose commission was reported. */
  readonly commissions = new Set<string>();
  /** By symbol, of the own account. */
  readonly positions = new Map<string, Decimal>();
  /** The positions when a list of them last ended. */
  image: ReadonlyMap<string, Decimal> | undefined;
  readonly quotes = new Map<string, Quote>();
  /** Symbols whose contract details were told completely. */
  readonly described = new Set<string>();
  readonly #account: string;
  readonly #clientId: number | undefined;
  readonly #traded = new Map<string, Decimal>();
  readonly #symbolOf = new Map<number, string>();

  /** Without a client id every order it is told of counts as its own. */
  constructor(account: string, clientId?: number) {
    this.#account = account;
    this.#clientId = clientId;
  }

  /** Remembers which symbol a request is about. */
  asked(reqId: number, symbol: string): void {
    this.#symbolOf.set(reqId, symbol);
  }

  /** An order about to be placed; known already when it is placed again. */
  placing(orderId: number, orderRef: string, symbol: string): OrderSeen {
    const order = this.#order(orderId);
    order.orderRef = orderRef;
    order.symbol = symbol;
    return order;
  }

  /** Orders that may still work, oldest first. */
  get working(): readonly OrderSeen[] {
    return [...this.orders.values()].filter((order) => !isFinished(order));
  }

  /** Bought minus sold in a symbol, by this client's own executions. */
  traded(symbol: string): Decimal {
    return this.#traded.get(symbol) ?? ZERO;
  }

  hear(message: Incoming): void {
    switch (message.name) {
      case "openOrder":
        return this.#opened(message.body);
      case "orderStatus":
        return this.#reported(message.body);
      case "execDetails":
        return this.#executed(message.body);
      case "commissionReport":
        this.commissions.add(message.body.execId);
        return;
      case "error":
        return this.#failed(message.body);
      case "position":
        return this.#positioned(message.body);
      case "positionEnd":
        this.image = new Map(this.positions);
        return;
      case "tickPrice":
        return this.#ticked(message.body);
      case "contractDetailsEnd":
        this.described.add(this.#symbolOf.get(message.body.reqId) ?? "");
        return;
    }
  }

  #order(orderId: number): OrderSeen {
    const known = this.orders.get(orderId);
    if (known !== undefined) return known;
    const order = {
      orderId,
      orderRef: "",
      symbol: "",
      status: "",
      filled: ZERO,
      permId: 0,
      whyHeld: "",
      error: undefined,
    };
    this.orders.set(orderId, order);
    return order;
  }

  #opened({ order, contract, orderState }: IncomingBody<"openOrder">): void {
    if (order.whatIf || !this.#own(order.clientId)) return;
    const seen = this.placing(order.orderId, order.orderRef, contract.symbol);
    seen.status = orderState.status;
    seen.permId = order.permId;
  }

  #own(clientId: number): boolean {
    return this.#clientId === undefined || clientId === this.#clientId;
  }

  #reported(report: IncomingBody<"orderStatus">): void {
    if (!this.#own(report.clientId)) return;
    const seen = this.#order(report.orderId);
    seen.status = report.status;
    seen.filled = report.filled ?? ZERO;
    seen.permId = report.permId;
    seen.whyHeld = report.whyHeld;
  }

  #executed({ execution, contract: { symbol } }: IncomingBody<"execDetails">): void {
    const { execId, orderId, side, price } = execution;
    if (this.fills.has(execId) || !this.#own(execution.clientId)) return;
    const shares = execution.shares ?? ZERO;
    this.fills.set(execId, { execId, orderId, symbol, side, price, shares });
    const before = this.traded(symbol);
    this.#traded.set(symbol, side === "BOT" ? plus(before, shares) : minus(before, shares));
  }

  #failed({ id, errorCode, errorMsg }: IncomingBody<"error">): void {
    const order = this.orders.get(id);
    if (order !== undefined) order.error = { errorCode, errorMsg };
  }

  #positioned({ account, contract, position }: IncomingBody<"position">): void {
    if (account !== this.#account) return;
    if (position === undefined || isZero(position)) this.positions.delete(contract.symbol);
    else this.positions.set(contract.symbol, position);
  }

  #ticked({ reqId, tickType, price }: IncomingBody<"tickPrice">): void {
    const symbol = this.#symbolOf.get(reqId);
    if (symbol === undefined || price <= 0) return;
    const quote = this.quotes.get(symbol) ?? { bid: undefined, ask: undefined, last: undefined };
    this.quotes.set(symbol, quote);
    if (tickType === BID) quote.bid = price;
    else if (tickType === ASK) quote.ask = price;
    else if (tickType === LAST) quote.last = price;
  }
}

export const isFinished = (order: OrderSeen): boolean => FINISHED.has(order.status);
