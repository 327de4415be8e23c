/** Two daemons at once, two sessions at once, and what only looks like it. */
import assert from "node:assert/strict";
import test from "node:test";
import { History, orderStatus, toGateway } from "../../../test/sim/oracleStage.ts";
import { oneMaster } from "./i16-one-master.ts";

const start = { name: "startApi", clientId: 77 } as const;
const other = { ...toGateway(9), client: "second" };
const line = { kind: "daemonStarted" };
const running = (): History => new History(oneMaster).at(5).journaled(line).at(20).sent(start);

test("a second daemon that begins a session, or so much as writes, while the first lives is named", () => {
  assert.deepEqual(running().sent(start, undefined, other).sentences, [
    "second spoke to the Gateway although daemon has been the master since 5 ms and lives: without the lock it was to do nothing",
  ]);
  assert.equal(running().journaled(line, "second").sentences.length, 1);
});

test("a daemon that begins when the other has ended is the master", () => {
  for (const code of ["killed", 0] as const) {
    const history = running().ended(code).journaled(line, "second").sent(start, undefined, other);
    assert.deepEqual(history.sentences, []);
    assert.equal(history.journaled(line).sentences.length, 1, "and now the first one must not come back");
  }
});

test("a session that is begun while the old one goes on is found by the next thing that passes there", () => {
  const both = (): History => running().at(400).sent(start, undefined, toGateway(2));
  assert.deepEqual(both().heard(orderStatus({}), toGateway(2)).sentences, [], "only the new one is in use");
  assert.deepEqual(both().heard(orderStatus({}), toGateway(1)).sentences, [
    "daemon began a session as client 77 at 400 ms, and its session of 20 ms still goes on: one had to be closed first",
  ]);
  assert.equal(both().sent({ name: "reqGlobalCancel" }, undefined, toGateway(1)).sentences.length, 1);
});

test("a session that was closed by either side, or died with its host, is over", () => {
  const again = (history: History): readonly string[] =>
    history.sent(start, undefined, toGateway(2)).heard(orderStatus({}), toGateway(1)).sentences;
  assert.deepEqual(again(running().closed(toGateway(1), "client")), []);
  assert.deepEqual(again(running().closed(toGateway(1), "server", "reset")), []);
  assert.deepEqual(again(running().ended("killed", "gateway")), []);
  assert.deepEqual(again(running().ended(1)), []);
});
