import assert from "node:assert/strict";
import test from "node:test";
import { type BarRequest, parseDuration, refusal } from "./barQuery.ts";

const REQUEST: BarRequest = {
  ...{ secType: "STK", endDateTime: "", durationStr: "1 D", barSizeSetting: "1 hour", whatToShow: "TRADES" },
  ...{ formatDate: 1, keepUpToDate: false },
};

const refused = (part: Partial<BarRequest>): string | undefined => refusal({ ...REQUEST, ...part })?.error.text;

test("durations are read in either case, a bare number means seconds", () => {
  const D = { count: 1, unit: "D" };
  for (const [text, expected] of [
    ["1 D", D],
    ["1 d", D],
    ["3600", { count: 3_600, unit: "S" }],
    ["9999999 Y", { count: 9_999_999, unit: "Y" }],
  ] as const)
    assert.deepEqual(parseDuration(text), expected);
});

test("durations that no Gateway takes are refused in its words", () => {
  assert.equal(parseDuration(""), "Historical data request duration not specified.");
  for (const text of ["1D", "1  D", "1 H", "-1 D", "1.5 D", "D"])
    assert.match(String(parseDuration(text)), /^When specifying a unit, .*\(S\|D\|W\|M\|Y\)\.$/, text);
  for (const text of ["0 D", "29 S", "99999999999 S"])
    assert.equal(parseDuration(text), "Historical data requested duration is invalid.", text);
  assert.match(String(parseDuration("86401 S")), /greater than 86400 seconds rejected\.$/);
  assert.match(String(parseDuration("366 D")), /longer than 365 days must be made in years\.$/);
  assert.match(String(parseDuration("53 W")), /longer than 52 weeks must be made in years\.$/);
  assert.match(String(parseDuration("13 M")), /longer than 12 months must be made in years\.$/);
});

test("a request in order is not refused, whatever the case of its words", () => {
  assert.equal(refused({}), undefined);
  assert.equal(refused({ whatToShow: "trades", barSizeSetting: "1 Hour", keepUpToDate: true }), undefined);
  assert.equal(refused({ whatToShow: "SCHEDULE", barSizeSetting: "1 day", durationStr: "1 M" }), undefined);
});

test("combinations that make no sense are refused with 321 and their cause", () => {
  const end = { endDateTime: "20260102 10:00:00" };
  for (const [part, cause] of [
    [{ barSizeSetting: "1 sec" }, /Legal ones are: 1 secs/],
    [{ whatToShow: "LAST" }, /What to show value of LAST rejected\.$/],
    [{ formatDate: 4 }, /Date formatting selection of 4 rejected\.$/],
    [{ whatToShow: "ADJUSTED_LAST", ...end }, /End date not supported with adjusted last$/],
    [{ whatToShow: "ADJUSTED_LAST", barSizeSetting: "1 week" }, /Multi day bar size not supported with adjusted last$/],
    [{ whatToShow: "SCHEDULE" }, /Only daily resolution supported for Schedule requests$/],
    [{ keepUpToDate: true, ...end }, /End date not supported with live updates$/],
    [{ keepUpToDate: true, secType: "BAG" }, /Live updates for combos are not supported$/],
    [{ keepUpToDate: true, whatToShow: "BID_ASK" }, /Source price not supported with live updates$/],
  ] as const)
    assert.match(refused(part) ?? "", cause);
});
