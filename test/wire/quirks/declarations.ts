/** Checks of the demands that the declarations meet, over every message at every version. */
import assert from "node:assert/strict";
import { INCOMING_NAMES, type IncomingName, planNamed } from "../../../src/wire/codec.ts";
import { heard } from "../stoqeyClient.ts";
import { draftsOf, type Field, fieldAt, fieldsIn, range, textNames, VERSIONS } from "./frames.ts";

const NUMBERS = ["int", "long", "double", "decimal", "bool", "maybeInt", "maybeLong", "maybeDouble"];
const isNumber = ({ slot }: Field): boolean => slot.what === "value" && NUMBERS.includes(slot.kind!.name);

/** Looks at every field of every text frame; `fine` answers whether it may be so. */
function everyField(
  versions: readonly number[],
  names: readonly IncomingName[],
  fine: (field: Field) => boolean,
): void {
  for (const name of names) {
    for (const draft of draftsOf(name, 2)) {
      for (const version of versions.filter((version) => textNames(version).includes(name))) {
        for (const field of fieldsIn(name, draft, version)) {
          assert(fine(field), `${name}.${field.slot.path} at ${version} is ${JSON.stringify(field.text)}`);
        }
      }
    }
  }
}

/** What @stoqey/ib cannot take apart whoever wrote it, and up to which version. */
const UNREADABLE: Readonly<Partial<Record<IncomingName, number>>> = {
  verifyMessageAPI: 193,
  verifyCompleted: 193,
  verifyAndAuthMessageAPI: 193,
  verifyAndAuthCompleted: 193,
  completedOrder: 176,
};

/** `fieldsIn` counts them against the declaration; the decoder of a client that counts as well is asked here. */
export function fieldCount(): void {
  for (const version of range(157, 193)) {
    for (const name of textNames(version)) {
      if (version <= (UNREADABLE[name] ?? 0)) continue;
      for (const draft of draftsOf(name)) {
        assert.deepEqual(heard(name, draft, version).complaints, [], `${name} at ${version}`);
      }
    }
  }
  everyField(range(194, 225), INCOMING_NAMES, () => true);
}

export function versionOf(name: IncomingName, least: number, until = 225): void {
  for (const version of range(157, until)) {
    const [first] = fieldsIn(name, {}, version);
    assert(first?.slot.what === "constant" && Number(first.text) >= least, `${name} at ${version}`);
  }
}

export const counts = (): void =>
  everyField(
    VERSIONS,
    INCOMING_NAMES,
    ({ slot, text }) => !["count", "flag"].includes(slot.what) || /^\d+$/.test(text),
  );

/** Messages in which ib_async calls float() or int() without a guard; those of a Contract are parsed with one. */
const GUARDLESS: readonly IncomingName[] = [
  "tickOptionComputation",
  "updatePortfolio",
  "tickByTick",
  "historicalData",
  "historicalTicks",
  "historicalTicksBidAsk",
  "historicalTicksLast",
  "histogramData",
  "marketRule",
  "mktDepthExchanges",
  "securityDefinitionOptionParameter",
  "smartComponents",
  "symbolSamples",
  "error",
];

export function guardlessNumbers(): void {
  const guarded = /(^|\.)contract\./;
  everyField(
    range(157, 178),
    GUARDLESS,
    (field) => !isNumber(field) || field.text !== "" || guarded.test(field.slot.path),
  );
  everyField(range(157, 178), ["scannerData"], ({ slot, text }) => !/reqId|rank/.test(slot.path) || text !== "");
}

/** Messages that official Python reads by the signature of their callback. */
const BY_SIGNATURE = [
  6, 8, 9, 14, 15, 16, 19, 45, 46, 47, 49, 51, 52, 53, 54, 55, 57, 58, 62, 63, 64, 65, 66, 67, 68, 69, 70, 72, 73, 74,
];

export function signatureNumbers(): void {
  const names = INCOMING_NAMES.filter((name) => BY_SIGNATURE.includes(planNamed(name).message.id));
  assert.equal(names.length, BY_SIGNATURE.length);
  everyField(VERSIONS, names, (field) => !isNumber(field) || /^-?(\d|Infinity)/.test(field.text));
}

export function wholeAsInteger(): void {
  for (const version of VERSIONS) {
    for (const [whole, text] of [
      [100, "100"],
      [0, "0"],
      [-7, "-7"],
      [2 ** 40, "1099511627776"],
    ] as const) {
      assert.equal(fieldAt("contractDetails", "evMultiplier", { evMultiplier: whole }, version), text);
      assert.equal(fieldAt("bondContractDetails", "coupon", { coupon: whole }, version), text);
      assert.equal(fieldAt("histogramData", "items[0].size", { items: [{ size: text }] }, version), text);
    }
  }
}

export function infinity(): void {
  const order = { competeAgainstBestOffset: Number.POSITIVE_INFINITY };
  for (const version of range(170, 225)) {
    for (const name of ["openOrder", "completedOrder"] as const) {
      assert.equal(fieldAt(name, "order.competeAgainstBestOffset", { order }, version), "Infinity");
    }
  }
}

export function margins(): void {
  for (const version of VERSIONS) {
    const fields = fieldsIn("openOrder", {}, version).filter(({ slot }) => /Margin|equityWithLoan/.test(slot.path));
    const amounts = fields.filter(({ slot }) => slot.path !== "orderState.marginCurrency");
    assert.equal(amounts.length, version < 195 ? 9 : 18);
    for (const { slot, text } of amounts) assert.equal(text, "1.7976931348623157E308", slot.path);
  }
}

export function escapes(): void {
  const text = "Käse 株式 😀";
  for (const version of VERSIONS) {
    const body = { errorMsg: text, advancedOrderRejectJson: JSON.stringify(text) };
    const told = fieldsIn("error", body, version).map((field) => field.text);
    const longName = fieldAt("contractDetails", "longName", { longName: text }, version);
    for (const field of [...told, longName]) assert.match(field, /^[ -~]*$/);
    assert.equal(JSON.parse(`"${longName}"`), text);
  }
}
