/**
 * What goes through the protobuf form comes back, for every message that has one, at every server version from its gate on;
 * damaged frames end in a value; and what the form cannot carry is refused by name.
 */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import {
  correlator,
  DecodeError,
  decodeAsSent,
  decodeIncoming,
  decodeOutgoing,
  encodeIncoming,
  encodeOutgoing,
  encodeProtobuf,
  expectedForm,
  INCOMING_NAMES,
  type IncomingName,
  NotCarried,
  OUTGOING_NAMES,
  type OutgoingName,
  planNamed,
  speaksProtobuf,
  withCorrelator,
} from "../../src/wire/codec.ts";
import type { AnyKind, AnyMessage, AnyRecord, Field, Fields } from "../../src/wire/declare.ts";
import { jsonReplacer } from "../../src/wire/json.ts";
import { spelledOut } from "../../src/wire/protobuf/unknown.ts";
import { encodeLine } from "../../src/wire/recording.ts";
import { bodyOf } from "./bodies.ts";

type Name = IncomingName | OutgoingName;
type Body = Record<string, unknown>;

const NAMES: readonly Name[] = [...INCOMING_NAMES, ...OUTGOING_NAMES].filter(speaksProtobuf);
const messageOf = (name: Name): AnyMessage => planNamed(name).message;
const isIncoming = (name: Name): boolean => messageOf(name).direction === "in";

const decode = (name: Name, payload: Uint8Array, version: number) =>
  isIncoming(name) ? decodeIncoming(payload, version) : decodeOutgoing(payload, version);

function encode(name: Name, body: Body, version: number): Uint8Array | NotCarried {
  const encoder = (isIncoming(name) ? encodeIncoming : encodeOutgoing) as typeof encodeOutgoing;
  return encoder(name as OutgoingName, body, version);
}

/** What of a draft protobuf can give back. */
function carriedBody(record: AnyRecord, draft: Body): Body {
  const cases = record.on === undefined ? {} : (record.cases as Record<number, Fields>)[Number(draft[record.on])];
  const heads = Object.values(cases ?? {}).map(([tag]) => (tag as readonly number[])[0]);
  const fields: Fields = { ...(record.fields as Fields), ...cases };
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, carriedValue(field, draft[name], heads)]),
  );
}

function carriedValue([tag, kind, type]: Field, value: unknown, heads: readonly (number | undefined)[]): unknown {
  const isElsewhere = typeof tag === "object" && "oneOf" in tag && !tag.oneOf.some(([head]) => heads.includes(head));
  if (value === undefined || tag === 0 || isElsewhere) return blank(kind);
  if (typeof type === "object") return (value as number) & (2 ** type.bits.length - 1);
  if (kind.shape === "record" || kind.shape === "optional") {
    return carriedBody(kind.shape === "record" ? kind : kind.of, value as Body);
  }
  if (kind.shape === "list") {
    return kind.of.shape === "record" && type !== "map"
      ? (value as Body[]).map((element) => carriedBody(kind.of as AnyRecord, element))
      : value;
  }
  if (type === "bool" && kind.protobuf === "int32") return value === 0 ? 0 : 1;
  if (type === "double" && value !== "") return String(Number(value));
  return type === "string" && value === 0 ? 0 : value;
}

function blank(kind: AnyKind): unknown {
  if (kind.shape === "scalar") return kind.default;
  if (kind.shape === "list") return [];
  return kind.shape === "record" ? carriedBody(kind, {}) : undefined;
}

interface Legged {
  readonly contract: { comboLegs: readonly unknown[]; lastTradeDateOrContractMonth: string };
  readonly order: { orderComboLegs: readonly { price: number | undefined }[] };
}

/** Prices of legs lie on the legs; a bond's maturity takes the place of a date of its contract. */
function expected(name: Name, draft: Body): Body {
  const body = carriedBody(messageOf(name).record, draft);
  const { contract, order } = body as unknown as Legged;
  if (name === "bondContractDetails") contract.lastTradeDateOrContractMonth = "";
  if (order?.orderComboLegs !== undefined) {
    const prices = contract.comboLegs.map((_, i) => order.orderComboLegs[i] ?? { price: undefined });
    order.orderComboLegs = prices.some(({ price }) => price !== undefined) ? prices : [];
  }
  return body;
}

/** A draft without what its peer cannot be told, as its sender would make it. */
function carried(name: Name, draft: Body, version: number): { body: Body; frame: Uint8Array } {
  const body = structuredClone(draft);
  for (;;) {
    const frame = encode(name, body, version);
    if (!(frame instanceof NotCarried)) return { body, frame };
    const path = frame.field.split(".");
    delete (path.slice(0, -1).reduce((value, key) => value[key] as Body, body) as Body)[path.at(-1)!];
  }
}

/** The paths at which two bodies differ. */
function unlike(a: unknown, b: unknown, path: string): readonly string[] {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return Object.is(a, b) ? [] : [`${path}: ${String(a)} came back as ${String(b)}`];
  }
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => unlike((a as Body)[key], (b as Body)[key], `${path}.${key}`));
}

const VERSIONS = Array.from({ length: 225 - 201 + 1 }, (_, i) => 201 + i);
const bodies = (name: Name): fc.Arbitrary<Body> => bodyOf(messageOf(name).record);

for (const version of VERSIONS) {
  test(`at server version ${version} every protobuf message comes back as it was drafted`, () => {
    for (const name of NAMES.filter((name) => expectedForm(name, version) === "protobuf")) {
      const property = fc.property(bodies(name), (draft) => {
        const { body, frame } = carried(name, draft, version);
        const decoded = decode(name, frame.subarray(4), version);
        assert(!(decoded instanceof DecodeError), `${name}: ${String(decoded)}`);
        assert.deepEqual(unlike(expected(name, body), decoded.body, name), []);
        assert.deepEqual(encode(name, decoded.body as Body, version), frame, name);
      });
      fc.assert(property, { numRuns: version === 225 ? 12 : 2 });
    }
  });
}

test("a protobuf body survives JSON byte by byte, absent fields and all", () => {
  for (const name of NAMES) {
    const { direction } = messageOf(name);
    const property = fc.property(bodies(name), fc.boolean(), (draft, asSent) => {
      const payload = encodeProtobuf(name, draft, asSent).subarray(4);
      const sent = decodeAsSent(direction, payload, 225);
      assert(!(sent instanceof DecodeError), String(sent));
      const message = JSON.parse(JSON.stringify(spelledOut(sent.body), jsonReplacer)) as Body;
      const again = encodeLine({ name, message, direction, serverVersion: 225, wire: "protobuf" });
      assert(!("error" in again), JSON.stringify(again));
      assert.deepEqual(again.payload, payload, name);
    });
    fc.assert(property, { numRuns: 6 });
  }
});

test("the id of a protobuf frame is found and rewritten wherever it stands", () => {
  for (const name of NAMES) {
    const { direction } = messageOf(name);
    const ids = fc.tuple(bodies(name), fc.integer({ min: -1, max: 2_000_000_000 }));
    const property = fc.property(ids, ([draft, id]) => {
      const payload = encodeProtobuf(name, draft).subarray(4);
      const was = correlator(direction, payload, 225);
      if (was === undefined) return;
      const rewritten = withCorrelator(direction, payload, 225, id);
      assert.equal(correlator(direction, rewritten.subarray(4), 225), id, name);
      // An absent id reads as 0 and is written as 0.
      const restored = withCorrelator(direction, rewritten.subarray(4), 225, was).subarray(4);
      if (was !== 0) assert.deepEqual(restored, payload, name);
    });
    fc.assert(property, { numRuns: 4 });
  }
});

/** Frames with bytes overwritten, cut, repeated or stuffed with what varints and lengths trip over. */
const damaged = (payload: Uint8Array): fc.Arbitrary<Uint8Array> => {
  const position = fc.nat(Math.max(0, payload.length - 5)).map((at) => at + 4);
  const odd = fc.constantFrom(0, 1, 0x08, 0x0a, 0x0b, 0x12, 0x1a, 0x7f, 0x80, 0xff);
  const changes = fc.array(fc.tuple(position, odd), { maxLength: 5 });
  const overwritten = changes.map((list) => list.reduce((bytes, [at, byte]) => bytes.with(at, byte), payload.slice()));
  const cut = position.map((at) => payload.slice(0, at));
  const grown = fc
    .tuple(position, fc.array(odd, { maxLength: 12 }))
    .map(([at, extra]) => Uint8Array.of(...payload.subarray(0, at), ...extra, ...payload.subarray(at)));
  return payload.length < 5 ? fc.constant(payload) : fc.oneof(overwritten, cut, grown);
};

test("a damaged protobuf frame ends in a message or a DecodeError, its id in a number or none", () => {
  for (const name of NAMES) {
    const { direction } = messageOf(name);
    const frames = bodies(name).chain((draft) => damaged(encodeProtobuf(name, draft).subarray(4)));
    const property = fc.property(frames, (payload) => {
      const decoded = decode(name, payload, 225);
      assert(decoded instanceof DecodeError ? decoded.reason !== "" : decoded.name === name);
      const id = correlator(direction, payload, 225);
      assert(id === undefined || Number.isInteger(id));
      if (!(decoded instanceof DecodeError)) encodeProtobuf(name, decoded.body as Body);
    });
    fc.assert(property, { numRuns: 30 });
  }
});
