/**
 * In which form a message travels to a peer of some server version: text, protobuf or not at all (PROTOCOL section 6).
 *
 * Whoever sends decides and everybody reads both, with the exceptions that are rows here. Towards the Gateway the table of
 * gates is that of official clients. Towards a client the gates are those of the request family, which keeps every release
 * of the official Python client to forms that it can read.
 */
import type { AnyMessage } from "./declare.ts";
import { NEVER } from "./declare.ts";
import type { Form } from "./losses.ts";
import { PROTOBUF_REST_MESSAGES_3 } from "./versions.ts";

/** Clients that read nothing but protobuf, and the lowest server version they negotiate. */
export interface NeedsProtobuf {
  readonly client: string;
  readonly since: number;
  readonly why: string;
}

export const NEEDS_PROTOBUF: readonly NeedsProtobuf[] = [
  {
    client: "Rust ibapi 3",
    since: PROTOBUF_REST_MESSAGES_3,
    why: "require_proto refuses text with UnexpectedWireFormat, also where no gate is known (PROTOCOL sections 6 and 16)",
  },
];

/** Undefined when the message does not exist at that version. */
export function formAt(message: AnyMessage, serverVersion: number): Form | undefined {
  if (message.since > serverVersion) return undefined;
  if (message.protobufSince <= serverVersion) return "protobuf";
  const isNeeded = message.direction === "in" && NEEDS_PROTOBUF.some((row) => row.since <= serverVersion);
  if (isNeeded && message.protobufSince !== NEVER) return "protobuf";
  return message.layout === undefined ? undefined : "text";
}
