/** Messages that have emitted functions of their own have the interpreter too, and the two must not be told apart. */

import {
  DecodeError,
  encodeIncoming,
  type Incoming,
  type IncomingName,
  type Outgoing,
} from "../../../src/wire/codec.ts";
import { entryNamed } from "../../../src/wire/entries.ts";
import { bodyAt, formOf, usesRawIds } from "../../../src/wire/ids.ts";
import type { Codec } from "../../../src/wire/interpret.ts";
import { codecOf } from "../../../src/wire/interpret.ts";
import { Reader } from "../../../src/wire/reader.ts";
import { Writer } from "../../../src/wire/writer.ts";
import type { Body } from "./corpus.ts";
import { differences, told } from "./differences.ts";
import type { FuzzFrame } from "./frame.ts";

const codecs = new Map<string, Codec>();
const reader = new Reader();
const writer = new Writer();

function interpreterOf(name: string, version: number): Codec {
  const key = `${name} ${version}`;
  let codec = codecs.get(key);
  if (codec === undefined) {
    const { message, steps } = entryNamed(name);
    codec = codecOf(message.record, steps ?? [], version);
    codecs.set(key, codec);
  }
  return codec;
}

/** What is written by emitted code is read by it. */
const isEmitted = (name: string): boolean => entryNamed(name).writeText !== undefined;

/** How the interpreter's answer to a text frame, or its way to write that answer, differs from what was answered. */
export function twinDiffers(frame: FuzzFrame, answer: Incoming | Outgoing | DecodeError): string | undefined {
  const { payload, version, direction } = frame;
  const name = answer instanceof DecodeError ? answer.messageName : answer.name;
  if (name === undefined) return undefined;
  if (formOf(payload, version) === "protobuf") return protobufDiffers(name, payload.subarray(4), answer);
  if (payload.at(-1) !== 0 || !isEmitted(name)) return undefined;
  reader.open(payload, bodyAt(payload, version), payload.length);
  reader.isFromGateway = direction === "in";
  const { body, failed } = interpreterOf(name, version).read(reader);
  const isRefused = failed !== undefined || reader.left() > 0;
  if (answer instanceof DecodeError) return isRefused ? undefined : `the interpreter reads it: ${String(answer)}`;
  if (isRefused) return `the interpreter refuses it: ${failed ?? "surplus"}: ${reader.fault}`;
  const found = differences(body, answer.body)[0];
  return found ? told(found) : writtenDiffers(answer, version);
}

function protobufDiffers(
  name: string,
  bytes: Uint8Array,
  answer: Incoming | Outgoing | DecodeError,
): string | undefined {
  const { protobuf } = entryNamed(name);
  if (protobuf === undefined || !isEmitted(name) || answer instanceof DecodeError) return undefined;
  const result = protobuf.read(bytes, false);
  if ("reason" in result) return `the interpreter refuses it: ${result.field}: ${result.reason}`;
  const found = differences(result.body, answer.body)[0];
  return found && told(found);
}

/** `encodeIncoming` writes whatever it is given, refuses nothing, and so serves either direction here. */
function writtenDiffers({ name, body }: Incoming | Outgoing, version: number): string | undefined {
  const emitted = encodeIncoming(name as IncomingName, body as Body, version, { form: "text" });
  writer.open(entryNamed(name).message.id, usesRawIds(version));
  interpreterOf(name, version).write(writer, body as Body);
  return Buffer.compare(emitted, writer.close()) === 0 ? undefined : "the interpreter writes other bytes";
}
