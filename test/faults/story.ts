/**
 * What the story of a fault is: how it is staged, what a user's program does, and what its library tells it.
 *
 * The program is an unmodified client straight at the Gateway. Each story is played twice, with the fault and without, and says
 * what comes in either case.
 */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { EventName } from "@stoqey/ib";
import type { Common, Subject } from "../../src/sim/faults/setting.ts";
import { type FaultName, type FaultParams, faultRow } from "../../src/sim/faults/table.ts";
import type { SimOptions, SimulatedGateway } from "../../src/standalone/standalone.ts";
import { Bot, bot, gateway, limit } from "./stage.ts";

export interface Story<N extends FaultName = FaultName> {
  readonly options?: SimOptions;
  readonly params?: Partial<FaultParams<N>> & Common;
  /** Plays it and answers what was seen; undefined when its program cannot run here, and the test is skipped. */
  readonly act: (play: Play) => Promise<unknown>;
  /** What is seen with the fault. */
  readonly sees: unknown;
  /** What is seen without it: something else. */
  readonly otherwise: unknown;
}

export type Stories = { readonly [N in FaultName]?: Story<N> };

/** One more story of a fault that has one: it plays another value of a choice. */
export interface Variant extends Story {
  readonly name: FaultName;
}

export const variant = <N extends FaultName>(name: N, story: Story<N>): Variant => ({ name, ...story });

/** One run of a story. */
export class Play {
  readonly t: TestContext;
  readonly gateway: SimulatedGateway;
  readonly #fault: { readonly name: FaultName; readonly params: object } | undefined;

  constructor(t: TestContext, running: SimulatedGateway, fault?: { name: FaultName; params: object }) {
    this.t = t;
    this.gateway = running;
    this.#fault = fault;
  }

  /** The fault is set, or happens; nothing when the story is played without it. */
  begin(): void {
    if (this.#fault === undefined) return;
    const { name, params } = this.#fault;
    if (faultRow(name).mode === "once") this.gateway.faults.inject(name, params);
    else this.gateway.faults.set(name, params);
  }

  /** The fault is cleared. */
  end(): void {
    if (this.#fault !== undefined) this.gateway.faults.clear(this.#fault.name);
  }

  /** Lets the Gateway's time pass. */
  async pass(span: string | number): Promise<void> {
    await this.gateway.advance(span);
  }

  /** A client that has connected and forgot its greeting. */
  bot(clientId = 1): Promise<Bot> {
    return bot(this.t, this.gateway, clientId);
  }

  /** A client that has tried to connect, with everything it was told. */
  async comer(clientId = 1): Promise<Bot> {
    const made = new Bot(this.gateway);
    this.t.after(() => made.api.disconnect());
    made.api.connect(clientId);
    await this.pass(100);
    return made;
  }

  /** How a client that comes now is met: `greeted`, or what the library said instead. Then it leaves. */
  async meets(clientId = 1): Promise<string> {
    const comer = await this.comer(clientId);
    const lines = told(comer);
    comer.api.disconnect();
    await this.pass(10);
    return lines.includes("nextValidId") ? "greeted" : lines.join(", ") || "nothing";
  }
}

/** Plays it with the fault, or without; answers what was seen and how often the fault struck. */
async function run(t: TestContext, name: FaultName, story: Story, on: boolean): Promise<[unknown, number]> {
  const running = await gateway(t, story.options);
  const { params = {}, act } = story;
  const seen = await act(new Play(t, running, on ? { name, params } : undefined));
  const struck = running.faults.list().find((state) => state.name === name)?.struck ?? 0;
  await running.close();
  return [seen, struck];
}

/** The fault changes what is seen, exactly as the story says. */
export async function holds(t: TestContext, name: FaultName, story: Story | undefined): Promise<void> {
  assert.ok(story !== undefined, "it has no story");
  assert.notDeepEqual(story.sees, story.otherwise, "the story tells of no effect");
  const [seen, struck] = await run(t, name, story, true);
  if (seen === undefined) return;
  assert.deepEqual(seen, story.sees, "with the fault");
  assert.ok(struck > 0, "it counted no strike");
  assert.deepEqual((await run(t, name, story, false))[0], story.otherwise, "without the fault");
}

/** Narrowed to something else, the fault changes nothing. */
export async function spares(t: TestContext, name: FaultName, story: Story, elsewhere: Subject): Promise<void> {
  const narrowed: Story = { ...story, params: { ...story.params, ...elsewhere } };
  const [seen] = await run(t, name, narrowed, true);
  if (seen !== undefined) assert.deepEqual(seen, story.otherwise);
}

/** Nothing is told twice, or in an order of its own, by a switch: what is left is the fault's doing. */
export const PLAIN = {
  switches: { repeatFilled: false, repeatEchoes: false, stopEchoCarriesLimit: false },
} as const satisfies SimOptions;

/** An order that rests. */
export const RESTING = limit(200);

/** AAPL at 255 and MSFT at 400; AAPL moves by a cent each second. */
export const MOVING: SimOptions = {
  prices: [
    { timeOffsetMs: 0, symbol: "MSFT", bid: 399.99, ask: 400.01, last: 400, bidSize: 500, askSize: 500 },
    ...Array.from({ length: 60 }, (_, second) => {
      const price = 255 + second / 100;
      const sizes = { bidSize: 500, askSize: 500 };
      return { timeOffsetMs: second * 1_000, symbol: "AAPL", bid: price, ask: price + 0.02, last: price, ...sizes };
    }),
  ],
};

/** A line for everything that the library emitted since the last look; ticks of a request are one line at the end. */
export function told(client: Bot): readonly string[] {
  const lines = client.emitted.flatMap(({ event, values }) => line(event, values) ?? []);
  const ticked = new Set(client.all(EventName.tickPrice).map(([reqId]) => `ticks ${reqId}`));
  client.forget();
  return [...lines, ...ticked];
}

/** What a client is told of what it asks for now. */
export async function asks(play: Play, client: Bot, ask: () => unknown, waitMs = 100): Promise<readonly string[]> {
  client.forget();
  ask();
  await play.pass(waitMs);
  return told(client);
}

/** How the events are said; the others carry nothing worth a word, and those of the wire itself are left out. */
// biome-ignore lint/suspicious/noExplicitAny: events carry what the library gives them
const LINES: { readonly [event: string]: ((...values: any[]) => string) | undefined } = {
  error: (_error, code, id) => `error ${id} ${code}`,
  info: (_message, code) => `info ${code}`,
  openOrder: (orderId, _contract, _order, { status }) => `openOrder ${orderId} ${status}`,
  orderStatus: (orderId, status, filled, remaining) => `orderStatus ${orderId} ${status} ${filled}/${remaining}`,
  execDetails: (_reqId, _contract, { orderId, side, shares }) => `execDetails ${orderId} ${side} ${shares}`,
  position: (_account, { symbol }, position) => `position ${symbol} ${position}`,
  marketDataType: (_reqId, type) => `marketDataType ${type}`,
};
const UNSAID = /^(sent|received|server|tick\w*)$/;

function line(event: string, values: readonly unknown[]): string | undefined {
  if (UNSAID.test(event)) return undefined;
  return LINES[event]?.(...values) ?? event;
}
