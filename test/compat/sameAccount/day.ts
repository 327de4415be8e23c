/**
 * What one connection does all the time in sameAccount.test.ts: it places, changes, cancels and trades, looks at lists, and
 * remembers what it did. Nothing in it knows of anybody else.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { EventName, OrderAction, OrderType, TimeInForce } from "@stoqey/ib";
import type { Trader } from "../orders/trader.ts";

/** The Gateway takes 20 orders on one side of a contract, of all connections together. */
const RESTING_MAX = 3;
/** Between two things that it does. */
const PAUSE_MS = 150;

export class Day {
  readonly trader: Trader;
  readonly name: string;
  readonly cancelled = new Set<number>();
  readonly #resting: number[] = [];
  #nextId = 1;
  #step = 0;

  constructor(name: string, trader: Trader) {
    this.name = name;
    this.trader = trader;
    trader.api.reqPositions();
  }

  /** Until `over`. */
  async runs(over: () => boolean): Promise<void> {
    while (!over()) {
      this.#act(this.#step++);
      await sleep(PAUSE_MS);
    }
    await this.trader.until(`answer to ${this.name} about ${this.#unanswered()}`, () =>
      this.#unanswered().length === 0 ? true : undefined,
    );
    await this.trader.quiet();
  }

  /** What it does not know the end of: orders without any status, and cancels that have not ended theirs. */
  #unanswered(): readonly number[] {
    return this.ids.filter((id) =>
      this.cancelled.has(id) ? this.status(id) !== "Cancelled" : this.status(id) === undefined,
    );
  }

  #act(step: number): void {
    const { api } = this.trader;
    if (step % 6 === 5) return void api.reqAllOpenOrders();
    if (step % 6 === 4) return this.#trade(step % 12 === 4 ? OrderAction.BUY : OrderAction.SELL);
    if (step % 2 === 1 && this.#resting.length > RESTING_MAX) return this.#cancelOldest();
    if (step % 6 === 2) return this.#rest(this.#resting.at(-1) ?? this.#id(), 20 + (step % 7));
    this.#rest(this.#id(), 10);
  }

  #id(): number {
    return this.#nextId++;
  }

  #rest(id: number, lmtPrice: number): void {
    if (!this.#resting.includes(id)) this.#resting.push(id);
    this.trader.place(id, { lmtPrice, tif: TimeInForce.GTC, orderRef: this.name });
  }

  #trade(action: OrderAction): void {
    const market = { orderType: OrderType.MKT, lmtPrice: undefined as never };
    this.trader.place(this.#id(), {
      ...market,
      action,
      totalQuantity: action === OrderAction.BUY ? 3 : 2,
      orderRef: this.name,
    });
  }

  #cancelOldest(): void {
    const id = this.#resting.shift();
    if (id === undefined) return;
    this.cancelled.add(id);
    this.trader.api.cancelOrder(id);
  }

  /** The numbers it has used. */
  get ids(): readonly number[] {
    return Array.from({ length: this.#nextId - 1 }, (_, i) => i + 1);
  }

  /** The last status that it was told of an order of its own. */
  status(id: number): string | undefined {
    return this.told(EventName.orderStatus).findLast(([about]) => about === id)?.[1];
  }

  // biome-ignore lint/suspicious/noExplicitAny: events carry what the library gives them
  told(name: EventName): readonly (readonly any[])[] {
    return this.trader.emitted.flatMap(({ event, values }) => (event === name ? [values] : []));
  }
}
