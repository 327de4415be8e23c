import assert from "node:assert/strict";
import test from "node:test";
import { outgoingId } from "../wire/codec.ts";
import { OUTGOING_NAMES } from "../wire/declared.ts";
import { requests, rowOf, turnedAway } from "./requests.ts";

test("every request of the protocol has a row with its own number", () => {
  assert.equal(Object.keys(requests).length, 85);
  assert.deepEqual(Object.keys(requests).sort(), [...OUTGOING_NAMES].sort());
  for (const name of OUTGOING_NAMES) assert.equal(rowOf(name).id, outgoingId(name), name);
});

test("what is not served is answered by name on the request's own id", () => {
  const { id, errorCode, errorMsg } = turnedAway("reqMktDepth", 12);
  assert.deepEqual([id, errorCode], [12, 322]);
  assert.match(errorMsg!, /^holdfast: reqMktDepth is not served yet; /);
});

test("a request without an id is answered under -1", () => {
  assert.equal(turnedAway("reqNewsBulletins", 0).id, -1);
  assert.match(turnedAway("reqCurrentTimeInMillis", -1).errorMsg!, /use reqCurrentTime$/);
});

test("every refusal says why, and nothing that is served has a refusal's words", () => {
  for (const name of OUTGOING_NAMES) {
    const row = rowOf(name);
    assert.equal(row.because !== undefined, row.way === "refused", name);
    assert(row.instead === undefined || row.way === "notServed", name);
  }
  assert.match(turnedAway("replaceFA", 4).errorMsg!, /^holdfast: replaceFA is refused: it changes the groups/);
});

test("requests that settle or show other people's matters are refused", () => {
  const refused = OUTGOING_NAMES.filter((name) => rowOf(name).way === "refused");
  assert.deepEqual(refused.sort(), [
    "replaceFA",
    "reqConfig",
    "requestFA",
    "updateConfig",
    "updateDisplayGroup",
    "verifyAndAuthMessage",
    "verifyAndAuthRequest",
    "verifyMessage",
    "verifyRequest",
  ]);
});
