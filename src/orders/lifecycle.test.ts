import assert from "node:assert/strict";
import test from "node:test";
import type { WallMs } from "../base/time.ts";
import { isAtBroker, isFinished, STATUSES } from "../model/status.ts";
import { lifecycle } from "./lifecycle.ts";
import { TRANSITIONS_MAX, type Transition, withTransition } from "./transitions.ts";

test("what has ended never works again: nothing but a late fill follows", () => {
  for (const status of STATUSES.filter(isFinished))
    assert.deepEqual(
      Object.keys(lifecycle[status]).filter((event) => event !== "filled"),
      [],
      status,
    );
});

test("only an order of unknown fate is proved absent, and no order that never left becomes unknown", () => {
  for (const status of STATUSES) {
    assert.equal(lifecycle[status].provedAbsent, status === "unknown" ? "absent" : undefined, status);
    if (lifecycle[status].lost !== undefined) assert.ok(isAtBroker(status), status);
  }
});

test("an order remembers its newest changes of status, and the oldest is forgotten", () => {
  let known: readonly Transition[] = [];
  for (let at = 1; at <= TRANSITIONS_MAX + 5; at++)
    known = withTransition(known, { at: at as WallMs, from: "working", to: "unknown", cause: "orderUnknown" });
  assert.deepEqual([known.length, known[0]?.at, known.at(-1)?.at], [TRANSITIONS_MAX, 6, TRANSITIONS_MAX + 5]);
});
