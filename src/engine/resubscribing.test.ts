/**
 * How long it takes from a Gateway that is back until every stream is asked for again, in virtual time, with a Gateway that
 * answers at once: a hundred streams of two clients in less than five seconds, within the pace, orders and cancels first.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, order, ready, type Stage } from "../../test/engine/stage.ts";
import { seconds } from "../base/time.ts";
import type { ConnId } from "../model/ids.ts";
import type { Outgoing } from "../wire/codec.ts";

const STREAMS_EACH = 50;
const BACK_MS_MAX = seconds(5);
const STEP_MS = 10;

/** Something that left, and when. */
interface Left {
  readonly name: string;
  readonly at: number;
}

/** Time passes while the Gateway answers whatever the start asks. Answers what left from the `next`th request on, and when. */
function passes(stage: Stage, ms: number, next = stage.asked.length): Left[] {
  const left: Left[] = [];
  for (let seen = next, until = stage.now + ms; stage.now < until; stage.pass(STEP_MS))
    for (; seen < stage.asked.length; seen++) {
      const request = stage.asked[seen]!;
      left.push({ name: request.name, at: stage.now });
      answers(stage, request);
    }
  return left;
}

function answers(stage: Stage, request: Outgoing): void {
  if (request.name === "reqAllOpenOrders") {
    stage.shows();
    stage.says("openOrderEnd");
  } else if (request.name === "reqCompletedOrders") stage.says("completedOrdersEnd");
  else if (request.name === "reqExecutions") stage.says("execDetailsEnd", { reqId: request.body.reqId });
  else if (request.name === "reqPositions") stage.says("positionEnd");
  else if (request.name === "reqAccountUpdates" && request.body.subscribe) downloads(stage, request.body.acctCode);
}

function downloads(stage: Stage, accountName: string): void {
  stage.says("updateAccountValue", { key: "AccountCode", value: accountName, accountName });
  stage.says("accountDownloadEnd", { accountName });
}

function streams(stage: Stage, conn: ConnId, from: number): void {
  for (let i = 0; i < STREAMS_EACH; i++)
    stage.ask(conn, "reqMktData", { reqId: i + 1, contract: { ...contract, conId: from + i } });
}

const tick = (stage: Stage): void => {
  for (const request of stage.asked)
    if (request.name === "reqMktData") stage.says("tickPrice", { reqId: request.body.reqId, tickType: 1, price: 10 });
};

test("from a Gateway that is back to a hundred streams asked for again: under five seconds, a waiting cancel first", (t) => {
  const stage = ready();
  const [alpha, beta] = [stage.connect(1, 1), stage.connect(2, 2)] as const;
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  streams(stage, alpha, 1_000);
  streams(stage, beta, 2_000);
  passes(stage, seconds(10));
  tick(stage);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  stage.pass(1_500);
  for (const conn of [alpha, beta]) stage.told(conn);

  const [back, before] = [stage.now, stage.asked.length];
  stage.greet();
  const left = passes(stage, seconds(10), before);

  const lines = left.filter(({ name }) => name === "reqMktData");
  assert.equal(lines.length, 2 * STREAMS_EACH);
  const tookMs = lines.at(-1)!.at - back;
  assert.ok(tookMs < BACK_MS_MAX, `${tookMs} ms`);
  assert.ok(busiest(left) <= 45, `${busiest(left)} in a second`);
  const orders = left.filter(({ name }) => name === "reqAllOpenOrders" || name === "reqCompletedOrders");
  assert.ok(orders.every(({ at }) => at <= lines[0]!.at));
  const cancel = left.find(({ name }) => name === "cancelOrder")!;
  assert.deepEqual(stage.cancelled, [stage.placed[0]!.orderId]);
  const overtaken = lines.filter(({ at }) => at > cancel.at).length;
  assert.ok(overtaken > STREAMS_EACH, `the cancel overtook only ${overtaken} streams`);
  t.diagnostic(
    `${lines.length} streams asked for again ${tookMs} ms after the greeting, the cancel after ${cancel.at - back} ms, at most ${busiest(left)} messages in a second`,
  );
});

/** The most messages in any second. */
const busiest = (left: readonly Left[]): number =>
  Math.max(...left.map(({ at }) => left.filter((other) => other.at >= at && other.at < at + 1_000).length));
