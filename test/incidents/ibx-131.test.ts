/**
 * deepentropy/ibx issue 131, April 2026: positions of some symbols are missing after a restart.
 *
 * Updates of positions whose symbols were not registered yet were dropped at the start of a session. The list came with its end
 * and without them, while the account's liquidation value went on counting them. A risk check by that list sees less than
 * there is.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import { AAPL, gateway } from "../faults/stage.ts";
import { buying, connected, prices } from "./trading.ts";

const MSFT = { ...AAPL, symbol: "MSFT" };

/** What is held by the list of positions, and whether the list has ended. */
class RiskCheck {
  readonly symbols: string[] = [];
  state = "asked";

  constructor(api: IBApi) {
    api.on(EventName.position, (_account, { symbol = "" }) => this.symbols.push(symbol));
    api.on(EventName.positionEnd, () => {
      this.state = "complete";
    });
    api.reqPositions();
  }
}

async function afterRestart(t: TestContext, missing: boolean) {
  const running = await gateway(t, { prices: [...prices({ 0: 255 }), ...prices({ 1: 400 }, "MSFT")] });
  const yesterday = await connected(t, running);
  await running.advance("2s");
  yesterday.placeOrder(1, AAPL, buying(10));
  yesterday.placeOrder(2, MSFT, buying(10));
  await running.advance("1s");
  yesterday.disconnect();
  await running.advance("1s");
  if (missing) running.faults.set("positions-empty", { symbol: "MSFT" });
  const check = new RiskCheck(await connected(t, running));
  await running.advance("1s");
  const truth = running.truth().positions.map(({ symbol }) => symbol);
  return { state: check.state, believed: check.symbols.toSorted(), true: truth.toSorted() };
}

test("the list ends without a symbol: the check is complete, and half of what is held is not in it", async (t) => {
  deepEqual(await afterRestart(t, true), { state: "complete", believed: ["AAPL"], true: ["AAPL", "MSFT"] });
});

test("a list with every symbol is what the broker has", async (t) => {
  deepEqual(await afterRestart(t, false), { state: "complete", believed: ["AAPL", "MSFT"], true: ["AAPL", "MSFT"] });
});
