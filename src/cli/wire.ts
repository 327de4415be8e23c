/**
 * `holdfast wire decode|encode|roundtrip|describe`: the codec at the command line, one JSON record a line in and out.
 *
 * A line that fails becomes `{"error":"…"}` and the exit code 1, and the next line is read all the same. Records that hold no
 * frame are passed over and counted on stderr, so that recordings with notes between the frames can be piped in whole.
 */
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Command, InvalidArgumentError, Option } from "commander";
import { nearest } from "../base/nearest.ts";
import { INCOMING_NAMES, OUTGOING_NAMES, planNamed } from "../wire/codec.ts";
import type { Direction } from "../wire/declare.ts";
import { describe } from "../wire/describe.ts";
import { wireDocument } from "../wire/document.ts";
import { jsonReplacer } from "../wire/json.ts";
import {
  compare,
  type Decoded,
  decodeFrame,
  encodeLine,
  type Failed,
  type Frame,
  payloadOf,
  type Rebuilt,
} from "../wire/recording.ts";
import { CEILING, FLOOR } from "../wire/versions.ts";
import { frameLine, messageLine } from "./line.ts";
import { fail } from "./say.ts";

interface Flags {
  readonly serverVersion: number;
  readonly direction?: Direction;
}

/** What a line turns into; undefined when the line holds nothing to work on. */
type Work = (line: object, flags: Flags) => object | undefined;

/** Recordings that do not state a version are from times when 164 was current (their README). */
const UNSTATED_VERSION = 164;

export function wireCommand(): Command {
  const wire = new Command("wire").description("decode, encode and check frames of the TWS API, as JSON lines");
  wire.addCommand(lineCommand("decode", "frames to messages", decode));
  wire.addCommand(lineCommand("encode", "messages back to frames", encode));
  wire.addCommand(lineCommand("roundtrip", "frames to messages and back: do they agree?", roundtrip));
  wire.addCommand(describeCommand());
  return wire;
}

const describeCommand = (): Command =>
  new Command("describe")
    .description("the fields of a message, in text and protobuf")
    .argument("[name]", "such as placeOrder; every message when absent")
    .option("--server-version <n>", "of a message: only what is on the wire at this version", spokenVersion)
    .action((name: string | undefined, flags: Partial<Flags>) => {
      if (name === undefined && flags.serverVersion !== undefined)
        fail("--server-version belongs to one message: name it, such as placeOrder", 2);
      process.stdout.write(name === undefined ? wireDocument() : `${described(name, flags.serverVersion)}\n`);
    });

function described(name: string, serverVersion: number | undefined): string {
  const names = [...INCOMING_NAMES, ...OUTGOING_NAMES];
  const known = names.find((candidate) => candidate === name);
  if (known === undefined) {
    const near = nearest(name, names);
    fail(`there is no message ${name}${near === undefined ? "" : `; did you mean ${near}?`}`, 2);
  }
  return describe(planNamed(known), serverVersion).join("\n");
}

const lineCommand = (name: string, description: string, work: Work): Command =>
  new Command(name)
    .description(description)
    .argument("[file]", "JSON lines; standard input when absent")
    .option("--server-version <n>", "for records that do not state one", wholeNumber, UNSTATED_VERSION)
    .addOption(new Option("--direction <in|out>", "for records that do not state one").choices(["in", "out"]))
    .action((file: string | undefined, flags: Flags) => run(file, flags, work));

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("A server version is a whole number.");
  return Number(text);
}

/** Of another version nothing could be said. */
function spokenVersion(text: string): number {
  const version = wholeNumber(text);
  if (version >= FLOOR && version <= CEILING) return version;
  throw new InvalidArgumentError(`a server version is a whole number from ${FLOOR} to ${CEILING}`);
}

async function run(file: string | undefined, flags: Flags, work: Work): Promise<void> {
  let failed = 0;
  let passedOver = 0;
  for await (const text of await linesOf(file)) {
    if (text.trim() === "") continue;
    const result = resultOf(text, flags, work);
    if (result === undefined) passedOver++;
    else {
      if ("error" in result || ("ok" in result && result.ok === false)) failed++;
      process.stdout.write(`${JSON.stringify(result, jsonReplacer)}\n`);
    }
  }
  if (passedOver > 0) process.stderr.write(`passed over ${passedOver} records without a frame\n`);
  if (failed > 0) process.exitCode = 1;
}

async function linesOf(file: string | undefined): Promise<AsyncIterable<string>> {
  if (file === undefined) return createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  try {
    const opened = await open(file);
    if ((await opened.stat()).isDirectory()) fail(`${file} is a directory where a file of JSON lines belongs`, 2);
    return opened.readLines();
  } catch (problem) {
    fail(`${file} cannot be read: ${(problem as NodeJS.ErrnoException).code}`, 2);
  }
}

function resultOf(text: string, flags: Flags, work: Work): object | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === "object" && line !== null ? work(line, flags) : { error: "the line is not a JSON object" };
  } catch (problem) {
    if (problem instanceof SyntaxError) return { error: `the line is not JSON: ${problem.message}` };
    throw problem;
  }
}

function decode(line: object, flags: Flags): object | undefined {
  const frame = frameOf(line, flags);
  return frame === undefined || "error" in frame ? frame : decodeFrame(frame);
}

function encode(given: object, flags: Flags): object | undefined {
  const line = messageLine(given);
  if (line === undefined || "error" in line) return line;
  const direction = line.direction ?? flags.direction;
  if (direction === undefined) return NO_DIRECTION;
  const serverVersion = line.serverVersion ?? flags.serverVersion;
  const { name, message = {}, wire } = line;
  return withBase64(encodeLine({ name, message, direction, serverVersion, wire }));
}

function roundtrip(line: object, flags: Flags): object | undefined {
  const frame = frameOf(line, flags);
  if (frame === undefined || "error" in frame) return frame;
  const decoded = decodeFrame(frame);
  if ("error" in decoded) return decoded;
  const again = encodeLine(throughJson(decoded));
  if ("error" in again) return again;
  const result = compare(frame, again, decoded);
  if (!result.ok) return result;
  const names = Object.keys(result.rules);
  return names.length === 0 ? { ok: true } : { ok: true, rule: names.join(", "), rules: result.rules };
}

function withBase64(result: Rebuilt | Failed): object {
  if ("error" in result || result.payload === undefined) return result;
  const { payload, ...rest } = result;
  return { ...rest, payloadBase64: Buffer.from(payload).toString("base64") };
}

const throughJson = (decoded: Decoded): Decoded => JSON.parse(JSON.stringify(decoded, jsonReplacer)) as Decoded;

const NO_DIRECTION: Failed = { error: "neither the record nor --direction says whether the frame came in or went out" };

/** The frame of a record; undefined when it holds none. */
function frameOf(given: object, flags: Flags): Frame | Failed | undefined {
  const line = frameLine(given);
  if (line === undefined || "error" in line) return line;
  const direction = line.direction ?? flags.direction;
  if (direction === undefined) return NO_DIRECTION;
  const serverVersion = line.serverVersion ?? flags.serverVersion;
  const isHandshake = line.type === "handshake";
  const payload =
    line.fields === undefined
      ? new Uint8Array(Buffer.from(line.payloadBase64 ?? "", "base64"))
      : payloadOf(line.fields, isHandshake ? 0 : serverVersion);
  return { direction, serverVersion, payload, isHandshake };
}
