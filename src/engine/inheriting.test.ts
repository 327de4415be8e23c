/** `brackets = "gtc-outside-rth"`: what a child of a bracket takes over from its parent before it leaves. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, profit, Stage, stop } from "../../test/engine/stage.ts";
import type { BracketPolicy } from "../model/config.ts";
import type { ConnId } from "../model/ids.ts";

const held = { transmit: false };

function ready(brackets: BracketPolicy | undefined): { readonly stage: Stage; readonly alpha: ConnId } {
  const strategies = config.strategies.map((strategy) => ({ ...strategy, brackets }));
  const stage = new Stage({ ...config, strategies });
  stage.greet();
  stage.recover();
  return { stage, alpha: stage.connect(1, 1) };
}

function place(stage: Stage, conn: ConnId, orderId: number, content: object): void {
  stage.ask(conn, "placeOrder", { orderId, contract, order: content });
  stage.pass(200);
}

function bracket(stage: Stage, alpha: ConnId, outsideRth: boolean): void {
  place(stage, alpha, 1, { ...order, ...held, outsideRth, tif: "DAY" });
  place(stage, alpha, 2, {
    ...profit,
    ...held,
    parentId: 1,
    outsideRth: true,
    tif: "GTD",
    goodTillDate: "20260105 20:00:00",
  });
  place(stage, alpha, 3, { ...stop, parentId: 1, tif: "DAY" });
}

const left = (stage: Stage): string[] =>
  stage.placed.map(({ order: { orderType, tif, outsideRth } }) => `${orderType} ${tif}${outsideRth ? " outside" : ""}`);

test("children leave as they were sent unless the strategy is configured otherwise", () => {
  for (const policy of [undefined, "as-sent"] as const) {
    const { stage, alpha } = ready(policy);
    bracket(stage, alpha, true);
    assert.deepEqual(left(stage), ["LMT DAY outside", "LMT GTD outside", "STP DAY"]);
  }
});

test("children inherit: good until cancelled, and outside regular hours when their parent is", () => {
  const { stage, alpha } = ready("gtc-outside-rth");
  bracket(stage, alpha, true);
  assert.deepEqual(left(stage), ["LMT DAY outside", "LMT GTD outside", "STP GTC outside"]);
  const regular = ready("gtc-outside-rth");
  bracket(regular.stage, regular.alpha, false);
  assert.deepEqual(left(regular.stage), ["LMT DAY", "LMT GTD outside", "STP GTC"]);
});

test("the client sees what was really sent, and repeating what it wanted changes nothing", () => {
  const { stage, alpha } = ready("gtc-outside-rth");
  bracket(stage, alpha, true);
  for (const n of [0, 1, 2]) stage.shows(n, { status: "PreSubmitted" });
  const echoes = stage.told(alpha).flatMap((m) => (m.name === "openOrder" ? [m.body.order] : []));
  assert.deepEqual(
    echoes.map(({ tif }) => tif),
    ["DAY", "GTD", "GTC"],
  );
  place(stage, alpha, 3, { ...stop, parentId: 1, tif: "DAY" });
  assert.equal(stage.placed.length, 3);
  place(stage, alpha, 3, { ...stop, parentId: 1, tif: "DAY", auxPrice: 8 });
  assert.deepEqual(left(stage).slice(3), ["STP GTC outside"]);
});

test("a change that names no parent is one of a child all the same: its stop stays good until cancelled", () => {
  const { stage, alpha } = ready("gtc-outside-rth");
  bracket(stage, alpha, true);
  for (const n of [0, 1, 2]) stage.shows(n, { status: "PreSubmitted" });
  place(stage, alpha, 3, { ...stop, tif: "DAY", auxPrice: 8 });
  assert.deepEqual(left(stage).slice(3), ["STP GTC outside"]);
});
