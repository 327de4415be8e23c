/**
 * Twenty canonical scenes, each short enough to be played once for every port call of the daemon: a crash before it,
 * after it with everything under way lost, and after it with everything kept.
 *
 * Together they hold every way of an order that the daemon has code for: placed, changed, cancelled, filled, in brackets,
 * held, refused, across an outage, a reset, a restart of the Gateway, ids that go back.
 */
import { decimal } from "../../../src/base/decimal.ts";
import type { StrategySpec } from "../../../src/sim/actors/spec.ts";
import type { Planned, Scenario } from "../../../src/sim/campaign/scenario.ts";
import { SCENARIO_FORMAT } from "../../../src/sim/campaign/scenario.ts";
import type { Step } from "../../../src/sim/strategies/script.ts";
import { CEILING } from "../../../src/wire/versions.ts";

const TEN = decimal(10)!;
const RESTING = ["PreSubmitted", "Submitted"];
/** The newest server version whose orders are text. */
const TEXT = 200;

const ALPHA: StrategySpec = { name: "alpha", account: "DU1000001", clientIds: [1] };
const BETA: StrategySpec = { name: "beta", account: "DU1000002", clientIds: [2] };

interface Scene {
  readonly says: string;
  readonly alpha: readonly Step[];
  readonly beta?: readonly Step[];
  readonly plan?: readonly Planned[];
  /** The newest version spoken with the Gateway. */
  readonly upstream?: number;
}

const limit = (name: string, lmtPrice: number, action: "BUY" | "SELL" = "BUY", tif = "DAY"): Step => ({
  step: "place",
  name,
  symbol: "AAPL",
  order: { action, totalQuantity: TEN, orderType: "LMT", lmtPrice, tif },
});
const market = (name: string, action: "BUY" | "SELL" = "BUY"): Step => ({
  step: "place",
  name,
  symbol: "AAPL",
  order: { action, totalQuantity: TEN, orderType: "MKT" },
});
const bracket = (name: string, entry: number, takeProfit: number, stopLoss: number): Step => ({
  step: "bracket",
  name,
  symbol: "AAPL",
  entry: { action: "BUY", totalQuantity: TEN, orderType: "LMT", lmtPrice: entry },
  takeProfit,
  stopLoss,
});
const until = (name: string, ...status: string[]): Step => ({ step: "until", name, status });
const rests = (name: string): Step => until(name, ...RESTING);
const filled = (name: string): Step => until(name, "Filled");
const cancelled = (name: string): Step => until(name, "Cancelled");
const cancel = (name: string): Step => ({ step: "cancel", name });
const modify = (name: string, lmtPrice: number): Step => ({ step: "modify", name, lmtPrice });
const pause = (ms: number): Step => ({ step: "pause", ms });
const fault = (atMs: number, name: string, values: Planned["values"] = {}): Planned => ({ atMs, fault: name, values });

/** Far above and far below any price of AAPL in these minutes. */
const [HIGH, LOW] = [900, 20] as const;

const SCENES: readonly Scene[] = [
  { says: "a market order fills", alpha: [market("m"), filled("m")] },
  { says: "a market order fills, in text", alpha: [market("m"), filled("m")], upstream: TEXT },
  { says: "a limit rests and is cancelled", alpha: [limit("r", LOW), rests("r"), cancel("r"), cancelled("r")] },
  {
    says: "a limit rests, is changed to the market's price and fills",
    alpha: [limit("r", LOW), rests("r"), modify("r", HIGH), filled("r")],
  },
  {
    says: "a limit is changed twice without waiting, in text",
    alpha: [limit("r", LOW), modify("r", LOW + 1), modify("r", LOW + 2), rests("r"), pause(200), cancel("r")],
    upstream: TEXT,
  },
  { says: "a cancel follows its order at once", alpha: [limit("r", LOW), cancel("r"), cancelled("r")] },
  {
    says: "a bracket rests and is cancelled by its parent",
    alpha: [bracket("b", LOW, HIGH, 1), rests("b"), cancel("b"), cancelled("b-sl")],
  },
  {
    says: "a bracket's entry fills and its children rest",
    alpha: [bracket("b", HIGH, HIGH, 1), filled("b"), rests("b-sl")],
  },
  {
    says: "a bracket's entry fills and its take-profit ends it, in text",
    alpha: [bracket("b", HIGH, LOW, 1), filled("b"), filled("b-tp"), cancelled("b-sl")],
    upstream: TEXT,
  },
  {
    says: "a position is opened and flattened",
    alpha: [market("m"), filled("m"), { step: "flatten", name: "f", symbol: "AAPL" }, filled("f")],
  },
  {
    says: "two clients on two accounts trade at once",
    alpha: [limit("r", LOW), rests("r"), cancel("r"), cancelled("r")],
    beta: [market("m", "BUY"), filled("m"), market("n", "SELL"), filled("n")],
  },
  {
    says: "an order that the broker refuses",
    alpha: [limit("r", HIGH), pause(500)],
    plan: [fault(0, "order-inactive", { times: 1 })],
  },
  {
    says: "an order that never arrives",
    alpha: [limit("r", LOW), pause(2_000), cancel("r"), pause(500)],
    plan: [fault(0, "order-lost", { times: 1 })],
  },
  {
    says: "an order nobody hears of",
    alpha: [limit("r", LOW), pause(2_000), cancel("r"), pause(500)],
    plan: [fault(0, "order-silent", { times: 1 })],
  },
  {
    says: "a connection is reset under a resting order",
    alpha: [limit("r", LOW), rests("r"), pause(3_000), cancel("r"), cancelled("r")],
    plan: [fault(1_500, "connection-reset")],
  },
  {
    says: "a cancel waits for the end of an outage",
    alpha: [limit("r", LOW), rests("r"), pause(1_500), cancel("r"), cancelled("r")],
    plan: [fault(1_000, "link-lost", { forMs: 2_000, repeatMs: 0 })],
  },
  {
    says: "a change crosses an outage that loses data",
    alpha: [limit("r", LOW), rests("r"), pause(1_000), modify("r", LOW + 1), pause(3_000), cancel("r"), cancelled("r")],
    plan: [fault(1_000, "link-lost-data", { forMs: 2_000 })],
  },
  {
    says: "the Gateway restarts and gives out lower ids",
    alpha: [
      limit("r", LOW, "BUY", "GTC"),
      rests("r"),
      pause(6_000),
      limit("s", LOW),
      rests("s"),
      cancel("s"),
      cancel("r"),
      cancelled("r"),
    ],
    plan: [
      fault(1_200, "gateway-restart", { gapMs: 1_000 }),
      fault(1_250, "next-valid-id-rollback", { forMs: 20_000 }),
    ],
  },
  {
    says: "executions are told twice, late and after their commissions",
    alpha: [market("m"), filled("m"), market("n", "SELL"), filled("n")],
    plan: [fault(0, "execution-repeated", { rate: 1 }), fault(0, "commission-early", { rate: 1 })],
  },
  {
    says: "a fill crosses its cancel",
    alpha: [limit("r", LOW), rests("r"), cancel("r"), pause(1_000)],
    plan: [fault(0, "cancel-fill-cross", { times: 1 })],
  },
];

/** How long a scene may take before it heals. */
const SAFETY_MS = 12_000;

export const scenarios: readonly Scenario[] = SCENES.map((scene, i) => ({
  format: SCENARIO_FORMAT,
  says: scene.says,
  seed: i + 1,
  profile: "script",
  safetyMs: SAFETY_MS,
  topology: {
    start: "2026-01-05T15:00:00Z",
    calendar: "always",
    tickMs: 1_000,
    latencyMs: 10,
    versions: { gateway: CEILING, upstream: scene.upstream ?? CEILING, door: CEILING },
    accounts: [ALPHA.account, BETA.account],
    strategies: [ALPHA, BETA],
  },
  actors: [
    { kind: "script", host: "alpha", strategy: "alpha", clientId: 1, version: 178, steps: scene.alpha },
    { kind: "script", host: "beta", strategy: "beta", clientId: 2, version: CEILING, steps: scene.beta ?? [] },
  ],
  plan: scene.plan ?? [],
}));
