/**
 * One load for the simulation: a world with Gateway, daemon, and two strategies on two accounts through the daemon's door,
 * all of it on virtual time. A new seed is a new world, as in a campaign.
 *
 * Each strategy streams a stock and places orders by the clock: a market order, then a limit that rests until it is
 * cancelled, in turn. In the dense load the Gateway's own faults strike, and the daemon is killed and starts again on what
 * is durable.
 */
import { decimal } from "../../src/base/decimal.ts";
import { after, type Instant, minutes, seconds } from "../../src/base/time.ts";
import { startDaemon } from "../../src/daemon/loop.ts";
import type { Io } from "../../src/io/io.ts";
import { type EngineConfig, USUAL_GATEWAY } from "../../src/model/config.ts";
import type { StrategyName } from "../../src/model/ids.ts";
import { DEFAULT_MIX } from "../../src/sim/faults/random.ts";
import { startGateway } from "../../src/sim/gateway/gateway.ts";
import { type Terms, Trader } from "../../src/sim/strategies/trader.ts";
import { World } from "../../src/sim/world/world.ts";
import { CEILING } from "../../src/wire/versions.ts";

/** How much happens. */
export interface Load {
  readonly name: "dense" | "sparse";
  /** Distance of two looks at the market. */
  readonly tickMs: number;
  /** Of both strategies together. */
  readonly ordersPerHour: number;
  /** How often the daemon is killed; 0 for never. */
  readonly killsPerHour: number;
  /** Whether the Gateway goes wrong now and then. */
  readonly faults: boolean;
}

export const DENSE: Load = { name: "dense", tickMs: 1_000, ordersPerHour: 260, killsPerHour: 6, faults: true };
export const SPARSE: Load = { name: "sparse", tickMs: 30_000, ordersPerHour: 4, killsPerHour: 0, faults: false };

/** What came of it, to see that it was a load at all. */
export interface Counts {
  events: number;
  ticks: number;
  orders: number;
  fills: number;
  starts: number;
}

const ACTORS = [
  { host: "alpha", account: "DU1000001", clientId: 1, symbol: "AAPL" },
  { host: "beta", account: "DU1000002", clientId: 2, symbol: "MSFT" },
] as const;
type Actor = (typeof ACTORS)[number];

const HOST = "127.0.0.1";
const GATEWAY_PORT = 4102;
const DOOR_PORT = 4100;
const HOUR_MS = minutes(60);
/** A supervisor waits twice as long each time that a daemon did not even last so long. */
const RESTART_MS = seconds(5);
const RESTART_MS_MAX = seconds(80);

const CONFIG: EngineConfig = {
  mode: "paper",
  readOnly: false,
  gateway: { name: "main", host: HOST, port: GATEWAY_PORT, clientId: 77, maxServerVersion: CEILING, ...USUAL_GATEWAY },
  strategies: ACTORS.map(({ host, account, clientId }) => ({
    ...{ name: host as StrategyName, account, clientIds: [clientId], masterClientId: undefined },
    ...{ readOnly: false, privateOrders: false },
  })),
  doors: [{ id: "shared", host: HOST, port: DOOR_PORT, strategy: undefined, maxServerVersion: CEILING }],
  messagesPerSecond: 45,
};

/** Runs so many simulated hours of a load and adds to the counts. */
export function simulate(load: Load, seed: number, hours: number, counts: Counts): void {
  const world = new World({ seed });
  const gateway = startGateway(world.host("gateway"), {
    ...{ host: HOST, port: GATEWAY_PORT, accounts: ACTORS.map(({ account }) => account), seed, tickMs: load.tickMs },
    ...(load.faults ? { faultMix: DEFAULT_MIX } : {}),
  });
  keepDaemon(world, load.killsPerHour, counts);
  for (const actor of ACTORS) trade(world.host(actor.host), actor, load, counts);
  const end = (hours * HOUR_MS) as Instant;
  for (; world.now < end && world.step(); ) counts.events++;
  counts.fills += gateway.broker.executions().length;
}

/** Starts the daemon, again whenever it has ended, and kills it now and then. */
function keepDaemon(world: World, killsPerHour: number, counts: Counts): void {
  let waitMs = RESTART_MS;
  let begun = world.now;
  const start = (): void => {
    counts.starts++;
    begun = world.now;
    startDaemon(world.host("daemon"), CONFIG);
  };
  const kill = (): void => {
    world.kill("daemon");
    world.in(HOUR_MS / killsPerHour, kill);
  };
  world.watch({
    ended(host) {
      if (host !== "daemon") return;
      const lasted = world.now - begun > RESTART_MS_MAX;
      waitMs = lasted ? RESTART_MS : Math.min(2 * waitMs, RESTART_MS_MAX);
      world.in(waitMs, start);
    },
  });
  start();
  if (killsPerHour > 0) world.in(HOUR_MS / killsPerHour, kill);
}

const QUANTITY = decimal(10)!;
const BUY: Terms = { action: "BUY", orderType: "MKT", totalQuantity: QUANTITY };
const SELL: Terms = { ...BUY, action: "SELL" };
/** Far below the market, so that it rests. */
const REST: Terms = { ...BUY, orderType: "LMT", lmtPrice: 1 };
const TURNS: readonly Terms[] = [BUY, REST, SELL, REST];

function trade({ clock, ...io }: Io, { account, clientId, symbol }: Actor, load: Load, counts: Counts): void {
  const address = { host: HOST, port: DOOR_PORT, clientId, account };
  let streams = false;
  const trader = new Trader(
    { clock, ...io },
    { ...address, reconnectMs: seconds(1), retries: true },
    {
      ready: () => {
        // It renews by itself what it streams.
        if (!streams) trader.stream(symbol);
        streams = true;
      },
      heard: ({ name }) => void (name.startsWith("tick") && counts.ticks++),
      lost: () => {},
    },
  );
  const gapMs = (HOUR_MS * ACTORS.length) / load.ordersPerHour;
  const turn = (n: number): void => {
    const terms = TURNS[n % TURNS.length]!;
    if (trader.ready) {
      counts.orders++;
      const { orderId } = trader.place(symbol, `${symbol}-${n}`, terms);
      if (terms === REST) clock.at(after(clock.now(), gapMs / 2), () => trader.cancel(orderId));
    }
    clock.at(after(clock.now(), gapMs), () => turn(n + 1));
  };
  clock.at(after(clock.now(), gapMs / 2), () => turn(0));
}
