import assert from "node:assert/strict";
import test from "node:test";
import type { Decimal } from "../base/decimal.ts";
import type { WallMs } from "../base/time.ts";
import { commissionRow, type OrderNow, orderRow } from "./rows.ts";

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

test("an order's average price is that of all that has filled, whether executions or a status say so", () => {
  const priced = (fill: string | undefined, report: string, filled: string): unknown => {
    const now = {
      ...{ contract: {}, order: {}, transitions: [], report: { filled: report, avgFillPrice: 11 } },
      fill: fill === undefined ? undefined : { filled: fill, avgFillPrice: 10 },
    };
    const { avgFillPrice } = orderRow(now as unknown as OrderNow, filled as Decimal, when, when);
    return avgFillPrice;
  };
  assert.equal(priced("100", "0", "100"), 10, "no status has followed the execution");
  assert.equal(priced("100", "100", "100"), 10);
  assert.equal(priced("100", "200", "200"), 11, "an execution never came");
  assert.equal(priced(undefined, "200", "200"), 11);
});
