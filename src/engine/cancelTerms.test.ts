/** What a cancel says beside the order reaches the Gateway with it: who cancels, whether by hand, and when. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, ready, Stage } from "../../test/engine/stage.ts";
import type { ConnId } from "../model/ids.ts";
import type { Draft, IncomingBody } from "../wire/codec.ts";

const TERMS = { manualOrderCancelTime: "20260105 15:00:00 UTC", extOperator: "trader7", manualOrderIndicator: 1 };
const NONE = { manualOrderCancelTime: "", extOperator: "", manualOrderIndicator: undefined };

function resting(upstream: number, client = 225): { stage: Stage; conn: ConnId } {
  const stage = ready({ upstream, client });
  const conn = stage.connect(1, 1);
  stage.ask(conn, "placeOrder", { orderId: 1, contract, order });
  stage.shows(0);
  return { stage, conn };
}

const sent = (stage: Stage): unknown[] =>
  stage.asked.flatMap((request) => {
    if (request.name !== "cancelOrder") return [];
    const { manualOrderCancelTime, extOperator, manualOrderIndicator } = request.body;
    return [{ manualOrderCancelTime, extOperator, manualOrderIndicator }];
  });

for (const upstream of [200, 225])
  for (const client of [200, 225])
    test(`a cancel of a client at ${client} says to a Gateway at ${upstream} all that its client has said`, () => {
      const { stage, conn } = resting(upstream, client);
      stage.ask(conn, "cancelOrder", { orderId: 1, ...TERMS });
      assert.deepEqual(sent(stage), [TERMS]);
    });

test("a Gateway that is too old for a part of it is sent the cancel without that part", () => {
  const { stage, conn } = resting(178);
  stage.ask(conn, "cancelOrder", { orderId: 1, ...TERMS });
  assert.deepEqual(sent(stage), [{ ...NONE, manualOrderCancelTime: TERMS.manualOrderCancelTime }]);
});

test("a global cancel says of each order who cancels it", () => {
  const { stage, conn } = resting(225);
  const { manualOrderCancelTime: _, ...terms } = TERMS;
  stage.ask(conn, "reqGlobalCancel", terms);
  assert.deepEqual(sent(stage), [{ ...NONE, ...terms }]);
});

test("a cancel that is said again says what its client says now", () => {
  const { stage, conn } = resting(225);
  stage.ask(conn, "cancelOrder", { orderId: 1, ...TERMS });
  stage.ask(conn, "cancelOrder", { orderId: 1 });
  stage.ask(conn, "cancelOrder", { orderId: 1, extOperator: "trader8" });
  assert.deepEqual(sent(stage), [TERMS, NONE, { ...NONE, extOperator: "trader8" }]);
});

test("a cancel that has to wait for the session says what its client has said when it leaves, also behind a restart", () => {
  const { stage, conn } = resting(225);
  stage.reconnect();
  stage.ask(conn, "cancelOrder", { orderId: 1, ...TERMS });
  assert.deepEqual(sent(stage), []);
  const again = new Stage(config, stage.entries, { upstream: 225, client: 225 });
  again.greet();
  for (const each of [stage, again]) {
    each.recover(() => each.says("openOrder", shown(stage)));
    assert.deepEqual(sent(each), [TERMS]);
  }
});

function shown(stage: Stage): Draft<IncomingBody<"openOrder">> {
  const [frame] = stage.placed;
  const { orderId, order: placed } = frame!;
  const numbers = { orderId, clientId: 100, permId: 500 };
  return { contract, order: { ...placed, ...numbers }, orderState: { status: "Submitted" } };
}
