/** A placement under a number that lives: what it changes, and what it must not touch. */
import { deepEqual, equal, match } from "node:assert/strict";
import test from "node:test";
import { AAPL, limit, MSFT, Stage, type Wanted } from "../../../../test/sim/stage.ts";

test("a modification echoes twice, keeps the permId and meets the market anew", () => {
  const stage = new Stage();
  stage.place(1, limit(99));
  stage.wait();
  const permId = stage.broker.orders()[0]?.permId;
  deepEqual(stage.place(1, limit(101)), [
    ...["OO 1 Submitted", "OS 1 Submitted 0/100"],
    ...["OO 1 Submitted", "OS 1 Submitted 0/100"],
  ]);
  match(stage.wait().join(), /EX 1 BOT 100@100.01/);
  equal(stage.broker.orders()[0]?.permId, permId);
  equal(stage.broker.orders().length, 1);
});

test("what a modification must not touch draws its own code and leaves the order as it was", () => {
  const stage = new Stage();
  stage.place(1, limit(99, { ocaGroup: "g", ocaType: 1 }));
  const code = (order: Wanted, conId = AAPL) => stage.place(1, order, { conId })[0]?.split(" ")[2];
  equal(code(limit(99, { action: "SELL" })), "105");
  equal(code(limit(99), MSFT), "105");
  equal(code(limit(99, { orderType: "STP", auxPrice: 101 })), "329");
  equal(code(limit(99, { parentId: 7 })), "10341");
  equal(code(limit(99, { ocaGroup: "h" })), "10326");
  equal(code(limit(99, { ocaType: 2 })), "10327");
  equal(code(limit(99.001)), "110");
  equal(stage.broker.orders()[0]?.terms.lmtPrice, 99);
  equal(stage.broker.orders()[0]?.status, "Submitted");
});

test("a modification that the account cannot pay kills the resting order, or not, by a switch", () => {
  const stage = new Stage({ cash: 20_000 });
  stage.place(1, limit(99));
  match(
    stage.place(1, limit(99, { totalQuantity: "1000" })).join(),
    /OS 1 Cancelled.*202.*CASH NEEDED.*201 .*too late/,
  );
  const kept = new Stage({ cash: 20_000 }, { refusedModify: "keeps" });
  kept.place(1, limit(99));
  match(kept.place(1, limit(99, { totalQuantity: "1000" })).join(), /^ERR 1 201/);
  equal(kept.broker.openOrders().length, 1);
});

test("a refused modification may kill by way of PendingCancel and Submitted, the new price shown and taken back", () => {
  const stage = new Stage({}, { refusedModify: "kills-in-steps", aggressiveLimit: "refused" });
  stage.place(1, limit(110, { action: "SELL" }));
  const heard = stage.events.length;
  const said = stage.place(1, limit(90, { action: "SELL" }));
  deepEqual(
    said.map((text) => text.split(" ", 3).join(" ")),
    [
      ...["OO 1 Submitted", "OS 1 Submitted", "OS 1 PendingCancel", "OS 1 Submitted", "OO 1 Submitted"],
      ...["OS 1 Submitted", "OS 1 Cancelled", "ERR 1 202", "ERR 1 201"],
    ],
  );
  const shown = stage.events
    .slice(heard)
    .flatMap((event) => (event.kind === "order" ? [event.order.terms.lmtPrice] : []));
  deepEqual(shown, [90, 110]);
});
