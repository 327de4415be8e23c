/**
 * An engine at work, between a Gateway and a client that are played here: positions, streams and orders at work on both sides
 * of every contract, and lists of allowed and banned ones.
 */
import assert from "node:assert/strict";
import type { Decimal } from "../../src/base/decimal.ts";
import type { WallMs } from "../../src/base/time.ts";
import type { EngineConfig } from "../../src/model/config.ts";
import type { ConnId } from "../../src/model/ids.ts";
import { type Limits, limitsOf, NO_LIMITS } from "../../src/model/limits.ts";
import { Risk } from "../../src/risk/risk.ts";
import { config, Stage, shares } from "../../test/engine/stage.ts";

export interface Size {
  /** Each with a position, a stream, and so many orders at work on either side. */
  readonly contracts: number;
  readonly deep: number;
  readonly allowed: number;
  readonly banned: number;
}

/** What a cash account trades; many contracts, many orders of few contracts, and long lists. */
export const SIZES = {
  small: { contracts: 6, deep: 1, allowed: 14, banned: 5 },
  wide: { contracts: 100, deep: 1, allowed: 202, banned: 5 },
  deep: { contracts: 4, deep: 25, allowed: 10, banned: 5 },
  listed: { contracts: 20, deep: 1, allowed: 200, banned: 100 },
} as const satisfies Readonly<Record<string, Size>>;

/** Time between two orders: forty a second, as many as the pacing of a real Gateway lets through. */
const PAUSE_MS = 25;
/** A quote is good for a minute. */
const ORDERS_PER_QUOTE = 500;
const HOURS = "Mon-Sun 00:00-24:00 Etc/UTC";

const contractOf = (n: number) => ({
  ...{ conId: 1_000 + n, symbol: `SYM${n}`, localSymbol: `SYM${n}` },
  ...{ secType: "STK", exchange: "SMART", currency: "USD" },
});

const much = "100000000" as Decimal;
/** Wide enough to let every order of the benchmark pass. */
const limitsOn = ({ allowed, banned }: Size): Limits => ({
  "long-only": true,
  contracts: Array.from({ length: allowed }, (_, n) =>
    n % 2 === 0 ? { conId: 998 + allowed - n } : { symbol: `SYM${n}` },
  ),
  banned: Array.from({ length: banned }, (_, n) => (n % 2 === 0 ? { conId: 9_000 + n } : { symbol: `BAD${n}` })),
  "order-types": ["MKT", "LMT", "STP", "STP LMT"],
  sessions: [HOURS],
  "max-quantity": much,
  "max-value": much,
  "price-collar": 5,
  "look-alike": 1,
  "orders-per-second": 45,
  "repeated-executions": { executions: 100, seconds: 60 },
  "max-position": much,
  "max-gross-value": much,
  "max-open-orders": 1_000,
  "self-match": "refuse",
  "daily-loss": much,
  drawdown: 50,
  ramp: 50,
});

/** Those that a strategy, or an account, may have. */
function limitsFor(kind: "strategy" | "account", size: Size): Limits {
  const on = limitsOn(size);
  return { ...NO_LIMITS, ...Object.fromEntries(limitsOf(kind).map((name) => [name, on[name]])) };
}

function configOf(limits: "on" | "off", size: Size): EngineConfig {
  const [alpha, beta] = config.strategies;
  const isOn = limits === "on";
  return {
    ...{ ...config, messagesPerSecond: 1_000_000 },
    strategies: [{ ...alpha!, limits: isOn ? limitsFor("strategy", size) : NO_LIMITS }, beta!],
    accounts: { DU1: isOn ? limitsFor("account", size) : NO_LIMITS },
    hours: { [HOURS]: [{ from: 0 as WallMs, to: Number.MAX_SAFE_INTEGER as WallMs }] },
  };
}

/** Microseconds of what was called last under each name. */
function timed<N extends string>(owner: { [K in N]: (...args: never[]) => unknown }, name: N): () => number {
  const real = owner[name] as (...args: unknown[]) => unknown;
  let lastUs = 0;
  owner[name] = function (this: unknown, ...args: unknown[]) {
    const from = performance.now();
    const result = real.apply(this, args);
    lastUs = (performance.now() - from) * 1_000;
    return result;
  } as never;
  return () => lastUs;
}

const gatesUs = timed(Risk.prototype, "refusal");

export class Desk {
  readonly #stage: Stage;
  readonly #contracts: number;
  readonly #deep: number;
  readonly #conn: ConnId;
  readonly #stepUs: () => number;
  #lines: readonly number[] = [];
  #orderId = 0;
  #permId = 10_000;

  constructor(limits: "on" | "off", size: Size) {
    this.#contracts = size.contracts;
    this.#deep = size.deep;
    this.#stage = new Stage(configOf(limits, size));
    this.#stage.greet();
    this.#stage.recover();
    this.#conn = this.#stage.connect(1, 1);
    this.#settle();
    this.#stepUs = timed(this.#stage.engine, "step");
  }

  #settle(): void {
    const value = (key: string, text: string) =>
      this.#stage.says("updateAccountValue", { key, value: text, currency: "USD", accountName: "DU1" });
    value("NetLiquidation", "1000000");
    value("ExchangeRate", "1.00");
    this.#stage.pass(2_000);
    this.#lines = Array.from({ length: this.#contracts }, (_, n) => this.#streams(n));
    this.#quote();
    for (let n = 0; n < this.#contracts; n++) this.#buys(n);
    this.#forget();
    for (let n = 0; n < this.#contracts; n++) this.#works(n);
    this.#forget();
  }

  /** Orders that rest on both sides. */
  #works(n: number): void {
    for (let deep = 0; deep < this.#deep; deep++) {
      this.#ask(n, "BUY", 98 - deep / 100);
      this.#ask(n, "SELL", 103 + deep / 100);
    }
    for (let at = 0; at < 2 * this.#deep; at++) this.#stage.shows(at, { permId: ++this.#permId });
    this.#forget();
  }

  /** The strategy's own hundred shares. */
  #buys(n: number): void {
    const contract = contractOf(n);
    this.#ask(n, "BUY", 100, 100);
    const { orderId } = this.#stage.shows(n);
    const execution = {
      execId: `e${n}.01.01`,
      side: "BOT",
      ...{ shares: shares(100), cumQty: shares(100), price: 100 },
      time: "20260105 10:11:12 UTC",
    };
    this.#stage.executes(n, execution, -1, contract);
    const [filled, remaining] = [shares(100), shares(0)];
    this.#stage.says("orderStatus", { orderId, clientId: 100, permId: 500 + n, status: "Filled", filled, remaining });
    this.#stage.says("position", { account: "DU1", contract, position: shares(100), avgCost: 100 });
  }

  #streams(n: number): number {
    // Whoever has a list of symbols must know what the broker calls a number.
    this.#stage.says("position", { account: "DU1", contract: contractOf(n), position: shares(0), avgCost: 0 });
    this.#stage.ask(this.#conn, "reqMktData", { reqId: 10 + n, contract: contractOf(n) });
    this.#stage.pass(PAUSE_MS);
    return this.#stage.lastReqId("reqMktData");
  }

  #quote(): void {
    for (const reqId of this.#lines)
      for (const [tickType, price] of [
        [1, 99.99],
        [2, 100.01],
        [4, 100],
      ] as const)
        this.#stage.says("tickPrice", { reqId, tickType, price, size: shares(1) });
  }

  #ask(n: number, action: string, lmtPrice: number, quantity = 1): void {
    this.#stage.pass(PAUSE_MS);
    const order = { action, orderType: "LMT", totalQuantity: shares(quantity), lmtPrice, transmit: true };
    this.#stage.ask(this.#conn, "placeOrder", { orderId: ++this.#orderId, contract: contractOf(n), order });
  }

  /** One order, which every gate lets pass: the microseconds that it took, and those of the gates among them. */
  place(): { readonly orderUs: number; readonly gatesUs: number } {
    const n = this.#orderId;
    if (n % ORDERS_PER_QUOTE === 0) this.#quote();
    // Never like another one of the last second, and never across the other side of the book.
    this.#ask(
      n % this.#contracts,
      n % 2 === 0 ? "BUY" : "SELL",
      n % 2 === 0 ? 99 + (n % 90) / 100 : 101 + (n % 90) / 100,
    );
    const us = { orderUs: this.#stepUs(), gatesUs: gatesUs() };
    const [placed] = this.#stage.placed;
    assert.ok(placed !== undefined, `an order of the benchmark was refused: ${this.#stage.brief(this.#conn)}`);
    this.#stage.refuses(placed.orderId, 201);
    this.#forget();
    return us;
  }

  #forget(): void {
    this.#stage.told(this.#conn);
    for (const kept of [this.#stage.asked, this.#stage.entries, this.#stage.effects]) kept.length = 0;
  }
}
