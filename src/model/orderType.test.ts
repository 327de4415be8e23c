import assert from "node:assert/strict";
import { test } from "node:test";
import { hasTrigger, isStop } from "./orderType.ts";

for (const orderType of [
  "STP",
  "stp",
  "Stop",
  "STP LMT",
  "STPLMT",
  "Stop Limit",
  "STP PRT",
  "TRAIL",
  "trail",
  "Trail Limit",
])
  test(`${orderType} waits for the market to go against a position`, () => {
    assert.ok(isStop({ orderType }));
  });

for (const orderType of ["TRAIL MIT", "TRAIL LIT", "TRAILMIT", "trail-lit"])
  test(`${orderType} has a trigger, and is no stop: it waits for the market to go with a position`, () => {
    assert.ok(hasTrigger({ orderType }));
    assert.ok(!isStop({ orderType }));
  });

for (const orderType of ["LMT", "MKT", "MIT", "LIT", "MOC", "", undefined])
  test(`${orderType} is no stop`, () => {
    assert.ok(!isStop({ orderType }));
  });
