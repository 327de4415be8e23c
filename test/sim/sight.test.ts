/**
 * Two readings of the same bytes, our codec's and the oracle's, which share no code: every message at every server
 * version, in text and in protobuf, as drawn and as recorded from real Gateways.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { Sight } from "../../src/sim/sight/sight.ts";
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
  speaksProtobuf,
} from "../../src/wire/codec.ts";
import { payloadOf } from "../../src/wire/recording.ts";
import { bodyOf } from "../wire/bodies.ts";
import { agreed, only } from "./sight/connection.ts";
import { canonical, ofIncoming, ofOutgoing } from "./sight/expected.ts";

type Name = IncomingName | OutgoingName;
type Body = Record<string, unknown>;
type Form = "text" | "protobuf";

const VERSIONS = Array.from({ length: 225 - 157 + 1 }, (_, i) => 157 + i);
const RAW_IDS_SINCE = 201;
/** Those with fields that move get more. */
const READ_IN_FULL: readonly Name[] = [
  "placeOrder",
  "openOrder",
  "completedOrder",
  "orderStatus",
  "execDetails",
  "error",
  "position",
];
const runsOf = (name: Name): number => (READ_IN_FULL.includes(name) ? 12 : 1);

const isIncoming = (name: Name): name is IncomingName => planNamed(name).message.direction === "in";
const exists = (name: Name, version: number, form: Form): boolean =>
  form === "text"
    ? planNamed(name).steps !== undefined && planNamed(name).message.since <= version
    : version >= RAW_IDS_SINCE && speaksProtobuf(name);

/** A whole frame of what the draft says, without what the version cannot carry. */
function frameOf(name: Name, draft: Body, version: number, form: Form): Uint8Array {
  const body = structuredClone(draft);
  if (isIncoming(name)) return encodeIncoming(name, body, version, { form });
  for (;;) {
    const frame = encodeOutgoing(name, body, version, { form });
    if (!(frame instanceof NotCarried)) return frame;
    const path = frame.field.split(".");
    delete (path.slice(0, -1).reduce((value, key) => value[key] as Body, body) as Body)[path.at(-1)!];
  }
}

/** What the oracle should see by the codec's reading; undefined where the codec cannot read it. */
function expected(direction: "in" | "out", payload: Uint8Array, version: number) {
  const message = direction === "in" ? decodeIncoming(payload, version) : decodeOutgoing(payload, version);
  if (message instanceof DecodeError) return undefined;
  return direction === "in" ? ofIncoming(message as never) : ofOutgoing(message as never);
}

/** Both readings of a frame. */
function agree(direction: "in" | "out", frame: Uint8Array, version: number): boolean {
  const wanted = expected(direction, frame.subarray(4), version);
  if (wanted === undefined) return false;
  const seen = only(agreed(version), direction === "in" ? "server" : "client", frame);
  assert.deepEqual(typeof seen === "string" ? seen : canonical(seen), wanted);
  return true;
}

for (const version of VERSIONS) {
  for (const form of version < RAW_IDS_SINCE ? (["text"] as const) : (["text", "protobuf"] as const)) {
    test(`at server version ${version} the oracle reads every message in ${form} as the codec does`, () => {
      for (const name of [...INCOMING_NAMES, ...OUTGOING_NAMES].filter((name) => exists(name, version, form))) {
        const direction = isIncoming(name) ? "in" : "out";
        const property = fc.property(bodyOf(planNamed(name).message.record), (draft) => {
          assert(agree(direction, frameOf(name, draft, version, form), version), `${name} cannot be decoded`);
        });
        fc.assert(property, { numRuns: runsOf(name) });
      }
    });
  }
}

/** The frame with its payload changed, under a length that is right. */
function reframed(payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(4 + payload.length);
  new DataView(frame.buffer).setUint32(0, payload.length);
  frame.set(payload, 4);
  return frame;
}

const framesOf = (name: Name, version: number, form: Form): fc.Arbitrary<Uint8Array> =>
  bodyOf(planNamed(name).message.record).map((draft) => frameOf(name, draft, version, form));

/** Text at the version whose ids are text, protobuf at the newest. */
const FORMS = [
  [178, "text"],
  [225, "protobuf"],
] as const;

test("an order's text that was cut short is a fault, unless all that is read of it is there", () => {
  for (const name of ["placeOrder", "openOrder", "completedOrder"] as const) {
    const from = isIncoming(name) ? "server" : "client";
    const property = fc.property(framesOf(name, 178, "text"), fc.nat(), (frame, cut) => {
      const whole = only(agreed(178), from, frame);
      const seen = only(agreed(178), from, reframed(frame.subarray(4, 4 + (cut % (frame.length - 4)))));
      if (typeof seen !== "string") assert.deepEqual(seen, whole);
    });
    fc.assert(property, { numRuns: 200 });
  }
});

test("damage ends in a frame or a fault, and the next frame is read", () => {
  for (const [version, form] of FORMS) {
    for (const name of [...INCOMING_NAMES, ...OUTGOING_NAMES].filter((name) => exists(name, version, form))) {
      const from = isIncoming(name) ? "server" : "client";
      const next = frameOf(from === "server" ? "nextValidId" : "reqGlobalCancel", {}, version, form);
      const places = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 });
      const property = fc.property(framesOf(name, version, form), places, fc.nat(), (frame, changes, cut) => {
        const payload = frame.slice(4, frame.length - (cut % 3));
        for (const [at, byte] of changes) payload[at % payload.length] = byte;
        const sight = agreed(version);
        only(sight, from, reframed(payload));
        assert.equal(typeof only(sight, from, next), "object");
      });
      fc.assert(property, { numRuns: READ_IN_FULL.includes(name) ? 60 : 3 });
    }
  }
});

test("bytes of any sort are never thrown back", () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 });
  const property = fc.property(pieces, fc.constantFrom(...FORMS), fc.boolean(), (pieces, [version], isServer) => {
    const [fresh, sight] = [new Sight(), agreed(version)];
    const faults = pieces.flatMap((piece) => [
      ...fresh.read(isServer ? "server" : "client", piece),
      ...sight.read(isServer ? "server" : "client", piece),
    ]);
    for (const seen of faults) assert(!("fault" in seen) || seen.fault !== "");
  });
  fc.assert(property, { numRuns: 300 });
});

const RECORDED = `${fileURLToPath(new URL("../../", import.meta.url))}../shared/fixtures/recorded/`;
const skip = existsSync(RECORDED) ? false : `no recordings at ${RECORDED}`;
/** Recordings that state no version decode at this one (their README). */
const UNSTATED_VERSION = 164;

interface Recorded {
  readonly source: string;
  readonly serverVersion: number | null;
  readonly direction: "in" | "out";
  readonly type: string;
  readonly fields?: readonly string[];
  readonly payloadBase64?: string;
}

function recorded(): Recorded[] {
  const files = readdirSync(RECORDED).filter((name) => name.endsWith(".jsonl"));
  const lines = files.flatMap((name) => readFileSync(RECORDED + name, "utf8").split("\n"));
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Recorded);
}

function recordedFrame(record: Recorded, version: number): Uint8Array | undefined {
  const payload =
    record.payloadBase64 === undefined
      ? record.fields && payloadOf(record.fields, version)
      : Buffer.from(record.payloadBase64, "base64");
  if (payload === undefined || record.type === "handshake") return undefined;
  return reframed(payload);
}

test("the oracle reads every recorded frame as the codec does", { skip }, (context) => {
  let read = 0;
  for (const record of recorded()) {
    const version = record.serverVersion ?? UNSTATED_VERSION;
    const frame = recordedFrame(record, version);
    if (frame !== undefined && agree(record.direction, frame, version)) read++;
  }
  context.diagnostic(`${read} recorded frames`);
  assert(read > 0);
});
