import assert from "node:assert/strict";
import test from "node:test";
import { shares } from "./judging.test.ts";
import { ramped } from "./ramp.ts";

test("a ramp leaves its share of every limit of size, exactly", () => {
  for (const name of ["max-quantity", "max-value", "max-position", "max-gross-value"] as const) {
    assert.equal(ramped(name, shares(100), 25), "25");
    assert.equal(ramped(name, shares(3), 33.3), "0.999");
    assert.equal(ramped(name, shares(100), 100), "100");
  }
});

test("a ramp says nothing of other limits, of those that are off, and where it is off itself", () => {
  assert.equal(ramped("price-collar", 2, 25), 2);
  assert.equal(ramped("max-open-orders", 100, 25), 100);
  assert.equal(ramped("daily-loss", shares(500), 25), "500");
  assert.equal(ramped("max-quantity", "off", 25), "off");
  assert.equal(ramped("max-quantity", shares(100), "off"), "100");
});

test("a ramp that is no number leaves nothing", () => {
  assert.equal(ramped("max-quantity", shares(100), Number.NaN), "0");
});
