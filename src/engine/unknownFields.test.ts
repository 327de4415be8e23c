/** Protobuf fields that nobody here knows: they pass with messages that pass, and an order that has one is refused. */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, order, ready, type Stage } from "../../test/engine/stage.ts";
import { concat } from "../base/bytes.ts";
import type { ConnId } from "../model/ids.ts";
import { encodeProtobuf, type OutgoingName } from "../wire/codec.ts";
import { store32 } from "../wire/writer.ts";

/** Field 1006 with the text "abc": no schema has it. */
const EXTRA = Uint8Array.of(0xf2, 0x3e, 3, 97, 98, 99);

/** The frame with the unknown field at its end. */
function newer(frame: Uint8Array): Uint8Array {
  const longer = concat([frame, EXTRA]);
  store32(longer, 0, longer.length - 4);
  return longer;
}

function served(client: number, upstream = 225): { stage: Stage; conn: ConnId } {
  const stage = ready({ upstream, client });
  const conn = stage.connect(1, 1);
  stage.told(conn);
  stage.effects.length = 0;
  return { stage, conn };
}

const has = (stage: Stage, kind: "sendClient" | "sendUpstream"): boolean =>
  stage.effects.some((effect) => effect.kind === kind && Buffer.from(effect.bytes).includes(Buffer.from(EXTRA)));

const fromGateway = (stage: Stage, bytes: Uint8Array): void => stage.step({ kind: "upstreamReceived", bytes });

for (const client of [225, 222]) {
  test(`an answer and a tick of the Gateway reach a client at ${client} with the field that we do not know`, () => {
    const { stage, conn } = served(client);
    stage.ask(conn, "reqContractDetails", { reqId: 5, contract });
    stage.ask(conn, "reqMktData", { reqId: 6, contract });
    const [details, line] = [stage.lastReqId("reqContractDetails"), stage.lastReqId("reqMktData")];
    fromGateway(stage, newer(encodeProtobuf("contractDetails", { reqId: details, contract })));
    assert(has(stage, "sendClient"));
    stage.effects.length = 0;
    fromGateway(stage, newer(encodeProtobuf("tickPrice", { reqId: line, tickType: 1, price: 5 })));
    assert(has(stage, "sendClient"));
    assert.deepEqual(
      stage.told(conn).map(({ name, body }) => [name, (body as { reqId: number }).reqId]),
      [
        ["contractDetails", 5],
        ["tickPrice", 6],
      ],
    );
  });
}

test("a client that reads text hears the rest", () => {
  const { stage, conn } = served(178);
  stage.ask(conn, "reqContractDetails", { reqId: 5, contract });
  fromGateway(
    stage,
    newer(encodeProtobuf("contractDetails", { reqId: stage.lastReqId("reqContractDetails"), contract })),
  );
  assert.deepEqual(stage.names(conn), ["contractDetails"]);
  assert(!has(stage, "sendClient"));
});

test("a question of a client reaches the Gateway with the field that we do not know", () => {
  const { stage, conn } = served(225);
  const questions: readonly [OutgoingName, Uint8Array][] = [
    ["reqContractDetails", encodeProtobuf("reqContractDetails", { reqId: 5, contract })],
    ["reqMktData", encodeProtobuf("reqMktData", { reqId: 6, contract })],
  ];
  for (const [name, frame] of questions) {
    stage.effects.length = 0;
    stage.step({ kind: "clientReceived", conn, bytes: newer(frame) });
    assert(has(stage, "sendUpstream"), name);
  }
});

test("two questions that differ in a field that we do not know are two: neither is given the other's answer", () => {
  for (const name of ["reqContractDetails", "reqMktData", "reqHistoricalData"] as const) {
    const { stage, conn } = served(225);
    const ask = (reqId: number, isNewer: boolean): void => {
      const frame = encodeProtobuf(name, { reqId, contract });
      stage.step({ kind: "clientReceived", conn, bytes: isNewer ? newer(frame) : frame });
    };
    ask(5, false);
    stage.effects.length = 0;
    ask(6, true);
    assert(has(stage, "sendUpstream"), name);
    stage.effects.length = 0;
    ask(7, true);
    assert(!has(stage, "sendUpstream"), `${name}: the same once more`);
  }
});

const refusals = (stage: Stage, conn: ConnId): unknown[] =>
  stage.told(conn).flatMap(({ name, body }) => (name === "error" ? [[body.id, body.errorCode, body.errorMsg]] : []));

test("an order with a field that we do not know is refused by its number, and so is a change", () => {
  const { stage, conn } = served(225);
  const place = (draft: object): void =>
    stage.step({ kind: "clientReceived", conn, bytes: newer(encodeProtobuf("placeOrder", draft)) });
  place({ orderId: 1, contract, order });
  stage.ask(conn, "placeOrder", { orderId: 2, contract, order });
  stage.shows(0);
  place({ orderId: 2, contract, order: { ...order, lmtPrice: 11 } });
  const told = refusals(stage, conn) as [number, number, string][];
  assert.deepEqual(
    told.map(([id, errorCode]) => [id, errorCode]),
    [
      [1, 201],
      [2, 105],
    ],
  );
  for (const [, , errorMsg] of told) assert.match(errorMsg, /protobuf field 1006 against those known to holdfast/);
  assert.equal(stage.placed.length, 1);
});

test("an order with attached orders is refused, as they would not be attached", () => {
  const { stage, conn } = served(225);
  stage.ask(conn, "placeOrder", { orderId: 1, contract, order, attachedOrders: { slOrderId: 2, slOrderType: "STP" } });
  const [[id, errorCode, errorMsg]] = refusals(stage, conn) as [[number, number, string]];
  assert.deepEqual([id, errorCode], [1, 201]);
  assert.match(errorMsg, /attachedOrders\.slOrderId 2 against none/);
  assert.deepEqual(stage.placed, []);
});
