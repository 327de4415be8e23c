/** `holdfast protected`: which positions stay protected if everything here dies now, from what the broker has shown. */
import assert from "node:assert/strict";
import test from "node:test";
import { ALPHA, ends, fills, hundred, opens, place, positionIs, sendsBracket } from "../../test/engine/bracket.ts";
import { config, contract, profit, ready, Stage, shares, stop } from "../../test/engine/stage.ts";
import type { Protection } from "../sentinel/protection.ts";

const asked = (stage: Stage): Protection => stage.answer("protected") as Protection;

/** `100: 60 covered, partly`, position by position. */
const brief = (stage: Stage): string[] =>
  asked(stage).positions.map(({ position, covered, verdict }) => `${position}: ${covered} covered, ${verdict}`);

test("a position is protected by a stop that the broker shows working, with its sessions and its owner", () => {
  const stage = opens(ready(), { stop: { tif: "GTC" } });
  const { verdict, ageMs, positions } = asked(stage);
  assert.deepEqual([verdict, ageMs], ["yes", undefined]);
  assert.deepEqual(positions, [
    {
      ...{
        account: "DU1",
        conId: contract.conId,
        symbol: "AAPL",
        localSymbol: "",
        position: "100",
        covered: "100",
        uncovered: "0",
      },
      verdict: "yes",
      orders: [
        {
          ...{ orderId: 3, permId: 502, owner: "alpha", orderType: "STP", quantity: "100", auxPrice: 9, tif: "GTC" },
          ...{ trailingPercent: undefined, outsideRth: false, sessions: "regular hours until cancelled" },
          simulated: true,
        },
      ],
    },
  ]);
});

test("the sessions of a stop follow from tif and outsideRth", () => {
  const sessions = (terms: object): string | undefined =>
    asked(opens(ready(), { stop: terms })).positions[0]?.orders[0]?.sessions;
  assert.equal(sessions({ tif: "" }), "regular hours today");
  assert.equal(sessions({ tif: "DAY", outsideRth: true }), "all hours today");
  assert.equal(sessions({ tif: "GTC", outsideRth: true }), "all hours");
});

test("what waits at our door, is only on its way, or takes profit protects nothing", () => {
  const stage = ready();
  sendsBracket(stage);
  stage.shows(0);
  stage.shows(1, { status: "PreSubmitted" });
  fills(stage, 0, 100);
  positionIs(stage, 100);
  place(stage, 4, { ...stop, ...hundred, transmit: false });
  assert.deepEqual(brief(stage), ["100: 0 covered, no"]);
  stage.shows(2, { status: "PendingSubmit" });
  assert.deepEqual(brief(stage), ["100: 0 covered, no"]);
  stage.shows(2, { status: "PreSubmitted" });
  assert.deepEqual(brief(stage), ["100: 100 covered, yes"]);
});

test("a stop that waits for an entry which has not traded protects nothing of what is held already", () => {
  const stage = ready();
  sendsBracket(stage);
  for (const n of [0, 1, 2]) stage.shows(n, { status: "PreSubmitted" });
  positionIs(stage, 100);
  assert.deepEqual(brief(stage), ["100: 0 covered, no"]);
  assert.deepEqual(asked(stage).positions[0]?.orders, []);
  fills(stage, 0, 1);
  assert.deepEqual(brief(stage), ["100: 100 covered, yes"]);
});

test("a smaller stop protects partly; two in one group count as the larger, two by themselves as both", () => {
  const stage = opens(ready());
  ends(stage, 2, "Cancelled");
  const part = (quantity: number, ocaGroup = "") => ({ ...stop, totalQuantity: shares(quantity), ocaGroup });
  place(stage, 4, part(30, "exits"));
  place(stage, 5, part(40, "exits"));
  stage.pass(500);
  stage.shows(3, { status: "PreSubmitted" });
  stage.shows(4, { status: "PreSubmitted" });
  assert.deepEqual(brief(stage), ["100: 40 covered, partly"]);
  place(stage, 6, part(60));
  stage.pass(500);
  stage.shows(5, { status: "PreSubmitted" });
  assert.deepEqual(brief(stage), ["100: 100 covered, yes"]);
});

test("a short position is protected by a buying stop alone, a manual one too", () => {
  const stage = ready();
  positionIs(stage, -50);
  assert.deepEqual(brief(stage), ["-50: 0 covered, no"]);
  const manual = { orderId: 0, clientId: 0, permId: 900, account: "DU1", ...stop, totalQuantity: shares(50) };
  stage.says("openOrder", { contract, order: manual, orderState: { status: "PreSubmitted" } });
  assert.deepEqual(brief(stage), ["-50: 0 covered, no"]);
  stage.says("openOrder", {
    contract,
    order: { ...manual, action: "BUY", permId: 901 },
    orderState: { status: "Submitted" },
  });
  assert.deepEqual(brief(stage), ["-50: 50 covered, yes"]);
  assert.equal(asked(stage).positions[0]?.orders[0]?.owner, "manual");
});

test("a stop without a price covers nothing: its client filled the wrong field", () => {
  const stage = opens(ready(), { stop: { auxPrice: undefined, lmtPrice: 9 } });
  assert.deepEqual(brief(stage), ["100: 0 covered, no"]);
});

test("without a session the verdict is unknown, with what was known last and its age", () => {
  const stage = opens(ready());
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  stage.pass(12_000);
  const { verdict, ageMs } = asked(stage);
  assert.deepEqual([verdict, ageMs], ["unknown", 12_000]);
  assert.deepEqual(brief(stage), ["100: 100 covered, unknown"]);
});

test("after the link is back the verdict stays unknown until the broker's lists are newer than the loss", () => {
  const stage = opens(ready());
  stage.notices(1100);
  stage.pass(1_000);
  stage.notices(1102);
  assert.equal(asked(stage).verdict, "unknown");
  stage.pass(500);
  stage.says("openOrderEnd");
  stage.says("completedOrdersEnd");
  stage.says("execDetailsEnd", { reqId: stage.lastReqId("reqExecutions") });
  assert.equal(asked(stage).verdict, "yes");
});

test("nothing held is nothing to protect; a first start knows nothing yet", () => {
  const stage = ready();
  assert.deepEqual(asked(stage), { verdict: "yes", ageMs: undefined, positions: [] });
  assert.equal(asked(new Stage(config)).verdict, "unknown");
});

test("on a live login only a stop that waits for its trigger on IB's books is known to be simulated", () => {
  const live = {
    ...config,
    mode: "live" as const,
    strategies: config.strategies.map((s) => ({ ...s, account: "U1" })),
  };
  const stage = new Stage(live);
  stage.greet("U1");
  stage.recover();
  stage.says("updateAccountValue", { key: "AccountCode", value: "U1", accountName: "U1" });
  stage.says("accountDownloadEnd", { accountName: "U1" });
  stage.pass(200);
  stage.connect(ALPHA, 1);
  stage.says("position", { account: "U1", contract, position: shares(1), avgCost: 10 });
  place(stage, 1, { ...stop });
  place(stage, 2, { ...profit });
  stage.pass(500);
  const { orderId } = stage.shows(0, { status: "Submitted" });
  const simulated = (): unknown => asked(stage).positions[0]?.orders[0]?.simulated;
  assert.equal(simulated(), undefined);
  stage.says("orderStatus", { orderId, clientId: 100, permId: 500, status: "PreSubmitted", whyHeld: "trigger" });
  assert.equal(simulated(), true);
});
