/** What an operator sees of differences and of a taking over. */
import assert from "node:assert/strict";
import test from "node:test";
import { screen as driftScreen } from "./drift.ts";
import { screen as reconcileScreen } from "./reconcile.ts";

const SINCE = Date.UTC(2026, 0, 5, 10, 11, 12);
const order = {
  kind: "order",
  account: "DU1",
  key: "alpha-x7k2-1",
  conId: 7,
  field: "lmtPrice",
  ours: "10",
  brokers: "11",
};

test("each difference is named with when it began, what it is about, and both values", () => {
  const position = { kind: "position", account: "DU1", conId: 265598, field: "position", ours: "0", brokers: "5" };
  const lines = driftScreen(
    {
      now: [
        { ...order, since: SINCE },
        { ...position, since: SINCE },
      ],
      lately: [],
    },
    false,
  ).split("\n");
  assert.equal(lines[1], "order\t2026-01-05T10:11:12.000Z\tDU1\talpha-x7k2-1\tlmtPrice\t10\t11");
  assert.match(lines[2]!, /\tcontract 265598\tposition\t0\t5$/);
});

test("what ended lately follows, with its end and the reason", () => {
  const past = { ...order, since: SINCE, until: SINCE + 60_000, reason: "taken over by ann@host" };
  const screen = driftScreen({ now: [], lately: [past] }, false);
  assert.match(screen, /^Nothing differs\.\n\nLately:\n/);
  assert.match(screen, /2026-01-05T10:12:12\.000Z\ttaken over by ann@host$/);
});

test("without a session it is not said that nothing differs, for nobody can know", () => {
  assert.match(
    driftScreen({ now: [], lately: [], comparing: false }, false),
    /^No difference is known, and none can be/,
  );
  assert.equal(driftScreen({ now: [], lately: [], comparing: true }, false), "Nothing differs.");
});

test("an answer of another shape shows no differences and breaks nothing", () => {
  for (const answer of [undefined, null, 7, { now: "many" }])
    assert.equal(driftScreen(answer, false), "Nothing differs.");
});

test("a taking over names what is another way now, or that nothing was", () => {
  const changed = [
    { kind: "order", account: "DU1", key: "alpha-x7k2-1", field: "status", before: "working", now: "filled" },
  ];
  assert.match(reconcileScreen(changed, false), /order\tDU1\talpha-x7k2-1\tstatus\tworking\tfilled/);
  assert.equal(reconcileScreen([], false), "Nothing was different.");
});
