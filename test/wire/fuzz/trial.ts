/** A frame with what was answered to it, as the checks are given it. */
import type { Prng } from "../../../src/base/prng.ts";
import {
  type DecodeError,
  decodeIncoming,
  decodeOutgoing,
  type Incoming,
  type Outgoing,
} from "../../../src/wire/codec.ts";
import { differences, told } from "./differences.ts";
import type { FuzzFrame } from "./frame.ts";

export type Message = Incoming | Outgoing;

export interface Trial {
  readonly frame: FuzzFrame;
  readonly answer: Message | DecodeError;
  readonly prng: Prng;
}

export const decode = ({ direction, payload, version }: FuzzFrame): Message | DecodeError =>
  direction === "in" ? decodeIncoming(payload, version) : decodeOutgoing(payload, version);

/** The path of a field, as errors name it. */
export const PATH = /^[A-Za-z]\w*(\[\d+\])?(\.\w+(\[\d+\])?)*$/;

export function answersDiffer(a: Message | DecodeError, b: Message | DecodeError): string | undefined {
  const found = differences(a, b)[0];
  return found && told(found);
}
