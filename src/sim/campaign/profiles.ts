/**
 * What kinds of days a campaign goes through: one row each, with the ranges from which a seed draws.
 *
 * Weights and hours together make a seed 1.8 simulated hours long on average, healing included, so that 500 seeds are
 * 900 hours. `boosts` says what such a day is made of: a factor for a kind of fault or for a whole part of the world.
 */
import type { FaultPart } from "../faults/row.ts";
import type { CompanyKind } from "./company.ts";
import type { FaultKind, Range } from "./kinds.ts";
import type { StartName } from "./starts.ts";

export interface Profile {
  readonly says: string;
  /** How often it is drawn, of a hundred. */
  readonly weight: number;
  /** How long faults may happen. */
  readonly hours: Range;
  /** Divisors of a minute. A look at three stocks makes up to twenty ticks upstream, and as many for each client. */
  readonly tickMs: readonly number[];
  readonly clients: Range;
  readonly accounts: Range;
  /** How often all clients together want something, per hour. */
  readonly perHour: Range;
  /** How many faults in an hour when about six in ten kinds are on. */
  readonly faultsPerHour: Range;
  readonly boosts: { readonly [K in FaultKind | FaultPart]?: number };
  /** Factors for kinds of actors. */
  readonly company: { readonly [K in CompanyKind]?: number };
  readonly starts: readonly StartName[];
  /** Pieces of a few bytes and small windows on every connection. */
  readonly fragments: boolean;
}

const DAYTIME: readonly StartName[] = ["morning", "afternoon", "open"];

export const PROFILES = {
  "quiet-day": {
    says: "Hours of ordinary trading with a mishap now and then.",
    weight: 14,
    hours: [0.5, 3.5],
    tickMs: [5_000, 10_000],
    clients: [1, 4],
    accounts: [1, 3],
    perHour: [10, 60],
    faultsPerHour: [1, 5],
    boosts: {},
    company: {},
    starts: [...DAYTIME, "close", "half-day"],
    fragments: false,
  },
  "nightly-reset": {
    says: "The night of the Gateway: its restart at 23:45 New York, logins that wait for a person, numbers that begin again.",
    weight: 10,
    hours: [0.75, 2.25],
    tickMs: [5_000, 10_000],
    clients: [1, 4],
    accounts: [1, 3],
    perHour: [10, 60],
    faultsPerHour: [3, 12],
    boosts: {
      ...{ "nightly-restart": 25, "cold-restart": 3, "next-valid-id-rollback": 4, "client-id-held": 4 },
      ...{ "executions-since-midnight": 4, "gateway-restart": 3 },
    },
    company: {},
    starts: ["night"],
    fragments: false,
  },
  "storm-1100": {
    says: "The Gateway loses IB again and again, in every way it was seen to.",
    weight: 14,
    hours: [0.5, 1.5],
    tickMs: [5_000],
    clients: [2, 5],
    accounts: [1, 3],
    perHour: [40, 160],
    faultsPerHour: [8, 30],
    boosts: { link: 6 },
    company: { resting: 2 },
    starts: DAYTIME,
    fragments: false,
  },
  "crash-storm": {
    says: "The daemon is killed every few minutes, at random and at the places that hurt most, also while it recovers.",
    weight: 16,
    hours: [0.25, 1.25],
    tickMs: [5_000],
    clients: [2, 6],
    accounts: [1, 3],
    perHour: [60, 240],
    faultsPerHour: [12, 30],
    boosts: { host: 12, "process-killed": 20, "crash-trapped": 20, "disk-tail-damaged": 6 },
    company: { crasher: 2, supervisor: 2 },
    starts: DAYTIME,
    fragments: false,
  },
  "disk-hell": {
    says: "The disk is full, slow, failing or lying, and the daemon goes down with it and comes back.",
    weight: 10,
    hours: [0.25, 1.25],
    tickMs: [5_000],
    clients: [2, 5],
    accounts: [1, 3],
    perHour: [60, 200],
    faultsPerHour: [10, 30],
    boosts: { disk: 12, "process-killed": 6, "crash-trapped": 6 },
    company: {},
    starts: DAYTIME,
    fragments: false,
  },
  "hostile-clients": {
    says: "Strangers, floods, readers that do not read and forged ids at the door, and a network that is no better.",
    weight: 10,
    hours: [0.5, 1.5],
    tickMs: [2_000, 5_000],
    clients: [3, 6],
    accounts: [2, 3],
    perHour: [40, 160],
    faultsPerHour: [4, 16],
    boosts: { network: 4 },
    company: { hostile: 8, spammer: 6, slowReader: 6, crasher: 2 },
    starts: DAYTIME,
    fragments: true,
  },
  "long-horizon": {
    says: "Half a day and more: nights, weekends, the change of daylight saving, what only grows with time.",
    weight: 5,
    hours: [6, 16],
    tickMs: [15_000, 30_000],
    clients: [1, 3],
    accounts: [1, 2],
    perHour: [2, 10],
    faultsPerHour: [0.5, 2],
    boosts: { "nightly-restart": 10, "wall-jump": 4, "server-clock-skew": 3 },
    company: {},
    starts: ["close", "weekend", "sunday", "dst-spring", "dst-autumn", "half-day", "night", "morning"],
    fragments: false,
  },
  dense: {
    says: "About 260 orders an hour, up to twelve ticks a second, a fault every few minutes, everything in small pieces.",
    weight: 12,
    hours: [0.25, 0.75],
    tickMs: [3_000],
    clients: [3, 6],
    accounts: [2, 3],
    perHour: [220, 300],
    faultsPerHour: [12, 30],
    boosts: { "process-killed": 4, "crash-trapped": 4 },
    company: { bracket: 2 },
    starts: DAYTIME,
    fragments: true,
  },
  sparse: {
    says: "Few ticks, few orders, few faults: what is rare has time to be wrong for long.",
    weight: 9,
    hours: [1, 5],
    tickMs: [15_000, 30_000],
    clients: [1, 2],
    accounts: [1, 2],
    perHour: [2, 8],
    faultsPerHour: [1, 5],
    boosts: {},
    company: {},
    starts: [...DAYTIME, "night", "weekend"],
    fragments: false,
  },
} as const satisfies Readonly<Record<string, Profile>>;

export type ProfileName = keyof typeof PROFILES;
export const PROFILE_NAMES = Object.keys(PROFILES) as readonly ProfileName[];
export const profileRow = (name: ProfileName): Profile => PROFILES[name];
