/**
 * A frame is read where it lies, in a buffer of many: nothing before its first byte or behind its last one may change what is
 * read, the rest of a frame that is not whole yet least of all, which looks exactly as it should.
 */
import type { Prng } from "../../../src/base/prng.ts";
import { formOf } from "../../../src/wire/codec.ts";
import { type Message, readEmitted } from "../../../src/wire/emitted.ts";
import { differences, told } from "./differences.ts";
import type { Trial } from "./trial.ts";

const AROUND = 32;
const CUTS = 3;
/** So far into a frame we look for tags of its doubles. */
const SEARCHED = 200;
/** Four fields of a tag and eight bytes each end where the body begins, behind 32 bytes and the raw id. */
const DOUBLE_FIELD = 9;

export function neighboursCount({ frame, prng }: Trial): string | undefined {
  const { direction, payload, version } = frame;
  const around = new Uint8Array(payload.length + 2 * AROUND);
  noise(around, prng);
  if (formOf(payload, version) === "protobuf") leadBack(around, payload, prng);
  around.set(payload, AROUND);
  for (let cut = 0; cut <= CUTS; cut++) {
    const length = cut === 0 ? payload.length : cutOf(payload, prng);
    const there = readEmitted(direction, around, AROUND, AROUND + length, version);
    const problem = unlike(there, readEmitted(direction, payload.slice(0, length), 0, length, version));
    if (problem !== undefined) return `${length} of ${payload.length} bytes: ${problem}`;
  }
  return undefined;
}

/** Anywhere, or behind a NUL, where a text field ends. */
function cutOf(payload: Uint8Array, prng: Prng): number {
  const at = prng.between(0, payload.length);
  return prng.chance(0.5) ? at : payload.indexOf(0, at) + 1;
}

/** Random bytes on either side, none of those before it a 0. */
function noise(around: Uint8Array, prng: Prng): void {
  for (let i = 0; i < AROUND; i++) {
    around[i] = prng.between(1, 255);
    around[around.length - 1 - i] = prng.between(0, 255);
  }
}

/**
 * Doubles of one number before the frame, the last of them with the raw id in it: a reader that went back to the first byte
 * would come over them to the fields, and from there back again, without end.
 */
function leadBack(around: Uint8Array, payload: Uint8Array, prng: Prng): void {
  const tags = payload.subarray(4, SEARCHED).filter((byte) => byte < 0x80 && (byte & 7) === 1);
  const tag = tags.length > 0 ? prng.pick([...tags]) : prng.between(1, 9) * 8 + 1;
  for (let i = 0; i < AROUND; i += DOUBLE_FIELD) around[i] = tag;
}

function unlike(there: Message | undefined, alone: Message | undefined): string | undefined {
  if (there === undefined || alone === undefined) {
    return there === alone ? undefined : `read ${there === undefined ? "only alone" : "only among neighbours"}`;
  }
  const found = differences(alone, there)[0];
  return found && told(found);
}
