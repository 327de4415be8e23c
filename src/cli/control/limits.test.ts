import assert from "node:assert/strict";
import test from "node:test";
import type { LimitName } from "../../model/limits.ts";
import { screen as checked, exitCode } from "./checkControls.ts";
import { screen } from "./limits.ts";
import { typedValue } from "./limitValue.ts";

test("a limit is typed as people write it, and as the configuration does", () => {
  const cases: readonly (readonly [LimitName, string, unknown])[] = [
    ["max-quantity", "off", "off"],
    ["max-quantity", "50", "50"],
    ["drawdown", "2.5", 2.5],
    ["long-only", "true", true],
    ["banned", "GME,AMC, 265598", ["GME", "AMC", 265598]],
    ["banned", '[{ symbol = "GME", currency = "USD" }]', [{ symbol: "GME", currency: "USD" }]],
    ["order-types", "LMT,STP LMT", ["LMT", "STP LMT"]],
    ["repeated-executions", "20/60", { executions: 20, seconds: 60 }],
    ["self-match", "refuse", "refuse"],
  ];
  for (const [limit, text, value] of cases)
    assert.deepEqual(JSON.parse(JSON.stringify(typedValue(limit, text))), { value }, `${limit} ${text}`);
});

test("what no reading makes a limit is told what it must be", () => {
  for (const text of ["5%", "-1", "nan", "", "5 = 6"])
    assert.deepEqual(typedValue("max-quantity", text), { must: 'a quantity above 0, or "off"' }, text);
});

const ROW = {
  scope: "strategy alpha",
  limit: "max-quantity",
  unit: "shares or contracts",
  value: "50",
  configured: "100",
};

test("a limit that was changed shows the configuration's beside it, with who, until when and why", () => {
  const set = { ...ROW, by: "ann", until: 1_767_625_200_000, why: "first week" };
  assert.deepEqual(screen([set, { ...ROW, limit: "ramp", value: "off", configured: "off" }], false).split("\n"), [
    "scope\tlimit\tin force\tconfigured\tset by\tuntil\twhy",
    "strategy alpha\tmax-quantity\t50 shares or contracts\t100\tann\t2026-01-05T15:00:00.000Z\tfirst week",
    "strategy alpha\tramp\toff\t\t\t\t",
  ]);
});

test("a size that the ramp has made smaller shows what of", () => {
  assert.match(
    screen([{ ...ROW, value: "25", unramped: "100" }], false),
    /\t25 shares or contracts \(the ramp's part of 100\)\t/,
  );
});

test("contracts are shown by their names, and how much is used stands beside the limit", () => {
  const banned = { ...ROW, limit: "banned", unit: "", value: [{ symbol: "GME", currency: "USD" }, { conId: 7 }] };
  const used = { ...ROW, limit: "max-position", used: { conId: 7, position: "20" } };
  const lost = { ...ROW, limit: "daily-loss", unit: "base currency", value: "500", used: 1.3999999999996362 };
  assert.match(screen([lost], false), /\tdaily-loss\t500 base currency\t1\.4\t/);
  assert.deepEqual(screen([banned, used], false).split("\n").slice(1), [
    "strategy alpha\tbanned\tGME currency USD, conId 7\t\t\t\t\t",
    "strategy alpha\tmax-position\t50 shares or contracts\tconId 7 position 20\t\t\t\t",
  ]);
});

test("one limit that lets its violation pass makes the check fail, and so does an answer without any", () => {
  const refused = { ...ROW, tried: "51", refusedBy: "max-quantity" };
  const off = { ...ROW, limit: "ramp", value: "off" };
  assert.equal(exitCode([refused, off]), 0);
  assert.equal(exitCode([refused, { ...ROW, tried: "51", passed: true }]), 1);
  assert.equal(exitCode([]), 1);
  assert.match(checked([{ ...ROW, tried: "51", passed: true }], false), /max-quantity\t50\t51\tPASSED$/);
});
