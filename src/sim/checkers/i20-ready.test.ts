/** What a daemon may call ready, and when it may take a new order. */
import assert from "node:assert/strict";
import test from "node:test";
import { guest, History, placement, placeOrder, toGateway } from "../../../test/sim/oracleStage.ts";
import type { Frame } from "../sight/frame.ts";
import { honestReadiness } from "./i20-ready.ts";

const accounts: Frame = { name: "managedAccounts", accounts: ["DU1111"] };
const nextId: Frame = { name: "nextValidId", orderId: 1 };
const listEnd: Frame = { name: "end", id: 53, reqId: undefined };
const time: Frame = { name: "other", id: 49 };
const tick: Frame = { name: "other", id: 1 };
const error = (code: number): Frame => ({ name: "error", id: -1, code, text: "" });

/** A session that has been let in and has its lists. */
const begun = () => new History(honestReadiness).heard(accounts).heard(nextId).heard(listEnd);
const intended = { kind: "orderIntended", legs: [placement()] };

test("ready is said on a fresh answer alone, and ticks are none", () => {
  assert.deepEqual(begun().at(15_000).readiness(true).sentences, []);
  assert.deepEqual(begun().at(10_000).heard(time).at(25_000).readiness(true).sentences, []);
  assert.deepEqual(begun().at(14_000).heard(tick).at(15_010).readiness(true).sentences, [
    "daemon says that it is ready, and the Gateway answered last 15010 ms ago",
  ]);
  assert.deepEqual(begun().at(60_000).readiness(false).sentences, []);
});

test("the end of any list that somebody has asked for is an answer, that of a contract's details too", () => {
  const described = begun().at(10_000).heard({ name: "other", id: 52 });
  assert.deepEqual(described.at(25_000).readiness(true).sentences, []);
  assert.equal(described.at(25_010).readiness(true).sentences.length, 1);
});

test("whoever was not let in, has no lists, no link or no connection is not ready", () => {
  const says = (history: History) => history.readiness(true).sentences.join();
  assert.match(says(new History(honestReadiness)), /it has no connection/);
  assert.match(says(new History(honestReadiness).heard(accounts)), /has not let it in/);
  assert.match(says(new History(honestReadiness).heard(listEnd).heard(accounts).heard(nextId)), /not listed/);
  assert.match(says(begun().heard(error(1100))), /link to IB is lost/);
  assert.equal(says(begun().heard(error(2110)).heard(error(1102))), "");
  const readOnly: Frame = {
    name: "error",
    id: 9,
    code: 321,
    text: "The API interface is currently in Read-Only mode.",
  };
  assert.match(says(begun().at(5).heard(readOnly)), /said at 5 ms that it takes no orders/);
  assert.equal(says(begun().heard(readOnly).at(600_000).heard(time)), "");
  assert.match(says(begun().heard(readOnly).heard(listEnd)), /takes no orders/);
  assert.equal(says(begun().heard(readOnly).heard({ name: "end", id: 102, reqId: undefined })), "");
  assert.match(says(begun().closed(toGateway(), "client")), /it has no connection/);
  assert.match(says(begun().ended("killed")), /it has no connection/);
  assert.match(says(begun().heard(time, toGateway(2))), /has not let it in/);
});

test("a new order that comes without evidence is refused before its intent, and one that came with it is not judged again", () => {
  const late = () => begun().at(20_000).asked(placeOrder({}), guest(1));
  assert.deepEqual(late().sentences, []);
  assert.deepEqual(late().journaled(intended).sentences, [
    "daemon took the new order alpha-0abc-1, asked for at 20000 ms, when the Gateway answered last 20000 ms ago",
  ]);
  assert.deepEqual(late().heard(time).asked(placeOrder({}), guest(1)).journaled(intended).sentences, []);
  assert.deepEqual(begun().asked(placeOrder({}), guest(1)).at(20_000).journaled(intended).sentences, []);
  assert.deepEqual(
    late()
      .asked(placeOrder({ whatIf: true }), guest(1))
      .journaled({ kind: "whatIfSending", orderId: 1 }).sentences,
    [],
  );
});

test("an order that was taken and waits for the disk may be changed when the evidence is gone, one that was refused may not come again then", () => {
  const wish = placeOrder({});
  const changed = begun().asked(wish, guest(1)).heard(error(1100)).asked(wish, guest(1));
  assert.deepEqual(changed.journaled(intended).sentences, []);
  const refused = begun()
    .asked(wish, guest(1))
    .told({ name: "error", id: 1, code: 201, text: "Order rejected - reason:holdfast" }, guest(1));
  const again = refused.at(20_000).asked(wish, guest(1)).journaled(intended);
  assert.match(again.sentences.join(), /asked for at 20000 ms, when the Gateway answered last 20000 ms ago/);
});

test("a machine that slept has aged while it slept", () => {
  const slept = () => begun().at(1_000).leapt(30_000);
  assert.match(slept().readiness(true).sentences[0]!, /answered last 31000 ms ago/);
  assert.equal(slept().asked(placeOrder({}), guest(1)).journaled(intended).sentences.length, 1);
  assert.deepEqual(slept().heard(time).readiness(true).sentences, []);
});

test("when everything is healed it must be ready", () => {
  assert.match(
    begun().readiness(false).quiet().sentences[0]!,
    /^everything is healed and has had its time, and daemon/,
  );
  assert.deepEqual(begun().readiness(true).quiet().sentences, []);
  assert.deepEqual(begun().heard(error(1100)).readiness(false).quiet().sentences, []);
});
