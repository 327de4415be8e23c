/** Mutations that know nothing of a frame's form: bytes, its end, its version, its id, its direction. */
import { concat } from "../../../src/base/bytes.ts";
import type { Prng } from "../../../src/base/prng.ts";
import { load32 } from "../../../src/wire/reader.ts";
import { PROTOBUF } from "../../../src/wire/versions.ts";
import { store32 } from "../../../src/wire/writer.ts";
import { FIRST_VERSION, LAST_VERSION } from "./corpus.ts";
import type { FuzzFrame, Mutation } from "./frame.ts";

/** Ends, signs, digits, lengths, tags, continuation bytes: what readers of either form trip over. */
const ODD = [0, 1, 2, 0x08, 0x0a, 0x0b, 0x0c, 0x12, 0x1a, 0x2d, 0x2e, 0x30, 0x39, 0x5c, 0x7f, 0x80, 0xc3, 0xed, 0xff];
const oddByte = (prng: Prng): number => (prng.chance(0.7) ? prng.pick(ODD) : prng.between(0, 255));
const oddBytes = (prng: Prng, most: number): Uint8Array =>
  Uint8Array.from({ length: prng.between(1, most) }, () => oddByte(prng));

const position = ({ payload }: FuzzFrame, prng: Prng): number => prng.between(0, payload.length);

const replaced = (frame: FuzzFrame, at: number, length: number, by: Uint8Array): FuzzFrame => ({
  ...frame,
  payload: concat([
    frame.payload.subarray(0, at),
    by,
    frame.payload.subarray(Math.min(frame.payload.length, at + length)),
  ]),
});

/** Raw ids that are none, or that stand at an end of a range. */
const IDS = [-1, 0, 1, 200, 201, 203, 205, 299, 311, 400, 455, 0x7fffffff, -0x80000000];

export const BYTES: readonly Mutation[] = [
  { name: "flip a bit", apply: (frame, { prng }) => flipped(frame, prng) },
  { name: "overwrite", apply: (frame, { prng }) => overwritten(frame, prng) },
  { name: "insert", apply: (frame, { prng }) => replaced(frame, position(frame, prng), 0, oddBytes(prng, 8)) },
  {
    name: "delete",
    apply: (frame, { prng }) => replaced(frame, position(frame, prng), prng.between(1, 8), new Uint8Array(0)),
  },
  {
    name: "truncate",
    apply: (frame, { prng }) => ({ ...frame, payload: frame.payload.slice(0, position(frame, prng)) }),
  },
  {
    name: "concatenate",
    apply: (frame, { prng, other }) => ({ ...frame, payload: concat([frame.payload, other(prng).payload]) }),
  },
  {
    name: "another version",
    apply: (frame, { prng }) => ({ ...frame, version: prng.between(FIRST_VERSION, LAST_VERSION) }),
  },
  {
    name: "the other direction",
    apply: (frame) => ({ ...frame, direction: frame.direction === "in" ? "out" : "in" }),
  },
  { name: "another id", apply: (frame, { prng, other }) => withId(frame, prng, other(prng)) },
];

function flipped(frame: FuzzFrame, prng: Prng): FuzzFrame {
  if (frame.payload.length === 0) return frame;
  const payload = frame.payload.slice();
  const at = prng.between(0, payload.length - 1);
  payload[at] = payload[at]! ^ (1 << prng.between(0, 7));
  return { ...frame, payload };
}

function overwritten(frame: FuzzFrame, prng: Prng): FuzzFrame {
  if (frame.payload.length === 0) return frame;
  const payload = frame.payload.slice();
  for (let n = prng.between(1, 4); n > 0; n--) payload[prng.between(0, payload.length - 1)] = oddByte(prng);
  return { ...frame, payload };
}

/** The id of another frame, the id of its other form, or one that is none. */
function withId(frame: FuzzFrame, prng: Prng, other: FuzzFrame): FuzzFrame {
  const { payload, version } = frame;
  if (version < PROTOBUF || payload.length < 4) {
    const end = Math.max(0, payload.indexOf(0));
    const id = Buffer.from(String(prng.pick([...IDS, prng.between(1, 110)])));
    return { ...frame, payload: concat([id, payload.subarray(end)]) };
  }
  const changed = payload.slice();
  const own = load32(payload, 0);
  const same = own > 200 ? own - 200 : own + 200;
  const theirs = other.payload.length >= 4 && other.version >= PROTOBUF ? load32(other.payload, 0) : 4;
  store32(changed, 0, prng.pick([same, same, theirs, theirs, prng.pick(IDS)]));
  return { ...frame, payload: changed };
}
