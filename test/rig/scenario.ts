/** A scenario as small as they come: one strategy with one order that is filled, and nothing goes wrong. */
import { decimal } from "../../src/base/decimal.ts";
import type { ActorSpec } from "../../src/sim/actors/spec.ts";
import type { Scenario } from "../../src/sim/campaign/scenario.ts";
import { CEILING } from "../../src/wire/versions.ts";

const TEN = decimal(10)!;

export const BUYER: ActorSpec = {
  ...{ kind: "script", host: "alpha", strategy: "one", clientId: 1, version: 178, symbols: ["AAPL"] },
  steps: [
    { step: "stream", symbol: "AAPL" },
    { step: "place", name: "a", symbol: "AAPL", order: { action: "BUY", totalQuantity: TEN, orderType: "MKT" } },
    { step: "until", name: "a", status: ["Filled"] },
  ],
};

export const SMALL: Scenario = {
  ...{ format: 1, says: "One order is filled.", seed: 7, profile: "quiet-day", safetyMs: 60_000 },
  topology: {
    ...{ start: "2026-01-05T15:00:00Z", calendar: "always", tickMs: 1_000, latencyMs: 40 },
    versions: { gateway: CEILING, upstream: CEILING, door: CEILING },
    accounts: ["DU1000001", "DU1000002"],
    strategies: [
      { name: "one", account: "DU1000001", clientIds: [1] },
      { name: "two", account: "DU1000002", clientIds: [2] },
    ],
  },
  actors: [BUYER],
  plan: [],
};
