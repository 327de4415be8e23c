/**
 * The table of all declared messages, by name and by number, and the types that follow from it.
 *
 * A message is known here with its plan and with what was compiled of it so far; compiling waits until a message is first
 * used at a server version.
 */
import { assert } from "../base/assert.ts";
import type { AnyMessage, Direction, Message } from "./declare.ts";
import type { Codec } from "./interpret.ts";
import type { TagValue } from "./kind.ts";
import * as account from "./messages/account.ts";
import * as advisors from "./messages/advisors.ts";
import * as calculators from "./messages/calculators.ts";
import * as calendar from "./messages/calendar.ts";
import * as completedOrders from "./messages/completedOrders.ts";
import * as configuration from "./messages/configuration.ts";
import * as contracts from "./messages/contracts.ts";
import * as depth from "./messages/depth.ts";
import * as displayGroups from "./messages/displayGroups.ts";
import * as executions from "./messages/executions.ts";
import * as historicalTicks from "./messages/historicalTicks.ts";
import * as history from "./messages/history.ts";
import * as marketData from "./messages/marketData.ts";
import * as news from "./messages/news.ts";
import * as openOrders from "./messages/openOrders.ts";
import * as placing from "./messages/placing.ts";
import * as positions from "./messages/positions.ts";
import * as reference from "./messages/reference.ts";
import * as scanners from "./messages/scanners.ts";
import * as session from "./messages/session.ts";
import * as streams from "./messages/streams.ts";
import * as ticks from "./messages/ticks.ts";
import * as verification from "./messages/verification.ts";
import { type Plan, planOf } from "./plan.ts";
import { type ProtobufCodec, protobufOf } from "./protobuf/codec.ts";
import { idPathsOf } from "./protobuf/id.ts";
import type { Refusal } from "./refusal.ts";

const DECLARED = {
  ...session,
  ...verification,
  ...placing,
  ...openOrders,
  ...completedOrders,
  ...executions,
  ...contracts,
  ...reference,
  ...marketData,
  ...ticks,
  ...streams,
  ...calculators,
  ...depth,
  ...history,
  ...historicalTicks,
  ...account,
  ...positions,
  ...advisors,
  ...news,
  ...calendar,
  ...scanners,
  ...displayGroups,
  ...configuration,
};
type Declared = typeof DECLARED;

type NamesOf<D extends Direction> = {
  // biome-ignore lint/suspicious/noExplicitAny: any body
  [N in keyof Declared]: Declared[N] extends Message<D, any, any> ? N : never;
}[keyof Declared];
// biome-ignore lint/suspicious/noExplicitAny: any name
export type BodyAt<N extends keyof Declared> = Declared[N] extends Message<Direction, any, infer B> ? B : never;

/** Messages from the Gateway to a client. */
export type IncomingName = NamesOf<"in">;
/** Messages from a client to the Gateway. */
export type OutgoingName = NamesOf<"out">;
export type IncomingBody<N extends IncomingName> = BodyAt<N>;
export type OutgoingBody<N extends OutgoingName> = BodyAt<N>;
export type Incoming = { [N in IncomingName]: { readonly name: N; readonly body: IncomingBody<N> } }[IncomingName];
export type Outgoing = { [N in OutgoingName]: { readonly name: N; readonly body: OutgoingBody<N> } }[OutgoingName];

/** A body to encode: what is absent is unset, 0, false or "". */
export type Draft<B> = B extends readonly TagValue[]
  ? B
  : B extends readonly (infer E)[]
    ? readonly Draft<E>[]
    : B extends string | number | boolean | undefined
      ? B
      : { readonly [K in keyof B]?: Draft<B[K]> | undefined };

/** A declared message with what was compiled of it so far, per server version; refusals also per form. */
export interface Entry extends Plan {
  readonly protobuf: ProtobufCodec | undefined;
  /** Where the request or order id stands in the protobuf form. */
  readonly idPaths: readonly (readonly number[])[];
  readonly codecs: Map<number, Codec>;
  readonly refusals: Map<string, readonly Refusal[]>;
  readonly correlators: Map<number, number | undefined>;
}

function entryOf(name: string, message: AnyMessage): Entry {
  assert(message.name === name, `${name} is declared as ${message.name}`);
  const protobuf = protobufOf(message);
  const plan = planOf(message);
  const idPaths = protobuf === undefined ? [] : idPathsOf(message, plan.steps);
  return { ...plan, protobuf, idPaths, codecs: new Map(), refusals: new Map(), correlators: new Map() };
}

const ENTRIES: readonly Entry[] = Object.entries(DECLARED).map(([name, message]) => entryOf(name, message));

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

export const INCOMING_NAMES = [...BY_ID.in.values()].map((entry) => entry.message.name as IncomingName);
export const OUTGOING_NAMES = [...BY_ID.out.values()].map((entry) => entry.message.name as OutgoingName);
