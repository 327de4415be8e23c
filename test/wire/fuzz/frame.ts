/** A frame as the fuzzer passes it around, what may be done to it, and its spelling on one line, from which it can be replayed. */
import { assert } from "../../../src/base/assert.ts";
import { concat } from "../../../src/base/bytes.ts";
import type { Prng } from "../../../src/base/prng.ts";
import type { Direction } from "../../../src/wire/declare.ts";
import { PROTOBUF } from "../../../src/wire/versions.ts";

export interface FuzzFrame {
  readonly direction: Direction;
  readonly version: number;
  readonly payload: Uint8Array;
}

/** `in 178 3900…`: direction, server version, payload in hexadecimal. */
export const spelled = ({ direction, version, payload }: FuzzFrame): string =>
  `${direction} ${version} ${Buffer.from(payload).toString("hex")}`;

export function parsedFrame(line: string): FuzzFrame {
  const match = /^(in|out) (\d{3}) ((?:[0-9a-f]{2})*)$/.exec(line);
  assert(match !== null, `not a frame: ${line}`);
  const payload = new Uint8Array(Buffer.from(match[3]!, "hex"));
  return { direction: match[1] as Direction, version: Number(match[2]), payload };
}

/** The bytes before the fields: a raw id, or none. */
export const headLength = ({ version, payload }: FuzzFrame): number =>
  version >= PROTOBUF ? Math.min(4, payload.length) : 0;

export const headOf = (frame: FuzzFrame): Uint8Array => frame.payload.subarray(0, headLength(frame));
export const tailOf = (frame: FuzzFrame): Uint8Array => frame.payload.subarray(headLength(frame));

/** The frame with other bytes behind its raw id. */
export const withTail = (frame: FuzzFrame, parts: readonly Uint8Array[]): FuzzFrame => ({
  ...frame,
  payload: concat([headOf(frame), ...parts, NOTHING]),
});

export const NOTHING = new Uint8Array(0);

/** What a mutation may use. */
export interface Tools {
  readonly prng: Prng;
  /** Another right frame, for what is spliced. */
  readonly other: (prng: Prng) => FuzzFrame;
}

export interface Mutation {
  readonly name: string;
  apply(frame: FuzzFrame, tools: Tools): FuzzFrame;
}
