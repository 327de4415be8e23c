/**
 * The demo's strategies: two small bots, written like any user's, that trade for people to watch.
 *
 * Each plays scene after scene (`scenes.ts`) through its own client connection and knows only what it is told there. Positions
 * stay bounded, and `stop` leaves nothing working behind.
 */
import { type Decimal, isZero } from "../../base/decimal.ts";
import { Prng } from "../../base/prng.ts";
import { after, seconds } from "../../base/time.ts";
import type { Io } from "../../io/io.ts";
import type { Incoming } from "../../wire/codec.ts";
import type { Address } from "./connection.ts";
import { opening, type Style, sceneSteps } from "./scenes.ts";
import { Script, type Step } from "./script.ts";
import { Trader } from "./trader.ts";

export interface DemoOptions extends Address {
  readonly account: string;
  readonly symbols: readonly string[];
  readonly style: Style;
  readonly seed: number;
  /** Something happened that a person may want to read. */
  readonly onEvent?: (event: DemoEvent) => void;
}

export interface DemoEvent {
  readonly kind: "connected" | "lost" | "placed" | "modified" | "cancelled" | "filled" | "refused";
  readonly text: string;
}

export interface DemoStats {
  readonly connected: boolean;
  /** Orders placed; each leg of a bracket counts. */
  readonly orders: number;
  /** Distinct executions. */
  readonly fills: number;
  /** Orders that may still work. */
  readonly working: number;
  /** As the `position` messages say. */
  readonly positions: readonly DemoPosition[];
  /** Bought minus sold by this strategy's own executions. */
  readonly traded: readonly DemoPosition[];
}

export interface DemoPosition {
  readonly symbol: string;
  readonly position: Decimal;
}

export interface Running {
  stats(): DemoStats;
  /** Trades no more and cancels what works; `settled` comes when nothing works any more, or after five seconds. */
  stop(settled: () => void): void;
  /** Disconnects. */
  close(): void;
}

const RECONNECT_MS = 1_000;
const SETTLE_MS_MAX = seconds(5);
const SETTLE_POLL_MS = 50;

export function startDemoStrategy(io: Io, options: DemoOptions): Running {
  return new Demo(io, options);
}

class Demo implements Running {
  readonly #io: Io;
  readonly #options: DemoOptions;
  readonly #prng: Prng;
  readonly #trader: Trader;
  #script: Script;
  #scenes = 0;

  constructor(io: Io, options: DemoOptions) {
    this.#io = io;
    this.#options = options;
    this.#prng = new Prng(options.seed, `demo/${options.account}`);
    this.#trader = new Trader(io, { ...options, reconnectMs: RECONNECT_MS, retries: false }, this.#owner());
    this.#script = this.#play(opening(options.symbols));
  }

  stats(): DemoStats {
    const { memory } = this.#trader;
    const of = (symbol: string, position: Decimal): DemoPosition => ({ symbol, position });
    return {
      connected: this.#trader.ready,
      orders: memory.orders.size,
      fills: memory.fills.size,
      working: memory.working.length,
      positions: [...memory.positions].map(([symbol, position]) => of(symbol, position)),
      traded: this.#options.symbols
        .map((symbol) => of(symbol, memory.traded(symbol)))
        .filter((each) => !isZero(each.position)),
    };
  }

  stop(settled: () => void): void {
    this.#script.stop();
    for (const order of this.#trader.memory.working) this.#trader.cancel(order.orderId);
    this.#settle(after(this.#io.clock.now(), SETTLE_MS_MAX), settled);
  }

  close(): void {
    this.#script.stop();
    this.#trader.close();
  }

  #settle(givesUp: ReturnType<Io["clock"]["now"]>, settled: () => void): void {
    const { clock } = this.#io;
    if (this.#trader.memory.working.length === 0 || clock.now() >= givesUp) return settled();
    clock.at(after(clock.now(), SETTLE_POLL_MS), () => this.#settle(givesUp, settled));
  }

  #play(steps: readonly Step[]): Script {
    return new Script(this.#io, this.#trader, steps, () => this.#nextScene(), {
      stepping: (step) => this.#tellStep(step),
    });
  }

  #nextScene(): void {
    const symbol = this.#prng.pick(this.#options.symbols);
    const stage = { prng: this.#prng, traded: this.#trader.memory.traded(symbol) };
    this.#script = this.#play(sceneSteps(this.#options.style, this.#scenes++, symbol, stage));
  }

  #owner(): ConstructorParameters<typeof Trader>[2] {
    return {
      ready: () => this.#tell("connected", `client ${this.#options.clientId} on ${this.#trader.accounts.join(", ")}`),
      lost: (reason) => this.#tell("lost", reason === "" ? "connection closed" : reason),
      heard: (message) => this.#tellMessage(message),
    };
  }

  #tellStep(step: Step): void {
    if (step.step === "place")
      this.#tell("placed", `${step.order.action} ${step.order.totalQuantity} ${step.symbol} ${step.order.orderType}`);
    if (step.step === "bracket")
      this.#tell("placed", `${step.entry.action} ${step.entry.totalQuantity} ${step.symbol} bracket`);
    if (step.step === "flatten") this.#tell("placed", `flatten ${step.symbol}`);
    if (step.step === "modify") this.#tell("modified", step.name);
    if (step.step === "cancel") this.#tell("cancelled", step.name);
  }

  #tellMessage(message: Incoming): void {
    if (message.name === "execDetails" && message.body.reqId === -1) {
      const { execution, contract } = message.body;
      this.#tell("filled", `${execution.side} ${execution.shares} ${contract.symbol} at ${execution.price}`);
    }
    if (message.name === "error" && this.#trader.memory.orders.has(message.body.id)) {
      this.#tell("refused", `${message.body.errorCode} ${message.body.errorMsg}`);
    }
  }

  #tell(kind: DemoEvent["kind"], text: string): void {
    this.#options.onEvent?.({ kind, text });
  }
}
