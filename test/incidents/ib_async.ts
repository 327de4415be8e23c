/**
 * How an incident of people who use ib_async is played: their program at a Gateway on which it happens, and the same
 * program at one on which nothing happens.
 *
 * A program is what its author would have written, with unmodified ib_async, and what it prints is what its author
 * believes. It gets the Gateway's port as its argument; it ends by itself, or the test ends it. Time runs as on a real
 * Gateway unless a test lets it stand still, and AAPL is at 255 until a test says otherwise.
 */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { SimOptions, SimulatedGateway, Truth } from "../../src/standalone/standalone.ts";
import { python } from "../compat/setup.ts";
import { ACCOUNT, gateway } from "../faults/stage.ts";
import { Child, PATIENCE_MS, ROOT } from "../rig/rig.ts";

const BOT_MS_MAX = 40_000;

/** One Gateway and the programs that run at it. */
export class Desk {
  readonly gateway: SimulatedGateway;
  readonly #python: string;

  constructor(gateway: SimulatedGateway, python: string) {
    this.gateway = gateway;
    this.#python = python;
  }

  /** Starts a program of this folder. */
  start(program: string, ...words: readonly string[]): Program {
    const path = join(ROOT, "test/incidents", `${program}.py`);
    return new Program(program, this.#python, ["-u", path, String(this.gateway.port), ...words], { cwd: ROOT });
  }

  /** What a program says until its end. */
  async run(program: string, ...words: readonly string[]): Promise<readonly string[]> {
    return this.start(program, ...words).said();
  }

  get truth(): Truth {
    return this.gateway.truth();
  }

  /** Lets time that stands still pass until a program has ended. */
  async passesWhile(program: Program): Promise<void> {
    while (program.exit === undefined) await this.gateway.advance(50);
  }

  /** Executions in their order, such as `BOT 10`, as soon as there are so many. */
  async executions(count: number): Promise<readonly string[]> {
    await this.until(`${count} executions`, () => this.truth.executions.length >= count);
    return this.truth.executions.map(({ side, shares }) => `${side} ${shares}`);
  }

  /** Waits until something is so. */
  async until(what: string, so: () => boolean): Promise<void> {
    for (const end = performance.now() + PATIENCE_MS; !so(); await sleep(10))
      assert.ok(performance.now() < end, `${what} within ${PATIENCE_MS} ms`);
  }

  /** Whether somebody accepts connections at the Gateway's port: all that `nc -z` asks. */
  accepts(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.gateway.port, "127.0.0.1");
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
  }

  /** Waits for the end of a restart. */
  async listens(): Promise<void> {
    while (!(await this.accepts())) await sleep(20);
  }

  /** Shares held of a symbol. */
  held(symbol = "AAPL"): number {
    return this.truth.positions.find((one) => one.symbol === symbol)?.position ?? 0;
  }

  /** The market of a symbol is at a price from now on. */
  quote(last: number, symbol = "AAPL"): void {
    this.gateway.market({ symbol, pin: { bid: last - 0.01, ask: last + 0.01, last } });
  }

  /** A person buys at the market, by hand. */
  buyByHand(totalQuantity: number, symbol = "AAPL"): void {
    const contract = { symbol, secType: "STK", currency: "USD" };
    this.gateway.place({ account: ACCOUNT, contract, order: { action: "BUY", totalQuantity, orderType: "MKT" } });
  }
}

export class Program extends Child {
  /** Waits until it says a line that begins like this, or did so before. */
  async says(begun: string): Promise<void> {
    await this.line("out", `"${begun}"`, (line) => (line.startsWith(begun) ? true : undefined), BOT_MS_MAX);
  }

  /** The line that is so many lines from now; the first of them may be older than it seems. */
  async saysLater(count: number): Promise<string> {
    const already = this.out.length;
    return this.until(`${count} more lines`, () => this.out[already + count - 1], BOT_MS_MAX);
  }

  /** All it says until its end by itself, which must be a good one. */
  async said(): Promise<readonly string[]> {
    const exit = await this.end(BOT_MS_MAX);
    assert.deepEqual(exit, { code: 0, signal: null }, [...this.out, ...this.err].join("\n"));
    return this.out;
  }
}

export interface Incident<T> {
  /** What `play` answered where it happens. */
  readonly ill: T;
  /** And where it does not. */
  readonly well: T;
}

/**
 * Plays the same twice at the same time: at a Gateway with `faults`, and at one without. Undefined where Python is not at
 * hand; the test is skipped then.
 */
export async function incident<T>(
  t: TestContext,
  { faults, ...options }: SimOptions,
  play: (desk: Desk, ill: boolean) => Promise<T>,
): Promise<Incident<T> | undefined> {
  const environment = await python();
  if ("skip" in environment) return void t.skip(environment.skip);
  const desks = await Promise.all(
    [{ faults }, {}].map((more) => gateway(t, { speed: 1, settleMs: 2, ...options, ...more })),
  );
  const [ill, well] = await Promise.all(
    desks.map((running, index) => play(new Desk(running, environment.path), index === 0)),
  );
  return { ill: ill as T, well: well as T };
}
