import assert from "node:assert/strict";
import test from "node:test";
import { minutes, wallOf } from "../base/time.ts";
import type { StrategyConfig } from "../model/config.ts";
import type { StrategyName } from "../model/ids.ts";
import type { Refusal } from "../model/refusal.ts";
import { refusalOf } from "./gates.ts";

const strategy: StrategyConfig = {
  name: "alpha" as StrategyName,
  account: "DU1",
  clientIds: [1],
  masterClientId: undefined,
  readOnly: false,
  privateOrders: false,
};

const calm = { strategy, readOnly: false, sessionState: "ready", restart: undefined, diskFull: false };

/** The gate that refuses the order, if one does. */
const gateOf = (order: object): string | undefined => refusalOf({ order, ...calm })?.gate;

for (const field of ["clearingAccount", "customerAccount", "deltaNeutralClearingAccount"])
  test(`a ${field} that is not the strategy's own is refused, its own and none are not`, () => {
    assert.equal(gateOf({ [field]: "DU2" }), "clearing");
    assert.equal(gateOf({ [field]: "DU1" }), undefined);
    assert.equal(gateOf({ [field]: "" }), undefined);
  });

const from = wallOf(2026, 3, 5, 4, 45);
const restart = { kind: "restart", from, to: (from + minutes(10)) as typeof from } as const;
const beforeRestart = (order: object): Refusal | undefined => refusalOf({ order, ...calm, restart });

test("an order before a restart is refused with the time of the restart, a preview is not", () => {
  const refusal = beforeRestart({ action: "BUY" });
  assert.equal(refusal?.gate, "restart");
  assert.match(refusal.detail, /^the Gateway restarts at 2026-03-05T04:45:00.000Z against /);
  assert.equal(beforeRestart({ action: "BUY", whatIf: true }), undefined);
});
