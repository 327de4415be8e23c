/** One ask of risk in a rehearsed world, for the tests of gates beside it: which gate refuses it, and in what words. */
import type { Decimal } from "../base/decimal.ts";
import type { Instant, WallMs } from "../base/time.ts";
import type { StrategyConfig } from "../model/config.ts";
import type { PlacedContract, PlacedOrder } from "../model/entry.ts";
import type { OrderKey, StrategyName } from "../model/ids.ts";
import type { Limits } from "../model/limits.ts";
import type { Refusal } from "../model/refusal.ts";
import type { Status } from "../model/status.ts";
import type { AskedLeg, RiskAsk } from "./ask.ts";
import type { Exposed } from "./bookView.ts";
import { refusalOf } from "./gates.ts";
import { calm, rehearsal, type Scene } from "./rehearsal.ts";

export const NOW = 1_000_000 as Instant;
const QUOTE = calm(NOW);

export const shares = (count: number | string): Decimal => String(count) as Decimal;
export const AAPL = { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
export const limit = { action: "BUY", orderType: "LMT", totalQuantity: shares(1), lmtPrice: 100 };

const strategy: StrategyConfig = {
  name: "alpha" as StrategyName,
  account: "DU1",
  clientIds: [1],
  masterClientId: undefined,
  readOnly: false,
  privateOrders: false,
};

interface Trial extends Scene {
  readonly reduces?: boolean;
  readonly wall?: number;
  readonly hours?: RiskAsk["hours"];
  readonly as?: RiskAsk["as"];
}

interface Placed {
  readonly order: PlacedOrder;
  readonly contract?: PlacedContract;
  readonly key?: string;
  readonly parent?: string;
}

export const leg = ({ order, contract = AAPL, key, parent }: Placed): AskedLeg => ({
  order,
  contract,
  key: key as OrderKey | undefined,
  parent: parent as OrderKey | undefined,
});

/** An order of ours that rests at the broker. */
export const resting = (placed: Placed, status: Status = "working", filled = 0): Exposed => {
  const { order, contract = AAPL, key = "k1", parent } = placed;
  return {
    ...{ order, contract, status, conId: contract.conId ?? 0, account: "DU1", cancelWanted: false },
    ...{ key: key as OrderKey, parent: parent as OrderKey | undefined, strategy: "alpha" as StrategyName },
    ...{ filled: shares(filled), executed: shares(filled), settled: { contract, order }, inFlight: [] },
  };
};

/** Legs that leave together, judged with no limit but these; a quote of 99.99 to 100.01 unless the trial says otherwise. */
export function judged(limits: Partial<Limits>, legs: readonly Placed[], trial: Trial = {}): Refusal | undefined {
  const { reduces = false, wall = 0, hours = {}, as = "strategy", ...scene } = trial;
  const view = rehearsal({ ...("quote" in scene ? {} : { quote: QUOTE }), ...scene });
  const ask = { strategy, legs: legs.map(leg), reduces, wall: wall as WallMs, hours, as, view, now: NOW };
  return refusalOf({ ...ask, state: undefined, limit: (name) => limits[name] ?? "off" } as RiskAsk);
}

/** The whole text of a refusal of one order, or `passed`. */
export function verdict(
  limits: Partial<Limits>,
  order: PlacedOrder,
  trial: Trial & { contract?: PlacedContract } = {},
) {
  const { contract = AAPL, ...rest } = trial;
  const refusal = judged(limits, [{ order, contract }], rest);
  return refusal === undefined ? "passed" : `${refusal.gate}: ${refusal.detail}`;
}
