/** A Gateway may say a message in either form; a client is sent the one that clients of its version read. */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, order, ready, type Stage } from "../../test/engine/stage.ts";
import type { ConnId } from "../model/ids.ts";
import { type Draft, encodeIncoming, formOf, type IncomingBody, type IncomingName } from "../wire/codec.ts";

const UPSTREAM = 225;

function served(client: number): { stage: Stage; conn: ConnId } {
  const stage = ready({ upstream: UPSTREAM, client });
  const conn = stage.connect(1, 1);
  stage.told(conn);
  return { stage, conn };
}

/** The form of the frame that the client got when the Gateway said this as text, and the message. */
function passed<N extends IncomingName>(
  { stage, conn }: ReturnType<typeof served>,
  name: N,
  body: Draft<IncomingBody<N>>,
) {
  stage.effects.length = 0;
  stage.step({ kind: "upstreamReceived", bytes: encodeIncoming(name, body, UPSTREAM, { form: "text" }) });
  const sent = stage.effects.flatMap((effect) => (effect.kind === "sendClient" ? [effect.bytes.subarray(4)] : []));
  return { forms: sent.map((payload) => formOf(payload, UPSTREAM)), messages: stage.told(conn) };
}

for (const client of [213, 225]) {
  test(`a tick that the Gateway says as text reaches a client at ${client} as protobuf`, () => {
    const session = served(client);
    session.stage.ask(session.conn, "reqMktData", { reqId: 7, contract });
    session.stage.pass(200);
    const tick = { reqId: session.stage.lastReqId("reqMktData"), tickType: 1, price: 245.93 };
    const { forms, messages } = passed(session, "tickPrice", tick);
    assert.deepEqual(forms, ["protobuf"]);
    assert.deepEqual(
      messages.map(({ name, body }) => [name, (body as IncomingBody<"tickPrice">).reqId]),
      [["tickPrice", 7]],
    );
  });

  test(`bars that the Gateway says as text reach a client at ${client} as protobuf`, () => {
    const session = served(client);
    const asked = { durationStr: "1 D", barSizeSetting: "1 hour", whatToShow: "TRADES" };
    session.stage.ask(session.conn, "reqHistoricalData", { reqId: 7, contract, ...asked });
    session.stage.pass(200);
    const bars = { reqId: session.stage.lastReqId("reqHistoricalData"), bars: [{ date: "20260105", open: 10 }] };
    const { forms, messages } = passed(session, "historicalData", bars);
    assert.deepEqual([...new Set(forms)], ["protobuf"]);
    assert.equal(messages[0]?.name, "historicalData");
  });
}

/** IB's own samples leave the times of a Vwap open. */
const PARAMS = [
  { tag: "maxPctVol", value: "0.1" },
  { tag: "startTime", value: "" },
];
const byTag = (params: readonly { readonly tag: string; readonly value: string }[]) =>
  Object.fromEntries(params.map(({ tag, value }) => [tag, value]));

for (const upstream of [200, UPSTREAM])
  for (const client of [178, UPSTREAM])
    test(`a parameter without a value is one, from a client at ${client} to a Gateway at ${upstream} and back`, () => {
      const stage = ready({ upstream, client });
      const conn = stage.connect(1, 1);
      const options = { algoStrategy: "Vwap", algoParams: PARAMS, orderMiscOptions: [{ tag: "a", value: "" }] };
      const wanted = { ...order, ...options };
      stage.ask(conn, "placeOrder", { orderId: 1, contract, order: wanted });
      const [placed] = stage.placed;
      assert.deepEqual(byTag(placed!.order.algoParams), byTag(PARAMS));
      assert.deepEqual(placed!.order.orderMiscOptions, options.orderMiscOptions);
      stage.shows(0);
      const byHand = { ...order, ...options, account: "DU1", permId: 9, clientId: 0, orderId: 0 };
      stage.says("openOrder", { contract, order: byHand, orderState: { status: "Submitted" } });
      stage.told(conn);
      stage.ask(conn, "reqAllOpenOrders");
      const told = stage.told(conn).flatMap((m) => (m.name === "openOrder" ? [byTag(m.body.order.algoParams)] : []));
      assert.deepEqual(told, [byTag(PARAMS), byTag(PARAMS)]);
    });

for (const wish of [0, 1, undefined])
  test(`an order that says ${wish ?? "nothing"} of whether it is routed to the best bid and offer reaches the Gateway and its client so`, () => {
    const stage = ready({ upstream: UPSTREAM, client: UPSTREAM });
    const conn = stage.connect(1, 1);
    stage.ask(conn, "placeOrder", { orderId: 1, contract, order: { ...order, routeMarketableToBbo: wish } });
    assert.deepEqual(
      stage.placed.map((placed) => placed.order.routeMarketableToBbo),
      [wish],
    );
    stage.shows(0);
    stage.told(conn);
    stage.ask(conn, "reqOpenOrders");
    const told = stage.told(conn).flatMap((m) => (m.name === "openOrder" ? [m.body.order.routeMarketableToBbo] : []));
    assert.deepEqual(told, [wish]);
  });

test("off, as a Gateway before the switch shows it, may be said again in a change", () => {
  const stage = ready({ upstream: 210, client: UPSTREAM });
  const conn = stage.connect(1, 1);
  stage.ask(conn, "placeOrder", { orderId: 1, contract, order });
  stage.shows(0, { routeMarketableToBbo: 0 });
  stage.ask(conn, "placeOrder", { orderId: 1, contract, order: { ...order, routeMarketableToBbo: 0, lmtPrice: 9 } });
  stage.ask(conn, "placeOrder", { orderId: 2, contract, order: { ...order, routeMarketableToBbo: 1 } });
  assert.deepEqual(
    stage.placed.map((placed) => placed.order.lmtPrice),
    [10, 9],
  );
});
