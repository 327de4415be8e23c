/** Checks of the demands for which a rule runs: it does what its row says, to whom it says, and nothing to others. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  encodeIncoming,
  formOf,
  INCOMING_NAMES,
  type IncomingName,
  planNamed,
  sameShape,
} from "../../../src/wire/codec.ts";
import { NEVER } from "../../../src/wire/declare.ts";
import { negotiate } from "../../../src/wire/handshake.ts";
import { heard } from "../stoqeyClient.ts";
import { fieldAt, fieldsIn, IB_ASYNC, range, VERSIONS } from "./frames.ts";

const hello = (min: number, max: number) => ({ min, max, options: "" });
const passesUnread = (name: IncomingName, version: number): boolean =>
  sameShape("in", encodeIncoming(name, {}, version).subarray(4), version, version);
const WHOLE = /^-?\d+$/;
const FRACTIONS = [4.25, -0.5, 0.5, 1e300, Number.NEGATIVE_INFINITY, Number.MIN_VALUE, -0];

export function protobufOnly(): void {
  for (const version of range(213, 225)) {
    for (const name of INCOMING_NAMES) {
      const { protobufSince, since } = planNamed(name).message;
      if (protobufSince === NEVER || since > version) continue;
      assert.equal(formOf(encodeIncoming(name, {}, version).subarray(4), version), "protobuf", `${name} at ${version}`);
    }
  }
}

export function never158(): void {
  assert.equal(negotiate(157, 158, hello(157, 178)), 157);
  assert.equal(negotiate(158, 158, hello(157, 178)), undefined, "a server that knows nothing else");
  assert.equal(negotiate(157, 158, hello(100, 193)), 158, "who reads it well may have it");
  for (const max of [157, ...range(159, 225)]) {
    assert.equal(negotiate(157, max, hello(157, 178)), Math.min(max, 178));
  }
  const has = (version: number): boolean =>
    fieldsIn("openOrder", {}, version).some(({ slot }) => slot.path === "order.duration");
  assert.deepEqual([157, 158].map(has), [false, true]);
}

export function rejectJson(): void {
  const at = (json: string, version: number): string =>
    fieldAt("error", "advancedOrderRejectJson", { advancedOrderRejectJson: json }, version);
  const good = '{"rejects":[{"reason":"none"}]}';
  for (const version of range(166, 193)) {
    assert.equal(at("Order rejected", version), "");
    assert.equal(
      at('{"reason":"a \\u0022word\\u0022"}', version),
      '{"reason":"a \\"word\\""}',
      "still JSON without its escapes",
    );
    assert.equal(at('{"reason":"\\u0007"}', version), "", "no JSON once its escapes are undone");
    assert.equal(at(good, version), good);
  }
  assert.equal(at("Order rejected", 194), "Order rejected");
  assert.equal(at('{"word":"\\u00e9"}', 193), '{"word":"\\u00e9"}', "an escape of the writer, not of JSON");
  const texts = fc.oneof(fc.string(), fc.json());
  fc.assert(
    fc.property(texts, (advancedOrderRejectJson) => {
      assert.deepEqual(heard("error", { advancedOrderRejectJson }, 193).complaints, []);
    }),
    { numRuns: 200 },
  );
  assert(!passesUnread("error", 193), "a Gateway's own frame is not passed on unread");
}

export function wholeMultiplier(): void {
  for (const name of ["contractDetails", "bondContractDetails"] as const) {
    for (const version of VERSIONS) {
      for (const evMultiplier of FRACTIONS)
        assert.match(fieldAt(name, "evMultiplier", { evMultiplier }, version), WHOLE);
      assert.equal(fieldAt(name, "evMultiplier", { evMultiplier: 100.75 }, version), "100");
    }
    assert(!passesUnread(name, 178), "a Gateway's own frame is not passed on unread");
  }
}

export function wholeCoupon(): void {
  for (const version of range(157, 178)) {
    for (const coupon of FRACTIONS) {
      assert.match(fieldAt("bondContractDetails", "coupon", { coupon }, version, IB_ASYNC), WHOLE);
    }
    assert.equal(fieldAt("bondContractDetails", "coupon", { coupon: 4.25 }, version), "4.25", "no other client");
    assert.equal(fieldAt("bondContractDetails", "coupon", { coupon: 4.25 }, version, { min: 100, max: 178 }), "4.25");
  }
}

export function wholeHistogram(): void {
  const items = ["12.5", "100", "0.001", undefined].map((size) => ({ price: 1.5, size }));
  const sizes = (version: number, client?: typeof IB_ASYNC): readonly string[] =>
    fieldsIn("histogramData", { items }, version, client)
      .filter(({ slot }) => slot.path.endsWith("size"))
      .map(({ text }) => text);
  for (const version of range(157, 178)) {
    assert.deepEqual(sizes(version, IB_ASYNC), ["12", "100", "0", "0"]);
    assert.deepEqual(sizes(version), ["12.5", "100", "0.001", "0"], "no other client");
  }
}
