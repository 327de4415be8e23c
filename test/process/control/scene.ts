/**
 * The stage of the tests of control: the simulated Gateway and the daemon as processes, bots that do not know of either, the
 * operator's command line, and what the broker knows to be so.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { newToken } from "../../../src/cli/control/credential.ts";
import { hashOf } from "../../../src/daemon/credential.ts";
import type { TrueOrder, Truth } from "../../../src/standalone/truth.ts";
import { Child, jsonLine } from "../../rig/child.ts";
import { type DaemonOptions, type DaemonProcess, startDaemon, TWO_STRATEGIES } from "../../rig/daemon.ts";
import { MAIN, ROOT } from "../../rig/folders.ts";
import { type Gateway, startGateway } from "../../rig/gateway.ts";

const HERE = join(ROOT, "test/process/control");
/** What leaves the Gateway in a second at most, all clients together (RELIABILITY I19). */
export const PER_SECOND = 45;

/** Ends of an order's life as the Gateway tells them. */
const ENDED = new Set(["Filled", "Cancelled", "ApiCancelled", "Inactive"]);

/** One fact that a bot printed. */
export interface Fact {
  readonly connected?: number;
  readonly placed?: number;
  readonly refused?: number;
  readonly text?: string;
  readonly status?: string | null;
}

export class Bot {
  readonly child: Child;

  constructor(python: string, program: string, port: number, clientId: number, ...words: readonly string[]) {
    const path = join(HERE, program);
    this.child = new Child(program, python, ["-u", path, `${port}`, `${clientId}`, ...words], { cwd: ROOT });
  }

  get facts(): readonly Fact[] {
    return this.child.out.map((line) => (jsonLine(line) ?? {}) as Fact);
  }

  get placed(): number {
    return this.facts.filter(({ placed }) => placed !== undefined).length;
  }

  get refusals(): readonly Fact[] {
    return this.facts.filter(({ refused }) => refused !== undefined);
  }
}

export class Scene {
  readonly gateway: Gateway;
  readonly #options: Omit<DaemonOptions, "gatewayPort">;
  readonly #token = newToken();
  daemon!: DaemonProcess;

  constructor(gateway: Gateway, options: Omit<DaemonOptions, "gatewayPort">) {
    this.gateway = gateway;
    this.#options = options;
  }

  static async start(t: TestContext, options: Omit<DaemonOptions, "gatewayPort"> = {}): Promise<Scene> {
    const gateway = await startGateway({ flags: ["--margin", "--control", "0"] });
    const scene = new Scene(gateway, options);
    t.after(async () => {
      await scene.daemon.kill();
      await gateway.kill();
    });
    await scene.open();
    return scene;
  }

  /** Starts the daemon; again in the same directory and on the same port when there was one. */
  async open(): Promise<void> {
    const credential = `[credentials.ann]\nrole = "operate"\nhash = "${hashOf(this.#token)}"`;
    const { limits = 'limits = "off"\naccount-limits = "off"' } = this.#options;
    this.daemon = await startDaemon({
      ...{ strategies: TWO_STRATEGIES, ...this.#options, gatewayPort: this.gateway.port },
      limits: `${limits}\n\n${credential}`,
      ...(this.daemon && { directory: this.daemon.directory, port: this.daemon.port }),
    });
  }

  /** `holdfast …` with the daemon's configuration; `token` when the operator shows the credential. */
  holdfast(words: readonly string[], token = false): Child {
    const all = [MAIN, ...words, "--config", join(this.daemon.directory, "holdfast.toml")];
    const env = { HOLDFAST_TOKEN: token ? this.#token : "" };
    return new Child(`holdfast ${words[0]}`, process.execPath, all, { cwd: ROOT, env });
  }

  /** What the broker knows to be so. */
  async truth(): Promise<Truth> {
    return (await (await fetch(`${this.#controlDoor}/truth`)).json()) as Truth;
  }

  /** Sets a fault of the Gateway. */
  async sets(fault: string, parameters: object): Promise<void> {
    const body = JSON.stringify(parameters);
    const headers = { "content-type": "application/json" };
    const { ok, status } = await fetch(`${this.#controlDoor}/faults/${fault}`, { method: "PUT", headers, body });
    assert.ok(ok, `${fault}: ${status}`);
  }

  get #controlDoor(): string {
    const { control = "" } = this.gateway;
    return control.startsWith("http") ? control : `http://${control}`;
  }

  /** Orders that may still trade. */
  async working(): Promise<readonly TrueOrder[]> {
    return (await this.truth()).orders.filter(({ status }) => !ENDED.has(status));
  }

  async isFlat(): Promise<boolean> {
    const { orders, positions } = await this.truth();
    return positions.length === 0 && orders.every(({ status }) => ENDED.has(status));
  }

  /** How long it takes from now on until nothing is held and nothing works, in ms. */
  async flatWithin(ms: number): Promise<number> {
    const began = performance.now();
    while (!(await this.isFlat())) {
      const took = performance.now() - began;
      if (took > ms) assert.fail(`not flat after ${Math.round(took)} ms: ${JSON.stringify(await this.#leftovers())}`);
      await pause(50);
    }
    return performance.now() - began;
  }

  async #leftovers(): Promise<object> {
    const { positions } = await this.truth();
    const working = await this.working();
    return { positions, working: working.length, some: working.slice(0, 5) };
  }
}

/** Waits until something is so. */
export async function until(what: string, so: () => boolean | Promise<boolean>, withinMs: number): Promise<void> {
  for (const end = performance.now() + withinMs; !(await so()); await pause(50))
    assert.ok(performance.now() < end, `not within ${withinMs} ms: ${what}`);
}
