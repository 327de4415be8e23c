/**
 * What a fault does to messages: the shape of its row.
 *
 * A row names the messages that give it an opportunity and says what the client is told in place of one of them. It
 * never asks whether the fault is set; who calls it has.
 */
import type { Prng } from "../../../../base/prng.ts";
import type { IncomingName } from "../../../../wire/codec.ts";
import type { FaultName, FaultParams } from "../../../faults/table.ts";
import type { Context } from "../../context.ts";
import type { Saying, Timed } from "../said.ts";
import type { Session } from "../session.ts";

/** Where a message is said. */
export interface Scene {
  readonly context: Context;
  readonly session: Session;
  /** Draws the details of this fault. */
  readonly details: Prng;
  /** What this fault remembers about this session, from when it was set. */
  readonly memory: Map<string, unknown>;
}

/** `M` are the messages that a row looks at. */
export interface Untruth<N extends FaultName = FaultName, M extends IncomingName = IncomingName> {
  readonly messages: readonly M[];
  /** Whether this message gives an opportunity; every one of them does when absent. */
  readonly when?: (said: Saying<M>, scene: Scene, params: FaultParams<N>) => boolean;
  /** What follows from an earlier strike needs no new one: `undefined` when nothing does. */
  readonly also?: (said: Saying<M>, scene: Scene) => readonly Timed[] | undefined;
  readonly tell: (said: Saying<M>, params: FaultParams<N>, scene: Scene) => readonly Timed[];
}

/** Checks a row against its fault and its messages, then forgets both. */
export const untruth =
  <N extends FaultName>() =>
  <const M extends IncomingName>(row: Untruth<N, M>): Untruth =>
    row as unknown as Untruth;

export type Untruths = { readonly [N in FaultName]?: Untruth };
