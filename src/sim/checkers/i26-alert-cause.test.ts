/** Alerts and drifts, with and without what would explain them. */
import assert from "node:assert/strict";
import test from "node:test";
import { Books, History, openOrder, orderStatus, placement } from "../../../test/sim/oracleStage.ts";
import { alertsHaveCauses } from "./i26-alert-cause.ts";

const key = "alpha-0abc-1";
const raised = (cause: string, scope: object = { key }) => ({
  kind: "alertRaised",
  alert: { cause, scope, detail: "seen" },
});
const history = (books = new Books()): History =>
  new History(alertsHaveCauses, undefined, books).journaled({ kind: "orderIntended", legs: [placement()] });
const drift = { kind: "position", account: "DU1111", conId: 1, field: "position", ours: "5", brokers: "10" };

test("an alert about an order needs that order, and what it says to have happened", () => {
  assert.deepEqual(history().journaled(raised("order-stuck")).sentences, []);
  assert.deepEqual(history().journaled(raised("order-stuck", { key: "alpha-0abc-9" })).sentences, [
    "order-stuck key=alpha-0abc-9 was raised (seen), and nothing before it shows that",
  ]);
  const shown = [
    ["order-unknown", () => history().journaled({ kind: "orderUnknown", key })],
    ["order-after-end", () => history().journaled({ kind: "statusReported", key, report: { status: "Cancelled" } })],
    [
      "order-after-end",
      () => history().journaled({ kind: "orderEchoed", key, echo: { orderState: { status: "Filled" } } }),
    ],
    ["order-out-of-reach", () => history().heard(openOrder({ clientId: 79 }))],
    [
      "order-twin",
      () =>
        history()
          .heard(openOrder({}))
          .heard(openOrder({ permId: 9002 })),
    ],
    [
      "order-twin",
      () =>
        history()
          .journaled({ kind: "orderSending", key, orderId: 1, frame: "new" })
          .heard(orderStatus({ permId: 9003 }))
          .heard(openOrder({})),
    ],
  ] as const;
  for (const [cause, made] of shown) {
    assert.deepEqual(made().journaled(raised(cause)).sentences, []);
    assert.equal(history().journaled(raised(cause)).sentences.length, 1, cause);
  }
});

test("two orders at the broker are twins, whether the Gateway shows them or not", () => {
  const books = new Books();
  books.put("Submitted");
  books.put("Submitted", { permId: 9002 });
  assert.deepEqual(history(books).journaled(raised("order-twin")).sentences, []);
});

test("an order is over when its executions have filled it, whether a status says so or not", () => {
  const afterEnd = (status: "Filled" | "Submitted"): readonly string[] => {
    const books = new Books();
    books.put(status);
    return history(books).journaled({ kind: "executed", key }).journaled(raised("order-after-end")).sentences;
  };
  assert.deepEqual(afterEnd("Filled"), []);
  assert.equal(afterEnd("Submitted").length, 1, "it has traded in part");
});

test("an alert of a drift needs the drift, and a drift needs a difference in an account that is traded", () => {
  const scope = { account: "DU1111", conId: 1 };
  const found = history().journaled({ kind: "driftFound", drift });
  assert.deepEqual(found.journaled(raised("drift-position", scope)).sentences, []);
  assert.equal(history().journaled(raised("drift-position", scope)).sentences.length, 1);
  const says = (some: object): string =>
    history()
      .journaled({ kind: "driftFound", drift: { ...drift, ...some } })
      .sentences.join();
  assert.match(says({ brokers: "5" }), /both have 5/);
  assert.match(says({ account: "DU9999" }), /where holdfast trades for nobody/);
  assert.match(says({ key: "alpha-0abc-9" }), /an order nobody placed/);
});

test("a cause that nobody can explain is named", () => {
  assert.equal(history().journaled(raised("bad-mood")).sentences.length, 1);
});

test("a full disk was full a moment ago", () => {
  const said = (): History => history().at(1_000).journaled(raised("disk-full", {}));
  assert.deepEqual(said().at(5_000).troubled("disk-full").at(20_000).readiness(true).sentences, []);
  const before = history().at(500).troubled("disk-short-write").at(1_000).journaled(raised("disk-full", {}));
  assert.deepEqual(before.at(99_000).troubled("disk-full").at(200_000).readiness(true).sentences, []);
  const frozen = history().at(500).troubled("disk-full");
  for (let s = 5; s <= 60; s += 5) frozen.at(s * 1_000).troubled("process-frozen");
  frozen.at(61_000).journaled(raised("disk-full", {}));
  assert.deepEqual(frozen.at(90_000).readiness(true).sentences, []);
  assert.deepEqual(said().at(20_000).readiness(true).sentences, [
    "disk-full was raised at 1000 ms, and the disk had room",
  ]);
});

test("what a process met before it stood still it says when it goes on", () => {
  const thawed = (metAt: number): readonly string[] => {
    const still = history().at(metAt).troubled("disk-full");
    for (let at = 50_000; at <= 100_000; at += 5_000) still.at(at).troubled("process-frozen");
    still.at(101_000).journaled(raised("disk-full", {}));
    return still.at(140_000).readiness(true).sentences;
  };
  assert.deepEqual(thawed(45_000), []);
  assert.equal(thawed(1_000).length, 1, "long before");
});
