/**
 * A stage for tests of the broker: a market whose quotes the test writes by hand, a clock it moves, and a transcript
 * of events in one line each.
 */
import { assert } from "../../src/base/assert.ts";
import { decimal } from "../../src/base/decimal.ts";
import type { Instant, WallMs } from "../../src/base/time.ts";
import { wallOf } from "../../src/base/time.ts";
import { Broker, type BrokerOptions, type Moment } from "../../src/sim/broker/broker.ts";
import type { BrokerEvent } from "../../src/sim/broker/event.ts";
import type { Market } from "../../src/sim/broker/market.ts";
import { remaining, type Terms, whyHeld } from "../../src/sim/broker/order.ts";
import type { Attached } from "../../src/sim/broker/placement.ts";
import { BROKER_DEFAULTS, type BrokerSwitches } from "../../src/sim/broker/switches.ts";
import { Calendar, type Session } from "../../src/sim/exchange/calendar/calendar.ts";
import type { Listing } from "../../src/sim/exchange/directory/listing.ts";
import { marketRule } from "../../src/sim/exchange/directory/rules.ts";
import { stocks } from "../../src/sim/exchange/directory/stocks.ts";
import type { Quote } from "../../src/sim/exchange/quote.ts";
import { type Draft, decodeOutgoing, encodeOutgoing } from "../../src/wire/codec.ts";

export const START = wallOf(2026, 1, 5, 15, 0);
export const AAPL = 265598;
export const MSFT = 272093;
/** A call on AAPL at 90 that expires an hour after the start. */
export const CALL = 900_000_001;

/** An order as a test writes it: the quantity as plain text. */
export type Wanted = Omit<Draft<Terms>, "totalQuantity"> & { readonly totalQuantity?: string };

/** A hundred shares, each to be changed by what is spread behind it. */
export const MKT: Wanted = { action: "BUY", orderType: "MKT" };
export const limit = (lmtPrice: number, also: Wanted = {}): Wanted => ({
  ...{ action: "BUY", orderType: "LMT", lmtPrice },
  ...also,
});
export const stop = (auxPrice: number, also: Wanted = {}): Wanted => ({
  ...{ action: "SELL", orderType: "STP", auxPrice },
  ...also,
});

/** What a client would have sent: the terms as the wire gives them to the broker. */
export function terms({ totalQuantity = "100", ...order }: Wanted): Terms {
  const sent = { transmit: true, exemptCode: -1, totalQuantity: decimal(totalQuantity), ...order };
  const frame = encodeOutgoing("placeOrder", { orderId: 1, order: sent }, 200);
  assert(frame instanceof Uint8Array, `not a frame: ${frame}`);
  const message = decodeOutgoing(frame.subarray(4), 200);
  assert("name" in message && message.name === "placeOrder", `not an order: ${message}`);
  return message.body.order;
}

/** By whom and for what an order is placed. */
export interface Where {
  readonly clientId?: number;
  readonly conId?: number;
  readonly secType?: string;
  readonly listing?: Listing;
  readonly attached?: Attached;
}

export class Stage {
  readonly broker: Broker;
  readonly #quotes = new Map<number, Quote>();
  readonly #listings = stocks(new Calendar("always"));
  session: Session = "regular";
  halted = false;
  readonly watched = new Set<number>();
  /** When the next session begins, for the market that is closed. */
  opensAt: WallMs = START;
  #now = 0;
  #said: BrokerEvent[] = [];

  constructor(options: Partial<BrokerOptions> = {}, switches: Partial<BrokerSwitches> = {}) {
    for (const conId of [AAPL, MSFT]) this.#quotes.set(conId, quoteAt(100));
    const market: Market = {
      find: () => [],
      byConId: (conId) => (conId < 100 ? undefined : this.listing(conId)),
      quote: (conId) => this.#quotes.get(conId) ?? quoteAt(100),
      session: (_listing, wall) => (wall >= this.opensAt ? "regular" : this.session),
      marketRule,
      nextSession: () => (this.opensAt < Number.POSITIVE_INFINITY ? this.opensAt : undefined),
      watch: (conId) => void this.watched.add(conId),
      unwatch: (conId) => void this.watched.delete(conId),
      halted: () => (this.halted ? 1 : 0),
    };
    this.broker = new Broker(
      {
        ...{ market, accounts: ["DU1000001"], cash: 1_000_000, latencyMs: 10, openOrdersMax: 20, startWall: START },
        switches: { ...BROKER_DEFAULTS, ...switches },
        ...options,
      },
      this.moment(),
    );
    this.opensAt = Number.POSITIVE_INFINITY as WallMs;
  }

  /** The top of the book as it stands. */
  quoteOf(conId: number): Quote {
    return this.#quotes.get(conId) ?? quoteAt(100);
  }

  moment(): Moment {
    return { now: this.#now as Instant, wall: (START + this.#now) as WallMs };
  }

  /** Numbers below 100 are those of contracts that nobody knows. */
  listing(conId: number): Listing {
    if (conId === CALL) return callOn(this.listing(AAPL));
    const found = this.#listings.find((listing) => listing.conId === conId);
    assert(found !== undefined, `no listing ${conId}`);
    return found;
  }

  /** `secType` makes another kind of contract of the stock. */
  place(orderId: number, order: Wanted, where: Where = {}): string[] {
    const { clientId = 1, conId = AAPL, attached } = where;
    const usual = this.listing(conId);
    const secType = (where.secType ?? usual.secType) as Listing["secType"];
    const listing = where.listing ?? { ...usual, secType };
    const placement = {
      clientId,
      orderId,
      listing,
      terms: terms(order),
      ...(attached === undefined ? {} : { attached }),
    };
    return this.#heard(this.broker.place(placement, this.moment()));
  }

  /** As a person does in TWS. */
  placeByHand(order: Wanted): { readonly permId: number | undefined; readonly said: string[] } {
    const { permId, events } = this.broker.placeManual(
      { listing: this.listing(AAPL), terms: terms(order) },
      this.moment(),
    );
    return { permId, said: this.#heard(events) };
  }

  bind(permId: number): string[] {
    return this.#heard(this.broker.bind(permId, this.moment()));
  }

  cancel(orderId: number, clientId = 1): string[] {
    return this.#heard(this.broker.cancel(clientId, orderId, this.moment()));
  }

  exercise(orderId: number): string[] {
    const asked = { exerciseAction: 1, exerciseQuantity: 1, account: "", override: false };
    const request = { clientId: 1, orderId, listing: this.listing(CALL), ...asked };
    return this.#heard(this.broker.exercise(request, this.moment()));
  }

  cancelEverything(): string[] {
    return this.#heard(this.broker.cancelEverything(this.moment()));
  }

  /** Time passes, by default long enough for an order to reach the market. */
  wait(ms = 20): string[] {
    this.#now += ms;
    return this.#heard(this.broker.passed(this.moment()));
  }

  /** The same time passes, and the broker is called only when it asked to be. */
  waitAsAsked(ms: number): string[] {
    const end = this.#now + ms;
    const said: string[] = [];
    for (let due = this.broker.nextDeadline(); due !== undefined && due <= end; due = this.broker.nextDeadline()) {
      this.#now = Math.max(this.#now, due);
      said.push(...this.#heard(this.broker.passed(this.moment())));
    }
    this.#now = end;
    return said;
  }

  /** Moves the quote of a contract; bid and ask lie a cent around `last` unless said otherwise. */
  quote(last: number, also: Partial<Quote> = {}, conId = AAPL): string[] {
    this.#now += 250;
    this.#quotes.set(conId, { ...quoteAt(last), ...also });
    const change = { conId, bid: true, ask: true, last: true, volume: true, day: false };
    return this.#heard(this.broker.moved([change], this.moment()));
  }

  /** Everything that was said so far, as events. */
  get events(): readonly BrokerEvent[] {
    return this.#said;
  }

  #heard(events: readonly BrokerEvent[]): string[] {
    this.#said.push(...events);
    return events.map(line);
  }
}

function callOn(stock: Listing): Listing {
  const terms = { secType: "OPT", multiplier: 100, strike: 90, right: "C", underConId: stock.conId } as const;
  const ends = { lastTradeWall: START + 3_600_000 };
  return { ...stock, conId: CALL, ...terms, ...ends };
}

const quoteAt = (last: number): Quote => ({
  ...{ bid: round(last - 0.01), ask: round(last + 0.01), last, bidSize: 500, askSize: 500, lastSize: 100 },
  ...{ volume: 1_000, high: last, low: last, open: last, close: last, lastTime: START },
});

const round = (price: number): number => Math.round(price * 100) / 100;

/** `OS 1 Submitted 0/100 child`, `OO 1 Submitted`, `EX 1 BOT 100@100.01`, `CR 1 1`, `ERR 1 202 ...`. */
export function line(event: BrokerEvent): string {
  switch (event.kind) {
    case "order":
      return `OO ${event.order.orderId} ${event.order.status}${event.commissionShown ? ` cost ${event.order.commission}` : ""}`;
    case "status": {
      const { order } = event;
      const held = whyHeld(order);
      return `OS ${order.orderId} ${order.status} ${order.filled}/${remaining(order)}${held === "" ? "" : ` ${held}`}`;
    }
    case "execution": {
      const { execution } = event;
      return `EX ${execution.orderId} ${execution.side} ${execution.shares}@${execution.price}`;
    }
    case "commission":
      return `CR ${event.execution.orderId} ${event.execution.commission} ${event.execution.realizedPNL ?? "-"}`;
    case "preview":
      return `WHATIF ${event.preview.orderId} ${event.preview.marginChange}`;
    case "error":
      return `ERR ${event.orderId} ${event.code} ${event.text}`;
    case "bound":
      return `BOUND ${event.orderId}`;
    case "position":
      return `POS ${event.account}`;
  }
}

/** `1 Filled`, `2 Cancelled`: every order that was ever taken, by its number. */
export const statuses = (stage: Stage): readonly string[] =>
  stage.broker.orders().map((order) => `${order.orderId} ${order.status}`);
