/**
 * A client's behaviour as data: a list of steps that a trader goes through one by one.
 *
 * A step that waits gives up after its time, and the script goes on: a client whose Gateway died under it must not
 * hang. While there is no connection a script stands still.
 */
import { compare, type Decimal, ZERO } from "../../base/decimal.ts";
import { after, type Instant, seconds } from "../../base/time.ts";
import type { Io } from "../../io/io.ts";
import { isFinished, type OrderSeen } from "./memory.ts";
import { type Price, priceOf } from "./price.ts";
import type { Terms, Trader } from "./trader.ts";

/** An order in a script: prices may follow the market. */
export interface ScriptedOrder {
  readonly action: "BUY" | "SELL";
  readonly totalQuantity: Decimal;
  readonly orderType: "MKT" | "LMT" | "STP";
  readonly lmtPrice?: Price;
  readonly auxPrice?: Price;
  readonly tif?: string;
  readonly outsideRth?: boolean;
}

/** Orders are named within their script; the name is also the client's own orderRef. */
export type Step =
  /** Asks for contract details and waits for their end. */
  | { readonly step: "describe"; readonly symbol: string }
  /** Streams quotes and waits for a bid and an ask. */
  | { readonly step: "stream"; readonly symbol: string }
  | { readonly step: "place"; readonly name: string; readonly symbol: string; readonly order: ScriptedOrder }
  /** Entry, take-profit (`NAME-tp`) and stop-loss (`NAME-sl`), transmitted with the last. */
  | {
      readonly step: "bracket";
      readonly name: string;
      readonly symbol: string;
      readonly entry: ScriptedOrder;
      readonly takeProfit: Price;
      readonly stopLoss: Price;
    }
  | { readonly step: "modify"; readonly name: string; readonly lmtPrice: Price }
  /** Cancels the order unless it has ended already. */
  | { readonly step: "cancel"; readonly name: string }
  /** Trades the client's own executions in a symbol back to nothing. */
  | { readonly step: "flatten"; readonly name: string; readonly symbol: string }
  /** Waits until the order has one of these statuses; `Filled` also waits for the commission of every fill. */
  | { readonly step: "until"; readonly name: string; readonly status: readonly string[] }
  /** The same, for as long as it takes: a script that is never told so never ends. */
  | { readonly step: "await"; readonly name: string; readonly status: readonly string[] }
  /** Asks for positions and waits, for as long as it takes, until a whole list of them says this of a symbol. */
  | { readonly step: "holds"; readonly symbol: string; readonly position: Decimal }
  | { readonly step: "pause"; readonly ms: number };

export interface ScriptOptions {
  /** The longest that one step waits. */
  readonly waitMsMax: number;
  /** Told before each step; for people. */
  readonly stepping?: (step: Step) => void;
}

const POLL_MS = 20;
const WAIT_MS_MAX = seconds(10);
const NEVER = Infinity as Instant;

export class Script {
  readonly #io: Io;
  readonly #trader: Trader;
  readonly #steps: readonly Step[];
  readonly #options: ScriptOptions;
  readonly #done: () => void;
  readonly #orders = new Map<string, OrderSeen>();
  #at = 0;
  #stopped = false;

  /** Begins at once; `done` is called when the last step is through. */
  constructor(io: Io, trader: Trader, steps: readonly Step[], done: () => void, options: Partial<ScriptOptions> = {}) {
    this.#io = io;
    this.#trader = trader;
    this.#steps = steps;
    this.#done = done;
    this.#options = { waitMsMax: WAIT_MS_MAX, ...options };
    this.#later(0, () => this.#next());
  }

  /** The orders it has placed, by their names. */
  get orders(): ReadonlyMap<string, OrderSeen> {
    return this.#orders;
  }

  get finished(): boolean {
    return this.#at >= this.#steps.length;
  }

  /** The step it is at. */
  get standing(): Step | undefined {
    return this.#steps[this.#at];
  }

  /** Takes no further step. */
  stop(): void {
    this.#stopped = true;
  }

  #next(): void {
    const step = this.#steps[this.#at];
    if (step === undefined) return this.#done();
    if (!this.#trader.ready) return this.#later(POLL_MS, () => this.#next());
    this.#options.stepping?.(step);
    this.#take(step);
  }

  #take(step: Step): void {
    switch (step.step) {
      case "describe":
        this.#trader.describe(step.symbol);
        return this.#wait(() => this.#trader.memory.described.has(step.symbol));
      case "stream":
        this.#trader.stream(step.symbol);
        return this.#wait(() => this.#quoted(step.symbol));
      case "pause":
        return this.#later(step.ms, () => this.#advance());
      case "until":
        return this.#wait(() => this.#reached(step.name, step.status));
      case "await":
        return this.#wait(() => this.#reached(step.name, step.status), NEVER);
      case "holds":
        this.#trader.askPositions();
        return this.#wait(() => this.#holds(step.symbol, step.position), NEVER);
      default:
        this.#act(step);
        return this.#advance();
    }
  }

  #act(step: Exclude<Step, { step: "describe" | "stream" | "pause" | "until" | "await" | "holds" }>): void {
    const order = this.#orders.get(step.name);
    if (step.step === "place") this.#place(step.name, step.symbol, this.#terms(step.symbol, step.order));
    else if (step.step === "bracket") this.#bracket(step);
    else if (step.step === "flatten") this.#flatten(step.name, step.symbol);
    else if (order === undefined || isFinished(order)) return;
    else if (step.step === "cancel") this.#trader.cancel(order.orderId);
    else this.#trader.modify(order.orderId, { lmtPrice: this.#price(order.symbol, step.lmtPrice) });
  }

  #place(name: string, symbol: string, terms: Terms): number {
    const order = this.#trader.place(symbol, name, terms);
    this.#orders.set(name, order);
    return order.orderId;
  }

  #bracket({ name, symbol, entry, takeProfit, stopLoss }: Extract<Step, { step: "bracket" }>): void {
    const { totalQuantity, action: entryAction } = entry;
    const action = entryAction === "BUY" ? "SELL" : "BUY";
    const parentId = this.#place(name, symbol, { ...this.#terms(symbol, entry), transmit: false });
    const lmtPrice = this.#price(symbol, takeProfit);
    this.#place(`${name}-tp`, symbol, { action, totalQuantity, orderType: "LMT", lmtPrice, parentId, transmit: false });
    const auxPrice = this.#price(symbol, stopLoss);
    this.#place(`${name}-sl`, symbol, { action, totalQuantity, orderType: "STP", auxPrice, parentId });
  }

  #flatten(name: string, symbol: string): void {
    const traded = this.#trader.memory.traded(symbol);
    const side = compare(traded, ZERO);
    if (side === 0) return;
    const totalQuantity = traded.replace("-", "") as Decimal;
    this.#place(name, symbol, { action: side > 0 ? "SELL" : "BUY", totalQuantity, orderType: "MKT" });
  }

  #terms(symbol: string, { lmtPrice, auxPrice, ...rest }: ScriptedOrder): Terms {
    return { ...rest, lmtPrice: this.#price(symbol, lmtPrice), auxPrice: this.#price(symbol, auxPrice) };
  }

  #price(symbol: string, price: Price | undefined): number | undefined {
    return price === undefined ? undefined : priceOf(price, this.#trader.memory.quotes.get(symbol));
  }

  #quoted(symbol: string): boolean {
    const quote = this.#trader.memory.quotes.get(symbol);
    return quote?.bid !== undefined && quote.ask !== undefined;
  }

  #reached(name: string, status: readonly string[]): boolean {
    const order = this.#orders.get(name);
    if (order === undefined || !status.includes(order.status)) return order === undefined;
    return order.status !== "Filled" || this.#paid(order.orderId);
  }

  #holds(symbol: string, position: Decimal): boolean {
    const { image } = this.#trader.memory;
    return image !== undefined && compare(image.get(symbol) ?? ZERO, position) === 0;
  }

  /** Whether every known fill of an order, and at least one, has its commission. */
  #paid(orderId: number): boolean {
    const { fills, commissions } = this.#trader.memory;
    const own = [...fills.values()].filter((fill) => fill.orderId === orderId);
    return own.length > 0 && own.every((fill) => commissions.has(fill.execId));
  }

  #wait(condition: () => boolean, givesUp = after(this.#io.clock.now(), this.#options.waitMsMax)): void {
    if (condition() || this.#io.clock.now() >= givesUp) return this.#advance();
    this.#later(POLL_MS, () => this.#wait(condition, givesUp));
  }

  #advance(): void {
    this.#at++;
    this.#later(0, () => this.#next());
  }

  #later(ms: number, run: () => void): void {
    const { clock } = this.#io;
    clock.at(after(clock.now(), ms), () => {
      if (!this.#stopped) run();
    });
  }
}
