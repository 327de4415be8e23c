/**
 * Order to acknowledgement: from the write of a placeOrder to the first openOrder or orderStatus for it.
 *
 * One run, one simulated Gateway process, one daemon process, one plain hop; the three paths are visited in turn for
 * several rounds, and the median over rounds of each round's percentile is printed. Orders are limits far
 * from the market; each is cancelled and the pace (one order in 60 ms) stays below 45 messages/s, so that the pacing
 * bucket is not what is measured. Through holdfast an order includes two journal appends made durable by fdatasync.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Decimal } from "../src/base/decimal.ts";
import { startDaemon, startGateway } from "../test/rig/rig.ts";
import { type Comparison, compare, type Figures, figures, type Paths, rounds } from "./figures.ts";
import { startHop } from "./hop.ts";
import { fields, Peer } from "./peer.ts";

const PATHS = ["direct", "hop", "holdfast"] as const;
const ROUNDS = 7;
const ORDERS_PER_ROUND = 40;
const PACE_MS = 60;
const ACCOUNT = "DU1000001";
const ORDER_STATUS = 3;
const OPEN_ORDER = 5;

const AAPL = { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const ORDER = {
  action: "BUY",
  totalQuantity: "1" as Decimal,
  orderType: "LMT",
  lmtPrice: 1,
  account: ACCOUNT,
  tif: "DAY",
  transmit: true,
};

export async function orderPath(): Promise<Comparison> {
  const gateway = await startGateway();
  const daemon = await startDaemon({ gatewayPort: gateway.port });
  const hop = await startHop(gateway.port);
  const placers: Paths<Placer> = {
    direct: new Placer(await Peer.connect(gateway.port, 7)),
    hop: new Placer(await Peer.connect(hop.port, 8)),
    holdfast: new Placer(await Peer.connect(daemon.port, 1)),
  };
  for (const path of PATHS) await placers[path].round();
  const measured = rounds();
  for (let round = 0; round < ROUNDS; round++)
    for (const path of PATHS) measured[path].push(await placers[path].round());
  const result = compare("order to acknowledgement", measured, daemon.child.pid);
  for (const path of PATHS) placers[path].close();
  for (const end of [daemon, hop, gateway]) await end.stop();
  return result;
}

class Placer {
  readonly #peer: Peer;
  #nextId = 1;
  #waiting: ((at: number) => void) | undefined;

  constructor(peer: Peer) {
    this.#peer = peer;
    peer.onFrame = (id, payload) => {
      if ((id === OPEN_ORDER || id === ORDER_STATUS) && fields(payload, 2)[1] === this.#nextId)
        this.#waiting?.(performance.now());
    };
  }

  async round(): Promise<Figures> {
    const samples: number[] = [];
    for (let i = 0; i < ORDERS_PER_ROUND; i++) {
      const due = performance.now() + PACE_MS;
      samples.push(await this.#one());
      await pause(Math.max(1, due - performance.now()));
    }
    return figures(samples);
  }

  /** Microseconds from the write to the first sign of the order. */
  async #one(): Promise<number> {
    const begun = performance.now();
    const heard = await new Promise<number>((resolve) => {
      this.#waiting = resolve;
      this.#peer.send("placeOrder", { orderId: this.#nextId, contract: AAPL, order: ORDER });
    });
    this.#waiting = undefined;
    this.#peer.send("cancelOrder", { orderId: this.#nextId });
    this.#nextId++;
    return (heard - begun) * 1_000;
  }

  close(): void {
    this.#peer.close();
  }
}
