/** Harm that one peer's garbage does to another, bugs and dishonest ends; and ends that are honest. */
import assert from "node:assert/strict";
import test from "node:test";
import { guest, History, openOrder, placement, toGateway } from "../../../test/sim/oracleStage.ts";
import { malformedInput } from "./i23-malformed.ts";

const start = { name: "startApi", clientId: 1 } as const;
const served = () =>
  new History(malformedInput).asked(start, guest(1)).sent({ name: "request", id: 16, reqId: undefined });

test("a bug of its own is a violation, whatever comes of it", () => {
  const { sentences } = served().logged("bug", { message: "Bug: two orders of one key" });
  assert.deepEqual(sentences, ["daemon found a bug of its own: Bug: two orders of one key"]);
});

test("a daemon ends by itself for an honest reason or not at all", () => {
  const ended = (code: number | "killed", reason?: string) => {
    const history = served();
    if (reason !== undefined) history.logged("exit", { code, reason });
    return history.ended(code).sentences;
  };
  for (const reason of [
    "the journal main.journal failed (sync: EIO). Nothing more is sent",
    "the journal cannot be trusted: line 7 is damaged",
    "no IB Gateway answers at 127.0.0.1:4102: ECONNREFUSED.",
    "the Gateway at 127.0.0.1:4102 refuses client id 77: another program holds it (326).",
    'mode is "paper" but the Gateway manages live-looking accounts (TU1111): nobody is served.',
  ])
    assert.deepEqual(ended(1, reason), []);
  assert.deepEqual(ended(0, "drained"), []);
  assert.deepEqual(ended("killed"), []);
  assert.deepEqual(ended(1, "something odd"), ["daemon ended with code 1: something odd"]);
  assert.deepEqual(ended(7), ["daemon ended with code 7: it gave no reason"]);
  assert.deepEqual(new History(malformedInput).ended(1, "bot1").sentences, [], "a client's own end");
});

test("a client whose every frame could be read is closed for its own conduct alone", () => {
  const closed = (reason: string, history = served()) =>
    history.closed(guest(1).wire, "server").logged("client-closed", { reason }).sentences;
  assert.deepEqual(closed("the client stopped reading: 17000000 bytes wait for it"), []);
  assert.deepEqual(closed("client id 1 of alpha is already connected (326)"), []);
  assert.deepEqual(closed("a frame announces -1 bytes"), [
    "client 1 of alpha was closed although all it wrote could be read: a frame announces -1 bytes",
  ]);
  assert.deepEqual(closed("a frame announces -1 bytes", served().unreadable("bad", guest(1).wire, "client")), []);
  assert.equal(closed("x", served().unreadable("bad", guest(11).wire, "client")).length, 1, "another one's garbage");
  assert.deepEqual(closed("x", served().logged("draining")), []);
});

test("a ready session is given up for what its Gateway said, never for what a client wrote", () => {
  const ready = () => served().at(50).heard({ name: "other", id: 1 }).logged("ready");
  const gaveUp = "a ready session was given up, 30 ms after its Gateway had said anything";
  assert.deepEqual(ready().closed(toGateway(), "client", "reset").sentences, [], "at the frame that broke it");
  assert.deepEqual(ready().at(80).closed(toGateway(), "client", "reset").sentences, [gaveUp]);
  assert.deepEqual(
    ready().at(15_050).closed(toGateway(), "client", "reset").sentences,
    [],
    "a Gateway that fell silent",
  );
  assert.deepEqual(ready().at(80).logged("session-lost").closed(toGateway(), "client").sentences, []);
  assert.deepEqual(ready().at(80).unreadable("x", toGateway(), "server").closed(toGateway(), "client").sentences, []);
  assert.deepEqual(ready().at(80).closed(toGateway(), "server").sentences, []);
  const unlinked = served().at(50).heard({ name: "error", id: -1, code: 1100, text: "lost" });
  const besides = unlinked.logged("gateway-greeted", {}, "standby").logged("ready").at(80);
  assert.deepEqual(besides.closed(toGateway(), "client", "reset").sentences, [], "a standby's greeting is no link");
  assert.deepEqual(ready().ended("killed", "standby").at(80).closed(toGateway(), "client").sentences, [gaveUp]);
});

test("a session whose link is lost may be given up, also when the word of its return was damaged on its way", () => {
  const lost = (id: number) => {
    const history = served().logged("ready").at(50).heard({ name: "error", id: -1, code: 1100, text: "lost" });
    return history
      .logged("gateway-notice", { errorCode: 1100 })
      .at(60)
      .heard({ name: "error", id, code: 1102, text: "" });
  };
  const givenUp = (history: History) => history.at(90).closed(toGateway(), "client", "reset").sentences.length;
  assert.equal(givenUp(lost(-1)), 0, "what the daemon could not read");
  assert.equal(givenUp(lost(2_147_483_647)), 0, "what is no notice any more");
  assert.equal(givenUp(lost(-1).logged("gateway-notice", { errorCode: 1102 })), 1);
  const unheard = served().logged("ready").at(50).heard({ name: "error", id: 2_147_483_647, code: 1100, text: "lost" });
  assert.equal(givenUp(unheard), 1, "a loss that is none");
});

test("a reset that the disk held back is for a frame that its reason names and that came meanwhile", () => {
  const gaveUp = ["a ready session was given up, 30 ms after its Gateway had said anything"];
  const held = (reason: string, syncs: readonly number[], shown: Parameters<typeof openOrder>[0] = {}) => {
    const history = served().at(10).journaled({ kind: "sessionStarted" }).logged("ready");
    history.journaled({ kind: "orderIntended", legs: [placement()] });
    history.at(50).heard(openOrder(shown)).heard({ name: "end", id: 53, reqId: undefined });
    for (const at of syncs) history.at(at).journaled({ kind: "orderEchoed" });
    history.at(80).closed(toGateway(), "client", "reset");
    return history.logged("session-lost", { reason }).sentences;
  };
  const unread = (name: string) => `the Gateway sent message ${name} that cannot be read (order: not a number)`;
  assert.deepEqual(held(unread("openOrder"), [60, 80]), []);
  assert.deepEqual(held(unread("openOrderEnd"), [80]), []);
  assert.deepEqual(held(unread("execDetails"), [60, 80]), gaveUp, "no such frame came");
  assert.deepEqual(held("a client wrote nonsense", [60, 80]), gaveUp);
  assert.deepEqual(held(unread("openOrder"), [60, 70, 80]), gaveUp, "it came before the disk was at work");
  assert.deepEqual(held(unread("openOrder"), [60]), gaveUp, "the disk held nothing back");
  const mistaken = "order 1, which left in this session, is shown under client id 79";
  assert.deepEqual(held(mistaken, [60, 80], { clientId: 79 }), []);
  assert.deepEqual(held(mistaken, [60, 80]), gaveUp, "it was shown under the right one");
  assert.deepEqual(held(mistaken, [60, 80], { clientId: 79, orderRef: "by hand" }), gaveUp, "it was somebody else's");
});

test("what ends beside a daemon changes nothing of what that one does", () => {
  const standby = { ...toGateway(9), client: "standby" };
  const beside = () => served().at(50).heard({ name: "other", id: 1 }).logged("ready").sent(start, undefined, standby);
  const reason = "the Gateway at 127.0.0.1:4102 refuses client id 77: another program holds it (326).";
  const ends = (history: History): History => history.logged("exit", { reason }, "standby").ended(1, "standby");
  const drains = ends(beside().logged("draining")).at(80);
  drains.closed(guest(1).wire, "server").closed(toGateway(), "client").logged("exit", { reason: "drained" }).ended(0);
  assert.deepEqual(drains.sentences, [], "it goes on draining");
  const refused = beside().heard({ name: "error", id: -1, code: 326, text: "in use" }, standby).at(80);
  assert.deepEqual(refused.closed(standby, "client", "reset").sentences, [], "the ready session stands");
  assert.deepEqual(beside().logged("draining", {}, "standby").at(80).closed(toGateway(), "client").sentences, [
    "a ready session was given up, 30 ms after its Gateway had said anything",
  ]);
  const closing = ends(beside().closed(guest(1).wire, "server"));
  assert.equal(closing.logged("client-closed", { reason: "a frame announces -1 bytes" }).sentences.length, 1);
  const other = beside().closed(guest(1).wire, "server").logged("client-closed", { reason: "x" }, "standby");
  assert.deepEqual(other.sentences, [], "its word is about its own clients");
});
