/**
 * A simulated Gateway on a port of this host and unmodified clients straight at it: what the tests of faults are played on.
 *
 * Time stands still until a test advances it, so a minute of the Gateway costs nothing and every run is the same. The
 * clients are the published packages: @stoqey/ib in this process, ib_async as a program of its own.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Contract, EventName, IBApi, type Order, OrderAction, OrderType, SecType, TimeInForce } from "@stoqey/ib";
import { type SimOptions, type SimulatedGateway, startGateway } from "../../src/standalone/standalone.ts";
import { python } from "../compat/setup.ts";
import { Child, jsonLine, ROOT } from "../rig/rig.ts";

export const ACCOUNT = "DU1000001";
export const AAPL: Contract = { symbol: "AAPL", secType: SecType.STK, exchange: "SMART", currency: "USD" };
const PROGRAM_MS_MAX = 60_000;

/** One account, and AAPL at 255 for ever unless `options` say otherwise. It ends with the test. */
export async function gateway(t: TestContext, options: SimOptions = {}): Promise<SimulatedGateway> {
  const prices = [{ timeOffsetMs: 0, symbol: "AAPL", bid: 254.99, ask: 255.01, last: 255, bidSize: 500, askSize: 500 }];
  const running = await startGateway({ speed: 0, accounts: [ACCOUNT], prices, ...options });
  t.after(() => running.close());
  return running;
}

/** One event that the library emitted. */
export interface Emitted {
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: events carry what the library gives them
  readonly values: readonly any[];
}

/** @stoqey/ib, unmodified, with everything it ever emitted. */
export class Bot {
  readonly api: IBApi;
  readonly gateway: SimulatedGateway;
  readonly emitted: Emitted[] = [];

  constructor(running: SimulatedGateway) {
    this.gateway = running;
    this.api = new IBApi({ host: "127.0.0.1", port: running.port, maxReqPerSec: 1_000 });
    this.api.on(EventName.all, (event, values) => this.emitted.push({ event, values }));
  }

  /** All events of a name, as the lists of their values. */
  all(event: EventName): readonly Emitted["values"][] {
    return this.emitted.filter((one) => one.event === event).map(({ values }) => values);
  }

  /** Codes of the errors on an id, in their order (the library also calls notices errors or infos). */
  codes(id: number): readonly number[] {
    return this.emitted.flatMap(({ event, values }) =>
      event === EventName.error && values[2] === id ? [values[1] as number] : [],
    );
  }

  /** `Submitted 0/10` and so on: what the library said about an order, in its order. */
  statuses(orderId: number): readonly string[] {
    return this.all(EventName.orderStatus).flatMap(([id, status, filled, remaining]) =>
      id === orderId ? [`${status} ${filled}/${remaining}`] : [],
    );
  }

  /** Ids of the orders that openOrder spoke of. */
  opened(): readonly number[] {
    return this.all(EventName.openOrder).map(([orderId]) => orderId);
  }

  /** Lets the Gateway's time pass, in step with this client. */
  async pass(span: string | number): Promise<void> {
    await this.gateway.advance(span);
  }

  /** Forgets what was emitted so far. */
  forget(): void {
    this.emitted.length = 0;
  }

  place(orderId: number, order: Partial<Order> = {}, contract: Contract = AAPL): void {
    const usual = { action: OrderAction.BUY, orderType: OrderType.MKT, totalQuantity: 10, tif: TimeInForce.DAY };
    this.api.placeOrder(orderId, contract, { ...usual, account: ACCOUNT, transmit: true, ...order });
  }
}

/** A client that has connected; it leaves with the test. */
export async function bot(t: TestContext, running: SimulatedGateway, clientId = 1): Promise<Bot> {
  const made = new Bot(running);
  t.after(() => made.api.disconnect());
  made.api.connect(clientId);
  await running.advance(100);
  assert.ok(made.all(EventName.nextValidId).length > 0, "the client is connected");
  made.forget();
  return made;
}

/** A Gateway with one @stoqey/ib client at it. */
export async function played(t: TestContext, options: SimOptions = {}): Promise<Bot> {
  return bot(t, await gateway(t, options));
}

export const limit = (lmtPrice: number, also: Partial<Order> = {}): Partial<Order> => ({
  ...{ orderType: OrderType.LMT, lmtPrice },
  ...also,
});

/**
 * Runs a program with unmodified ib_async at a Gateway and answers the JSON lines it printed; its one argument is an object
 * with `port`, `account` and `more`. Fails when it ends badly; skips the test where Python is not at hand.
 */
export async function ibAsync(
  t: TestContext,
  program: string,
  running: SimulatedGateway,
  more: Readonly<Record<string, unknown>> = {},
): Promise<readonly Record<string, unknown>[]> {
  const environment = await python();
  if ("skip" in environment) {
    t.skip(environment.skip);
    return [];
  }
  const argument = JSON.stringify({ port: running.port, account: ACCOUNT, ...more });
  const child = new Child(program, environment.path, ["-u", join(ROOT, program), argument], { cwd: ROOT });
  const exit = await child.end(PROGRAM_MS_MAX);
  assert.deepEqual(exit, { code: 0, signal: null }, child.err.join("\n"));
  return child.out.flatMap((line): readonly Record<string, unknown>[] => {
    const said = jsonLine(line);
    return said === undefined ? [] : [said];
  });
}
