/**
 * A scenario: everything that a run is made of, as plain JSON.
 *
 * The same scenario gives the same run to the last byte. A seed is only a way to draw one (`draw.ts`); what is drawn is
 * written down before the run begins, so that parts of it can be taken away one by one when it fails (`shrink.ts`), and
 * so that a failure can be kept as a file.
 */

import type { ActorSpec, StrategySpec } from "../actors/spec.ts";
import type { Switches } from "../gateway/switches.ts";
import type { DiskTraits } from "../world/disk.ts";
import type { NetworkTraits } from "../world/network.ts";
import type { CrashPoint } from "../world/world.ts";
import type { HoursSpec, SomeLimits } from "./limits.ts";
import type { Operating } from "./operating.ts";

export const SCENARIO_FORMAT = 1;

export interface Scenario {
  readonly format: typeof SCENARIO_FORMAT;
  /** One sentence for people: what it shows. */
  readonly says?: string;
  /** Draws latencies, ties, prices, what actors do and which opportunities faults take. */
  readonly seed: number;
  /** The sources it was recorded with. */
  readonly commit?: string;
  readonly profile: string;
  /** How long faults may happen, in simulated milliseconds; healing comes on top. */
  readonly safetyMs: number;
  /** Nothing goes wrong and everybody is well-behaved: not one alert may be raised, and every order must end as meant. */
  readonly calm?: true;
  readonly topology: Topology;
  readonly actors: readonly ActorSpec[];
  /** What goes wrong, and when: in order of time. */
  readonly plan: readonly Planned[];
  /** Crashes of the daemon at its n-th port call, counted over all its lives. */
  readonly crashes?: readonly CrashPoint[];
}

export interface Topology {
  /** The wall clock at the beginning: `2026-01-05T15:00:00Z`. */
  readonly start: string;
  readonly calendar: "always" | "real";
  /** Distance of two looks at the market, a divisor of a minute; prices move this often. */
  readonly tickMs: number;
  /** How long an order needs to the market. */
  readonly latencyMs: number;
  /** The newest server version that each side speaks. */
  readonly versions: { readonly gateway: number; readonly upstream: number; readonly door: number };
  /** How this Gateway behaves where Gateways differ. */
  readonly switches?: Partial<Switches>;
  readonly network?: Partial<NetworkTraits>;
  readonly disk?: Partial<DiskTraits>;
  /** The accounts of the login. */
  readonly accounts: readonly string[];
  readonly strategies: readonly StrategySpec[];
  /** By account, those limits that are on. */
  readonly accountLimits?: Readonly<Record<string, SomeLimits>>;
  /** What the texts of `sessions` mean. */
  readonly hours?: HoursSpec;
  /** What the operator has configured; nothing when absent. */
  readonly operating?: Operating;
}

/** A fault of the Gateway, the network, the disk or a host, and what it is told (see their tables). */
export interface Planned {
  /** From the beginning, in simulated milliseconds. */
  readonly atMs: number;
  readonly fault: string;
  readonly values?: Readonly<Record<string, number | string>>;
}
