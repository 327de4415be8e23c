import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import test from "node:test";
import { CALL, limit, MKT, Stage, stop, type Wanted } from "../../../test/sim/stage.ts";
import { BROKER_DEFAULTS, type BrokerSwitches } from "./switches.ts";

type Scene = (stage: Stage) => unknown;

/** For each switch: the value that is not the default, and a scene that it changes. */
const SCENES: { readonly [Name in keyof BrokerSwitches]: readonly [other: BrokerSwitches[Name], scene: Scene] } = {
  marketAck: ["both", (s) => s.place(1, MKT)],
  limitAck: ["both", (s) => s.place(1, limit(99))],
  repeatFilled: [false, (s) => [s.place(1, MKT), s.wait()]],
  repeatEchoes: [false, (s) => [s.place(1, limit(99)), s.place(1, limit(98))]],
  stopEchoCarriesLimit: [false, stopEchoes],
  stopElection: ["straight-to-fill", (s) => [s.place(1, stop(95)), s.wait(), s.quote(94)]],
  stops: ["native", (s) => s.place(1, stop(95))],
  touchedWhyHeld: ["trigger", (s) => s.place(1, { action: "BUY", orderType: "MIT", auxPrice: 95 })],
  trailEcho: ["pushed", (s) => [s.place(1, TRAIL), s.wait(), s.quote(101)]],
  trailingChild: [328, (s) => [s.place(1, { ...MKT, transmit: false }), s.place(2, { ...TRAIL, parentId: 1 })]],
  futuresHours: ["liquid", futureAtNight],
  conditionConjunctions: ["and-first", mixedConditions],
  typeChange: ["refused", (s) => [s.place(1, limit(99)), s.place(1, MKT)]],
  childAfterParentFill: ["PreSubmitted", (s) => [bracket(s), s.wait()]],
  stopLegWhyHeld: ["trigger", bracket],
  childActivation: ["first-fill", (s) => [bracket(s, "700"), s.wait()]],
  cancelShowsPending: [true, (s) => [s.place(1, limit(99)), s.cancel(1)]],
  cancelUnderWay: [10148, (s) => [s.place(1, limit(99)), s.cancel(1), s.cancel(1)]],
  cancelOfMember: ["leaves-group", (s) => [bracket(s), s.wait(), s.cancel(2)]],
  ocaCancelReports202: [false, (s) => [bracket(s), s.wait(), s.wait(), s.quote(111)]],
  cancelFinished: [161, (s) => [s.place(1, limit(99)), s.cancel(1), s.cancel(1)]],
  cancelUnknown: [135, (s) => s.cancel(1)],
  globalCancelReportsFinished: [true, (s) => [s.place(1, limit(99)), s.cancel(1), s.cancelEverything()]],
  modifyFilled: ["silent", (s) => [s.place(1, MKT), s.wait(), s.place(1, MKT)]],
  refusedModify: ["keeps", (s) => [s.place(1, limit(99)), s.place(1, limit(99, { totalQuantity: "90000" }))]],
  ocaRevision: ["kills", (s) => [s.place(1, limit(99, { ocaGroup: "g" })), s.place(1, limit(99, { ocaGroup: "h" }))]],
  restatedOcaGroup: ["refused", restate],
  rejection: ["status-first", (s) => s.place(1, limit(99, { totalQuantity: "90000" }))],
  rejectedStatus: ["Cancelled", (s) => s.place(1, limit(99, { totalQuantity: "90000" }))],
  aggressiveLimit: ["refused", (s) => s.place(1, limit(120))],
  missingAccount: [321, (s) => s.place(1, MKT)],
  foreignAccount: [203, (s) => s.place(1, { ...MKT, account: "DU9" })],
  tifPresetNotice: [true, (s) => s.place(1, limit(99))],
  sizeLimit: [500, (s) => s.place(1, { ...MKT, totalQuantity: "501" })],
  percentageLimit: [3, (s) => s.place(1, limit(104))],
  haltedPlacement: [154, halted],
  ocaWithoutBlock: ["late", twoOfAGroup],
  boundOrderIds: ["positive", boundByHand],
  ocaAcrossClients: [false, acrossClients],
  orderRefLengthMax: [20, longReference],
  exerciseProcessing: ["at-once", (s) => [call(s), s.exercise(9)]],
  expiryExecutions: [true, (s) => [call(s), s.wait(3_600_000)]],
  permIds: ["64-bit", (s) => [s.place(1, limit(99)), s.broker.orders()[0]?.permId]],
};

function halted(stage: Stage): unknown {
  stage.halted = true;
  return stage.place(1, MKT);
}

function twoOfAGroup(stage: Stage): unknown {
  stage.place(1, limit(101, { ocaGroup: "g", ocaType: 3 }));
  stage.place(2, limit(101, { ocaGroup: "g", ocaType: 3 }));
  return stage.wait();
}

function boundByHand(stage: Stage): unknown {
  const { permId = 0 } = stage.placeByHand(limit(99));
  return stage.broker.bind(permId, stage.moment());
}

function longReference(stage: Stage): unknown {
  stage.place(1, limit(99, { orderRef: "a reference of more than twenty characters" }));
  return stage.broker.orders()[0]?.terms.orderRef;
}

const TRAIL: Wanted = { action: "SELL", orderType: "TRAIL", auxPrice: 1 };

const call = (stage: Stage): unknown => [stage.place(1, { ...MKT, totalQuantity: "1" }, { conId: CALL }), stage.wait()];

function futureAtNight(stage: Stage): unknown {
  stage.session = "extended";
  return stage.place(1, limit(99), { secType: "FUT" });
}

/** Held or past, or held and not held: from left to right it does not hold, with "and" first it does. */
function mixedConditions(stage: Stage): unknown {
  const past = { type: 3, isMore: true, time: "20260101 10:00:00" } as const;
  const never = { type: 3, isMore: true, time: "20270101 10:00:00" } as const;
  const conditions = [
    { ...past, conjunction: "o" } as const,
    { ...past, conjunction: "a" } as const,
    { ...never, conjunction: "a" } as const,
  ];
  return [stage.place(1, limit(99, { conditions })), stage.wait()];
}

function stopEchoes(stage: Stage): unknown {
  stage.place(1, stop(95));
  return stage.events.map((event) => (event.kind === "order" ? event.lmtPrice : undefined));
}

function bracket(stage: Stage, totalQuantity = "100"): readonly string[] {
  stage.place(1, { ...MKT, totalQuantity, transmit: false });
  stage.place(2, { ...limit(110, { action: "SELL", parentId: 1 }), totalQuantity, transmit: false });
  return stage.place(3, { ...stop(95), totalQuantity, parentId: 1 });
}

function restate(stage: Stage): unknown {
  bracket(stage);
  stage.wait();
  const ocaGroup = stage.broker.orders()[1]?.terms.ocaGroup ?? "";
  return stage.place(2, limit(112, { action: "SELL", ocaGroup }));
}

function acrossClients(stage: Stage): unknown {
  stage.place(1, limit(101, { ocaGroup: "g" }), { clientId: 1 });
  stage.place(1, limit(90, { ocaGroup: "g" }), { clientId: 2 });
  return stage.wait();
}

/** Accounts matter to two switches only. */
const ACCOUNTS = ["missingAccount"];

for (const name of Object.keys(BROKER_DEFAULTS) as (keyof BrokerSwitches)[]) {
  test(`${name} changes what is said, and its default is stable`, () => {
    const [other, scene] = SCENES[name];
    notEqual(other, BROKER_DEFAULTS[name]);
    const accounts = ACCOUNTS.includes(name) ? ["DU1000001", "DU1000002"] : ["DU1000001"];
    const play = (switches: Partial<BrokerSwitches>): unknown => scene(new Stage({ accounts }, switches));
    const usual = play({});
    deepEqual(play({ [name]: BROKER_DEFAULTS[name] }), usual);
    notEqual(JSON.stringify(play({ [name]: other })), JSON.stringify(usual));
  });
}

test("a refused revision of the OCA group kills the order only by its switch", () => {
  const scene = (ocaRevision: "keeps" | "kills"): Stage => {
    const stage = new Stage({}, { ocaRevision });
    stage.place(1, limit(99, { ocaGroup: "g" }));
    match(stage.place(1, limit(99, { ocaGroup: "h" }))[0] ?? "", /^ERR 1 10326/);
    return stage;
  };
  equal(scene("keeps").broker.openOrders().length, 1);
  equal(scene("kills").broker.openOrders().length, 0);
});
