/**
 * What an actor is: a part of the world around the daemon that wants something, on a virtual host of its own.
 *
 * Clients go through the TWS door as any bot does. The operator works at the broker by hand, the supervisor keeps the
 * daemon running. In the safety phase each follows its own stream of the seed; when the run heals they stop making
 * trouble, finish what they began, and say what they still wait for.
 */
import type { Prng } from "../../base/prng.ts";
import type { Operation } from "../../model/input.ts";
import type { ActorSpec, StrategySpec } from "../actors/spec.ts";
import type { RunningGateway } from "../gateway/gateway.ts";
import type { World } from "../world/world.ts";

/** What an actor is given. */
export interface Part {
  readonly spec: ActorSpec;
  /** Its own stream; nobody else draws from it. */
  readonly prng: Prng;
  /** What draws the changes of one that recasts its orders, so that nothing else of what it does depends on that. */
  readonly recasting: Prng;
  /** What draws when a client without data polls: where data comes nothing is drawn. */
  readonly polling: Prng;
  readonly world: World;
  /** Where holdfast's clients connect. */
  readonly door: { readonly host: string; readonly port: number };
  /** Set for clients. */
  readonly strategy: StrategySpec | undefined;
  /** All strategies of the run: what a hostile one tries to reach. */
  readonly strategies: readonly StrategySpec[];
  readonly gateway: RunningGateway;
  readonly daemon: DaemonKeeper;
  /** The daemon's own client id at the Gateway. */
  readonly upstreamClientId: number;
  /** A recovery path or a rare situation was seen: a campaign in which it never is fails. */
  sometimes(what: string): void;
}

/** The build under test, or one that writes the next format of the journal. */
export type Build = "present" | "newer";

/** The daemon as its supervisor has it. */
export interface DaemonKeeper {
  /**
   * Starts a daemon on `host`; it takes the lock of that host's directory first, as `holdfast up` does. A newer build
   * writes a journal that the present one does not read.
   */
  start(host: string, build?: Build): void;
  /** A second process on the same host and directory while the first may be running. */
  startSecond(host: string): void;
  /** A wish of an operator over the control socket; nobody answers where no daemon runs. */
  operate(host: string, what: Operation, by: string, answer: (result: unknown) => void): void;
  /** SIGTERM. */
  drain(host: string): void;
  running(host: string): boolean;
}

export interface Actor {
  /** No more mischief: finish what is begun, connect if not connected, place nothing new. */
  heal(): void;
  /** What it still waits for, in sentences; empty when the world has kept its promises to it. */
  waitingFor(): readonly string[];
  /** What it did, by words such as `orders`, `fills`, `cancels`, `connections`. */
  counts(): Readonly<Record<string, number>>;
}

export type MakeActor = (part: Part) => Actor;
