/** Farms are told apart by what notices name, whatever the language; the code alone says what happened. */
import assert from "node:assert/strict";
import test from "node:test";
import { Farms } from "./farms.ts";

const notice = (errorCode: number, errorMsg: string) => ({
  id: -1,
  errorCode,
  errorMsg,
  advancedOrderRejectJson: "",
  errorTime: 0,
});

/** What is broken after these notices, in their order. */
function broken(...notices: readonly (readonly [number, string])[]): string {
  const farms = new Farms();
  for (const [code, text] of notices) farms.heard(notice(code, text));
  return farms.broken;
}

test("a farm is named as its notice names it, dots and languages and all", () => {
  assert.equal(broken([2103, "Market data farm connection is broken:usfarm.nj"]), "usfarm.nj (2103)");
  assert.equal(broken([2105, "Die Verbindung zur HMDS-Datenfarm ist unterbrochen: euhmds"]), "euhmds (2105)");
  assert.equal(broken([2157, "证券定义数据中心连接断开：secdefhk"]), "secdefhk (2157)");
  assert.equal(broken([2103, "broken"]), "a farm without a name (2103)");
});

test("only a farm's own OK, or its being inactive upon demand, ends that it is broken", () => {
  const usfarm = [2103, "Market data farm connection is broken:usfarm"] as const;
  assert.equal(broken(usfarm, [2104, "Market data farm connection is OK:eufarm"]), "usfarm (2103)");
  assert.equal(broken(usfarm, [2106, "HMDS data farm connection is OK:usfarm"]), "usfarm (2103)");
  assert.equal(broken(usfarm, [2119, "Market data farm is connecting:usfarm"]), "usfarm (2103)");
  assert.equal(broken(usfarm, [2104, "Market data farm connection is OK:usfarm"]), "");
  const inactive = "Market data farm connection is inactive but should be available upon demand.usfarm";
  assert.equal(broken(usfarm, [2108, inactive]), "");
});

test("the list in a 1102 ends what it calls connected, and leaves what it calls not connected", () => {
  const farms = new Farms();
  for (const name of ["cashfarm", "cashhmds", "usfarm"]) farms.heard(notice(2103, `broken:${name}`));
  const list =
    "The following farms are connected: cashfarm; secdefil. The following farms are not connected: cashhmds.";
  farms.listed(notice(1102, `Connectivity has been restored - data maintained. ${list}`));
  assert.equal(farms.broken, "cashhmds (2103), usfarm (2103)");
  farms.listed(notice(1102, "restored - data maintained. All data farms are connected: usfarm; cashhmds."));
  assert.equal(farms.broken, "");
});

test("a Gateway that names farms without end fills no memory", () => {
  const farms = new Farms();
  for (let i = 0; i < 10_000; i++) farms.heard(notice(2103, `broken:farm${i}`));
  assert.equal([...farms.newest].length, 100);
  assert.equal(farms.broken.split(", ").length, 100);
});
