/** What the codec answers instead of a message or a frame: values that say where and why, never thrown. */

import type { Loose } from "./condition.ts";

/** A field that a form or a version cannot carry, and whether a draft sets it. */
export interface Refusal {
  readonly field: string;
  /** The first version that carries it, as text or protobuf; undefined when none does any more, or in that form. */
  readonly since: number | undefined;
  /** What is wrong with the value, when the field itself is there. */
  readonly why?: string;
  isSet(draft: Loose): boolean;
}

/** A frame that is not what its message declares. */
export class DecodeError {
  readonly messageName: string | undefined;
  readonly field: string | undefined;
  /** What is wrong, in words; where there is a token they quote it. */
  readonly reason: string;
  /** What was refused, as `tokenOf` shows it; undefined where something is missing rather than wrong. */
  readonly token: string | undefined;

  constructor(messageName: string | undefined, field: string | undefined, reason: string, token?: string) {
    this.messageName = messageName;
    this.field = field;
    this.reason = reason;
    this.token = token;
  }

  /** What is wrong, without what was refused: behind damage that may be any text of a client's, which no log may have. */
  get unquoted(): string {
    const { field, reason, token } = this;
    return field === undefined || token === undefined ? reason : reason.replace(token, "…");
  }

  toString(): string {
    return [this.messageName, this.field, this.reason].filter((part) => part !== undefined).join(": ");
  }
}

/**
 * A set field, or a whole message, that cannot travel to the peer: its server version does not carry it, or its form does not,
 * or not with that value; `why` says which, when it is not the version.
 */
export class NotCarried {
  readonly messageName: string;
  /** The message's own name when the whole message is too new. */
  readonly field: string;
  /** The first server version that carries it, as text or protobuf; undefined when none does any more, or in that form. */
  readonly since: number | undefined;
  readonly why: string | undefined;

  constructor(messageName: string, field: string, since: number | undefined, why?: string) {
    this.messageName = messageName;
    this.field = field;
    this.since = since;
    this.why = why;
  }

  toString(): string {
    const rule =
      this.since === undefined ? "is not on the wire at that server version" : `needs server version ${this.since}`;
    return `${this.messageName}: ${this.field} ${this.why ?? rule}`;
  }
}
