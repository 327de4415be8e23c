/** Two daemons at once, two sessions at once, and what only looks like it. */
import assert from "node:assert/strict";
import test from "node:test";
import { History, orderStatus, toGateway } from "../../../test/sim/oracleStage.ts";
import { oneMaster } from "./i16-one-master.ts";

const start = { name: "startApi", clientId: 77 } as const;
const second = { ...toGateway(9), client: "daemon#2" };
const standby = { ...toGateway(9), client: "standby" };
const running = (): History => new History(oneMaster).at(5).logged("started").at(20).sent(start);

test("a second daemon on the machine that begins to run, or speaks, while the first lives is named", () => {
  assert.deepEqual(running().logged("started", {}, "daemon#2").sentences, [
    "daemon#2 began to run although daemon is the master since 5 ms and lives: without the lock it was to do nothing",
  ]);
  assert.match(running().sent(start, undefined, second).sentences.join(), /^daemon#2 spoke to the Gateway although/);
  assert.deepEqual(running().logged("exit", {}, "daemon#2").ended(1, "daemon#2").sentences, [], "the lock stopped it");
});

test("a daemon that begins when the other has ended is the master", () => {
  for (const code of ["killed", 0] as const) {
    const history = running().ended(code).logged("started", {}, "daemon#2").sent(start, undefined, second);
    assert.deepEqual(history.sentences, []);
    assert.equal(history.logged("started").sentences.length, 1, "and now the first one must not come back");
  }
});

test("a daemon on another machine may try, under the one client id", () => {
  assert.deepEqual(running().logged("started", {}, "standby").sent(start, undefined, standby).sentences, []);
  assert.deepEqual(running().sent({ ...start, clientId: 78 }, undefined, standby).sentences, [
    "standby began a session as client 78: it is client 77 for ever, or nothing keeps a second one out",
  ]);
});

test("a session that is begun while the old one goes on is found by the next thing that passes there", () => {
  const both = (): History => running().at(400).sent(start, undefined, toGateway(2));
  assert.deepEqual(both().heard(orderStatus({}), toGateway(2)).sentences, [], "only the new one is in use");
  assert.deepEqual(both().heard(orderStatus({}), toGateway(1)).sentences, [
    "daemon began a session at 400 ms, and its session of 20 ms still goes on: that one had to be closed first",
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
