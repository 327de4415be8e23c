/**
 * What must hold before a time means anything: every decoder reads the same values, or at least the same messages, from a stream.
 *
 * The codec and the naive decoder agree in every field of every message; text and protobuf of the codec agree; @stoqey/ib causes
 * one event per message, and one more for a price that has a size.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { DecodeError, decodeIncoming, type Incoming, nextIncoming } from "../../src/wire/codec.ts";
import { Frames } from "../../src/wire/framing.ts";
import { piecesOf } from "./lane.ts";
import { naiveDecode } from "./naive.ts";
import { stoqey } from "./stoqey.ts";
import { type Capture, CHUNK_BYTES, chunksOf, type Form, VERSION_OF } from "./streams.ts";

export type Tally = Readonly<Record<string, number>>;
/** What text cannot leave empty. */
const FILLED = ["auctionStrategy", "volatilityType", "referencePriceType"] as const;
type Loose = Readonly<Record<string, unknown>>;

/** Throws at the first difference; answers how many messages there are of each name. */
export function checkStream(stream: Capture): Tally {
  const text = piecesOf(stream.text, CHUNK_BYTES).flatMap(({ payloads }) => payloads);
  const protobuf = piecesOf(stream.protobuf, CHUNK_BYTES).flatMap(({ payloads }) => payloads);
  strictEqual(text.length, stream.frames);
  strictEqual(protobuf.length, stream.frames);
  const messages = text.map((payload) => decoded(payload, "text"));
  const twins = protobuf.map((payload) => decoded(payload, "protobuf"));
  messages.forEach((message, i) => {
    const { name, ...naive } = naiveDecode(text[i]!.toString("utf8"));
    strictEqual(message.name, name);
    compare(message.body as Loose, naive, name);
    compareProtobuf(twins[i]!, message);
  });
  deepStrictEqual(messagesOf(stream.text, "text"), messages);
  deepStrictEqual(messagesOf(stream.protobuf, "protobuf"), twins);
  const tally = tallyOf(messages.map(({ name }) => name));
  deepStrictEqual(stoqeyTally(stream), eventsExpected(messages, tally));
  return tally;
}

/** The same bytes chunk by chunk, as the codec is timed. */
function messagesOf(bytes: Buffer, form: Form): unknown[] {
  const frames = new Frames();
  return chunksOf(bytes, CHUNK_BYTES).flatMap((chunk) => {
    frames.push(chunk);
    const messages: unknown[] = [];
    for (
      let next = nextIncoming(frames, VERSION_OF[form]);
      next !== undefined;
      next = nextIncoming(frames, VERSION_OF[form])
    ) {
      messages.push(next);
    }
    return messages;
  });
}

function decoded(payload: Buffer, form: Form): Incoming {
  const message = decodeIncoming(payload, VERSION_OF[form]);
  if (message instanceof DecodeError) throw new Error(message.toString());
  return message;
}

/** Every field that splitting gives is the codec's; what only the codec has is blank. */
function compare(ours: Loose, naive: Loose, path: string): void {
  for (const [key, value] of Object.entries(naive)) {
    if (typeof value === "object") compare(ours[key] as Loose, value as Loose, `${path}.${key}`);
    else ok(Object.is(ours[key], value), `${path}.${key}: ${String(ours[key])} is not ${String(value)}`);
  }
  for (const [key, value] of Object.entries(ours)) {
    if (!(key in naive)) ok(isBlank(value), `${path}.${key}: ${String(value)} is not on the wire`);
  }
}

const isBlank = (value: unknown): boolean =>
  value === undefined ||
  value === "" ||
  value === 0 ||
  value === false ||
  (typeof value === "object" && value !== null && Object.values(value).every(isBlank));

/** Equal, but for the fields of an openOrder that text fills with 0 and protobuf leaves unset. */
function compareProtobuf(protobuf: Incoming, text: Incoming): void {
  strictEqual(protobuf.name, text.name);
  if (protobuf.name === "openOrder" && text.name === "openOrder") {
    const order = { ...protobuf.body.order };
    for (const field of FILLED) order[field] ??= 0;
    deepStrictEqual({ ...order }, { ...text.body.order });
    deepStrictEqual(protobuf.body.contract, text.body.contract);
    deepStrictEqual(protobuf.body.orderState, text.body.orderState);
  } else deepStrictEqual(protobuf.body, text.body);
}

function tallyOf(names: readonly string[]): Tally {
  const tally: Record<string, number> = {};
  for (const name of names) tally[name] = (tally[name] ?? 0) + 1;
  return tally;
}

/** Which events @stoqey/ib emits for the stream. */
function stoqeyTally({ text }: Capture): Tally {
  const names: string[] = [];
  const path = stoqey((event) => names.push(event));
  for (const { chunk } of piecesOf(text, CHUNK_BYTES)) path.whole(chunk);
  return tallyOf(names);
}

/** Ask and last. A bid has a size, too, but its tickSize would be of type 0, which @stoqey/ib takes for none. */
const PRICES_WITH_SIZE = new Set([2, 4]);

function eventsExpected(messages: readonly Incoming[], { tickByTick, ...tally }: Tally): Tally {
  const sizes = messages.filter(({ name, body }) => name === "tickPrice" && PRICES_WITH_SIZE.has(body.tickType)).length;
  const tickSize = (tally.tickSize ?? 0) + sizes;
  return {
    ...tally,
    ...(tickByTick === undefined ? {} : { tickByTickAllLast: tickByTick }),
    ...(tickSize === 0 ? {} : { tickSize }),
  };
}

const WRAPPER_METHOD: Readonly<Record<string, string>> = {
  tickPrice: "priceSizeTick",
  tickByTick: "tickByTickAllLast",
};

/** The calls that ib_async's wrapper gets for messages of these names: one each. */
export const wrapperCalls = (tally: Tally): Tally =>
  Object.fromEntries(Object.entries(tally).map(([name, count]) => [WRAPPER_METHOD[name] ?? name, count]));
