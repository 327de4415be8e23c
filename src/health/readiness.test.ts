/** What READY demands: all of it at once, and at least one reason wherever it is not given. */
import assert from "node:assert/strict";
import test from "node:test";
import { type Facts, oneLine, ROUND_TRIP_MS_MAX, readiness } from "./readiness.ts";

const READY: Facts = {
  state: "ready",
  sinceMs: 60_000,
  serverVersion: 200,
  accounts: ["DU1"],
  missing: [],
  roundTripMs: 3_000,
  conditions: [],
  trading: [],
};
const condition = (name: string, hinders: boolean) => ({
  ...{ condition: name, says: `${name} is the case`, sinceMs: 7, detail: "seen", remedy: "wait", hinders },
});

test("a session that has everything is ready, and nothing is held against it", () => {
  const document = readiness(READY);
  assert.equal(document.ready, true);
  assert.deepEqual(document.reasons, []);
  assert.ok(document.checks.every(({ ok }) => ok));
  assert.equal(oneLine(document), "ready");
});

test("each thing that is missing alone makes it not ready, fails its own check and is a reason", () => {
  const lacking: readonly (readonly [check: string, lack: Partial<Facts>])[] = [
    ["handshake", { serverVersion: undefined }],
    ["accounts", { accounts: [] }],
    ["reconciliation", { missing: ["executions"] }],
    ["reconciliation", { missing: undefined }],
    ["round-trip", { roundTripMs: undefined }],
    ["round-trip", { roundTripMs: ROUND_TRIP_MS_MAX + 1 }],
    ["conditions", { conditions: [condition("read-only-session", true)] }],
  ];
  for (const [check, lack] of lacking) {
    const { ready, checks, reasons } = readiness({ ...READY, ...lack });
    assert.equal(ready, false, check);
    assert.deepEqual(
      checks.filter(({ ok }) => !ok).map((failed) => failed.check),
      [check],
    );
    assert.equal(reasons.length, 1, check);
  }
});

test("an answer of just now and one of exactly 15 s ago are both fresh", () => {
  assert.equal(readiness({ ...READY, roundTripMs: 0 }).ready, true);
  assert.equal(readiness({ ...READY, roundTripMs: ROUND_TRIP_MS_MAX }).ready, true);
});

test("no state but ready is ready, and where no condition has a name the state is the reason, in words", () => {
  const states = ["disconnected", "dialing", "handshaking", "starting", "reconciling", "link-lost", "draining", "new"];
  for (const state of states) {
    const { ready, reasons } = readiness({ ...READY, state });
    assert.equal(ready, false, state);
    assert.deepEqual(
      reasons.map((reason) => reason.condition),
      [state],
    );
    assert.ok(reasons[0]!.says !== "" && reasons[0]!.remedy !== "", state);
  }
});

test("a start says what it waits for", () => {
  const { reasons } = readiness({ ...READY, state: "reconciling", missing: ["executions", "account images"] });
  assert.equal(reasons[0]!.detail, "missing: executions, account images");
});

test("a condition is the reason in place of the state, and one that does not hinder is none", () => {
  const both = [condition("refused", true), condition("restart-window", false)];
  const lost = readiness({ ...READY, state: "disconnected", conditions: both });
  assert.deepEqual(
    lost.reasons.map((reason) => reason.condition),
    ["refused"],
  );
  assert.ok(!("hinders" in lost.reasons[0]!));
  assert.equal(oneLine(lost), "not ready (disconnected): refused: refused is the case (seen)");
  assert.equal(readiness({ ...READY, conditions: both.slice(1) }).ready, true);
});
