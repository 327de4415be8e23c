/** Alerts that come once, end once and say what they are about; and what `holdfast alerts` shows of them. */
import assert from "node:assert/strict";
import test from "node:test";
import { History } from "../../../test/sim/oracleStage.ts";
import { usefulAlerts } from "./i27-alerts.ts";

const alert = { cause: "order-stuck", scope: { key: "alpha-0abc-1" }, detail: "sent 30 s ago" };
const row = { cause: "order-stuck", key: "alpha-0abc-1", since: 1, action: "look" };
const raised = { kind: "alertRaised", alert };
const ended = { kind: "alertEnded", alert, reason: "the broker knows it" };
const holding = (): History => new History(usefulAlerts).at(5).journaled(raised).at(9);

test("an alert that holds is not raised again, whichever process of the machine raises it", () => {
  for (const daemon of ["daemon", "daemon#2"])
    assert.deepEqual(holding().ended("killed").journaled(raised, daemon).sentences, [
      "order-stuck key=alpha-0abc-1 was raised at 5 ms and again now, without an end between: it is one condition",
    ]);
  assert.deepEqual(holding().journaled(ended).journaled(raised).sentences, []);
});

test("another order is another condition, and so is another cause", () => {
  const others = [
    { ...alert, scope: { key: "alpha-0abc-2" } },
    { ...alert, cause: "order-unknown" },
  ];
  for (const other of others) assert.deepEqual(holding().journaled({ ...raised, alert: other }).sentences, []);
});

test("only what holds can end, and somebody says why", () => {
  assert.deepEqual(new History(usefulAlerts).journaled(ended).sentences, [
    "order-stuck key=alpha-0abc-1 ended, and it did not hold",
  ]);
  assert.match(
    holding()
      .journaled({ ...ended, reason: "" })
      .sentences.join(),
    /nobody says why/,
  );
});

test("an alert without detail, scope or cause is named; a full disk is about everything", () => {
  const says = (some: object): string =>
    new History(usefulAlerts).journaled({ ...raised, alert: { ...alert, ...some } }).sentences.join();
  assert.match(says({ detail: "" }), /does not say what was seen/);
  assert.match(says({ scope: undefined }), /order-stuck does not say what it is about/);
  assert.match(says({ cause: "" }), /without a cause/);
  assert.equal(says({ cause: "disk-full", scope: undefined }), "");
});

test("what is shown is what holds, with since and action", () => {
  assert.deepEqual(holding().alerts([row]).sentences, []);
  assert.match(
    holding().alerts([]).sentences.join(),
    /shows no alerts, .* 1 alerts hold: order-stuck key=alpha-0abc-1/,
  );
  assert.match(holding().journaled(ended).alerts([row]).sentences.join(), /shows 1 alerts, .* no alerts hold/);
  for (const lame of [
    { ...row, action: "" },
    { ...row, since: undefined },
  ])
    assert.match(holding().alerts([lame]).sentences.join(), /shown without since or action/);
});
