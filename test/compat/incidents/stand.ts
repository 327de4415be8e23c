/**
 * Where an incident is played again: a simulated Gateway that does what the report tells, the daemon as its own process, and
 * an unmodified client behind it. Time is real; the Gateway's clock begins on a Wednesday morning in New York.
 */
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { EventName, OrderAction, OrderType } from "@stoqey/ib";
import {
  type SimOptions,
  type SimulatedGateway,
  startGateway,
  type TrueOrder,
} from "../../../src/standalone/standalone.ts";
import { type DaemonProcess, type LogLine, PATIENCE_MS, startDaemon } from "../../rig/rig.ts";
import { ACCOUNT, Trader } from "../orders/trader.ts";

export const START = "2026-01-07T15:00:00Z";
export const PRICES = [
  ...[{ timeOffsetMs: 0, symbol: "AAPL", bid: 254.99, ask: 255.01, last: 255, bidSize: 500, askSize: 500 }],
];

export class Stand {
  readonly gateway: SimulatedGateway;
  readonly daemon: DaemonProcess;

  constructor(gateway: SimulatedGateway, daemon: DaemonProcess) {
    this.gateway = gateway;
    this.daemon = daemon;
  }

  /** Where the strategy's client connects. */
  get port(): number {
    return this.daemon.ports.alpha!;
  }

  trader(clientId = 1): Promise<Trader> {
    return Trader.connect(this.port, clientId);
  }

  /** The market of AAPL is at a price from now on. */
  quote(last: number): void {
    this.gateway.market({ symbol: "AAPL", pin: { bid: last - 0.01, ask: last + 0.01, last } });
  }

  get orders(): readonly TrueOrder[] {
    return this.gateway.truth().orders;
  }

  /** Orders that can still trade, as the broker knows them. */
  get working(): readonly TrueOrder[] {
    return this.orders.filter(({ status }) => !["Filled", "Cancelled", "Inactive"].includes(status));
  }

  get held(): number {
    return this.gateway.truth().positions.find(({ symbol }) => symbol === "AAPL")?.position ?? 0;
  }

  /** Waits until something is so at the broker. */
  async until(what: string, so: () => boolean): Promise<void> {
    for (const end = performance.now() + PATIENCE_MS; !so(); await sleep(10))
      if (performance.now() > end) throw new Error(`not within ${PATIENCE_MS} ms: ${what}`);
  }

  /** The Gateway loses IB, and the client has heard so. */
  async outage(trader: Trader): Promise<void> {
    this.gateway.faults.set("link-lost", {});
    await heard(trader, 1100);
  }

  async outageOver(trader: Trader): Promise<void> {
    this.gateway.faults.clear("link-lost");
    await heard(trader, 1101, 1102);
  }

  alert(cause: string): Promise<LogLine> {
    return this.daemon.logged(
      `alert ${cause}`,
      ({ event, ...line }) => event === "alert" && line.cause === cause,
      10_000,
    );
  }

  alerts(): readonly unknown[] {
    return this.daemon.log.filter(({ event }) => event === "alert").map(({ cause }) => cause);
  }
}

/** Notices about the link are errors or infos to the library. */
async function heard(trader: Trader, ...codes: readonly number[]): Promise<void> {
  await trader.until(`one of ${codes}`, () =>
    trader.emitted.find(
      ({ event, values }) => (event === EventName.info || event === EventName.error) && codes.includes(values[1]),
    ),
  );
}

/** One strategy on one account. Everything ends with the test. */
export async function stand(t: TestContext, options: SimOptions = {}, settings = ""): Promise<Stand> {
  const gateway = await startGateway({ accounts: [ACCOUNT], prices: PRICES, start: START, ...options });
  t.after(() => gateway.close());
  const strategies = { alpha: { account: ACCOUNT, port: 0, settings } };
  const daemon = await startDaemon({ gatewayPort: gateway.port, gateway: "backoff-seconds = [1]", strategies });
  t.after(() => daemon.kill());
  return new Stand(gateway, daemon);
}

export const atMarket = { orderType: OrderType.MKT, lmtPrice: undefined as never };
export const stopAt = (auxPrice: number) => ({
  ...{ action: OrderAction.SELL, orderType: OrderType.STP, auxPrice, lmtPrice: undefined as never },
});
