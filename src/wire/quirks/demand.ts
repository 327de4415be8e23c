/**
 * The shape of a row: what a client demands of whoever serves it, how we know, and how it is met.
 *
 * A demand is met by a rule that the encoder or the handshake runs, by what the declarations already say, by how a session is
 * served, or by nothing, when no server can.
 */
import type { Loose } from "../condition.ts";
import type { IncomingName, OutgoingName } from "../declared.ts";

/** The server versions, both included, that a client names in its hello: some say by them who they are. */
export interface Offered {
  readonly min: number;
  readonly max: number;
}

export type Met =
  /** From that version on the client is sent protobuf only. */
  | { readonly by: "form"; readonly protobufSince: number }
  /** A client with that hello is never given the one version but the other. */
  | { readonly by: "version"; readonly hello: Offered; readonly never: number; readonly instead: number }
  /** Text to a client, at these versions, is changed before it is written; with a hello only to those who sent it. */
  | {
      readonly by: "amendment";
      readonly messages: readonly IncomingName[];
      readonly from: number;
      readonly to: number;
      readonly hello?: Offered;
      readonly how: string;
      /** The draft itself when there is nothing to change. */
      amend(draft: Loose): Loose;
    }
  /** The layouts and kinds say so already. */
  | { readonly by: "declaration"; readonly how: string }
  /** How requests are read: what several clients spell differently is one to us. */
  | { readonly by: "reading"; readonly messages: readonly OutgoingName[]; readonly how: string }
  /** The handshake or the engine behave so. */
  | { readonly by: "session"; readonly how: string }
  | { readonly by: "nothing"; readonly why: string };

export interface Demand {
  readonly id: string;
  readonly client: string;
  readonly demand: string;
  /** Where it is known from: sections of the protocol notes, and the client's own source. */
  readonly evidence: string;
  readonly met: Met;
}
