/**
 * Readiness of the whole engine: what a start lacks at each step, what each condition does to a session that has everything,
 * and that data which flows is no proof of a Gateway that answers. How each condition comes about is in conditions.test.ts.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { config, ready, Stage } from "../../test/engine/stage.ts";
import { type Instant, seconds } from "../base/time.ts";
import { oneLine, type Readiness, ROUND_TRIP_MS_MAX, readiness } from "../health/readiness.ts";
import { CONDITION_IDS, conditionRow } from "../upstream/conditions.ts";
import { serverReply } from "../wire/handshake.ts";
import { assemble, type Machines } from "./machines.ts";
import { facts } from "./queries.ts";

const asked = (stage: Stage): Readiness => stage.answer("readiness") as Readiness;
const failing = ({ checks }: Readiness): string[] => checks.filter(({ ok }) => !ok).map(({ check }) => check);
const named = ({ reasons }: Readiness): string[] => reasons.map(({ condition }) => condition);

/** Machines of a session that has everything. */
function standing(): Machines {
  const machines = { ...assemble(config), account: { complete: true } } as unknown as Machines;
  machines.session.ready(0 as Instant);
  machines.out.state = "ready";
  machines.out.upstreamVersion = 200;
  return machines;
}

const judged = (machines: Machines, now = 50_000): Readiness =>
  readiness(facts(machines, ["DU1"], { now: now as Instant, stateMs: 1_000, roundTripMs: 10 }));

for (const id of CONDITION_IDS) {
  const row = conditionRow(id);
  test(`${id}: a session that has everything else is ${row.ready === true ? "ready" : "not ready, and says why"}`, () => {
    const machines = standing();
    assert.equal(judged(machines).ready, true);
    machines.standing.begin(id, 20_000 as Instant, "seen");
    const document = judged(machines);
    assert.equal(document.ready, row.ready === true);
    if (row.ready !== true) {
      const { says, remedy } = row;
      assert.deepEqual(document.reasons, [{ condition: id, says, sinceMs: 30_000, detail: "seen", remedy }]);
    }
    machines.standing.end(id);
    assert.equal(judged(machines).ready, true);
  });
}

test("no condition that refuses orders leaves the session ready, and none that takes them makes it unready", () => {
  for (const id of CONDITION_IDS) assert.equal(conditionRow(id).orders, conditionRow(id).ready === true, id);
});

test("a start lacks less with each step, and is ready with the last one alone", () => {
  const stage = new Stage();
  const steps: [state: string, lacks: number][] = [];
  const look = (): void => {
    const document = asked(stage);
    assert.equal(document.ready, document.state === "ready");
    if (!document.ready) assert.deepEqual(named(document), [document.state]);
    steps.push([document.state, failing(document).length]);
  };
  look();
  stage.step({ kind: "upstreamOpened" });
  look();
  stage.step({ kind: "upstreamReceived", bytes: serverReply(200, "20260105 10:11:12 UTC") });
  look();
  stage.says("managedAccounts", { accountsList: "DU1,DU2" });
  stage.says("nextValidId", { orderId: 1 });
  look();
  stage.recover();
  look();
  assert.deepEqual(steps, [
    ["dialing", 5],
    ["handshaking", 5],
    ["starting", 4],
    ["reconciling", 3],
    ["ready", 0],
  ]);
});

test("a start that was told nothing of accounts is ready, and says what it lacks until it is told", () => {
  const stage = new Stage();
  stage.greet();
  for (const end of ["openOrderEnd", "completedOrdersEnd"] as const) stage.says(end);
  stage.says("execDetailsEnd", { reqId: stage.lastReqId("reqExecutions") });
  stage.pass(seconds(50));
  const lacks = (): [boolean, string, string] => {
    const document = asked(stage);
    const check = document.checks.find((one) => one.check === "reconciliation")!;
    return [document.ready, check.detail, oneLine(document)];
  };
  const said = (untold: string): [boolean, string, string] => [
    true,
    `orders and executions are as the broker says; not told: ${untold}`,
    `ready; the Gateway has not told: ${untold}`,
  ];
  assert.deepEqual(lacks(), said("positions, values of DU1, values of DU2"));
  const { conditions } = stage.answer("status") as { conditions: { condition: string; detail: string }[] };
  assert.deepEqual(
    conditions.map(({ condition, detail }) => `${condition}: ${detail}`),
    ["accounts-untold: positions, values of DU1, values of DU2"],
  );
  stage.says("positionEnd");
  stage.says("accountDownloadEnd", { accountName: "DU1" });
  assert.deepEqual(lacks(), said("values of DU2"));
  stage.says("accountDownloadEnd", { accountName: "DU2" });
  assert.deepEqual(lacks(), [true, "orders, executions and accounts are as the broker says", "ready"]);
});

test("what the last session left behind counts for nothing in the next", () => {
  const stage = ready();
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  assert.deepEqual(named(asked(stage)), ["dropped"]);
  assert.deepEqual(failing(asked(stage)), [
    "session",
    "handshake",
    "accounts",
    "reconciliation",
    "round-trip",
    "conditions",
  ]);
  stage.pass(1_500);
  stage.step({ kind: "upstreamOpened" });
  stage.step({ kind: "upstreamReceived", bytes: serverReply(200, "20260105 10:11:12 UTC") });
  assert.ok(failing(asked(stage)).includes("accounts"), "accounts of the session before");
});

test("a Gateway that goes on talking and answers nothing is not ready within 15 s, and is when it answers again", () => {
  const stage = ready();
  stage.pass(seconds(5));
  stage.alive = false;
  const from = stage.now;
  while (asked(stage).ready) {
    assert.ok(stage.now - from <= ROUND_TRIP_MS_MAX, "still ready");
    stage.pass(500);
    stage.says("error", { id: -1, errorCode: 2104, errorMsg: "Market data farm connection is OK:usfarm" });
  }
  assert.deepEqual(named(asked(stage)), ["half-open"]);
  stage.alive = true;
  stage.pass(seconds(8));
  assert.equal(asked(stage).ready, true);
});

test("status and readiness are one verdict", () => {
  const stage = ready();
  const both = (): [unknown, unknown] => {
    const status = stage.answer("status") as { readiness: Readiness };
    return [status.readiness, asked(stage)];
  };
  assert.deepEqual(...both());
  stage.notices(1100);
  const [inStatus, alone] = both();
  assert.deepEqual(inStatus, alone);
  assert.deepEqual(named(alone as Readiness), ["link-lost"]);
});
