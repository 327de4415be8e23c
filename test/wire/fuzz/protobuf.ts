/**
 * Mutations of the protobuf form: its fields as a tree, in which a length-delimited field that reads as a message has
 * children. Lengths around a changed field are right again, unless the mutation is about lengths; so damage reaches deep.
 */
import { concat, utf8 } from "../../../src/base/bytes.ts";
import type { Prng } from "../../../src/base/prng.ts";
import { type FuzzFrame, type Mutation, NOTHING, type Tools, tailOf, withTail } from "./frame.ts";
import { token } from "./text.ts";

/** A field: `value` of a scalar or of bytes, `fields` of a message. Spelled as it is, unless `head` or `raw` says otherwise. */
interface Node {
  readonly number: number;
  readonly wireType: number;
  readonly value: Uint8Array;
  readonly fields?: readonly Node[];
  /** The length prefix, when it is to be another one. */
  readonly length?: Uint8Array;
  /** The whole field, when it is to be no field at all. */
  readonly raw?: Uint8Array;
}

const DEPTH_MAX = 8;

// ---------------------------------------------------------------- reading and writing

function treeOf(bytes: Uint8Array, depth = 0): readonly Node[] | undefined {
  const nodes: Node[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = varintAt(bytes, at);
    if (tag === undefined || tag.value < 8) return undefined;
    const node = nodeAt(bytes, tag.end, tag.value, depth);
    if (node === undefined) return undefined;
    nodes.push(node.node);
    at = node.end;
  }
  return nodes;
}

function nodeAt(bytes: Uint8Array, at: number, tag: number, depth: number) {
  const [number, wireType] = [Math.floor(tag / 8), tag % 8];
  const read = wireType === 0 || wireType === 2 ? varintAt(bytes, at) : undefined;
  const fixed = wireType === 1 ? 8 : wireType === 5 ? 4 : undefined;
  if (read === undefined && fixed === undefined) return undefined;
  const start = wireType === 2 ? read!.end : at;
  const end = wireType === 2 ? start + read!.value : (read?.end ?? at + fixed!);
  if (end > bytes.length) return undefined;
  const value = bytes.subarray(start, end);
  const fields = wireType === 2 && value.length > 1 && depth < DEPTH_MAX ? treeOf(value, depth + 1) : undefined;
  return { node: { number, wireType, value, ...(fields && { fields }) } satisfies Node, end };
}

function varintAt(bytes: Uint8Array, at: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let i = 0; i < 10 && at + i < bytes.length; i++) {
    const byte = bytes[at + i]!;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, end: at + i + 1 };
  }
  return undefined;
}

/** The varint of a number; longer than it must be by `extra` bytes. */
function varint(value: bigint, extra = 0): Uint8Array {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 0x7fn; rest >>= 7n) out.push(Number(rest & 0x7fn) | 0x80);
  out.push(Number(rest));
  for (let i = 0; i < extra; i++) out.push(out.pop()! | 0x80, 0);
  return Uint8Array.from(out);
}

const bytesOf = (nodes: readonly Node[]): Uint8Array => concat([NOTHING, ...nodes.flatMap(nodeBytes)]);

function nodeBytes(node: Node): readonly Uint8Array[] {
  if (node.raw) return [node.raw];
  const tag = varint(BigInt(node.number) * 8n + BigInt(node.wireType));
  const value = node.fields ? bytesOf(node.fields) : node.value;
  if (node.wireType !== 2) return [tag, value];
  return [tag, node.length ?? varint(BigInt(value.length)), value];
}

// ---------------------------------------------------------------- mutations

const VARINTS: readonly bigint[] = [
  ...[0n, 1n, 2n, 3n, 4n, 5n, 127n, 128n, 255n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 32n + 5n],
  ...[
    2n ** 53n - 1n,
    2n ** 53n,
    2n ** 53n + 1n,
    2n ** 63n - 1n,
    2n ** 63n,
    2n ** 64n - 1n,
    -1n,
    -2n,
    -(2n ** 31n),
    -(2n ** 31n) - 1n,
  ],
];
const DOUBLES = [
  0,
  -0,
  1,
  -1,
  0.1,
  Number.NaN,
  Infinity,
  -Infinity,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  5e-324,
  2 ** 53,
  1e21,
];

export const PROTOBUF: readonly Mutation[] = [
  { name: "another tag", apply: edited((node, { prng }) => [{ ...node, number: fieldNumber(node, prng) }]) },
  { name: "another wire type", apply: edited((node, { prng }) => [{ ...node, wireType: prng.between(0, 7) }]) },
  { name: "another value", apply: edited((node, { prng }) => [withValue(node, prng)]) },
  { name: "an overlong varint", apply: edited((node, { prng }) => [overlong(node, prng)]) },
  { name: "another length", apply: edited((node, { prng }) => [{ ...node, length: lengthFor(node, prng) }]) },
  { name: "delete a field", apply: edited(() => []) },
  { name: "repeat a field", apply: edited((node, { prng }) => repeated(node, times(prng))) },
  { name: "only this field", apply: (frame, tools) => onlyOne(frame, tools) },
  { name: "swap fields", apply: (frame, tools) => shuffled(frame, tools) },
  { name: "splice another frame", apply: edited((node, tools) => [node, ...theirs(tools)]) },
  {
    name: "put another frame inside",
    apply: edited((node, tools) => [{ ...node, wireType: 2, fields: theirs(tools) }]),
  },
  { name: "nest in itself", apply: edited((node, { prng }) => [nested(node, prng)]) },
  { name: "an empty message", apply: edited((node) => [{ number: node.number, wireType: 2, value: NOTHING }]) },
  { name: "a group", apply: edited((node, { prng }) => [group(node, prng)]) },
  {
    name: "an unknown field",
    apply: edited((node, { prng }) => [node, { ...node, number: prng.between(900, 600_000) }]),
  },
  { name: "cut inside", apply: edited((node, { prng }) => [cut(node, prng)]) },
];

type Edit = (node: Node, tools: Tools) => readonly Node[];

/** A mutation of one field anywhere in the tree. */
function edited(edit: Edit): Mutation["apply"] {
  return (frame, tools) => {
    const nodes = treeOf(tailOf(frame));
    if (nodes === undefined || nodes.length === 0) return frame;
    return withTail(frame, [bytesOf(editedIn(nodes, edit, tools))]);
  };
}

function editedIn(nodes: readonly Node[], edit: Edit, tools: Tools): readonly Node[] {
  const at = tools.prng.between(0, nodes.length - 1);
  const node = nodes[at]!;
  const deeper = node.fields !== undefined && node.fields.length > 0 && tools.prng.chance(0.7);
  const changed = deeper ? [{ ...node, fields: editedIn(node.fields, edit, tools) }] : edit(node, tools);
  return nodes.toSpliced(at, 1, ...changed);
}

const fieldNumber = ({ number }: Node, prng: Prng): number =>
  prng.pick([0, 1, 2, number + 1, Math.max(0, number - 1), prng.between(1, 30), 100, 16_384, 2 ** 29 - 1, 2 ** 29]);

const times = (prng: Prng): number => (prng.chance(0.02) ? prng.between(100, 3_000) : prng.between(2, 5));

function withValue(node: Node, prng: Prng): Node {
  const { fields: _, ...scalar } = node;
  if (node.wireType === 0) return { ...scalar, value: varint(prng.pick(VARINTS)) };
  if (node.wireType === 1) return { ...scalar, value: new Uint8Array(Float64Array.of(prng.pick(DOUBLES)).buffer) };
  return {
    ...scalar,
    value: prng.chance(0.05) ? utf8("é9x;"[prng.between(0, 3)]!.repeat(prng.between(40, 5_000))) : token(prng),
  };
}

function overlong(node: Node, prng: Prng): Node {
  const extra = prng.between(1, 11);
  const tag = BigInt(node.number * 8 + node.wireType);
  const value = node.fields ? bytesOf(node.fields) : node.value;
  if (prng.chance(0.3)) return { ...node, raw: concat([varint(tag, extra), value]) };
  if (node.wireType === 2) return { ...node, length: varint(BigInt(value.length), extra) };
  return { ...node, value: varint(prng.pick(VARINTS), extra) };
}

function lengthFor(node: Node, prng: Prng): Uint8Array {
  const length = BigInt(node.value.length);
  const wrong = [0n, 1n, length + 1n, length - 1n, length + 5n, 2n * length, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n];
  return varint(prng.pick([...wrong, length + 2n ** 32n, length + 2n ** 32n, 2n ** 63n, -1n, length + 2n ** 63n]));
}

function onlyOne(frame: FuzzFrame, { prng }: Tools): FuzzFrame {
  const nodes = treeOf(tailOf(frame));
  return nodes && nodes.length > 0 ? withTail(frame, [bytesOf([prng.pick(nodes)])]) : frame;
}

function shuffled(frame: FuzzFrame, { prng }: Tools): FuzzFrame {
  const nodes = treeOf(tailOf(frame));
  if (nodes === undefined || nodes.length < 2) return frame;
  const [a, b] = [prng.between(0, nodes.length - 1), prng.between(0, nodes.length - 1)];
  return withTail(frame, [bytesOf(nodes.with(a, nodes[b]!).with(b, nodes[a]!))]);
}

function theirs({ prng, other }: Tools): readonly Node[] {
  const nodes = treeOf(tailOf(other(prng))) ?? [];
  const from = prng.between(0, nodes.length);
  return nodes.slice(from, from + prng.between(1, 6));
}

/** Spelled once, however often it comes. */
function repeated(node: Node, times: number): readonly Node[] {
  const again: Node = { ...node, raw: concat([NOTHING, ...nodeBytes(node)]) };
  return Array.from({ length: times }, () => again);
}

/** Its bytes in so many messages of its number; their heads from the innermost outwards, and all put together once. */
function nested(node: Node, prng: Prng): Node {
  const inner = concat([NOTHING, ...nodeBytes(node)]);
  const tag = varint(BigInt(node.number) * 8n + 2n);
  const heads: Uint8Array[] = [];
  let length = inner.length;
  for (let depth = prng.chance(0.05) ? 2_000 : prng.between(1, 20); depth > 0; depth--) {
    heads.push(concat([tag, varint(BigInt(length))]));
    length += heads.at(-1)!.length;
  }
  return { ...node, raw: concat([...heads.reverse(), inner]) };
}

/** Begins of groups, maybe with their ends. */
function group(node: Node, prng: Prng): Node {
  const tag = (wireType: number): Uint8Array => varint(BigInt(node.number * 8 + wireType));
  const depth = prng.chance(0.05) ? 3_000 : prng.between(1, 150);
  const begins = Array.from({ length: depth }, () => tag(3));
  const ends = Array.from({ length: prng.chance(0.5) ? depth : 0 }, () => tag(4));
  return { ...node, raw: concat([...begins, ...nodeBytes(node), ...ends]) };
}

function cut(node: Node, prng: Prng): Node {
  const whole = concat([NOTHING, ...nodeBytes(node)]);
  return { ...node, raw: whole.subarray(0, prng.between(0, whole.length)) };
}
