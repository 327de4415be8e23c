import assert from "node:assert/strict";
import test from "node:test";
import { CLIENT, config, contract, order, ready, Stage } from "../../test/engine/stage.ts";
import type { ConnId } from "../model/ids.ts";
import { encodeOutgoing } from "../wire/codec.ts";
import { serverReply } from "../wire/handshake.ts";

test("the door opens only after the first complete recovery", () => {
  const stage = new Stage();
  stage.greet();
  assert.deepEqual(stage.asked.map((r) => r.name).slice(0, 2), ["startApi", "reqAllOpenOrders"]);
  assert.ok(!stage.opened());
  stage.recover();
  assert.ok(stage.opened());
});

test("a door that cannot be opened is named with what to do about it, by the flag where there is one", () => {
  const said = (door: string, code: string): string => {
    const stage = new Stage();
    stage.step({ kind: "doorFailed", door, code });
    return stage.exit()?.reason ?? "";
  };
  const taken = "the port is taken by another program; choose another one";
  assert.match(said("shared on 127.0.0.1:4100", "EADDRINUSE"), new RegExp(`${taken} with --tws-port or in the conf`));
  assert.match(said("beta on 127.0.0.1:4101", "EADDRINUSE"), new RegExp(`${taken} in the configuration$`));
  assert.match(said("beta on 10.9.9.9:4101", "EADDRNOTAVAIL"), /this machine has no such address/);
});

test("a client is told its own account, nextValidId 1 and the farms, in a Gateway's order", () => {
  const stage = new Stage();
  stage.greet();
  stage.says("error", { id: -1, errorCode: 2104, errorMsg: "Market data farm connection is OK:usfarm" });
  stage.recover();
  const conn = stage.connect(1, 1);
  const [accounts, next, farm] = stage.told(conn);
  assert.ok(accounts?.name === "managedAccounts" && accounts.body.accountsList === "DU1");
  assert.ok(next?.name === "nextValidId" && next.body.orderId === 1);
  assert.ok(farm?.name === "error" && farm.body.errorCode === 2104);
});

test("a client id in use is told 326 and closed, and the first holder notices nothing", () => {
  const stage = ready();
  const first = stage.connect(1, 1);
  stage.told(first);
  const second = stage.connect(2, 1);
  assert.deepEqual(stage.names(second), ["error 326"]);
  assert.ok(stage.effects.some((e) => e.kind === "closeClient" && e.conn === second));
  stage.ask(first, "reqIds", { numIds: 1 });
  assert.deepEqual(stage.names(first), ["nextValidId"]);
});

test("a client id of no strategy is told so and closed", () => {
  const stage = ready();
  const conn = stage.connect(1, 77);
  const [error] = stage.told(conn);
  assert.ok(error?.name === "error" && error.body.id === -1 && error.body.errorMsg.includes("client id 77"));
});

test("a first start whose client id is held ends with what to do about it", () => {
  const stage = new Stage();
  stage.step({ kind: "upstreamOpened" });
  stage.step({ kind: "upstreamReceived", bytes: serverReply(200, "20260105 10:11:12 UTC") });
  stage.refuses(-1, 326, "client id is already in use");
  assert.match(stage.exit()?.reason ?? "", /holds it \(326\)\. .*: end the other one\. After an unclean end /);
});

for (const [mode, accounts] of [
  ["paper", "U123,DU1,DU2"],
  ["live", "DU1,DU2"],
] as const)
  test(`mode ${mode} refuses a login that manages ${accounts}, before anybody is served`, () => {
    const stage = new Stage({ ...config, mode });
    stage.greet(accounts);
    assert.equal(stage.exit()?.code, 1);
    assert.ok(!stage.opened());
  });

test("a configured account that the login does not manage stops the start by name", () => {
  const stage = new Stage();
  stage.greet("DU1,DU9");
  assert.match(stage.exit()?.reason ?? "", /strategy "beta" trades account DU2/);
});

for (const [what, code, bytes, remedy] of [
  [
    "closes before it says a word",
    "",
    undefined,
    /closed the connection\. What to do: connect from an address the Gateway/,
  ],
  [
    "answers as a web server does",
    undefined,
    "HTTP/1.1 400 Bad Request",
    /What to do: check that gateway\.main\.port is an API/,
  ],
] as const)
  test(`a first start whose Gateway ${what} is told what to do about it`, () => {
    const stage = new Stage();
    stage.step({ kind: "upstreamOpened" });
    if (bytes !== undefined) stage.step({ kind: "upstreamReceived", bytes: new TextEncoder().encode(bytes) });
    if (code !== undefined) stage.step({ kind: "upstreamClosed", code });
    assert.match(stage.exit()?.reason ?? "", remedy);
  });

test("an order of one strategy is pushed to it alone, and the other can neither see nor cancel it", () => {
  const stage = ready();
  const [alpha, beta] = [stage.connect(1, 1), stage.connect(2, 2)];
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const placed = stage.asked.find((r) => r.name === "placeOrder");
  assert.ok(placed?.name === "placeOrder" && placed.body.order.account === "DU1");
  for (const conn of [alpha, beta]) stage.told(conn);
  const { orderRef } = placed.body.order;
  stage.says("openOrder", {
    contract,
    order: { ...order, orderId: 1, clientId: 100, permId: 5, orderRef, account: "DU1" },
    orderState: { status: "Submitted" },
  });
  stage.says("orderStatus", { orderId: 1, clientId: 100, permId: 5, status: "Submitted" });
  assert.deepEqual(stage.names(alpha), ["openOrder", "orderStatus"]);
  stage.ask(beta, "reqAllOpenOrders");
  stage.ask(beta, "cancelOrder", { orderId: 1 });
  assert.deepEqual(stage.names(beta), ["openOrderEnd", "error 10147"]);
});

test("reqGlobalCancel cancels one's own orders one by one and is never forwarded", () => {
  const stage = ready();
  const [alpha, beta] = [stage.connect(1, 1), stage.connect(2, 2)];
  for (const conn of [alpha, beta]) stage.ask(conn, "placeOrder", { orderId: 1, contract, order });
  stage.ask(alpha, "reqGlobalCancel");
  const after = stage.asked.filter((r) => r.name === "cancelOrder" || r.name === "reqGlobalCancel");
  assert.deepEqual(
    after.map((r) => [r.name, r.name === "cancelOrder" && r.body.orderId]),
    [["cancelOrder", 1]],
  );
});

test("a margin preview leaves with whatIf set and its answer goes back under the client's id", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.told(alpha);
  stage.ask(alpha, "placeOrder", { orderId: 9, contract, order: { ...order, whatIf: true } });
  const sent = stage.asked.findLast((r) => r.name === "placeOrder");
  assert.ok(sent?.name === "placeOrder" && sent.body.order.whatIf);
  assert.ok(!stage.entries.some((e) => e.kind === "orderIntended"));
  stage.says("openOrder", {
    contract,
    order: { orderId: sent.body.orderId, clientId: 100, whatIf: true },
    orderState: { initMarginChange: "1" },
  });
  const [answer] = stage.told(alpha);
  assert.ok(answer?.name === "openOrder" && answer.body.order.orderId === 9 && answer.body.order.whatIf);
});

test("a preview that is told twice is no order, even under the orderRef of another strategy's order", () => {
  const stage = ready();
  const [alpha, beta] = [stage.connect(1, 1), stage.connect(2, 2)];
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const victim = stage.asked.findLast((r) => r.name === "placeOrder");
  assert.ok(victim?.name === "placeOrder");
  const { orderRef } = victim.body.order;
  stage.ask(beta, "placeOrder", { orderId: 1, contract, order: { ...order, orderRef, whatIf: true } });
  const sent = stage.asked.findLast((r) => r.name === "placeOrder");
  assert.ok(sent?.name === "placeOrder" && sent.body.order.whatIf);
  const echo = { orderId: sent.body.orderId, clientId: 100, orderRef, whatIf: true };
  for (const _ of [1, 2]) stage.says("openOrder", { contract, order: echo, orderState: { status: "PreSubmitted" } });
  stage.told(alpha);
  assert.deepEqual(
    stage.entries.filter(({ kind }) => kind === "orderEchoed"),
    [],
  );
  stage.ask(beta, "reqAllOpenOrders");
  assert.equal(stage.told(beta).filter(({ name }) => name === "openOrder").length, 1, "the preview's one answer");
});

test("executions of another account are none, whatever the filter says", () => {
  const stage = ready();
  const beta = stage.connect(2, 2);
  stage.told(beta);
  stage.ask(beta, "reqExecutions", { reqId: 5, filter: { acctCode: "DU1" } });
  const asked = stage.asked.findLast((r) => r.name === "reqExecutions");
  assert.ok(asked?.name === "reqExecutions" && asked.body.filter.acctCode === "DU2");
  const { reqId } = asked.body;
  stage.says("execDetails", { reqId, contract, execution: { orderId: 0, execId: "e.1", acctNumber: "DU2" } });
  stage.says("execDetailsEnd", { reqId });
  assert.deepEqual(
    stage.told(beta).map(({ name }) => name),
    ["execDetailsEnd"],
  );
});

test("executions are found by the client's own account in whatever case, and still never another account's", () => {
  const stage = ready();
  const beta = stage.connect(2, 2);
  stage.told(beta);
  for (const [acctCode, names] of [
    ["du2", ["execDetails", "execDetailsEnd"]],
    ["du1", ["execDetailsEnd"]],
  ] as const) {
    stage.ask(beta, "reqExecutions", { reqId: 5, filter: { acctCode } });
    const reqId = stage.lastReqId("reqExecutions");
    for (const acctNumber of ["DU1", "DU2"])
      stage.says("execDetails", { reqId, contract, execution: { execId: `e.${acctNumber}`, acctNumber } });
    stage.says("execDetailsEnd", { reqId });
    assert.deepEqual(
      stage.told(beta).map(({ name }) => name),
      names,
    );
  }
});

test("that there is no such market rule is told to who asked for it, once, and to nobody else", () => {
  const stage = ready();
  const [alpha, beta] = [stage.connect(1, 1), stage.connect(2, 2)];
  for (const conn of [alpha, beta]) stage.told(conn);
  const asked = () => stage.asked.filter(({ name }) => name === "reqMarketRule").length;
  const missing = "Error processing request.-'cd' : cause - Market rule with id = 99999 is missing";
  stage.ask(alpha, "reqMarketRule", { marketRuleId: 99_999 });
  stage.pass(200);
  stage.refuses(-1, 322, missing.replace("99999", "26"));
  for (const conn of [alpha, beta]) assert.deepEqual(stage.names(conn), ["error 322"], "nobody asked for that one");
  for (let i = 0; i < 2; i++) stage.refuses(-1, 322, missing);
  stage.pass(150_000);
  assert.deepEqual([stage.brief(alpha), stage.brief(beta), asked()], [["error -1 322"], [], 1]);
  stage.ask(alpha, "reqMarketRule", { marketRuleId: 99_999 });
  stage.pass(200);
  assert.equal(asked(), 2, "a refusal is not kept");
});

test("a remark on a question for executions ends nothing: its list and its end still come", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.told(alpha);
  stage.ask(alpha, "reqExecutions", { reqId: 7, filter: { time: "20260105 09:30:00" } });
  const reqId = stage.lastReqId("reqExecutions");
  stage.refuses(reqId, 2174, "date-time attributes without explicit time zone");
  stage.says("execDetailsEnd", { reqId });
  assert.deepEqual(stage.names(alpha), ["error 2174", "execDetailsEnd"]);
});

test("a client that asks for executions without end is refused in time, and another one's turn comes next", () => {
  const stage = ready();
  const [alpha, beta] = [stage.connect(1, 1), stage.connect(2, 2)];
  stage.told(alpha);
  for (let i = 1; i <= 60; i++) stage.ask(alpha, "reqExecutions", { reqId: i });
  const refused = stage.told(alpha).filter((m) => m.name === "error" && m.body.errorCode === 100);
  assert.equal(refused.length, 60 - 51, "one under way and fifty that wait");
  stage.ask(beta, "reqExecutions", { reqId: 5 });
  for (let turn = 0; turn < 2; turn++) {
    stage.pass(1_000);
    const asked = stage.asked.findLast((r) => r.name === "reqExecutions");
    assert.ok(asked?.name === "reqExecutions");
    stage.says("execDetailsEnd", { reqId: asked.body.reqId });
  }
  assert.ok(stage.told(beta).some(({ name }) => name === "execDetailsEnd"));
});

test("a request that is not served yet is answered by an error that names it, on its own id", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.told(alpha);
  stage.ask(alpha, "reqMktDepth", { reqId: 44, contract });
  const [error] = stage.told(alpha);
  assert.ok(error?.name === "error" && error.body.id === 44 && error.body.errorMsg.includes("reqMktDepth"));
});

test("an order with a price that is no number is refused on its id and the connection lives", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.told(alpha);
  const frame = encodeOutgoing(
    "placeOrder",
    { orderId: 3, contract, order: { ...order, lmtPrice: 12345.5 } },
    CLIENT,
  ) as Uint8Array;
  const at = Buffer.from(frame).indexOf("12345.5");
  frame.set(Buffer.from("abcde.f"), at);
  stage.step({ kind: "clientReceived", conn: alpha, bytes: frame });
  const [error] = stage.told(alpha);
  assert.ok(
    error?.name === "error" &&
      error.body.id === 3 &&
      error.body.errorCode === 320 &&
      error.body.errorMsg.includes("lmtPrice"),
  );
  stage.ask(alpha, "reqIds", { numIds: 1 });
  assert.deepEqual(stage.names(alpha), ["nextValidId"]);
});

test("a restart finds sent orders again by their key, discards intents that never left, and continues all ids", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 7, contract, order });
  const sent = stage.asked.findLast((r) => r.name === "placeOrder");
  assert.ok(sent?.name === "placeOrder");
  const again = new Stage(config, stage.entries);
  again.greet("DU1,DU2", 1);
  again.recover(() => {
    again.says("openOrder", {
      contract,
      order: {
        ...order,
        orderId: sent.body.orderId,
        clientId: 100,
        permId: 5,
        orderRef: sent.body.order.orderRef,
        account: "DU1",
      },
      orderState: { status: "Submitted" },
    });
    again.says("orderStatus", { orderId: sent.body.orderId, clientId: 100, permId: 5, status: "Submitted" });
  });
  const back = again.connect(1, 1);
  const told = again.told(back);
  assert.deepEqual(told.map((m) => m.name).slice(0, 5), [
    "openOrder",
    "orderStatus",
    "openOrderEnd",
    "managedAccounts",
    "nextValidId",
  ]);
  assert.ok(told[4]?.name === "nextValidId" && told[4].body.orderId === 8);
  again.ask(back, "placeOrder", { orderId: 8, contract, order });
  const next = again.asked.findLast((r) => r.name === "placeOrder");
  assert.ok(
    next?.name === "placeOrder" &&
      next.body.orderId === sent.body.orderId + 1 &&
      next.body.order.orderRef !== sent.body.order.orderRef,
  );
  assert.equal(again.asked.filter((r) => r.name === "placeOrder").length, 1, "the first order is not sent again");
});

test("during an outage clients keep their connection, hear 1100, and new orders are refused at once", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.told(alpha);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  assert.deepEqual(stage.names(alpha), ["error 1100", "error 201", "orderStatus"]);
  assert.ok(!stage.effects.some((e) => e.kind === "closeClient"));
});

test("a drain refuses new orders, closes everything and exits 0", () => {
  const stage = ready();
  stage.connect(1, 1);
  stage.step({ kind: "drain" });
  stage.pass(6_000);
  assert.deepEqual(
    stage.effects.slice(-3).map((e) => e.kind),
    ["closeClient", "closeUpstream", "exit"],
  );
  assert.equal(stage.exit()?.code, 0);
});

test("a silent client is closed after 15 s, a slow one when too much waits for it", () => {
  const stage = ready();
  stage.step({ kind: "clientAccepted", conn: 5 as ConnId, door: "shared", remote: "x" });
  stage.pass(14_999);
  assert.ok(!stage.effects.some((e) => e.kind === "closeClient"));
  stage.pass(1);
  assert.ok(stage.effects.some((e) => e.kind === "closeClient" && e.conn === 5));
  const slow = stage.connect(6, 1);
  stage.step({ kind: "clientBacklog", conn: slow, bytes: 17 * 1024 * 1024 });
  assert.ok(stage.effects.some((e) => e.kind === "closeClient" && e.conn === slow && e.how === "reset"));
});

test("a second startApi is answered, and the connection and its client id stay", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.told(alpha);
  stage.ask(alpha, "startApi", { clientId: 2, optionalCapabilities: "" });
  stage.ask(alpha, "reqIds", { numIds: 1 });
  assert.deepEqual(stage.names(alpha), ["error 501", "nextValidId"]);
});

test("a bot that changes its order without pause has one change in the queue, and is never told that its order ended", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const placed = stage.asked.findLast((r) => r.name === "placeOrder");
  assert.ok(placed?.name === "placeOrder");
  const { orderRef } = placed.body.order;
  stage.says("openOrder", {
    contract,
    order: { ...order, orderId: placed.body.orderId, clientId: 100, permId: 5, orderRef, account: "DU1" },
    orderState: { status: "Submitted" },
  });
  stage.told(alpha);
  for (let i = 0; i < 3_000; i++)
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, lmtPrice: 11 + i } });
  assert.deepEqual(stage.told(alpha), []);
  stage.pass(2_000);
  const last = stage.asked.findLast((r) => r.name === "placeOrder");
  assert.ok(last?.name === "placeOrder" && last.body.order.lmtPrice === 11 + 2_999, "the newest wish leaves");
});
