/**
 * Faults at random: which, when, how and for how long, all drawn from one seed.
 *
 * Gaps between two faults lie between nothing and twice the mean. Parameters are drawn around their defaults. Nothing
 * lasts: what is set clears itself.
 */
import { Prng } from "../../base/prng.ts";
import { after, minutes, seconds } from "../../base/time.ts";
import type { Clock } from "../../io/io.ts";
import type { Faults } from "./faults.ts";
import type { FaultRows, Param } from "./row.ts";
import { checkedIn, FaultRefused, type RowSetting, type Setting } from "./setting.ts";
import { FAULT_NAMES, FAULTS, type FaultName } from "./table.ts";

export interface FaultMix {
  /** How many faults in an hour, on average. */
  readonly ratePerHour: number;
  /** These and no others. */
  readonly only?: readonly FaultName[];
  readonly except?: readonly FaultName[];
}

/** What no real Gateway was seen to do by itself, what only a person repairs, and what outlasts its time. */
const NOT_BY_DEFAULT: readonly FaultName[] = [
  ...(["server-version-other", "frame-damaged", "frame-length-wrong", "message-unknown"] as const),
  ...(["trusted-ip-drop", "api-disabled", "contract-delisted"] as const),
  ...(["client-id-stuck", "next-valid-id-rollback"] as const),
];

/** A bad week in a day: what `default` means wherever a mix is named. */
export const DEFAULT_MIX: FaultMix = { ratePerHour: 12, except: NOT_BY_DEFAULT };

const LASTS_MS: readonly [least: number, most: number] = [seconds(5), minutes(3)];
const TIMES_MAX = 3;
const HOUR_MS = minutes(60);

/** Lets faults happen until the answer is called. */
export function runMix(faults: Faults, clock: Clock, seed: number | string, mix: FaultMix): () => void {
  const when = new Prng(seed, "fault mix/when");
  const what = new Prng(seed, "fault mix/what");
  const names = mixed(mix);
  let cancel = (): void => {};
  const next = (): void => {
    const gapMs = Math.max(1, Math.round((when.float() * 2 * HOUR_MS) / mix.ratePerHour));
    cancel = clock.at(after(clock.now(), gapMs), () => {
      next();
      const setting = draw(what.pick(names), what);
      if (!faults.isSet(setting.name)) faults.apply(setting);
    });
  };
  if (names.length > 0 && mix.ratePerHour > 0) next();
  return () => cancel();
}

const mixed = ({ only = FAULT_NAMES, except = [] }: FaultMix): readonly FaultName[] =>
  only.filter((name) => !except.includes(name));

/** One fault with everything it may be told, within the bounds of its row. */
export const draw = (name: FaultName, prng: Prng): Setting => drawIn(FAULTS, name, prng) as Setting;

/** The same from any table of rows. */
export function drawIn<Rows extends FaultRows>(rows: Rows, name: keyof Rows & string, prng: Prng): RowSetting {
  const { mode, params } = rows[name]!;
  const own = Object.entries(params).map(([param, spec]) => [param, drawValue(spec, prng)] as const);
  const lasts = mode === "once" ? [] : ([["forMs", prng.between(...LASTS_MS)]] as const);
  const times = mode === "each" ? ([["times", prng.between(1, TIMES_MAX)]] as const) : [];
  const setting = checkedIn(rows, name, Object.fromEntries([...own, ...lasts, ...times]));
  if (setting instanceof FaultRefused) throw new Error(`${name} refuses what was drawn for it: ${setting.reason}`);
  return setting;
}

/** Between half of the default and twice of it. */
function drawValue(spec: Param, prng: Prng): number | string {
  if ("choices" in spec) return prng.pick(spec.choices);
  if (!("unit" in spec)) return spec.default;
  const [low, high] = [spec.default / 2, spec.default * 2].sort((a, b) => a - b) as [number, number];
  const drawn = low + prng.float() * (high - low);
  const fitted = Number.isInteger(spec.default) ? Math.round(drawn) : Math.round(drawn * 1_000) / 1_000;
  return Math.min(spec.max, Math.max(spec.min, fitted));
}
