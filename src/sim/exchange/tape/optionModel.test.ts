import assert from "node:assert/strict";
import test from "node:test";
import { type WallMs, wallOf } from "../../../base/time.ts";
import { Directory } from "../directory/directory.ts";
import { optionModel, worth } from "./optionModel.ts";

const DAY_MS = 86_400_000;
const directory = new Directory("real");
const april = wallOf(2026, 4, 7, 14);
const chain = directory.find({ symbol: "AAPL", secType: "OPT", lastTradeDateOrContractMonth: "20260618" }, april);

test("a textbook option costs what the textbook says", () => {
  // S = K = 100, one year, 20 %, 4 %: 9.925; the put by parity 100 * (1 - exp(-0.04)) less.
  const terms = { strike: 100, lastTradeWall: 365 * DAY_MS, volatility: 0.2 };
  assert.ok(Math.abs(worth({ ...terms, right: "C" }, 100, 0) - 9.925) < 0.001);
  assert.ok(Math.abs(worth({ ...terms, right: "P" }, 100, 0) - 6.004) < 0.001);
});

test("greeks are the slopes of the price, for every option of a chain", () => {
  for (const option of chain) {
    const at = (price: number, wall: number): number => optionModel(option, price, wall as WallMs).price;
    const { delta, gamma, theta, impliedVolatility } = optionModel(option, 250, april);
    const slope = (at(250.05, april) - at(249.95, april)) / 0.1;
    const bend = (at(250.5, april) - 2 * at(250, april) + at(249.5, april)) / 0.25;
    const decay = at(250, april + DAY_MS / 10) - at(250, april);
    assert.ok(Math.abs(slope - delta) < 0.002, `${option.localSymbol} ${slope} ${delta}`);
    assert.ok(Math.abs(bend - gamma) < 0.002, option.localSymbol);
    assert.ok(Math.abs(decay * 10 - theta) < 0.01, `${option.localSymbol} ${decay * 10} ${theta}`);
    assert.ok(impliedVolatility > 0.1 && impliedVolatility < 0.6);
  }
});

test("a call never falls when its underlying rises, a put never rises", () => {
  for (const option of chain) {
    const sign = option.right === "C" ? 1 : -1;
    let before = optionModel(option, 100, april).price;
    for (let price = 101; price < 500; price += 3) {
      const now = optionModel(option, price, april).price;
      assert.ok(sign * (now - before) >= -1e-5, `${option.localSymbol} at ${price}`);
      before = now;
    }
  }
});
