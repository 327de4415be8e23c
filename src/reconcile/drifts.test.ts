import assert from "node:assert/strict";
import { test } from "node:test";
import type { WallMs } from "../base/time.ts";
import type { Drift } from "../model/drift.ts";
import { Drifts } from "./drifts.ts";

const split: Drift = { kind: "position", account: "DU1", conId: 7, field: "position", ours: "100", brokers: "200" };
const AT = 0 as WallMs;

test("what the broker holds beyond executions counts as long as the difference does, and only there", () => {
  const drifts = new Drifts();
  assert.equal(drifts.positionBeyond("DU1", 7), "0");
  drifts.evolve({ kind: "driftFound", drift: split }, AT);
  assert.equal(drifts.positionBeyond("DU1", 7), "100");
  assert.equal(drifts.positionBeyond("DU1", 8), "0");
  assert.equal(drifts.positionBeyond("DU2", 7), "0");
  drifts.evolve({ kind: "driftFound", drift: { ...split, ours: "300" } }, AT);
  assert.equal(drifts.positionBeyond("DU1", 7), "-100");
  drifts.evolve({ kind: "driftEnded", drift: split, reason: "agree again" }, AT);
  assert.equal(drifts.positionBeyond("DU1", 7), "0");
});
