/**
 * In which form a message travels to a peer of some server version: text, protobuf or not at all (PROTOCOL section 6).
 *
 * Whoever sends decides and everybody reads both, with the exceptions that are rows of `quirks.ts`. Towards the Gateway the table of
 * gates is that of official clients. Towards a client the gates are those of the request family, which keeps every release
 * of the official Python client to forms that it can read.
 */
import type { AnyMessage } from "./declare.ts";
import { NEVER } from "./declare.ts";
import { demandsMetBy } from "./quirks.ts";

/** How the body of a message is written; ids are not part of it. */
export type Form = "text" | "protobuf";

const NEEDS_PROTOBUF = demandsMetBy("form").map(({ met }) => met.protobufSince);

/** Undefined when the message does not exist at that version. */
export function formAt(message: AnyMessage, serverVersion: number): Form | undefined {
  if (message.since > serverVersion) return undefined;
  if (message.protobufSince <= serverVersion) return "protobuf";
  const isNeeded = message.direction === "in" && NEEDS_PROTOBUF.some((since) => since <= serverVersion);
  if (isNeeded && message.protobufSince !== NEVER) return "protobuf";
  return message.layout === undefined ? undefined : "text";
}
