/**
 * The version exchange, both sides (PROTOCOL section 3).
 *
 * A client opens with `API\0` and one frame that names the server versions it knows; the server answers with one frame of
 * exactly two fields, the version it chose and its time. Nothing else may follow before the client's startApi.
 */
import { fromUtf8, utf8 } from "../base/bytes.ts";
import { permitted } from "./quirks.ts";
import { load32 } from "./reader.ts";
import { store32, Writer } from "./writer.ts";

/** The versions a client offers. */
export interface Hello {
  readonly min: number;
  readonly max: number;
  /** Connect options behind the range, such as `+PACEAPI`; usually "". */
  readonly options: string;
}

/** What the peer sent is not the opening it should be. */
export class HelloError {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }

  toString(): string {
    return this.reason;
  }
}

const PREFIX = utf8("API\0");
const HEAD_BYTES = PREFIX.length + 4;
/** Ranges are a dozen bytes and options a few words; whoever announces more is no client. */
const HELLO_BYTES_MAX = 1_024;
const RANGE = /^v(\d{1,9})(?:\.\.(\d{1,9}))?(?: (.*))?$/s;

/** The opening bytes of a client that knows versions `min` to `max`; equal bounds are written as one number, as Java does. */
export function clientHello(min: number, max: number, options = ""): Uint8Array {
  const range = min === max ? `v${min}` : `v${min}..${max}`;
  const text = utf8(options === "" ? range : `${range} ${options}`);
  const bytes = new Uint8Array(HEAD_BYTES + text.length);
  bytes.set(PREFIX);
  store32(bytes, PREFIX.length, text.length);
  bytes.set(text, HEAD_BYTES);
  return bytes;
}

/** Reads the opening of a client from chunks of any size. */
export class HelloReader {
  #bytes = new Uint8Array(0);
  #result: Hello | HelloError | undefined;
  #end = 0;

  /** Takes in what the socket delivered. */
  push(chunk: Uint8Array): void {
    const grown = new Uint8Array(this.#bytes.length + chunk.length);
    grown.set(this.#bytes);
    grown.set(chunk, this.#bytes.length);
    this.#bytes = grown;
    this.#result ??= this.#parse();
  }

  /** Undefined until the opening is complete or known to be wrong. */
  result(): Hello | HelloError | undefined {
    return this.#result;
  }

  /** What arrived behind the opening. */
  rest(): Uint8Array {
    return this.#bytes.slice(this.#end);
  }

  #parse(): Hello | HelloError | undefined {
    const bytes = this.#bytes;
    for (let i = 0; i < PREFIX.length && i < bytes.length; i++) {
      if (bytes[i] !== PREFIX[i]) return new HelloError(`expected "API" and NUL, got ${shown(bytes)}`);
    }
    if (bytes.length < HEAD_BYTES) return undefined;
    const length = load32(bytes, PREFIX.length);
    if (length < 0 || length > HELLO_BYTES_MAX) {
      return new HelloError(`the version frame announces ${length} bytes; at most ${HELLO_BYTES_MAX} are expected`);
    }
    if (bytes.length < HEAD_BYTES + length) return undefined;
    this.#end = HEAD_BYTES + length;
    return parseRange(bytes.subarray(HEAD_BYTES, this.#end));
  }
}

function parseRange(bytes: Uint8Array): Hello | HelloError {
  const match = RANGE.exec(fromUtf8(bytes));
  if (match === null) return new HelloError(`${shown(bytes)} is not a version range like v157..178`);
  const min = Number(match[1]);
  const max = match[2] === undefined ? min : Number(match[2]);
  if (min > max) return new HelloError(`the version range v${min}..${max} is empty`);
  return { min, max, options: match[3] ?? "" };
}

const shown = (bytes: Uint8Array): string => JSON.stringify(fromUtf8(bytes.subarray(0, 32)));

/** The highest version both sides know and the client can bear; undefined when their ranges do not meet. */
export function negotiate(serverMin: number, serverMax: number, hello: Hello): number | undefined {
  const version = permitted(Math.min(serverMax, hello.max), hello);
  return version >= serverMin && version >= hello.min ? version : undefined;
}

/** The server's answer: a whole frame, text whatever the version, exactly two fields. The time as in 20260105 09:30:00 EST. */
export function serverReply(version: number, timeText: string): Uint8Array {
  const writer = new Writer();
  writer.open(version, false);
  writer.string(timeText);
  return writer.close();
}

/** What the server chose; both sides write at this version from now on. */
export interface ServerReply {
  readonly serverVersion: number;
  /** As the Gateway's host spells it, with a zone name that may be long or unknown. */
  readonly connectionTime: string;
}

/** Reads the payload of the server's answer; -1 is a redirect, which only Java follows and we refuse (PROTOCOL 3.2). */
export function parseServerReply(payload: Uint8Array): ServerReply | HelloError {
  const fields = fromUtf8(payload).split("\0");
  const [version = "", time = ""] = fields;
  if (version === "-1") return new HelloError(`the server redirects to ${JSON.stringify(time)}`);
  if (fields.length !== 3 || fields[2] !== "" || !/^\d{1,9}$/.test(version)) {
    return new HelloError(`expected a version and a time, got ${shown(payload)}`);
  }
  return { serverVersion: Number(version), connectionTime: time };
}
