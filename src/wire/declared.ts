/** All declared messages, and the types that follow from them. */
import { assert } from "../base/assert.ts";
import type { AnyMessage, Direction, Message } from "./declare.ts";
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
/** The fields of a decoded message; all of them are there, unset ones as undefined where the kind knows "unset". */
export type IncomingBody<N extends IncomingName> = BodyAt<N>;
/** The same for requests. */
export type OutgoingBody<N extends OutgoingName> = BodyAt<N>;
/** A decoded message from the Gateway: `name` tells which, and with it what `body` is. */
export type Incoming = { [N in IncomingName]: { readonly name: N; readonly body: IncomingBody<N> } }[IncomingName];
/** A decoded message from a client. */
export type Outgoing = { [N in OutgoingName]: { readonly name: N; readonly body: OutgoingBody<N> } }[OutgoingName];

/** A body to encode: what is absent is unset, 0, false or "". */
export type Draft<B> = B extends readonly TagValue[]
  ? B
  : B extends readonly (infer E)[]
    ? readonly Draft<E>[]
    : B extends string | number | boolean | undefined
      ? B
      : { readonly [K in keyof B]?: Draft<B[K]> | undefined };

export const MESSAGES: readonly AnyMessage[] = Object.entries(DECLARED).map(([name, message]) => {
  assert(message.name === name, `${name} is declared as ${message.name}`);
  return message;
});

const namesOf = (direction: Direction): readonly string[] =>
  MESSAGES.filter((message) => message.direction === direction).map((message) => message.name);

/** The names of all messages from the Gateway. */
export const INCOMING_NAMES = namesOf("in") as readonly IncomingName[];
/** The names of all messages to the Gateway. */
export const OUTGOING_NAMES = namesOf("out") as readonly OutgoingName[];
