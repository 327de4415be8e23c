/** Shows that what the Gateway is too old for is refused on its id, with the name of the field or the request. */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, order, ready, type Stage } from "../../test/engine/stage.ts";
import type { ConnId } from "../model/ids.ts";

/** A client that speaks the newest version, in front of an old Gateway. */
function oldGateway(): { stage: Stage; conn: ConnId } {
  const stage = ready({ upstream: 170, client: 225 });
  const conn = stage.connect(1, 1);
  stage.told(conn);
  return { stage, conn };
}

const refusals = (stage: Stage, conn: ConnId): unknown[] =>
  stage.told(conn).flatMap(({ name, body }) => (name === "error" ? [[body.id, body.errorCode, body.errorMsg]] : []));

const BY_ISIN = { ...contract, conId: 0, symbol: "", secIdType: "ISIN", secId: "US0378331005" };

test("contracts, quotes and bars by a field that the Gateway's version does not carry are refused on their id, and cost no line", () => {
  const { stage, conn } = oldGateway();
  stage.ask(conn, "reqMktData", { reqId: 5, contract: BY_ISIN });
  stage.ask(conn, "reqHistoricalData", { reqId: 6, contract: BY_ISIN, durationStr: "1 D", barSizeSetting: "1 hour" });
  stage.ask(conn, "reqContractDetails", { reqId: 7, contract: { ...contract, issuerId: "e1453318" } });
  const refused = refusals(stage, conn) as [number, number, string][];
  assert.deepEqual(
    refused.map(([id]) => id),
    [5, 6, 7],
  );
  for (const [id, errorCode, errorMsg] of refused) {
    assert.equal(errorCode, 322);
    assert.match(errorMsg, /^holdfast cannot ask this Gateway \(170\): /);
    assert.match(errorMsg, id === 7 ? /contract\.issuerId/ : /contract\.secId/);
  }
  const about = ["reqMktData", "reqHistoricalData", "reqContractDetails"];
  assert.deepEqual(
    stage.asked.filter(({ name }) => about.includes(name)),
    [],
  );
  assert.equal((stage.answer("status") as { marketDataLines: number }).marketDataLines, 0);
});

test("an execution filter that the Gateway's version does not carry is refused, and the next question is asked", () => {
  const { stage, conn } = oldGateway();
  stage.ask(conn, "reqExecutions", { reqId: 7, filter: { lastNDays: 3 } });
  stage.ask(conn, "reqExecutions", { reqId: 8 });
  const [[id, errorCode, errorMsg]] = refusals(stage, conn) as [[number, number, string]];
  assert.deepEqual([id, errorCode], [7, 322]);
  assert.match(errorMsg, /filter\.lastNDays needs server version 200/);
  stage.says("execDetailsEnd", { reqId: stage.lastReqId("reqExecutions") });
  assert.deepEqual(stage.names(conn), ["execDetailsEnd"]);
});

test("an execution filter of 0 days is no filter, which a Gateway of any version carries", () => {
  const { stage, conn } = oldGateway();
  stage.ask(conn, "reqExecutions", { reqId: 7, filter: { lastNDays: 0 } });
  stage.says("execDetailsEnd", { reqId: stage.lastReqId("reqExecutions") });
  assert.deepEqual(stage.names(conn), ["execDetailsEnd"]);
});

test("an order with a field that the Gateway's version does not carry is refused with the field's name", () => {
  const { stage, conn } = oldGateway();
  stage.ask(conn, "placeOrder", { orderId: 1, contract, order: { ...order, postOnly: true } });
  const [[id, errorCode, errorMsg]] = refusals(stage, conn) as [[number, number, string]];
  assert.deepEqual([id, errorCode], [1, 201]);
  assert.match(errorMsg, /order\.postOnly needs server version 216 against 170 of the Gateway/);
  assert.deepEqual(stage.placed, []);
});

test("a request that the Gateway's version does not know is refused on its id", () => {
  const { stage, conn } = oldGateway();
  stage.ask(conn, "cancelContractData", { reqId: 9 });
  assert.equal(refusals(stage, conn).length, 1);
});
