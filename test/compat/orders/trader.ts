/**
 * An unmodified client, @stoqey/ib, in the hands of a test: it places orders under ids of the test's choice and waits for
 * what the library tells of them.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type Contract, EventName, IBApi, type Order, OrderAction, OrderType, SecType, TimeInForce } from "@stoqey/ib";
import { started } from "../../rig/tearDown.ts";

export const ACCOUNT = "DU1000001";
export const AAPL: Contract = {
  ...{ conId: 265598, symbol: "AAPL", secType: SecType.STK, exchange: "SMART", currency: "USD" },
};

const WAIT_MS_MAX = 45_000;
/** Nothing more has come for so long: what belongs to a row has been told. */
const QUIET_MS = 120;

// biome-ignore lint/suspicious/noExplicitAny: events carry what the library gives them
type Values = readonly any[];

export interface Emitted {
  readonly event: string;
  readonly values: Values;
}

/** What an order says unless a row says otherwise: it rests far from the market. */
export const RESTING: Order = {
  ...{ action: OrderAction.BUY, orderType: OrderType.LMT, lmtPrice: 200, totalQuantity: 10, tif: TimeInForce.DAY },
  ...{ account: ACCOUNT, transmit: true },
};

export class Trader {
  readonly api: IBApi;
  readonly emitted: Emitted[] = [];
  /** What the first waits of a later step must not find again. */
  #from = 0;
  /** The connection has ended: nothing more will come. */
  #gone = false;

  private constructor(port: number) {
    this.api = new IBApi({ host: "127.0.0.1", port, maxReqPerSec: 1_000 });
    this.api.on(EventName.all, (event, values) => this.emitted.push({ event, values: [...values] }));
    this.api.on(EventName.disconnected, () => {
      this.#gone = true;
    });
    started(() => this.api.disconnect());
  }

  static async connect(port: number, clientId: number): Promise<Trader> {
    const trader = new Trader(port);
    trader.api.connect(clientId);
    await trader.event(EventName.nextValidId);
    return trader;
  }

  place(id: number, terms: Partial<Order> = {}, contract: Contract = AAPL): void {
    this.api.placeOrder(id, contract, { ...RESTING, ...terms });
  }

  /** Later waits look at what comes from now on. */
  forget(): void {
    this.#from = this.emitted.length;
  }

  async event(name: EventName, matches: (...values: Values) => boolean = () => true): Promise<Values> {
    const found = await this.until(name, () =>
      this.emitted.slice(this.#from).find(({ event, values }) => event === name && matches(...values)),
    );
    return found.values;
  }

  /** The order comes to this status, or is there. */
  async reaches(id: number, ...statuses: readonly string[]): Promise<void> {
    await this.event(EventName.orderStatus, (orderId, status) => orderId === id && statuses.includes(status));
  }

  /** An error on this id. One with id -1 may be an info to the library, which then shows no id. */
  async refused(id: number, code: number): Promise<void> {
    await this.until(`${code} on ${id}`, () =>
      this.emitted.slice(this.#from).find(({ event, values }) => {
        if (event === EventName.info) return id === -1 && values[1] === code;
        return event === EventName.error && values[1] === code && values[2] === id;
      }),
    );
  }

  async until<T>(what: string, ready: () => T | undefined): Promise<T> {
    for (const end = performance.now() + WAIT_MS_MAX; performance.now() < end; await sleep(5)) {
      const found = ready();
      if (found !== undefined) return found;
      if (this.#gone) break;
    }
    throw new Error(
      `no ${what} ${this.#gone ? "before the connection ended" : `within ${WAIT_MS_MAX} ms`}; heard ${JSON.stringify(this.emitted.slice(-8))}`,
    );
  }

  /** Waits until nothing more comes. */
  async quiet(): Promise<void> {
    for (let seen = -1; seen !== this.emitted.length; await sleep(QUIET_MS)) seen = this.emitted.length;
  }

  /** Leaves with nothing open. */
  async leave(): Promise<void> {
    await this.quiet();
    this.api.disconnect();
  }
}
