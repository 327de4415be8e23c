/** A `DecodeError` as the tests of bad input expect it: the message, the field and the token that it names. */
import assert from "node:assert/strict";
import { DecodeError, type Incoming, type Outgoing } from "../../src/wire/codec.ts";

export type Answer = Incoming | Outgoing | DecodeError;
/** What an error must say; the reason as a part of its text. */
export type Expected = readonly [
  message: string | undefined,
  field: string | undefined,
  reason: RegExp,
  token?: string,
];

export function assertRefused(answer: Answer, [message, field, reason, token]: Expected): void {
  assert(answer instanceof DecodeError, JSON.stringify(answer));
  assert.match(answer.reason, reason);
  assert.deepEqual([answer.messageName, answer.field, answer.token], [message, field, token]);
}
