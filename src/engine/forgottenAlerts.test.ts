/** An alert about an order ends although the order is forgotten by then: what nobody can end would hold for ever. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, Stage } from "../../test/engine/stage.ts";
import type { AlertCause } from "../model/alert.ts";
import type { Entry } from "../model/entry.ts";

const key = (n: number): string => `alpha-x7k2-${n}`;
/** One that never left. */
const ended = (n: number): object[] => [
  {
    kind: "orderIntended",
    legs: [{ key: key(n), strategy: "alpha", clientId: 1, clientOrderId: n, account: "DU1", contract, order }],
  },
  { kind: "orderDiscarded", key: key(n), reason: "" },
];
const raised = (cause: AlertCause): object => {
  const scope = { strategy: "alpha", account: "DU1", key: key(1) };
  return { kind: "alertRaised", alert: { cause, scope, detail: "" } };
};

const REMEMBERED = 10_000;

/** Every list that is asked for comes, and is empty. */
function answers(stage: Stage, from: number): number {
  let asked = from;
  for (; asked < stage.asked.length; asked++) {
    const request = stage.asked[asked]!;
    if (request.name === "reqAllOpenOrders") stage.says("openOrderEnd");
    if (request.name === "reqCompletedOrders") stage.says("completedOrdersEnd");
    if (request.name === "reqPositions") stage.says("positionEnd");
    if (request.name === "reqExecutions") stage.says("execDetailsEnd", { reqId: request.body.reqId });
  }
  return asked;
}

test("what is alerted of an order that is forgotten ends with the look at all lists that does not show it", () => {
  const journal = [...ended(1), raised("order-after-end"), raised("order-twin")];
  for (let n = 2; n <= REMEMBERED + 1; n++) journal.push(...ended(n));
  const stage = new Stage(config, journal as Entry[]);
  stage.greet();
  stage.recover();
  assert.equal((stage.answer("alerts") as object[]).length, 2);
  let asked = stage.asked.length;
  for (let seconds = 0; seconds < 330; seconds++) {
    stage.pass(1_000);
    asked = answers(stage, asked);
  }
  assert.deepEqual(stage.answer("alerts"), []);
});
