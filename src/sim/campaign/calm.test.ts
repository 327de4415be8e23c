/** What a run without faults is blamed for, and what not. */
import assert from "node:assert/strict";
import test from "node:test";
import type { Instant } from "../../base/time.ts";
import type { LogLevel } from "../../io/io.ts";
import type { Order } from "../broker/order.ts";
import { unrest } from "./calm.ts";
import { Tally } from "./tally.ts";

const DAEMON = "daemon";
const orderOf = (status: Order["status"], key = "alpha-0abc-1"): Order =>
  ({ status, permId: 7, terms: { orderRef: `${key}|1/1.1` } }) as Order;

function tallyOf(event: string, fields: Record<string, unknown>, level: LogLevel = "warn"): Tally {
  const tally = new Tally(new Set([DAEMON]));
  tally.tap().logged?.({ at: 0 as Instant, host: DAEMON, level, event, fields });
  return tally;
}

const refusal = (errorCode: number) => tallyOf("order-message", { key: "alpha-0abc-1", errorCode });
const sentences = (tally: Tally, order: Order): string[] => unrest(tally, [order], 1).map(({ sentence }) => sentence);
const LEFT = "nothing was wrong, and order alpha-0abc-1|1/1.1 (permId 7) ended as Inactive";

test("an order that the broker refused has ended well when the daemon has passed the refusal on", () => {
  assert.deepEqual(sentences(refusal(201), orderOf("Inactive")), []);
});

test("an inactive order is blamed when nobody heard a refusal, or when that was another order's or another word", () => {
  assert.deepEqual(sentences(new Tally(new Set([DAEMON])), orderOf("Inactive")), [LEFT]);
  assert.deepEqual(sentences(refusal(10148), orderOf("Inactive")), [LEFT]);
  assert.equal(sentences(refusal(201), orderOf("Inactive", "alpha-0abc-2")).length, 1);
});

test("a bracket that is refused is blamed, but not one whose client goes on with the number of a leg that it has taken back", () => {
  const refused = (why: string): Tally =>
    tallyOf("bracket-refused", { key: "alpha-0abc-1", reason: `its leg 57 was refused (${why})` });
  assert.equal(unrest(refused("banned: AAPL against AAPL"), [], 1).length, 1);
  assert.deepEqual(unrest(refused("103 Duplicate order id"), [], 1), []);
});

test("an order that rests is blamed, refused or not", () => {
  for (const status of ["Submitted", "PreSubmitted", "Untransmitted"] as const)
    assert.equal(sentences(refusal(201), orderOf(status)).length, 1);
});

test("an alert is blamed; that of a leg that its client took away is not", () => {
  const alarm = tallyOf("alert", { cause: "order-unknown" }, "error");
  assert.deepEqual(
    unrest(alarm, [], 1).map(({ invariant }) => invariant),
    ["I27"],
  );
  assert.deepEqual(unrest(tallyOf("alert", { cause: "leg-missing" }, "error"), [], 1), []);
});
