/**
 * The two unmodified clients as child processes, and the stages they play on: directly at a simulated Gateway that
 * holds one account, or both at the same time through holdfast. Every bot speaks through a recording tap.
 */
import { join } from "node:path";
import {
  Child,
  type DaemonProcess,
  type Gateway,
  jsonLine,
  ROOT,
  type StrategyOptions,
  startDaemon,
  startGateway,
  startTap,
  type Tap,
  type TapLink,
} from "../rig/rig.ts";
import { PRICES } from "./prices.ts";

/** Where a bot waits for the test. */
export const POINTS = ["connected", "bracket", "leave"] as const;
export type Point = (typeof POINTS)[number];

/** Who plays: which program, as whom. */
export interface Role {
  readonly library: "ib_async" | "@stoqey/ib";
  readonly clientId: number;
  readonly account: string;
  readonly orderRef: string;
}

const COMPAT = join(ROOT, "test/compat");
const DAY_MS_MAX = 60_000;

/** One fact that a bot printed. */
export interface Fact {
  readonly step?: string;
  readonly [name: string]: unknown;
}

export class Bot {
  readonly role: Role;
  readonly tap: Tap;
  readonly child: Child;

  constructor(role: Role, tap: Tap, python: string) {
    this.role = role;
    this.tap = tap;
    const { clientId, account, orderRef } = role;
    const config = JSON.stringify({ port: tap.port, clientId, account, orderRef });
    const [command, program] =
      role.library === "ib_async"
        ? [python, join(COMPAT, "ib_async_scenario.py")]
        : [process.execPath, join(COMPAT, "stoqey-scenario.ts")];
    this.child = new Child(role.library, command, [program, config], { cwd: ROOT });
  }

  reached(point: Point): Promise<true> {
    return this.child.line("out", point, (line) => (jsonLine(line)?.waiting === point ? true : undefined), 30_000);
  }

  go(): void {
    this.child.write("\n");
  }

  /** Plays from where it stands to its end. */
  async ended(): Promise<void> {
    const { code } = await this.child.end(DAY_MS_MAX);
    if (code !== 0) throw new Error(`${this.role.library} failed:\n${this.words()}`);
  }

  get facts(): readonly Fact[] {
    return this.child.out.flatMap((line): readonly Fact[] => {
      const fact = jsonLine(line);
      return fact === undefined ? [] : [fact];
    });
  }

  /** What it printed at one step. */
  fact(step: string): Fact {
    const found = this.facts.find((fact) => fact.step === step);
    if (found === undefined) throw new Error(`${this.role.library} never came to ${step}:\n${this.words()}`);
    return found;
  }

  /** Its connections, first and second day, as its wire saw them. */
  get links(): readonly [TapLink, TapLink] {
    const [first, second, ...more] = this.tap.links;
    if (first === undefined || second === undefined || more.length > 0)
      throw new Error(`${this.tap.links.length} connections instead of two`);
    return [first, second];
  }

  words(): string {
    return [...this.child.out, ...this.child.err].join("\n");
  }
}

/** A day at a simulated Gateway that holds the bot's account and nothing else. */
export async function playDirect(role: Role, python: string): Promise<Bot> {
  const gateway = await startGateway({ accounts: [role.account], prices: PRICES });
  const tap = await startTap(gateway.port);
  const bot = new Bot(role, tap, python);
  for (const point of POINTS) {
    await bot.reached(point);
    bot.go();
  }
  await bot.ended();
  tap.stop();
  await gateway.stop();
  return bot;
}

/** Both on one port, told apart by client id, or a port for each. */
export type Doors = "shared" | "own";

export interface Together {
  readonly bots: readonly Bot[];
  /** Between the daemon and the Gateway. */
  readonly upstream: Tap;
  readonly gateway: Gateway;
  readonly daemon: DaemonProcess;
}

/** The strategy that trades a role's account; named after its place, because a library's name is no strategy's. */
const NAMES = ["alpha", "beta"] as const;

/** All roles at the same time through one daemon: each waits at every point until all have reached it. */
export async function playTogether(
  roles: readonly Role[],
  doors: Doors,
  python: string,
  held: (point: Point, together: Together) => Promise<void> = async () => {},
): Promise<Together> {
  const gateway = await startGateway({ accounts: roles.map(({ account }) => account), prices: PRICES });
  const upstream = await startTap(gateway.port);
  const daemon = await startDaemon({ gatewayPort: upstream.port, strategies: strategiesFor(roles, doors) });
  const taps = await Promise.all(
    roles.map((_, i) => startTap(doors === "shared" ? daemon.port : daemon.ports[NAMES[i]!]!)),
  );
  const bots = roles.map((role, i) => new Bot(role, taps[i]!, python));
  const together = { bots, upstream, gateway, daemon };
  for (const point of POINTS) {
    await Promise.all(bots.map((bot) => bot.reached(point)));
    await held(point, together);
    for (const bot of bots) bot.go();
  }
  await Promise.all(bots.map((bot) => bot.ended()));
  return together;
}

function strategiesFor(roles: readonly Role[], doors: Doors): Record<string, StrategyOptions> {
  return Object.fromEntries(
    roles.map(({ account, clientId }, i) => [
      NAMES[i]!,
      doors === "shared" ? { account, clientIds: [clientId] } : { account, port: 0 },
    ]),
  );
}
