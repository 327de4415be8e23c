/**
 * Two unmodified clients that trade without pause, ib_async on one account and @stoqey/ib on another, through one daemon at a
 * simulated Gateway; all of them are processes. What the bots were told is compared with what the broker knows.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Truth } from "../../../src/standalone/standalone.ts";
import {
  Child,
  type DaemonProcess,
  type Gateway,
  type GatewayOptions,
  jsonLine,
  PATIENCE_MS,
  ROOT,
  startDaemon,
  startGateway,
  startTap,
  type Tap,
} from "../../rig/rig.ts";
import { asking } from "../simGateway/scene.ts";

const BOTS = join(ROOT, "test/process/session/bots");
const FINISH_MS_MAX = 60_000;
export const SYMBOLS = ["AAPL", "MSFT", "SPY", "TSLA", "NVDA"] as const;

/** One order as its bot was told of it. */
export interface Told {
  readonly ref: string;
  readonly status: string;
  readonly filled: number;
  /** Texts of error 201 on its id. */
  readonly refused: readonly string[];
  /** It was told that nobody knows, and nothing since. */
  readonly unknown: boolean;
}

/** All that a bot was told, when nothing of it is open any more. */
export interface Final {
  readonly orders: readonly Told[];
  readonly fills: readonly (readonly [execId: string, orderRef: string, shares: number])[];
}

export class Trader {
  readonly name: string;
  readonly child: Child;

  constructor(name: string, child: Child) {
    this.name = name;
    this.child = child;
  }

  get facts(): readonly Record<string, unknown>[] {
    return this.child.out.flatMap((line): Record<string, unknown>[] => {
      const fact = jsonLine(line);
      return fact === undefined ? [] : [fact];
    });
  }

  /** 1100, 1101 and 1102 in the order in which it was told. */
  get notices(): readonly number[] {
    return this.facts.flatMap(({ notice }) => (typeof notice === "number" ? [notice] : []));
  }

  /** Every stream has ticked since the restoration with this number; 0 is the beginning. */
  flows(restored: number, withinMs = PATIENCE_MS): Promise<true> {
    const flowing = (): true | undefined => this.facts.some((fact) => fact.flowing === restored) || undefined;
    return this.child.until(`${this.name}'s streams flowing after restoration ${restored}`, flowing, withinMs);
  }

  /** It has heard 1100 so many times. */
  lost(times: number, withinMs = PATIENCE_MS): Promise<true> {
    const heard = (): true | undefined => this.notices.filter((code) => code === 1100).length >= times || undefined;
    return this.child.until(`${this.name}'s 1100 number ${times}`, heard, withinMs);
  }

  /** Its last orders are cancelled; what it was told in all. */
  async finish(): Promise<Final> {
    this.child.write("finish\n");
    const final = await this.child.line("out", "its sum", (line) => jsonLine(line)?.final, FINISH_MS_MAX);
    return final as Final;
  }
}

export interface Company {
  readonly gateway: Gateway;
  readonly daemon: DaemonProcess;
  /** Between the daemon and the Gateway. */
  readonly upstream: Tap;
  readonly bots: readonly Trader[];
  truth(): Promise<Truth>;
  /** Asks the Gateway's control door. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
}

export interface CompanyOptions {
  readonly python: string;
  readonly seed: number;
  /** A bot acts so often. */
  readonly everyMs?: number;
  readonly gateway?: GatewayOptions;
  /** Further keys of [gateway.main]. */
  readonly settings?: string;
}

/** Resolves when every stream of both bots flows. */
export async function company(t: TestContext, options: CompanyOptions): Promise<Company> {
  const { gateway: given, settings = "backoff-seconds = [1]", seed } = options;
  const gateway = await startGateway({ seed, ...given, flags: ["--control", "0", "--quiet", ...(given?.flags ?? [])] });
  t.after(() => gateway.kill());
  const upstream = await startTap(gateway.port);
  const daemon = await startDaemon({ gatewayPort: upstream.port, gateway: settings });
  t.after(() => daemon.stop());
  const bots = ROLES.map((role) => trader(role, daemon.port, options));
  for (const { child } of bots) t.after(() => child.kill());
  await Promise.all(bots.map((bot) => bot.flows(0)));
  const ask = asking(gateway.control!);
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const reply = await ask(method, path, body);
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    return reply.body;
  };
  return { gateway, upstream, daemon, bots, control, truth: async () => (await control("GET", "/truth")) as Truth };
}

const ROLES = [
  { name: "alpha", account: "DU1000001", clientId: 1, library: "ib_async" },
  { name: "beta", account: "DU1000002", clientId: 2, library: "@stoqey/ib" },
] as const;

function trader(role: (typeof ROLES)[number], port: number, { python, seed, everyMs = 120 }: CompanyOptions): Trader {
  const { name, account, clientId, library } = role;
  const config = JSON.stringify({ port, name, account, clientId, seed, everyMs, symbols: SYMBOLS });
  const [command, program] = library === "ib_async" ? [python, "trader.py"] : [process.execPath, "trader.ts"];
  return new Trader(name, new Child(`${name} (${library})`, command, [join(BOTS, program), config], { cwd: ROOT }));
}

/**
 * What was told and what is so must be one and the same. An order that the Gateway took with it into its restart is nowhere:
 * its bot must have heard that its fate is unknown, and may have heard nothing else. Answers the differences, one sentence each. */
export function differences(name: string, { orders, fills }: Final, truth: Truth): string[] {
  const mine = truth.orders.filter(({ orderRef }) => orderRef.endsWith(`${name}-`.concat(orderRef.slice(-4))));
  const found = orders.flatMap((order) => ofOrder(order, mine, truth, fills));
  const known = new Set(orders.map(({ ref }) => ref));
  for (const { orderRef } of mine)
    if (![...known].some((ref) => orderRef.endsWith(ref))) found.push(`${orderRef} is nobody's`);
  if (new Set(fills.map(([execId]) => execId)).size !== fills.length) found.push(`${name} was told a fill twice`);
  return found;
}

function ofOrder(told: Told, mine: Truth["orders"], { executions }: Truth, fills: Final["fills"]): string[] {
  const { ref, status, filled, unknown } = told;
  const at = mine.filter(({ orderRef }) => orderRef.endsWith(ref));
  if (at.length > 1) return [`${ref} is ${at.length} times at the broker`];
  const [order] = at;
  const isNowhere = (status === "Cancelled" || unknown) && filled === 0;
  if (order === undefined) return isNowhere ? [] : [`${ref}, ${status}, is not there`];
  if (order.status !== status || order.filled !== filled)
    return [`${ref} is ${order.status} ${order.filled} and was told as ${status} ${filled}`];
  const true_ = executions.filter(({ permId }) => permId === order.permId).map(({ execId }) => execId);
  const heard = fills.filter(([, orderRef]) => orderRef === ref).map(([execId]) => execId);
  return `${true_.sort()}` === `${heard.sort()}` ? [] : [`${ref} was filled by ${true_} and was told ${heard}`];
}
