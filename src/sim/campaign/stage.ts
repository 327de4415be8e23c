/**
 * The stage: one world with a Gateway, a daemon, actors and the oracle, put up as a scenario says.
 *
 * The daemon is the production loop and engine; it reaches the world through its five ports alone. Hosts: `gateway`,
 * `daemon`, and one for each actor.
 */
import { assert } from "../../base/assert.ts";
import { Prng } from "../../base/prng.ts";
import { seconds, type WallMs } from "../../base/time.ts";
import { bootDaemon } from "../../daemon/boot.ts";
import type { Daemon } from "../../daemon/loop.ts";
import type { Io } from "../../io/io.ts";
import { type EngineConfig, USUAL_GATEWAY } from "../../model/config.ts";
import type { StrategyName } from "../../model/ids.ts";
import type { Actor, Build, DaemonKeeper, Part } from "../actors/actor.ts";
import { ACTORS } from "../actors/cast.ts";
import type { ActorSpec } from "../actors/spec.ts";
import type { BrokerEvent } from "../broker/event.ts";
import type { BookRow } from "../checkers/book.ts";
import type { Violation } from "../checkers/checker.ts";
import { Oracle } from "../checkers/oracle.ts";
import { checked, FaultRefused, type Setting } from "../faults/setting.ts";
import { type RunningGateway, startGateway } from "../gateway/gateway.ts";
import { checkedWorld, isWorldFault, type WorldSetting } from "../world/faults/table.ts";
import type { LogLine, Tap } from "../world/tap.ts";
import { type Second, World } from "../world/world.ts";
import { Beliefs } from "./beliefs.ts";
import { excusedBy, isTrouble } from "./kinds.ts";
import { addsUnderReducing, controlConfig, isGate, limitsConfig, refusedBy, trippedBy } from "./limits.ts";
import { Lookout } from "./lookout.ts";
import { lowered, newerBuild } from "./newerBuild.ts";
import { journalConfig, momentOf, operatingConfig, restartByHook } from "./operating.ts";
import { Quotes, symbolsOf } from "./quotes.ts";
import type { Planned, Scenario, Topology } from "./scenario.ts";

export const DAEMON = "daemon";
/** Another machine, on which somebody starts a daemon now and then. */
export const STANDBY = "standby";
export const GATEWAY = "gateway";
const HOST = "127.0.0.1";
const GATEWAY_PORT = 4102;
const DOOR_PORT = 4100;
/** holdfast's own client id at the Gateway. */
const CLIENT_ID = 77;
const MESSAGES_PER_SECOND = 45;
const IBC = { host: HOST, port: 7462 } as const;
/** How long the operator's command runs. */
const HOOK_MS = seconds(5);
/** As a supervisor of services waits before it starts again what was killed, and what ended by itself. */
const RESTART_MS = { killed: 300, exited: 5_000 } as const;

export interface StageOptions {
  /** Stands between the daemon and its ports. */
  readonly between?: (io: Io) => Io;
  readonly violated?: (violation: Violation) => void;
  /** Without the oracle: what it costs is measured like that. */
  readonly blind?: boolean;
  /** Hears all from the first birth on, before the oracle does. */
  readonly onlooker?: Onlooker;
}

/** Sees the whole run and judges nothing. */
export interface Onlooker extends Tap {
  /** The stage stands: its Gateway and daemon have begun. */
  staged?(stage: Stage): void;
  truth?(events: readonly BrokerEvent[]): void;
}

export class Stage {
  readonly world: World;
  readonly gateway: RunningGateway;
  readonly oracle: Oracle;
  readonly actors: readonly Actor[];
  readonly seen = new Map<string, number>();
  readonly #scenario: Scenario;
  readonly #options: StageOptions;
  readonly #config: EngineConfig;
  /** By the name of their life: `daemon`, or `daemon#2` for a second one on the same machine. */
  readonly #daemons = new Map<string, Daemon>();
  readonly #seconds = new Set<Second>();
  /** Whose daemon is of a newer build. */
  readonly #newer = new Set<string>();
  readonly #lookout: Lookout | undefined;
  readonly #beliefs: Beliefs | undefined;
  readonly #quotes: Quotes;

  constructor(scenario: Scenario, options: StageOptions = {}) {
    this.#scenario = scenario;
    this.#options = options;
    const { topology, seed } = scenario;
    this.world = new World({ seed, wall: wallAt(topology.start), network: topology.network, disk: topology.disk });
    this.#config = configOf(scenario);
    this.oracle = this.#makeOracle();
    if (options.onlooker) this.world.watch(options.onlooker);
    if (!options.blind) {
      this.world.watch(this.oracle);
      this.#lookout = this.#makeLookout();
      this.#beliefs = this.#makeBeliefs();
    }
    this.world.watch({ ended: (host, code) => this.#ended(host, code), logged: (line) => this.#logged(line) });
    for (const crash of scenario.crashes ?? []) this.world.crashAt(DAEMON, crash);
    this.gateway = this.#startGateway();
    this.#quotes = new Quotes(this.gateway.exchange, symbolsOf(scenario.actors));
    this.#keeper().start(DAEMON);
    this.actors = scenario.actors.map((spec) => ACTORS[spec.kind](this.#part(spec)));
    options.onlooker?.staged?.(this);
  }

  /** A recovery path or a rare situation was seen. */
  sometimes(what: string): void {
    this.seen.set(what, (this.seen.get(what) ?? 0) + 1);
  }

  /** Asks a daemon for its book of orders and shows it to the oracle. */
  askBook(host = DAEMON): void {
    const asked = this.#daemons.get(host);
    asked?.query("orders", (rows) => {
      if (this.#daemons.get(host) === asked) this.oracle.book(rows as readonly BookRow[], host);
    });
  }

  /** Asks a daemon whether it is ready; an answer that waits for its disk, or for its death, comes too late to be judged. */
  askReady(host = DAEMON): void {
    const [asked, now] = [this.#daemons.get(host), this.world.now];
    asked?.query("readiness", (said) => {
      if (this.world.now === now && this.#daemons.get(host) === asked)
        this.oracle.readiness((said as { readonly ready: boolean }).ready, host);
    });
  }

  /** What a daemon that runs lacks; whether it runs is its supervisor's affair. */
  lacks(): readonly string[] {
    const asked = this.#daemons.get(DAEMON);
    let isReady = asked === undefined;
    asked?.query("readiness", (said) => {
      isReady = (said as { readonly ready: boolean }).ready;
    });
    return isReady ? [] : ["the daemon is not ready"];
  }

  /** Shows the oracle what the daemon believes of orders, positions and alerts. */
  askBeliefs(): void {
    this.#beliefs?.ask();
  }

  /** Compares the daemon with its journal, whatever it costs. */
  compare(): void {
    this.#lookout?.compareAnyway();
  }

  /** What goes wrong now: a fault of the Gateway or of the world. */
  strike({ fault, values = {} }: Planned): void {
    const setting = isWorldFault(fault) ? checkedWorld(fault, values) : checked(fault, values);
    if (setting instanceof FaultRefused) throw new Error(`${fault} refuses what the plan says: ${setting.reason}`);
    if (fault === "process-killed") this.#lookout?.compare();
    if (isWorldFault(fault)) this.world.faults.apply(setting as WorldSetting);
    else this.gateway.faults.apply(setting as Setting);
    this.#beliefs?.trouble();
  }

  /** Nothing goes wrong any more, and one daemon is enough. */
  heal(): void {
    this.gateway.faults.clearAll();
    this.world.heal();
    for (const second of this.#seconds) second.kill();
    for (const actor of this.actors) actor.heal();
  }

  /** As the alert `order-out-of-reach` asks: somebody connects under the client id of what no daemon reaches, and takes it back. */
  takeBackOutOfReach(): void {
    const { broker } = this.gateway;
    for (const { clientId, orderId, manual } of broker.openOrders())
      if (clientId !== CLIENT_ID && !manual) this.gateway.act((moment) => broker.cancel(clientId, orderId, moment));
  }

  #logged({ event, fields }: LogLine): void {
    if (event === "order-refused" && fields.gate === "restart") this.sometimes("order refused before a restart");
    if (event === "order-refused" && fields.gate === "disk") this.sometimes("order refused on a full disk");
    if (event === "order-refused" && isGate(fields.gate)) this.sometimes(refusedBy(fields.gate));
    if (event === "order-refused" && addsUnderReducing(fields)) this.sometimes("order refused: it adds under reducing");
    if (event === "alert" && fields.cause === "limit-tripped") this.sometimes(trippedBy(fields.detail));
    if (event === "halt-done") this.sometimes(`halt done: ${fields.level}`);
    if (event === "alert") this.sometimes(`alert ${fields.cause}`);
  }

  #makeOracle(): Oracle {
    const { topology } = this.#scenario;
    return new Oracle({
      setup: { ...topology, clientId: CLIENT_ID, messagesPerSecond: MESSAGES_PER_SECOND },
      daemons: new Set([DAEMON, STANDBY]),
      gatewayAddress: `${HOST}:${GATEWAY_PORT}`,
      now: () => this.world.now,
      truth: () => this.gateway?.broker,
      quote: (symbol) => this.#quotes.of(symbol),
      excused: excusedBy(this.#scenario.plan.map(({ fault }) => fault)),
      violated: (violation) => this.#options.violated?.(violation),
    });
  }

  #makeLookout(): Lookout {
    const { world, oracle } = this;
    const lookout = new Lookout({
      ...{ world, oracle, config: this.#config, host: DAEMON },
      daemon: () => this.#daemons.get(DAEMON),
      given: (journal) => (this.#newer.has(DAEMON) ? lowered(journal, this.#config.gateway.name) : journal),
      askBook: () => this.askBook(),
      askReady: () => this.askReady(),
      moved: () => this.#quotes.moved(),
      halted: () => this.#quotes.halted(),
      compared: () => this.sometimes("daemon compared with its journal"),
    });
    world.watch(lookout);
    lookout.plan(new Prng(this.#scenario.seed, "lookout"), this.#scenario.safetyMs);
    return lookout;
  }

  #makeBeliefs(): Beliefs {
    const { world, oracle } = this;
    const beliefs = new Beliefs({
      ...{ world, oracle, host: DAEMON, isCondition: isTrouble },
      daemon: () => this.#daemons.get(DAEMON),
      faults: () => [...this.gateway.faults.met(), ...world.faults.met()],
    });
    world.watch(beliefs);
    return beliefs;
  }

  #startGateway(): RunningGateway {
    const { topology, seed } = this.#scenario;
    const { accounts, calendar, tickMs, latencyMs, switches, versions, operating } = topology;
    const commands = operating?.commandPort === undefined ? {} : { commandPort: IBC.port };
    return startGateway(this.world.host(GATEWAY), {
      ...{ host: HOST, port: GATEWAY_PORT, seed, accounts, calendar, tickMs, latencyMs, switches },
      serverVersionMax: versions.gateway,
      ...commands,
      onBroker: (events) => {
        this.#options.onlooker?.truth?.(events);
        this.oracle.truth(events);
      },
    });
  }

  #keeper(): DaemonKeeper {
    return {
      start: (host, build = "present") => this.#startDaemon(host, this.#portsOf(host, build)),
      startSecond: (host) => {
        const second = this.world.second(host);
        this.#seconds.add(second);
        this.#startDaemon(second.name, second.io);
      },
      drain: (host) => this.#daemons.get(host)?.drain(),
      operate: (host, what, by, answer) => this.#daemons.get(host)?.operate(what, by, answer),
      running: (host) => this.world.running(host),
    };
  }

  #portsOf(host: string, build: Build): Io {
    const ports = this.world.host(host);
    if (build === "present") return ports;
    this.#newer.add(host);
    return newerBuild(ports, this.#config.gateway.name);
  }

  #startDaemon(host: string, ports: Io): void {
    const io = this.#options.between?.(ports) ?? ports;
    bootDaemon(io, this.#config, {
      started: (daemon) => void this.#daemons.set(host, daemon),
      failed: (reason) => {
        io.host.log("error", "exit", { code: 1, reason });
        io.host.exit(1);
      },
      restartGateway: (_, done) => this.#restartGateway(host, done),
    });
  }

  /** The operator's command takes its time; whoever asked may be gone when it is through. */
  #restartGateway(host: string, done: (failure: string | undefined) => void): void {
    const asker = this.#daemons.get(host);
    restartByHook(this.gateway);
    this.world.in(HOOK_MS, () => {
      if (asker === this.#daemons.get(host)) done(undefined);
    });
  }

  /** Without a supervisor among the actors the daemon is started again at once. */
  #ended(host: string, code: number | "killed"): void {
    this.#daemons.delete(host);
    this.#newer.delete(host);
    if (host !== DAEMON || this.#scenario.actors.some(({ kind }) => kind === "supervisor")) return;
    this.world.in(code === "killed" ? RESTART_MS.killed : RESTART_MS.exited, () => this.#keeper().start(DAEMON));
  }

  #part(spec: ActorSpec): Part {
    const { strategies } = this.#scenario.topology;
    return {
      spec,
      prng: new Prng(this.#scenario.seed, `actor/${spec.host}`),
      recasting: new Prng(this.#scenario.seed, `recasting/${spec.host}`),
      polling: new Prng(this.#scenario.seed, `polling/${spec.host}`),
      world: this.world,
      door: { host: HOST, port: DOOR_PORT },
      strategy: strategies.find(({ name }) => name === spec.strategy),
      strategies,
      gateway: this.gateway,
      daemon: this.#keeper(),
      upstreamClientId: CLIENT_ID,
      sometimes: (what) => this.sometimes(what),
    };
  }
}

function configOf({ topology, safetyMs }: Scenario): EngineConfig {
  const { strategies, versions, start, operating = {}, accountLimits, hours } = topology;
  const strategy = (spec: Topology["strategies"][number]): EngineConfig["strategies"][number] => ({
    name: spec.name as StrategyName,
    account: spec.account,
    clientIds: spec.clientIds,
    masterClientId: spec.masterClientId,
    readOnly: spec.readOnly ?? false,
    privateOrders: spec.privateOrders ?? false,
    holdMs: spec.holdMs,
    limits: limitsConfig(spec.limits),
    deadManMs: spec.deadManMs,
  });
  return {
    mode: "paper",
    readOnly: false,
    gateway: {
      name: "main",
      host: HOST,
      port: GATEWAY_PORT,
      clientId: CLIENT_ID,
      maxServerVersion: versions.upstream,
      ...USUAL_GATEWAY,
      ...operatingConfig(operating, { start: wallAt(start), safetyMs, ibc: IBC }),
    },
    strategies: strategies.map(strategy),
    doors: [{ id: "shared", host: HOST, port: DOOR_PORT, strategy: undefined, maxServerVersion: versions.door }],
    messagesPerSecond: MESSAGES_PER_SECOND,
    journal: journalConfig(operating),
    ...controlConfig(accountLimits, hours, wallAt(start)),
  };
}

function wallAt(start: string): WallMs {
  const wall = momentOf(start);
  assert(wall !== undefined, `${start} is no moment like 2026-01-05T15:00:00Z`);
  return wall;
}
