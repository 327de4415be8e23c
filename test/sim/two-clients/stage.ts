/**
 * The two-client scenario in one world: simulated Gateway, daemon, two clients on two accounts, and a supervisor that
 * starts the daemon again whenever it dies.
 *
 * `run` goes through the clients' scripts, lets everything settle, calls the roll, and adds what the clients find when
 * they compare with a direct reading of the broker to what the taps have found.
 */
import { minutes, seconds } from "../../../src/base/time.ts";
import { startDaemon } from "../../../src/daemon/loop.ts";
import type { Io } from "../../../src/io/io.ts";
import type { EngineConfig } from "../../../src/model/config.ts";
import type { StrategyName } from "../../../src/model/ids.ts";
import { startGateway } from "../../../src/sim/gateway/gateway.ts";
import type { Step } from "../../../src/sim/strategies/script.ts";
import { type CrashPoint, World } from "../../../src/sim/world/world.ts";
import { CEILING } from "../../../src/wire/versions.ts";
import { withoutAmbience } from "../../../src/cli/sim/ambience.ts";
import { Auditor } from "./auditor.ts";
import { Checks } from "./checks.ts";
import { type Actor, Client } from "./client.ts";

const DAEMON = "daemon";
const GATEWAY = "gateway";
const JOURNAL = "main.journal";
const HOST = "127.0.0.1";
const GATEWAY_PORT = 4102;
const DOOR_PORT = 4100;

const ACTORS = [
  { host: "alpha", account: "DU1000001", clientId: 1 },
  { host: "beta", account: "DU1000002", clientId: 2 },
] as const satisfies readonly Actor[];

export interface Play {
  readonly seed: number;
  readonly scripts: Readonly<Record<string, readonly Step[]>>;
  readonly crashes?: readonly CrashPoint[];
  /** Stands between the daemon and its ports: where a bug is planted. */
  readonly planted?: (io: Io) => Io;
  /** The newest server version that each side speaks. */
  readonly versions?: Partial<Versions>;
}

export interface Versions {
  readonly gateway: number;
  /** The daemon's, towards the Gateway. */
  readonly upstream: number;
  /** The daemon's, towards clients. */
  readonly door: number;
  readonly alpha: number;
  readonly beta: number;
}

export interface Outcome {
  readonly digest: string;
  readonly violations: readonly string[];
  readonly counts: Checks["counts"];
  /** The versions agreed on with the Gateway, one for each session. */
  readonly upstreamVersions: readonly number[];
  /** The daemon's port calls until everything had settled. */
  readonly portCalls: number;
  readonly incarnations: number;
  readonly clients: readonly Client[];
  /** What the broker held at the end; `undefined` when the play did not get there. */
  readonly broker: Auditor | undefined;
  readonly seconds: number;
}

/** ib_async's newest for the clients, ours for everybody else. */
const NEWEST: Versions = { gateway: CEILING, upstream: CEILING, door: CEILING, alpha: 178, beta: 178 };

const RESTART_MS = 300;
const SETTLE_MS = 2_500;
const PLAY_MS_MAX = minutes(5);
const ANSWER_MS_MAX = seconds(20);

class Stage {
  readonly #play: Play;
  readonly #versions: Versions;
  readonly #world: World;
  readonly #checks: Checks;
  readonly #clients: Client[] = [];
  #incarnations = 0;
  #portCalls = 0;
  #broker: Auditor | undefined;

  constructor(play: Play) {
    this.#play = play;
    this.#versions = { ...NEWEST, ...play.versions };
    this.#world = new World({ seed: play.seed });
    const accounts = new Map(ACTORS.map(({ host, account }) => [host, account]));
    const journal = (): Uint8Array => this.#world.disk(DAEMON).durable(JOURNAL);
    this.#checks = new Checks({ daemon: DAEMON, gateway: GATEWAY, accounts }, journal);
    this.#world.watch(this.#checks);
    this.#world.watch({ ended: (host) => this.#ended(host) });
    for (const crash of play.crashes ?? []) this.#world.crashAt(DAEMON, crash);
  }

  run(): Outcome {
    this.#start();
    const through = this.#world.runUntil(() => this.#clients.every(({ script }) => script.finished), PLAY_MS_MAX);
    const findings = through ? this.#settled() : ["the scripts did not end"];
    return {
      digest: this.#world.digest,
      violations: [...this.#checks.violations, ...this.#clients.flatMap(({ violations }) => violations), ...findings],
      counts: this.#checks.counts,
      upstreamVersions: this.#checks.upstreamVersions,
      portCalls: this.#portCalls,
      incarnations: this.#incarnations,
      clients: this.#clients,
      broker: this.#broker,
      seconds: this.#world.now / 1_000,
    };
  }

  #start(): void {
    const accounts = ACTORS.map(({ account }) => account);
    startGateway(this.#world.host(GATEWAY), {
      ...{ host: HOST, port: GATEWAY_PORT, accounts, seed: this.#play.seed },
      serverVersionMax: this.#versions.gateway,
    });
    this.#startDaemon();
    const door = { host: HOST, port: DOOR_PORT };
    for (const actor of ACTORS) {
      const steps = this.#play.scripts[actor.host] ?? [];
      const address = { ...door, serverVersionMax: this.#versions[actor.host] };
      this.#clients.push(new Client(this.#world.host(actor.host), address, actor, steps));
    }
  }

  #startDaemon(): void {
    this.#incarnations++;
    const io = this.#world.host(DAEMON);
    startDaemon(this.#play.planted?.(io) ?? io, config(this.#versions));
  }

  #ended(host: string): void {
    if (host === DAEMON) this.#world.in(RESTART_MS, () => this.#startDaemon());
  }

  #settled(): readonly string[] {
    this.#world.runFor(SETTLE_MS);
    const ready = this.#world.runUntil(() => this.#clients.every(({ trader }) => trader.ready), ANSWER_MS_MAX);
    if (!ready) return ["a client could not come back"];
    this.#portCalls = this.#world.portCalls(DAEMON);
    for (const client of this.#clients) client.callRoll();
    const broker = new Auditor(this.#world.host("auditor"), { host: HOST, port: GATEWAY_PORT, clientId: 900 });
    const answered = (): boolean => broker.complete && this.#clients.every(({ rollCall }) => rollCall?.complete);
    if (!this.#world.runUntil(answered, ANSWER_MS_MAX)) return ["a roll call was not answered"];
    this.#broker = broker;
    return this.#clients.flatMap((client) => client.compare(broker));
  }
}

/** Plays it, in a world where nothing but the world has a clock or dice. */
export const run = (play: Play): Outcome => withoutAmbience(() => new Stage(play).run());

function config({ upstream, door }: Versions): EngineConfig {
  const strategy = ({ host, account, clientId }: Actor): EngineConfig["strategies"][number] => ({
    name: host as StrategyName,
    account,
    clientIds: [clientId],
    masterClientId: undefined,
    readOnly: false,
    privateOrders: false,
  });
  return {
    mode: "paper",
    readOnly: false,
    gateway: { name: "main", host: HOST, port: GATEWAY_PORT, clientId: 77, maxServerVersion: upstream },
    strategies: ACTORS.map(strategy),
    doors: [{ id: "shared", host: HOST, port: DOOR_PORT, strategy: undefined, maxServerVersion: door }],
    messagesPerSecond: 45,
  };
}
