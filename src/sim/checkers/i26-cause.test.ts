/** Frames upstream that nobody caused, and causes that are good enough. */
import assert from "node:assert/strict";
import test from "node:test";
import { guest, History, placeOrder, toGateway } from "../../../test/sim/oracleStage.ts";
import { everyFrameHasACause } from "./i26-cause.ts";

const request = (id: number, reqId?: number) => ({ name: "request", id, reqId }) as const;
const begun = () => new History(everyFrameHasACause);

test("holdfast's own questions need nobody", () => {
  const history = begun().sent({ name: "startApi", clientId: 77 });
  for (const id of [6, 7, 16, 49, 61, 62, 64, 99]) history.sent(request(id, 2_000_000_000));
  assert.deepEqual(history.sentences, []);
});

test("a client's question is a cause while the client is there, and as long as it may wait behind others", () => {
  const { wire } = guest(1);
  const asked = () => begun().asked(request(1, 5), guest(1));
  assert.deepEqual(asked().sent(request(1, 2_000_000_001)).sent(request(59)).sentences, []);
  assert.deepEqual(begun().at(7).sent(request(1, 2_000_000_001)).sentences, [
    "message 1 left at 7 ms, and no client has asked that",
  ]);
  assert.deepEqual(asked().closed(wire, "server").at(170_000).sent(request(1, 2)).sentences, []);
  assert.equal(asked().closed(wire, "server").at(190_000).sent(request(1, 2)).sentences.length, 1);
  assert.deepEqual(asked().closed(wire, "client").at(190_000).sent(request(1, 2)).sentences, [], "half open");
  assert.equal(asked().sent(request(20, 2)).sentences.length, 1, "another question");
});

test("a process that only starts beside the daemon takes no question away", () => {
  const asked = () => begun().asked(request(1, 5), guest(1)).sent(request(1, 2));
  assert.deepEqual(asked().ended(1, "standby").at(999_999).sent(request(1, 3)).sentences, []);
  assert.equal(asked().ended("killed").at(999_999).sent(request(1, 3)).sentences.length, 1);
});

test("what touches the whole Gateway is never asked, though a client asked it", () => {
  for (const id of [5, 14, 15, 18, 65, 69, 80, 108])
    assert.match(begun().asked(request(id), guest(1)).sent(request(id)).sentences[0]!, /nobody may ask of the Gateway/);
  assert.match(begun().sent({ name: "other", id: 230 }).sentences[0]!, /^message 230 left/);
  assert.equal(begun().sent({ name: "exerciseOptions", orderId: 5, account: "DU1111" }).sentences.length, 1);
});

test("a cancel that a Gateway may have dropped because too much came at once is said once more", () => {
  const tooFast = {
    name: "error",
    id: -1,
    code: 100,
    text: "Max rate of messages per second has been exceeded",
  } as const;
  const open = () => begun().asked(request(1, 5), guest(1)).sent(request(1, 9));
  const again = (cancelAt: number, errorAt: number) => {
    const history = cancelAt < errorAt ? open().at(cancelAt).sent(request(2, 9)).at(errorAt).heard(tooFast) : open();
    if (cancelAt > errorAt) history.at(errorAt).heard(tooFast).at(cancelAt).sent(request(2, 9));
    return history.at(30_000).sent(request(2, 9));
  };
  assert.deepEqual(again(15_000, 20_000).sentences, []);
  assert.deepEqual(again(20_500, 20_000).sentences, []);
  assert.equal(again(15_000, 20_000).sent(request(2, 9)).sentences.length, 1);
  assert.equal(again(22_000, 20_000).sentences.length, 1, "it left long behind it");
  assert.equal(again(5_000, 20_000).sentences.length, 1, "and long before it");
});

test("what is said to be too fast again before it is made good is one trouble, and afterwards another one", () => {
  const tooFast = { name: "error", id: -1, code: 100, text: "Max rate of messages per second" } as const;
  const cancel = request(2, 9);
  const cancelled = (ms: number): History =>
    begun().asked(request(1, 5), guest(1)).sent(request(1, 9)).at(ms).sent(cancel);
  const again = (history: History, ...toldAt: readonly number[]): History => {
    for (const ms of toldAt) history.at(ms).heard(tooFast);
    return history.at(toldAt.at(-1)! + 5_000).sent(cancel);
  };
  assert.deepEqual(again(cancelled(11_000), 20_000, 24_000).sentences, [], "suspect since the first one");
  assert.equal(again(cancelled(11_000), 20_000, 27_000).sentences.length, 1, "the first one was made good by then");
  assert.deepEqual(
    again(again(cancelled(15_000), 20_000), 28_000).sentences,
    [],
    "what was said again may be dropped, too",
  );
  assert.equal(again(again(cancelled(15_000), 20_000), 38_000).sentences.length, 1);
});

test("a cancel ends what was asked on its own connection, once", () => {
  const open = () => begun().asked(request(1, 5), guest(1)).sent(request(1, 9));
  assert.deepEqual(open().sent(request(2, 9)).sentences, []);
  assert.deepEqual(open().sent(request(2, 9)).sent(request(2, 9)).sentences, [
    "a cancel (message 2) of request 9 left, and no message 1 of that number had",
  ]);
  assert.equal(open().sent(request(2, 9), undefined, toGateway(2)).sentences.length, 1);
});

test("as many what-ifs leave as clients have asked", () => {
  const preview = placeOrder({ orderId: 9, whatIf: true, orderRef: "" });
  assert.deepEqual(begun().asked(preview, guest(1)).sent(preview).sentences, []);
  assert.match(begun().asked(preview, guest(1)).sent(preview).sent(preview).sentences[0]!, /^what-if 9 left/);
});
