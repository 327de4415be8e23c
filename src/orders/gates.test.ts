import assert from "node:assert/strict";
import test from "node:test";
import type { StrategyConfig } from "../model/config.ts";
import type { StrategyName } from "../model/ids.ts";
import { refusalOf } from "./gates.ts";

const strategy: StrategyConfig = {
  name: "alpha" as StrategyName,
  account: "DU1",
  clientIds: [1],
  masterClientId: undefined,
  readOnly: false,
  privateOrders: false,
};

/** The gate that refuses the order, if one does. */
const gateOf = (order: object): string | undefined =>
  refusalOf({ order, strategy, readOnly: false, sessionState: "ready" })?.gate;

for (const field of ["clearingAccount", "customerAccount", "deltaNeutralClearingAccount"])
  test(`a ${field} that is not the strategy's own is refused, its own and none are not`, () => {
    assert.equal(gateOf({ [field]: "DU2" }), "clearing");
    assert.equal(gateOf({ [field]: "DU1" }), undefined);
    assert.equal(gateOf({ [field]: "" }), undefined);
  });
