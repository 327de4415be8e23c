/** The id of a request or order, which a router takes from the bytes: of a message in text and in protobuf it is the same. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import {
  correlator,
  encodeIncoming,
  encodeOutgoing,
  encodeProtobuf,
  INCOMING_NAMES,
  type IncomingName,
  NotCarried,
  OUTGOING_NAMES,
  type OutgoingName,
  planNamed,
  speaksProtobuf,
} from "../../src/wire/codec.ts";
import { bodyOf } from "./bodies.ts";
import { VERSIONS } from "./quirks/frames.ts";

const PROTOBUF = 225;
type Name = IncomingName | OutgoingName;
type Body = Record<string, unknown>;

/** Messages whose numbers are no ids of a request or order of one client, and those without any. */
const WITHOUT_CORRELATOR: readonly Name[] = [
  "nextValidId",
  "orderBound",
  "completedOrder",
  "commissionReport",
  "marketRule",
];

const BOTH_FORMS = [...INCOMING_NAMES, ...OUTGOING_NAMES].filter(
  (name) => planNamed(name).steps !== undefined && speaksProtobuf(name),
);

test("the id of a request or order is found in both forms at every version, or in neither", () => {
  const found = new Set<Name>();
  for (const name of BOTH_FORMS) {
    const { message } = planNamed(name);
    const property = fc.property(bodyOf(message.record) as fc.Arbitrary<Body>, (draft) => {
      const body = { ...draft, order: { ...(draft.order as Body), orderId: 77 }, reqId: 77, orderId: 77, id: 77 };
      const ids = VERSIONS.filter((version) => version >= message.since).map((version) =>
        correlator(message.direction, asForm(name, body, version, "text"), version),
      );
      ids.push(correlator(message.direction, asForm(name, body, PROTOBUF, "protobuf"), PROTOBUF));
      assert.equal(new Set(ids).size, 1, `${name}: ${ids.join()}`);
      assert([77, undefined].includes(ids[0]), `${name}: ${ids[0]}`);
      if (ids[0] !== undefined) found.add(name);
    });
    fc.assert(property, { numRuns: 1, seed: 1 });
  }
  assert(found.size > 90);
  for (const name of WITHOUT_CORRELATOR) assert(!found.has(name), name);
  const forgotten = BOTH_FORMS.filter((name) => !found.has(name) && "reqId" in planNamed(name).message.record.fields);
  assert.deepEqual(forgotten, []);
});

function asForm(name: Name, body: Body, version: number, form: "text" | "protobuf"): Uint8Array {
  const bare = form === "text" ? encodeAnyText(name, body, version) : encodeProtobuf(name, body as never);
  return bare.subarray(4);
}

/** Text of a draft as far as the version has room for it. */
function encodeAnyText(name: Name, body: Body, version: number): Uint8Array {
  const direction = planNamed(name).message.direction;
  if (direction === "in") return encodeIncoming(name as IncomingName, body, version, { form: "text" });
  const idOnly = { reqId: 77, orderId: 77 };
  const encoded = encodeOutgoing(name as OutgoingName, body, version, { form: "text" });
  const frame =
    encoded instanceof NotCarried ? encodeOutgoing(name as OutgoingName, idOnly, version, { form: "text" }) : encoded;
  assert(!(frame instanceof NotCarried), String(frame));
  return frame;
}
