/**
 * What clients demand of a server, row by row: each row of `src/wire/quirks.ts` has a check that looks at what the encoders,
 * the handshake or the engine really do. A row without a check does not compile.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { expectedForm } from "../../src/wire/codec.ts";
import { DEMANDS, type DemandId } from "../../src/wire/quirks.ts";
import * as declarations from "./quirks/declarations.ts";
import { fieldAt, fieldsIn, VERSIONS } from "./quirks/frames.ts";
import * as requests from "./quirks/requests.ts";
import * as rules from "./quirks/rules.ts";
import * as sessions from "./quirks/sessions.ts";
import { heard } from "./stoqeyClient.ts";

const textsOf = (...args: Parameters<typeof fieldsIn>): readonly string[] => fieldsIn(...args).map(({ text }) => text);

const CHECKS: Readonly<Record<DemandId, () => void>> = {
  "protobuf-only": rules.protobufOnly,
  "never-158": rules.never158,
  "reject-json": rules.rejectJson,
  "whole-evMultiplier": rules.wholeMultiplier,
  "whole-coupon": rules.wholeCoupon,
  "whole-histogram": rules.wholeHistogram,
  "field-count": declarations.fieldCount,
  "portfolio-version": () => declarations.versionOf("updatePortfolio", 8),
  "position-version": () => declarations.versionOf("position", 3),
  "tick-version": () => {
    declarations.versionOf("tickPrice", 2);
    declarations.versionOf("tickSize", 2);
  },
  "error-version": () => declarations.versionOf("error", 2, 193),
  counts: declarations.counts,
  "guardless-numbers": declarations.guardlessNumbers,
  "signature-numbers": declarations.signatureNumbers,
  "whole-as-integer": declarations.wholeAsInteger,
  infinity: declarations.infinity,
  margins: declarations.margins,
  escapes: declarations.escapes,
  "option-count": requests.optionCount,
  infinite: requests.infinite,
  unset: requests.unset,
  fossils: requests.fossils,
  "text-above-its-gate": requests.fundamentals,
  "hello-spelling": sessions.helloSpelling,
  "two-fields": sessions.twoFields,
  silence: sessions.silence,
  "own-range": sessions.ownRange,
  zone: sessions.zone,
  "first-messages": sessions.firstMessages,
  "accounts-list": sessions.accountsList,
  "end-markers": sessions.endMarkers,
  "newer-schema": sessions.newerSchema,
  verification: sessions.verification,
  "go-percent-change": () => {
    assert.equal(expectedForm("openOrder", 202), "text");
    for (const version of [203, 213, 225]) assert.equal(expectedForm("openOrder", version), "protobuf");
  },
  "go-ineligibility": () => {
    const draft = { ineligibilityReasonList: [{ id: "1", description: "closed" }] };
    assert.deepEqual(textsOf("contractDetails", draft, 186).slice(-3), ["1", "1", "closed"]);
  },
  "go-news-providers": () => {
    const draft = { newsProviders: [{ code: "BRFG", name: "Briefing.com" }] };
    assert.deepEqual(textsOf("newsProviders", draft, 208), ["1", "BRFG", "Briefing.com"]);
    assert.equal(expectedForm("newsProviders", 209), "protobuf");
  },
  "go-verify": sessions.verification,
  "order-bound": () => {
    for (const version of VERSIONS) {
      assert.deepEqual(textsOf("orderBound", { permId: 9_007_199_254, clientId: 2, orderId: 3 }, version), [
        "9007199254",
        "2",
        "3",
      ]);
    }
  },
  "go-trigger-method": requests.namedTriggerMethod,
  "stoqey-scale": requests.scaleOfZero,
  "stoqey-misc-options": requests.miscOptions,
  "stoqey-completed-order": () => {
    const broken = (version: number): boolean => heard("completedOrder", {}, version).complaints.length > 0;
    assert.deepEqual([157, 176, 177, 193].map(broken), [true, true, false, false]);
  },
  "stoqey-min-tick": () => {
    assert.equal(fieldAt("tickReqParams", "minTick", { minTick: 0.01 }, 193), "0.01");
    assert.deepEqual(heard("tickReqParams", { reqId: 1, minTick: 0.01 }, 193).events[0]?.slice(0, 2), [1, 0]);
  },
  "execution-times": () => {
    for (const time of ["20260105 10:11:12 US/Eastern", "20260105-10:11:12Z", "20260105  10:11:12"]) {
      for (const version of [157, 178]) {
        assert.equal(fieldAt("execDetails", "execution.time", { execution: { time } }, version), time);
      }
    }
  },
  "rust-codes": sessions.ownNotices,
};

for (const { id, client, demand } of DEMANDS) test(`${client}: ${demand}`, () => CHECKS[id as DemandId]());

test("no two rows have the same id, and each says where it is known from", () => {
  assert.equal(new Set(DEMANDS.map(({ id }) => id)).size, DEMANDS.length);
  for (const { id, evidence } of DEMANDS) assert.match(evidence, /^PROTOCOL \d/, id);
});
