/** What clients stream, and a daemon that forgets to ask for it again. */
import assert from "node:assert/strict";
import test from "node:test";
import { guest, History } from "../../../test/sim/oracleStage.ts";
import type { Frame } from "../sight/frame.ts";
import { subscribed } from "./i08-subscribed.ts";

const reqMktData = (reqId: number, symbol = "AAPL", snapshot = false, conId = 0): Frame => ({
  ...{ name: "request", id: 1, reqId, conId, symbol, snapshot },
});
const error = (code: number, id = -1): Frame => ({ name: "error", id, code, text: "" });
const greeting: Frame = { name: "managedAccounts", accounts: ["DU1111"] };
const DATA_LOST = error(1101);
const ANY: Frame = { name: "other", id: 49 };

/** A ready session, and a client that streams one contract on a line of its own. */
const streaming = () =>
  new History(subscribed)
    .heard(greeting)
    .logged("ready")
    .asked(reqMktData(5), guest(1))
    .sent(reqMktData(2_000_000_001));
const late = 40_000;

test("what was asked for once is asked for as long as the session keeps its data", () => {
  assert.deepEqual(streaming().at(late).heard(ANY).sentences, []);
  assert.deepEqual(streaming().at(10).heard(error(1100)).at(20).heard(error(1102)).at(late).heard(ANY).sentences, []);
});

test("data that was lost is asked for again, each contract of it", () => {
  const lost = () => streaming().at(1_000).heard(DATA_LOST);
  assert.match(
    lost().at(late).heard(ANY).sentences[0]!,
    /^client 1 of alpha streams AAPL since 0 ms, and it was not asked of the Gateway since 1000 ms, when 1101 said/,
  );
  assert.deepEqual(lost().sent(reqMktData(2_000_000_002)).at(late).heard(ANY).sentences, []);
  assert.equal(lost().sent(reqMktData(2_000_000_002, "MSFT")).at(late).heard(ANY).sentences.length, 1);
});

test("behind a disk that is slow again and again a few messages leave at a time: what was lost is asked for when it is over", () => {
  const lost = () => streaming().at(1_000).heard(DATA_LOST).at(20_000).troubled("disk-slow");
  assert.deepEqual(lost().at(49_000).heard(ANY).sentences, []);
  assert.equal(lost().at(51_000).heard(ANY).sentences.length, 1);
  assert.equal(streaming().at(1_000).heard(DATA_LOST).troubled("net-slow").at(late).heard(ANY).sentences.length, 1);
});

test("who asks anew cancels first, and has a moment for it", () => {
  const cancelled = () => streaming().at(late).sent({ name: "request", id: 2, reqId: 2_000_000_001 });
  assert.deepEqual(
    cancelled()
      .at(late + 5)
      .heard(ANY).sentences,
    [],
  );
  assert.deepEqual(
    cancelled()
      .sent(reqMktData(2_000_000_002))
      .at(3 * late)
      .heard(ANY).sentences,
    [],
  );
  assert.equal(
    cancelled()
      .at(3 * late)
      .heard(ANY).sentences.length,
    1,
  );
});

test("it may take its time, and while the session is not ready it takes longer", () => {
  const lost = () => streaming().at(1_000).heard(DATA_LOST);
  assert.deepEqual(lost().at(30_000).heard(ANY).sentences, []);
  assert.deepEqual(lost().at(20_000).heard(error(1100)).at(late).heard(ANY).sentences, []);
});

test("a process that stood still, or a disk that was slow, has kept it from asking", () => {
  const lost = (fault: string) =>
    streaming().at(1_000).heard(DATA_LOST).at(35_000).troubled(fault).at(36_000).heard(ANY);
  for (const fault of ["process-frozen", "disk-slow"]) {
    assert.deepEqual(lost(fault).sentences, []);
    assert.deepEqual(lost(fault).sent(reqMktData(2_000_000_002)).at(90_000).heard(ANY).sentences, []);
    assert.equal(lost(fault).at(66_000).heard(ANY).sentences.length, 1);
  }
  assert.equal(lost("net-slow").sentences.length, 1);
});

test("who left, who cancelled, who was refused and who wanted a picture alone does not miss it", () => {
  const after = (history: History) => history.at(1_000).heard(DATA_LOST).at(late).heard(ANY).sentences;
  assert.deepEqual(after(streaming().closed(guest(1).wire, "client")), []);
  assert.deepEqual(after(streaming().ended(1, "bot1")), []);
  assert.deepEqual(after(streaming().asked({ name: "request", id: 2, reqId: 5 }, guest(1))), []);
  assert.deepEqual(after(streaming().told(error(200, 5), guest(1))), []);
  assert.equal(after(streaming().told(error(200, 6), guest(1))).length, 1);
  const picture = new History(subscribed)
    .heard(greeting)
    .logged("ready")
    .asked(reqMktData(5, "AAPL", true), guest(1));
  assert.deepEqual(after(picture), []);
});

test("a remark on a stream ends nobody's interest in it, and what turns the request down does", () => {
  const told = (code: number) =>
    streaming().told(error(code, 5), guest(1)).at(1_000).heard(DATA_LOST).at(late).heard(ANY).sentences.length;
  for (const code of [10167, 10089, 10090, 2150, 2188, 10197]) assert.equal(told(code), 1, `${code}`);
  for (const code of [101, 200, 322, 354, 10168, 10186]) assert.equal(told(code), 0, `${code}`);
});

test("who asks for another contract under its number wants the first no more, and the other from then on", () => {
  const asked = () =>
    streaming()
      .at(1_000)
      .heard(DATA_LOST)
      .sent(reqMktData(2_000_000_002))
      .at(2_000)
      .asked(reqMktData(5, "MSFT"), guest(1))
      .sent({ name: "request", id: 2, reqId: 2_000_000_002 });
  const after = (history: History) =>
    history
      .at(2 * late)
      .heard(ANY)
      .sentences.join();
  assert.equal(after(asked().sent(reqMktData(2_000_000_003, "MSFT"))), "");
  assert.match(after(asked()), /streams MSFT since 2000 ms/);
  const pictured = streaming()
    .at(1_000)
    .heard(DATA_LOST)
    .asked(reqMktData(5, "MSFT", true), guest(1));
  assert.equal(after(pictured), "");
});

test("a conId means its contract alone, whether or not a symbol stands beside it", () => {
  const joined = (symbol: string, conId: number) =>
    new History(subscribed)
      .heard(greeting)
      .logged("ready")
      .asked(reqMktData(5, "AAPL", false, 265598), guest(1))
      .sent(reqMktData(2_000_000_001, "AAPL", false, 265598))
      .asked(reqMktData(6, symbol, false, conId), guest(1))
      .at(late)
      .heard(ANY).sentences;
  assert.deepEqual(joined("", 265598), []);
  assert.match(joined("AAPL", 1).join(), /streams conId 1 since 0 ms/);
});
