/**
 * A daemon whose state directory is a disk of its own, a simulated Gateway that outlives it, one client, and what the broker
 * and the journal say.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { ask } from "../../../src/cli/ask.ts";
import type { TrueOrder, Truth } from "../../../src/standalone/standalone.ts";
import {
  type DaemonOptions,
  type DaemonProcess,
  Disk,
  type Gateway,
  launchDaemon,
  type RawClient,
  rawClient,
  startDaemon,
  startGateway,
  temporaryDirectory,
  tmpfs,
} from "../../rig/rig.ts";
import { keyOf } from "../kill/history.ts";
import { journalFiles, Segment } from "../kill/segment.ts";
import { AAPL, asking } from "../simGateway/scene.ts";

const ANSWER_MS_MAX = 20_000;
const LOOK_MS = 200;

/** What became of an order that was placed. */
export type Outcome = "taken" | { readonly code: number; readonly text: string };

export class Scene {
  readonly disk: Disk;
  readonly #gateway: Gateway;
  readonly #directory: string;
  daemon!: DaemonProcess;
  client!: RawClient;
  #nextId = 1;

  private constructor(disk: Disk, gateway: Gateway, directory: string) {
    this.disk = disk;
    this.#gateway = gateway;
    this.#directory = directory;
  }

  /** With a disk of so many kilobytes, or with the machine's own. The daemon serves. */
  static async start(t: TestContext, kilobytes: number): Promise<Scene> {
    const directory = temporaryDirectory();
    const disk = tmpfs(join(directory, "state"), kilobytes);
    assert.ok(disk instanceof Disk);
    const gateway = await startGateway({
      accounts: ["DU1000001"],
      prices: "0,AAPL,254.99,255.01,255",
      flags: ["--control", "0", "--quiet"],
    });
    const scene = new Scene(disk, gateway, directory);
    t.after(async () => {
      await scene.daemon.kill();
      await gateway.kill();
      disk.remove();
    });
    await scene.open();
    return scene;
  }

  /** The next daemon serves, and the client is back. */
  async open(): Promise<void> {
    this.daemon = await startDaemon(this.options);
    this.client = await rawClient(this.daemon.port, 1);
  }

  /** The one sentence with which the next daemon refuses to start, or the present one ends. */
  async sentence(daemon: DaemonProcess = launchDaemon(this.options)): Promise<string> {
    const exit = await daemon.child.end(ANSWER_MS_MAX);
    assert.equal(exit.code, 1, daemon.child.err.join("\n"));
    return daemon.child.err.filter((line) => !line.startsWith("{")).join("\n");
  }

  get options(): DaemonOptions {
    return {
      gatewayPort: this.#gateway.port,
      strategies: { alpha: { account: "DU1000001", clientIds: [1] } },
      directory: this.#directory,
      env: { UV_THREADPOOL_SIZE: "1" },
    };
  }

  /** A limit that rests. */
  async place(): Promise<{ readonly orderId: number; readonly outcome: Outcome }> {
    const orderId = this.#nextId++;
    this.send(orderId);
    const outcome = await this.client.socket.until(
      `answer to order ${orderId}`,
      () => this.#outcome(orderId),
      ANSWER_MS_MAX,
    );
    return { orderId, outcome };
  }

  send(orderId = this.#nextId++): number {
    const order = { action: "BUY", orderType: "LMT", lmtPrice: 1, totalQuantity: "1", tif: "GTC", transmit: true };
    this.client.send("placeOrder", { orderId, contract: AAPL, order } as never);
    return orderId;
  }

  async cancel(orderId: number): Promise<void> {
    this.client.send("cancelOrder", { orderId });
    const cancelled = (): true | undefined =>
      this.client.messages.some(
        ({ name, body }) => name === "orderStatus" && body.orderId === orderId && body.status === "Cancelled",
      ) || undefined;
    await this.client.socket.until(`end of order ${orderId}`, cancelled, ANSWER_MS_MAX);
  }

  #outcome(orderId: number): Outcome | undefined {
    for (const { name, body } of this.client.messages) {
      if (name === "openOrder" && body.order.orderId === orderId && body.order.permId !== 0) return "taken";
      if (name === "error" && body.id === orderId) return { code: body.errorCode, text: body.errorMsg };
    }
    return undefined;
  }

  /** The broker's own orders. */
  async orders(): Promise<readonly TrueOrder[]> {
    const { body } = await asking(this.#gateway.control!)("GET", "/truth");
    return (body as Truth).orders;
  }

  /** permIds of the open orders that the client was shown when it came. */
  get openOrders(): readonly number[] {
    return this.client.messages.flatMap(({ name, body }) => (name === "openOrder" ? [body.order.permId] : [])).sort();
  }

  /** What is at the broker without being wanted in the journal's files: orders, and ends of orders. */
  async unintended(): Promise<readonly string[]> {
    const segments = journalFiles(join(this.#directory, "state")).map((path) => new Segment(path));
    const entries = segments.flatMap((segment) => segment.unread());
    for (const segment of segments) segment.close();
    const placed = new Set<string>(
      entries.flatMap((entry) => (entry.kind === "orderIntended" ? entry.legs.map(({ key }) => key) : [])),
    );
    const cancelled = new Set<string>(entries.flatMap((entry) => (entry.kind === "cancelIntended" ? [entry.key] : [])));
    return (await this.orders()).flatMap(({ orderRef, status }) => {
      const key = keyOf(orderRef);
      if (!placed.has(key)) return [`${key} was not wanted`];
      return status === "Cancelled" && !cancelled.has(key) ? [`the end of ${key} was not wanted`] : [];
    });
  }

  /** Causes of the alerts that hold. */
  async alerts(): Promise<readonly string[]> {
    const answer = await new Promise((resolve) => ask(this.daemon.socket, "alerts", resolve));
    assert.ok(Array.isArray(answer), JSON.stringify(answer));
    return answer.map(({ cause }: { cause: string }) => cause);
  }

  async alertsBecome(expected: readonly string[], withinMs: number): Promise<void> {
    for (const end = performance.now() + withinMs; performance.now() < end; await pause(LOOK_MS))
      if (`${await this.alerts()}` === `${expected}`) return;
    assert.deepEqual(await this.alerts(), expected);
  }
}
