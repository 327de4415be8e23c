/** What the protobuf form does beyond single values: paths, masks, unions, lists beside lists, unknown fields, damage. */
import assert from "node:assert/strict";
import test from "node:test";
import {
  DecodeError,
  decodeAsSent,
  decodeIncoming,
  decodeOutgoing,
  encodeOutgoing,
  encodeProtobuf,
  type IncomingBody,
  type OutgoingBody,
  type OutgoingName,
} from "../codec.ts";
import { draftOf, JsonError } from "../json.ts";
import { openOrder } from "../messages/openOrders.ts";
import { compare, decodeFrame, encodeLine } from "../recording.ts";
import { spelledOut } from "./unknown.ts";

const bytes = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
const frame = (id: number, hex: string): Uint8Array => bytes(id.toString(16).padStart(8, "0") + hex);
const hexOf = (payload: Uint8Array): string =>
  [...payload.subarray(4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function incoming(payload: Uint8Array) {
  const decoded = decodeIncoming(payload, 225);
  assert(!(decoded instanceof DecodeError), String(decoded));
  return decoded;
}
function outgoing<N extends OutgoingName>(payload: Uint8Array): OutgoingBody<N> {
  const decoded = decodeOutgoing(payload, 225);
  assert(!(decoded instanceof DecodeError), String(decoded));
  return decoded.body as OutgoingBody<N>;
}

test("the prices of an order's legs lie on the contract's legs", () => {
  const contract = { comboLegs: [{ conId: 1 }, { conId: 2 }] };
  const order = { orderComboLegs: [{ price: 1.5 }, { price: undefined }] };
  const payload = encodeProtobuf("placeOrder", { orderId: 7, contract, order }).subarray(4);
  const body = outgoing<"placeOrder">(payload);
  assert.deepEqual(body.order.orderComboLegs, [{ price: 1.5 }, { price: undefined }]);
  assert.deepEqual(
    body.contract.comboLegs.map((leg) => leg.conId),
    [1, 2],
  );
  const without = encodeProtobuf("placeOrder", { orderId: 7, contract }).subarray(4);
  assert.deepEqual(outgoing<"placeOrder">(without).order.orderComboLegs, []);
});

test("an openOrder says its orderId twice, and the order may come without it", () => {
  const payload = encodeProtobuf("openOrder", { order: { orderId: 9 } }).subarray(4);
  assert.match(hexOf(payload), /^0809/);
  const { body } = incoming(frame(205, "0809")) as { body: IncomingBody<"openOrder"> };
  assert.equal(body.order.orderId, 9);
});

test("a tick carries the time of whichever message is there, and its mask as booleans", () => {
  const tick = { reqId: 1, tickType: 3, time: 1_700_000_000, bidPrice: 1, askPrice: 2, mask: 2 } as const;
  const decoded = incoming(encodeProtobuf("tickByTick", tick).subarray(4));
  assert.deepEqual(decoded.body, { ...tick, bidSize: undefined, askSize: undefined });
  assert.match(hexOf(encodeProtobuf("tickByTick", tick).subarray(4)), /12021001/, "askPastHigh is field 2");
  const nothing = encodeProtobuf("tickByTick", { reqId: 1, tickType: 0, time: 5 }).subarray(4);
  assert.equal(hexOf(nothing), "08011000");
});

test("a bond's maturity travels as its contract's last trade date", () => {
  const payload = encodeProtobuf("bondContractDetails", { maturity: "20350101" }).subarray(4);
  const decoded = incoming(payload);
  assert(decoded.name === "bondContractDetails");
  assert.equal(decoded.body.maturity, "20350101");
  assert.equal(decoded.body.contract.lastTradeDateOrContractMonth, "");
});

test("a list of tags keeps its order, a list of numbers may be packed or not", () => {
  const algoParams = [
    { tag: "z", value: "1" },
    { tag: "a", value: "" },
  ];
  const payload = encodeProtobuf("placeOrder", { order: { algoParams } }).subarray(4);
  assert.deepEqual(outgoing<"placeOrder">(payload).order.algoParams, algoParams);
  const dates = (hex: string) => outgoing<"reqExecutions">(frame(207, hex)).filter.specificDates;
  assert.deepEqual(dates("12044a020102"), [1, 2]);
  assert.deepEqual(dates("120448014802"), [1, 2]);
});

test("absent and zero are different where a field can be unset, and the same where it cannot", () => {
  const draft = { order: { lmtPrice: 0, parentId: 0 } } as const;
  const { order } = outgoing<"placeOrder">(encodeProtobuf("placeOrder", draft).subarray(4));
  assert.equal(order.lmtPrice, 0);
  assert.equal(order.auxPrice, undefined);
  const absent = outgoing<"placeOrder">(frame(203, "1a00")).order;
  assert.equal(absent.lmtPrice, undefined);
  assert.equal(absent.parentId, 0);
});

test("fields nobody declared are carried on the record and written again, also after JSON", () => {
  // Field 3000 of the order, and field 11 of the message itself.
  const unknown = "08091a08082a1009c0bb010122005a0178";
  const decoded = incoming(frame(205, unknown)) as { body: IncomingBody<"openOrder"> };
  const again = hexOf(encodeProtobuf("openOrder", decoded.body).subarray(4));
  assert.match(again, /c0bb0101/);
  assert.match(again, /5a0178$/);
  const renumbered = encodeProtobuf("openOrder", { ...decoded.body, order: { ...decoded.body.order, orderId: 3 } });
  assert.match(hexOf(renumbered.subarray(4)), /c0bb0101.*5a0178$/, "a changed copy carries them too");

  const sent = decodeAsSent("in", frame(205, unknown), 225);
  assert(!(sent instanceof DecodeError));
  const json = JSON.parse(JSON.stringify(spelledOut(sent.body)));
  assert.deepEqual(json.unknownFields, { 3: ["c0bb0101"], "": ["5a0178"] });
  const draft = draftOf(openOrder.record, json);
  assert(!(draft instanceof JsonError), String(draft));
  assert.equal(hexOf(encodeProtobuf("openOrder", draft, true).subarray(4)), unknown);
  assert(draftOf(openOrder.record, { unknownFields: { 3: ["xyz"] } }) instanceof JsonError);
});

test("what is damaged ends in a DecodeError that names the field", () => {
  const refused = (hex: string, id = 205): string => {
    const decoded = decodeIncoming(frame(id, hex), 225);
    assert(decoded instanceof DecodeError, JSON.stringify(decoded));
    return String(decoded);
  };
  assert.match(refused("08091a03c0bb010122"), /^openOrder: order/, "an unknown field longer than its message");
  assert.match(refused("0a0178"), /orderId: wire type 2 instead of 0/);
  assert.match(refused("1aff0108"), /order: a length points behind the end/);
  assert.match(refused("1a0228"), /order/);
  assert.match(refused("1a042a02c328"), /order.action: text is not UTF-8/);
  assert.match(refused("1a04320161"), /order/);
  assert.match(refused("1a033201780801"), /order.totalQuantity: x is not what it should be/);
  assert.match(refused("0b"), /wire type 3/, "a group");
  assert.match(refused("ffffffffffffffffffffff01"), /openOrder: /, "an overlong varint");
  assert.match(refused(`1a0d18${"ff".repeat(11)}01`), /^openOrder: order/);
  assert.match(refused("1a0a18ffffffffffffffff7f"), /permId: 9223372036854775807 is not what it should be/);
  assert.match(refused("0801105b", 299), /tickType: 91 is not one of/);
});

test("a number of 64 bits is kept where we have 32, unset where it is the largest, and refused beyond", () => {
  const volume = (hex: string) => {
    const decoded = decodeOutgoing(frame(222, hex), 225);
    if (decoded instanceof DecodeError) return decoded.reason;
    assert(decoded.name === "reqScannerSubscription");
    assert.deepEqual(decodeOutgoing(encodeProtobuf(decoded.name, decoded.body).subarray(4), 225), decoded);
    return decoded.body.subscription.aboveVolume;
  };
  assert.equal(volume("12023805"), 5);
  assert.equal(volume("120a38ffffffffffffffff7f"), undefined);
  assert.match(String(volume("1206388080808010")), /^4294967296 is not what it should be$/);
});

test("a frame of empty records is refused before it fills the memory", () => {
  const empties = new Uint8Array(4 + 600_000);
  empties.set([0, 0, 0, 217]);
  for (let i = 4; i < empties.length; i += 2) empties[i] = 0x12;
  const decoded = decodeIncoming(empties, 225);
  assert(decoded instanceof DecodeError);
  assert.match(decoded.reason, /more than 250000 elements/);
});

test("a frame whose values are spelled otherwise is the same by a named rule, one with another value is not", () => {
  const roundtrip = (hex: string, rebuilt = hex) => {
    const recorded = { direction: "in", serverVersion: 225, isHandshake: false } as const;
    const decoded = decodeFrame({ ...recorded, payload: frame(203, hex) });
    assert("message" in decoded, JSON.stringify(decoded));
    const again = encodeLine({ ...decoded, message: JSON.parse(JSON.stringify(decoded.message)) });
    assert(!("error" in again), JSON.stringify(again));
    return compare({ ...recorded, payload: frame(203, rebuilt) }, again, decoded);
  };
  assert.deepEqual(roundtrip("08011a03312e30"), { ok: true, rules: { "protobuf-spelling": 1 } }, "1.0 is 1");
  assert.deepEqual(roundtrip("1a01310801"), { ok: true, rules: { "protobuf-spelling": 1 } }, "another order");
  assert.deepEqual(roundtrip("08011a0131"), { ok: true, rules: {} });
  assert.equal(roundtrip("08011a0131", "08011a0132").ok, false);
});

test("a setting that is switched off is not one that is left as it is", () => {
  const messages = [{ id: 132, enabled: false }, { id: 133 }];
  const frame = encodeOutgoing("updateConfig", { reqId: 1, messages }, 225) as Uint8Array;
  const read = decodeOutgoing(frame.subarray(4), 225);
  assert.ok("body" in read && read.name === "updateConfig");
  assert.deepEqual(
    read.body.messages.map(({ id, enabled }) => [id, enabled]),
    [
      [132, false],
      [133, undefined],
    ],
  );
});

test("an optional record that comes twice is damage, for protobuf would merge the two", () => {
  const once = "8a01020805";
  const other = "8a010911000000000000e03f";
  const order = (deltaNeutral: string) =>
    frame(203, `080712${(deltaNeutral.length / 2).toString(16).padStart(2, "0")}${deltaNeutral}`);
  const { contract } = outgoing<"placeOrder">(order(once));
  assert.deepEqual(contract.deltaNeutralContract, { conId: 5, delta: 0, price: 0 });
  const twice = decodeOutgoing(order(once + other), 225);
  assert(twice instanceof DecodeError);
  assert.equal(String(twice), "placeOrder: contract.deltaNeutralContract: comes twice");
});

test("a mask that comes twice has the bits of both", () => {
  const { body } = incoming(frame(299, "08011003220812020801" + "12021001"));
  assert.equal((body as IncomingBody<"tickByTick">).reqId, 1);
  assert.deepEqual("mask" in body && body.mask, 3);
});

test("the 32-bit maximum is unset in a field that has 64 bits in protobuf only", () => {
  const volume = (hex: string): unknown =>
    outgoing<"reqScannerSubscription">(frame(222, `080112${(hex.length / 2).toString(16).padStart(2, "0")}${hex}`))
      .subscription.aboveVolume;
  assert.deepEqual([volume("38ffffffff07"), volume("38feffffff07")], [undefined, 2_147_483_646]);
});

test("unknown fields are the message's own bytes, also of a frame in a Node Buffer that is used again", () => {
  const payload = Buffer.from(frame(205, "08091a08082a1009c0bb010122005a0178"));
  const decoded = decodeAsSent("in", payload, 225);
  assert(!(decoded instanceof DecodeError));
  payload.fill(0);
  assert.deepEqual(JSON.parse(JSON.stringify(spelledOut(decoded.body))).unknownFields, {
    3: ["c0bb0101"],
    "": ["5a0178"],
  });
});
