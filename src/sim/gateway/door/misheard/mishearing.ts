/**
 * What a fault makes of a request: the shape of its row.
 *
 * A row names the requests that give it an opportunity and says what the Gateway handles in place of one of them: the
 * same, another, a later one, or none. It may answer the client itself. It never asks whether the fault is set.
 */
import type { Outgoing, OutgoingName } from "../../../../wire/codec.ts";
import type { FaultName, FaultParams } from "../../../faults/table.ts";
import type { Context } from "../../context.ts";
import type { Session } from "../session.ts";

export type Request<R extends OutgoingName = OutgoingName> = Extract<Outgoing, { readonly name: R }>;

/** A request and how much later than now it is handled, in milliseconds. */
export interface Heard {
  readonly request: Request;
  readonly afterMs: number;
}

export const NOTHING_HEARD: readonly Heard[] = [];
export const heard = (request: Request, afterMs = 0): readonly Heard[] => [{ request, afterMs }];

export interface Asking {
  readonly context: Context;
  readonly session: Session;
}

export interface Mishearing<N extends FaultName = FaultName, R extends OutgoingName = OutgoingName> {
  readonly requests: readonly R[];
  /** Whether this request gives an opportunity; every one of them does when absent. */
  readonly when?: (request: Request<R>, asking: Asking, params: FaultParams<N>) => boolean;
  readonly hear: (request: Request<R>, params: FaultParams<N>, asking: Asking) => readonly Heard[];
}

/** Checks a row against its fault and its requests, then forgets both. */
export const mishearing =
  <N extends FaultName>() =>
  <const R extends OutgoingName>(row: Mishearing<N, R>): Mishearing =>
    row as unknown as Mishearing;

export type Mishearings = { readonly [N in FaultName]?: Mishearing };
