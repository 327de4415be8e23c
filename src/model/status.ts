/**
 * Where an order stands, in one word of ours, and what the words mean to whoever asks. What moves an order from one to the
 * next, `src/orders/lifecycle.ts` says.
 */
export const STATUSES = [
  /** Waits at the door for the leg that transmits; nothing is upstream. */
  "held",
  /** Durable, waits its turn to leave. */
  "intended",
  /** A frame may have left; no sign of life yet. */
  "sent",
  /** The broker knows it: PreSubmitted, Submitted or the like. */
  "working",
  /** It works, and something of it has traded. It stays so when the trade is taken back. */
  "partly-filled",
  /** It may or may not exist at the broker. Looked up, never sent again. */
  "unknown",
  "filled",
  "cancelled",
  "rejected",
  /** It may have left, and it is proved that the broker never had it (`src/orders/resolver.ts`). */
  "absent",
  /** It never left and never will. */
  "discarded",
] as const;
export type Status = (typeof STATUSES)[number];

/** The broker has shown it alive, and nothing has put that in doubt. */
export const isWorking = (status: Status): boolean => status === "working" || status === "partly-filled";

/** It may still trade: the broker has it, or may have it. */
export const isAtBroker = (status: Status): boolean => status === "sent" || status === "unknown" || isWorking(status);

const FINISHED: ReadonlySet<Status> = new Set(["filled", "cancelled", "rejected", "absent", "discarded"]);
export const isFinished = (status: Status): boolean => FINISHED.has(status);

/** We were told, or have proved, that the broker does not have it. Should it have it all the same, its client may end it. */
export const wasRefused = (status: Status): boolean => status === "rejected" || status === "absent";
