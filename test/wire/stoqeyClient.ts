/** The two halves of the real @stoqey/ib without its socket: what its decoder makes of a frame, and what its encoder sends. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { encodeIncoming, type IncomingName } from "../../src/wire/codec.ts";
import { type Frame, fieldsOf, payloadOf } from "../../src/wire/recording.ts";

const require = createRequire(import.meta.url);
const { Decoder } = require("@stoqey/ib/dist/core/io/decoder") as { Decoder: new (callback: object) => StoqeyDecoder };
const { Encoder } = require("@stoqey/ib/dist/core/io/encoder") as { Encoder: new (callback: object) => StoqeyEncoder };
export const stoqey = require("@stoqey/ib") as typeof import("@stoqey/ib");

interface StoqeyDecoder {
  enqueueMessage(tokens: string[]): void;
  process(): void;
}
type StoqeyEncoder = Record<string, (...args: unknown[]) => void>;

const HELLO = { min: 100, max: 193 };

interface Heard {
  readonly complaints: readonly string[];
  /** The arguments of each event. */
  readonly events: readonly (readonly unknown[])[];
}

/** What its decoder hears in the text frame of a draft. */
export function heard(name: IncomingName, draft: object, serverVersion: number): Heard {
  const complaints: string[] = [];
  const events: unknown[][] = [];
  const decoder = new Decoder({
    serverVersion,
    emitEvent: (_name: string, ...args: unknown[]) => events.push(args),
    emitInfo: () => undefined,
    emitError: (text: string) => complaints.push(text),
  });
  const frame = encodeIncoming(name, draft, serverVersion, { form: "text", hello: HELLO });
  decoder.enqueueMessage(fieldsOf(frame.subarray(4), serverVersion));
  decoder.process();
  return { complaints: complaints.filter((text) => /^(Decoding error|Underrun error|No parser)/.test(text)), events };
}

/** The frame that its encoder makes, as its socket would flatten it. */
export function encoded(method: string, serverVersion: number, ...args: readonly unknown[]): Frame {
  const sent: unknown[][] = [];
  const fail = (text: string) => assert.fail(text);
  const encoder = new Encoder({ serverVersion, sendMsg: (tokens: unknown[]) => sent.push(tokens), emitError: fail });
  encoder[method]!(...args);
  assert.equal(sent.length, 1);
  const texts = sent[0]!
    .flat(9)
    .map((token) => (typeof token === "boolean" ? (token ? "1" : "0") : String(token ?? "")));
  return { direction: "out", serverVersion, payload: payloadOf(texts, serverVersion), isHandshake: false };
}
