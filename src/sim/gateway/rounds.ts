/**
 * What the Gateway does when time passes: the market moves, the broker's deadlines come, cycles repeat account values and
 * profits.
 *
 * There is one timer, for the earliest of these; whoever changes what is to be done asks for a look with `plan`.
 */
import { after, earliest, type Instant } from "../../base/time.ts";
import type { Clock } from "../../io/io.ts";
import type { QuoteChange } from "../exchange/quote.ts";
import { accountCycle } from "./account/accounts.ts";
import { pnlCycle } from "./account/pnl.ts";
import { summaryCycle } from "./account/summaries.ts";
import type { Context } from "./context.ts";
import { quotesChanged } from "./data/stream.ts";

export class Rounds {
  readonly #context: Context;
  readonly #clock: Clock;
  readonly #settle: () => void;
  #cancelWake: () => void = () => {};
  #wakeAt: Instant | undefined;
  #marketAt: Instant;
  #accountsAt: Instant;
  #pnlAt: Instant;
  #stopped = false;

  /** `settle` is called when everything of one moment is done. */
  constructor(context: Context, clock: Clock, settle: () => void) {
    this.#context = context;
    this.#clock = clock;
    this.#settle = settle;
    this.#marketAt = this.#nextMarket();
    this.#accountsAt = after(clock.now(), context.limits.accountCycleMs);
    this.#pnlAt = after(clock.now(), context.limits.pnlCycleMs);
  }

  /** Puts the next thing to do on the clock. */
  plan(): void {
    if (this.#stopped) return;
    // A contract that somebody has begun to watch may change before those that were watched already.
    this.#marketAt = Math.min(this.#marketAt, this.#nextMarket()) as Instant;
    const streams = this.#context.sessions().some((session) => session.pnl.size > 0) ? this.#pnlAt : undefined;
    const next = earliest(this.#marketAt, this.#context.broker.nextDeadline(), this.#accountsAt, streams);
    if (next === undefined || next === this.#wakeAt) return;
    this.#cancelWake();
    this.#wakeAt = next;
    this.#cancelWake = this.#clock.at(next, () => this.#wake());
  }

  /** The market of some contract is told what to do; everybody concerned hears what changed. */
  dictate(run: () => readonly QuoteChange[]): void {
    this.#marketMoves();
    this.#quotesAre(run());
    this.#brokerPasses();
    this.#marketAt = this.#nextMarket();
    this.#settle();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelWake();
  }

  #nextMarket(): Instant {
    const { exchange } = this.#context;
    const wall = this.#clock.wall();
    return after(this.#clock.now(), Math.max(1, exchange.nextChange(wall) - wall));
  }

  #wake(): void {
    if (this.#stopped) return;
    this.#wakeAt = undefined;
    this.#marketMoves();
    this.#brokerPasses();
    this.#cycles(this.#clock.now());
    this.#settle();
  }

  #marketMoves(): void {
    this.#quotesAre(this.#context.exchange.advance(this.#clock.wall()));
    this.#marketAt = this.#nextMarket();
  }

  #quotesAre(changes: readonly QuoteChange[]): void {
    const context = this.#context;
    quotesChanged(context, changes);
    context.deliver(context.broker.moved(changes, context.moment()));
  }

  #brokerPasses(): void {
    const context = this.#context;
    context.deliver(context.broker.passed(context.moment()));
  }

  #cycles(now: Instant): void {
    const { limits } = this.#context;
    if (now >= this.#accountsAt) {
      accountCycle(this.#context);
      summaryCycle(this.#context);
      this.#accountsAt = after(now, limits.accountCycleMs);
    }
    if (now < this.#pnlAt) return;
    pnlCycle(this.#context);
    this.#pnlAt = after(now, limits.pnlCycleMs);
  }
}
