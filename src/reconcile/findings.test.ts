/** When a difference is a suspicion, when it is known, and when it is another one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Instant, seconds, type WallMs } from "../base/time.ts";
import type { Drift } from "../model/drift.ts";
import { Drifts } from "./drifts.ts";
import { Findings } from "./findings.ts";
import type { ReconcileOut } from "./out.ts";

interface Stage {
  readonly drifts: Drifts;
  readonly seen: (brokers: string, s: number, ours?: string) => void;
  readonly found: string[];
  /** What its alert says. */
  readonly told: string[];
}

function stage(): Stage {
  const drifts = new Drifts();
  const [found, told]: [string[], string[]] = [[], []];
  const out = {
    record: (entry) => {
      drifts.evolve(entry, 0 as WallMs);
      if (entry.kind === "driftFound") found.push(`${entry.drift.ours}/${entry.drift.brokers}`);
    },
    alert: (_cause, _scope, detail) => told.push(detail) > 0,
    log: () => {},
  } as Partial<ReconcileOut> as ReconcileOut;
  const findings = new Findings(out, drifts);
  const seen = (brokers: string, s: number, ours = "0"): void => {
    const drift: Drift = { kind: "position", account: "DU1", conId: 7, field: "position", ours, brokers };
    const now = seconds(s) as Instant;
    const since = findings.suspect(drift, `${ours} ${brokers}`, now);
    if (since === undefined) findings.update(drift);
    else if (findings.hasSettled(since, now)) findings.find(drift);
  };
  return { drifts, seen, found, told };
}

test("what was seen for ten seconds is found, and as long as it is the same difference its values follow at once", () => {
  const { seen, found, told } = stage();
  for (const s of [0, 5]) seen("5", s);
  assert.deepEqual(found, []);
  seen("5", 10);
  seen("25", 11, "20");
  assert.deepEqual(found, ["0/5", "20/25"]);
  assert.deepEqual(told, ["position: ours 0, the broker's 5", "position: ours 20, the broker's 25"]);
});

test("a position that differs by something else than was found has to last, without a break", () => {
  const { seen, found, drifts } = stage();
  for (const s of [0, 10]) seen("5", s);
  seen("9", 20);
  seen("5", 25);
  seen("9", 40);
  assert.deepEqual(found, ["0/5"]);
  assert.equal(drifts.positionBeyond("DU1", 7), "5");
  seen("9", 50);
  assert.deepEqual(found, ["0/5", "0/9"]);
});
