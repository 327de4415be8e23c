/** A Gateway that comes back with another server version than the one whose frames are kept: it was updated over night. */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, ready } from "../../test/engine/stage.ts";
import { serverReply } from "../wire/handshake.ts";

for (const [before, behind] of [
  [178, 222],
  [222, 178],
  [178, 200],
] as const)
  test(`who joins a line while a Gateway of ${behind} begins is told nothing of the ${before} before it, and the daemon goes on`, () => {
    const spoken = { upstream: before as number, client: behind };
    const stage = ready(spoken);
    const [a, b] = [stage.connect(1, 1), stage.connect(2, 2)];
    stage.ask(a, "reqMktData", { reqId: 5, contract });
    stage.pass(200);
    const reqId = stage.lastReqId("reqMktData");
    stage.says("marketDataType", { reqId, marketDataType: 1 });
    stage.says("tickReqParams", { reqId, minTick: 0.01, bboExchange: "9c0001" });
    stage.says("tickPrice", { reqId, tickType: 1, price: 10 });
    stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
    stage.pass(1_500);
    spoken.upstream = behind;
    stage.step({ kind: "upstreamOpened" });
    stage.step({ kind: "upstreamReceived", bytes: serverReply(behind, "20260105 10:11:12 UTC") });
    stage.told(b);
    stage.ask(b, "reqMktData", { reqId: 6, contract });
    assert.deepEqual(stage.names(b), []);
  });
