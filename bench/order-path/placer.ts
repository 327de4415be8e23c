/**
 * A client that places limits far from the market and times the first sign of them: an openOrder or an orderStatus.
 *
 * What it placed it cancels, and it waits for the end of the cancels before it goes on, so that nothing else is on its way when
 * a clock runs. All times are in microseconds.
 */
import type { Decimal } from "../../src/base/decimal.ts";
import { decodeIncoming } from "../../src/wire/codec.ts";
import { fields, Peer, VERSION } from "../peer.ts";

const ACCOUNT = "DU1000001";
const ORDER_STATUS = 3;
const OPEN_ORDER = 5;
const CURRENT_TIME = 49;

const AAPL = { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const BUY = {
  action: "BUY",
  totalQuantity: "1" as Decimal,
  orderType: "LMT",
  lmtPrice: 1,
  account: ACCOUNT,
  tif: "DAY",
  transmit: true,
};
const TAKE = { ...BUY, action: "SELL", lmtPrice: 1_000 };
const STOP = { ...BUY, action: "SELL", orderType: "STP", lmtPrice: undefined, auxPrice: 0.5 };

const SIGN_MS_MAX = 60_000;

export class Placer {
  readonly #peer: Peer;
  #nextId: number;
  /** When the first sign of each order came. */
  readonly #signs = new Map<number, number>();
  readonly #ended = new Set<number>();
  #toldTime = 0;
  #changed: () => void = () => {};

  private constructor(peer: Peer, nextId: number) {
    this.#peer = peer;
    this.#nextId = nextId;
    peer.onFrame = (id, payload) => this.#heard(id, payload, performance.now());
  }

  static async start(port: number, clientId: number): Promise<Placer> {
    const peer = await Peer.connect(port, clientId);
    return new Placer(peer, 1);
  }

  /** From the question for the time to its answer, which is relayed and not journaled. */
  async ask(begun = performance.now()): Promise<number> {
    this.#toldTime = 0;
    this.#peer.send("reqCurrentTime", {});
    await this.#until(() => this.#toldTime > 0);
    return (this.#toldTime - begun) * 1_000;
  }

  /** Three writes, each on its own: two that nobody answers, and the question for the time. */
  async writes(): Promise<number> {
    const begun = performance.now();
    for (let i = 0; i < 2; i++) {
      this.#peer.send("setServerLogLevel", { logLevel: 2 });
      await turn();
    }
    return this.ask(begun);
  }

  /** From the first write of so many orders at once to the last first sign of one. */
  async orders(count: number): Promise<number> {
    const ids = Array.from({ length: count }, () => this.#nextId++);
    const begun = performance.now();
    for (const orderId of ids) this.#peer.send("placeOrder", { orderId, contract: AAPL, order: BUY });
    return this.#timed(ids, ids, begun);
  }

  /** Three writes, each on its own, of which only the last is answered: a bracket's legs. To the first sign of the last. */
  async bracket(): Promise<number> {
    const [parentId, takeId, stopId] = [this.#nextId++, this.#nextId++, this.#nextId++];
    const begun = performance.now();
    this.#peer.send("placeOrder", { orderId: parentId, contract: AAPL, order: { ...BUY, transmit: false } });
    await turn();
    this.#peer.send("placeOrder", { orderId: takeId, contract: AAPL, order: { ...TAKE, parentId, transmit: false } });
    await turn();
    this.#peer.send("placeOrder", { orderId: stopId, contract: AAPL, order: { ...STOP, parentId } });
    return this.#timed([stopId], [parentId, takeId, stopId], begun);
  }

  /** To the last first sign of those asked for; then cancels what was placed and waits for its end. */
  async #timed(asked: readonly number[], placed: readonly number[], begun: number): Promise<number> {
    await this.#until(() => asked.every((id) => this.#signs.has(id)));
    const took = Math.max(...asked.map((id) => this.#signs.get(id)!)) - begun;
    // The end of a parent is the end of its children.
    for (const id of placed.length === asked.length ? placed : placed.slice(0, 1)) this.#cancel(id);
    await this.#until(() => placed.every((id) => this.#ended.has(id)));
    for (const id of placed) this.#signs.delete(id);
    return took * 1_000;
  }

  #cancel(orderId: number): void {
    this.#peer.send("cancelOrder", { orderId });
  }

  #heard(id: number, payload: Uint8Array, at: number): void {
    if (id === CURRENT_TIME) this.#toldTime = at;
    if (id === OPEN_ORDER || id === ORDER_STATUS) {
      const orderId = fields(payload, 2)[1]!;
      if (!this.#signs.has(orderId)) this.#signs.set(orderId, at);
      if (id === ORDER_STATUS && isEnd(payload)) this.#ended.add(orderId);
    }
    this.#changed();
  }

  #until(is: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`nothing came within ${SIGN_MS_MAX} ms`)), SIGN_MS_MAX);
      this.#changed = () => {
        if (!is()) return;
        clearTimeout(timer);
        this.#changed = () => {};
        resolve();
      };
      this.#changed();
    });
  }

  close(): void {
    this.#peer.close();
  }
}

function isEnd(payload: Uint8Array): boolean {
  const message = decodeIncoming(payload, VERSION);
  return "name" in message && message.name === "orderStatus" && message.body.status === "Cancelled";
}

/** Until what was written has left. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
