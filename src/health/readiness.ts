/**
 * Whether the session is ready, and if not, why: one document that `/readyz`, `holdfast healthcheck` and people are told.
 *
 * Ready means that a new order would reach IB now: the Gateway greeted us, named its accounts, answered everything the start
 * asks, and answered within the last 15 s on the connection that orders take (RELIABILITY I20). A port that accepts
 * proves nothing. Whoever is not ready is told at least one reason, also where no condition has a name yet.
 */
import { seconds } from "../base/time.ts";

/** So old may the last answer of the Gateway be at most (RELIABILITY I20, `T_probe`). */
export const ROUND_TRIP_MS_MAX = seconds(15);

/** A condition that holds now, with the words of its table. */
export interface ConditionNow {
  readonly condition: string;
  readonly says: string;
  readonly sinceMs: number;
  readonly detail: string;
  readonly remedy: string;
  /** It keeps the session from being ready. */
  readonly hinders: boolean;
}

/** What the session is like at this moment; the parts that need a connection are absent without one. */
export interface Facts {
  readonly state: string;
  /** How long it has been in this state, in ms. */
  readonly sinceMs: number;
  /** The API level of the Gateway that greeted us. */
  readonly serverVersion: number | undefined;
  /** managedAccounts, once nextValidId is here as well. */
  readonly accounts: readonly string[];
  /** What the start still waits for; absent while nothing was asked. */
  readonly missing: readonly string[] | undefined;
  /** How long ago the Gateway last answered on the connection that orders take, in ms. */
  readonly roundTripMs: number | undefined;
  readonly conditions: readonly ConditionNow[];
  /** Who does not trade as usual, in words; the session is ready all the same. */
  readonly trading: readonly string[];
}

export interface Reason {
  /** A condition of the table, or the state where none holds. */
  readonly condition: string;
  readonly says: string;
  readonly sinceMs: number;
  readonly detail: string;
  readonly remedy: string;
}

export interface CheckResult {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface Readiness {
  readonly ready: boolean;
  readonly state: string;
  /** How long the session has been in this state, in ms. */
  readonly sinceMs: number;
  /** Empty when ready. */
  readonly reasons: readonly Reason[];
  readonly checks: readonly CheckResult[];
  /** What a ready session lacks of its accounts: orders go on without it. */
  readonly untold?: string;
}

interface Check {
  readonly check: string;
  readonly ok: (facts: Facts) => boolean;
  readonly detail: (facts: Facts) => string;
}

/** What READY demands; all of it at once. */
const CHECKS: readonly Check[] = [
  { check: "session", ok: ({ state }) => state === "ready", detail: ({ state }) => `the session is ${state}` },
  {
    check: "handshake",
    ok: ({ serverVersion }) => serverVersion !== undefined,
    detail: ({ serverVersion }) =>
      serverVersion === undefined ? "the Gateway has not greeted us" : `API level ${serverVersion}`,
  },
  {
    check: "accounts",
    ok: ({ accounts }) => accounts.length > 0,
    detail: ({ accounts }) => (accounts.length > 0 ? accounts.join(", ") : "the Gateway has not named its accounts"),
  },
  {
    check: "reconciliation",
    ok: ({ missing }) => missing?.length === 0,
    detail: (facts) => reconciled(facts),
  },
  {
    check: "round-trip",
    ok: ({ roundTripMs }) => roundTripMs !== undefined && roundTripMs <= ROUND_TRIP_MS_MAX,
    detail: ({ roundTripMs }) =>
      roundTripMs === undefined
        ? "it has answered nothing on this connection yet"
        : `the Gateway answered ${inSeconds(roundTripMs)} ago; at most ${inSeconds(ROUND_TRIP_MS_MAX)} are allowed`,
  },
  {
    check: "conditions",
    ok: ({ conditions }) => conditions.every(({ hinders }) => !hinders),
    detail: ({ conditions }) => {
      const hindering = conditions.filter(({ hinders }) => hinders).map(({ condition }) => condition);
      return hindering.length === 0 ? "none stands in the way" : hindering.join(", ");
    },
  },
  {
    // A halt is somebody's wish and no fault: who watches the session must not restart it for that.
    check: "trading",
    ok: () => true,
    detail: ({ trading }) => (trading.length === 0 ? "nobody is halted" : trading.join("; ")),
  },
];

function reconciled({ missing, conditions }: Facts): string {
  if (missing === undefined) return "nothing was asked yet";
  if (missing.length > 0) return `missing: ${missing.join(", ")}`;
  const untold = untoldOf(conditions);
  if (untold === undefined) return "orders, executions and accounts are as the broker says";
  return `orders and executions are as the broker says; not told: ${untold}`;
}

/** The images that a start has given up waiting for. */
const untoldOf = (conditions: readonly ConditionNow[]): string | undefined =>
  conditions.find(({ condition }) => condition === "accounts-untold")?.detail;

/** What a state means to somebody who waits, where no condition says more. */
const STATES: Readonly<Record<string, readonly [says: string, remedy: string]>> = {
  disconnected: ["there is no connection to the Gateway", "none yet: holdfast dials by itself"],
  dialing: ["the Gateway is being dialled", "none yet: an attempt takes 15 s at most"],
  handshaking: ["the Gateway's port accepted and its API has not answered yet", "none yet: it has 15 s to answer"],
  starting: ["the Gateway greeted us and has not named its accounts yet", "none yet: it has 15 s to name them"],
  reconciling: ["the broker's orders, executions and accounts are being read", "none yet: it takes 60 s at most"],
  "link-lost": ["the Gateway has lost its connection to IB", "none by itself: it usually comes back"],
  draining: ["holdfast is about to end", "none: it was asked to"],
};

export function readiness(facts: Facts): Readiness {
  const checks = CHECKS.map(({ check, ok, detail }) => ({ check, ok: ok(facts), detail: detail(facts) }));
  const ready = checks.every(({ ok }) => ok);
  const { state, sinceMs, conditions } = facts;
  const untold = untoldOf(conditions);
  return {
    ...{ ready, state, sinceMs: Math.round(sinceMs), reasons: ready ? [] : reasons(facts, checks), checks },
    ...(untold !== undefined && { untold }),
  };
}

function reasons(facts: Facts, checks: readonly CheckResult[]): Reason[] {
  const named = facts.conditions.filter(({ hinders }) => hinders).map(({ hinders: _, ...reason }) => reason);
  return named.length > 0 ? named : [unnamed(facts, checks)];
}

/** The session is in good order by all conditions and is not ready: what its state says, or the first check it fails. */
function unnamed({ state, sinceMs }: Facts, checks: readonly CheckResult[]): Reason {
  const failed = checks.find(({ check, ok }) => !ok && check !== "session") ?? checks.find(({ ok }) => !ok)!;
  const [says, remedy] = STATES[state] ?? [
    `the check ${failed.check} fails`,
    "none yet: holdfast connects anew if it lasts",
  ];
  return {
    condition: state === "ready" ? failed.check : state,
    says,
    sinceMs: Math.round(sinceMs),
    detail: failed.detail,
    remedy,
  };
}

/** What is said in place of a loop that does not answer. */
export const unanswered: Readiness = {
  ready: false,
  state: "unanswering",
  sinceMs: 0,
  reasons: [
    {
      condition: "unanswering",
      says: "holdfast itself does not answer",
      sinceMs: 0,
      detail: "it is starting, its disk hangs, or it is busy",
      remedy: "look at its log; if it lasts, restart it: orders at the broker stay as they are",
    },
  ],
  checks: [],
};

/** The verdict in one line for people. */
export function oneLine({ ready, state, reasons, untold }: Readiness): string {
  if (ready) return untold === undefined ? "ready" : `ready; the Gateway has not told: ${untold}`;
  return `not ready (${state}): ${reasons.map(({ condition, says, detail }) => `${condition}: ${says} (${detail})`).join("; ")}`;
}

const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
