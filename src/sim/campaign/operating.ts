/**
 * What an operator has configured about the Gateway: when it is expected to be away, and what holdfast may do about it by
 * itself; and how long and how old the files of the journal become.
 *
 * Most seeds have nothing of it, as most configurations have. Windows are drawn with the world, whatever happens in them;
 * those that would outlast the faults are left out, so that nothing keeps orders away while the run heals.
 */
import { Prng } from "../../base/prng.ts";
import { DAY_MS, type WallMs, wallOf } from "../../base/time.ts";
import { type Downtime, type GatewayConfig, type JournalConfig, USUAL_JOURNAL } from "../../model/config.ts";
import type { StrategySpec } from "../actors/spec.ts";
import { easternDay, easternWall } from "../exchange/calendar/days.ts";
import type { RunningGateway } from "../gateway/gateway.ts";

/** A time in which the session is expected to be away, from the beginning of the run. */
export interface DowntimeSpec {
  readonly kind: Downtime["kind"];
  readonly atMs: number;
  readonly forMs: number;
}

export interface Operating {
  /** In order of their beginnings. */
  readonly downtimes?: readonly DowntimeSpec[];
  /** IBC's command server runs beside the Gateway, and holdfast knows it. */
  readonly commandPort?: true;
  /** The operator has a command that restarts the Gateway. */
  readonly restartHook?: true;
  /** The journal begins a new file after so many bytes, and keeps four times as many in reserve. */
  readonly journalBytes?: number;
  /** How old its files become before they are deleted; in a usual journal so old that no run sees one go. */
  readonly journalKeptMs?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** 23:45 New York, in minutes of the day: when Gateways restart. */
const RESTART_MINUTE = 23 * 60 + 45;
const RESTART_FOR_MS = 10 * MINUTE_MS;
/** IB's reset is later in the night, and longer. */
const RESET_AFTER_MS = 30 * MINUTE_MS;
const RESET_FOR_MS = 90 * MINUTE_MS;
/** A restart that was expected at another hour than its own. */
const ELSEWHEN_MS = [2 * MINUTE_MS, 40 * MINUTE_MS] as const;
const LOGIN_FOR_MS = [20 * MINUTE_MS, 3 * HOUR_MS] as const;

/** A run that is meant to see the night of the Gateway has it in its calendar more often. */
export function drawOperating(seed: number, start: WallMs, isNight: boolean): Operating {
  const prng = new Prng(seed, "draw/operating");
  const downtimes = [
    ...(prng.chance(isNight ? 0.7 : 0.1) ? nightOf(start) : []),
    ...(prng.chance(0.15) ? [elsewhen(prng)] : []),
    ...(prng.chance(isNight ? 0.4 : 0.08) ? [login(prng)] : []),
  ].sort((a, b) => a.atMs - b.atMs);
  return {
    ...(downtimes.length > 0 ? { downtimes } : {}),
    ...(prng.chance(0.25) ? { commandPort: true as const } : {}),
    ...(prng.chance(0.15) ? { restartHook: true as const } : {}),
    ...drawJournal(seed),
  };
}

/** Usual files are so long that no run sees the end of one. */
const JOURNAL_BYTES = [2_000, 8_000, 40_000] as const;

const KEPT_MS = [0, 5 * MINUTE_MS, HOUR_MS] as const;

function drawJournal(seed: number): Operating {
  const [prng, kept] = [new Prng(seed, "draw/journal"), new Prng(seed, "draw/journal/kept")];
  if (!prng.chance(0.4)) return {};
  const journalBytes = prng.pick(JOURNAL_BYTES);
  return kept.chance(0.5) ? { journalBytes, journalKeptMs: kept.pick(KEPT_MS) } : { journalBytes };
}

/** The next night's restart and reset, as the region's table has them. */
function nightOf(start: WallMs): readonly DowntimeSpec[] {
  const today = easternWall(easternDay(start), RESTART_MINUTE);
  const at = today > start ? today : easternWall(easternDay(start) + 1, RESTART_MINUTE);
  const atMs = at - start;
  return [
    { kind: "restart", atMs, forMs: RESTART_FOR_MS },
    { kind: "reset", atMs: atMs + RESET_AFTER_MS, forMs: RESET_FOR_MS },
  ];
}

const elsewhen = (prng: Prng): DowntimeSpec => ({
  kind: prng.chance(0.7) ? "restart" : "reset",
  atMs: prng.between(...ELSEWHEN_MS),
  forMs: RESTART_FOR_MS,
});

const login = (prng: Prng): DowntimeSpec => ({
  kind: "relogin",
  atMs: prng.between(...ELSEWHEN_MS),
  forMs: prng.between(...LOGIN_FOR_MS),
});

/** How long a strategy lets its new orders wait for a restart to be over; most have them refused. */
const HOLDS_MS = [2 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS] as const;

export function drawHolds(seed: number, strategies: readonly StrategySpec[]): readonly StrategySpec[] {
  return strategies.map((strategy) => {
    const prng = new Prng(seed, `draw/holds/${strategy.name}`);
    return prng.chance(0.4) ? { ...strategy, holdMs: prng.pick(HOLDS_MS) } : strategy;
  });
}

// ---------------------------------------------------------------- on the stage

/** What of it the daemon is told. */
export function operatingConfig(
  { downtimes = [], commandPort, restartHook }: Operating,
  world: { readonly start: WallMs; readonly safetyMs: number; readonly ibc: NonNullable<GatewayConfig["ibc"]> },
): Pick<GatewayConfig, "downtimes" | "ibc" | "canRestart"> {
  const { start, safetyMs, ibc } = world;
  const over = downtimes.filter(({ atMs, forMs }) => atMs + forMs <= safetyMs);
  return {
    downtimes: over.map(({ kind, atMs, forMs }) => {
      const from = (start + atMs) as WallMs;
      return { kind, from, to: (from + forMs) as WallMs };
    }),
    ibc: commandPort === undefined ? undefined : ibc,
    canRestart: restartHook !== undefined,
  };
}

export const journalConfig = ({ journalBytes, journalKeptMs }: Operating): JournalConfig => ({
  ...USUAL_JOURNAL,
  ...(journalBytes !== undefined && { segmentBytes: journalBytes, reserveBytes: 4 * journalBytes }),
  ...(journalKeptMs !== undefined && { keepDays: journalKeptMs / DAY_MS }),
});

/** What a new process of the Gateway does not have any more. */
const OF_THE_PROCESS = ["client-id-stuck", "mute-handshake", "close-wait", "port-open-while-dead"] as const;

/** What the operator's command does. */
export function restartByHook(gateway: RunningGateway): void {
  for (const fault of OF_THE_PROCESS) gateway.faults.clear(fault);
  gateway.restart();
}

/** `2026-01-05T15:00:00Z`; undefined for anything else. */
export function momentOf(text: string): WallMs | undefined {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [year, month, day, hour, minute, second] = parts as [number, number, number, number, number, number];
  return wallOf(year, month, day, hour, minute, second);
}
