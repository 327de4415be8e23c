/** A message of the Gateway before it is bytes, when it can still be changed. */
import type { Draft, IncomingBody, IncomingName } from "../../../wire/codec.ts";

export type Saying<N extends IncomingName = IncomingName> = {
  [M in N]: { readonly name: M; readonly body: Draft<IncomingBody<M>> };
}[N];

/** A message and how much later than now it is said, in milliseconds. */
export interface Timed {
  readonly said: Saying;
  readonly afterMs: number;
}

export const now = (...all: readonly Saying[]): readonly Timed[] => all.map((said) => ({ said, afterMs: 0 }));
export const later = (said: Saying, afterMs: number): readonly Timed[] => [{ said, afterMs }];
/** Never said. */
export const NEVER: readonly Timed[] = [];
