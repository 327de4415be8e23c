/** What `holdfast protected` prints and how it ends. */
import assert from "node:assert/strict";
import test from "node:test";
import { exitCode, screen } from "./protected.ts";

const order = {
  ...{ orderId: 3, permId: 502, owner: "alpha", orderType: "STP", quantity: "100", auxPrice: 9, tif: "GTC" },
  ...{ outsideRth: false, sessions: "regular hours until cancelled", simulated: true },
};
const position = { account: "DU1", conId: 1, symbol: "AAPL", position: "100", covered: "100", uncovered: "0" };

test("a line names the position, the verdict and the order that protects it", () => {
  const line = screen({ verdict: "yes", positions: [{ ...position, verdict: "yes", orders: [order] }] }, false);
  assert.equal(
    line.split("\n")[1],
    "DU1\tAAPL\t100\t100\t0\tyes\talpha 3: STP 100 at 9, GTC, regular hours until cancelled, simulated by IB",
  );
});

test("an order that is not ours is named by its permId, and a trailing share by its percent", () => {
  const manual = {
    ...order,
    orderId: 0,
    owner: "manual",
    orderType: "TRAIL",
    trailingPercent: 2,
    simulated: undefined,
  };
  const line = screen({ verdict: "yes", positions: [{ ...position, verdict: "yes", orders: [manual] }] }, false);
  assert.match(line, /manual \(permId 502\): TRAIL 100 at 2 %, GTC, regular hours until cancelled$/);
});

test("people are told when nothing can be known, and how old it is", () => {
  assert.match(
    screen({ verdict: "unknown", ageMs: 125_000, positions: [] }, true),
    /^UNKNOWN: .* 2 min ago\.\n\nno positions$/,
  );
  assert.match(screen({ verdict: "unknown", positions: [] }, true), /^UNKNOWN: the broker has not told/);
  assert.equal(screen({ verdict: "yes", positions: [] }, true), "no positions");
});

test("the exit code is 0 only when every position stays protected", () => {
  assert.deepEqual(
    ["yes", "partly", "no", "unknown"].map((verdict) => exitCode({ verdict })),
    [0, 1, 1, 1],
  );
});
