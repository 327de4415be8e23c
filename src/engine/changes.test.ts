/** Changes of resting orders: what a refused one leaves behind, what a repeated one sends, and cancels among them. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, ready, Stage, shares, stop, underWay } from "../../test/engine/stage.ts";
import type { EngineConfig } from "../model/config.ts";
import type { ConnId } from "../model/ids.ts";

/** A resting order 1 at 10, shown by the Gateway. */
function resting(): { stage: Stage; alpha: ConnId; id: number } {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const { orderId } = stage.shows();
  stage.told(alpha);
  return { stage, alpha, id: orderId };
}

/** The client changes its order, and the frame leaves when its turn comes. */
function change(stage: Stage, alpha: ConnId, changed: object): void {
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, ...changed } });
  stage.pass(200);
}

const prices = (stage: Stage): unknown[] => stage.placed.map((frame) => frame.order.lmtPrice);

/** It is listed as what the Gateway last showed, and a cancel goes upstream. */
function assertAlive(stage: Stage, alpha: ConnId): void {
  assert.match(stage.statuses().join(), /^1 (working|partly-filled)$/);
  stage.told(alpha);
  stage.ask(alpha, "reqOpenOrders");
  assert.equal(stage.names(alpha)[0], "openOrder");
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  stage.pass(200);
  assert.equal(stage.cancelled.length, 1);
}

const crossings: Readonly<Record<string, (stage: Stage) => void>> = {
  "before any echo": () => {},
  "after an echo that crossed it": (stage) => void stage.shows(),
  "after a status that crossed it": (stage) =>
    stage.says("orderStatus", { orderId: stage.placed[0]!.orderId, clientId: 100, permId: 500, status: "Submitted" }),
};

for (const [when, crossing] of Object.entries(crossings))
  test(`a change refused with 201 ${when} leaves the order alive, listed and cancellable`, () => {
    const { stage, alpha, id } = resting();
    change(stage, alpha, { lmtPrice: 99 });
    crossing(stage);
    stage.refuses(id, 201);
    assertAlive(stage, alpha);
  });

test("the second of two changes refused with 201 leaves the first one working", () => {
  const { stage, alpha, id } = resting();
  change(stage, alpha, { lmtPrice: 11 });
  change(stage, alpha, { lmtPrice: 99 });
  stage.shows(0, { lmtPrice: 11 });
  stage.refuses(id, 201);
  stage.shows(0, { lmtPrice: 11 });
  assertAlive(stage, alpha);
});

test("201 and Inactive, in either order and without a change under way, end the order", () => {
  for (const first of [201, "Inactive"]) {
    const { stage, id } = resting();
    if (first === 201) stage.refuses(id, 201);
    stage.shows(0, { status: "Inactive" });
    if (first === "Inactive") stage.refuses(id, 201);
    assert.deepEqual(stage.statuses(), ["1 rejected"], String(first));
  }
});

test("201 alone does not end an order that the Gateway has shown, nor does Inactive alone", () => {
  const { stage, id } = resting();
  stage.shows(0, { status: "Inactive" });
  stage.shows();
  stage.refuses(id, 201);
  assert.deepEqual(stage.statuses(), ["1 working"]);
});

test("a rejected order that the Gateway has shown is cancelled upstream when its client asks", () => {
  const { stage, alpha, id } = resting();
  stage.shows(0, { status: "Inactive" });
  stage.refuses(id, 201);
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  stage.pass(200);
  assert.deepEqual(stage.cancelled, [id]);
  const kinds = stage.entries.map((entry) => entry.kind);
  assert.ok(kinds.includes("cancelIntended"), "the wish is written down before its frame leaves");
});

test("a refused order that the Gateway shows alive all the same stays refused, and its client can cancel it", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const { orderId } = stage.placed[0]!;
  stage.refuses(orderId, 201);
  stage.told(alpha);
  stage.shows();
  assert.deepEqual([stage.statuses(), stage.names(alpha)], [["1 rejected"], []]);
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  stage.pass(200);
  assert.deepEqual(stage.cancelled, [orderId]);
});

test("a global cancel ends a refused order that the Gateway shows alive all the same, and another strategy's does not", () => {
  const stage = ready();
  const [alpha, beta] = [stage.connect(1, 1), stage.connect(2, 2)];
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const { orderId } = stage.placed[0]!;
  stage.refuses(orderId, 201);
  stage.shows();
  for (const conn of [beta, alpha]) {
    assert.deepEqual(stage.cancelled, []);
    stage.ask(conn, "reqGlobalCancel");
    stage.pass(200);
  }
  assert.deepEqual(stage.cancelled, [orderId]);
  stage.told(alpha);
  stage.shows(0, { status: "Cancelled" });
  assert.deepEqual(stage.brief(alpha), ["openOrder 1 Cancelled", "orderStatus 1 Cancelled 0/1"]);
  stage.ask(alpha, "reqGlobalCancel");
  stage.pass(200);
  assert.deepEqual(stage.cancelled, [orderId], "it lives no more");
});

test("that a refused order cannot be cancelled is told to who has asked for that, and not to who asked for all to go", () => {
  for (const [name, told] of [
    ["reqGlobalCancel", []],
    ["cancelOrder", ["error 1 10147"]],
  ] as const) {
    const stage = ready();
    const alpha = stage.connect(1, 1);
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
    const { orderId } = stage.placed[0]!;
    stage.refuses(orderId, 201);
    stage.shows();
    stage.told(alpha);
    if (name === "cancelOrder") stage.ask(alpha, name, { orderId: 1 });
    else stage.ask(alpha, name);
    stage.pass(200);
    assert.deepEqual(stage.cancelled, [orderId]);
    stage.refuses(orderId, 10147);
    assert.deepEqual(stage.brief(alpha), told);
  }
});

test("the cancel of a refused order is refused while the link is lost: nothing would send it later", () => {
  const { stage, alpha, id } = resting();
  stage.shows(0, { status: "Inactive" });
  stage.refuses(id, 201);
  stage.notices(1100);
  stage.told(alpha);
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  assert.deepEqual([stage.names(alpha), stage.cancelled], [["error 10148"], []]);
});

test("the wish to cancel what was refused and lives outlives the session, as long as the Gateway shows it alive", () => {
  for (const isAlive of [true, false]) {
    const stage = ready();
    const alpha = stage.connect(1, 1);
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
    const { orderId } = stage.placed[0]!;
    stage.refuses(orderId, 201);
    stage.shows();
    stage.ask(alpha, "cancelOrder", { orderId: 1 });
    stage.pass(200);
    stage.reconnect();
    stage.recover(() => isAlive && stage.shows());
    stage.pass(200);
    assert.deepEqual(stage.cancelled, isAlive ? [orderId, orderId] : [orderId]);
  }
});

for (const code of [201, 321, 110, 10326])
  test(`a change refused with ${code} is sent again when it is asked again`, () => {
    const { stage, alpha, id } = resting();
    change(stage, alpha, { lmtPrice: 11 });
    stage.refuses(id, code);
    change(stage, alpha, { lmtPrice: 11 });
    assert.deepEqual(prices(stage), [10, 11, 11]);
  });

test("whichever of two changes is refused, that one is sent again when it is asked again, and the other is not", () => {
  for (const [refused, works] of [
    [11, 12],
    [12, 11],
  ]) {
    const { stage, alpha, id } = resting();
    change(stage, alpha, { lmtPrice: 11 });
    change(stage, alpha, { lmtPrice: 12 });
    stage.refuses(id, 321);
    stage.shows(0, { lmtPrice: works! });
    change(stage, alpha, { lmtPrice: works });
    assert.deepEqual(prices(stage), [10, 11, 12], `${works} works`);
    change(stage, alpha, { lmtPrice: refused });
    assert.deepEqual(prices(stage), [10, 11, 12, refused], `${refused} was refused`);
  }
});

for (const [what, [then, last]] of Object.entries({
  "refused, and is taken back": [201, 10],
  "taken back, and is refused": [10, 201],
} as const))
  test(`a change that the Gateway has shown before it is ${what} is sent again when it is asked again`, () => {
    const { stage, alpha, id } = resting();
    const says = (word: 10 | 201): unknown =>
      word === 201 ? stage.refuses(id, 201) : stage.shows(0, { lmtPrice: word });
    change(stage, alpha, { lmtPrice: 11 });
    stage.shows(0, { lmtPrice: 11 });
    says(then);
    says(last);
    change(stage, alpha, {});
    assert.deepEqual(prices(stage), [10, 11], "as it was");
    change(stage, alpha, { lmtPrice: 11 });
    assert.deepEqual(prices(stage), [10, 11, 11]);
  });

test("an order that works on behind a change that was shown and refused is not ended by Inactive alone", () => {
  const { stage, alpha, id } = resting();
  change(stage, alpha, { lmtPrice: 11 });
  stage.shows(0, { lmtPrice: 11 });
  stage.refuses(id, 201);
  stage.shows();
  for (const status of ["Inactive", "Submitted"]) {
    stage.shows(0, { status });
    assert.deepEqual(stage.statuses(), ["1 working"], status);
  }
});

test("the order as it was, asked again after a refused change, is a retry: nothing is sent", () => {
  const { stage, alpha, id } = resting();
  change(stage, alpha, { lmtPrice: 11 });
  stage.shows(0, { tif: "DAY", auxPrice: 0 });
  stage.refuses(id, 201);
  change(stage, alpha, {});
  assert.deepEqual(prices(stage), [10, 11]);
});

test("a change whose fate the session took with it is sent again when the broker shows the order without it", () => {
  const { stage, alpha } = resting();
  change(stage, alpha, { lmtPrice: 11 });
  stage.reconnect();
  stage.recover(() => stage.shows());
  change(stage, alpha, { lmtPrice: 11 });
  assert.deepEqual(prices(stage), [10, 11, 11]);
});

test("a change that has come to nothing for fifteen seconds is sent again when its client says it again, and not before", () => {
  const { stage, alpha } = resting();
  change(stage, alpha, { lmtPrice: 11 });
  stage.notices(1100);
  stage.notices(1102);
  stage.shows();
  stage.says("openOrderEnd");
  change(stage, alpha, { lmtPrice: 11 });
  assert.deepEqual(prices(stage), [10, 11], "it may still be answered");
  stage.pass(15_000);
  change(stage, alpha, { lmtPrice: 11 });
  assert.deepEqual(prices(stage), [10, 11, 11]);
  stage.shows(2, { permId: 500 });
  stage.pass(15_000);
  change(stage, alpha, { lmtPrice: 11 });
  assert.deepEqual(prices(stage), [10, 11, 11], "what rests is repeated by a retry");
});

test("a change repeats the group that IB filled in, letter by letter", () => {
  const { stage, alpha } = resting();
  stage.shows(0, { ocaGroup: "998877", ocaType: 3 });
  const shown = stage.told(alpha).find(({ name }) => name === "openOrder");
  assert.ok(shown?.name === "openOrder" && shown.body.order.ocaGroup === "998877");
  change(stage, alpha, { lmtPrice: 11, ocaGroup: "998877", ocaType: 3 });
  assert.equal(stage.placed[1]?.order.ocaGroup, "998877");
});

test("a change repeats the client's own group under the strategy's prefix, once", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, ocaGroup: "g" } });
  stage.shows();
  change(stage, alpha, { lmtPrice: 11, ocaGroup: "g" });
  stage.shows(0, { lmtPrice: 11 });
  change(stage, alpha, { lmtPrice: 12, ocaGroup: "g" });
  assert.deepEqual(
    stage.placed.map((frame) => frame.order.ocaGroup),
    ["alpha:g", "alpha:g", "alpha:g"],
  );
});

for (const code of [161, 10147, 10148])
  test(`a cancel refused with ${code} does not fire when a connection comes back later`, () => {
    const { stage, alpha, id } = resting();
    stage.ask(alpha, "cancelOrder", { orderId: 1 });
    stage.pass(200);
    stage.refuses(id, code);
    for (const notice of [1100, 1102]) stage.notices(notice);
    stage.reconnect();
    stage.recover(() => stage.shows());
    stage.pass(3_600_000);
    assert.deepEqual(stage.cancelled, [id]);
  });

test("a cancel that a later change supersedes does not fire when a connection comes back", () => {
  const { stage, alpha, id } = resting();
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  stage.pass(200);
  change(stage, alpha, { lmtPrice: 11 });
  stage.shows(0, { lmtPrice: 11 });
  for (const notice of [1100, 1102]) stage.notices(notice);
  stage.pass(3_600_000);
  assert.deepEqual(stage.cancelled, [id]);
});

test("a change made before the order left goes with it: one frame, with the newest content", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  for (let orderId = 1; orderId <= 6; orderId++) stage.ask(alpha, "placeOrder", { orderId, contract, order });
  stage.ask(alpha, "placeOrder", { orderId: 6, contract, order: { ...order, lmtPrice: 11 } });
  stage.pass(300);
  stage.shows(5);
  stage.pass(300);
  assert.deepEqual(prices(stage), [10, 10, 10, 10, 10, 11]);
});

test("a change that waits longer than 15 s for the order's first sign of life is told so, once, on the order's id", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.told(alpha);
  change(stage, alpha, { lmtPrice: 11 });
  stage.pass(14_799);
  assert.deepEqual(stage.brief(alpha), []);
  stage.pass(600_000);
  assert.deepEqual(stage.brief(alpha), ["error 1 2102"]);
  assert.deepEqual(prices(stage), [10]);
  stage.shows();
  stage.pass(200);
  assert.deepEqual(prices(stage), [10, 11], "it was kept");
});

test("a quantity change that is refused does not make a part of the order the whole", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  const hundred = { ...order, totalQuantity: shares(100) };
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: hundred });
  const { orderId } = stage.shows();
  change(stage, alpha, { totalQuantity: shares(50) });
  stage.refuses(orderId, 321);
  stage.executes(0, { shares: shares(50), cumQty: shares(50) });
  assertAlive(stage, alpha);
});

test("a quantity change under way, neither shown nor refused, does not make a part of the order the whole", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, totalQuantity: shares(50) } });
  stage.shows();
  change(stage, alpha, { totalQuantity: shares(100) });
  stage.executes(0, { shares: shares(50), cumQty: shares(50) });
  assertAlive(stage, alpha);
});

test("a quantity change that has not left yet does not make a part of the order the whole", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, totalQuantity: shares(100) } });
  change(stage, alpha, { totalQuantity: shares(50) });
  stage.executes(0, { shares: shares(50), cumQty: shares(50) });
  assertAlive(stage, alpha);
});

test("a change that still waits when its order is cancelled never leaves behind the cancel", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.pass(200);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, lmtPrice: 11 } });
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  stage.pass(200);
  stage.shows(0);
  stage.pass(200);
  assert.deepEqual([stage.placed.length, stage.cancelled.length], [1, 1]);
});

test("a second cancel that finds the first one under way is told, and gives way to no change", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const { orderId } = stage.placed[0]!;
  // It waits until the Gateway has shown the order, and then its client wants the order gone.
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, lmtPrice: 11 } });
  for (let i = 0; i < 2; i++) {
    stage.ask(alpha, "cancelOrder", { orderId: 1 });
    stage.pass(200);
  }
  stage.shows(0, { status: "PendingCancel" });
  stage.told(alpha);
  stage.refuses(orderId, 10148, underWay(orderId));
  stage.says("orderStatus", { orderId, clientId: 100, permId: 500, status: "PendingCancel" });
  stage.pass(1_000);
  assert.deepEqual(stage.brief(alpha), ["error 1 10148", "orderStatus 1 PendingCancel 0/0"]);
  assert.deepEqual(prices(stage), [10]);
});

test("a cancel that is refused gives way to the change that waited", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.pass(200);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, lmtPrice: 11 } });
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  stage.pass(200);
  stage.refuses(stage.placed[0]!.orderId, 161);
  stage.shows(0);
  stage.pass(200);
  assert.deepEqual(
    stage.placed.map((frame) => frame.order.lmtPrice),
    [10, 11],
  );
});

test("of two changes that a lost session took along, the one that never arrived can be asked for again", () => {
  const { stage, alpha } = resting();
  for (const lmtPrice of [11, 12]) change(stage, alpha, { lmtPrice });
  stage.reconnect();
  stage.recover(() => stage.shows(0, { lmtPrice: 11 }));
  change(stage, alpha, { lmtPrice: 12 });
  assert.deepEqual(prices(stage), [10, 11, 12, 12]);
});

const trailing = { ...order, action: "SELL", orderType: "TRAIL", lmtPrice: undefined, trailingPercent: 5 };
const untilNoon = { ...order, tif: "GTD", goodTillDate: "20260105 12:00:00 US/Eastern" };
/** Changes of what no price and no size shows: what rested, and what is wanted. */
const BESIDES: Readonly<Record<string, readonly [was: object, wanted: object]>> = {
  "from a limit to a market order": [order, { ...order, orderType: "MKT", lmtPrice: undefined }],
  "to work outside regular hours": [order, { ...order, outsideRth: true }],
  "to work in regular hours alone": [{ ...order, outsideRth: true }, order],
  "of a trailing percentage": [trailing, { ...trailing, trailingPercent: 2 }],
  "of what triggers a stop": [stop, { ...stop, triggerMethod: 2 }],
  "of the day it is good till": [untilNoon, { ...untilNoon, goodTillDate: "20260106 12:00:00 US/Eastern" }],
};

/** A resting order of such content, and a change of it that has left. */
function leaves(
  [was, wanted]: readonly [object, object],
  shown: object = {},
): { stage: Stage; alpha: ConnId; id: number } {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: was });
  const { orderId } = stage.shows(0, shown);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: wanted });
  stage.pass(200);
  return { stage, alpha, id: orderId };
}

for (const [what, change] of Object.entries(BESIDES)) {
  test(`a change ${what} that a lost session took along can be asked for again`, () => {
    const { stage, alpha } = leaves(change);
    stage.reconnect();
    stage.recover(() => stage.shows(0));
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: change[1] });
    stage.pass(60_000);
    assert.equal(stage.placed.length, 3);
  });

  test(`a change ${what} is refused as a change, also behind an echo of the order as it was`, () => {
    const { stage, alpha, id } = leaves(change);
    stage.shows(0, { status: "PreSubmitted" });
    stage.told(alpha);
    stage.refuses(id, 321);
    assert.deepEqual(stage.brief(alpha), ["error 1 321", "orderStatus 1 PreSubmitted 0/1"]);
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: change[1] });
    stage.pass(200);
    assert.equal(stage.placed.length, 3);
  });

  test(`a change ${what} has arrived when it is shown, and its repetition is a retry`, () => {
    const { stage, alpha, id } = leaves(change);
    stage.shows(1, { permId: 500 });
    stage.refuses(id, 321);
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: change[1] });
    stage.pass(200);
    assert.equal(stage.placed.length, 2);
  });
}

test("of two changes of one field in flight, an echo of the first does not show the second", () => {
  const { stage, alpha, id } = leaves([stop, { ...stop, triggerMethod: 2 }]);
  const last = { orderId: 1, contract, order: { ...stop, triggerMethod: 3 } };
  stage.ask(alpha, "placeOrder", last);
  stage.pass(200);
  stage.shows(1, { permId: 500 });
  stage.refuses(id, 321);
  stage.ask(alpha, "placeOrder", last);
  stage.pass(200);
  assert.equal(stage.placed.length, 4);
});

for (const isFirst of [true, false])
  test(`a change of hours alone that the Gateway ignores, and says so ${isFirst ? "before" : "behind"} its echo, is none any more`, () => {
    const { stage, alpha, id } = leaves([order, { ...order, outsideRth: true }]);
    if (!isFirst) stage.shows(0);
    stage.refuses(id, 2109);
    if (isFirst) stage.shows(0);
    const dearer = { orderId: 1, contract, order: { ...order, outsideRth: true, lmtPrice: 11 } };
    for (let i = 0; i < 2; i++) {
      stage.ask(alpha, "placeOrder", dearer);
      stage.pass(200);
      if (i === 0) stage.refuses(id, 321);
    }
    assert.equal(stage.placed.length, 4, "what is refused behind it can be asked for again");
    stage.refuses(id, 2109);
    stage.shows(0, { lmtPrice: 11 });
    stage.executes(0, { shares: shares(1), cumQty: shares(1) });
    assert.deepEqual(stage.statuses(), ["1 filled"]);
  });

const SPELLED: Readonly<Record<string, readonly [change: readonly [object, object], was: object, is: object]>> = {
  "another date, in its own words": [
    [untilNoon, { ...untilNoon, goodTillDate: "20260106-12:00:00" }],
    { goodTillDate: "20260105 17:00:00 UTC" },
    { goodTillDate: "20260106 12:00:00 UTC" },
  ],
  "a type that is only spelled otherwise": [
    [
      { ...stop, orderType: "STP LMT", lmtPrice: 9 },
      { ...stop, orderType: "STPLMT", lmtPrice: 9 },
    ],
    { orderType: "STP LMT" },
    { orderType: "STP LMT" },
  ],
  "a price, and not the hours that it ignores": [
    [order, { ...order, lmtPrice: 11, outsideRth: true }],
    {},
    { lmtPrice: 11 },
  ],
  "a market order, for which hours mean nothing": [
    [
      { ...order, orderType: "MKT", lmtPrice: undefined },
      { ...order, orderType: "MKT", lmtPrice: undefined, outsideRth: true },
    ],
    {},
    {},
  ],
};

for (const [what, [change, was, is]] of Object.entries(SPELLED))
  test(`a change has arrived at a Gateway that shows ${what}`, () => {
    const { stage } = leaves(change, was);
    stage.shows(0, { ...was, ...is });
    stage.executes(0, { shares: shares(1), cumQty: shares(1) });
    assert.deepEqual(stage.statuses(), ["1 filled"]);
  });

test("a change that waited does not leave when the configuration has taken the order from its strategy meanwhile", () => {
  const before = ready();
  before.ask(before.connect(1, 1), "placeOrder", { orderId: 1, contract, order });
  before.pass(200);
  before.ask(1 as ConnId, "placeOrder", { orderId: 1, contract, order: { ...order, lmtPrice: 11 } });
  const [alpha, ...others] = config.strategies;
  const leftUnder = (given: EngineConfig): number => {
    const stage = new Stage(given, before.entries);
    stage.greet();
    const { orderId, order: left } = before.placed[0]!;
    const echo = { ...left, orderId, clientId: 100, permId: 500 };
    stage.recover(() => stage.says("openOrder", { contract, order: echo, orderState: { status: "Submitted" } }));
    assert.deepEqual(stage.statuses(), ["1 working"]);
    return stage.placed.length;
  };
  assert.equal(leftUnder(config), 1);
  assert.equal(leftUnder({ ...config, readOnly: true }), 0);
  assert.equal(leftUnder({ ...config, strategies: [{ ...alpha!, readOnly: true }, ...others] }), 0);
  assert.equal(leftUnder({ ...config, strategies: [{ ...alpha!, account: "DU2" }, ...others] }), 0);
  assert.equal(leftUnder({ ...config, strategies: others }), 0);
});

test("an openOrder of before a quantity change, said again behind it, does not make a part of the order the whole", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, totalQuantity: shares(50) } });
  stage.shows();
  change(stage, alpha, { totalQuantity: shares(100) });
  stage.shows(1, { permId: 500 });
  stage.shows(0);
  stage.executes(0, { shares: shares(50), cumQty: shares(50) });
  assertAlive(stage, alpha);
});

for (const [first, last] of [
  [201, "old"],
  ["old", 201],
])
  for (const changed of [{ outsideRth: true }, { goodTillDate: "20260105 20:00:00 UTC" }, { orderType: "MKT" }])
    test(`a change of ${Object.keys(changed)} that was shown is taken back whole, ${first} before ${last}`, () => {
      const { stage, alpha, id } = resting();
      change(stage, alpha, changed);
      stage.shows(0, changed);
      for (const word of [first, last])
        if (word === 201) stage.refuses(id, 201);
        else stage.shows(0, { orderType: "LMT", lmtPrice: 10, outsideRth: false, goodTillDate: "" });
      change(stage, alpha, {});
      assert.equal(stage.placed.length, 2, "as it was");
      change(stage, alpha, changed);
      assert.equal(stage.placed.length, 3, "asked again");
    });
