/**
 * What goes through the text form comes back, for every declared message at every server version; and a damaged frame ends
 * in a value. Protobuf has its own such tests in `protobuf.test.ts`.
 */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import {
  DecodeError,
  decodeIncoming,
  decodeOutgoing,
  encodeIncoming,
  encodeOutgoing,
  INCOMING_NAMES,
  type IncomingName,
  NotCarried,
  OUTGOING_NAMES,
  type OutgoingName,
  planNamed,
} from "../../src/wire/codec.ts";
import { jsonReplacer } from "../../src/wire/json.ts";
import { encodeLine, type Failed, payloadOf, type Rebuilt } from "../../src/wire/recording.ts";
import { slotsOf } from "../../src/wire/spelling.ts";
import { bodyOf } from "./bodies.ts";

const VERSIONS = Array.from({ length: 225 - 157 + 1 }, (_, i) => 157 + i);
/** The versions on both sides of most gates get more. */
const runsAt = (version: number): number => ([157, 164, 176, 178, 193, 200, 203].includes(version) ? 12 : 2);

type Name = IncomingName | OutgoingName;
type Body = Record<string, unknown>;

const NAMES: readonly Name[] = [...INCOMING_NAMES, ...OUTGOING_NAMES];
const isIncoming = (name: Name): boolean => planNamed(name).message.direction === "in";
const existsAt = (name: Name, version: number): boolean =>
  planNamed(name).steps !== undefined && planNamed(name).message.since <= version;

function encode(name: Name, body: Body, version: number): Uint8Array | NotCarried {
  const encoder = (isIncoming(name) ? encodeIncoming : encodeOutgoing) as typeof encodeOutgoing;
  return encoder(name as OutgoingName, body, version, { form: "text" });
}

const decode = (name: Name, payload: Uint8Array, version: number) =>
  isIncoming(name) ? decodeIncoming(payload, version) : decodeOutgoing(payload, version);

/** The value at `contract.comboLegs[0].conId`. */
const at = (body: unknown, path: string): unknown =>
  path
    .split(/[.[\]]+/)
    .reduce((value: unknown, key) => (key === "" ? value : (value as Body | undefined)?.[key]), body);

/** A field that a layout always fills reads as 0 when it was unset. */
const agrees = (drafted: unknown, decoded: unknown): boolean =>
  Object.is(drafted, decoded) ||
  (drafted === undefined && Number(decoded) === 0) ||
  JSON.stringify(drafted) === JSON.stringify(decoded);

/** A draft that the peer can carry: what is too new is taken out, as its sender would. */
function carried(name: Name, draft: Body, version: number): { body: Body; frame: Uint8Array } {
  const body = structuredClone(draft);
  for (;;) {
    const frame = encode(name, body, version);
    if (!(frame instanceof NotCarried)) return { body, frame };
    const path = frame.field.split(".");
    delete (path.slice(0, -1).reduce((value, key) => value[key] as Body, body) as Body)[path.at(-1)!];
  }
}

for (const version of VERSIONS) {
  test(`at server version ${version} every field on the wire comes back as it was drafted`, () => {
    for (const name of NAMES.filter((name) => existsAt(name, version))) {
      const property = fc.property(bodyOf(planNamed(name).message.record), (draft) => {
        const { body, frame } = carried(name, draft, version);
        const decoded = decode(name, frame.subarray(4), version);
        assert(!(decoded instanceof DecodeError), String(decoded));
        assert.equal(decoded.name, name);
        for (const slot of slotsOf(planNamed(name).steps!, body, version)) {
          if (slot.what !== "value") continue;
          const [was, is] = [at(body, slot.path), at(decoded.body, slot.path)];
          assert(agrees(was, is), `${name}.${slot.path}: ${String(was)} came back as ${String(is)}`);
        }
        assert.deepEqual(encode(name, decoded.body as Body, version), frame);
      });
      fc.assert(property, { numRuns: runsAt(version) });
    }
  });
}

test("a body survives JSON, with infinities and the sign of zero", () => {
  for (const name of NAMES.filter((name) => existsAt(name, 200))) {
    const direction = isIncoming(name) ? "in" : "out";
    const property = fc.property(bodyOf(planNamed(name).message.record), (draft) => {
      const { frame } = carried(name, draft, 200);
      const decoded = decode(name, frame.subarray(4), 200) as { body: Body };
      const message = JSON.parse(JSON.stringify(decoded.body, jsonReplacer)) as Body;
      const again: Rebuilt | Failed = encodeLine({ name, message, direction, serverVersion: 200, wire: "text" });
      assert(!("error" in again), JSON.stringify(again));
      assert.deepEqual(payloadOf(again.fields!, 200), frame.subarray(4));
    });
    fc.assert(property, { numRuns: 4 });
  }
});

const damaged = (frame: Uint8Array): fc.Arbitrary<Uint8Array> => {
  const payload = frame.subarray(4);
  const cut = fc.nat(payload.length).map((length) => payload.slice(0, length));
  const overwritten = fc.array(
    fc.tuple(fc.nat(Math.max(0, payload.length - 1)), fc.constantFrom(0, 45, 46, 48, 57, 92, 127, 200, 255)),
    {
      maxLength: 6,
    },
  );
  return fc.oneof(
    cut,
    overwritten.map((changes) => {
      const bytes = payload.slice();
      for (const [i, byte] of changes) bytes[i] = byte;
      return bytes;
    }),
  );
};

test("a truncated or overwritten frame ends in a message or a DecodeError", () => {
  for (const version of [157, 178, 200, 203]) {
    for (const name of NAMES.filter((name) => existsAt(name, version))) {
      const frames = bodyOf(planNamed(name).message.record).chain((draft) =>
        damaged(carried(name, draft, version).frame),
      );
      const property = fc.property(frames, (payload) => {
        const decoded = decode(name, payload, version);
        assert(decoded instanceof DecodeError ? decoded.reason !== "" : decoded.name !== undefined);
      });
      fc.assert(property, { numRuns: 12 });
    }
  }
});
