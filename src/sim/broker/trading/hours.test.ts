import { deepEqual, equal, match } from "node:assert/strict";
import test from "node:test";
import { MKT, Stage, type Wanted } from "../../../../test/sim/stage.ts";
import type { BrokerSwitches } from "../switches.ts";

const STOP: Wanted = { action: "SELL", orderType: "STP", auxPrice: 95 };
const LIMIT: Wanted = { action: "BUY", orderType: "LMT", lmtPrice: 99 };

/** A resting stop of a kind of contract, in a kind of session. */
function stopOf(secType: string, also: Wanted = {}, switches: Partial<BrokerSwitches> = {}): Stage {
  const stage = new Stage({}, switches);
  stage.place(1, { ...STOP, ...also }, { secType });
  stage.wait();
  return stage;
}

const fires = (said: readonly string[]): boolean => said.some((line) => line.startsWith("EX 1"));

test("goodAfterTime holds an order back until its moment", () => {
  const stage = new Stage();
  const said = stage.place(1, { ...MKT, goodAfterTime: "20260105-15:01:00" });
  deepEqual(said, ["OO 1 PreSubmitted", "OS 1 PreSubmitted 0/100"]);
  stage.wait();
  equal(stage.broker.nextDeadline(), 60_000);
  deepEqual(stage.wait(59_000), []);
  match(stage.wait(1_000).join(), /EX 1 BOT 100@100.01/);
  match(new Stage().place(1, { ...MKT, goodAfterTime: "soon" })[0] ?? "", /^ERR 1 337/);
});

test("a simulated stop waits for regular hours, unless outsideRth lets it look before", () => {
  for (const outsideRth of [false, true]) {
    const stage = stopOf("STK", { outsideRth });
    stage.session = "extended";
    equal(fires(stage.quote(94)), outsideRth);
  }
});

test("futures trade outside their liquid hours, but their simulated stops do not look there", () => {
  const stage = new Stage();
  stage.session = "extended";
  equal(stage.place(1, LIMIT, { secType: "FUT" })[1], "OS 1 Submitted 0/100");
  match(stage.place(2, { ...MKT, outsideRth: true }, { secType: "FUT" }).join(), /^OO 2 PreSubmitted,OS 2/);
  match(stage.wait().join(), /EX 2 BOT/);
  const stop = stopOf("FUT");
  stop.session = "extended";
  equal(fires(stop.quote(94)), false);
  stop.session = "regular";
  equal(fires(stop.quote(94)), true);
  const liquid = new Stage({}, { futuresHours: "liquid" });
  liquid.session = "extended";
  liquid.opensAt = liquid.moment().wall;
  liquid.opensAt = (liquid.opensAt + 60_000) as typeof liquid.opensAt;
  match(liquid.place(1, LIMIT, { secType: "FUT" }).join(), /ERR 1 399/);
});

test("an order for a market that never opens again waits without a date", () => {
  const stage = new Stage();
  stage.session = "closed";
  const said = stage.place(1, LIMIT);
  equal(said.at(-1), "OS 1 PreSubmitted 0/100");
  equal(
    said.some((line) => line.startsWith("ERR")),
    false,
  );
});

test("a DAY stop on a future outlives its liquid hours and ends with the session", () => {
  const stage = stopOf("FUT");
  stage.session = "extended";
  deepEqual(stage.wait(), []);
  stage.session = "closed";
  match(stage.wait().join(), /OS 1 Cancelled/);
});

test("outsideRth without a meaning draws 2109 and the order lives", () => {
  for (const order of [MKT, { ...MKT, orderType: "MOC" }, { ...LIMIT, tif: "OPG" }]) {
    const said = new Stage().place(1, { ...order, outsideRth: true });
    match(said[0] ?? "", /^ERR 1 2109 .*'Outside Regular Trading Hours' is ignored/);
    match(said.at(-1) ?? "", /^OS 1/);
  }
});

test("DTC puts the order out of action at the end of its day", () => {
  const stage = new Stage();
  stage.place(1, { ...LIMIT, tif: "DTC" });
  stage.wait();
  stage.session = "closed";
  deepEqual(stage.wait(), ["OO 1 Inactive", "OS 1 Inactive 0/100"]);
});

test("an incompatible trigger method never triggers; the default fits the kind of contract", () => {
  /** Whether a buy stop is elected by the first, the second, the third price above it. It has a limit, so nothing fills. */
  const elections = (secType: string, triggerMethod = 0): boolean[] => {
    const stop: Wanted = { action: "BUY", orderType: "STP LMT", auxPrice: 105, lmtPrice: 90, triggerMethod };
    const stage = stopOf(secType, stop);
    return [106, 107, 108].map((price) => stage.quote(price).includes("OO 1 Submitted"));
  };
  deepEqual(elections("STK"), [true, false, false]);
  deepEqual(elections("STK", 3), [false, true, false]);
  deepEqual(elections("CMDTY"), [true, false, false]);
  deepEqual(elections("CMDTY", 2), [false, false, false], "spot metals and currencies have no last price");
  deepEqual(elections("CMDTY", 7), [true, false, false], "but last or bid and ask");
  deepEqual(elections("IND", 8), [false, false, false]);
  deepEqual(elections("OPT"), [false, true, false], "two quotes in a row");
});

test("a native stop works at the exchange: Submitted, and triggered by trades whatever the method", () => {
  const stage = new Stage({}, { stops: "native" });
  equal(stage.place(1, { ...STOP, triggerMethod: 8 })[1], "OS 1 Submitted 0/100");
  stage.wait();
  equal(fires(stage.quote(96, { bid: 90, ask: 91 })), false);
  equal(fires(stage.quote(95)), true);
  const mixed = new Stage({}, { stops: "native-futures" });
  equal(mixed.place(1, STOP)[1], "OS 1 PreSubmitted 0/100 trigger");
  equal(mixed.place(2, STOP, { secType: "FUT" })[1], "OS 2 Submitted 0/100");
});

test("while trading is halted nothing fills and no stop is elected; afterwards both go on", () => {
  const stage = stopOf("STK");
  stage.halted = true;
  stage.place(2, MKT);
  deepEqual(stage.wait(), []);
  deepEqual(stage.quote(94), []);
  stage.halted = false;
  const said = stage.quote(93);
  equal(fires(said), true);
  match(stage.wait().join(), /EX 2 BOT/);
});

test("a halted contract takes no orders, by a switch", () => {
  const stage = new Stage({}, { haltedPlacement: 154 });
  stage.halted = true;
  deepEqual(stage.place(1, MKT), ["ERR 1 154 Orders cannot be transmitted for a halted security."]);
});
