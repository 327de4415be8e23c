/** Checks of routing: the id by which a frame is passed on is the one that its reader will see, and nothing else changes with it. */
import { correlator, DecodeError, formOf, planNamed, speaksProtobuf, withCorrelator } from "../../../src/wire/codec.ts";
import { type Difference, differences, told } from "./differences.ts";
import type { FuzzFrame } from "./frame.ts";
import { decode, type Message, type Trial } from "./trial.ts";

/** What is routed by one id and read under another would reach the wrong client. */
export function sameId({ frame, answer, prng }: Trial): string | undefined {
  const { direction, payload, version } = frame;
  const id = correlator(direction, payload, version);
  if (id === undefined) return answer instanceof DecodeError ? undefined : hasNoId(answer, frame);
  if (id !== (id | 0)) return `the id is ${id}`;
  const newId = prng.pick([-1, 0, 1, 7, 128, 2_000_000_000, 2_147_483_646]);
  const rewritten = { ...frame, payload: withCorrelator(direction, payload, version, newId).subarray(4) };
  const read = correlator(direction, rewritten.payload, version);
  if (read !== newId) return `id ${id}, rewritten to ${newId}, is ${read}`;
  return answer instanceof DecodeError ? undefined : onlyTheId(answer, decode(rewritten), id, newId);
}

/** An id that is not there is routed as 0; the literal of unset is routed as it stands. */
const isUnset = (id: number): boolean => id === 0 || id === 2_147_483_647;

function hasNoId({ name }: Message, { payload, version }: FuzzFrame): string | undefined {
  const { steps } = planNamed(name);
  const step = steps?.find((step) => step.op === "field" && step.correlator);
  const isText = formOf(payload, version) === "text";
  return step?.op === "field" && (isText || speaksProtobuf(name)) ? `${name} was read, but not its id` : undefined;
}

function onlyTheId(was: Message, is: Message | DecodeError, id: number, newId: number): string | undefined {
  if (is instanceof DecodeError) return `with another id: ${String(is)}`;
  const found = differences(was.body, is.body);
  const isTheId = ({ was, is }: Difference): boolean =>
    is === newId && (was === id || (was === undefined && isUnset(id)));
  const wrong = found.find((difference) => !isTheId(difference));
  if (wrong !== undefined) return `with id ${newId} for ${id}: ${told(wrong)}`;
  return found.length === 0 && id !== newId ? `decoding does not see the id ${id}` : undefined;
}
