/**
 * The life of an order, as one table: what each event makes of each status. An event without a cell changes nothing.
 *
 * Terminal statuses never work again; a late execution may still turn them into filled, because a fill can cross a
 * cancel or a rejection on its way (RELIABILITY I4). Nothing else in holdfast sets a status.
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
  /** It may have left, and it is proved that the broker never had it (`resolver.ts`). */
  "absent",
  /** It never left and never will. */
  "discarded",
] as const;
export type Status = (typeof STATUSES)[number];

export type LifecycleEvent =
  | "intended"
  | "sending"
  | "acknowledged"
  /** Something of it has traded, not all. */
  | "traded"
  | "filled"
  | "cancelled"
  | "rejected"
  | "discarded"
  /** The session broke, or a complete snapshot did not show it: no news is not an end. */
  | "lost"
  | "provedAbsent";

/** How what the broker has comes to an end. */
const ends = { filled: "filled", cancelled: "cancelled", rejected: "rejected" } as const;
/** What any word of the broker makes of an order that it has not spoken of. */
const told = { ...ends, acknowledged: "working", traded: "partly-filled" } as const;

export const lifecycle: Readonly<Record<Status, Partial<Record<LifecycleEvent, Status>>>> = {
  held: { intended: "intended", discarded: "discarded" },
  intended: { sending: "sent", discarded: "discarded" },
  sent: { ...told, lost: "unknown" },
  working: { ...ends, traded: "partly-filled", lost: "unknown" },
  "partly-filled": { ...ends, lost: "unknown" },
  unknown: { ...told, provedAbsent: "absent" },
  filled: {},
  cancelled: { filled: "filled" },
  rejected: { filled: "filled" },
  absent: { filled: "filled" },
  discarded: {},
};

export const nextStatus = (status: Status, event: LifecycleEvent): Status => lifecycle[status][event] ?? status;

/** The broker has shown it alive, and nothing has put that in doubt. */
export const isWorking = (status: Status): boolean => status === "working" || status === "partly-filled";

/** It may still trade: the broker has it, or may have it. */
export const isAtBroker = (status: Status): boolean => status === "sent" || status === "unknown" || isWorking(status);

const FINISHED: ReadonlySet<Status> = new Set(["filled", "cancelled", "rejected", "absent", "discarded"]);
export const isFinished = (status: Status): boolean => FINISHED.has(status);

/** We were told, or have proved, that the broker does not have it. Should it have it all the same, its client may end it. */
export const wasRefused = (status: Status): boolean => status === "rejected" || status === "absent";

/**
 * What a status word of the Gateway means. `Inactive` is not final: a refused order and one held by a precaution both
 * show it, and the second can come back (PROTOCOL 11.2).
 */
const words: Readonly<Record<string, LifecycleEvent>> = {
  ApiPending: "acknowledged",
  PendingSubmit: "acknowledged",
  PendingCancel: "acknowledged",
  PreSubmitted: "acknowledged",
  Submitted: "acknowledged",
  Inactive: "acknowledged",
  ApiCancelled: "cancelled",
  Cancelled: "cancelled",
  Filled: "filled",
};

/** IB has it. With any other word of life only the Gateway may have it, and can end it alone. */
export const restsAtIb = (word: string): boolean => word === "PreSubmitted" || word === "Submitted";

/** An unknown word is news of life, no more. */
export const eventOfStatus = (word: string): LifecycleEvent => words[word] ?? "acknowledged";
