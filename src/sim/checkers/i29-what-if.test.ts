/** What-ifs that leave live, as the bytes say it. */
import assert from "node:assert/strict";
import test from "node:test";
import { guest, History, placement, placeOrder } from "../../../test/sim/oracleStage.ts";
import { concat } from "../../base/bytes.ts";
import { encodeOutgoing } from "../../wire/codec.ts";
import type { Frame } from "../sight/frame.ts";
import { Sight } from "../sight/sight.ts";
import { whatIfNeverTrades } from "./i29-what-if.ts";

const preview = placeOrder({ orderId: 9, orderRef: "", whatIf: true });

test("a live frame without a key of holdfast's was a what-if, whatever the client called it", () => {
  const sent = (frame: Frame) => new History(whatIfNeverTrades).sent(frame).sentences;
  assert.deepEqual(sent(preview), []);
  for (const orderRef of ["", "mine", "alpha", "stranger-0abc-1", "alpha-0abc-1234567"])
    assert.match(sent({ ...preview, orderRef, whatIf: false })[0]!, /^order 9 left live .* can only be a what-if/);
  assert.deepEqual(sent(placeOrder({ orderRef: "alpha-0abc-1|mine" })), []);
});

test("an order that its client only ever asked for as a what-if is that what-if come alive", () => {
  const wish = placeOrder({ orderId: 1, orderRef: "", whatIf: true });
  const history = () =>
    new History(whatIfNeverTrades).asked(wish, guest(1)).journaled({ kind: "orderIntended", legs: [placement()] });
  assert.match(history().sent(placeOrder({ orderId: 9 })).sentences[0]!, /asked for that in a what-if alone/);
  const real = history().asked({ ...wish, whatIf: false }, guest(1));
  assert.deepEqual(real.sent(placeOrder({ orderId: 9 })).sentences, []);
});

for (const version of [157, 200, 203, 225])
  test(`at server version ${version} the bytes themselves say whether it is live`, () => {
    for (const whatIf of [true, false]) {
      const { sentences } = new History(whatIfNeverTrades).sent(...read({ orderRef: "", whatIf }, version));
      assert.equal(sentences.length, whatIf ? 0 : 1);
    }
  });

/** A placeOrder as our codec writes it and the oracle reads it. */
function read(order: { orderRef: string; whatIf: boolean }, version: number): [Frame, Uint8Array] {
  const bytes = encodeOutgoing("placeOrder", { orderId: 9, contract: { symbol: "AAPL" }, order }, version);
  const sight = new Sight();
  const text = (words: string): Uint8Array => new TextEncoder().encode(words);
  const framed = (payload: Uint8Array): Uint8Array => concat([Uint8Array.of(0, 0, 0, payload.length), payload]);
  sight.read("client", concat([text("API\0"), framed(text(`v157..${version}`))]));
  sight.read("server", framed(text(`${version}\0now\0`)));
  const [seen] = sight.read("client", bytes as Uint8Array);
  assert.ok(seen !== undefined && "frame" in seen);
  return [seen.frame, seen.bytes];
}
