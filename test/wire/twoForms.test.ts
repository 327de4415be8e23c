/**
 * The differences between text and protobuf, line by line of PROTOCOL section 6.2: what is said at 200 in text and at 225 in
 * protobuf is one and the same for us, there and back.
 */
import assert from "node:assert/strict";
import test from "node:test";
import {
  DecodeError,
  type Draft,
  decodeAsSent,
  decodeIncoming,
  decodeOutgoing,
  encodeIncoming,
  encodeOutgoing,
  type IncomingBody,
  type IncomingName,
  NotCarried,
  type OutgoingBody,
  type OutgoingName,
  planNamed,
} from "../../src/wire/codec.ts";
import { fieldsOf } from "../../src/wire/recording.ts";
import { slotsOf } from "../../src/wire/spelling.ts";
import { contract, order, ready } from "../engine/stage.ts";

const TEXT = 200;
const PROTOBUF = 225;
type Name = IncomingName | OutgoingName;
type Body = Record<string, unknown>;
// biome-ignore lint/suspicious/noExplicitAny: the test asks for fields by name in bodies of many messages
type Any = any;

const isIncoming = (name: Name): boolean => planNamed(name).message.direction === "in";

function frame(name: Name, draft: Body, version: number): Uint8Array {
  const encode = (isIncoming(name) ? encodeIncoming : encodeOutgoing) as typeof encodeOutgoing;
  const encoded = encode(name as OutgoingName, draft, version, { form: version === TEXT ? "text" : "protobuf" });
  assert(!(encoded instanceof NotCarried), String(encoded));
  return encoded.subarray(4);
}

/** The body that is left after a draft went through a frame of that version. */
function through(name: Name, draft: Body, version: number): Any {
  const payload = frame(name, draft, version);
  const message = (isIncoming(name) ? decodeIncoming : decodeOutgoing)(payload, version);
  assert(!(message instanceof DecodeError), String(message));
  return message.body;
}

/** Through both forms, in both orders. */
const bothWays = (name: Name, draft: Body): readonly Any[] => [
  through(name, through(name, draft, TEXT), PROTOBUF),
  through(name, through(name, draft, PROTOBUF), TEXT),
];

/** Exactly the fields that the protobuf form of a draft has. */
function said(name: Name, draft: Body): Any {
  const message = decodeAsSent(planNamed(name).message.direction, frame(name, draft, PROTOBUF), PROTOBUF);
  assert(!(message instanceof DecodeError), String(message));
  return message.body;
}

function textOf(name: Name, draft: Body, path: string): string {
  const fields = fieldsOf(frame(name, draft, TEXT), TEXT).slice(1);
  return fields[slotsOf(planNamed(name).steps!, draft, TEXT).findIndex((slot) => slot.path === path)]!;
}

const at = (body: unknown, path: string): unknown =>
  path.split(".").reduce((value: unknown, key) => (value as Body | undefined)?.[key], body);

/** Drafts of which one field is looked at. */
type Case = { [N in IncomingName]: readonly [N, Draft<IncomingBody<N>>, string] }[IncomingName];
type Request = { [N in OutgoingName]: readonly [N, Draft<OutgoingBody<N>>, string] }[OutgoingName];

/** PROTOCOL 6.2 "Renames": protobuf's name is another one, its place is the same field of ours. */
const RENAMED: readonly (Case | Request)[] = [
  ["placeOrder", { contract: { primaryExchange: "NASDAQ" } }, "contract.primaryExchange"],
  ["commissionReport", { commission: 1.25 }, "commission"],
  ["commissionReport", { yield: 0.04 }, "yield"],
  ["bondContractDetails", { putable: true }, "putable"],
  ["bondContractDetails", { notes: "callable in part" }, "notes"],
  ["reqHistoricalData", { durationStr: "1 D" }, "durationStr"],
  ["reqAccountSummary", { groupName: "All" }, "groupName"],
  ["reqNewsBulletins", { allMsgs: true }, "allMsgs"],
  ["pnlSingle", { pos: "100.5" as never }, "pos"],
  ["updateAccountTime", { timeStamp: "10:11" }, "timeStamp"],
  ["exerciseOptions", { reqId: 77 }, "reqId"],
];

/** The other lines whose value is the same on both sides, whatever the type that carries it. */
const CARRIED: readonly (Case | Request)[] = [
  ["placeOrder", { contract: { multiplier: "100" } }, "contract.multiplier"],
  ["placeOrder", { contract: { multiplier: "0.5" } }, "contract.multiplier"],
  ["placeOrder", { contract: { multiplier: "" } }, "contract.multiplier"],
  ["openOrder", { contract: { multiplier: "1000" } }, "contract.multiplier"],
  ["contractDetails", { minTick: 0.0001 }, "minTick"],
  ["tickReqParams", { minTick: 0.01 }, "minTick"],
  ["commissionReport", { yieldRedemptionDate: 20300101 }, "yieldRedemptionDate"],
  ["commissionReport", { yieldRedemptionDate: 0 }, "yieldRedemptionDate"],
  ["commissionReport", { realizedPNL: undefined }, "realizedPNL"],
  ["execDetails", { execution: { liquidation: 1 } }, "execution.liquidation"],
  ["execDetails", { execution: { liquidation: 0 } }, "execution.liquidation"],
  ["bondContractDetails", { maturity: "20351115" }, "maturity"],
  ["openOrder", { orderState: { initMarginChange: "2510.25" } }, "orderState.initMarginChange"],
  ["openOrder", { orderState: { initMarginChange: "" } }, "orderState.initMarginChange"],
  ["placeOrder", { contract: { strike: 150 } }, "contract.strike"],
  ["placeOrder", { contract: {} }, "contract.strike"],
];

for (const [name, draft, path] of [...RENAMED, ...CARRIED]) {
  test(`${name}.${path} is the same in both forms: ${JSON.stringify(at(draft, path))}`, () => {
    for (const back of bothWays(name, draft)) assert.deepEqual(at(back, path), at(draft, path));
  });
}

test("a liquidation of 2 is one: protobuf says only that it was", () => {
  assert.equal(said("execDetails", { execution: { liquidation: 2 } }).execution.liquidation, 1);
});

test("a multiplier that says nothing is absent in protobuf and empty in text; one in words is refused by name", () => {
  assert(!("multiplier" in said("placeOrder", { contract: { multiplier: "" } }).contract));
  assert.equal(textOf("placeOrder", { contract: { multiplier: "" } }, "contract.multiplier"), "");
  const refused = encodeOutgoing("placeOrder", { contract: { multiplier: "abc" } }, PROTOBUF);
  assert.equal(String(refused), "placeOrder: contract.multiplier is a number in protobuf, and this is none");
});

test("conditions of every type, joined by and or by or, are the same in both forms", () => {
  const conditions = [
    { type: 1, conjunction: "a", isMore: true, price: 180.5, conId: 1, exchange: "SMART", triggerMethod: 2 },
    { type: 3, conjunction: "o", isMore: false, time: "20260105 10:00:00 UTC" },
    { type: 4, conjunction: "a", isMore: true, percent: 30 },
    { type: 5, conjunction: "o", secType: "STK", exchange: "NYSE", symbol: "IBM" },
    { type: 6, conjunction: "o", isMore: true, volume: 1_000_000, conId: 2, exchange: "NYSE" },
    { type: 7, conjunction: "a", isMore: false, changePercent: -1.5, conId: 3, exchange: "NYSE" },
  ];
  const draft = { order: { conditions, conditionsIgnoreRth: true, conditionsCancelOrder: true } };
  for (const name of ["placeOrder", "openOrder", "completedOrder"] as const) {
    for (const back of bothWays(name, draft)) {
      assert.deepEqual(back.order.conditions, conditions, name);
      assert.deepEqual([back.order.conditionsIgnoreRth, back.order.conditionsCancelOrder], [true, true], name);
    }
  }
});

const legs = [1, 2, 3].map((conId) => ({
  conId,
  ratio: conId,
  action: "SELL",
  exchange: "SMART",
  openClose: 1,
  shortSaleSlot: 2,
  designatedLocation: "LOC",
  exemptCode: -1,
}));

test("prices of legs are the order's in text and the legs' in protobuf, also where a leg has none", () => {
  const prices = [{ price: 1.5 }, { price: undefined }, { price: -0.25 }];
  const draft = { contract: { secType: "BAG", comboLegs: legs }, order: { orderComboLegs: prices } };
  for (const name of ["placeOrder", "openOrder", "completedOrder"] as const) {
    for (const back of bothWays(name, draft)) {
      assert.deepEqual(back.contract.comboLegs, legs, name);
      assert.deepEqual(back.order.orderComboLegs, prices, name);
    }
  }
});

test("parameters that text lists are maps in protobuf: what is in them is the same, a tag said twice is refused by name", () => {
  const tags = [
    { tag: "b", value: "1" },
    { tag: "a", value: "" },
  ];
  const bag = { contract: { secType: "BAG", comboLegs: legs } };
  const drafts: readonly (readonly [Name, Body, string])[] = [
    ["placeOrder", { order: { algoStrategy: "Vwap", algoParams: tags } }, "order.algoParams"],
    ["placeOrder", { ...bag, order: { smartComboRoutingParams: tags } }, "order.smartComboRoutingParams"],
    ["placeOrder", { order: { orderMiscOptions: tags } }, "order.orderMiscOptions"],
    ["reqMktData", { mktDataOptions: tags }, "mktDataOptions"],
    ["reqHistoricalData", { chartOptions: tags }, "chartOptions"],
    ["reqScannerSubscription", { scannerSubscriptionFilterOptions: tags }, "scannerSubscriptionFilterOptions"],
    ["contractDetails", { secIdList: tags }, "secIdList"],
    ["openOrder", { order: { algoStrategy: "Vwap", algoParams: tags } }, "order.algoParams"],
  ];
  for (const [name, draft, path] of drafts) {
    for (const back of bothWays(name, draft)) assert.deepEqual(at(back, path), tags, `${name}.${path}`);
  }
  const twice = { order: { algoStrategy: "Vwap", algoParams: [tags[0]!, tags[0]!] } };
  assert(!(encodeOutgoing("placeOrder", twice, TEXT) instanceof NotCarried));
  const refused = encodeOutgoing("placeOrder", twice, PROTOBUF);
  assert.match(String(refused), /^placeOrder: order.algoParams has a tag twice/);
});

test("what protobuf lost is refused when it says something, and dropped when nobody misses it", () => {
  const deprecated = { eTradeOnly: true, firmQuoteOnly: true, nbboPriceCap: 1, basisPoints: 1, basisPointsType: 1 };
  const order = { ...deprecated, faProfile: "p", auctionStrategy: 0 };
  const left = Object.keys(said("placeOrder", { order: { ...order, lmtPrice: 5 } }).order);
  assert(left.includes("lmtPrice"));
  assert.deepEqual(
    left.filter((field) => field in order),
    [],
  );
  const refused = encodeOutgoing("placeOrder", { order: { auctionStrategy: 1 } }, PROTOBUF);
  assert.match(String(refused), /^placeOrder: order.auctionStrategy is not on the wire/);
});

test("a bond's maturity travels as the contract's date in protobuf, and no second time", () => {
  const bond = said("bondContractDetails", { maturity: "20351115", contract: { lastTradeDateOrContractMonth: "x" } });
  assert.deepEqual([bond.contract, bond.maturity], [{ conId: 0 }, "20351115"]);
});

test("an unset strike is absent in protobuf, empty in a request's text and 0 in an answer's", () => {
  assert(!("strike" in said("placeOrder", {}).contract));
  assert.equal(textOf("placeOrder", {}, "contract.strike"), "");
  assert.equal(textOf("openOrder", {}, "contract.strike"), "0");
});

for (const [name, fields] of [
  ["pnl", ["dailyPnL", "unrealizedPnL", "realizedPnL"]],
  ["pnlSingle", ["dailyPnL", "unrealizedPnL", "realizedPnL", "value"]],
] as const)
  test(`a profit of ${name} that is not set is the largest number in text and absent in protobuf, and 0 in neither`, () => {
    for (const version of [TEXT, PROTOBUF]) {
      const told = through(name, { reqId: 5 }, version);
      for (const field of fields) {
        assert.equal(told[field], undefined);
        assert.equal(textOf(name, told, field), "1.7976931348623157E308");
        assert(!(field in said(name, told)));
      }
    }
  });

test("a strike of 0.0, which older clients send for none, is absent towards a Gateway that speaks protobuf", () => {
  const stage = ready({ upstream: PROTOBUF, client: 178 });
  const conn = stage.connect(1, 1);
  stage.ask(conn, "placeOrder", { orderId: 1, contract: { ...contract, strike: 0 }, order });
  stage.ask(conn, "reqContractDetails", { reqId: 5, contract: { ...contract, strike: 0 } });
  assert.equal(stage.placed[0]!.contract.strike, undefined);
  const details = stage.asked.findLast(({ name }) => name === "reqContractDetails");
  assert.equal((details!.body as OutgoingBody<"reqContractDetails">).contract.strike, undefined);
});

test("a field that text has only under a condition is refused by name when the condition does not hold", () => {
  const placed = (draft: Draft<OutgoingBody<"placeOrder">>): string => {
    const encoded = encodeOutgoing("placeOrder", draft, TEXT);
    return encoded instanceof NotCarried ? String(encoded) : "placed";
  };
  const refused: readonly (readonly [Draft<OutgoingBody<"placeOrder">>, Draft<OutgoingBody<"placeOrder">>, string])[] =
    [
      [{ order: { minTradeQty: 5 } }, { contract: { exchange: "IBKRATS" } }, "order.minTradeQty"],
      [{ order: { referenceContractId: 5 } }, { order: { orderType: "PEG BENCH" } }, "order.referenceContractId"],
      [{ order: { midOffsetAtWhole: 1 } }, { order: { orderType: "PEG MID" } }, "order.midOffsetAtWhole"],
      [{ order: { scaleAutoReset: true } }, { order: { scalePriceIncrement: 1 } }, "order.scaleAutoReset"],
      [{ order: { algoParams: [{ tag: "a", value: "1" }] } }, { order: { algoStrategy: "Vwap" } }, "order.algoParams"],
      [{ contract: { comboLegs: legs } }, { contract: { secType: "BAG" } }, "contract.comboLegs"],
    ];
  for (const [draft, condition, field] of refused) {
    assert.equal(placed(draft), `placeOrder: ${field} needs server version 203`);
    const met = {
      contract: { ...draft.contract, ...condition.contract },
      order: { ...draft.order, ...condition.order },
    };
    assert.equal(placed(met), "placed", field);
    assert(!(encodeOutgoing("placeOrder", draft, PROTOBUF) instanceof NotCarried), field);
  }
});
