/**
 * What happens at a simulated Gateway, told to whoever watches it, as it happens.
 *
 * Without a listener nothing is made up. Strikes of faults are looked for now and then, so they come a moment late.
 */
import { EventEmitter } from "node:events";
import type { Clock } from "../io/io.ts";
import type { BrokerEvent } from "../sim/broker/event.ts";
import type { Faults } from "../sim/faults/faults.ts";
import { FaultTally, happened, ofBroker, type SimEvent } from "./happening.ts";

/** How long after a strike it is told at the latest. */
const STRIKES_MS = 250;

export class News {
  readonly #clock: Pick<Clock, "wall">;
  readonly #events = new EventEmitter<{ happened: [SimEvent] }>();
  readonly #tally = new FaultTally();
  #looking: NodeJS.Timeout | undefined;
  /** The order event that was told last. */
  #lastOrder = "";

  constructor(clock: Pick<Clock, "wall">, listener: ((event: SimEvent) => void) | undefined) {
    this.#clock = clock;
    if (listener !== undefined) this.#events.on("happened", listener);
  }

  get #heard(): boolean {
    return this.#events.listenerCount("happened") > 0;
  }

  tell(event: string, fields: Readonly<Record<string, unknown>>): void {
    if (this.#heard) this.#events.emit("happened", happened(this.#clock.wall(), event, fields));
  }

  /** Clients are told some things twice, as at a real Gateway; people are told them once. */
  broker = (events: readonly BrokerEvent[]): void => {
    if (!this.#heard) return;
    for (const event of events) {
      const said = ofBroker(this.#clock.wall(), event);
      if (said === undefined || (said.event === "order" && !this.#isNews(said))) continue;
      this.#events.emit("happened", said);
    }
  };

  /** Tells at once which faults are set and cleared, and within a moment which struck. */
  watch(faults: Faults): void {
    if (!this.#heard) return;
    const look = (): void => {
      for (const said of this.#tally.changes(faults.list(), this.#clock.wall())) this.#events.emit("happened", said);
    };
    faults.watch(look);
    this.#looking = setInterval(look, STRIKES_MS).unref();
  }

  stop(): void {
    clearInterval(this.#looking);
  }

  #isNews({ time: _time, ...order }: SimEvent): boolean {
    const before = this.#lastOrder;
    this.#lastOrder = JSON.stringify(order);
    return this.#lastOrder !== before;
  }
}
