/** Two clients on two accounts through one session: everything at once, and one order's life. */
import { decimal } from "../../../src/base/decimal.ts";
import type { StrategySpec } from "../../../src/sim/actors/spec.ts";
import { SCENARIO_FORMAT, type Scenario } from "../../../src/sim/campaign/scenario.ts";
import type { Step } from "../../../src/sim/strategies/script.ts";
import { CEILING } from "../../../src/wire/versions.ts";

export interface Versions {
  readonly gateway: number;
  /** The daemon's, towards the Gateway. */
  readonly upstream: number;
  /** The daemon's, towards clients. */
  readonly door: number;
  readonly alpha: number;
  readonly beta: number;
}

export const ALPHA: StrategySpec = { name: "alpha", account: "DU1000001", clientIds: [1] };
export const BETA: StrategySpec = { name: "beta", account: "DU1000002", clientIds: [2] };

/** ib_async's newest for the clients, ours for everybody else. */
const NEWEST: Versions = { gateway: CEILING, upstream: CEILING, door: CEILING, alpha: 178, beta: 178 };
const TEN = decimal(10)!;
const RESTING = ["PreSubmitted", "Submitted"];
const SAFETY_MS = 8_000;

function scene(alpha: readonly Step[], beta: readonly Step[], wanted: Partial<Versions>): Scenario {
  const { gateway, upstream, door, ...versions } = { ...NEWEST, ...wanted };
  return {
    ...{ format: SCENARIO_FORMAT, seed: 1, profile: "by-hand", safetyMs: SAFETY_MS },
    topology: {
      ...{ start: "2026-01-05T15:00:00Z", calendar: "always", tickMs: 1_000, latencyMs: 10 },
      versions: { gateway, upstream, door },
      accounts: [ALPHA.account, BETA.account],
      strategies: [ALPHA, BETA],
    },
    actors: [
      { kind: "script", host: "alpha", strategy: "alpha", clientId: 1, version: versions.alpha, steps: alpha },
      { kind: "script", host: "beta", strategy: "beta", clientId: 2, version: versions.beta, steps: beta },
    ],
    plan: [],
  };
}

/** Contract, quotes, limit placed, modified, cancelled, market fill, bracket: for both clients at once. */
export const everything = (versions: Partial<Versions> = {}): Scenario =>
  scene(all("a", "AAPL", "BUY"), all("b", "MSFT", "SELL"), versions);

function all(name: string, symbol: string, action: "BUY" | "SELL"): readonly Step[] {
  const [near, far] = action === "BUY" ? (["bid", "ask"] as const) : (["ask", "bid"] as const);
  const away = action === "BUY" ? -1 : 1;
  return [
    { step: "describe", symbol },
    { step: "stream", symbol },
    {
      step: "place",
      name: `${name}-rest`,
      symbol,
      order: { action, totalQuantity: TEN, orderType: "LMT", lmtPrice: { from: near, percent: 3 * away }, tif: "GTC" },
    },
    { step: "until", name: `${name}-rest`, status: RESTING },
    { step: "modify", name: `${name}-rest`, lmtPrice: { from: near, percent: 2 * away } },
    { step: "pause", ms: 300 },
    { step: "cancel", name: `${name}-rest` },
    { step: "until", name: `${name}-rest`, status: ["Cancelled"] },
    { step: "place", name: `${name}-market`, symbol, order: { action, totalQuantity: TEN, orderType: "MKT" } },
    { step: "until", name: `${name}-market`, status: ["Filled"] },
    {
      step: "bracket",
      name: `${name}-bracket`,
      symbol,
      entry: { action, totalQuantity: TEN, orderType: "LMT", lmtPrice: { from: far, percent: -away } },
      takeProfit: { from: far, percent: -5 * away },
      stopLoss: { from: near, percent: 5 * away },
    },
    { step: "until", name: `${name}-bracket`, status: ["Filled"] },
    { step: "until", name: `${name}-bracket-sl`, status: ["PreSubmitted"] },
  ];
}

/** One order's life from rest to fill, while the other client places and cancels one. */
export const oneLife = (versions: Partial<Versions> = {}): Scenario =>
  scene(
    [
      { step: "stream", symbol: "AAPL" },
      {
        step: "place",
        name: "a-life",
        symbol: "AAPL",
        order: { action: "BUY", totalQuantity: TEN, orderType: "LMT", lmtPrice: { from: "bid", percent: -3 } },
      },
      { step: "until", name: "a-life", status: RESTING },
      { step: "modify", name: "a-life", lmtPrice: { from: "ask", percent: 1 } },
      { step: "until", name: "a-life", status: ["Filled"] },
    ],
    [
      {
        step: "place",
        name: "b-rest",
        symbol: "MSFT",
        order: { action: "BUY", totalQuantity: TEN, orderType: "LMT", lmtPrice: 1.5 },
      },
      { step: "until", name: "b-rest", status: RESTING },
      { step: "cancel", name: "b-rest" },
      { step: "until", name: "b-rest", status: ["Cancelled"] },
    ],
    versions,
  );
