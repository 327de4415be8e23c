import assert from "node:assert/strict";
import test from "node:test";
import type { WallMs } from "../base/time.ts";
import { commissionRow } from "./rows.ts";

const when = { entry: 1, at: 0 as WallMs };

test("a report that nothing is known yet leaves its figures empty, and a dollar lost is a dollar lost", () => {
  const told = (commission: number, realizedPNL?: number) => {
    const said = {
      execId: "e.1.01.01",
      commission,
      currency: "USD",
      ...(realizedPNL !== undefined && { realizedPNL }),
    };
    const row = commissionRow("e.1.01.01", said, when);
    return [row.commission, row.realizedPNL];
  };
  assert.deepEqual(told(-1, Number.MAX_VALUE), [null, null]);
  assert.deepEqual(told(Number.MAX_VALUE), [null, null]);
  assert.deepEqual(told(1, -1), [1, -1]);
  assert.deepEqual(told(-0.2, 0), [-0.2, 0]);
});
