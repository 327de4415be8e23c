/**
 * Says that we broke an invariant of our own. A bug is never handled: the process ends and replays its journal.
 * What the environment does (a fault, a malformed frame, a refusal) is a value, never an assertion.
 */
export class Bug extends Error {
  override readonly name = "Bug";
}

export function assert(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Bug(what);
}

/** Marks the end of an exhaustive switch: compiles only when every case was handled. */
export function unreachable(value: never): never {
  throw new Bug(`unreachable: ${JSON.stringify(value)}`);
}
