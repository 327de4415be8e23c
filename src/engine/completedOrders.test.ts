/** Completed orders carry no request id: an end that comes late must not end the next question. */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, order, ready, type Stage, shares } from "../../test/engine/stage.ts";
import type { ConnId } from "../model/ids.ts";

const asked = (stage: Stage): number => stage.asked.filter(({ name }) => name === "reqCompletedOrders").length;
const ENDED = ["completedOrdersEnd"];

test("the second end of a question that was asked twice does not end the next one", () => {
  const stage = ready();
  const [alpha, beta] = [stage.connect(1, 1), stage.connect(2, 2)];
  for (const conn of [alpha, beta]) stage.told(conn);
  stage.ask(alpha, "reqCompletedOrders", { apiOnly: false });
  stage.pass(16_000);
  stage.says("completedOrdersEnd");
  assert.deepEqual(stage.names(alpha), ENDED);
  stage.ask(beta, "reqCompletedOrders", { apiOnly: false });
  stage.pass(200);
  stage.says("completedOrdersEnd");
  assert.deepEqual(stage.names(beta), [], "that was the end of alpha's repetition");
  stage.says("completedOrdersEnd");
  assert.deepEqual(stage.names(beta), ENDED);
});

test("an answer that never came costs the next question one repetition, and those after it none", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.told(alpha);
  const question = (): void => {
    stage.ask(alpha, "reqCompletedOrders", { apiOnly: false });
    stage.pass(200);
  };
  question();
  stage.pass(16_000);
  stage.says("completedOrdersEnd");
  question();
  stage.says("completedOrdersEnd");
  stage.pass(16_000);
  stage.says("completedOrdersEnd");
  assert.deepEqual(stage.names(alpha), [...ENDED, ...ENDED]);
  const before = asked(stage);
  question();
  stage.says("completedOrdersEnd");
  assert.deepEqual([stage.names(alpha), asked(stage) - before], [ENDED, 1]);
});

/** The Gateway lists one order that has ended. */
const lists = (stage: Stage): void =>
  stage.says("completedOrder", {
    contract,
    order: { ...order, account: "DU1", permId: 77 },
    orderState: { status: "Cancelled" },
  });

test("rows of a late answer and of a client's own are one answer to it: none is told twice", () => {
  const stage = ready();
  const [alpha, beta] = [stage.connect(1, 1), stage.connect(9, 1)];
  for (const conn of [alpha, beta]) stage.told(conn);
  stage.ask(alpha, "reqCompletedOrders", { apiOnly: false });
  stage.pass(16_000);
  lists(stage);
  stage.says("completedOrdersEnd");
  assert.deepEqual(stage.names(alpha), ["completedOrder", ...ENDED]);
  stage.ask(alpha, "reqCompletedOrders", { apiOnly: false });
  stage.pass(200);
  for (let answer = 0; answer < 2; answer++) {
    lists(stage);
    stage.says("completedOrdersEnd");
  }
  assert.deepEqual(stage.names(alpha), ["completedOrder", ...ENDED]);
});

test("executions and commissions that were told before an answer broke off are not told again with the next one", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  stage.told(alpha);
  stage.ask(alpha, "reqExecutions", { reqId: 5, filter: {} });
  stage.pass(200);
  const row = (n: number): void =>
    stage.executes(
      0,
      { execId: `e.${n}.01.01`, shares: shares(1), cumQty: shares(n) },
      stage.lastReqId("reqExecutions"),
    );
  const commission = (n: number): void => stage.says("commissionReport", { execId: `e.${n}.01.01`, commission: 1 });
  row(1);
  commission(1);
  row(2);
  stage.pass(16_000);
  for (const n of [1, 2, 3]) {
    row(n);
    commission(n);
  }
  stage.reconnect();
  stage.recover();
  const told = stage
    .told(alpha)
    .flatMap(({ name, body }) => (name === "execDetails" && body.reqId === 5 ? [body.execution.execId] : []));
  stage.pass(200);
  for (const n of [1, 2, 3]) row(n);
  stage.says("execDetailsEnd", { reqId: stage.lastReqId("reqExecutions") });
  assert.deepEqual(told, ["e.1.01.01", "e.2.01.01", "e.3.01.01"]);
  assert.deepEqual(stage.names(alpha), ["execDetailsEnd"]);
});

test("executions of our own orders are asked for by our client id: some Gateways take 0 for client 0", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  const filters = (): unknown[] =>
    stage.asked.flatMap((r) => (r.name === "reqExecutions" ? [r.body.filter.clientId] : []));
  assert.deepEqual(filters(), [100]);
  const answer = (): void => stage.says("execDetailsEnd", { reqId: stage.lastReqId("reqExecutions") });
  stage.ask(alpha, "reqExecutions", { reqId: 1, filter: { clientId: 1 } });
  stage.pass(200);
  answer();
  stage.ask(alpha, "reqExecutions", { reqId: 2, filter: {} });
  stage.pass(200);
  assert.deepEqual(filters(), [100, 100, 0]);
});

test("a refusal that quotes holdfast's request id quotes the client's own", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.told(alpha);
  stage.ask(alpha, "reqExecutions", { reqId: 5, filter: {} });
  stage.pass(200);
  const id = stage.lastReqId("reqExecutions");
  stage.says("error", { id, errorCode: 322, errorMsg: `Duplicate ticker id ${id}` });
  assert.deepEqual(errors(stage, alpha), ["5 322 Duplicate ticker id 5"]);
});

/** Every error that a client was told since the last look, with its words. */
const errors = (stage: Stage, conn: ConnId): string[] =>
  stage
    .told(conn)
    .flatMap(({ name, body }) => (name === "error" ? [`${body.id} ${body.errorCode} ${body.errorMsg}`] : []));

/** How often what this client asks has left: holdfast's own questions name no account, and want every completed order. */
const ofClient = (stage: Stage): number =>
  stage.asked.filter(
    (request) =>
      (request.name === "reqExecutions" && request.body.filter.acctCode === "DU1") ||
      (request.name === "reqCompletedOrders" && request.body.apiOnly),
  ).length;

const GIVEN_UP = "no answer from the Gateway within 45 s; it is given up, ask again";
const NEVER_ENDED = [
  { name: "reqExecutions", body: { reqId: 5, filter: {} }, told: `5 322 holdfast reqExecutions: ${GIVEN_UP}` },
  { name: "reqCompletedOrders", body: { apiOnly: true }, told: `-1 321 holdfast reqCompletedOrders: ${GIVEN_UP}` },
] as const;
for (const { name, body, told } of NEVER_ENDED)
  test(`${name} that is never ended is asked three times, and then its client is told that it is given up`, () => {
    const stage = ready();
    const [alpha, beta] = [stage.connect(1, 1), stage.connect(2, 2)];
    for (const conn of [alpha, beta]) stage.told(conn);
    stage.ask(alpha, name, body);
    stage.pass(44_000);
    assert.deepEqual(errors(stage, alpha), []);
    stage.pass(minutes(20));
    assert.deepEqual([ofClient(stage), errors(stage, alpha), errors(stage, beta)], [3, [told], []]);
  });

test("what a Gateway without IB does not answer is not given up, and has its whole time when the link is back", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.notices(1100);
  stage.told(alpha);
  stage.ask(alpha, "reqExecutions", { reqId: 5, filter: {} });
  stage.pass(minutes(4));
  stage.notices(1102);
  stage.pass(1_000);
  const answer = (): void => stage.says("execDetailsEnd", { reqId: stage.lastReqId("reqExecutions") });
  answer();
  stage.pass(31_000);
  answer();
  stage.pass(200);
  answer();
  assert.deepEqual(stage.names(alpha), ["error 1102", "execDetailsEnd"]);
});

const READ_ONLY = "Error validating request.-'bF' : cause - The API interface is currently in Read-Only mode.";
const minutes = (n: number): number => n * 60_000;

test("a Gateway that was read-only is asked for completed orders again when it is no longer taken for one", () => {
  const stage = ready();
  stage.refuses(-1, 321, READ_ONLY);
  const before = asked(stage);
  stage.pass(minutes(9));
  assert.equal(asked(stage), before, "it does not give them while it is read-only");
  stage.pass(minutes(7));
  assert.ok(asked(stage) > before);
});

test("a list that a read-only Gateway has refused has no end that could come late", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.told(alpha);
  stage.ask(alpha, "reqCompletedOrders", { apiOnly: false });
  stage.pass(200);
  stage.refuses(-1, 321, READ_ONLY);
  stage.pass(16_000);
  stage.told(alpha);
  stage.ask(alpha, "reqCompletedOrders", { apiOnly: false });
  stage.pass(200);
  stage.says("completedOrdersEnd");
  assert.deepEqual(stage.names(alpha), ENDED, "the first end is its own");
});

/** The Gateway is read-only for so long, and refuses every list of completed orders but so many that were asked for before. */
function refusesFor(stage: Stage, ms: number, answered: number): void {
  for (let [refused, second] = [answered, 0]; second < ms; second += 1_000) {
    for (; refused < asked(stage); refused++) stage.refuses(-1, 321, READ_ONLY);
    stage.pass(1_000);
  }
}

test("what one client asks and a read-only Gateway refuses is told to that client, once, and asked again when the list comes", () => {
  const stage = ready();
  const [alpha, beta] = [stage.connect(1, 1), stage.connect(2, 2)];
  for (const conn of [alpha, beta]) stage.told(conn);
  const before = asked(stage);
  stage.ask(alpha, "reqCompletedOrders", { apiOnly: false });
  refusesFor(stage, minutes(9), before);
  assert.deepEqual([stage.brief(alpha), stage.brief(beta), asked(stage) - before], [["error -1 321"], [], 1]);
  stage.pass(minutes(2));
  stage.says("completedOrdersEnd");
  stage.pass(200);
  stage.says("completedOrdersEnd");
  assert.deepEqual([stage.names(alpha), stage.names(beta)], [ENDED, []]);
});

test("what a read-only Gateway has refused and its client asks again is answered once", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.told(alpha);
  const before = asked(stage);
  stage.ask(alpha, "reqCompletedOrders", { apiOnly: false });
  refusesFor(stage, 2_000, before);
  assert.deepEqual(stage.brief(alpha), ["error -1 321"]);
  stage.ask(alpha, "reqCompletedOrders", { apiOnly: false });
  for (let answers = 0; answers < 3; answers++) {
    stage.pass(200);
    lists(stage);
    stage.says("completedOrdersEnd");
  }
  assert.deepEqual([stage.names(alpha), asked(stage) - before], [["completedOrder", ...ENDED], 2]);
});

test("a question that a read-only Gateway has refused keeps nobody's from being asked, and leaves with its client", () => {
  const stage = ready();
  const [alpha, beta] = [stage.connect(1, 1), stage.connect(2, 2)];
  for (const conn of [alpha, beta]) stage.told(conn);
  const before = asked(stage);
  for (const conn of [alpha, beta]) stage.ask(conn, "reqCompletedOrders", { apiOnly: false });
  refusesFor(stage, 2_000, before);
  assert.deepEqual([asked(stage) - before, stage.brief(beta)], [2, ["error -1 321"]]);
  stage.step({ kind: "clientClosed", conn: alpha, code: "" });
  stage.ask(beta, "reqCompletedOrders", { apiOnly: true });
  stage.pass(200);
  stage.says("completedOrdersEnd");
  stage.pass(200);
  assert.equal(asked(stage) - before, 4, "the one that is there is asked again");
});

test("a read-only Gateway that refuses a list and ends it, too, is not asked for it again and again", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  const before = asked(stage);
  stage.told(alpha);
  stage.ask(alpha, "reqCompletedOrders", { apiOnly: false });
  for (let [second, refused] = [0, before]; second < 60; second++) {
    for (; refused < asked(stage); refused++) {
      stage.refuses(-1, 321, READ_ONLY);
      stage.says("completedOrdersEnd");
    }
    stage.pass(1_000);
  }
  assert.deepEqual([asked(stage) - before, stage.brief(alpha)], [1, ["error -1 321"]]);
});

/** Every other list is answered, and shows nothing. Answers how often open orders were asked for. */
function looksFor(stage: Stage, ms: number): number {
  let [answered, looks] = [stage.asked.length, 0];
  for (let second = 0; second < ms; second += 1_000) {
    stage.pass(1_000);
    for (; answered < stage.asked.length; answered++) {
      const request = stage.asked[answered]!;
      if (request.name === "reqAllOpenOrders") looks++;
      if (request.name === "reqAllOpenOrders") stage.says("openOrderEnd");
      if (request.name === "reqPositions") stage.says("positionEnd");
      if (request.name === "reqExecutions") stage.says("execDetailsEnd", { reqId: request.body.reqId });
    }
  }
  return looks;
}

for (const leaves of [true, false])
  test(`reconciliation goes on beside a client's question that is never answered, ${leaves ? "and it is dropped when the client has left" : "and it is asked again"}`, () => {
    const stage = ready();
    const alpha = stage.connect(1, 1);
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
    stage.shows();
    stage.ask(alpha, "reqCompletedOrders", { apiOnly: true });
    stage.pass(200);
    if (leaves) stage.step({ kind: "clientClosed", conn: alpha, code: "" });
    const looks = looksFor(stage, minutes(30));
    assert.ok(looks >= 10, `open orders were asked for ${looks} times in half an hour`);
    const own = stage.asked.filter((request) => request.name === "reqCompletedOrders" && request.body.apiOnly);
    assert.equal(own.length > 1, !leaves);
  });

test("who asks for executions is told the commission of each before the end, also where the Gateway says it first or behind the end", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  const ids = ["e.1.01.01", "e.2.01.01", "m.1.01.01"] as const;
  const by = (n: number, reqId: number): void =>
    stage.executes(0, { execId: ids[n]!, shares: shares(1), cumQty: shares(n + 1) }, reqId);
  const manual = { execId: ids[2], acctNumber: "DU1", side: "BOT", shares: shares(1), permId: 77 };
  const commission = (n: number): void => stage.says("commissionReport", { execId: ids[n]!, commission: 1 });
  by(0, -1);
  commission(0);
  stage.told(alpha);
  stage.ask(alpha, "reqExecutions", { reqId: 5, filter: {} });
  stage.pass(200);
  const reqId = stage.lastReqId("reqExecutions");
  commission(2);
  stage.says("execDetails", { reqId, contract, execution: manual });
  commission(0);
  by(0, reqId);
  by(1, reqId);
  commission(1);
  stage.says("execDetailsEnd", { reqId });
  commission(0);
  const answer = stage
    .told(alpha)
    .flatMap((m) => (m.name === "commissionReport" ? [m.body.execId] : m.name === "execDetailsEnd" ? ["end"] : []));
  assert.deepEqual([answer.at(-1), [...new Set(answer)].sort()], ["end", [...ids, "end"].sort()]);
});
