/** What a generic tick list asks for, and the refusals that were published word by word. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import test from "node:test";
import { type LegalGenericTicks, readGenericTicks } from "./genericTicks.ts";

const read = (list: string, secType = "STK", build: LegalGenericTicks = "2026", serves104 = true) =>
  readGenericTicks(list, secType, { build, serves104 });

function codes(list: string, secType?: string, build?: LegalGenericTicks): readonly number[] | "refused" {
  const ticks = read(list, secType, build);
  return typeof ticks === "string" ? "refused" : [...ticks.codes];
}

test("numbers, blanks, empty entries and aliases are read; mdoff is no tick", () => {
  deepEqual(codes("233, 236 ,,mdoff"), [233, 236]);
  deepEqual(codes("221,220,47,59"), [232, 221, 258, 456]);
  const ticks = read("MDOFF,292:BRFG+DJNL");
  ok(typeof ticks !== "string");
  deepEqual([ticks.mdoff, ticks.newsProviders, [...ticks.codes]], [true, ["BRFG", "DJNL"], [292]]);
  deepEqual(codes(""), []);
});

test("one bad entry refuses the whole list, and so does a list of mdoff alone", () => {
  for (const list of ["999", "233,13", "abc", "292:", ":5", "mdoff", "233;236"]) equal(codes(list), "refused", list);
});

test("what is legal depends on the contract", () => {
  deepEqual([codes("456", "CASH"), codes("456", "FUT")], ["refused", [456]]);
  deepEqual([codes("162"), codes("162", "IND")], ["refused", [162]]);
  deepEqual([codes("595", "IND"), codes("595", "OPT")], ["refused", [595]]);
});

test("the builds of 2022 and 2026 differ in news and net asset values, as published", () => {
  deepEqual([codes("292"), codes("292", "STK", "2022")], [[292], "refused"]);
  deepEqual([codes("576,578"), codes("576,578", "STK", "2022")], ["refused", [576, 578]]);
});

test("104 is served or refused by a switch, and never among the legal ones", () => {
  ok(typeof read("104") !== "string");
  const refusal = read("104", "STK", "2022", false);
  ok(typeof refusal === "string");
  match(
    refusal,
    /list of 104\. {2}Legal ones for \(STK\) are: 100\(Option Volume\),.*,411\(rthistvol\),456\/59\(IBDividends\)/,
  );
  ok(!refusal.includes(",104("));
});
