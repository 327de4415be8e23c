/**
 * The world that a seed draws: when and where it plays, who comes, and which of a Gateway's many faces it meets.
 *
 * What there is comes from streams of its own, one for each part, so that no fault and no actor shifts it. A run without
 * faults is drawn as tame as a run can be: there every alert is a false one.
 */
import { Prng } from "../../base/prng.ts";
import type { ActorSpec, StrategySpec } from "../actors/spec.ts";
import { SWITCHES, type Switches } from "../gateway/switches.ts";
import type { Step } from "../strategies/script.ts";
import { drawCareless } from "./careless.ts";
import { companyRow, presentKinds } from "./company.ts";
import type { Range } from "./kinds.ts";
import { drawLimits, type Limited } from "./limits.ts";
import { drawHolds, drawOperating, momentOf } from "./operating.ts";
import type { Profile } from "./profiles.ts";
import type { Topology } from "./scenario.ts";
import { startAt } from "./starts.ts";

export interface Terrain {
  readonly topology: Topology;
  readonly actors: readonly ActorSpec[];
}

const ACCOUNTS = ["DU1000001", "DU1000002", "DU1000003"] as const;
const SYMBOLS = ["AAPL", "MSFT", "SPY", "F", "KO", "TSLA"] as const;
/** At most eight letters: a name is part of every order key. */
const STRATEGIES = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"] as const;
const VERSION_MIN = 157;
const VERSION_MAX = 225;
/** How often a switch of the Gateway is not left alone. */
const SWITCH_CHANCE = 0.15;
/** How often a client tries to pass a limit. */
const PUSHES_PER_HOUR = 60;
const QUALIFIES_CHANCE = 0.8;
const RECASTS_CHANCE = 0.5;
const CALM_START = "2026-01-05T15:00:00Z";

export const drawn = (prng: Prng, [low, high]: Range): number => low + prng.float() * (high - low);

/** One of many, each as often as its weight says. */
export function weighted<T>(prng: Prng, items: readonly (readonly [item: T, weight: number])[]): T {
  let left = prng.float() * items.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [item, weight] of items) {
    left -= weight;
    if (left < 0) return item;
  }
  return items.at(-1)![0];
}

export function drawTerrain(seed: number, profile: Profile, calm: boolean): Terrain {
  const prng = new Prng(seed, "draw/topology");
  const accounts = ACCOUNTS.slice(0, prng.between(...profile.accounts));
  const { strategies, actors } = drawCompany(seed, profile, accounts, calm);
  const world = drawWorld(seed, prng, profile, calm);
  const symbols = actors.find((actor) => actor.symbols !== undefined)?.symbols ?? SYMBOLS;
  const limited = drawLimits({ seed, calm, strategies, accounts, symbols });
  if (calm) return { topology: { ...world, accounts, ...limited }, actors };
  const named = isLimited(limited) ? actors.map((actor) => qualified(seed, actor)) : actors;
  const recasting = named.map((actor) => recast(seed, actor));
  const company = drawCareless(seed, recasting, limited.hours !== undefined);
  const operating = drawOperating(seed, momentOf(world.start)!, profile.starts.includes("night"));
  const held = { ...limited, strategies: drawHolds(seed, limited.strategies) };
  return { topology: { ...world, accounts, ...held, operating }, actors: company };
}

/** What limits positions knows contracts by conId alone: most clients name them so where there are limits. */
function qualified(seed: number, actor: ActorSpec): ActorSpec {
  const does = new Prng(seed, `draw/qualifies/${actor.host}`).chance(QUALIFIES_CHANCE);
  return actor.clientId !== undefined && does ? { ...actor, qualifies: true } : actor;
}

/** Some clients that trade change more of their orders than price and size. */
function recast(seed: number, actor: ActorSpec): ActorSpec {
  const does = new Prng(seed, `draw/recasts/${actor.host}`).chance(RECASTS_CHANCE);
  return companyRow(actor.kind)?.careless === true && does ? { ...actor, recasts: true } : actor;
}

const isLimited = ({ accountLimits, strategies }: Limited): boolean =>
  accountLimits !== undefined || strategies.some(({ limits }) => limits !== undefined);

// ---------------------------------------------------------------- the world

function drawWorld(
  seed: number,
  prng: Prng,
  profile: Profile,
  calm: boolean,
): Omit<Topology, "accounts" | "strategies" | "operating" | "accountLimits" | "hours"> {
  const start = startAt(prng.pick(profile.starts), prng);
  const calendar = prng.chance(0.4) ? "real" : "always";
  return {
    start: calm ? CALM_START : start,
    calendar: calm ? "always" : calendar,
    tickMs: prng.pick(profile.tickMs),
    latencyMs: prng.pick([1, 10, 10, 100]),
    versions: { gateway: drawVersion(prng), upstream: drawVersion(prng), door: drawVersion(prng) },
    switches: calm ? {} : drawSwitches(seed),
    network: drawNetwork(new Prng(seed, "draw/network"), profile),
    disk: drawDisk(new Prng(seed, "draw/disk")),
  };
}

/** The newest half of the time; else any that there was. */
const drawVersion = (prng: Prng): number => (prng.chance(0.4) ? VERSION_MAX : prng.between(VERSION_MIN, VERSION_MAX));

function drawSwitches(seed: number): Partial<Switches> {
  const names = Object.keys(SWITCHES) as (keyof Switches)[];
  const chosen = names.flatMap((name) => {
    const prng = new Prng(seed, `draw/switch/${name}`);
    return prng.chance(SWITCH_CHANCE) ? [[name, prng.pick<unknown>(SWITCHES[name])] as const] : [];
  });
  return Object.fromEntries(chosen) as Partial<Switches>;
}

function drawNetwork(prng: Prng, { fragments }: Profile): Topology["network"] {
  const windowBytesMin = prng.pick([4_096, 32_768, 32_768]);
  return {
    latencyMsMax: prng.pick([0.5, 2, 2, 20, 100]),
    fragmentChanceMax: fragments ? 0.9 : prng.pick([0, 0.2, 0.5]),
    windowBytesMin,
    windowBytesMax: windowBytesMin * prng.pick([1, 4, 16]),
  };
}

const drawDisk = (prng: Prng): Topology["disk"] => ({
  syncMsMax: prng.pick([0.5, 1, 1, 10]),
  slowSyncMsMax: prng.pick([40, 40, 400]),
  slowSyncChance: prng.pick([0, 0.02, 0.1]),
  readMsMax: prng.pick([1, 2, 20]),
});

// ---------------------------------------------------------------- who comes

interface Company {
  readonly strategies: readonly StrategySpec[];
  readonly actors: readonly ActorSpec[];
}

function drawCompany(seed: number, profile: Profile, accounts: readonly string[], calm: boolean): Company {
  const prng = new Prng(seed, "draw/company");
  const count = prng.between(...profile.clients);
  const perHour = Math.max(1, Math.round(drawn(prng, profile.perHour) / count));
  const kinds = likely(profile, true, calm);
  if (kinds.length === 0) return { strategies: [], actors: [] };
  const symbols = SYMBOLS.slice(0, prng.between(1, 3));
  const clients = Array.from({ length: count }, (_, i) => drawClient(seed, i, kinds, accounts));
  const strategies = strategiesOf(clients);
  const through = clients.map(({ kind, version, steps }, i): ActorSpec => {
    const { name } = strategies.find(({ clientIds }) => clientIds.includes(i + 1))!;
    return { kind, host: `client${i + 1}`, strategy: name, clientId: i + 1, version, symbols, perHour, ...steps };
  });
  const beside = drawBeside(seed, profile, calm, symbols);
  return joined({ strategies, actors: [...through, ...beside] }, count);
}

/** Those who join get the next client ids of the first strategy that trades; where none does they stay away. */
function joined({ strategies, actors }: Company, count: number): Company {
  const host = strategies.find(({ readOnly }) => readOnly !== true);
  const isJoining = ({ kind }: ActorSpec): boolean => companyRow(kind)?.joins === true;
  const joining = host === undefined ? [] : actors.filter(isJoining);
  const ids = joining.map((_, i) => count + 1 + i);
  return {
    strategies: strategies.map((one) => (one === host ? { ...one, clientIds: [...one.clientIds, ...ids] } : one)),
    actors: actors.flatMap((actor) => {
      const clientId = ids[joining.indexOf(actor)];
      if (clientId === undefined) return isJoining(actor) ? [] : [actor];
      return [{ ...actor, strategy: host!.name, clientId, version: VERSION_MAX, perHour: PUSHES_PER_HOUR }];
    }),
  };
}

const likely = (profile: Profile, client: boolean, calm: boolean) =>
  presentKinds()
    .map((kind) => [kind, (companyRow(kind)?.weight ?? 0) * (profile.company[kind] ?? 1)] as const)
    .filter(([kind]) => companyRow(kind)?.client === client && (!calm || companyRow(kind)?.behaved === true));

interface Client {
  readonly kind: ActorSpec["kind"];
  readonly version: number;
  readonly account: string;
  /** Under the strategy of the client before it, or under one of its own. */
  readonly joins: boolean;
  readonly master: boolean;
  readonly privateOrders: boolean;
  readonly steps: Pick<ActorSpec, "steps">;
}

function drawClient(
  seed: number,
  index: number,
  kinds: readonly (readonly [ActorSpec["kind"], number])[],
  accounts: readonly string[],
): Client {
  const prng = new Prng(seed, `draw/client/${index}`);
  const kind = weighted(prng, kinds);
  return {
    kind,
    version: drawVersion(prng),
    account: prng.pick(accounts),
    joins: index > 0 && prng.chance(0.25),
    master: prng.chance(0.25),
    privateOrders: prng.chance(0.2),
    steps: kind === "script" ? { steps: STEPS } : {},
  };
}

/** Who joins has the account of the strategy joined. One that only looks may have a strategy that may only look. */
function strategiesOf(clients: readonly Client[]): readonly StrategySpec[] {
  const strategies: StrategySpec[] = [];
  for (const [i, { kind, account, joins, master, privateOrders }] of clients.entries()) {
    const id = i + 1;
    const last = strategies.at(-1);
    if (joins && last !== undefined && last.readOnly !== true) {
      const joined = { ...last, clientIds: [...last.clientIds, id] };
      strategies.splice(-1, 1, master ? { ...joined, masterClientId: id } : joined);
    } else {
      const readOnly =
        companyRow(kind)?.trades === false && companyRow(kind)?.behaved === true && master ? { readOnly: true } : {};
      strategies.push({ name: STRATEGIES[i]!, account, clientIds: [id], privateOrders, ...readOnly });
    }
  }
  return strategies;
}

/** Those beside the daemon: each comes or does not. */
function drawBeside(seed: number, profile: Profile, calm: boolean, symbols: readonly string[]): readonly ActorSpec[] {
  return likely(profile, false, calm).flatMap(([kind, weight]) => {
    const prng = new Prng(seed, `draw/beside/${kind}`);
    const perHour = prng.between(1, 6);
    return prng.chance(Math.min(1, weight)) ? [{ kind, host: kind, symbols, perHour }] : [];
  });
}

/** What a scripted client does: once through the life of three orders. */
const STEPS: readonly Step[] = [
  { step: "stream", symbol: "AAPL" },
  {
    step: "place",
    name: "entry",
    symbol: "AAPL",
    order: { action: "BUY", totalQuantity: "10" as never, orderType: "MKT" },
  },
  { step: "until", name: "entry", status: ["Filled", "Cancelled", "Inactive"] },
  {
    step: "place",
    name: "resting",
    symbol: "AAPL",
    order: { action: "BUY", totalQuantity: "10" as never, orderType: "LMT", lmtPrice: { from: "bid", percent: -5 } },
  },
  { step: "pause", ms: 30_000 },
  { step: "modify", name: "resting", lmtPrice: { from: "bid", percent: -6 } },
  { step: "pause", ms: 30_000 },
  { step: "cancel", name: "resting" },
  { step: "until", name: "resting", status: ["Filled", "Cancelled", "Inactive"] },
  { step: "flatten", name: "out", symbol: "AAPL" },
  { step: "until", name: "out", status: ["Filled", "Cancelled", "Inactive"] },
];
