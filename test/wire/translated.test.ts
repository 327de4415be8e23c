/**
 * Translation between the forms: recorded frames of real Gateways and clients go through the other form and come back.
 *
 * What is lost on the way is listed by field; a field that is lost and not listed fails, and so does a row that loses nothing.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import {
  DecodeError,
  decodeIncoming,
  decodeOutgoing,
  encodeIncoming,
  encodeOutgoing,
  encodeProtobuf,
  type Incoming,
  type IncomingName,
  NotCarried,
  type Outgoing,
  type OutgoingName,
  planNamed,
  speaksProtobuf,
} from "../../src/wire/codec.ts";
import type { Direction } from "../../src/wire/declare.ts";
import { formOf } from "../../src/wire/ids.ts";
import { payloadOf } from "../../src/wire/recording.ts";

const RECORDED = fileURLToPath(new URL("../../../shared/fixtures/recorded/", import.meta.url));
const skip = existsSync(RECORDED) ? false : `no recordings at ${RECORDED}`;
const UNSTATED_VERSION = 164;
const NEWEST = 225;

/** What protobuf loses of recorded text frames; every auctionStrategy is 0, which means none. */
const LOST_IN_PROTOBUF = ["openOrder.order.auctionStrategy", "openOrder.order.sharesAllocation"];
/**
 * What text loses of recorded protobuf frames: fields that text never had in these messages (PROTOCOL section 6.2), and an
 * auctionStrategy that text always fills.
 */
const LOST_IN_TEXT = [
  "execDetails.execution.optExerciseOrLapseType",
  "openOrder.order.auctionStrategy",
  "openOrder.order.filledQuantity",
  "openOrder.order.parentPermId",
  "openOrder.order.routeMarketableToBbo",
  "openOrder.order.seekPriceImprovement",
  "openOrder.order.shareholder",
  "openOrder.orderState.completedStatus",
  "openOrder.orderState.completedTime",
  "placeOrder.order.clientId",
  "tickReqParams.lastPricePrecision",
  "tickReqParams.lastSizePrecision",
];

interface Recorded {
  readonly direction: Direction;
  readonly version: number;
  readonly payload: Uint8Array;
}
type Message = Incoming | Outgoing;

function recorded(): Recorded[] {
  const files = readdirSync(RECORDED).filter((name) => name.endsWith(".jsonl"));
  const lines = files.flatMap((name) => readFileSync(RECORDED + name, "utf8").split("\n"));
  return lines.flatMap((line) => {
    if (line === "") return [];
    const { type, direction, serverVersion, fields, payloadBase64 } = JSON.parse(line);
    if (type === "handshake" || (fields === undefined && payloadBase64 === undefined)) return [];
    const version = serverVersion ?? UNSTATED_VERSION;
    const payload = fields ? payloadOf(fields, version) : new Uint8Array(Buffer.from(payloadBase64, "base64"));
    return [{ direction, version, payload }];
  });
}

function decode({ direction, version, payload }: Recorded): Message {
  const decoded = direction === "in" ? decodeIncoming(payload, version) : decodeOutgoing(payload, version);
  assert(!(decoded instanceof DecodeError), String(decoded));
  return decoded;
}

function asText({ name, body }: Message, direction: Direction, version: number): Uint8Array {
  const frame =
    direction === "in"
      ? encodeIncoming(name as IncomingName, body, version, { form: "text" })
      : encodeOutgoing(name as OutgoingName, body, version, { form: "text" });
  assert(!(frame instanceof NotCarried), String(frame));
  return frame.subarray(4);
}

/** The paths at which two values differ; the second trailing stop price of text is the one that counts. */
function unlike(a: unknown, b: unknown, path: string): readonly string[] {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b) ? [] : [path];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) =>
    unlike((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], `${path}.${key}`),
  );
}

test("recorded text frames come back from protobuf", { skip }, (context) => {
  const lost = new Set<string>();
  const frames = recorded().filter(({ payload, version }) => formOf(payload, version) === "text");
  const carried = frames.filter((frame) => speaksProtobuf(decode(frame).name));
  for (const frame of carried) {
    const message = decode(frame);
    const payload = encodeProtobuf(message.name, message.body).subarray(4);
    const back = decode({ ...frame, version: NEWEST, payload });
    for (const path of unlike(message.body, back.body, message.name)) lost.add(path);
  }
  assert.deepEqual([...lost].sort(), LOST_IN_PROTOBUF);
  context.diagnostic(`${carried.length} text frames went through protobuf`);
});

test("recorded protobuf frames come back from text", { skip }, (context) => {
  const lost = new Set<string>();
  const frames = recorded().filter(({ payload, version }) => formOf(payload, version) === "protobuf");
  for (const frame of frames) {
    const message = decode(frame);
    assert(planNamed(message.name).steps, message.name);
    const payload = asText(message, frame.direction, frame.version);
    for (const path of unlike(message.body, decode({ ...frame, payload }).body, message.name)) lost.add(path);
  }
  assert.deepEqual([...lost].sort(), LOST_IN_TEXT);
  context.diagnostic(`${frames.length} protobuf frames went through text`);
});
