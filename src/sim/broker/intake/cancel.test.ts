/** Who may cancel what, and what a cancel that finds nothing says. */
import { deepEqual, equal, match } from "node:assert/strict";
import test from "node:test";
import { limit, MKT, Stage, statuses } from "../../../../test/sim/stage.ts";

test("an order can be cancelled before it reaches the market", () => {
  const stage = new Stage();
  stage.place(1, MKT);
  deepEqual(stage.cancel(1), ["OS 1 Cancelled 0/100", "ERR 1 202 Order Canceled - reason:"]);
  deepEqual(stage.wait(), []);
});

test("a cancel after a restart finds no order that was never transmitted", () => {
  const stage = new Stage();
  stage.place(1, limit(99, { transmit: false }));
  stage.broker.restarted();
  deepEqual(stage.cancel(1), ["ERR 1 10147 OrderId 1 that needs to be cancelled is not found."]);
});

test("cancels that find nothing, or nothing alive, are an error and no status", () => {
  const stage = new Stage();
  deepEqual(stage.cancel(9), ["ERR 9 10147 OrderId 9 that needs to be cancelled is not found."]);
  stage.place(1, MKT);
  stage.wait();
  deepEqual(stage.cancel(1), ["ERR 1 10148 OrderId 1 that needs to be cancelled cannot be cancelled, state: Filled."]);
  const other = new Stage({}, { cancelFinished: 161, cancelUnknown: 135 });
  match(other.cancel(9)[0] ?? "", /^ERR 9 135/);
});

test("client 0 cancels the order of another client by its number; others cannot", () => {
  const stage = new Stage();
  stage.place(5, limit(99), { clientId: 3 });
  match(stage.cancel(5, 4)[0] ?? "", /10147/);
  const said = stage.cancel(5, 0);
  equal(said.filter((text) => text.startsWith("ERR 5 202")).length, 2, "the owner and client 0 are told");
  deepEqual(statuses(stage), ["5 Cancelled"]);
});

test("a global cancel empties the login, untransmitted orders included", () => {
  const stage = new Stage();
  stage.place(1, limit(99), { clientId: 1 });
  stage.place(1, limit(99), { clientId: 2 });
  stage.place(2, limit(99, { transmit: false }), { clientId: 2 });
  stage.cancelEverything();
  deepEqual(statuses(stage), ["1 Cancelled", "1 Cancelled", "2 Cancelled"]);
});

const SECOND = "ERR 1 10148 OrderId 1 that needs to be cancelled cannot be cancelled, state: PendingCancel.";

test("a cancel may take its way to the market, and a second one finds it under way", () => {
  for (const [cancelUnderWay, heard] of [
    [10148, [SECOND]],
    ["silent", []],
  ] as const) {
    const stage = new Stage({}, { cancelUnderWay });
    stage.place(1, limit(99));
    stage.wait();
    deepEqual(stage.cancel(1), []);
    deepEqual(statuses(stage), ["1 Submitted"]);
    deepEqual(stage.cancel(1), heard);
    deepEqual(stage.wait(), ["OS 1 Cancelled 0/100", "ERR 1 202 Order Canceled - reason:"]);
    deepEqual(stage.wait(), []);
    match(stage.cancel(1)[0] ?? "", /state: Cancelled/);
  }
});

test("where a cancel that is under way is shown, it is shown once", () => {
  const stage = new Stage({}, { cancelUnderWay: 10148, cancelShowsPending: true });
  stage.place(1, limit(99));
  deepEqual(stage.cancel(1), ["OS 1 PendingCancel 0/100"]);
  deepEqual(stage.wait(), ["OS 1 Cancelled 0/100", "ERR 1 202 Order Canceled - reason:"]);
});

test("an order may trade while its cancel is under way, or end otherwise", () => {
  const stage = new Stage({}, { cancelUnderWay: 10148 });
  stage.place(1, MKT);
  stage.wait(5);
  stage.cancel(1);
  const crossed = [...stage.wait(5), ...stage.wait(5)];
  match(crossed.join(), /OS 1 Filled 100\/0/);
  equal(crossed.at(-1), "ERR 1 10148 OrderId 1 that needs to be cancelled cannot be cancelled, state: Filled.");
  stage.place(2, limit(99));
  stage.cancel(2);
  match(stage.cancelEverything()[0] ?? "", /OS 2 Cancelled/);
  deepEqual(stage.wait(), []);
});
