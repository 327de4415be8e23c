/** Second orders with the key of a bracket's leg: what they fill belongs to the bracket, and wants its stop. */
import assert from "node:assert/strict";
import test from "node:test";
import { alerts, causes, ends, opens, positionIs, sendsBracket, showsAll } from "../../test/engine/bracket.ts";
import { config, contract, ready, Stage, shares } from "../../test/engine/stage.ts";
import type { Entry } from "../model/entry.ts";
import { fromJson, toJson } from "../model/lean.ts";

/** Another order with the key of a leg has traded. */
function twinFills(stage: Stage, n: number, quantity: number, some: object = {}, of = contract): void {
  const fill = { execId: `t${n}.01.01`, permId: 900 + n, shares: shares(quantity), cumQty: shares(quantity) };
  stage.executes(n, { ...fill, side: n === 0 ? "BOT" : "SLD", ...some }, -1, of);
}

/** All three have been cancelled, as their bot wished. */
function cancelled(): Stage {
  const stage = ready();
  sendsBracket(stage);
  showsAll(stage);
  for (const n of [0, 1, 2]) ends(stage, n, "Cancelled");
  stage.pass(10_000);
  return stage;
}

const unprotected = (stage: Stage): string | undefined =>
  alerts(stage).find(({ cause }) => cause === "unprotected")?.detail;

test("an entry that ended unfilled is unprotected when a twin of it fills, for its stop went with it", () => {
  const stage = cancelled();
  twinFills(stage, 0, 100);
  positionIs(stage, 100);
  stage.pass(4_900);
  assert.equal(unprotected(stage), undefined);
  stage.pass(200);
  assert.equal(unprotected(stage), "100 of AAPL long (entry 1), 0 covered by working stops");
  assert.match(alerts(stage).find(({ cause }) => cause === "leg-missing")!.detail, /second order with the key of its/);
});

test("what a twin adds to a covered entry is not covered", () => {
  const stage = opens(ready());
  twinFills(stage, 0, 40);
  positionIs(stage, 140);
  stage.pass(5_500);
  assert.equal(unprotected(stage), "140 of AAPL long (entry 1), 100 covered by working stops");
});

test("a twin of the stop that fills closes the entry, and nothing is left to protect", () => {
  const stage = opens(ready());
  twinFills(stage, 2, 100);
  ends(stage, 2, "Cancelled");
  stage.pass(10_000);
  assert.ok(!causes(stage).includes("unprotected"));
});

test("an execution of a twin counts once, and a correction in place of what it corrects", () => {
  const stage = cancelled();
  twinFills(stage, 0, 100);
  twinFills(stage, 0, 100);
  twinFills(stage, 0, 30, { execId: "t0.01.02" });
  twinFills(stage, 0, 70, { execId: "t0.01.01" });
  stage.pass(5_500);
  assert.equal(unprotected(stage), "30 of AAPL long (entry 1), 0 covered by working stops");
});

test("a copy in another contract is no business of the bracket", () => {
  const stage = cancelled();
  twinFills(stage, 0, 100, {}, { ...contract, conId: 4_711 });
  stage.pass(10_000);
  assert.equal(unprotected(stage), undefined);
});

test("a new file of the journal carries the fills of twins along", () => {
  const stage = cancelled();
  twinFills(stage, 0, 100);
  const again = new Stage(config, [fromJson(toJson(stage.engine.carry())) as Entry]);
  again.greet();
  again.recover(() => positionIs(again, 100));
  again.pass(6_000);
  assert.equal(unprotected(again), "100 of AAPL long (entry 1), 0 covered by working stops");
});
