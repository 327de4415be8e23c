/** What strangers are told, and where secrets come out. */
import assert from "node:assert/strict";
import test from "node:test";
import { guest, History, openOrder } from "../../../test/sim/oracleStage.ts";
import { utf8 } from "../../base/bytes.ts";
import { secrets } from "./i28-secrets.ts";

const stranger = guest(undefined);
const refusal = { name: "error", id: -1, code: 321, text: "client id 9 belongs to no strategy" } as const;
const begun = () => new History(secrets);

test("a stranger gets one error that names no account, and nothing else", () => {
  assert.deepEqual(begun().told(refusal, stranger, utf8(refusal.text)).sentences, []);
  assert.deepEqual(begun().told(refusal, stranger, utf8("account DU1111")).sentences, [
    "bot, which is no client of anybody's, was told of account DU1111 in error",
  ]);
  assert.match(begun().told(refusal, stranger).told(refusal, stranger).sentences[0]!, /was told 2 errors/);
  assert.match(begun().told({ name: "nextValidId", orderId: 1 }, stranger).sentences[0]!, /was told nextValidId/);
  assert.match(begun().told({ name: "other", id: 6 }, guest(9)).sentences[0]!, /was told a message 6/);
  assert.deepEqual(begun().told({ name: "nextValidId", orderId: 1 }, guest(1)).sentences, []);
});

const said = () => begun().asked({ name: "other", id: 3 }, guest(1), utf8("orderRef\0canary-7f3a\0"));
const echo = openOrder({ orderRef: "canary-7f3a" });
const bytes = utf8("5\0canary-7f3a\0");

test("a secret comes back to its own strategy, and in the orders of a shared account", () => {
  assert.deepEqual(said().told(echo, guest(1), bytes).told(echo, guest(2), bytes).sentences, []);
  assert.deepEqual(said().told(echo, guest(21), bytes).sentences, []);
  assert.deepEqual(said().told(echo, guest(11), bytes).sentences, [
    "client 11 of beta was told canary-7f3a in openOrder, which is a secret of alpha",
  ]);
  assert.equal(said().told(refusal, guest(21), bytes).sentences.length, 1, "in an error");
});

test("a text that both have said is nobody's secret", () => {
  assert.deepEqual(said().asked({ name: "other", id: 3 }, guest(11), bytes).told(echo, guest(11), bytes).sentences, []);
});

test("no line of the daemon's log contains a secret", () => {
  assert.deepEqual(said().logged("order-refused", { orderRef: "canary-7f3a" }).sentences, [
    "daemon wrote the secret canary-7f3a into its log (order-refused)",
  ]);
  assert.deepEqual(said().logged("order-refused", { orderId: 5 }).sentences, []);
  assert.deepEqual(said().logged("told", { text: "canary-7f3a" }, "bot1").sentences, [], "a client's own log");
});
