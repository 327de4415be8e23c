/** A session that begins before its time, also when the disk held back the word that the one before was lost. */
import assert from "node:assert/strict";
import test from "node:test";
import { History, toGateway } from "../../../test/sim/oracleStage.ts";
import type { CheckerRow, Heard } from "./checker.ts";
import { time } from "./i24-time.ts";

const lost = () => new History(time).at(1_000).logged("session-lost", { retryMs: 500 });
const startApi = { name: "startApi", clientId: 77 } as const;

/** The end of the connection reaches the daemon. */
function cut(reason = "the Gateway closed the connection") {
  let checker: Heard = {};
  const row: CheckerRow = { ...time, make: (...told) => (checker = time.make(...told)) };
  const history = new History(row);
  return {
    history,
    lost: (at: number) => {
      history.at(at);
      checker.lost?.(toGateway(), "client");
    },
    /** A line becomes durable. */
    synced: (at: number, kind = "orderEchoed") => void history.at(at).journaled({ kind }),
    told: (at: number) => void history.at(at).logged("session-lost", { reason, retryMs: 500 }),
    begun: (at: number) => history.at(at).sent(startApi).sentences,
  };
}

const early = (from: number, at: number) => [
  `daemon lost its session at ${from} ms and began the next one at ${at} ms: ${from + 499} ms was the earliest by its own word`,
];

test("the next session begins no earlier than the daemon said", () => {
  assert.deepEqual(lost().at(1_600).sent(startApi).sentences, []);
  assert.deepEqual(lost().at(1_400).sent(startApi).sentences, early(1_000, 1_400));
});

test("a machine that slept has waited, and another process has no pause to keep", () => {
  assert.deepEqual(lost().leapt(60_000).at(1_100).sent(startApi).sentences, []);
  assert.deepEqual(lost().ended("killed").at(1_100).sent(startApi).sentences, []);
});

test("a word that the disk held back counts from the end of the connection, and no earlier", () => {
  const held = (begins: number) => {
    const { lost, synced, told, begun } = cut();
    for (const at of [100, 200]) synced(at);
    lost(700);
    synced(1_000);
    told(1_000.1);
    return begun(begins);
  };
  assert.deepEqual(held(1_200), []);
  assert.deepEqual(held(1_198), early(700, 1_198));
});

test("what was lost counts from its word if the disk was not at work then", () => {
  const { lost, synced, told, begun } = cut();
  for (const at of [100, 200, 900]) synced(at);
  lost(950);
  told(1_000);
  assert.deepEqual(begun(1_460), early(1_000, 1_460));
});

test("an end that is older than the sync before the last two is another connection's", () => {
  const { lost, synced, told, begun } = cut();
  lost(200);
  for (const at of [300, 600]) synced(at);
  lost(950);
  synced(1_000);
  told(1_000);
  assert.deepEqual(begun(1_300), early(950, 1_300));
});

test("a word that the disk held back counts from the frame that the daemon could not read", () => {
  const held = (begins: number, reason: string) => {
    const { history, synced, told, begun } = cut(reason);
    for (const at of [100, 200]) synced(at);
    history.at(300).unreadable("a frame without a message id", toGateway(), "client");
    history.at(700).unreadable("openOrder: a length points behind the end", toGateway(), "server");
    history.at(800).heard({ name: "ticker", id: 1, reqId: 1 });
    synced(1_000);
    told(1_000);
    return begun(begins);
  };
  const openOrder = "the Gateway sent message openOrder that cannot be read (order: a length points behind the end)";
  const noFrame = "the Gateway sent a frame that cannot be: a frame announces -1 bytes";
  for (const reason of [openOrder, noFrame]) {
    assert.deepEqual(held(1_200, reason), []);
    assert.deepEqual(held(1_198, reason), early(700, 1_198));
  }
});

test("what waited for a new file of the journal waited for the rest of the old one, too", () => {
  const held = (begins: number, reason?: string) => {
    const { lost, synced, told, begun } = cut(reason);
    for (const at of [100, 200]) synced(at);
    lost(700);
    for (const at of [9_000, 9_002]) synced(at);
    synced(9_004, "bookCarried");
    told(9_004);
    return begun(begins);
  };
  assert.deepEqual(held(9_050), []);
  assert.deepEqual(held(9_050, "the Gateway says nothing and does not answer when it is asked for the time"), []);
  assert.deepEqual(held(1_198), early(700, 1_198));
});

test("a wait that expired while the disk was at work began no longer ago than the sync before", () => {
  const held = (begins: number) => {
    const { synced, told, begun } = cut("the Gateway says nothing and does not answer when it is asked for the time");
    for (const at of [100, 600, 700, 1_000]) synced(at);
    told(1_000);
    return begun(begins);
  };
  assert.deepEqual(held(1_100), []);
  assert.deepEqual(held(1_098), early(600, 1_098));
});

test("what sleeps or ends beside a daemon shortens no pause of it", () => {
  assert.deepEqual(lost().leapt(60_000, "standby").at(1_400).sent(startApi).sentences, early(1_000, 1_400));
  const { history, lost: loses, synced, told, begun } = cut();
  for (const at of [100, 200]) synced(at);
  loses(700);
  history.at(800).ended(1, "daemon#2");
  synced(1_000);
  told(1_000);
  assert.deepEqual(begun(1_198), early(700, 1_198));
});
