/** Which list of open orders is complete, and which counts for nothing. */
import assert from "node:assert/strict";
import test from "node:test";
import type { Instant } from "../base/time.ts";
import type { StrategyName } from "../model/ids.ts";
import { orderKey } from "../model/orderKey.ts";
import type { IncomingBody } from "../wire/codec.ts";
import { ANSWER_MS_MAX } from "./bounds.ts";
import { OpenOrders } from "./openOrders.ts";

const at = (ms: number): Instant => ms as Instant;

function asking() {
  const asked: string[] = [];
  const told: string[] = [];
  const list = new OpenOrders({ ask: (_priority, name) => void asked.push(name), log: () => {} });
  const end = (name: string) => ({
    done: () => void told.push(`${name} done`),
    failed: () => void told.push(`${name} failed`),
  });
  return { asked, told, list, end };
}

const shown = (permId: number, status = "Submitted") =>
  ({
    contract: { conId: 1 },
    order: { permId, account: "DU1", orderRef: "", whatIf: false },
    orderState: { status },
  }) as unknown as IncomingBody<"openOrder">;
const status = (permId: number, word: string) => ({ permId, status: word }) as unknown as IncomingBody<"orderStatus">;
const permIds = (list: OpenOrders): number[] | undefined => list.newest?.orders.map(({ permId }) => permId);

test("a list is what is heard between question and end, less what is heard to have ended", () => {
  const { told, list, end } = asking();
  list.openOrder(shown(1));
  list.ask(end("a"), at(0));
  for (const permId of [2, 3, 4]) list.openOrder(shown(permId));
  list.orderStatus(status(3, "Filled"));
  list.openOrder(shown(4, "Cancelled"));
  list.ended(at(5));
  assert.deepEqual(told, ["a done"]);
  assert.deepEqual(permIds(list), [2]);
  list.ended(at(6));
  assert.deepEqual(told, ["a done"], "an end that nobody waits for");
});

test("questions that wait share the next answer, never the present one", () => {
  const { asked, told, list, end } = asking();
  list.ask(end("a"), at(0));
  list.ask(end("b"), at(1));
  list.ask(end("c"), at(2));
  list.ended(at(3));
  assert.deepEqual(told, ["a done"]);
  assert.equal(asked.length, 2);
  list.ended(at(4));
  assert.deepEqual(told, ["a done", "b done", "c done"]);
});

test("an end that does not come makes the list count for nothing, and its late end is not the next one's", () => {
  const { told, list, end } = asking();
  list.ask(end("a"), at(0));
  list.openOrder(shown(1));
  list.tick(at(ANSWER_MS_MAX));
  assert.deepEqual(told, ["a failed"]);
  assert.equal(list.newest, undefined);
  list.ask(end("b"), at(20_000));
  list.ended(at(20_001));
  assert.deepEqual(told, ["a failed"], "it may be the end of a");
  list.openOrder(shown(2));
  list.ended(at(20_002));
  assert.deepEqual(told, ["a failed", "b done"]);
  assert.deepEqual(permIds(list), [2]);
});

test("when the late end never comes only one more list is lost", () => {
  const { told, list, end } = asking();
  for (const [name, ms] of [
    ["a", 0],
    ["b", 20_000],
  ] as const) {
    list.ask(end(name), at(ms));
    if (name === "b") list.ended(at(ms + 1));
    list.tick(at(ms + ANSWER_MS_MAX));
  }
  list.ask(end("c"), at(40_000));
  list.ended(at(40_001));
  assert.deepEqual(told, ["a failed", "b failed", "c done"]);
});

test("a lost link makes every list that was asked for count for nothing", () => {
  const { told, list, end } = asking();
  list.ask(end("a"), at(0));
  list.ask(end("b"), at(1));
  list.interrupted(at(2));
  assert.deepEqual(told, ["a failed", "b failed"]);
});

test("an order that bears a key of ours is listed before it has a permId, and once when it has one", () => {
  const { list, end } = asking();
  const named = (permId: number, orderRef: string, word = "PendingSubmit") => {
    const body = shown(permId, word);
    return { ...body, order: { ...body.order, orderRef } };
  };
  const refs = (): unknown => list.newest?.orders.map(({ permId, orderRef }) => [permId, orderRef]);
  const key = orderKey("alpha" as StrategyName, "aaaa", 1);
  list.ask(end("a"), at(0));
  list.openOrder(named(0, key));
  list.openOrder(named(0, "by hand"));
  list.ended(at(1));
  assert.deepEqual(refs(), [[0, key]]);
  list.ask(end("b"), at(2));
  list.openOrder(named(0, key));
  list.openOrder(named(7, key));
  list.ended(at(3));
  assert.deepEqual(refs(), [[7, key]]);
  list.ask(end("c"), at(4));
  list.openOrder(named(0, key));
  list.openOrder(named(7, key, "Cancelled"));
  list.ended(at(5));
  assert.deepEqual(refs(), []);
});
