/** Which form a message takes, what is refused because its form cannot carry it, and what is dropped on purpose. */
import assert from "node:assert/strict";
import test from "node:test";
import {
  correlator,
  type Draft,
  encodeIncoming,
  encodeOutgoing,
  encodeProtobuf,
  expectedForm,
  formOf,
  INCOMING_NAMES,
  NotCarried,
  OUTGOING_NAMES,
  type OutgoingBody,
  planNamed,
  sameShape,
  withCorrelator,
} from "./codec.ts";
import { type AnyMessage, type AnyRecord, NEVER } from "./declare.ts";
import { string } from "./kind.ts";
import { IGNORABLE, lostIn } from "./losses.ts";
import { demandsMetBy } from "./quirks.ts";

const order = (draft: Draft<OutgoingBody<"placeOrder">["order"]>, version: number): string => {
  const frame = encodeOutgoing("placeOrder", { orderId: 1, order: draft }, version);
  return frame instanceof NotCarried ? String(frame) : formOf(frame.subarray(4), version);
};

test("a request is protobuf from its gate on, with a raw id before, and text below 201", () => {
  const formAt = (version: number): string => {
    const frame = encodeOutgoing("reqMktData", { reqId: 1 }, version) as Uint8Array;
    return formOf(frame.subarray(4), version);
  };
  assert.deepEqual([200, 201, 205, 206, 225].map(formAt), ["text", "text", "text", "protobuf", "protobuf"]);
});

test("a client that reads only protobuf gets it for every message that has such a form", () => {
  const rows = demandsMetBy("form");
  assert(rows.length > 0);
  for (const { protobufSince: since } of rows.map(({ met }) => met)) {
    for (const name of INCOMING_NAMES) {
      const { protobufSince, since: from } = planNamed(name).message;
      const form = from > since ? undefined : protobufSince === NEVER ? "text" : "protobuf";
      assert.equal(expectedForm(name, since), form, name);
    }
  }
});

test("the first protobuf release of the official Python client gets no form that it cannot read", () => {
  // 10.37 has its maximum at 203 and knows the protobuf form of these ids alone (PROTOCOL section 6).
  const known = [3, 4, 5, 11, 53, 55];
  for (const name of INCOMING_NAMES.filter((name) => expectedForm(name, 203) === "protobuf")) {
    assert(known.includes(planNamed(name).message.id), name);
  }
});

test("no client below 201 is sent protobuf", () => {
  for (const name of [...INCOMING_NAMES, ...OUTGOING_NAMES]) {
    for (const version of [157, 178, 193, 200]) assert.notEqual(expectedForm(name, version), "protobuf", name);
  }
});

test("a set field that the form cannot carry is refused by name", () => {
  assert.equal(order({ auctionStrategy: 2 }, 200), "text");
  assert.match(
    order({ auctionStrategy: 2 }, 203),
    /^placeOrder: order.auctionStrategy is not on the wire at that server version$/,
  );
  assert.match(order({ hedgeMaxSize: 5 }, 200), /order.hedgeMaxSize needs server version 223/);
  assert.match(order({ hedgeMaxSize: 5 }, 222), /order.hedgeMaxSize needs server version 223/);
  assert.equal(order({ hedgeMaxSize: 5 }, 223), "protobuf");
  assert.match(order({ orderComboLegs: [{ price: 1 }] }, 203), /order.orderComboLegs/, "a price without a leg");
  const words = encodeOutgoing("reqMktData", { contract: { multiplier: "many" } }, 206);
  assert.match(String(words), /contract.multiplier/);
  assert(!(encodeOutgoing("reqMktData", { contract: { multiplier: "100" } }, 206) instanceof NotCarried));
  const secId = encodeOutgoing("reqMktData", { contract: { secId: "US0378331005" } }, 200);
  assert.match(String(secId), /contract.secId needs server version 206/);
});

test("what says nothing, or what nobody misses, is not refused", () => {
  assert.equal(order({ auctionStrategy: 0 }, 203), "protobuf");
  assert.equal(order({ eTradeOnly: true, nbboPriceCap: 5, faProfile: "x" }, 203), "protobuf");
  assert.equal(order({ permId: 9, parentPermId: 8, submitter: "x" }, 200), "text");
});

test("what is set in one element of a list is missed like any other field", () => {
  const leg = { conId: 1, ratio: 1, action: "BUY", exchange: "SMART" };
  const asked = (legs: Draft<OutgoingBody<"reqMktData">["contract"]["comboLegs"]>): readonly string[] => {
    const { message, steps = [] } = planNamed("reqMktData");
    const draft = { contract: { secType: "BAG", comboLegs: legs } };
    return lostIn("text", message, steps, []).flatMap(({ field, isSet }) => (isSet(draft) ? [field] : []));
  };
  assert.deepEqual(asked([leg, leg]), []);
  assert.deepEqual(asked([leg, { ...leg, openClose: 1 }]), ["contract.comboLegs[].openClose"]);
});

test("every ignorable field is one that some request would be refused for", () => {
  for (const { form, fields } of IGNORABLE) {
    const lost = OUTGOING_NAMES.flatMap((name) => {
      const { message, steps = [] } = planNamed(name);
      return lostIn(form, message, steps, []).map(({ field }) => field);
    });
    assert.deepEqual(
      fields.filter((field) => !lost.includes(field)),
      [],
    );
  }
});

test("a field of a contract that is declared one day is missed where text has no place for it", () => {
  const { message, steps = [] } = planNamed("reqMktData");
  const { contract, ...others } = message.record.fields as Record<string, [number, AnyRecord]>;
  const [tag, record] = contract!;
  const grown = { ...record, fields: { ...record.fields, issuedOn: [99, string] } };
  const newer = { ...message, record: { ...message.record, fields: { ...others, contract: [tag, grown] } } };
  assert.deepEqual(
    lostIn("text", newer as unknown as AnyMessage, steps)
      .map(({ field }) => field)
      .filter((field) => field.endsWith("issuedOn")),
    ["contract.issuedOn"],
  );
});

test("an id that a frame says twice is read as its last reader would, and rewritten to one", () => {
  const payload = encodeProtobuf("cancelMktData", { reqId: 5 }).subarray(4);
  const twice = Uint8Array.of(...payload, 0x08, 9);
  assert.equal(correlator("out", twice, 225), 9);
  assert.deepEqual(withCorrelator("out", twice, 225, 7), encodeProtobuf("cancelMktData", { reqId: 7 }));
});

test("both places of an openOrder's id are rewritten, whatever their length", () => {
  const rewritten = withCorrelator("in", encodeProtobuf("openOrder", { order: { orderId: 5 } }).subarray(4), 225, -1);
  assert.deepEqual(rewritten, encodeProtobuf("openOrder", { order: { orderId: -1 } }));
});

test("an absent id is 0 and can be given", () => {
  const payload = Uint8Array.of(0, 0, 0, 202);
  assert.equal(correlator("out", payload, 225), 0);
  assert.deepEqual(withCorrelator("out", payload, 225, 7), encodeProtobuf("cancelMktData", { reqId: 7 }));
  assert.equal(correlator("out", Uint8Array.of(0, 0, 0, 202, 0x08), 225), undefined, "damaged");
  assert.equal(correlator("out", Uint8Array.of(0, 0, 0, 202, 0x0a, 0), 225), undefined, "of another type");
});

test("frames of two versions are the same only where their forms are", () => {
  const same = (from: number, to: number): boolean =>
    sameShape("in", encodeIncoming("tickPrice", {}, from).subarray(4), from, to);
  assert(same(206, 225));
  assert(same(201, 205));
  assert(!same(205, 206));
  assert(!same(200, 206));
  assert.equal(encodeIncoming("configResponse", {}, 218).length, 0);
});
