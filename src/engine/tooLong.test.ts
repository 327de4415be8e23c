/** Frames that are as long as a frame can be, and would be longer on the other side: they cost their sender a refusal, and nobody the process. */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, order, ready } from "../../test/engine/stage.ts";
import { encodeOutgoing, encodeProtobuf, NotCarried } from "../wire/codec.ts";

test("a request of more than a mebibyte is refused on its id, and the connection lives", () => {
  const stage = ready({ upstream: 200, client: 178 });
  const conn = stage.connect(1, 1);
  stage.told(conn);
  const long = { ...contract, symbol: "x".repeat(1024 * 1024) };
  stage.ask(conn, "placeOrder", { orderId: 1, contract: long, order });
  stage.ask(conn, "reqContractDetails", { reqId: 2, contract: long });
  stage.ask(conn, "reqContractDetails", { reqId: 3, contract });
  assert.deepEqual(
    stage.told(conn).map(({ name, body }) => [name, name === "error" ? [body.id, body.errorCode] : []]),
    [
      ["error", [1, 320]],
      ["error", [2, 320]],
    ],
  );
  assert.deepEqual([stage.placed.length, stage.lastReqId("reqContractDetails") > 0], [0, true]);
});

test("a notice of the Gateway that no text frame can hold is left out, and the log says so", () => {
  const stage = ready({ upstream: 225, client: 178 });
  const conn = stage.connect(1, 1);
  stage.told(conn);
  const errorMsg = "é".repeat(3_000_000);
  const bytes = encodeProtobuf("error", { id: -1, errorCode: 2104, errorMsg });
  stage.step({ kind: "upstreamReceived", bytes });
  assert.deepEqual(stage.names(conn), []);
  assert.equal(stage.logged("client-message-too-long"), 1);
  stage.says("error", { id: -1, errorCode: 2104, errorMsg: "ok" });
  assert.deepEqual(stage.names(conn), ["error 2104"]);
});

test("a request that no frame can hold is refused by the codec, in either form", () => {
  const long = { ...contract, symbol: "x".repeat(0xffffff) };
  for (const version of [178, 225]) {
    const encoded = encodeOutgoing("placeOrder", { orderId: 1, contract: long }, version);
    assert(encoded instanceof NotCarried);
    assert.match(String(encoded), /longer than a frame can be/);
  }
});
