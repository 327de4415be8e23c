import assert from "node:assert/strict";
import test from "node:test";
import type { WallMs } from "../base/time.ts";
import { judged, limit, verdict } from "./judging.test.ts";

const only = { "order-types": ["LMT", "STP LMT", "TRAIL LIMIT", "MOC"] };

for (const orderType of ["LMT", "lmt", "STP LMT", "STPLMT", "stp-lmt", "TRAIL LIMIT", "TRAILLMT", "MKTCLS", "MOC"])
  test(`${orderType} is one of the types that are taken, however it is spelled`, () =>
    assert.equal(verdict(only, { ...limit, orderType }), "passed"));

for (const orderType of ["MKT", "STP", "TRAIL", "LIT", "LMT MKT", "", undefined])
  test(`${orderType || "no type"} is not one of them`, () =>
    assert.equal(
      verdict(only, { ...limit, orderType }),
      `order-types: ${orderType || "no order type"} against LMT, STP LMT, TRAIL LIMIT, MOC`,
    ));

test("what an order becomes, and what its hedge is, have to be of a type that is taken, too", () => {
  assert.equal(
    verdict(only, { ...limit, adjustedOrderType: "TRAIL" }),
    "order-types: TRAIL against LMT, STP LMT, TRAIL LIMIT, MOC",
  );
  assert.equal(
    verdict(only, { ...limit, deltaNeutralOrderType: "MKT" }),
    "order-types: MKT against LMT, STP LMT, TRAIL LIMIT, MOC",
  );
  for (const none of ["", "None", "NONE"])
    assert.equal(verdict(only, { ...limit, adjustedOrderType: none, deltaNeutralOrderType: none }), "passed");
});

test("every leg has to be of a type that is taken, also of what reduces", () => {
  const stop = { order: { ...limit, orderType: "STP" } };
  assert.equal(judged(only, [{ order: limit }, stop])?.detail, "STP against LMT, STP LMT, TRAIL LIMIT, MOC");
  assert.equal(judged(only, [stop], { reduces: true })?.gate, "order-types");
});

const DAY = "Mon-Fri 09:30-16:00 America/New_York";
const EVENING = "Mon-Fri 18:00-20:00 America/New_York";
const at = (from: number, to: number) => ({ from: from as WallMs, to: to as WallMs });
const hours = {
  [DAY]: [at(1_000, 2_000), at(11_000, 12_000)],
  [EVENING]: [at(3_000, 4_000)],
};
const open = { sessions: [DAY, EVENING] };

test("an order is taken from the beginning of hours until just before their end", () => {
  for (const wall of [1_000, 1_999, 3_500, 11_000]) assert.equal(verdict(open, limit, { wall, hours }), "passed");
  for (const wall of [0, 999, 2_000, 4_000, 12_000])
    assert.equal(verdict(open, limit, { wall, hours }), `sessions: now against ${DAY}, ${EVENING}`);
});

test("what reduces is taken at any hour", () => {
  assert.equal(judged(open, [{ order: limit }], { wall: 0, hours, reduces: true }), undefined);
});

test("hours of which nothing is known are never now, and that is said", () => {
  const said = verdict(open, limit, { wall: 1_500, hours: {} });
  assert.equal(said, `sessions: now against ${DAY}, ${EVENING}; nothing is known of the hours ${DAY}`);
  assert.equal(verdict(open, limit, { wall: Number.NaN, hours }), `sessions: now against ${DAY}, ${EVENING}`);
});
