/**
 * Where mutations start: frames that are right. Every message in both forms at versions drawn from the seed, and the
 * recorded frames of real Gateways and clients, where they are present.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { Prng } from "../../../src/base/prng.ts";
import {
  encodeIncoming,
  encodeOutgoing,
  INCOMING_NAMES,
  type IncomingName,
  NotCarried,
  OUTGOING_NAMES,
  type OutgoingName,
  planNamed,
  speaksProtobuf,
} from "../../../src/wire/codec.ts";
import type { Form } from "../../../src/wire/form.ts";
import { payloadOf } from "../../../src/wire/recording.ts";
import { PROTOBUF } from "../../../src/wire/versions.ts";
import { bodyOf } from "../bodies.ts";
import type { FuzzFrame } from "./frame.ts";

export type Name = IncomingName | OutgoingName;
export type Body = Record<string, unknown>;

export interface Corpus {
  /** One list per message. */
  readonly generated: readonly (readonly FuzzFrame[])[];
  readonly recorded: readonly FuzzFrame[];
}

export const NAMES: readonly Name[] = [...INCOMING_NAMES, ...OUTGOING_NAMES];
export const FIRST_VERSION = 157;
export const LAST_VERSION = 225;

const RECORDED = fileURLToPath(new URL("../../../../shared/fixtures/recorded/", import.meta.url));
/** Recordings that state no version decode at this one (their README). */
const UNSTATED_VERSION = 164;
const BODIES_PER_MESSAGE = 3;
const FRAMES_PER_BODY = 6;

export const existsAs = (name: Name, form: Form, version: number): boolean => {
  const { message, steps } = planNamed(name);
  if (form === "protobuf") return speaksProtobuf(name) && version >= PROTOBUF;
  return steps !== undefined && message.since <= version;
};

export function encodeAny(name: Name, body: Body, version: number, form: Form): Uint8Array | NotCarried {
  const isIncoming = planNamed(name).message.direction === "in";
  const encoder = (isIncoming ? encodeIncoming : encodeOutgoing) as typeof encodeOutgoing;
  return encoder(name as OutgoingName, body, version, { form });
}

export function corpusOf(seed: number): Corpus {
  return { generated: NAMES.map((name, i) => framesOf(name, seed, i)), recorded: recordedFrames() };
}

export function pickFrame({ generated, recorded }: Corpus, prng: Prng): FuzzFrame {
  return recorded.length > 0 && prng.chance(0.1) ? prng.pick(recorded) : prng.pick(prng.pick(generated));
}

function framesOf(name: Name, seed: number, index: number): readonly FuzzFrame[] {
  const prng = new Prng(seed, `corpus ${name}`);
  const { record, direction } = planNamed(name).message;
  const bodies = fc.sample(bodyOf(record), { numRuns: BODIES_PER_MESSAGE, seed: seed + index });
  return [{}, ...bodies].flatMap((body) =>
    Array.from({ length: FRAMES_PER_BODY }, () => {
      const { form, version } = placeOf(name, prng);
      return { direction, version, payload: carried(name, body, version, form).subarray(4) };
    }),
  );
}

/** A form and a version that the message has. */
export function placeOf(name: Name, prng: Prng): { form: Form; version: number } {
  for (;;) {
    const form = prng.chance(0.5) ? "text" : "protobuf";
    const version = prng.between(FIRST_VERSION, LAST_VERSION);
    if (existsAs(name, form, version)) return { form, version };
  }
}

/** A draft that the peer can carry: what is too new is taken out, as its sender would. */
function carried(name: Name, draft: Body, version: number, form: Form): Uint8Array {
  const body = structuredClone(draft);
  for (;;) {
    const frame = encodeAny(name, body, version, form);
    if (!(frame instanceof NotCarried)) return frame;
    const path = frame.field.split(".");
    delete (path.slice(0, -1).reduce((value, key) => value[key] as Body, body) as Body)[path.at(-1)!];
  }
}

function recordedFrames(): readonly FuzzFrame[] {
  if (!existsSync(RECORDED)) return [];
  const files = readdirSync(RECORDED).filter((name) => name.endsWith(".jsonl"));
  const lines = files.sort().flatMap((name) => readFileSync(RECORDED + name, "utf8").split("\n"));
  return lines.flatMap((line) => {
    if (line === "") return [];
    const { type, direction, serverVersion, fields, payloadBase64 } = JSON.parse(line);
    if (type === "handshake" || (fields === undefined && payloadBase64 === undefined)) return [];
    const version = serverVersion ?? UNSTATED_VERSION;
    const payload = fields ? payloadOf(fields, version) : new Uint8Array(Buffer.from(payloadBase64, "base64"));
    return [{ direction, version, payload }];
  });
}
