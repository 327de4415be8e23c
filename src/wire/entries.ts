/**
 * The table of messages as the codec uses them: each with its plan and with what was compiled of it so far, by name and by
 * number.
 *
 * Compiling waits until a message is first used at a server version.
 */
import { assert } from "../base/assert.ts";
import { WRITERS } from "./compiled/hot.ts";
import type { Loose } from "./condition.ts";
import type { AnyMessage, Direction } from "./declare.ts";
import { MESSAGES } from "./declared.ts";
import { type Codec, codecOf } from "./interpret.ts";
import { type Plan, planOf } from "./plan.ts";
import { type ProtobufCodec, protobufOf } from "./protobuf/codec.ts";
import { idPathsOf } from "./protobuf/id.ts";
import type { ProtobufWriter } from "./protobuf/writer.ts";
import type { Refusal } from "./refusal.ts";
import type { Writer } from "./writer.ts";

/** What was emitted of a message to write it. */
interface Writers {
  readonly writeText?: (writer: Writer, draft: Loose, serverVersion: number) => void;
  readonly writeProtobuf?: (writer: ProtobufWriter, draft: Loose) => void;
}

const WRITERS_BY_NAME: Readonly<Record<string, Writers>> = WRITERS;

/** A declared message with what was compiled of it so far, per server version; refusals also per form. */
export interface Entry extends Plan {
  readonly protobuf: ProtobufCodec | undefined;
  readonly writeText: Writers["writeText"];
  readonly writeProtobuf: Writers["writeProtobuf"];
  /** Where the request or order id stands in the protobuf form. */
  readonly idPaths: readonly (readonly number[])[];
  readonly codecs: Map<number, Codec>;
  readonly refusals: Map<string, readonly Refusal[]>;
  readonly correlators: Map<number, number | undefined>;
  /** Whether two versions have the same fields, by both of them. */
  readonly sameSteps: Map<number, boolean>;
}

function entryOf(message: AnyMessage): Entry {
  const protobuf = protobufOf(message);
  const plan = planOf(message);
  const idPaths = protobuf === undefined ? [] : idPathsOf(message, plan.steps);
  const { writeText, writeProtobuf } = WRITERS_BY_NAME[message.name] ?? {};
  const caches = { codecs: new Map(), refusals: new Map(), correlators: new Map(), sameSteps: new Map() };
  return { ...plan, protobuf, writeText, writeProtobuf, idPaths, ...caches };
}

const ENTRIES: readonly Entry[] = MESSAGES.map(entryOf);

const entriesOf = (direction: Direction): ReadonlyMap<number, Entry> => {
  const entries = ENTRIES.filter((entry) => entry.message.direction === direction);
  const table = new Map(entries.map((entry) => [entry.message.id, entry]));
  assert(table.size === entries.length, `two messages have the same id: ${direction}`);
  return table;
};

const BY_NAME: ReadonlyMap<string, Entry> = new Map(ENTRIES.map((entry) => [entry.message.name, entry]));
const BY_ID = { in: entriesOf("in"), out: entriesOf("out") };

export function entryNamed(name: string): Entry {
  const entry = BY_NAME.get(name);
  assert(entry !== undefined, `no message ${name}`);
  return entry;
}

/** The message with that number; the two directions number their messages apart. */
export const entryAt = (direction: Direction, id: number): Entry | undefined => BY_ID[direction].get(id);

/** The interpreter of a message at a server version. */
export function codecAt(entry: Entry, serverVersion: number): Codec {
  let codec = entry.codecs.get(serverVersion);
  if (codec === undefined) {
    codec = codecOf(entry.message.record, entry.steps ?? [], serverVersion);
    entry.codecs.set(serverVersion, codec);
  }
  return codec;
}
