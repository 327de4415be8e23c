import assert from "node:assert/strict";
import test from "node:test";
import type { Client } from "../model/client.ts";
import { alice, Bench, bob, clientOf, ONE, TWO } from "./bench.test.ts";

const carol = clientOf(3, ONE);
const ask = (bench: Bench, client: Client, reqId: number, tags: string, groupName = "All"): void =>
  bench.client(client, "reqAccountSummary", { reqId, groupName, tags });
const end = (bench: Bench, reqId: number): boolean => bench.gateway("accountSummaryEnd", { reqId });

test("a client gets its own account and tags, one end, then changes", () => {
  const bench = new Bench().started();
  ask(bench, alice, 5, "NetLiquidation,BuyingPower");
  assert.deepEqual(bench.asked(), ["reqAccountSummary 9001 All standard"]);
  bench.summary(9001, ONE, "NetLiquidation", "100");
  bench.summary(9001, TWO, "NetLiquidation", "200");
  bench.summary(9001, ONE, "BuyingPower", "400");
  assert.deepEqual(bench.told(alice), [], "the image is told whole");
  end(bench, 9001);
  assert.deepEqual(bench.told(alice), [
    "accountSummary 5 BuyingPower 400 USD",
    "accountSummary 5 NetLiquidation 100 USD",
    "accountSummaryEnd 5",
  ]);
  bench.summary(9001, TWO, "NetLiquidation", "201");
  bench.summary(9001, ONE, "NetLiquidation", "100");
  bench.summary(9001, ONE, "NetLiquidation", "101");
  end(bench, 9001);
  assert.deepEqual(bench.told(alice), ["accountSummary 5 NetLiquidation 101 USD"]);
});

test("a wish within what is carried rides along: current image, one end, nothing upstream", () => {
  const bench = new Bench().started();
  ask(bench, alice, 5, "NetLiquidation,BuyingPower");
  bench.summary(9001, ONE, "NetLiquidation", "100");
  bench.summary(9001, TWO, "NetLiquidation", "200");
  bench.summary(9001, TWO, "BuyingPower", "800");
  end(bench, 9001);
  bench.asked();
  ask(bench, bob, 1, "NetLiquidation");
  assert.deepEqual(bench.told(bob), ["accountSummary 1 NetLiquidation 200 USD", "accountSummaryEnd 1"]);
  bench.summary(9001, TWO, "BuyingPower", "801");
  assert.deepEqual(bench.told(bob), []);
  assert.deepEqual(bench.asked(), []);
});

test("a wider wish opens the superset, then closes the old one; at most two exist", () => {
  const bench = new Bench().started();
  ask(bench, alice, 5, "NetLiquidation");
  bench.summary(9001, ONE, "NetLiquidation", "100");
  end(bench, 9001);
  bench.told(alice);
  bench.asked();
  ask(bench, bob, 1, "Rare");
  ask(bench, carol, 1, "Odd");
  assert.deepEqual(bench.asked(), ["reqAccountSummary 9002 All standard,Rare"]);
  bench.summary(9002, ONE, "NetLiquidation", "100");
  bench.summary(9002, TWO, "Rare", "800");
  bench.summary(9001, ONE, "NetLiquidation", "102");
  end(bench, 9002);
  assert.deepEqual(bench.asked(), ["cancelAccountSummary 9001", "reqAccountSummary 9003 All standard,Rare,Odd"]);
  assert.deepEqual(bench.told(alice), ["accountSummary 5 NetLiquidation 102 USD"]);
  assert.deepEqual(bench.told(bob), ["accountSummary 1 Rare 800 USD", "accountSummaryEnd 1"]);
  bench.summary(9003, ONE, "Odd", "1", "");
  end(bench, 9003);
  assert.deepEqual(bench.asked(), ["cancelAccountSummary 9002"]);
  assert.deepEqual(bench.told(carol), ["accountSummary 1 Odd 1 ", "accountSummaryEnd 1"]);
});

test("a client holds two summaries; the third and a duplicate id are answered 322", () => {
  const bench = new Bench().started();
  ask(bench, alice, 1, "NetLiquidation");
  ask(bench, alice, 1, "NetLiquidation");
  ask(bench, alice, 2, "NetLiquidation");
  ask(bench, alice, 3, "NetLiquidation");
  assert.match(bench.errorsTold(alice)[0]!, /Duplicate ticker id/);
  assert.match(bench.errorsTold(alice)[1]!, /Maximum number of account summary requests exceeded/);
  assert.deepEqual(bench.told(alice), ["error 1 322", "error 3 322"]);
  bench.client(alice, "cancelAccountSummary", { reqId: 1 });
  ask(bench, alice, 3, "NetLiquidation");
  ask(bench, bob, 3, "NetLiquidation");
  assert.deepEqual(bench.told(alice), []);
  assert.deepEqual(bench.told(bob), []);
});

test("groups other than All and other accounts are refused with 321", () => {
  const bench = new Bench().started();
  ask(bench, alice, 1, "NetLiquidation", "family");
  ask(bench, alice, 2, "NetLiquidation", TWO);
  ask(bench, alice, 3, " , ");
  for (const text of bench.errorsTold(alice)) assert.match(text, /^holdfast/);
  assert.deepEqual(bench.told(alice), ["error 1 321", "error 2 321", "error 3 321"]);
  assert.deepEqual(bench.asked(), []);
});

test("a wish that the Gateway refuses costs only the client that made it", () => {
  const bench = new Bench().started();
  ask(bench, alice, 5, "NetLiquidation");
  bench.summary(9001, ONE, "NetLiquidation", "100");
  end(bench, 9001);
  bench.told(alice);
  ask(bench, bob, 1, "Nonsense");
  bench.asked();
  assert.equal(bench.gateway("error", { id: 9002, errorCode: 321, errorMsg: "bad tag" }), true);
  assert.deepEqual(bench.told(bob), ["error 1 321"]);
  assert.deepEqual(bench.told(alice), []);
  assert.deepEqual(bench.asked(), [], "the refused tags are not tried again");
  bench.summary(9001, ONE, "NetLiquidation", "101");
  assert.deepEqual(bench.told(alice), ["accountSummary 5 NetLiquidation 101 USD"]);
});

test("a wish that the first request of a session fails with is to blame, not the standard tags", () => {
  const bench = new Bench().started();
  ask(bench, bob, 1, "Nonsense");
  ask(bench, alice, 5, "NetLiquidation");
  bench.asked();
  bench.gateway("error", { id: 9001, errorCode: 321, errorMsg: "bad tag" });
  assert.deepEqual(bench.told(bob), ["error 1 321"]);
  assert.deepEqual(bench.told(alice), []);
  assert.deepEqual(bench.asked(), ["reqAccountSummary 9002 All standard"]);
});

test("a Gateway that refuses the standard tags is asked for the wishes alone, then the clients hear of it", () => {
  const bench = new Bench().started();
  ask(bench, alice, 5, "NetLiquidation");
  bench.asked();
  bench.gateway("error", { id: 9001, errorCode: 321, errorMsg: "bad tag" });
  assert.deepEqual(bench.told(alice), []);
  assert.deepEqual(bench.asked(), ["reqAccountSummary 9002 All NetLiquidation"]);
  bench.gateway("error", { id: 9002, errorCode: 321, errorMsg: "still bad" });
  assert.deepEqual(bench.told(alice), ["error 5 321"]);
  assert.deepEqual(bench.asked(), []);
});

test("a cancel ends one rider; the request stays for the session, its image true for whoever comes", () => {
  const bench = new Bench().started();
  ask(bench, alice, 5, "NetLiquidation");
  bench.summary(9001, ONE, "NetLiquidation", "100");
  end(bench, 9001);
  bench.told(alice);
  bench.asked();
  bench.client(alice, "cancelAccountSummary", { reqId: 5 });
  bench.summary(9001, ONE, "NetLiquidation", "90");
  assert.deepEqual(bench.told(alice), []);
  assert.deepEqual(bench.asked(), []);
  ask(bench, alice, 6, "NetLiquidation");
  assert.deepEqual(bench.told(alice), ["accountSummary 6 NetLiquidation 90 USD", "accountSummaryEnd 6"]);
  assert.deepEqual(bench.asked(), []);
});

test("an image that nobody rode through an outage is not told afterwards", () => {
  const bench = new Bench().started();
  ask(bench, alice, 5, "NetLiquidation");
  bench.summary(9001, ONE, "NetLiquidation", "100");
  end(bench, 9001);
  bench.desk.left(alice.conn);
  bench.lost();
  bench.desk.sessionStarted(bench.now);
  bench.told(alice);
  bench.asked();
  ask(bench, alice, 6, "NetLiquidation");
  assert.deepEqual(bench.told(alice), []);
  bench.summary(9002, ONE, "NetLiquidation", "70");
  end(bench, 9002);
  assert.deepEqual(bench.told(alice), ["accountSummary 6 NetLiquidation 70 USD", "accountSummaryEnd 6"]);
});

test("an image that its only asker left half-way is whole for the next one, and nothing is asked twice", () => {
  const bench = new Bench().started();
  ask(bench, alice, 5, "NetLiquidation,BuyingPower");
  bench.summary(9001, ONE, "NetLiquidation", "100");
  bench.desk.left(alice.conn);
  bench.told(alice);
  bench.asked();
  bench.summary(9001, ONE, "BuyingPower", "400");
  ask(bench, carol, 1, "NetLiquidation,BuyingPower");
  end(bench, 9001);
  assert.deepEqual(bench.told(carol), [
    "accountSummary 1 BuyingPower 400 USD",
    "accountSummary 1 NetLiquidation 100 USD",
    "accountSummaryEnd 1",
  ]);
  assert.deepEqual(bench.asked(), []);
});

test("of an image that nobody waits for any more and that never ends nothing is kept", () => {
  const bench = new Bench().started();
  ask(bench, alice, 5, "NetLiquidation,BuyingPower");
  bench.summary(9001, ONE, "BuyingPower", "400");
  bench.desk.left(alice.conn);
  bench.pass(15_000);
  ask(bench, carol, 1, "NetLiquidation,BuyingPower");
  bench.summary(9002, ONE, "NetLiquidation", "100");
  end(bench, 9002);
  assert.deepEqual(bench.told(carol), ["accountSummary 1 NetLiquidation 100 USD", "accountSummaryEnd 1"]);
});

test("after 1101 the same is asked for again, and what the Gateway has forgotten carries nothing any more", () => {
  const bench = new Bench().started();
  ask(bench, alice, 5, "NetLiquidation");
  bench.summary(9001, ONE, "NetLiquidation", "100");
  end(bench, 9001);
  bench.told(alice);
  bench.asked();
  bench.desk.dataLost(bench.now);
  const summaries = () => bench.asked().filter((request) => request.includes("AccountSummary"));
  assert.deepEqual(summaries(), ["cancelAccountSummary 9001", "reqAccountSummary 9002 All standard"]);
  bench.summary(9002, ONE, "NetLiquidation", "101");
  end(bench, 9002);
  assert.deepEqual(summaries(), []);
  assert.deepEqual(bench.told(alice), ["accountSummary 5 NetLiquidation 101 USD"]);
});

test("what is asked for after 1101 is asked for until its image is complete", () => {
  const bench = new Bench().started();
  ask(bench, alice, 5, "NetLiquidation");
  end(bench, 9001);
  bench.desk.dataLost(bench.now);
  bench.asked();
  const summaries = () => bench.asked().filter((request) => request.includes("AccountSummary"));
  bench.pass(15_000);
  assert.deepEqual(summaries(), ["cancelAccountSummary 9002", "reqAccountSummary 9003 All standard"]);
});

test("a client whose summary the Gateway refuses to give again after 1101 hears of it", () => {
  const bench = new Bench().started();
  ask(bench, alice, 5, "NetLiquidation");
  end(bench, 9001);
  bench.told(alice);
  bench.desk.dataLost(bench.now);
  for (const id of [9002, 9003]) bench.gateway("error", { id, errorCode: 322, errorMsg: "Maximum number exceeded" });
  assert.deepEqual(bench.told(alice), ["error 5 322"]);
});

test("an outage is silent: only changes, no second end", () => {
  const bench = new Bench().started();
  ask(bench, alice, 5, "NetLiquidation,Cushion");
  bench.summary(9001, ONE, "NetLiquidation", "100");
  end(bench, 9001);
  bench.told(alice);
  bench.lost();
  bench.asked();
  ask(bench, carol, 1, "NetLiquidation");
  assert.deepEqual(bench.told(carol), ["accountSummary 1 NetLiquidation 100 USD", "accountSummaryEnd 1"]);
  bench.desk.sessionStarted(bench.now);
  assert.ok(bench.asked().includes("reqAccountSummary 9002 All standard"));
  bench.summary(9002, ONE, "NetLiquidation", "100");
  bench.summary(9002, ONE, "Cushion", "1", "");
  end(bench, 9002);
  assert.deepEqual(bench.told(alice), ["accountSummary 5 Cushion 1 "]);
  ask(bench, alice, 5, "NetLiquidation");
  assert.deepEqual(bench.told(alice), ["accountSummary 5 NetLiquidation 100 USD", "accountSummaryEnd 5"]);
});

test("ledger rows go to those who asked for the ledger, in the currency they asked for", () => {
  const bench = new Bench().started();
  ask(bench, alice, 1, "NetLiquidation,$LEDGER:ALL");
  ask(bench, alice, 2, "$LEDGER:USD");
  ask(bench, carol, 1, "$LEDGER");
  ask(bench, carol, 2, "NetLiquidation,AccruedCash");
  bench.summary(9001, ONE, "AccruedCash", "1", "USD");
  bench.summary(9001, ONE, "AccruedCash", "2", "EUR");
  for (const currency of ["BASE", "USD", "EUR"]) bench.summary(9001, ONE, "CashBalance", "7", currency);
  bench.summary(9001, ONE, "NetLiquidation", "100");
  end(bench, 9001);
  assert.deepEqual(bench.told(alice), [
    "accountSummary 1 AccruedCash 1 USD",
    "accountSummary 1 AccruedCash 2 EUR",
    "accountSummary 1 CashBalance 7 BASE",
    "accountSummary 1 CashBalance 7 USD",
    "accountSummary 1 CashBalance 7 EUR",
    "accountSummary 1 NetLiquidation 100 USD",
    "accountSummaryEnd 1",
    "accountSummary 2 AccruedCash 1 USD",
    "accountSummary 2 CashBalance 7 USD",
    "accountSummaryEnd 2",
  ]);
  assert.deepEqual(bench.told(carol), [
    "accountSummary 1 CashBalance 7 BASE",
    "accountSummaryEnd 1",
    "accountSummary 2 AccruedCash 1 USD",
    "accountSummary 2 NetLiquidation 100 USD",
    "accountSummaryEnd 2",
  ]);
});

test("an image whose end does not come is asked for again", () => {
  const bench = new Bench().started();
  ask(bench, alice, 5, "NetLiquidation");
  bench.asked();
  bench.pass(15_000);
  assert.deepEqual(bench.asked(), ["cancelAccountSummary 9001", "reqAccountSummary 9002 All standard"]);
  assert.ok(bench.logged.includes("account-summary-not-ended"));
  end(bench, 9002);
  assert.deepEqual(bench.told(alice), ["accountSummaryEnd 5"]);
});

test("tags are bounded, per request and over all clients", () => {
  const bench = new Bench().started();
  const tags = (from: number, count: number) => Array.from({ length: count }, (_, i) => `T${from + i}`).join(",");
  ask(bench, alice, 1, tags(0, 201));
  ask(bench, alice, 2, tags(0, 150));
  ask(bench, bob, 3, tags(150, 150));
  assert.deepEqual(bench.told(alice), ["error 1 321"]);
  assert.deepEqual(bench.told(bob), ["error 3 321"]);
});

test("a client with two summaries may ask for both again after an outage", () => {
  const bench = new Bench().started();
  ask(bench, alice, 1, "NetLiquidation");
  ask(bench, alice, 2, "NetLiquidation");
  end(bench, 9001);
  bench.lost();
  bench.desk.sessionStarted(bench.now);
  bench.told(alice);
  ask(bench, alice, 1, "NetLiquidation");
  ask(bench, alice, 2, "NetLiquidation");
  assert.deepEqual(bench.told(alice), ["accountSummaryEnd 1", "accountSummaryEnd 2"]);
});

test("a client that asks under new ids after each outage is not refused for what it held before", () => {
  const bench = new Bench().started();
  for (let night = 1; night <= 4; night++) {
    ask(bench, alice, 2 * night, "NetLiquidation");
    ask(bench, alice, 2 * night + 1, "NetLiquidation");
    assert.deepEqual(bench.errorsTold(alice), [], `night ${night}`);
    bench.told(alice);
    bench.lost();
    bench.desk.sessionStarted(bench.now);
  }
  for (const reqId of [20, 21, 22]) ask(bench, alice, reqId, "NetLiquidation");
  assert.deepEqual(bench.told(alice), ["error 22 322"]);
});
